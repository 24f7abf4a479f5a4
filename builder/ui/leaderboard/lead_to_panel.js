// The panel of the run that was opened may be out of sight: below the table on a narrow screen, or where the podium was
// pressed. Where its head is in sight the page stays as it is. Who opened it by a key goes on in it, and once it is
// closed where they were; Escape in the panel closes it.

const PANEL = ".st-key-leaderboard_panel", TABLE = ".st-key-leaderboard_table";
const KEPT = "builderTimesOpened"; // on the document's root: the module may be loaded once more with each visit
const PATIENCE = 5000;
/** Milliseconds in which a page that begins with an open run may still grow above it. */
const GROWS = 3000;
/** Pixels: the page's own head, and as much of the panel as says what it is. */
const HEAD = 60, ENOUGH = 220;
const OPENS = ["Enter", " "];

const panel = () => document.querySelector(PANEL);
const closing = () => panel()?.querySelector(".st-key-leaderboard-close button");

/** The key that was pressed last, null after the pointer; and what had the focus when the panel was opened by one. */
let key = null, opener = null;
let wasOpen = false;

function remember(event) {
  if (!event.isTrusted) return;
  key = event.type === "keydown" ? event.key : null;
  const isInside = panel()?.contains(document.activeElement);
  if (OPENS.includes(key) && !isInside) opener = document.activeElement;
  if (key === "Escape" && isInside && !document.querySelector("[role=dialog]")) closing()?.click();
}

/** Calls `act` once `found` has something, unless that takes too long. */
function once(found, act) {
  const began = performance.now();
  const look = () => {
    const there = found();
    if (there) act(there);
    else if (performance.now() - began < PATIENCE) requestAnimationFrame(look);
  };
  look();
}

function bringIntoSight(there) {
  const { top } = there.getBoundingClientRect();
  if (top < HEAD || top > innerHeight - ENOUGH) there.scrollIntoView({ block: "start" });
}

/** As long as what stands above it grows, or until the visitor does something. */
function keepInSight() {
  const began = performance.now();
  let over = false;
  for (const act of ["wheel", "touchstart", "pointerdown", "keydown"])
    addEventListener(act, () => { over = true; }, { once: true, passive: true, capture: true });
  const look = () => {
    if (over || performance.now() - began > PATIENCE + GROWS) return;
    if (panel()) bringIntoSight(panel());
    requestAnimationFrame(look);
  };
  look();
}

function goInto(there) {
  const heading = there.querySelector("h4");
  if (!heading) return;
  heading.tabIndex = -1;
  heading.focus({ preventScroll: true });
}

/** Where the visitor was, or else the table; in the table to what stays when its cells are drawn anew. */
function goBack() {
  const isOutside = opener?.isConnected && !opener.closest(TABLE);
  const place = isOutside ? opener : document.querySelector(`${TABLE} canvas`);
  opener = null;
  place?.focus({ preventScroll: true });
}

export default function ({ data }) {
  const root = document.documentElement;
  const before = root.dataset[KEPT];
  root.dataset[KEPT] = data.times;
  addEventListener("keydown", remember, true);
  addEventListener("pointerdown", remember, true);
  if (before === undefined) {
    if (data.isOpen) keepInSight();
  } else if (Number(before) < data.times) {
    once(panel, bringIntoSight);
    if (OPENS.includes(key)) once(panel, goInto);
  }
  if (wasOpen && !data.isOpen && [...OPENS, "Escape"].includes(key)) once(() => !panel(), goBack);
  wasOpen = data.isOpen;
  return () => {
    removeEventListener("keydown", remember, true);
    removeEventListener("pointerdown", remember, true);
  };
}
