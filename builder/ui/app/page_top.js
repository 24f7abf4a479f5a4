// A view that takes another's place on the same page begins at its top, not where the other was scrolled to; one that
// names a place begins there, with the focus on its open tab.

const STEADY_MS = 8000; // after the place, and its tab, were there, and nothing was drawn any more
const LONGEST_MS = 300000; // a server that takes longer to answer has ended

let shown;
let stop = () => {};

const isDrawing = () =>
  document.querySelector('[data-testid="stApp"]')?.getAttribute("data-test-script-state") === "running";

const main = () => document.querySelector('[data-testid="stMain"]');

// What stands above the place may still be drawn and grow: it is kept in sight until the visitor does something.
function keepInSight(place, tab) {
  const asked = performance.now();
  let there = asked;
  let over = false;
  stop = () => { over = true; };
  for (const act of ["wheel", "touchstart", "pointerdown", "keydown"])
    addEventListener(act, stop, { once: true, passive: true, capture: true });
  const look = () => {
    const now = performance.now();
    if (over || now - there > STEADY_MS || now - asked > LONGEST_MS) return;
    const found = document.querySelector(`.st-key-${place}`);
    if (found && main() && Math.abs(found.getBoundingClientRect().top - main().getBoundingClientRect().top - 64) > 2)
      main().scrollBy({ top: found.getBoundingClientRect().top - main().getBoundingClientRect().top - 64 });
    const opened = tab && [...(found?.querySelectorAll('[role="tab"][aria-selected="true"]') ?? [])].find(
      (one) => one.textContent.trim() === tab,
    );
    if (!found || (tab && !opened) || isDrawing()) there = now;
    if (opened) {
      opened.focus({ preventScroll: true });
      tab = null; // once
    }
    requestAnimationFrame(look);
  };
  look();
}

export default function ({ data }) {
  if (shown === data.view) return;
  const first = shown === undefined;
  shown = data.view;
  stop();
  if (data.place) keepInSight(data.place, first && !data.led ? null : data.tab);
  else if (!first) main()?.scrollTo({ top: 0 });
}
