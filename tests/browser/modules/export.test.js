import { csv } from "/frontend/export.js";
import { History } from "/frontend/history.js";
import { equal } from "./check.js";

export default {
  "numbers behind a picture, a line a point"() {
    const items = [
      { kind: "path", points: [[0, 1], null, [2, 3]] },
      { kind: "bars", values: [0.5, null] },
      { kind: "arrow", from: [0, 0], to: [1, 2], label: 'a "b", c' },
      { kind: "note", at: [0, 0] },
    ];
    equal(csv(items).split("\n"), [
      "item,index,x,y", "path 1,0,0,1", "path 1,2,2,3", "bars 2,0,0,0.5", "bars 2,1,1,null",
      '"arrow 3 a ""b"", c",0,0,0', '"arrow 3 a ""b"", c",1,1,2',
    ]);
  },

  "a table of cells, a line a cell"() {
    const lines = csv([{ kind: "cells", values: [[0.25, 0.75], [1, null]] }]).split("\n");
    equal(lines.slice(1), ["cells 1 row 1,0,0,0.25", "cells 1 row 1,1,1,0.75", "cells 1 row 2,0,0,1", "cells 1 row 2,1,1,null"]);
  },

  "a text never becomes a formula in a spreadsheet"() {
    const lines = csv([{ kind: "point", at: [1, 2], label: "=HYPERLINK(1)" }]).split("\n");
    equal(lines[1], "point 1 =HYPERLINK(1),0,1,2");
  },

  "undo goes back, redo forward, and a new change forgets what was undone"() {
    const history = new History();
    for (const x of ["1", "2", "2", "3"]) history.note({ x });
    equal(history.states.length, 3);
    equal(history.move(-1), { x: "2" });
    equal(history.move(-1), { x: "1" });
    equal(history.move(-1) ?? null, null);
    equal(history.move(1), { x: "2" });
    history.note({ x: "2" });
    equal(history.states.length, 3);
    history.note({ x: "9" });
    equal(history.move(1) ?? null, null);
    equal(history.states.length, 3);
  },

  "only the newest hundred states are kept"() {
    const history = new History();
    for (let i = 0; i < 250; i++) history.note({ i });
    equal(history.states.length, 100);
    equal(history.move(-1), { i: 248 });
  },
};
