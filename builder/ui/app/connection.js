// That the server does not answer is said within a second. Streamlit only fades the page then.

const CONNECTION = "data-test-connection-state";
const LOST_AFTER_MS = 400; // what is shorter than that, nobody has to know of

function tellOfLostConnection() {
  const app = document.querySelector('[data-testid="stApp"]');
  const word = document.createElement("div");
  word.className = "connection-word";
  word.setAttribute("role", "alert");
  let waiting = null;
  const look = () => {
    clearTimeout(waiting);
    if (app.getAttribute(CONNECTION) === "CONNECTED") word.remove();
    else if (!word.isConnected) waiting = setTimeout(say, LOST_AFTER_MS);
  };
  const say = () => {
    word.textContent = "Connection lost, trying again …";
    app.append(word);
  };
  new MutationObserver(look).observe(app, { attributes: true, attributeFilter: [CONNECTION] });
  look();
}
