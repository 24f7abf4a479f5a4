"""What the test images say of the runs: McNemar's test between two, and between one and each of the others."""

from collections.abc import Sequence

import streamlit as st

from builder.statistics.mcnemar import SURPRISING, mcnemar
from builder.statistics.paired import paired_interval
from builder.store.board.same_design import have_one_design
from builder.store.runs.records import Run
from builder.ui.app.text import escaped
from builder.ui.app.trouble import ticking
from builder.ui.compare.chosen import Compared, swatch
from builder.ui.compare.room import HEAD, TWO_LINES, table_room
from builder.ui.compare.runs import NONE
from builder.ui.leaderboard.difference import compared as sentence
from builder.ui.run.beside import alone_right_of
from builder.words.numbers import likely_points, percent, probability, signed


def draw_tested(compared: Sequence[Compared]) -> None:
    """The card: a sentence for two runs, a table for more; another run to compare with redraws it alone."""
    ticking(_draw, None)(compared)


def _draw(compared: Sequence[Compared]) -> None:
    with st.container(border=True, key="compare_tested"):
        if len(compared) == 2:
            st.markdown("#### On the test images", anchors=False)
            st.markdown(_sentence(*compared))
            return
        with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
            st.markdown("#### On the test images", anchors=False, width="content")
            letter = st.segmented_control(
                "Compared with",
                [one.letter for one in compared],
                format_func=lambda letter: f"against {letter}" if letter == "A" else letter,
                default=_first_tested(compared).letter,
                required=True,
                label_visibility="collapsed",
                key=f"compare.base.{','.join(one.run.id for one in compared)}",
            )
        base = next(one for one in compared if one.letter == letter)
        others = [one for one in compared if one is not base]
        alone = [(one, _alone(base.run, one.run)) for one in others]
        counted = [(one, counts) for one, counts in alone if counts is not None]
        if counted:
            with table_room("tested", HEAD + TWO_LINES * len(counted)):
                st.markdown(tested_html(base, counted), unsafe_allow_html=True)
        for one, counts in alone:
            if counts is None:
                st.markdown(_sentence(base, one))
        if len(counted) > 1:
            st.caption(
                "p is by McNemar's test. Of twenty comparisons of equally good networks, about one comes out below "
                f"{SURPRISING} by chance, and each run speaks for one seed."
            )


def _sentence(first: Compared, second: Compared) -> str:
    return sentence(first.run, second.run, (first.letter, second.letter))


def _first_tested(compared: Sequence[Compared]) -> Compared:
    return next((one for one in compared if one.run.test_interval is not None), compared[0])


def _alone(first: Run, second: Run) -> tuple[int, int] | None:
    """How many images only the first, and only the second got right; None where the two cannot be compared so."""
    if any(run.tested is None or run.experiment.training.judged_by_test for run in (first, second)):
        return None
    return alone_right_of(first, second)


def tested_html(base: Compared, others: Sequence[tuple[Compared, tuple[int, int]]]) -> str:
    """A row for each other run: its difference from `base` image by image, with its 95 % interval and McNemar's p."""
    body = "".join(_row(base, one, counts) for one, counts in others)
    return (
        '<div class="wide-table"><table class="compared tested"><thead><tr>'
        '<th scope="col">Run</th><th scope="col">Test</th><th scope="col">Difference</th><th scope="col">Only it</th>'
        f'<th scope="col"><span class="against">Only {swatch(base)}</span></th>'
        f'<th scope="col">p</th><th scope="col"></th></tr></thead><tbody>{body}</tbody></table></div>'
    )


def _row(base: Compared, one: Compared, counts: tuple[int, int]) -> str:
    tested = one.run.tested
    assert tested is not None
    base_alone, its_alone = counts
    sure = likely_points(paired_interval(base_alone, its_alone, tested.count))
    cells = (
        percent(tested.accuracy),
        f"{signed(100 * (its_alone - base_alone) / tested.count)} points<small>{sure}</small>",
        f"{its_alone:,}",
        f"{base_alone:,}",
        *_verdict(base.run, one.run, mcnemar(base_alone, its_alone)),
    )
    differs = f"<small>{escaped(one.differs)}</small>" if one.differs else ""
    name = f'<span class="run-name">{swatch(one)}<span>{escaped(one.run.name)}{differs}</span></span>'
    return f'<tr><th scope="row">{name}</th>{"".join(f"<td>{cell}</td>" for cell in cells)}</tr>'


def _verdict(base: Run, other: Run, chance: float) -> tuple[str, str]:
    """McNemar's p and what it says; nothing of two runs of one design, whose difference is the seeds' in any case."""
    if have_one_design(base, other):
        return NONE, "the same design"
    return probability(chance), "more than chance" if chance < SURPRISING else "chance can explain it"
