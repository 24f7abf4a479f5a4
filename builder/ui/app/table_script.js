// Has the browser load a script of Streamlit's before the first element that needs it is drawn.

const streamlit = () => document.querySelector('script[type="module"][src*="/static/js/"]')?.src;

export default function ({ data }) {
  const load = () => {
    const beside = streamlit();
    // A browser that cannot load it now loads it, or says why it cannot, when it draws a table.
    if (beside) import(new URL(data.script, beside)).catch(() => {});
  };
  setTimeout(load, data.milliseconds);
}
