// Where the keyboard is: on one box of the picture, in the panel of the chosen one below it, and back on its box.

const LONGEST_MS = 60000; // a server that takes longer to answer has ended
// Not a button in a field's label, which explains the field.
const FIELD =
  '[class*="st-key-chosen_fields"] :is(input, [role=radio]):not(:disabled), .st-key-add-at_chosen button:not(:disabled)';

const panelOf = (part) =>
  part ? document.querySelector(`.st-key-chosen-${CSS.escape(part.replace(".", "-"))}`) : null;

// One layer is a stop of the Tab key, the arrow keys reach the others: the one that had the focus, or the chosen one.
function keepStop(root, layers, data) {
  const wanted = root.follow && layers.find((layer) => layer.dataset.part === root.follow);
  const last = Math.min(root.stop ?? -1, layers.length - 1);
  const chosen = layers.findIndex((layer) => layer.dataset.part === data.chosen);
  const stop = wanted ? layers.indexOf(wanted) : last >= 0 ? last : Math.max(0, chosen);
  layers.forEach((layer, number) => layer.setAttribute("tabindex", number === stop ? "0" : "-1"));
  if (root.hadFocus && layers[stop]) layers[stop].focus({ preventScroll: true });
  root.hadFocus = false;
}

// After each drawing: into the panel of what was picked in the picture, or of what came of a press in the panel
// before; back to the box where the panel was closed.
function followChoice(root, layers, data) {
  const before = root.chosen;
  root.chosen = data.chosen;
  if (!data.edits) return; // then there is no panel
  if (data.chosen && data.chosen === root.picked) {
    root.picked = null;
    enter(root, data.chosen);
    return;
  }
  const at = document.activeElement;
  const isLeft = before && before !== data.chosen && (at === document.body || panelOf(before)?.contains(at));
  if (!isLeft) return;
  if (data.chosen) enter(root, data.chosen);
  else layers.find((layer) => layer.dataset.part === before)?.focus();
}

// The panel comes into sight, on a phone perhaps from below the screen, and has the focus; its first field has it where
// the keyboard chose. What was clicked leaves it to the panel: there the arrow keys scroll, and change no field.
function enter(root, part) {
  const began = performance.now();
  let panel = null;
  const look = () => {
    if (root.chosen !== part || performance.now() - began > LONGEST_MS) return;
    if (!panel) {
      panel = panelOf(part);
      if (panel) present(root, panel, part);
    } else if (!root.isByKey || document.activeElement !== panel) return;
    const field = root.isByKey && panel && firstField(panel);
    if (field) field.focus({ preventScroll: true });
    else requestAnimationFrame(look);
  };
  look();
}

// The first field; null while it is still to come: the script of another kind of field may be there before its own.
function firstField(panel) {
  const field = panel.querySelector(FIELD);
  const coming = panel.querySelector('[class*="st-key-chosen_fields"] [data-testid="stSkeleton"]');
  return field && coming && coming.compareDocumentPosition(field) & Node.DOCUMENT_POSITION_FOLLOWING ? null : field;
}

function present(root, panel, part) {
  const behavior = matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth";
  const title = Object.values(root.notes).find(([of]) => of === part)?.[1] ?? "";
  for (const [name, value] of Object.entries({ tabindex: "-1", role: "group", "aria-label": title })) {
    panel.setAttribute(name, value);
  }
  panel.focus({ preventScroll: true });
  // On a phone the drawing stays above the fields, and so it is their card that comes to the top.
  const staysAbove = matchMedia("(max-width: 640px)").matches && !root.querySelector(".flowing");
  const card = staysAbove && root.closest(".st-key-picture");
  if (card) card.scrollIntoView({ block: "start", behavior });
  else panel.scrollIntoView({ block: "nearest", behavior });
}

// Esc in the panel closes it, unless something in it is open, which Esc closes first.
function isToBeClosed(root, event) {
  if (event.key !== "Escape" || event.defaultPrevented || !panelOf(root.chosen)?.contains(event.target)) return false;
  return !event.target.closest('[aria-expanded="true"]');
}
