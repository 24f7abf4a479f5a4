// A picture with a box on it, which keeps its proportions: drawn, moved and sized by mouse, pen, finger or keyboard. All
// numbers are pixels of the picture's file.

const KEY_MS = 300;
const STEP = 0.02; // of the picture's shorter side
const LEAST = 0.04;
const CORNERS = ["nw", "ne", "sw", "se"];

function make(parentElement) {
  const root = document.createElement("div");
  root.className = "picture-box";
  const image = document.createElement("img");
  image.alt = "Your picture";
  image.draggable = false;
  const box = document.createElement("div");
  box.className = "picture-box__box";
  box.tabIndex = 0;
  box.setAttribute("role", "application");
  box.setAttribute("aria-roledescription", "box");
  for (const corner of CORNERS) {
    const handle = document.createElement("span");
    handle.className = `picture-box__corner picture-box__corner--${corner}`;
    handle.dataset.corner = corner;
    box.append(handle);
  }
  const said = document.createElement("span");
  said.className = "picture-box__said";
  said.setAttribute("aria-live", "polite");
  root.append(image, box, said);
  parentElement.append(root);
  return Object.assign(root, { image, box, said, at: null, drag: null, timer: null });
}

const clamped = (number, low, high) => Math.min(Math.max(number, low), Math.max(low, high));

/** The widest box with the proportions that fits into so much room. */
const widest = ({ ratio }, across, down) => Math.min(across, down * ratio);

const least = (root) => Math.max(1, LEAST * widest(root, ...root.size));

/** A box of that width whose centre is as near to the given one as the picture allows. */
function around(root, x, y, width) {
  const [across, down] = root.size;
  const wide = clamped(width, least(root), widest(root, across, down));
  const high = wide / root.ratio;
  return [clamped(x - wide / 2, 0, across - wide), clamped(y - high / 2, 0, down - high), wide, high];
}

/** A box from a fixed corner to where the pointer is, as far as the picture reaches. */
function from(root, [x, y], [toX, toY]) {
  const [across, down] = root.size;
  const right = toX >= x;
  const below = toY >= y;
  const room = widest(root, right ? across - x : x, below ? down - y : y);
  const wanted = Math.max(Math.abs(toX - x), Math.abs(toY - y) * root.ratio);
  const wide = clamped(wanted, Math.min(least(root), room), room);
  const high = wide / root.ratio;
  return [right ? x : x - wide, below ? y : y - high, wide, high];
}

function show(root, at) {
  root.at = at;
  const [across, down] = root.size;
  const [left, top, wide, high] = at.map(Math.round);
  Object.assign(root.box.style, {
    left: `${(100 * at[0]) / across}%`,
    top: `${(100 * at[1]) / down}%`,
    width: `${(100 * at[2]) / across}%`,
    height: `${(100 * at[3]) / down}%`,
  });
  root.label = `${wide} by ${high} pixels, ${left} from the left and ${top} from the top`;
  root.box.setAttribute(
    "aria-label",
    `What the network sees: ${root.label}. Arrow keys move the box, plus and minus change its size.`
  );
}

function send(root) {
  clearTimeout(root.timer);
  root.timer = null;
  root.said.textContent = root.label;
  root.tell(root.at.map(Math.round));
}

function place(root, event) {
  const shown = root.image.getBoundingClientRect();
  const [across, down] = root.size;
  return [
    clamped(((event.clientX - shown.left) / shown.width) * across, 0, across),
    clamped(((event.clientY - shown.top) / shown.height) * down, 0, down),
  ];
}

/** What a press begins: sizing from the opposite corner, moving, or a new box. */
function begun(root, event, point) {
  const [left, top, wide, high] = root.at;
  const corner = event.target.dataset.corner;
  // On a small box the corners, which have room for a thumb, leave its middle free to move it.
  const inMiddle = Math.abs(point[0] - left - wide / 2) < wide / 4 && Math.abs(point[1] - top - high / 2) < high / 4;
  if (corner && !inMiddle) {
    return { anchor: [corner.includes("w") ? left + wide : left, corner.includes("n") ? top + high : top] };
  }
  if (root.box.contains(event.target)) return { grip: [point[0] - left - wide / 2, point[1] - top - high / 2] };
  return { anchor: point, isNew: true };
}

function listen(root) {
  root.onpointerdown = (event) => {
    if (event.button !== 0) return;
    event.preventDefault();
    root.setPointerCapture(event.pointerId);
    root.box.focus({ preventScroll: true });
    root.drag = begun(root, event, place(root, event));
  };
  root.onpointermove = (event) => {
    if (root.drag === null) return;
    const point = place(root, event);
    const { anchor, grip } = root.drag;
    root.drag.hasMoved = true;
    show(root, grip ? around(root, point[0] - grip[0], point[1] - grip[1], root.at[2]) : from(root, anchor, point));
  };
  root.onpointerup = root.onpointercancel = (event) => {
    if (root.drag === null) return;
    const { isNew, hasMoved, anchor } = root.drag;
    root.drag = null;
    // A press without a movement brings the box there.
    if (isNew && !hasMoved && event.type === "pointerup") show(root, around(root, ...anchor, root.at[2]));
    else if (!hasMoved) return;
    send(root);
  };
  root.box.onkeydown = (event) => {
    const step = (event.shiftKey ? 5 : 1) * STEP * Math.min(...root.size);
    const [left, top, wide, high] = root.at;
    const moves = { ArrowLeft: [-step, 0], ArrowRight: [step, 0], ArrowUp: [0, -step], ArrowDown: [0, step] };
    const grows = { "+": step, "=": step, "-": -step };
    if (event.ctrlKey || event.metaKey || event.altKey || !(event.key in moves || event.key in grows)) return;
    event.preventDefault();
    event.stopPropagation();
    const [x, y] = moves[event.key] ?? [0, 0];
    show(root, around(root, left + wide / 2 + x, top + high / 2 + y, wide + (grows[event.key] ?? 0)));
    clearTimeout(root.timer);
    root.timer = setTimeout(() => send(root), KEY_MS);
  };
}

export default function ({ parentElement, data, setStateValue }) {
  let root = parentElement.querySelector(".picture-box");
  if (!root) {
    root = make(parentElement);
    listen(root);
  }
  root.tell = (box) => setStateValue("box", box);
  Object.assign(root, { size: data.size, ratio: data.ratio });
  if (root.image.src !== data.picture) root.image.src = data.picture;
  if (root.drag === null && root.timer === null) show(root, data.box);
  return () => clearTimeout(root.timer);
}
