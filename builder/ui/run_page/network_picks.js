// The network's picture, with a button of each layer. Streamlit calls the exported function for every new choice.

const NARROW = 560; // below this width the picture for phones is drawn

function draw(root, data, narrow) {
  const wanted = narrow ? data.narrow : data.wide;
  if (root.drawn !== wanted) {
    root.innerHTML = wanted; // made by the server from the design, with all text escaped
    root.drawn = wanted;
    for (const layer of root.querySelectorAll("g[data-layer]:not([data-layer=''])")) {
      layer.setAttribute("tabindex", "0");
      layer.setAttribute("role", "button");
      layer.setAttribute("aria-label", layer.querySelector("title").textContent);
    }
    root.querySelector("svg")?.removeAttribute("role"); // an image's children are hidden from screen readers
  }
  for (const layer of root.querySelectorAll("g[data-layer]"))
    layer.setAttribute("aria-pressed", String(layer.dataset.layer === data.chosen));
}

export default function ({ data, parentElement, setTriggerValue }) {
  let root = parentElement.querySelector(".network-picks");
  if (!root) {
    root = document.createElement("div");
    root.className = "network-picks";
    parentElement.append(root);
  }
  const show = () => draw(root, data, root.clientWidth < NARROW);
  const pick = (event) => {
    const layer = event.target.closest?.("g[role=button]");
    if (!layer || (event.type === "keydown" && event.key !== "Enter" && event.key !== " ")) return;
    event.preventDefault();
    setTriggerValue("layer", layer.dataset.layer);
  };
  root.onclick = pick;
  root.onkeydown = pick;
  show();
  const watcher = new ResizeObserver(show);
  watcher.observe(root);
  return () => watcher.disconnect();
}
