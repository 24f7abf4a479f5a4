// Times what a person waits for, inside the browser: from the first thing that they do after `begin` to the first
// change of the page after which `isThere()` is true. Milliseconds, from the input event's own time stamp. What is not
// there after a minute never comes: the page has changed, or `isThere` looks for what it no longer has.
window.benchmarkClock = {
  begin(isThere) {
    let pressed = null;
    const press = (event) => { if (event.isTrusted && pressed === null) pressed = event.timeStamp; };
    const kinds = ["pointerdown", "keydown"];
    kinds.forEach((kind) => window.addEventListener(kind, press, true));
    this.waited = new Promise((resolve, reject) => {
      setTimeout(() => reject(new Error(`not there after a minute: ${isThere}`)), 60_000);
      const look = () => {
        if (pressed === null || !isThere()) return;
        const now = performance.now();
        observer.disconnect();
        kinds.forEach((kind) => window.removeEventListener(kind, press, true));
        resolve(now - pressed);
      };
      const observer = new MutationObserver(look);
      observer.observe(document, { subtree: true, childList: true, characterData: true, attributes: true });
    });
  },
};
