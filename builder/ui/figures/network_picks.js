// The network's picture, with a button of each layer and a note beside the one that is pointed at or has the focus.
// Streamlit calls the exported function for every new picture and every new choice.

const STEPS = { ArrowLeft: -1, ArrowUp: -1, ArrowRight: 1, ArrowDown: 1, Home: -Infinity, End: Infinity };
const STILL = 10; // what moves by less, in pixels, is a click and no drag

function pick(root, part, isByKey, setTriggerValue) {
  root.isByKey = isByKey;
  const isChosen = part === root.chosen;
  root.picked = isChosen ? null : part;
  if (isChosen && panelOf(part)) enter(root, part); // the server has nothing new to answer
  setTriggerValue("part", part);
}

function press(root, data, event, setTriggerValue) {
  const layer = layerAt(event);
  if (!layer || event.ctrlKey || event.metaKey || event.altKey) return;
  const layers = layersOf(root);
  const at = layers.indexOf(layer);
  const part = layer.dataset.part;
  if (event.key === "Enter" || event.key === " ") pick(root, part, true, setTriggerValue);
  else if (event.key === "Escape") {
    root.note.hidden = true;
    if (!data.edits || !data.chosen) return;
    setTriggerValue("part", "");
  } else if (data.edits && (event.key === "Delete" || event.key === "Backspace")) setTriggerValue("edit", ["delete", part]);
  else if (data.edits && event.shiftKey && Math.abs(STEPS[event.key]) === 1) {
    root.follow = part;
    setTriggerValue("edit", [STEPS[event.key] < 0 ? "left" : "right", part]);
  } else if (event.key in STEPS) layers[Math.max(0, Math.min(layers.length - 1, at + STEPS[event.key]))].focus();
  else return;
  event.preventDefault();
}

// A press counts for the box that it began on: until it ends, another drawing may have come, or the page have moved.
function pressed(root, event) {
  const part = event.isPrimary && event.button === 0 && layerAt(event)?.dataset.part;
  root.pressed = part ? { part, x: event.clientX, y: event.clientY } : null;
}

function released(root, event, setTriggerValue) {
  const { part, x, y } = root.pressed ?? {};
  root.pressed = null;
  if (part && Math.hypot(event.clientX - x, event.clientY - y) < STILL) pick(root, part, false, setTriggerValue);
}

function focused(root, event) {
  const layer = layerAt(event);
  if (!layer) return;
  for (const other of layersOf(root)) other.setAttribute("tabindex", other === layer ? "0" : "-1");
  root.stop = layersOf(root).indexOf(layer);
  if (root.follow && layer.dataset.part !== root.follow) root.follow = null;
  if (layer.matches(":focus-visible")) show(root, layer);
}

function made(parentElement) {
  const root = document.createElement("div");
  root.className = "network-picks";
  root.picture = document.createElement("div");
  root.note = document.createElement("div");
  root.note.className = "note";
  root.note.setAttribute("aria-hidden", "true"); // the layer's own name says the same
  root.note.hidden = true;
  root.append(root.picture, root.note);
  parentElement.append(root);
  return root;
}

export default function ({ data: sent, parentElement, setTriggerValue }) {
  const data = { ...sent, notes: Object.fromEntries(sent.notes) };
  const root = parentElement.querySelector(".network-picks") ?? made(parentElement);
  keep(data);
  if (!kept.has(data.drawing)) setTriggerValue("missing", data.drawing); // the one before can be pressed meanwhile
  root.picture.setAttribute("role", "toolbar");
  root.picture.setAttribute("aria-label", data.label);
  root.onpointerdown = (event) => pressed(root, event);
  root.onclick = (event) => {
    const layer = event.detail === 0 && layerAt(event); // a screen reader's, which has no pointer
    if (layer) pick(root, layer.dataset.part, true, setTriggerValue);
  };
  root.onkeydown = (event) => press(root, data, event, setTriggerValue);
  root.onpointerover = (event) => {
    const layer = event.pointerType === "touch" ? null : layerAt(event); // there a tap opens what the note says
    if (layer) show(root, layer);
    else if (!root.picture.contains(document.activeElement)) root.note.hidden = true;
  };
  root.onpointerleave = () => { root.note.hidden = true; };
  // Streamlit calls what is returned once, when the component goes, and not before each call of this function.
  root.stopped?.();
  const listening = new AbortController();
  const listen = (target, name, call) => target.addEventListener(name, call, { signal: listening.signal });
  listen(root, "focusin", (event) => focused(root, event));
  listen(root, "focusout", () => { root.note.hidden = true; });
  listen(window, "pointerup", (event) => released(root, event, setTriggerValue));
  listen(window, "pointercancel", () => { root.pressed = null; });
  if (data.edits) {
    listen(document, "keydown", (event) => {
      if (isToBeClosed(root, event)) setTriggerValue("part", "");
    });
  }
  draw(root, data);
  const watcher = new ResizeObserver(() => draw(root, data));
  watcher.observe(root);
  root.stopped = () => {
    watcher.disconnect();
    listening.abort();
  };
  return root.stopped;
}
