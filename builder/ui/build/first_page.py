"""What a first visit needs beside the page's code, made ready while the browser loads Streamlit's scripts."""

from contextlib import suppress

from builder import jobs
from builder.datasets.images import DatasetError
from builder.ui.app import store
from builder.ui.build.pictures import draw_ahead
from builder.ui.build.samples import samples
from builder.ui.session import history


def make_ready() -> None:
    """Opens the database, and meanwhile reads the pictures of the design of a first visit, which it then draws; asks
    what the page asks about that design, as whoever asks first loads and reads what answers.

    Raises SettingsError or StoreError with one sentence.
    """
    design = history.design_of_first_visit()
    with suppress(DatasetError):  # the page says so
        samples(design.data, patience=0)
    settings, db = store.settings(), store.database()
    jobs.how_long(settings, design, jobs.readiness(settings, design))
    jobs.runs_before(settings, db, owner="")
    with suppress(DatasetError):
        draw_ahead(design)
