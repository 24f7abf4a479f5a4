// A black square on which light strokes are drawn by finger, pen or mouse. While somebody draws, it is sent a few times
// a second, reduced to SIDE x SIDE bytes.

const SIDE = 64;
const LARGE = 320;
const PEN = 30;
const SEND_MS = 350;

function make(parentElement, before) {
  const root = document.createElement("div");
  root.className = "digit-canvas";
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = LARGE;
  canvas.setAttribute("role", "img");
  canvas.setAttribute("aria-label", "Drawing area: draw with a finger, a pen or the mouse. Without them, upload a picture.");
  // Over the canvas, not on it: it is no part of what is drawn.
  const frame = document.createElement("div");
  frame.className = "digit-canvas-frame";
  const hint = document.createElement("span");
  hint.setAttribute("aria-hidden", "true"); // the canvas's own label says it already
  hint.hidden = Boolean(before);
  frame.append(canvas, hint);
  const clear = document.createElement("button");
  clear.type = "button";
  clear.textContent = "Clear";
  root.append(frame, clear);
  parentElement.append(root);
  const pen = canvas.getContext("2d");
  Object.assign(pen, { fillStyle: "#000", strokeStyle: "#fff", lineWidth: PEN, lineCap: "round", lineJoin: "round" });
  pen.fillRect(0, 0, LARGE, LARGE);
  const small = document.createElement("canvas");
  small.width = small.height = SIDE;
  const reduced = small.getContext("2d", { willReadFrequently: true });
  if (before) paint(before, small, reduced, pen);
  return Object.assign(root, { canvas, hint, clear, pen, small, reduced, last: null, timer: null, is: before ?? "" });
}

/** What `written` gave of the drawing before, from the server. */
function paint(before, small, reduced, pen) {
  const bytes = atob(before);
  const image = reduced.createImageData(SIDE, SIDE);
  for (let pixel = 0; pixel < bytes.length; pixel += 1) image.data.set([...Array(3).fill(bytes.charCodeAt(pixel)), 255], 4 * pixel);
  reduced.putImageData(image, 0, 0);
  pen.drawImage(small, 0, 0, LARGE, LARGE);
}

/** The drawing as Base64 of its brightness, row by row. */
function written({ canvas, reduced }) {
  reduced.imageSmoothingQuality = "high";
  reduced.drawImage(canvas, 0, 0, SIDE, SIDE);
  const { data } = reduced.getImageData(0, 0, SIDE, SIDE);
  let bytes = "";
  for (let place = 0; place < data.length; place += 4) bytes += String.fromCharCode(data[place]);
  return btoa(bytes);
}

function send(root) {
  root.timer = null;
  const now = written(root);
  if (now === root.is) return;
  root.is = now;
  root.tell(now);
}

const sendSoon = (root) => (root.timer ??= setTimeout(() => send(root), SEND_MS));

function at(root, event) {
  const box = root.canvas.getBoundingClientRect();
  return [((event.clientX - box.left) / box.width) * LARGE, ((event.clientY - box.top) / box.height) * LARGE];
}

function line(root, from, to) {
  root.pen.beginPath();
  root.pen.moveTo(...from);
  root.pen.lineTo(...to);
  root.pen.stroke();
}

function listen(root) {
  const { canvas } = root;
  canvas.onpointerdown = (event) => {
    if (event.button !== 0) return;
    event.preventDefault();
    canvas.setPointerCapture(event.pointerId);
    root.last = at(root, event);
    root.hint.hidden = true;
    line(root, root.last, root.last);
    sendSoon(root);
  };
  canvas.onpointermove = (event) => {
    if (root.last === null) return;
    const passed = event.getCoalescedEvents?.() ?? [];
    for (const one of passed.length ? passed : [event]) {
      const to = at(root, one);
      line(root, root.last, to);
      root.last = to;
    }
    sendSoon(root);
  };
  canvas.onpointerup = canvas.onpointercancel = () => {
    if (root.last === null) return;
    root.last = null;
    clearTimeout(root.timer);
    send(root);
  };
  root.clear.onclick = () => {
    root.pen.fillRect(0, 0, LARGE, LARGE);
    root.hint.hidden = false;
    clearTimeout(root.timer);
    send(root);
  };
}

export default function ({ data, parentElement, setStateValue }) {
  let root = parentElement.querySelector(".digit-canvas");
  if (!root) {
    root = make(parentElement, data.before);
    listen(root);
  }
  root.hint.textContent = data.hint;
  root.tell = (pixels) => setStateValue("pixels", pixels);
  return () => clearTimeout(root.timer);
}
