// Ctrl+Z and Ctrl+Shift+Z (or Ctrl+Y; Cmd on a Mac) press Undo and Redo. Where text is typed they belong to the text.
// Streamlit's own shortcuts would take them there too, and print themselves on the buttons.

const LONGEST_MS = 30000;
const IDLE_MS = 1500;
const LOOK_MS = 100;
// A choice is no text, though Streamlit makes it of a text field.
const NO_TEXT = "[type=checkbox], [type=radio], [type=range], [type=button], [role=combobox]";
const TEXT = `textarea, select, [contenteditable=true], input:not(${NO_TEXT})`;

function press(event) {
  if (!(event.ctrlKey || event.metaKey) || event.altKey || event.defaultPrevented) return;
  const key = event.key.toLowerCase();
  if (!"zy".includes(key) || event.target.closest?.(TEXT)) return;
  const name = key === "y" || event.shiftKey ? "redo" : "undo";
  if (!document.querySelector(`.st-key-icon-${name} button`)) return;
  event.preventDefault();
  pressOnceDrawn(name);
}

// While the page is being drawn anew, the button is still that of the design before, and may be disabled.
function pressOnceDrawn(name) {
  const button = document.querySelector(`.st-key-icon-${name} button`);
  if (button && !button.disabled) button.click();
  else if (!isIdle()) setTimeout(pressOnceDrawn, LOOK_MS, name);
}

const isIdle = () =>
  document.querySelector('[data-testid="stApp"]')?.getAttribute("data-test-script-state") === "notRunning";

const TRAINING = '[class*="st-key-live_"] [role="progressbar"]';

const shownRuns = () => new Set([...document.querySelectorAll('[class*="st-key-live_"], [class*="st-key-queued_"]')]);

// A press on Train is answered at once: the server may be busy with what it starts, and the page would only fade.
function begin(event) {
  const button = event.target.closest?.(".st-key-train button, .st-key-welcome-train button");
  const app = document.querySelector('[data-testid="stApp"]');
  if (!button || button.disabled || !app) return;
  const before = shownRuns();
  const word = document.createElement("div");
  word.className = "starting-word";
  word.setAttribute("role", "status");
  // Beside a training, what is added waits its turn, and the very same run is not added again.
  word.textContent = document.querySelector(TRAINING) ? "Adding …" : "Starting …";
  const box = button.getBoundingClientRect();
  Object.assign(word.style, { top: `${box.bottom + 4}px`, right: `${innerWidth - box.right}px` });
  app.append(word);
  let spent = 0;
  let idle = 0; // where the server refuses, no run appears
  const look = setInterval(() => {
    spent += LOOK_MS;
    idle = isIdle() ? idle + LOOK_MS : 0;
    if (spent < LONGEST_MS && idle < IDLE_MS && [...shownRuns()].every((run) => before.has(run))) return;
    clearInterval(look);
    word.remove();
  }, LOOK_MS);
}

export default function () {
  document.addEventListener("keydown", press);
  document.addEventListener("click", begin, true);
  return () => {
    document.removeEventListener("keydown", press);
    document.removeEventListener("click", begin, true);
  };
}
