// A view that takes another's place on the same page begins at its top, not where the other was scrolled to.

let shown;

export default function ({ data }) {
  if (shown !== undefined && shown !== data.view)
    document.querySelector('[data-testid="stMain"]')?.scrollTo({ top: 0 });
  shown = data.view;
}
