// The first stop of the Tab key: past navigation and sidebar, to the page itself.

const link = document.createElement("a");
link.className = "skip-link";
link.href = "#";
link.textContent = "Skip to the page";
link.onclick = (event) => {
  event.preventDefault(); // the address names what is shown
  const main = document.querySelector('[data-testid="stMainBlockContainer"]');
  main?.setAttribute("tabindex", "-1");
  main?.focus();
};

// Here and not in style.css, which may come later: the link would be seen until then.
const unseen = document.createElement("style");
unseen.textContent = ".skip-link:not(:focus) { position: fixed; clip-path: inset(50%); pointer-events: none; }";
document.head.append(unseen);

export default function () {
  const app = document.querySelector('[data-testid="stApp"]');
  if (app && app.firstChild !== link) app.prepend(link);
}
