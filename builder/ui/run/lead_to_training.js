// After a press on Train the training's panel is in sight: on a phone it begins far below the button. Where its top is in
// the upper half of the window the page stays as it is, and so it does for who does something else meanwhile. The focus
// goes there too: the button that was pressed may be gone, and with it the place where the keyboard goes on.

const KEPT = "builderTimesTrained"; // on the document's root: the module may be loaded once more with each visit
const PATIENCE = 300000; // milliseconds: a server that takes longer to answer has ended
/** So often, and so far apart, it is brought back into sight. */
const LOOKS = 6;
const LOOK_MS = 500;
/** Pixels: the page's own head. */
const HEAD = 64;
const HEADING = ".st-key-heading_training h2";
const BAR = '.st-key-live [class*="st-key-live_"] [role="progressbar"]';

// What stands above the panel moves until the page is drawn: the welcome of a first visit goes.
const isDrawn = () =>
  document.querySelector('[data-testid="stApp"]')?.getAttribute("data-test-script-state") === "notRunning";

function bringIntoSight(panel) {
  const main = document.querySelector('[data-testid="stMain"]');
  const { top } = panel.getBoundingClientRect();
  if (!main || (top >= HEAD && top < innerHeight / 2)) return;
  const behavior = matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth";
  main.scrollBy({ top: top - main.getBoundingClientRect().top - HEAD, behavior });
}

function focusHeading() {
  const heading = document.querySelector(HEADING);
  const active = document.activeElement;
  if (!heading || (active && active !== document.body && !active.closest("button"))) return;
  heading.tabIndex = -1;
  heading.focus({ preventScroll: true });
}

function lead() {
  const began = performance.now();
  let over = false;
  for (const act of ["wheel", "touchstart", "pointerdown", "keydown"])
    addEventListener(act, () => { over = true; }, { once: true, passive: true, capture: true });
  const look = () => {
    if (over || performance.now() - began > PATIENCE) return;
    if (document.querySelector(BAR) && isDrawn()) {
      focusHeading();
      keepInSight(LOOKS);
    } else requestAnimationFrame(look);
  };
  // What stands above it may still come or go.
  const keepInSight = (looks) => {
    const panel = document.querySelector(BAR)?.closest(".st-key-live");
    if (over || !looks) return;
    if (panel) bringIntoSight(panel);
    setTimeout(keepInSight, LOOK_MS, looks - 1);
  };
  requestAnimationFrame(look);
}

export default function ({ data }) {
  const root = document.documentElement;
  const before = root.dataset[KEPT];
  root.dataset[KEPT] = data.times;
  if (Number(before ?? data.before) < data.times) lead();
}
