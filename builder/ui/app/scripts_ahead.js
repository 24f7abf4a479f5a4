// Has the browser load scripts of Streamlit's before the first element that needs them is drawn: one after another, each
// when the page has nothing else to do and no page is being drawn: to run one may take half a second, for which a table
// that is on its way would wait.

const streamlit = () => document.querySelector('script[type="module"][src*="/static/js/"]')?.src;

const idle = () =>
  new Promise((then) => (window.requestIdleCallback ? requestIdleCallback(then, { timeout: 5_000 }) : setTimeout(then, 300)));

const PAUSE = 200; // milliseconds
const MOST_PAUSES = 50; // a page that never ends is not waited for for ever
const isDrawing = () =>
  document.querySelector('[data-testid="stApp"]')?.getAttribute("data-test-script-state") === "running";

const quiet = async () => {
  await idle();
  for (let pauses = 0; isDrawing() && pauses < MOST_PAUSES; pauses++) {
    await new Promise((then) => setTimeout(then, PAUSE));
    await idle();
  }
};

export default function ({ data }) {
  const load = async () => {
    const beside = streamlit();
    if (!beside || navigator.connection?.saveData) return;
    for (const script of data.scripts) {
      await quiet();
      // A browser that cannot load it now loads it, or says why it cannot, when it draws such an element.
      const loaded = script.endsWith(".css") ? fetch(new URL(`../css/${script}`, beside)) : import(new URL(script, beside));
      await loaded.catch(() => {});
    }
  };
  setTimeout(load, data.milliseconds);
}
