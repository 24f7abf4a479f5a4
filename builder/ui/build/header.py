"""The header of the Build page: name, undo and redo, Share, Train, and the visitor."""

import time
from collections.abc import Callable
from typing import NamedTuple

import streamlit as st

from builder import export
from builder.design.cost.summary import Summary
from builder.design.edit.fields import changed
from builder.design.experiment import MAX_NAME_LENGTH, Experiment, clean_name
from builder.store.errors import StoreError
from builder.store.visitors import MAX_NICKNAME_LENGTH
from builder.ui.app.clock import local_date
from builder.ui.app.sharing import draw_link
from builder.ui.app.text import plain
from builder.ui.run.lead_to_training import lead_there
from builder.ui.session import history, notices, visitor
from builder.ui.session.submission import submit
from builder.ui.sidebar.fields import field
from builder.words.file_names import file_name


def header(
    experiment: Experiment,
    plan: str,
    link: dict[str, str],
    hindrance: str | None,
    summary: Summary,
    is_first_visit: bool = False,
) -> None:
    """The first lines of the page; `hindrance` says why Train has to wait, None where it need not.

    On a first visit the welcome has the page's title and its one primary button.
    """
    with st.container(horizontal=True, vertical_alignment="center", key="header"):
        with st.container(horizontal=True, vertical_alignment="center", gap="xsmall", key="name"):
            # The welcome has the page's title: headings come in their order.
            draw = st.header if is_first_visit else st.title
            draw(plain(experiment.name), anchor=False, width="content")
            with st.popover("Rename", icon=":material/edit:", type="tertiary", key="icon.rename"):
                _name(experiment)
        with st.container(horizontal=True, gap="xsmall", width="content", key="actions"):
            _history()
            with st.popover("Share", icon=":material/ios_share:", key="share"):
                _share(experiment, link, summary)
            st.button(
                "Train",
                key="train",
                icon=":material/play_arrow:",
                type="secondary" if is_first_visit else "primary",
                disabled=hindrance is not None,
                help=hindrance,
                on_click=train,
            )
    with st.container(key="sheet"):  # seen on paper alone
        st.markdown(f"**{plain(visitor.current().nickname)}** · {local_date(time.time())}")
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="plan"):
        st.caption(plan, width="stretch")
        _who()
    if hindrance is not None:
        st.markdown(f":material/block: **Train has to wait.** {plain(hindrance)}")


def _name(experiment: Experiment) -> None:
    # The name in the key: it follows edits that draw no widget afresh.
    bound = field(f"name.{experiment.name}", experiment.name, _renamed, redraw=True)
    st.text_input("Name of this design", max_chars=MAX_NAME_LENGTH, **bound)


def _renamed(experiment: Experiment, name: str) -> Experiment:
    """The experiment with that name; unchanged if the name has no visible character."""
    return changed(experiment, name=name) if clean_name(name or "") else experiment


def _history() -> None:
    for label, able, step in (("Undo", history.can_undo(), history.undo), ("Redo", history.can_redo(), history.redo)):
        icon = f":material/{label.lower()}:"
        st.button(label, key=f"icon.{label.lower()}", icon=icon, disabled=not able, on_click=step)


def _share(experiment: Experiment, link: dict[str, str], summary: Summary) -> None:
    draw_link("this design", link)
    refusal = export.why_not(experiment, summary)
    if refusal is not None:  # Keras could not build it either
        st.caption(plain(refusal))
    for download in DOWNLOADS:
        if refusal is None or download.ending == "json":
            _download(download, experiment)


class Download(NamedTuple):
    """One form in which a design can be taken along; `write` makes its text."""

    label: str
    write: Callable[[Experiment], str]
    ending: str
    mime: str
    icon: str
    help: str


DOWNLOADS = (
    Download(
        "Keras script", lambda experiment: export.to_script(experiment), "py", "text/x-python", "code",
        "The same network and training as a plain Python file.",
    ),
    Download(
        "Notebook", lambda experiment: export.to_notebook(experiment), "ipynb", "application/x-ipynb+json", "menu_book",
        "The script's parts as cells, each explained, for Jupyter or Colab.",
    ),
    Download(
        "Design as JSON", lambda experiment: experiment.to_json(indent=2), "json", "application/json", "data_object",
        "For the command line: python -m builder train --spec FILE",
    ),
)  # fmt: skip


def _download(download: Download, experiment: Experiment) -> None:
    st.download_button(
        download.label,
        # Files are written when they are asked for: on each edit they would cost milliseconds for nothing.
        data=lambda: download.write(experiment),
        file_name=f"{file_name(experiment.name, 'model')}.{download.ending}",
        mime=download.mime,
        icon=f":material/{download.icon}:",
        on_click="ignore",
        width="stretch",
        key=f"download.{download.ending}",
        help=download.help,
    )


def _who() -> None:
    who = visitor.current()
    picked = visitor.has_picked_nickname(who)
    label = plain(who.nickname) if picked else f"{plain(who.nickname)} · pick a nickname"
    with st.popover(label, icon=":material/person:", type="tertiary", key="who"):
        if not picked:
            st.markdown("**Pick a nickname.** Until you do, your runs appear under one that was made up for you.")
        key = f"nickname.{who.nickname}"  # not the design's revision: half a name outlives a redraw of the design
        st.text_input(
            "Your nickname",
            value=who.nickname,
            max_chars=MAX_NICKNAME_LENGTH,
            key=key,
            on_change=_rename_visitor,
            args=(key,),
            help="It stands beside your runs on the leaderboard.",
        )
        st.caption("This browser remembers that the runs are yours.")


def _rename_visitor(key: str) -> None:
    try:
        visitor.rename(st.session_state[key])
    except StoreError as error:
        notices.warn_of(error)


def train() -> None:
    """Train what the sidebar shows."""
    if submit(history.current_experiment()):
        lead_there()
