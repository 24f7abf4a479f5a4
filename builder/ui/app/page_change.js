// A page that takes another's place begins at its top, not where the other was scrolled to; the drawer, which on a
// narrow screen lies over the page, closes; and what a chart of the page before said of a point goes. Streamlit leaves
// all of them as they were, and the builder beside the page until that is drawn. What is to be done once for all pages
// is done with the first of them.

const NARROW = "(max-width: 768px)"; // Streamlit's own limit for the drawer
const BUILD = "Build"; // the page that has a builder beside it
const WITHOUT_BUILDER = "data-without-builder";
const NAME_ICON = "person";
const KEPT = "builderPage"; // on the document's root: the module may be loaded once more with each page

// The builder, until Streamlit takes it away: with the page drawn, all of it would move then.
function hideBuilder(root) {
  root.toggleAttribute(WITHOUT_BUILDER, !matchMedia(NARROW).matches);
  const look = () => {
    if (!document.querySelector('[data-testid="stSidebar"]')) root.removeAttribute(WITHOUT_BUILDER);
    else if (root.hasAttribute(WITHOUT_BUILDER)) requestAnimationFrame(look);
  };
  look();
}

// What tells of something on the page that is left: the visitor's name, which Build has at its top.
function closeToastOfName() {
  for (const toast of document.querySelectorAll('[data-testid="stToast"]'))
    if (toast.querySelector('[data-testid="stToastDynamicIcon"]')?.textContent.trim() === NAME_ICON)
      toast.querySelector('[slot="close"], button[aria-label="Close"]')?.click();
}

export default function ({ data }) {
  const root = document.documentElement;
  const before = root.dataset[KEPT];
  root.dataset[KEPT] = data.page;
  if (before === undefined) {
    printWell(root);
    tellOfLostConnection();
    nameFields();
  }
  if (data.page === BUILD) root.removeAttribute(WITHOUT_BUILDER);
  if (before === undefined || before === data.page) return;
  if (before === BUILD) hideBuilder(root);
  closeToastOfName();
  document.querySelector("style[data-page-style]")?.remove();
  document.querySelector('[data-testid="stMain"]')?.scrollTo({ top: 0 });
  document.getElementById("vg-tooltip-element")?.classList.remove("visible");
  if (!matchMedia(NARROW).matches) return;
  document
    .querySelector('[data-testid="stSidebar"][data-collapsed="false"] [data-testid="stSidebarCollapseButton"] button')
    ?.click();
}
