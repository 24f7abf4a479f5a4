"""What differs between the runs' designs: a row for each field, and for two runs also in sentences."""

from collections.abc import Sequence

import streamlit as st

from builder.course.changes import changes
from builder.course.differing import SEED, Differing, differing
from builder.ui.app.text import escaped
from builder.ui.compare.chosen import Compared, swatch
from builder.ui.compare.room import HEAD, LINE, table_room
from builder.ui.course.card import change_list


def draw_differences(compared: Sequence[Compared]) -> None:
    """The card; it says so where the designs are the same."""
    designs = [one.run.experiment for one in compared]
    rows = differing(designs)
    with st.container(border=True, key="compare_differences"):
        st.markdown("#### What differs", anchors=False)
        if not rows:
            st.markdown("Nothing: they have the same design, trained with the same seed on the same images.")
            return
        if [row.label for row in rows] == [SEED]:
            st.markdown(
                "Only the seed: first weights and the order of the images. The networks differ, the design does not: "
                "no difference in accuracy speaks for or against it."
            )
        elif len(compared) == 2:
            told = change_list(changes(designs[0], designs[1]))
            st.markdown(
                f'<div class="project"><p class="project-since">From {swatch(compared[0])} to {swatch(compared[1])}</p>'
                f"{told}</div>",
                unsafe_allow_html=True,
            )
        with table_room("differences", HEAD + LINE * len(rows)):
            st.markdown(differences_html(compared, rows), unsafe_allow_html=True)


def differences_html(compared: Sequence[Compared], rows: Sequence[Differing]) -> str:
    """A row for each field that differs, a column for each run; the rest of the designs is the same."""
    head = "".join(f'<th scope="col" title="{escaped(one.label)}">{swatch(one)}</th>' for one in compared)
    body = "".join(
        f'<tr><th scope="row">{escaped(row.label)}</th>'
        f"{''.join(f'<td>{escaped(text)}</td>' for text in row.texts)}</tr>"
        for row in rows
    )
    return (
        '<div class="wide-table"><table class="compared differences"><thead><tr><th scope="col"></th>'
        f"{head}</tr></thead><tbody>{body}</tbody></table></div>"
    )
