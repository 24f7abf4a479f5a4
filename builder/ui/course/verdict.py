"""The result of two runs that differ in one thing: the verdict, its reasons, and the same change with other seeds."""

from collections.abc import Sequence

import streamlit as st

from builder.course.pairs import Pair, Verdict, verdict, verdict_words, with_any_seed, with_seed
from builder.store.artifacts import ArtifactError, artifacts_of
from builder.store.artifacts.predictions import load_predictions
from builder.store.homes.elsewhere import why_no_files
from builder.store.runs.curves import curves_of
from builder.store.runs.records import ACTIVE, Run
from builder.ui.app import store
from builder.ui.app.text import escaped, plain
from builder.ui.course import actions
from builder.ui.course.one_change import train_both
from builder.ui.leaderboard.curves import draw_curves
from builder.words.durations import training_time
from builder.words.numbers import likely_points, percent


def draw_ended(pair: Pair) -> None:
    """The verdict with its reasons, both runs' numbers and curves, and the same change with other seeds."""
    outcome = verdict_of(pair)
    with st.container(border=True, key="verdict"):
        _draw_verdict(pair, outcome)
        st.markdown(_table(pair, outcome), unsafe_allow_html=True)
        _ways_on(pair)
    _draw_curves(pair)
    _draw_seeds(pair)


def _draw_verdict(pair: Pair, outcome: Verdict | None) -> None:
    if outcome is None:
        st.markdown("### No verdict", anchors=False)
        st.markdown(plain(_why_no_verdict(pair)))
        return
    title, reasons = verdict_words(outcome)
    icon = (
        "balance" if not outcome.is_more_than_chance else "trending_up" if outcome.difference > 0 else "trending_down"
    )
    st.markdown(f"### :material/{icon}: {title}", anchors=False)
    seed = pair.base.experiment.training.seed
    st.markdown(plain(f"{reasons} That is seed {seed}: one seed cannot speak for others, so try another."))


def _why_no_verdict(pair: Pair) -> str:
    """What is missing for a comparison image by image."""
    unread = [run.name for run in both_of(pair) if not run.test_count]
    if unread:
        return (
            f"The test set was not read for {' and '.join(unread)}, since training did not end by itself. "
            "Train both again, or have it read on the Leaderboard."
        )
    elsewhere = [why for run in both_of(pair) if (why := why_no_files(store.settings(), store.database(), run))]
    if elsewhere:
        return elsewhere[0]
    return "What the two networks said of each test image is not there any more, or is not of the same images."


def _table(pair: Pair, outcome: Verdict | None) -> str:
    """Both runs' numbers and their differences."""
    both = both_of(pair)
    rows = [("Parameters", [f"{run.parameters:,}" for run in both], _signed(_difference(both, "parameters"), "{:+,}"))]
    for name, title in (("test_accuracy", "Test accuracy"), ("validation_accuracy", "Validation accuracy")):
        values = [getattr(run, name) for run in both]
        if all(value is None for value in values):
            continue
        shown = [_shown(value) for value in values]
        between = _difference(both, name)
        detail = _signed(None if between is None else 100 * between, "{:+.1f} points")
        if name == "test_accuracy" and outcome is not None:
            detail += f"<small>{likely_points(outcome.interval)}</small>"
        rows.append((title, shown, detail))
    rows.append(("Epochs", [f"{run.epochs:,}" for run in both], _signed(_difference(both, "epochs"), "{:+,}")))
    rows.append(("Training time", [training_time(run.seconds or 0) for run in both], ""))
    body = "".join(
        f'<tr><th scope="row">{title}</th><td>{shown[0]}</td><td>{shown[1]}</td><td>{difference}</td></tr>'
        for title, shown, difference in rows
    )
    return (
        f'<table class="compared"><thead><tr><th scope="col"></th><th scope="col">{escaped(pair.base.name)}</th>'
        f'<th scope="col">Changed</th><th scope="col">Difference</th></tr></thead><tbody>{body}</tbody></table>'
    )


def _shown(share: float | None) -> str:
    return "–" if share is None else percent(share)


def _difference(both: Sequence[Run], name: str) -> float | None:
    first, second = (getattr(run, name) for run in both)
    return None if first is None or second is None else second - first


def _signed(value: float | None, written: str) -> str:
    if value is None:
        return ""
    return "0" if value == 0 else written.format(value).replace("-", "\N{MINUS SIGN}")


def _ways_on(pair: Pair) -> None:
    taken = [other.base.experiment.training.seed for other in with_any_seed(store.database(), pair)] + [
        pair.base.experiment.training.seed
    ]
    with st.container(horizontal=True, key="verdict_actions"):
        st.button(
            "Another seed",
            key="course.another_seed",
            type="primary",
            icon=":material/casino:",
            help="Trains both once more, from other first weights and in another order of the images.",
            on_click=train_both,
            args=with_seed(pair, max(taken) + 1),
        )
        st.button(
            "Change something else",
            key="course.something_else",
            icon=":material/science:",
            on_click=actions.open_view,
            kwargs={"change": pair.base.preset or "0"},
        )


def _draw_curves(pair: Pair) -> None:
    epochs = curves_of(store.database(), [run.id for run in both_of(pair)])
    curves = {label: epochs[run.id] for label, run in zip((pair.base.name, "Changed"), both_of(pair), strict=True)}
    if not any(curves.values()):
        return
    with st.container(border=True, key="pair_curves"):
        st.markdown("#### Curves", anchors=False)
        draw_curves(curves, "accuracy", "course.pair")


def _draw_seeds(pair: Pair) -> None:
    """The same change with other seeds, where it was tried with more than one."""
    told = [(one, verdict_of(one)) for one in reversed(with_any_seed(store.database(), pair))]
    known = [(one, outcome) for one, outcome in told if outcome is not None]
    if len(known) < 2:
        return
    better = sum(outcome.difference > 0 for _, outcome in known)
    mean = sum(outcome.difference for _, outcome in known) / len(known)
    rows = "".join(
        f'<tr><th scope="row">{one.base.experiment.training.seed}</th>'
        f"<td>{_shown(one.base.test_accuracy)}</td><td>{_shown(one.changed.test_accuracy)}</td>"
        f"<td>{_signed(100 * outcome.difference, '{:+.1f} points')}</td>"
        f"<td>{'more than chance' if outcome.is_more_than_chance else 'chance'}</td></tr>"
        for one, outcome in known
    )
    with st.container(border=True, key="pair_seeds"):
        st.markdown("#### The same change with other seeds", anchors=False)
        st.markdown(f"Better in {better} of {len(known)} seeds, {_signed(100 * mean, '{:+.1f}')} points on average.")
        st.markdown(
            '<table class="compared"><thead><tr><th scope="col">Seed</th>'
            f'<th scope="col">{escaped(pair.base.name)}</th><th scope="col">Changed</th>'
            f'<th scope="col">Difference</th><th scope="col"></th></tr></thead><tbody>{rows}</tbody></table>',
            unsafe_allow_html=True,
        )


def verdict_of(pair: Pair) -> Verdict | None:
    """The verdict from both runs' stored predictions; None if one has none, or they are of different images."""
    if any(run.state in ACTIVE or not run.test_count for run in both_of(pair)):
        return None
    try:
        said = [load_predictions(artifacts_of(store.settings()), run.id, "test") for run in both_of(pair)]
    except ArtifactError:
        return None
    return verdict(*said)


def both_of(pair: Pair) -> tuple[Run, Run]:
    return pair.base, pair.changed
