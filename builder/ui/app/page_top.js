// A view that takes another's place on the same page begins at its top, not where the other was scrolled to; one that
// names a place begins there.

let shown;
let stop = () => {};

const main = () => document.querySelector('[data-testid="stMain"]');

// What stands above the place may still be drawn and grow: it is kept in sight until the visitor does something.
function keepInSight(place) {
  const began = performance.now();
  let over = false;
  stop = () => { over = true; };
  for (const act of ["wheel", "touchstart", "pointerdown", "keydown"])
    addEventListener(act, stop, { once: true, passive: true, capture: true });
  const look = () => {
    if (over || performance.now() - began > 8000) return;
    const found = document.querySelector(`.st-key-${place}`);
    if (found && main() && Math.abs(found.getBoundingClientRect().top - main().getBoundingClientRect().top - 64) > 2)
      main().scrollBy({ top: found.getBoundingClientRect().top - main().getBoundingClientRect().top - 64 });
    requestAnimationFrame(look);
  };
  look();
}

export default function ({ data }) {
  if (shown === data.view) return;
  const first = shown === undefined;
  shown = data.view;
  stop();
  if (data.place) keepInSight(data.place);
  else if (!first) main()?.scrollTo({ top: 0 });
}
