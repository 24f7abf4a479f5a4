"""The podium of a board: its first three with their networks, each a button that opens the run beside the table."""

from collections.abc import Mapping, Set

import streamlit as st

from builder.course.equal_names import called
from builder.design.cost.summary import summarize
from builder.export.thumbnail import thumbnail
from builder.store.board.boards import ON_PODIUM, Group
from builder.store.board.lines import Line
from builder.store.runs.records import Run
from builder.ui.app.text import escaped, plain
from builder.ui.leaderboard import opened_run
from builder.ui.leaderboard.accuracy import how_sure
from builder.ui.leaderboard.cells import NEAR
from builder.words.claims import whose
from builder.words.counts import count
from builder.words.numbers import percent


def draw_podium(group: Group, words: Mapping[str, str], owner: str, images: int, near: Set[str]) -> None:
    """The first of these lines on their steps; a step that nobody stands on says so. Nothing where none earned one.

    `images` is the number of validation images, 0 where it is not known; the lines `near` the best cannot be told from
    it, and `words` tell a line from others of its name.
    """
    first = group.medals[:ON_PODIUM]
    if not first:
        return
    if not any(line.place == 1 and line.id == first[0].id for line in group.lines):
        near = frozenset()  # they are near a run that stands on no podium
    names = called(first, words)
    with st.container(key="leaderboard_podium"):
        for number in range(1, ON_PODIUM + 1):
            with st.container(key=f"podium_{number}"):
                if number > len(first):
                    st.markdown(_free_html(number), unsafe_allow_html=True)
                    continue
                line = first[number - 1]
                differs = words.get(line.id, "")
                st.markdown(_step_html(line, differs, owner, images, line.id in near), unsafe_allow_html=True)
                st.button(
                    f"Place {line.place}: {plain(names[number - 1])}",
                    key=f"leaderboard.podium.{number}",
                    on_click=opened_run.open_beside,
                    args=(line.id,),
                )
        is_near, has_means = any(line.id in near for line in first), any(line.seeds > 1 for line in first)
        st.caption(_caption(group, images, is_near=is_near, has_means=has_means))


def _caption(group: Group, images: int, *, is_near: bool, has_means: bool) -> str:
    """What the numbers are, and who shares the last step."""
    on = f" on {count(images, 'image')}" if images else ""
    means = "; of several seeds their mean, and the standard deviation" if has_means else ""
    told = [f"Validation accuracy{on}, and its 95 % interval{means}."]
    more = len(group.medals) - ON_PODIUM
    if more > 0:
        told.append(f"{count(more, 'more line')} with equal accuracy would stand here too.")
    if is_near:
        told.append(f"**{NEAR}** The lead of place 1 may be chance.")
    if short := group.cut_short:
        have = "has its place" if short == 1 else "have their places"
        told.append(f"{count(short, 'run')} that did not train to the end {have} in the table alone.")
    return " ".join(told)


def _step_html(line: Line, differs: str, owner: str, images: int, is_near: bool) -> str:
    run = line.run
    sure = " · ".join(filter(None, [how_sure(line, images), NEAR if is_near else ""]))
    mine = '<em class="podium-you">you</em>' if run.owner == owner else ""
    told = f'<span class="podium-differs">{escaped(differs)}</span>' if differs else ""
    return (
        f'<div class="podium podium-{line.place}"><div class="podium-card">{_picture(run)}'
        f"<strong>{escaped(run.name)}{told}</strong>"
        f'<span class="podium-who">{escaped(whose(run.nickname, run.imported_at is not None))}{mine}</span>'
        f"<b>{percent(line.validation_accuracy or 0.0)}</b>"
        f"<small>{escaped(sure)}</small></div>"
        f'<div class="podium-step" aria-hidden="true">{line.place}</div></div>'
    )


def _free_html(place: int) -> str:
    return (
        f'<div class="podium podium-{place} podium-free"><div class="podium-card"><span>Still free</span></div>'
        f'<div class="podium-step" aria-hidden="true">{place}</div></div>'
    )


def _picture(run: Run) -> str:
    return thumbnail(summarize(run.experiment), None, f"The network of {run.name}")
