"""Take away: a run's report, its bundle, its network for other programs, its script; and the repeated reading."""

import time
from collections.abc import Callable
from typing import NamedTuple

import streamlit as st

from builder import export, jobs
from builder.design.cost.summary import summarize
from builder.proof.bundle import bundle
from builder.proof.errors import ProofError
from builder.proof.report.report import report
from builder.store.errors import StoreError
from builder.store.homes.elsewhere import why_no_files
from builder.store.runs.records import Run
from builder.store.visitors import MAX_NICKNAME_LENGTH, Visitor
from builder.ui.app import store
from builder.ui.app.text import plain, sentence_of
from builder.ui.app.trouble import ticking
from builder.ui.run.words import beside_float32
from builder.ui.run_page.take_away.fetched import fetch
from builder.ui.run_page.take_away.network_file import network_file
from builder.ui.run_page.take_away.verifying import draw_verifying
from builder.ui.session import notices, visitor
from builder.words.file_names import file_name
from builder.words.marks import FILES_OF_ONE_VIEW
from builder.words.sizes import short_bytes

#: The files of one run that were prepared, by their ending, or why one could not be: those of the run that was asked
#: for last, since they stay in the server's memory.
PREPARED = "builder.prepared"
#: The field for the name of whoever hands a report in.
NAME = "take.name"


class Kind(NamedTuple):
    """One file; `make` may raise ProofError, StoreError and SubmitError. `needs` says why it is not offered.

    One that is made `at_once` is made as the page is drawn, any other when its button is pressed.
    """

    title: str
    told: str
    ending: str
    mime: str
    icon: str
    make: Callable[[Run], bytes]
    needs: Callable[[Run], str | None] = lambda run: None
    at_once: bool = False


class Prepared(NamedTuple):
    """A file of a run, or the sentence that says why there is none. Each has a number `written` of its own."""

    run_id: str
    ending: str
    data: bytes
    refusal: str | None
    written: int


def _network(format: str) -> Callable[[Run], bytes]:
    return lambda run: network_file(run, format)


def _needs(format: str) -> Callable[[Run], str | None]:
    return lambda run: jobs.why_not_saved_as(run, format)


def _needs_bundle(run: Run) -> str | None:
    if run.claims is not None:
        return "It was imported: pass on the bundle that it came in."
    return None if run.has_weights else "It ended without weights."


def _needs_code(run: Run) -> str | None:
    return export.why_not(run.experiment, summarize(run.experiment))


REPORT = Kind(
    "Report",
    "To hand in or to print: curves, network, confusion matrix, examples and code in one page that opens offline.",
    "html", "text/html", "description", lambda run: report(store.settings(), store.database(), run),
)  # fmt: skip
KINDS = (
    REPORT,
    Kind(
        "Bundle", "The run with weights, curve and predictions: another Model Builder imports it on its leaderboard.",
        "zip", "application/zip", "inventory_2", lambda run: bundle(store.settings(), store.database(), run),
        _needs_bundle,
    ),
    Kind(
        "Keras model", "The trained network for keras.models.load_model. How to use it stands below.",
        "keras", "application/octet-stream", "hub", _network("keras"), _needs("keras"),
    ),
    Kind(
        "TFLite model", "The trained network for phones and small computers.",
        "tflite", "application/octet-stream", "smartphone", _network("tflite"), _needs("tflite"),
    ),
    Kind(
        "ONNX model", "The trained network for other programs.",
        "onnx", "application/octet-stream", "swap_horiz", _network("onnx"), _needs("onnx"),
    ),
    Kind(
        "Keras script", "Builds and trains the same network; no weights.",
        "py", "text/x-python", "code", lambda run: export.to_script(run.experiment).encode(), _needs_code, True,
    ),
)  # fmt: skip


def draw_take_away(run: Run, owner: str) -> None:
    """The section: anybody may take files away; the reading is repeated for its owner, `owner` being who looks."""
    if (elsewhere := why_no_files(store.settings(), store.database(), run)) is not None:
        st.info(plain(elsewhere), icon=":material/info:")
        return
    ticking(_draw_files, None)(run, owner)
    draw_verifying(run, owner)


