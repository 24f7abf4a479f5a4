// What has to happen before a page is printed; the rest is in print.css.

const PLACEHOLDER = ":is([data-testid=stSkeleton], [data-testid=stSkeletonElement], [data-testid=stAppSkeleton])";
const CHARTS = ":is(.stPlotlyChart, .stVegaLiteChart, .live-curves__plot)";

const isUndrawn = (chart) => !chart.querySelector(".main-svg, .vega-embed svg, .vega-embed canvas");

// Streamlit would print a dark page dark; print.css prints it as its negative, pictures as they are. What was not there
// yet is left out, and that is said.
function printWell(root) {
  const paper = matchMedia("print");
  const look = () => {
    const app = document.querySelector('[data-testid="stApp"]');
    const main = document.querySelector('[data-testid="stMain"]');
    const isMissing = main?.querySelector(PLACEHOLDER) || [...(main?.querySelectorAll(CHARTS) ?? [])].some(isUndrawn);
    root.toggleAttribute("data-print-negative", paper.matches && getComputedStyle(app).colorScheme === "dark");
    root.toggleAttribute("data-print-incomplete", paper.matches && Boolean(isMissing));
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
