// A page that takes another's place begins at its top, not where the other was scrolled to; and the drawer, which on a
// narrow screen lies over the page, closes. Streamlit leaves both as they were. Whatever the page, it is printed light.

const NARROW = "(max-width: 768px)"; // Streamlit's own limit for the drawer
const KEPT = "builderPage"; // on the document's root: the module may be loaded once more with each page

// Streamlit would print a dark page dark; style.css prints it as its negative, pictures as they are.
function printLight(root) {
  const paper = matchMedia("print");
  const look = () => {
    const app = document.querySelector('[data-testid="stApp"]');
    root.toggleAttribute("data-print-negative", paper.matches && getComputedStyle(app).colorScheme === "dark");
  };
  paper.addEventListener("change", look);
  look(); // it may be on its way to the printer already
}

export default function ({ data }) {
  const root = document.documentElement;
  const before = root.dataset[KEPT];
  root.dataset[KEPT] = data.page;
  if (before === undefined) printLight(root);
  if (before === undefined || before === data.page) return;
  document.querySelector('[data-testid="stMain"]')?.scrollTo({ top: 0 });
  if (!matchMedia(NARROW).matches) return;
  document
    .querySelector('[data-testid="stSidebar"][data-collapsed="false"] [data-testid="stSidebarCollapseButton"] button')
    ?.click();
}
