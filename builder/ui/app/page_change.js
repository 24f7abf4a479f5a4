// A page that takes another's place begins at its top, not where the other was scrolled to; the drawer, which on a
// narrow screen lies over the page, closes; and what a chart of the page before said of a point goes. Streamlit leaves
// all of them as they were, and the builder beside the page until that is drawn. Whatever the page, it is printed light.

const NARROW = "(max-width: 768px)"; // Streamlit's own limit for the drawer
const BUILD = "Build"; // the page that has a builder beside it
const WITHOUT_BUILDER = "data-without-builder";
const KEPT = "builderPage"; // on the document's root: the module may be loaded once more with each page

// The builder, until Streamlit takes it away: with the page drawn, all of it would move then.
function hideBuilder(root) {
  root.toggleAttribute(WITHOUT_BUILDER, !matchMedia(NARROW).matches);
  const look = () => {
    if (!document.querySelector('[data-testid="stSidebar"]')) root.removeAttribute(WITHOUT_BUILDER);
    else if (root.hasAttribute(WITHOUT_BUILDER)) requestAnimationFrame(look);
  };
  look();
}

// Streamlit would print a dark page dark; print.css prints it as its negative, pictures as they are. Plotly draws for a
// width in pixels: on paper its charts are as wide as their place.
function printWell(root) {
  const paper = matchMedia("print");
  const look = () => {
    const app = document.querySelector('[data-testid="stApp"]');
    root.toggleAttribute("data-print-negative", paper.matches && getComputedStyle(app).colorScheme === "dark");
    for (const chart of document.querySelectorAll(".js-plotly-plot .main-svg")) {
      const { width, height } = chart;
      chart.setAttribute("preserveAspectRatio", "xMinYMin");
      if (paper.matches) chart.setAttribute("viewBox", `0 0 ${width.baseVal.value} ${height.baseVal.value}`);
      else chart.removeAttribute("viewBox");
    }
  };
  paper.addEventListener("change", look);
  look(); // it may be on its way to the printer already
}

export default function ({ data }) {
  const root = document.documentElement;
  const before = root.dataset[KEPT];
  root.dataset[KEPT] = data.page;
  if (before === undefined) printWell(root);
  if (data.page === BUILD) root.removeAttribute(WITHOUT_BUILDER);
  if (before === undefined || before === data.page) return;
  if (before === BUILD) hideBuilder(root);
  document.querySelector("style[data-page-style]")?.remove();
  document.querySelector('[data-testid="stMain"]')?.scrollTo({ top: 0 });
  document.getElementById("vg-tooltip-element")?.classList.remove("visible");
  if (!matchMedia(NARROW).matches) return;
  document
    .querySelector('[data-testid="stSidebar"][data-collapsed="false"] [data-testid="stSidebarCollapseButton"] button')
    ?.click();
}
