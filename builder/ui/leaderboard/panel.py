"""One line of the board beside the table: what it came to, its curve, its design, and where it leads."""

import streamlit as st

from builder.course.block_words import block_words
from builder.design.cost.summary import summarize
from builder.design.experiment import Experiment
from builder.export.thumbnail import thumbnail
from builder.store.board.lines import Line
from builder.store.board.marks import cut_short_mark
from builder.store.runs.curves import epochs_of
from builder.store.runs.records import Run
from builder.ui.app import store
from builder.ui.app.text import escaped, plain
from builder.ui.build.plan import plan_text
from builder.ui.figures.sparkline import sparkline
from builder.ui.leaderboard import selection
from builder.ui.leaderboard.accuracy import how_sure
from builder.ui.leaderboard.marks import marks_texts
from builder.ui.leaderboard.ways import draw_about, draw_ways
from builder.ui.run.words import interval_text
from builder.words.claims import whose
from builder.words.counts import count
from builder.words.durations import training_time
from builder.words.numbers import percent

PANEL = "leaderboard_panel"


def draw_panel(line: Line, differs: str, owner: str, images: int) -> None:
    """The panel. A line of several seeds is shown by the run that stands for it; `differs` tells it from others of
    its name, and `images` is the number of validation images, 0 where it is not known."""
    run = line.run
    with st.container(border=True, key=PANEL):
        with st.container(horizontal=True, vertical_alignment="center", wrap=False):
            place = "" if line.place is None else f"{line.place}. "
            seed = f", seed {run.experiment.training.seed}" if line.is_inside else ""
            st.markdown(f"#### {place}{plain(run.name)}{seed}", width="stretch", anchors=False)
            with st.container(key="icon-close-panel", width="content"):
                st.button(
                    "Close",
                    icon=":material/close:",
                    key="leaderboard.close",
                    type="tertiary",
                    on_click=selection.close,
                )
        st.markdown(panel_html(line, differs, owner, images), unsafe_allow_html=True)
        draw_ways(line, owner)
        draw_about(line, owner)


def panel_html(line: Line, differs: str, owner: str, images: int) -> str:
    """HTML for st.markdown, without a blank line; everything escaped."""
    run = line.run
    who = whose(run.nickname, run.imported_at is not None) + (" (you)" if run.owner == owner else "")
    named = f'<p class="beside-differs">{escaped(differs)}</p>' if differs else ""
    state = [] if run.state == "finished" or cut_short_mark(run) is not None else [run.state]
    told = [who, *state, *marks_texts(run, line.leak)]
    return (
        f'<div class="beside">{named}<p class="beside-who">{escaped(" · ".join(told))}</p>{_numbers(line, images)}'
        f'{_curve(line)}{_picture(run)}<p class="beside-design">{escaped(design_words(run.experiment))}</p></div>'
    )


def design_words(experiment: Experiment) -> str:
    """The network's blocks and how it trains, in a line: "2 × 32 → 64 filters → 512 units. CIFAR-10 · Adam 0.001"."""
    blocks: list[str] = []
    for block in (*experiment.network.conv_blocks, *experiment.network.dense_blocks):
        words = block_words(block).partition(", ")[0]
        unit = words.rpartition(" ")[2]
        if blocks and blocks[-1].endswith(f" {unit}"):
            blocks[-1] = blocks[-1].removesuffix(f" {unit}")
        blocks.append(words)
    return f"{' → '.join(blocks)}. {plan_text(experiment, experiment.data.limit)}"


def _numbers(line: Line, images: int) -> str:
    run = line.run
    validation = "–" if line.validation_accuracy is None else percent(line.validation_accuracy)
    cells = [("Validation accuracy", validation, how_sure(line, images))]
    if line.test_accuracy is not None:
        note = f"mean of {line.seeds} seeds" if line.seeds > 1 else interval_text(run) or ""
        cells.append(("Test accuracy", percent(line.test_accuracy), note))
    cells.append(("Parameters", f"{run.parameters:,}", ""))
    if line.seconds:
        cells.append(("Training", training_time(line.seconds), count(round(line.epochs), "epoch")))
    return '<dl class="beside-numbers">' + "".join(_cell(*cell) for cell in cells) + "</dl>"


def _cell(label: str, value: str, note: str) -> str:
    return f"<div><dt>{escaped(label)}</dt><dd><b>{escaped(value)}</b><small>{escaped(note)}</small></dd></div>"


def _curve(line: Line) -> str:
    """The curves of the run that stands for the line; nothing before its first epoch."""
    epochs = epochs_of(store.database(), line.run.id)
    if not epochs:
        return ""
    validation = [epoch.val_accuracy for epoch in epochs]
    best = max(validation)
    is_claimed = line.run.imported_at is not None
    what = "Claimed validation accuracy" if is_claimed else "Validation accuracy"
    told = f"{what} from {percent(validation[0])} to {percent(validation[-1])}, at best {percent(best)}"
    of_seed = f", seed {line.run.experiment.training.seed}" if line.seeds > 1 else ""
    drawn = sparkline(
        validation, [epoch.accuracy for epoch in epochs], f"{told}{of_seed}", (0, 1), is_claimed=is_claimed
    )
    look, claimed = ("– – validation, claimed", ", claimed") if is_claimed else ("— validation", "")
    axis = f'<div class="beside-axis">{drawn}<span>100 %</span><span>0 %</span></div>'
    return (
        f'<figure class="beside-curve">{axis}<figcaption><span>{look}</span><span>··· training{claimed}</span>'
        f"<span>{escaped(count(len(epochs), 'epoch'))}{escaped(of_seed)}</span></figcaption>"
        f"<figcaption>{escaped(told)}</figcaption></figure>"
    )


def _picture(run: Run) -> str:
    return thumbnail(summarize(run.experiment), None, f"The network of {run.name}")
