// Put into every page that is measured. It watches what a reader watches: numbers and texts that change on the screen.
// deep() finds elements in shadow roots too. watch() starts noting the frames in which something watched has changed.
(() => {
  const after = new MessageChannel(); // a message posted in a frame arrives when that frame has been painted
  const waiting = [];
  after.port1.onmessage = () => waiting.splice(0).forEach((act) => act(performance.now()));
  const painted = (act) =>
    requestAnimationFrame(() => {
      waiting.push(act);
      after.port2.postMessage(0);
    });

  const deep = (selector, root = document) => {
    const found = root.querySelector(selector);
    if (found) return found;
    for (const host of root.querySelectorAll("*")) {
      const inside = host.shadowRoot && deep(selector, host.shadowRoot);
      if (inside) return inside;
    }
    return null;
  };

  const bench = { frames: [], keys: [], steps: [], ticks: 0, deep, first: null };
  const tick = () => requestAnimationFrame(tick, bench.ticks++);
  tick();

  bench.watch = (selector) => {
    let due = false;
    Object.assign(bench, { frames: [], keys: [], steps: [], ticks: 0 });
    bench.observer?.disconnect();
    bench.observer = new MutationObserver((records) => {
      const shown = records.some((record) => {
        const at = record.target.nodeType === Node.TEXT_NODE ? record.target.parentElement : record.target;
        return at?.closest?.(selector);
      });
      if (due || !shown) return;
      due = true;
      painted((now) => {
        due = false;
        bench.frames.push(now);
        if (bench.keys.length > bench.steps.length) bench.steps.push(now - bench.keys.at(-1));
      });
    });
    const root = deep(selector)?.getRootNode() ?? document;
    bench.observer.observe(root, { subtree: true, childList: true, characterData: true, attributes: true, attributeFilter: ["data-value"] });
  };

  addEventListener("keydown", (event) => bench.keys.push(event.timeStamp), true);

  const look = () => {
    if (deep(".explorable .words p, .explorable .words h2")) painted((now) => (bench.first = now));
    else requestAnimationFrame(look);
  };
  look();
  window.bench = bench;
})();