def _draw_files(run: Run, viewer: str) -> None:
    author = visitor.current()
    if run.owner == viewer:  # drawn anew alone once they are called something else
        run = run._replace(nickname=author.nickname)
    with st.grid("auto", min_column_width=320, border=True):
        for kind in KINDS:
            with st.container(height="stretch", key=_place(kind)):
                st.markdown(f"**:material/{kind.icon}: {kind.title}**")
                st.caption(plain(kind.told))
                if kind is REPORT and run.owner == viewer and not visitor.has_picked_nickname(author):
                    _ask_for_name(author)
                st.space("stretch")
                _draw_button(run, kind)
    if told := beside_float32(run, "The files’ networks compute"):
        st.caption(plain(told))
    if run.experiment.training.mirror_average:
        st.caption(FILES_OF_ONE_VIEW)
    if _needs("keras")(run) is None:
        _draw_use(run)


def _ask_for_name(author: Visitor) -> None:
    """Whoever never gave a name would hand a report in under one that was made up."""
    st.text_input(
        "Your name in the report",
        key=NAME,
        placeholder=author.nickname,
        max_chars=MAX_NICKNAME_LENGTH,
        on_change=_take_name,
        help="It stands beside your runs on the leaderboard, too.",
    )


def _take_name() -> None:
    if not (name := st.session_state[NAME].strip()):
        return
    try:
        visitor.rename(name)
    except StoreError as error:
        notices.warn_of(error)
        return
    st.session_state.get(PREPARED, {}).pop(REPORT.ending, None)  # it has the name from before


def _draw_use(run: Run) -> None:
    with st.expander("Use the Keras model in Python", icon=":material/terminal:"):
        st.markdown(
            "The file holds the network and its weights. It is **not compiled**: it predicts as it is, and `evaluate` "
            "and `fit` first need `compile`."
        )
        st.code(export.use_code(run.experiment, f"{file_name(run.name, 'run')}.keras"), language="python")


def _draw_button(run: Run, kind: Kind) -> None:
    if (refusal := kind.needs(run)) is not None:
        st.caption(plain(refusal))
        return
    if kind.at_once:
        _draw_download(run, kind, kind.make(run), "Download")
        return
    prepared = _prepared_of(run)
    if (kept := prepared.get(kind.ending)) is not None:
        if kept.refusal is None:
            _draw_download(run, kind, kept.data, "Again")
            if kept is max(prepared.values(), key=lambda one: one.written):
                fetch(kept.written, _place(kind))
            return
        st.warning(plain(kept.refusal), icon=":material/warning:")
    if st.button("Download", key=f"take.write.{kind.ending}", icon=":material/download:"):
        with st.spinner("Writing the file"):
            st.session_state[PREPARED] = {**_prepared_of(run), kind.ending: _prepared(run, kind)}
        st.rerun()


def _draw_download(run: Run, kind: Kind, data: bytes, title: str) -> None:
    st.download_button(
        f"{title}, {short_bytes(len(data))}",
        data,
        file_name=f"{file_name(run.name, 'run')}.{kind.ending}",
        mime=kind.mime,
        icon=":material/download:",
        on_click="ignore",
        key=f"take.download.{kind.ending}",
    )


def _place(kind: Kind) -> str:
    """The key of the container of a kind's button."""
    return f"take_{kind.ending}"


def _prepared_of(run: Run) -> dict[str, Prepared]:
    """What was prepared of this run."""
    prepared: dict[str, Prepared] = st.session_state.get(PREPARED, {})
    return {ending: one for ending, one in prepared.items() if one.run_id == run.id}


def _prepared(run: Run, kind: Kind) -> Prepared:
    written = time.time_ns() // 1_000_000  # in JavaScript a whole number, too
    try:
        return Prepared(run.id, kind.ending, kind.make(run), None, written)
    except (ProofError, StoreError, jobs.SubmitError) as error:
        return Prepared(run.id, kind.ending, b"", sentence_of(error), written)
