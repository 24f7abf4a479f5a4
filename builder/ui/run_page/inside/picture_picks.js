// A click on a picture of the page, or Enter or the space bar on it, says which picture it is.

let stop = () => {};

export default function ({ setTriggerValue }) {
  const pick = (event) => {
    const tile = event.target.closest?.(".tile[data-number]");
    if (!tile || (event.type === "keydown" && event.key !== "Enter" && event.key !== " ")) return;
    event.preventDefault();
    setTriggerValue("number", Number(tile.dataset.number));
  };
  stop();
  document.addEventListener("click", pick);
  document.addEventListener("keydown", pick);
  document.documentElement.dataset.pictures = "heard"; // from now on they look as if they could be clicked
  stop = () => {
    document.removeEventListener("click", pick);
    document.removeEventListener("keydown", pick);
  };
  return stop;
}
