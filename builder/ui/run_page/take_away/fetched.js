// Presses a download button as soon as it is there, once for each file that was written.

let fetched;

export default function ({ data }) {
  if (fetched === data.written) return;
  fetched = data.written;
  let over = false;
  const began = performance.now();
  const press = () => {
    if (over || performance.now() - began > 8000) return; // the button stays, for the visitor to press
    const button = document.querySelector(`.st-key-${data.around} [data-testid="stDownloadButton"] button`);
    if (button) button.click();
    else requestAnimationFrame(press);
  };
  press();
  return () => { over = true; };
}
