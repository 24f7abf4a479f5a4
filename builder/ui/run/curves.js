// Curves that grow on one node. Streamlit calls the exported function for every new figure and every new theme.

const KEEP_MS = 5000;
const BUSY_MS = 150;
const BEFORE_KEY = "model-builder-run-before";

const panels = new Map(); // one per run, kept over a remount, so that a zoom survives it
let loading = null;

function loadPlotly(path) {
  if (window.Plotly) return Promise.resolve(window.Plotly);
  loading ??= new Promise((resolve, reject) => {
    // Below the address that the app's own scripts come from: right on a page's own address and behind a proxy.
    const base = document.querySelector('script[src*="static/js/"]').src.split("static/js/")[0];
    const script = document.createElement("script");
    script.src = base + path;
    script.onload = () => resolve(window.Plotly);
    script.onerror = () => {
      loading = null;
      script.remove();
      reject(new Error(`${script.src} did not load`));
    };
    document.head.append(script);
  });
  return loading;
}

function element(tag, name, parent) {
  const made = document.createElement(tag);
  made.className = `live-curves__${name}`;
  parent.append(made);
  return made;
}

function newPanel(figures) {
  const root = document.createElement("div");
  root.className = "live-curves";
  const panel = { root, charts: [], turn: Promise.resolve() };
  panel.charts = figures.map(() => {
    const box = element("div", "chart", root);
    const chart = { plot: element("div", "plot", box), zoom: {}, hovered: null, width: 0 };
    chart.reset = element("button", "reset", box);
    chart.reset.type = "button";
    chart.reset.textContent = "Show all";
    chart.reset.hidden = true;
    chart.reset.onclick = () => showAll(panel, chart);
    return chart;
  });
  panel.before = beforeSwitch(panel);
  panel.observer = new ResizeObserver(() => panel.charts.forEach(fit));
  panel.charts.forEach(({ plot }) => panel.observer.observe(plot));
  return panel;
}

/** The legend of the run before, which also shows or hides its line, for all runs from now on. */
function beforeSwitch(panel) {
  const label = element("label", "before", panel.root);
  label.hidden = true;
  const box = document.createElement("input");
  box.type = "checkbox";
  box.checked = showsBefore();
  box.onchange = () => {
    keepShowsBefore(box.checked);
    draw(panel);
  };
  const line = document.createElement("i");
  const name = document.createElement("span");
  label.append(box, line, name);
  return { label, box, name };
}

function showsBefore() {
  try {
    return localStorage.getItem(BEFORE_KEY) !== "hidden";
  } catch {
    return true; // a browser that keeps nothing
  }
}

function keepShowsBefore(shown) {
  try {
    localStorage.setItem(BEFORE_KEY, shown ? "shown" : "hidden");
  } catch {
    // It holds until the page is loaded again.
  }
}

/** The panel of this run, inside `parent`: the one that is there, one that lost its place, or a new one. */
function panelIn(parent, data) {
  let panel = panels.get(data.revision);
  if (!panel || (panel.root.isConnected && panel.parent !== parent)) {
    panel = newPanel(data.figures);
    panels.set(data.revision, panel);
  }
  clearTimeout(panel.farewell);
  if (panel.parent !== parent || !panel.root.isConnected) {
    parent.querySelectorAll(".live-curves").forEach((other) => other.remove());
    parent.append(panel.root);
    panel.parent = parent;
  }
  return panel;
}

function release(panel, parent, revision) {
  if (panel.parent !== parent) return;
  panel.farewell = setTimeout(() => {
    panel.observer.disconnect();
    panel.charts.forEach(({ plot }) => window.Plotly?.purge(plot));
    if (panels.get(revision) === panel) panels.delete(revision);
  }, KEEP_MS);
}

