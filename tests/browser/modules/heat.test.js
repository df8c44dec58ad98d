import { shade } from "/frontend/heat.js";
import { equal } from "./check.js";

export default {
  "the largest entry has the darkest shade, one below 0 the same on the other side"() {
    equal(shade(2, 2), 24);
    equal(shade(-2, 2), -24);
    equal(shade(1, 2), 12);
    equal(shade(0, 2), 0);
  },

  "what is missing, or larger than anything, has a shade too"() {
    equal(shade(null, 1), 0);
    equal(shade(5, 1), 24);
    equal(shade(1, 0), 0);
    equal(shade(0, 0), 0);
  },
};
