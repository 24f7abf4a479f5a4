// Has the browser load scripts of Streamlit's before the first element that needs them is drawn: one after another, each
// when the page has nothing else to do.

const streamlit = () => document.querySelector('script[type="module"][src*="/static/js/"]')?.src;

const idle = () =>
  new Promise((then) => (window.requestIdleCallback ? requestIdleCallback(then, { timeout: 5_000 }) : setTimeout(then, 300)));

export default function ({ data }) {
  const load = async () => {
    const beside = streamlit();
    if (!beside || navigator.connection?.saveData) return;
    for (const script of data.scripts) {
      await idle();
      // A browser that cannot load it now loads it, or says why it cannot, when it draws such an element.
      await import(new URL(script, beside)).catch(() => {});
    }
  };
  setTimeout(load, data.milliseconds);
}
