"""Where it errs: the confusion matrix, the images behind each of its cells, and how each class is recognised.

On the validation images, or on the test images as they were read when the run ended.
"""

import streamlit as st

from builder.analysis.confusion import (
    Confusion,
    closest_calls,
    confusion,
    images_of_cell,
    most_confused,
    surest_mistakes,
)
from builder.design.data import HeldOut
from builder.jobs.temperature import as_shown
from builder.statistics.predictions import Predictions
from builder.store.runs.records import Run
from builder.ui.app import store
from builder.ui.app.text import plain
from builder.ui.app.trouble import ticking
from builder.ui.explained.links import terms_line
from builder.ui.run_page.class_table import class_table, matrix_table
from builder.ui.run_page.images.chosen_images import chosen_predictions
from builder.ui.run_page.images.gallery import draw_gallery
from builder.ui.run_page.in_address import cell_in_address, keep_cell
from builder.ui.run_page.result import images_above
from builder.words.counts import count
from builder.words.mistakes import confused_sentence, which_images
from builder.words.numbers import percent

CHART = "run.confusion"
TRUE_BOX, SAID_BOX = "run.cell.true", "run.cell.said"
ONE_CELL, SUREST, CLOSEST = "One cell", "Surest mistakes", "Closest calls"
VIEW = "run.errors.view"


def draw_errors(run: Run, viewer: str) -> None:
    """The section; another cell redraws it alone."""
    ticking(_draw, None)(run)


def _draw(run: Run) -> None:
    chosen = chosen_predictions(run, "run.errors.images")
    if chosen is None:
        return
    kind, predictions = chosen
    classes = run.experiment.images.classes
    found = confusion(predictions)
    if run.imported_at is not None and run.tested is None:
        st.caption(
            "What its weights answer here, on the validation images of this machine. Whether it was trained on these "
            "is not known, so it counts only once the run is evaluated here."
        )
    images = len(predictions.labels)
    st.caption(which_images(kind, images, images_above(run, images)))
    st.markdown(plain(confused_sentence(most_confused(found), classes)))
    cell = _open_cell(found)
    left, right = st.columns([6, 5], gap="medium")
    with left, st.container(key="run_matrix"):
        _draw_matrix(run, kind, found, cell)
    with right:
        st.markdown(class_table(found, classes) + matrix_table(found, classes), unsafe_allow_html=True)
        st.caption(
            "**Precision:** of the images that it calls by this name, the share that are. **Recall:** of the "
            "images that really are of this class, the share that it recognised. **F1:** one number for both, low "
            f"if either is low. {terms_line(('Confusion matrix', 'Precision', 'Recall', 'F1'))}"
        )
    with st.container(key="run_cell_images"):
        _draw_images(run, kind, predictions, cell)


def _open_cell(found: Confusion) -> tuple[int, int]:
    """The cell that was chosen, or the most frequent mistake."""
    chosen = cell_in_address(len(found.counts))
    if chosen is not None:
        return chosen
    worst = most_confused(found, 1)
    return (worst[0].first, worst[0].second) if worst else (0, 0)


def _draw_matrix(run: Run, kind: HeldOut, found: Confusion, cell: tuple[int, int]) -> None:
    # Altair takes a third of a second to import.
    from builder.ui.figures.confusion import CELL, Written, confusion_chart

    classes = run.experiment.images.classes
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
        st.markdown("**Confusion matrix**", width="content")
        written: Written = st.segmented_control(
            "Written",
            ("counts", "rates"),
            default="counts",
            required=True,
            format_func=lambda name: "Counts" if name == "counts" else "% of the row",
            label_visibility="collapsed",
            key="run.errors.written",
        )
    dark = st.context.theme.type == "dark"
    key = f"{CHART}.{kind}.{run.id}"
    st.altair_chart(
        confusion_chart(found.counts, found.rates, classes, written, cell, dark),
        key=key,
        on_select=lambda: _take_click(run, key),
        selection_mode=CELL,
        alt=f"Confusion matrix of {count(found.total, 'image')}, {percent(found.accuracy)} of them on the diagonal. "
        "The two boxes below choose a cell without the mouse.",
    )
    st.caption("A row is a true class, a column what it was called. Blue is right, orange wrong. Click a cell.")


def _take_click(run: Run, key: str) -> None:
    from builder.ui.figures.confusion import CELL, SAID, TRUE

    picked = st.session_state[key]["selection"].get(CELL) or []
    classes = run.experiment.images.classes
    if picked and picked[0].get(TRUE) in classes and picked[0].get(SAID) in classes:
        _open(classes.index(picked[0][TRUE]), classes.index(picked[0][SAID]))


def _open(true: int, said: int) -> None:
    keep_cell(true, said)
    st.session_state[VIEW] = ONE_CELL


def _draw_images(run: Run, kind: HeldOut, predictions: Predictions, cell: tuple[int, int]) -> None:
    """The images of one cell, those it was surest of and wrong, or those that it could not decide."""
    st.session_state.setdefault(VIEW, ONE_CELL)
    classes = run.experiment.images.classes
    with st.container(horizontal=True, vertical_alignment="bottom", key="run_images_head"):
        views = (ONE_CELL, SUREST, CLOSEST)
        chosen = st.segmented_control("Which images", views, required=True, label_visibility="collapsed", key=VIEW)
        view = chosen or ONE_CELL
        if view == ONE_CELL:
            _choose_cell(run, cell)
    true, said = cell
    shown = as_shown(store.settings(), run, predictions)  # what is surest by the percentages that stand there
    if view == ONE_CELL:
        places = images_of_cell(shown, true, said)
        held = f"{count(len(places), 'image')} of **{plain(classes[true])}**"
        called = "recognised" if true == said else f"taken for **{plain(classes[said])}**"
        told = f"{held} {called}, the surest first." if len(places) else f"No {plain(classes[true])} was {called}."
    elif view == SUREST:
        places = surest_mistakes(shown, len(predictions.labels))
        told = f"{count(len(places), 'mistake')}, those first of which it was surest."
    else:
        places = closest_calls(shown, 100)
        told = "Two classes were almost equally probable: the closest calls first, right ones among them."
    st.markdown(told)
    draw_gallery(run, kind, predictions, places, key=f"run.gallery.{view}")


def _choose_cell(run: Run, cell: tuple[int, int]) -> None:
    """The two boxes, which show the open cell whoever opened it."""
    classes = run.experiment.images.classes
    for key, label, place in ((TRUE_BOX, "It is", cell[0]), (SAID_BOX, "It was called", cell[1])):
        st.session_state[key] = classes[place]
        st.selectbox(label, classes, key=key, width=190, on_change=_take_boxes, args=(run,))


def _take_boxes(run: Run) -> None:
    classes = run.experiment.images.classes
    _open(*(classes.index(st.session_state[key]) for key in (TRUE_BOX, SAID_BOX)))
