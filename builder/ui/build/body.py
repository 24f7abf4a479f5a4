"""What the Build page shows of a design beside its picture: cost, problems, summary."""

import streamlit as st

from builder import presets
from builder.course.path import slides_chosen_by_test
from builder.design.checks.problems import Problem
from builder.design.cost.summary import Summary
from builder.design.cost.training_work import training_multiply_adds
from builder.design.experiment import Experiment
from builder.design.training.training import steps_per_epoch
from builder.ui.app.text import plain
from builder.ui.build.summary_table import summary_html
from builder.ui.explained.links import terms_line
from builder.ui.session import history
from builder.words.counts import count
from builder.words.design_terms import design_terms
from builder.words.layers import where_most_are
from builder.words.marks import CHOSEN_BY_TEST
from builder.words.sizes import short_bytes

#: What the four numbers mean, for somebody who meets them for the first time.
PARAMETERS = (
    "The numbers that training adjusts: the network knows nothing but these. More of them can learn finer things, and "
    "can also learn the training pictures by heart. A further block can make them fewer: it leaves smaller maps to the "
    "dense layer, where most of them are."
)
MULTIPLY_ADDS = (
    "How often two numbers are multiplied and added up until the network has named one picture. Twice as many take "
    "about twice as long."
)
KEPT_IN_MEMORY = (
    "What the layers say of one batch of pictures, kept in memory until the weights have been corrected. A smaller "
    "batch needs less."
)
WHOLE_TRAINING = (
    "Multiply-adds of all epochs, without validation: three for each that names a picture, as learning from it takes "
    "about twice as many again. G is a thousand million, T a million million. How long that takes is said beside Train."
)
SLIDES = (
    "What the slides of the course report for this design: how many of CIFAR-10's 10,000 test pictures it named "
    "rightly. Yours may differ a little, as each training begins with other random weights."
)


def cost(experiment: Experiment, summary: Summary, train_count: int | None, preset_id: str | None) -> None:
    """Four numbers: parameters, multiply-adds, activation memory, and what the whole training costs; of a course
    project on the course's images what the course reports instead. An edit leaves the fourth what it is.

    `preset_id` is the preset that the design is, None where it is none.
    """
    batch = experiment.training.batch_size
    with st.grid(4, min_column_width=165, key="cost"):
        _figure("Parameters", f"{summary.total:,}", meaning=PARAMETERS)
        _figure(
            "Multiply-adds",
            short_count(summary.multiply_adds),
            meaning=_multiply_adds(experiment, summary, train_count),
        )
        _figure(f"Activations, batch {batch:,}", short_bytes(summary.activation_bytes(batch)), meaning=KEPT_IN_MEMORY)
        preset = None if preset_id is None else presets.get(preset_id)
        # On other images the course's accuracy would look like a promise.
        if isinstance(preset, presets.Project) and experiment.data.dataset == preset.experiment.data.dataset:
            _slides(preset)
        else:
            _whole_training(experiment, summary, train_count)


def _whole_training(experiment: Experiment, summary: Summary, train_count: int | None) -> None:
    if train_count is None:
        _figure("Whole training", "unknown", mark="multiply-adds", meaning=WHOLE_TRAINING)
        return
    training = experiment.training
    steps = steps_per_epoch(train_count, training)
    whole = short_count(training_multiply_adds(experiment, summary, train_count))
    of = f"{count(steps * training.epochs, 'step')} in all, {steps:,} in each epoch."
    _figure("Whole training", whole, mark="multiply-adds", meaning=f"{WHOLE_TRAINING} It has {of}")


def _slides(project: presets.Project) -> None:
    """What the course reports for the project."""
    chosen = slides_chosen_by_test(project)
    _figure(
        "Course’s test accuracy",
        f"{project.documented.test_accuracy:.2f} %",
        mark="the test set chose it" if chosen else None,
        meaning=CHOSEN_BY_TEST.meaning if chosen else SLIDES,
    )


def _multiply_adds(experiment: Experiment, summary: Summary, train_count: int | None) -> str:
    """What the number means, and how many a whole training takes."""
    if train_count is None:
        return MULTIPLY_ADDS
    whole = short_count(training_multiply_adds(experiment, summary, train_count))
    first = " The first images are smaller and cost less." if experiment.training.progressive_size else ""
    return f"{MULTIPLY_ADDS} All epochs together take {whole}, three for each to learn from a picture.{first}"


def _figure(label: str, value: str, mark: str | None = None, meaning: str | None = None) -> None:
    """One number in a box as high as the others, with `mark` below it; `meaning` is shown as the label's help."""
    st.metric(
        label, value, delta=mark, delta_color="off", delta_arrow="off", help=meaning, border=True, height="stretch"
    )


def problem_cards(shortcomings: tuple[Problem, ...]) -> None:
    """One card for each problem, with a button that fixes it where there is a fix."""
    for number, problem in enumerate(shortcomings):
        icon = ":material/error:" if problem.severity == "error" else ":material/warning:"
        with (
            st.container(border=True, key=f"problem.{problem.severity}.{number}"),
            st.container(horizontal=True, vertical_alignment="center"),
        ):
            st.markdown(f"{icon} **{plain(problem.title)}**  \n{plain(problem.what)}", width="stretch")
            if problem.fix is not None:
                st.button(
                    problem.fix_label or "Mend it",
                    key=f"fix.{number}",
                    icon=":material/build:",
                    on_click=history.replace_experiment,
                    args=(problem.fix,),
                )


def summary_table(experiment: Experiment, summary: Summary) -> None:
    """The table that Keras prints, where most parameters are, and the glossary's words for what the design has."""
    st.header("Summary", anchor=False)
    st.html(summary_html(summary))
    terms = design_terms(experiment, summary)
    st.caption(f"{where_most_are(summary)} {terms_line((*terms, 'Parameters'))}".lstrip())


def short_count(number: int) -> str:
    """15,142,912 as "15.1 M"."""
    for size, unit in ((1e12, "T"), (1e9, "G"), (1e6, "M"), (1e3, "k")):
        if number >= size:
            return f"{number / size:.3g} {unit}" if number / size < 100 else f"{number / size:,.0f} {unit}"
    return str(number)
