"""The head of a run's page: its name and facts, what can be done with it, and what it came to."""

import streamlit as st

from builder.datasets.table import validated_on
from builder.store.artifacts import artifacts_of
from builder.store.runs.curves import epochs_of
from builder.store.runs.records import ENDED, Run
from builder.store.tasks import Task
from builder.ui.app import store
from builder.ui.app.clock import local_time
from builder.ui.app.sharing import share_button
from builder.ui.app.text import plain
from builder.ui.run import words
from builder.ui.run.actions import train_again, train_another_seed
from builder.ui.run.earlier import draw_compared
from builder.ui.run.honesty import leak_badges, mark_badges
from builder.ui.run.title import BADGES
from builder.ui.run.ways_on import classify_button, draw_reading, read_test_set_button
from builder.ui.run_page.hero import NOTHING, hero_html
from builder.ui.run_page.result import result_of
from builder.ui.session import chosen_run
from builder.words.counts import count
from builder.words.durations import training_time
from builder.words.numbers import percent
from builder.words.reasons import said, why_failed
from builder.words.sentences import full_stop
from builder.words.sizes import short_bytes


def draw_title(run: Run) -> None:
    """The run's name; under it its state, its images, who trained it and when, and how large it is."""
    with st.container(key="run_head", gap="xsmall"):
        with st.container(horizontal=True, vertical_alignment="center"):
            st.title(plain(run.name), anchor=False, width="stretch")
            share_button("this page", st.query_params.to_dict())
        facts = [
            plain(words.images_used(run)),
            f"{'by' if run.imported_at is None else 'imported by'} {plain(run.nickname)}",
            _when(run),
        ]
        if run.epochs and run.state in ENDED:  # until then the panel below counts them
            facts.append(f"{count(run.epochs, 'epoch')}{f' in {training_time(run.seconds)}' if run.seconds else ''}")
        facts += [count(run.parameters, "parameter"), f"seed {run.experiment.training.seed}"]
        if used := artifacts_of(store.settings()).disk_use(run.id):
            facts.append(f"{short_bytes(used)} on disk")
        badges = [BADGES[run.state], *mark_badges(run), *leak_badges(run)]
        st.markdown(f"{' '.join(badges)}\N{EN SPACE}{' · '.join(facts)}")


def _when(run: Run) -> str:
    """When it ended, or until then when it was submitted."""
    if run.imported_at is not None:
        return local_time(run.imported_at)
    if run.ended_at is not None:
        return f"ended {local_time(run.ended_at)}"
    return f"submitted {local_time(run.submitted_at)}"


def draw_actions(run: Run, viewer: str, reading: Task | None) -> None:
    """What anybody may do with an ended run, and the reading of the test set for its owner."""
    draw_reading(reading)
    with st.container(horizontal=True, key="run_actions"):
        classify_button(run)
        if st.button("Open in Build", key="run.build", icon=":material/construction:"):
            chosen_run.open_in_build(run)
        train_again(run, told=True)
        train_another_seed(run)
        if st.button("Leaderboard", key="run.leaderboard", icon=":material/leaderboard:"):
            st.switch_page("pages/leaderboard.py")
        read_test_set_button(run, viewer, reading)


def draw_hero(run: Run, viewer: str) -> None:
    """What it came to, beside what its owner trained before, and why its training ended."""
    with st.container(border=True, height="stretch", key="run_hero"):
        if run.state == "failed":
            told = full_stop(why_failed(run.error, "The run failed"))
            st.error(plain(told), icon=":material/error:")
        if run.epochs:
            validated = validated_on(run.experiment.data, run.experiment.training, store.settings())
            result = result_of(run, validated)
            classes = len(run.experiment.images.classes)
            nothing = NOTHING if run.imported_at is None else "Not evaluated here yet."
            st.markdown(hero_html(result, classes, _further(run), nothing), unsafe_allow_html=True)
        else:
            st.markdown("It ended before its first epoch was over, so there is nothing to look into.")
        draw_compared(run, viewer)
        ended = full_stop(said(run.end_reason)) if run.end_reason else ""
        if known := " ".join(filter(None, [ended, words.restarted(run)])):
            st.caption(plain(known))


def _further(run: Run) -> list[tuple[str, str, str]]:
    """The accuracies that the headline does not say, of the weights that are kept; of an imported run as claimed, or
    as measured here."""
    kept = words.epoch_of(epochs_of(store.database(), run.id), run.kept_epoch)
    claimed = "" if run.imported_at is None else "Claimed "
    validation = f"{claimed}validation accuracy".capitalize(), percent(kept.val_accuracy), f"epoch {kept.epoch}, kept"
    if claimed and run.validation_accuracy is not None:
        validation = "Validation accuracy", percent(run.validation_accuracy), "measured here"
    return [validation, (f"{claimed}training accuracy".capitalize(), percent(kept.accuracy), f"epoch {kept.epoch}")]
