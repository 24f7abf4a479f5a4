// What has to happen before a page is printed; the rest is in print.css.

const PAPER_WIDTH = 680; // of what a sheet of A4 or Letter holds between its margins, in CSS pixels
const PLACEHOLDER = ":is([data-testid=stSkeleton], [data-testid=stSkeletonElement], [data-testid=stAppSkeleton])";
const CHARTS = ":is(.stPlotlyChart, .stVegaLiteChart, .live-curves__plot)";

const isUndrawn = (chart) => !chart.querySelector(".main-svg, .vega-embed svg, .vega-embed canvas");

// Plotly draws for a width in pixels: what is much wider than the paper is drawn anew for it, or its letters would be
// too small to read.
function drawForPaper(chart) {
  const svg = chart.querySelector(".main-svg");
  if (!svg || !window.Plotly || svg.width.baseVal.value <= PAPER_WIDTH) return;
  const { width, autosize } = chart.layout;
  chart.onScreen = { width: width ?? null, autosize: autosize ?? null };
  window.Plotly.relayout(chart, { width: PAPER_WIDTH, autosize: false });
}

function drawForScreen(chart) {
  if (!chart.onScreen) return;
  window.Plotly.relayout(chart, chart.onScreen);
  delete chart.onScreen;
}

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
    for (const chart of document.querySelectorAll(".js-plotly-plot")) (paper.matches ? drawForPaper : drawForScreen)(chart);
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
