"""Importing a run from its bundle. What is uploaded is hostile until it has been checked."""

import streamlit as st

from builder.proof.errors import AlreadyHereError, ProofError
from builder.proof.importing import import_run
from builder.store.errors import StoreError
from builder.ui.app import store
from builder.ui.app.text import plain, sentence_of
from builder.ui.session import chosen_run, notices, visitor

#: In megabytes. Larger bundles are imported on the command line.
MOST_MEGABYTES = 10


def draw_bring_in() -> None:
    """A popover, whose content is drawn while it is open: also where there are no runs yet, as beside a new home."""
    popover = st.popover(
        "Import a run", icon=":material/upload_file:", key="leaderboard.import", on_change="rerun", width="content"
    )
    if popover.open:
        with popover:
            _draw()


def _draw() -> None:
    st.markdown(
        "Takes a bundle, as *Take away* on a run’s page writes it. The run is marked as imported, its figures are "
        "shown as claims, and it has no place until you have it evaluated here."
    )
    # Of any type: what is uploaded has lost its name by now (ui/app/uploads.py), and its content is checked.
    file = st.file_uploader(
        "Bundle", key="leaderboard.bundle", max_upload_size=MOST_MEGABYTES, label_visibility="collapsed"
    )
    if file is None or not st.button("Import", type="primary", key="leaderboard.import_now"):
        return
    try:
        run = import_run(store.settings(), store.database(), file.getvalue(), visitor.stored().owner)
    except AlreadyHereError as error:
        notices.inform(sentence_of(error))
        chosen_run.look_into(error.run_id)
    except (ProofError, StoreError) as error:
        st.error(plain(sentence_of(error)), icon=":material/gpp_bad:")
        return
    notices.inform(f"“{run.name}” is here now. What its file claims is not measured yet.")
    chosen_run.look_into(run.id)
