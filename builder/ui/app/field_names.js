// What screen readers call the parts of Streamlit's fields: each by the field that it belongs to, and once.

const NAMED_AFTER_MS = 150; // of a page that is drawn, all at once
const BUTTONS = { stNumberInputStepDown: "less", stNumberInputStepUp: "more", stNumberInputClearButton: "clear" };
const NUMBER = /^(all )?[\d,]+$/;

function nameStepButtons() {
  for (const [id, what] of Object.entries(BUTTONS))
    for (const button of document.querySelectorAll(`[data-testid="${id}"]`)) {
      const field = button.closest('[data-testid="stNumberInput"]')?.querySelector("input")?.ariaLabel;
      if (field) button.ariaLabel = `${field}: ${what}`;
    }
}

// The slider's name is that of its group, and of its thumb too.
function nameSliders() {
  for (const range of document.querySelectorAll('[data-testid="stSlider"] input[type="range"][aria-labelledby]')) {
    const ids = range.getAttribute("aria-labelledby").split(" ");
    const names = new Set(ids.map((id) => document.getElementById(id)?.ariaLabel));
    if (ids.length < 2 || names.size > 1) continue;
    range.removeAttribute("aria-labelledby");
    [range.ariaLabel] = names;
  }
}

// "CIFAR-10: 4,000", "10,000": the second is of CIFAR-10 too.
function nameAmounts() {
  let title = "";
  for (const choice of document.querySelectorAll('[class*="data-amount-"] [role="radio"]')) {
    const text = choice.textContent.trim();
    const isNumber = NUMBER.test(text);
    if (!isNumber) title = text.split(": ")[0];
    choice.ariaLabel = isNumber && title ? `${title}: ${text}` : null;
  }
}

// Beside words, an icon's own name ("layers icon Network") is read aloud and tells nothing.
function hideIcons() {
  for (const icon of document.querySelectorAll('[role="img"][aria-label$=" icon"]:not([aria-hidden])'))
    icon.ariaHidden = "true";
}

// Streamlit calls each of them "progress"; its text begins with what goes on: "Epoch 4 · 1,039 of 40,000 images".
function nameBars() {
  for (const bar of document.querySelectorAll('[data-testid="stProgress"]')) {
    const named = bar.querySelector('[role="progressbar"]');
    const what = bar.textContent.split(" · ")[0].trim();
    if (named && what && named.ariaLabel !== what) named.ariaLabel = what;
  }
}

function nameFields() {
  let waiting = null;
  const name = () => {
    waiting = null;
    nameStepButtons();
    nameSliders();
    nameAmounts();
    hideIcons();
    nameBars();
  };
  const soon = () => (waiting ??= setTimeout(name, NAMED_AFTER_MS));
  new MutationObserver(soon).observe(document.body, { childList: true, subtree: true, characterData: true });
  soon();
}
