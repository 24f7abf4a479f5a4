// Streamlit's table opens a cell with the Space key, and ticks its row with Shift and Space. Who moves through the rows
// by keyboard expects that Space ticks: so the one is handed on as the other. Enter still opens.

function handOn(event) {
  if (event.key !== " " || event.shiftKey || event.ctrlKey || event.metaKey || event.altKey) return;
  const { target } = event;
  if (!target.closest?.(".st-key-leaderboard_table") || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName)) return;
  event.preventDefault(); // the page would scroll
  event.stopImmediatePropagation();
  const { key, code, keyCode } = event;
  target.dispatchEvent(
    new KeyboardEvent("keydown", { key, code, keyCode, shiftKey: true, bubbles: true, cancelable: true, composed: true }),
  );
}

export default function () {
  document.addEventListener("keydown", handOn, true);
  return () => document.removeEventListener("keydown", handOn, true);
}
