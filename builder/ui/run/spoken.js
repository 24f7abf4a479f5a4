// A region of the page that nobody sees and a screen reader speaks as its text changes. It must have been there before
// the text, so it is made with the first drawing, and the panel, which is drawn anew, does not contain it.

const REGION = "builder-spoken";
/** Milliseconds until who reads the page to its end no longer meets the sentence. */
const HEARD_MS = 10000;

function newRegion() {
  const region = document.createElement("div");
  region.id = REGION;
  region.setAttribute("role", "status");
  region.setAttribute("aria-live", "polite");
  region.style.cssText = "position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%)";
  document.body.append(region);
  return region;
}

export default function ({ data }) {
  const region = document.getElementById(REGION) ?? newRegion();
  const { run, told } = region.dataset;
  if (data.ended && run !== data.run) return; // it ended before this visit
  region.dataset.run = data.run;
  region.dataset.told = data.told;
  if (run === data.run && told === data.told) return;
  region.textContent = data.told;
  setTimeout(() => {
    if (region.textContent === data.told) region.textContent = "";
  }, HEARD_MS);
}
