"""How far to trust it: the reliability diagram, the calibration error, and the temperature that mends it."""

import streamlit as st

from builder.analysis.calibration import FEW_IMAGES, Calibration, calibration
from builder.jobs.temperature import fitted_temperature
from builder.store.runs.records import Run
from builder.ui.app import store
from builder.ui.app.text import plain
from builder.ui.app.trouble import ticking
from builder.ui.explained.links import terms_line
from builder.ui.figures.reliability import reliability_figure, reliability_summary
from builder.ui.figures.still import PLOTLY_CONFIG
from builder.ui.run_page.images.chosen_images import chosen_predictions
from builder.words.calibration import error_sentence, sure_sentence, temperature_sentence

ERROR = (
    "Expected calibration error: the images are sorted into ten bins by how sure the network is; in each, the mean "
    "certainty is compared with the share that is right, and the differences are averaged over all images. "
    f"{terms_line(('Calibration error', 'Temperature'))}"
)


def draw_sureness(run: Run, viewer: str) -> None:
    """The section; other images redraw it alone."""
    ticking(_draw, None)(run)


def _draw(run: Run) -> None:
    chosen = chosen_predictions(run, "run.sureness.images")
    if chosen is None:
        return
    kind, shown = chosen
    # Fitted to the validation images, whichever are shown.
    fitted = fitted_temperature(store.settings(), run)
    used = fitted.temperature if fitted is not None and fitted.helps else None
    found = calibration(shown, used)
    left, right = st.columns([6, 5], gap="medium")
    with right:
        st.markdown(plain(sure_sentence(found)))
        st.caption(
            f"The number in a bar is how many images it stands for; bars for fewer than {FEW_IMAGES} are left out. "
            f"{terms_line(('Calibration',))}"
        )
        numbers = st.expander("The numbers, and the temperature", key="run.sureness.numbers", on_change="rerun")
        if numbers.open:
            with numbers:
                _numbers(found)
                told = temperature_sentence(None) if fitted is None else temperature_sentence(*fitted)
                st.markdown(plain(f"{told} {error_sentence(found, f'{kind} images')}".rstrip()))
                st.caption(ERROR)
    with left:
        st.plotly_chart(
            reliability_figure(found.bins, found.bins_after if numbers.open else None),
            config=PLOTLY_CONFIG,
            key=f"run.reliability.{kind}",
            alt=reliability_summary(found.bins),
        )


def _numbers(found: Calibration) -> None:
    with st.grid(3, min_column_width=120):
        st.metric("Calibration error", f"{100 * found.ece:.1f} points")
        if found.temperature is not None and found.ece_after is not None:
            st.metric("Temperature", f"{found.temperature:.2f}")
            st.metric("Error with it", f"{100 * found.ece_after:.1f} points")
