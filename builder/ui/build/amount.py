"""Quick or full: on how many pictures a design trains, beside Train."""

import streamlit as st

from builder.datasets.table import DATASETS, split_sizes, title_of
from builder.design.base import Value
from builder.design.data import Data
from builder.design.edit.fields import changed
from builder.design.experiment import Experiment
from builder.design.images import SOURCES
from builder.presets import on_images
from builder.ui.app import store
from builder.ui.sidebar.fields import segments

#: The numbers of training images that are offered beside all of them.
QUICK = (4_000, 10_000)


class Amount(Value):
    """A data set, and how many of its training images; None for all."""

    dataset: str
    limit: int | None = None


def amount_field(experiment: Experiment) -> None:
    """The choice; what the design has now is always among the options."""
    data = experiment.data
    chosen = Amount(dataset=data.dataset, limit=data.limit)
    offered = amounts(data)
    st.segmented_control(
        "Train on",
        offered,
        format_func=lambda amount: label(amount, offered, data),
        help="Fewer pictures train a network in a fraction of the time, and all of them train the better one. "
        "Try an idea on few first; results are compared only with others on the same pictures.",
        # Another widget for another choice: the sidebar changes it too.
        **segments(f"data.amount.{chosen.dataset}.{chosen.limit}", chosen, with_amount, redraw=True)
        # A list: what can be iterated over, as a value can, would be taken for several choices.
        | {"default": [chosen], "width": "content"},
    )


def amounts(data: Data) -> list[Amount]:
    """What is offered beside a design on these data: the digits, and some or all of a large data set."""
    quick = SOURCES.default().dataset
    large = data.dataset if data.dataset != quick else next((name for name in DATASETS if name != quick), quick)
    limits = [limit for limit in QUICK if limit < _all_of(large, data)]
    offered = {Amount(dataset=quick): None} | {Amount(dataset=large, limit=limit): None for limit in [*limits, None]}
    chosen = Amount(dataset=data.dataset, limit=data.limit)
    return sorted({**offered, chosen: None}, key=lambda amount: (amount.dataset != quick, amount.limit or float("inf")))


def label(amount: Amount, offered: list[Amount], data: Data) -> str:
    """What stands on a choice: the data set's title on its first one, and how many images."""
    is_first = next(one for one in offered if one.dataset == amount.dataset) == amount
    is_only = sum(one.dataset == amount.dataset for one in offered) == 1
    title = title_of(amount.dataset)
    if is_only:
        return title
    number = f"all {_all_of(amount.dataset, data):,}" if amount.limit is None else f"{amount.limit:,}"
    return f"{title}: {number}" if is_first else number


def with_amount(experiment: Experiment, amount: Amount) -> Experiment:
    """The design on that many pictures of that data set."""
    moved = on_images(experiment, amount.dataset) if amount.dataset in DATASETS else experiment
    return changed(moved, data=changed(moved.data, limit=amount.limit))


def _all_of(dataset: str, data: Data) -> int:
    """How many training images the data set has without a limit; 0 where it is not known here."""
    if dataset not in DATASETS:
        return 0
    sizes = split_sizes(
        Data(images=DATASETS[dataset].source, trains_on_validation=data.trains_on_validation), store.settings()
    )
    return 0 if sizes is None else sizes[0]
