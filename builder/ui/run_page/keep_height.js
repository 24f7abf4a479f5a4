// Where less is shown than before, a page that is scrolled down would become too short for where it is, and jump. So
// the place keeps the height that it had when something was pressed, and gives it back with the next scroll: what lies
// below the window's lower edge. Where nothing shrank, nothing is kept, and the page ends with what it shows.

let name = null;

const main = () => document.querySelector('[data-testid="stMain"]');
const place = () => name && document.querySelector(`.st-key-${name}`);

function keep() {
  const kept = place();
  if (kept) kept.style.minHeight = `${kept.offsetHeight}px`;
}

function giveBack({ target }) {
  const kept = place();
  if (!kept?.style.minHeight || target !== main()) return;
  const needed = main().getBoundingClientRect().bottom - kept.getBoundingClientRect().top;
  kept.style.minHeight = needed > 0 ? `${Math.min(parseFloat(kept.style.minHeight), needed)}px` : "";
}

export default function ({ data }) {
  name = data.place;
  addEventListener("pointerdown", keep, true);
  addEventListener("keydown", keep, true);
  addEventListener("scroll", giveBack, { capture: true, passive: true });
  return () => {
    removeEventListener("pointerdown", keep, true);
    removeEventListener("keydown", keep, true);
    removeEventListener("scroll", giveBack, true);
  };
}
