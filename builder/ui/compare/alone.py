"""The validation images that just one of the runs gets right, as a gallery."""

from collections.abc import Sequence

import streamlit as st

from builder.analysis.agreement import Agreement
from builder.datasets.held_out import judged_images
from builder.datasets.images import DatasetError
from builder.statistics.predictions import Predictions
from builder.ui.app import store
from builder.ui.app.text import plain
from builder.ui.compare.chosen import Compared
from builder.ui.compare.gallery import Shown, gallery_html
from builder.words.counts import count
from builder.words.numbers import percent

#: Three rows on a wide screen.
MOST_IMAGES = 30


def draw_alone(compared: Sequence[Compared], known: dict[str, Predictions], found: Agreement) -> None:
    """Counts of what all, none and just one get right, and the images of the run that is chosen."""
    everybody = "both" if len(compared) == 2 else f"all {len(compared)}"
    st.markdown(
        f"Of {count(found.total, 'validation image')}, {everybody} get {found.all_right:,} right, "
        f"{'neither' if len(compared) == 2 else 'none'} gets {found.none_right:,} right."
    )
    by_letter = {one.letter: one for one in compared}
    alone = dict(zip(by_letter, found.alone, strict=True))
    letter = st.segmented_control(
        "Only this run is right",
        list(by_letter),
        format_func=lambda letter: f"only {letter}: {len(alone[letter]):,}",
        default=max(alone, key=lambda letter: len(alone[letter])),
        required=True,
        label_visibility="collapsed",
        key=f"compare.alone.{','.join(one.run.id for one in compared)}",
    )
    chosen = by_letter[letter]
    places = alone[letter][:MOST_IMAGES]
    if not len(places):
        st.caption(f"There is no image that only {letter} gets right.")
        return
    try:
        labels = known[letter].labels[places]
        images = judged_images(chosen.run.experiment, "validation", store.settings(), places, labels)
    except DatasetError as error:
        st.info(plain(str(error)), icon=":material/info:")
        return
    names = chosen.run.experiment.images.classes
    shown = [
        Shown(image, names[label], _answers(compared, known, int(place)))
        for image, label, place in zip(images.images, images.labels, places, strict=True)
    ]
    st.markdown(gallery_html(shown), unsafe_allow_html=True)
    more = (
        f"The {len(places)} of {len(alone[letter]):,} of which it was surest. "
        if len(places) < len(alone[letter])
        else ""
    )
    st.caption(f"{more}Only {plain(chosen.label)} is right on these. Point at one, or tap it, to see what each says.")


def _answers(compared: Sequence[Compared], known: dict[str, Predictions], place: int) -> str:
    """What each run says of the image: "A: cat, 71.0 %; B: dog, 55.2 %"."""
    told = []
    for one in compared:
        probabilities = known[one.letter].probabilities[place]
        best = int(probabilities.argmax())
        told.append(f"{one.letter}: {one.run.experiment.images.classes[best]}, {percent(float(probabilities[best]))}")
    return "; ".join(told)
