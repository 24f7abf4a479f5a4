// The drawing of the network's picture: kept by its name, put into the page, its boxes made ready to be pressed.

const NARROW = 560; // below this width the picture for phones is drawn
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
  root.notes = data.notes;
  keepStop(root, layers, data);
  followChoice(root, layers, data);
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

// Some boxes are a pixel or two wide or high: each is pressed anywhere in its column (in its row, where the picture
// goes down), up to half-way to the next.
function widen(svg, layers) {
  const { width, height } = svg.viewBox.baseVal;
  const [start, length, end] = svg.dataset.goes === "down" ? ["y", "height", height] : ["x", "width", width];
  const boxes = layers.map((layer) => layer.getBBox());
  const between = (one, next) => (one[start] + one[length] + next[start]) / 2;
  layers.forEach((layer, number) => {
    const from = number ? between(boxes[number - 1], boxes[number]) : 0;
    const to = number < layers.length - 1 ? between(boxes[number], boxes[number + 1]) : end;
    const reach = document.createElementNS("http://www.w3.org/2000/svg", "rect");
    const place = { x: 0, y: 0, width, height, fill: "transparent", [start]: from, [length]: Math.max(1, to - from) };
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
