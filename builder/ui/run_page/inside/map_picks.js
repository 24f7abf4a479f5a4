// A click on a feature map says which pixel it is, and brings what is told of it into sight.

let stop = () => {};

// Which of `count` equal parts of `length` the distance lies in, from 1.
const part = (distance, length, count) => Math.min(count, Math.max(1, 1 + Math.floor((count * distance) / length)));

export default function ({ data, setTriggerValue }) {
  const pick = (event) => {
    const picture = event.target.closest?.("[data-map]")?.querySelector("img");
    if (!picture) return;
    const { map, rows, columns } = picture.closest("[data-map]").dataset;
    const box = picture.getBoundingClientRect();
    const row = part(event.clientY - box.top, box.height, Number(rows));
    const column = part(event.clientX - box.left, box.width, Number(columns));
    setTriggerValue("place", [Number(map), row, column]);
    document.querySelector(`.st-key-${data.around}`)?.scrollIntoView({ block: "nearest" });
  };
  stop();
  document.addEventListener("click", pick);
  document.documentElement.dataset.maps = "heard"; // from now on they look as if they could be clicked
  stop = () => document.removeEventListener("click", pick);
  return stop;
}
