// The network's picture, with a button of each layer and a note beside the one that is pointed at or has the focus.
// Streamlit calls the exported function for every new picture and every new choice.

const NARROW = 560; // below this width the picture for phones is drawn
const STEPS = { ArrowLeft: -1, ArrowUp: -1, ArrowRight: 1, ArrowDown: 1, Home: -Infinity, End: Infinity };

const MOST_KEPT = 4;
// The drawings by name, since one that is unchanged is not sent again; also while another page is shown.
const kept = (globalThis.networkDrawings ??= new Map());

const layersOf = (root) => [...root.querySelectorAll("g[role=button]")];
const layerAt = (event) => event.target.closest?.("g[role=button]");

function keep({ drawing, wide, narrow }) {
  if (!wide) return;
  kept.delete(drawing);
  kept.set(drawing, { wide, narrow });
  if (kept.size > MOST_KEPT) kept.delete(kept.keys().next().value);
}

function draw(root, data) {
  if (!kept.has(data.drawing)) return; // a change of width, after newer drawings took its place
  const { wide, narrow } = kept.get(data.drawing);
  const wanted = (root.clientWidth < NARROW && narrow) || wide;
  if (root.drawn !== wanted) redraw(root, data, wanted);
  const layers = layersOf(root);
  for (const layer of layers) {
    const [part, ...lines] = data.notes[layer.dataset.layer];
    layer.dataset.part = part;
    layer.setAttribute("aria-label", lines.filter(Boolean).join(". "));
    layer.setAttribute("aria-pressed", String(part === data.chosen));
  }
  follow(root, layers, data);
  root.notes = data.notes;
  if (data.chosen && data.chosen === root.picked) {
    root.picked = null;
    bringIntoSight(data.chosen);
  }
}

// What was chosen is told of below the picture, on a phone perhaps below the screen.
function bringIntoSight(part) {
  const began = performance.now();
  const behavior = matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth";
  const look = () => {
    const told = document.querySelector(`.st-key-chosen-${CSS.escape(part.replace(".", "-"))}`);
    if (told) told.scrollIntoView({ block: "nearest", behavior });
    else if (performance.now() - began < 3000) requestAnimationFrame(look);
  };
  look();
}

// One layer is a stop of the Tab key, the arrow keys reach the others: the one that had the focus, or the chosen one.
function follow(root, layers, data) {
  const wanted = root.follow && layers.find((layer) => layer.dataset.part === root.follow);
  const last = Math.min(root.stop ?? -1, layers.length - 1);
  const chosen = layers.findIndex((layer) => layer.dataset.part === data.chosen);
  const stop = wanted ? layers.indexOf(wanted) : last >= 0 ? last : Math.max(0, chosen);
  layers.forEach((layer, number) => layer.setAttribute("tabindex", number === stop ? "0" : "-1"));
  if (root.hadFocus && layers[stop]) layers[stop].focus({ preventScroll: true });
  root.hadFocus = false;
}

function redraw(root, data, wanted) {
  root.hadFocus = root.picture.contains(document.activeElement);
  root.picture.innerHTML = wanted; // made by the server from the design, with all text escaped
  root.drawn = wanted;
  for (const layer of root.picture.querySelectorAll("g[data-layer]")) {
    layer.querySelector("title")?.remove(); // the note says more
    if (layer.dataset.layer in data.notes) layer.setAttribute("role", "button");
  }
  const svg = root.picture.querySelector("svg");
  svg?.setAttribute("role", "group"); // an image's children are hidden from screen readers
  if (svg) widen(svg, layersOf(root));
  root.note.hidden = true;
}

// Some boxes are a pixel or two wide or high: each is pressed anywhere in its column, up to half-way to the next.
function widen(svg, layers) {
  const boxes = layers.map((layer) => layer.getBBox());
  const { width, height } = svg.viewBox.baseVal;
  const between = (left, right) => (left.x + left.width + right.x) / 2;
  layers.forEach((layer, number) => {
    const from = number ? between(boxes[number - 1], boxes[number]) : 0;
    const to = number < layers.length - 1 ? between(boxes[number], boxes[number + 1]) : width;
    const reach = document.createElementNS("http://www.w3.org/2000/svg", "rect");
    const place = { x: from, y: 0, width: Math.max(1, to - from), height, fill: "transparent" };
    for (const [name, value] of Object.entries(place)) reach.setAttribute(name, value);
    layer.prepend(reach);
  });
}

function show(root, layer) {
  const [, title, cost, sentence] = root.notes[layer.dataset.layer];
  const line = (name, text) => Object.assign(document.createElement(name), { textContent: text });
  root.note.replaceChildren(line("b", title), line("span", cost), line("small", sentence));
  root.note.hidden = false;
  const drawn = [...layer.querySelectorAll("path")].map((path) => path.getBoundingClientRect());
  const box = drawn[0];
  const bottom = Math.max(...drawn.map((one) => one.bottom));
  const around = root.getBoundingClientRect();
  const left = box.left + box.width / 2 - root.note.offsetWidth / 2 - around.left;
  root.note.style.left = `${Math.max(0, Math.min(left, around.width - root.note.offsetWidth))}px`;
  root.note.style.top = `${bottom - around.top + 8}px`;
}

function pick(root, part, setTriggerValue) {
  root.picked = part;
  setTriggerValue("part", part);
}

function press(root, data, event, setTriggerValue) {
  const layer = layerAt(event);
  if (!layer || event.ctrlKey || event.metaKey || event.altKey) return;
  const layers = layersOf(root);
  const at = layers.indexOf(layer);
  const part = layer.dataset.part;
  if (event.key === "Enter" || event.key === " ") pick(root, part, setTriggerValue);
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

export default function ({ data, parentElement, setTriggerValue }) {
  const root = parentElement.querySelector(".network-picks") ?? made(parentElement);
  keep(data);
  if (!kept.has(data.drawing)) {
    setTriggerValue("missing", data.drawing);
    return undefined;
  }
  root.picture.setAttribute("role", "toolbar");
  root.picture.setAttribute("aria-label", data.label);
  root.onclick = (event) => {
    const layer = layerAt(event);
    if (layer) pick(root, layer.dataset.part, setTriggerValue);
  };
  root.onkeydown = (event) => press(root, data, event, setTriggerValue);
  root.onpointerover = (event) => {
    const layer = event.pointerType === "touch" ? null : layerAt(event); // there a tap opens what the note says
    if (layer) show(root, layer);
    else if (!root.picture.contains(document.activeElement)) root.note.hidden = true;
  };
  root.onpointerleave = () => { root.note.hidden = true; };
  const focused = (event) => {
    const layer = layerAt(event);
    if (!layer) return;
    for (const other of layersOf(root)) other.setAttribute("tabindex", other === layer ? "0" : "-1");
    root.stop = layersOf(root).indexOf(layer);
    if (root.follow && layer.dataset.part !== root.follow) root.follow = null;
    if (layer.matches(":focus-visible")) show(root, layer);
  };
  const left = () => { root.note.hidden = true; };
  root.addEventListener("focusin", focused);
  root.addEventListener("focusout", left);
  draw(root, data);
  const watcher = new ResizeObserver(() => draw(root, data));
  watcher.observe(root);
  return () => {
    watcher.disconnect();
    root.removeEventListener("focusin", focused);
    root.removeEventListener("focusout", left);
  };
}
