// Streamlit's table opens a cell with the Space key, and ticks its row with Shift and Space. Who moves through the rows
// by keyboard expects that Space ticks: so the one is handed on as the other. Enter does nothing with a button's cell:
// it is handed on as a press on the name in the row. And the table drops what the keys choose while the pointer is
// outside of it: it is told otherwise before it gets a key.

const TABLE = ".st-key-leaderboard_table";
/** Pixels from the left to the first letters of the name, which may be short, and the width of the column before it that
 * is not always there. */
const NAME_X = 95, OWN_WIDTH = 48, OWN = "Yours";
/** Milliseconds until the table says which cell is chosen: it does so for screen readers, 200 after each change. */
const CHOSEN_AFTER = 250;
/** How often it is asked, where the computer is busy. */
const TRIES = 10;
const MOVES = ["ArrowUp", "ArrowDown", "ArrowLeft", "ArrowRight"];

function handOn(event) {
  if (!event.isTrusted || event.shiftKey || event.ctrlKey || event.metaKey || event.altKey) return;
  const table = event.target.closest?.(TABLE);
  if (!table || /^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName)) return;
  if (event.key === "Enter") asOver(table, () => setTimeout(() => pressName(table, TRIES), CHOSEN_AFTER));
  else if (event.key === " ") asOver(table, () => press(table, event, true));
  else if (MOVES.includes(event.key) && !isOver(table)) asOver(table, () => press(table, event, false));
  else return;
  event.preventDefault(); // the page would scroll
  event.stopImmediatePropagation();
}

const isOver = (table) => table.querySelector('[data-testid="stDataFrame"]')?.matches(":hover");

/** Calls `act` once the table takes the pointer to be over it: in its corner, where nothing shows that it is. Where the
 * page has moved under it the browser tells of the pointer's own place once more: then from the start. */
function asOver(table, act, tries = TRIES) {
  const canvas = table.querySelector("canvas");
  if (!canvas || isOver(table)) return act();
  let isElsewhere = false;
  const notice = (event) => { isElsewhere ||= event.isTrusted; };
  addEventListener("pointermove", notice, true);
  const { left, top } = canvas.getBoundingClientRect();
  canvas.dispatchEvent(new PointerEvent("pointermove", { clientX: left + 1, clientY: top + 1, bubbles: true }));
  const goOn = () => {
    removeEventListener("pointermove", notice, true);
    if (isElsewhere && tries > 1) asOver(table, act, tries - 1);
    else act();
  };
  requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(goOn)));
}

/** In the table's cell that had the focus, which may have been drawn anew since. */
function press(table, { target, key, code, keyCode }, shiftKey) {
  const place = target.isConnected ? target : table.querySelector("canvas");
  place?.dispatchEvent(
    new KeyboardEvent("keydown", { key, code, keyCode, shiftKey, bubbles: true, cancelable: true, composed: true }),
  );
}

/** Presses the name in the row of the chosen cell, if one is chosen. */
function pressName(table, tries) {
  const row = rowOf(document.activeElement) ?? rowOf(table.querySelector('td[aria-selected="true"]'));
  const scroller = table.querySelector(".dvn-scroller");
  const canvas = table.querySelector("canvas");
  if (row === null && tries > 1) {
    setTimeout(() => pressName(table, tries - 1), CHOSEN_AFTER);
    return;
  }
  if (row === null || !scroller || !canvas) return;
  const rows = table.querySelector('[role="grid"]').getAttribute("aria-rowcount");
  const height = scroller.scrollHeight / rows;
  const { left, top } = canvas.getBoundingClientRect();
  const hasOwn = [...table.querySelectorAll('[role="columnheader"]')].some((head) => head.textContent === OWN);
  const place = {
    clientX: left + NAME_X + (hasOwn ? OWN_WIDTH : 0), clientY: top + (row + 1.5) * height - scroller.scrollTop, button: 0, detail: 1,
    pointerId: 1, pointerType: "mouse", isPrimary: true, bubbles: true, cancelable: true, composed: true, view: window,
  };
  canvas.dispatchEvent(new PointerEvent("pointermove", place));
  canvas.dispatchEvent(new PointerEvent("pointerdown", { ...place, buttons: 1 }));
  canvas.dispatchEvent(new PointerEvent("pointerup", place));
  canvas.dispatchEvent(new MouseEvent("click", place));
}

function rowOf(cell) {
  const found = /^glide-cell-\d+-(\d+)$/.exec(cell?.id ?? "");
  return found && Number(found[1]);
}

export default function () {
  document.addEventListener("keydown", handOn, true);
  return () => document.removeEventListener("keydown", handOn, true);
}