/** The figure in this page's font and colours, with the part of it that the person has zoomed to. */
function dressed(figure, chart, parent) {
  const style = getComputedStyle(parent);
  const value = (name) => style.getPropertyValue(name).trim();
  const colors = value("--st-chart-categorical-colors").split(",");
  const themed = JSON.parse(
    JSON.stringify(figure).replace(/"#0000(\d\d)"/g, (_, number) => JSON.stringify(colors[Number(number) - 1].trim())),
  );
  const { layout } = themed;
  layout.font = { family: style.fontFamily, color: style.color, size: 13 };
  layout.title.font = { size: 15 };
  layout.hoverlabel = {
    bgcolor: value("--st-secondary-background-color"),
    bordercolor: value("--st-border-color"),
    font: { family: style.fontFamily, color: style.color },
  };
  for (const axis of ["xaxis", "yaxis"]) {
    layout[axis].gridcolor = value("--st-dataframe-border-color");
    if (chart.zoom[axis]) layout[axis].range = chart.zoom[axis];
  }
  layout.xaxis.spikecolor = value("--st-border-color");
  layout.paper_bgcolor = layout.plot_bgcolor = value("--st-background-color");
  // Lines pass behind the text, and can be followed there.
  const veil = layout.plot_bgcolor.replace(/^(#[0-9a-f]{6})$/i, "$1b0");
  for (const text of layout.annotations ?? []) text.bgcolor = veil;
  if (matchMedia("(pointer: coarse)").matches) {
    layout.dragmode = false; // a finger on the chart scrolls the page
    layout.xaxis.fixedrange = layout.yaxis.fixedrange = true;
  }
  return themed;
}

async function drawChart(Plotly, panel, chart, index) {
  const { figures, summaries } = panel.wanted;
  const { plot, hovered } = chart;
  const { data, layout } = dressed(figures[index], chart, panel.parent);
  for (const line of data) if (line.meta === "before") line.visible = panel.before.box.checked;
  const first = !plot.classList.contains("js-plotly-plot");
  plot.setAttribute("role", "img"); // not before it has a name
  plot.setAttribute("aria-label", summaries[index]);
  const width = plot.clientWidth; // what it is drawn for; it may have another one by the time that it is drawn
  await Plotly.react(plot, data, layout, { displayModeBar: false, doubleClick: false, showTips: false });
  if (first) {
    chart.width = width;
    listen(panel, chart);
  }
  fit(chart);
  if (hovered !== null && plot.matches(":hover")) Plotly.Fx.hover(plot, { xval: hovered }, "xy");
}

function listen(panel, chart) {
  const { plot } = chart;
  plot.on("plotly_hover", (event) => (chart.hovered = event.points[0]?.x ?? null));
  plot.on("plotly_unhover", () => (chart.hovered = null));
  plot.on("plotly_doubleclick", () => showAll(panel, chart));
  plot.on("plotly_relayout", (changes) => {
    for (const axis of ["xaxis", "yaxis"]) {
      if (`${axis}.range[0]` in changes) chart.zoom[axis] = [changes[`${axis}.range[0]`], changes[`${axis}.range[1]`]];
    }
    chart.reset.hidden = !Object.keys(chart.zoom).length;
  });
}

function showAll(panel, chart) {
  chart.zoom = {};
  chart.reset.hidden = true;
  draw(panel);
}

function fit(chart) {
  const width = chart.plot.clientWidth;
  if (!width || !chart.width || width === chart.width) return;
  chart.width = width;
  window.Plotly.Plots.resize(chart.plot);
}

/** Draws the newest figures, after what is being drawn now. */
function draw(panel) {
  panel.turn = panel.turn
    .then(async () => {
      const Plotly = await loadPlotly(panel.wanted.plotly);
      if (panel.charts.some(({ plot }) => plot._dragging)) {
        setTimeout(() => draw(panel), BUSY_MS); // not under a finger that is drawing a zoom
        return;
      }
      panel.trouble?.remove();
      const { before } = panel.wanted;
      panel.before.label.hidden = before === null;
      panel.before.name.textContent = before;
      for (const [index, chart] of panel.charts.entries()) await drawChart(Plotly, panel, chart, index);
    })
    .catch((error) => {
      console.error(error);
      panel.trouble ??= element("p", "trouble", panel.root);
      panel.trouble.textContent = "The curves could not be drawn. The numbers are below; reload the page to try again.";
      panel.root.prepend(panel.trouble);
    });
}

export default function ({ data, parentElement }) {
  const panel = panelIn(parentElement, data);
  panel.wanted = data;
  draw(panel);
  return () => release(panel, parentElement, data.revision);
}
