"""The confusion matrix as a chart whose cells can be clicked."""

from collections.abc import Sequence
from typing import Any, Literal

import altair as alt
import numpy as np
import pandas as pd

#: The name of the selection of a cell; the fields that it gives.
CELL, TRUE, SAID = "cell", "is", "said"
#: Right and wrong are told apart by place, on and off the diagonal, besides the colour; a cell may hold no image.
COLOURS = {"right": "#1f6fc4", "wrong": "#c2500c", "none": "#808080"}
CELL_HEIGHT = 36
#: The weakest a cell is that holds an image at all, and the strongest.
FAINT, STRONG = 0.10, 0.95

AXIS: dict[str, Any] = {"domain": False, "ticks": False, "labelLimit": 90}

Written = Literal["counts", "rates"]


def confusion_chart(
    counts: np.ndarray,
    rates: np.ndarray,
    classes: Sequence[str],
    written: Written,
    chosen: tuple[int, int] | None,
    dark: bool,
) -> alt.LayerChart | alt.FacetChart:
    """Rows are true classes, columns what the network said; `written` in each cell, `chosen` has a frame.

    Blue is right, by its share of the row; orange is wrong, by its share of the most frequent mistake.
    """
    table = _table(counts, rates, classes, written, chosen)
    order = list(classes)
    base = alt.Chart(table).encode(
        x=alt.X(
            f"{SAID}:N",
            sort=order,
            title="said",
            scale=alt.Scale(paddingInner=0.04, paddingOuter=0),
            axis=alt.Axis(
                orient="top", labelAngle=_angle(classes), domain=False, ticks=False, labelLimit=90, labelOverlap=False
            ),
        ),
        y=alt.Y(
            f"{TRUE}:N",
            sort=order,
            title="is",
            scale=alt.Scale(paddingInner=0.04, paddingOuter=0),
            axis=alt.Axis(**AXIS),
        ),
        tooltip=[
            alt.Tooltip(f"{TRUE}:N", title="Is"),
            alt.Tooltip(f"{SAID}:N", title="Said"),
            alt.Tooltip("count:Q", title="Images", format=","),
            alt.Tooltip("rate:Q", title="Of the row", format=".1%"),
        ],
    )
    text = "#e6e9ee" if dark else "#0f1520"
    picked = alt.selection_point(name=CELL, fields=[TRUE, SAID], on="click", clear=False, toggle=False)
    cells = (
        base.mark_rect(cursor="pointer", cornerRadius=3)
        .encode(
            color=alt.Color("kind:N", scale=alt.Scale(domain=[*COLOURS], range=[*COLOURS.values()]), legend=None),
            opacity=alt.Opacity("strength:Q", scale=alt.Scale(domain=[0, 1], range=[0, 1]), legend=None),
        )
        .add_params(picked)
    )
    frame = (
        base.transform_filter("datum.chosen")
        .mark_rect(filled=False, stroke=text, strokeWidth=2.5, cornerRadius=3, fillOpacity=0)
        .encode(tooltip=alt.value(None))
    )
    numbers = base.mark_text(fontSize=12, cursor="pointer", clip=True).encode(
        text="written:N",
        color=alt.condition("datum.strength > 0.55", alt.value("#ffffff"), alt.value(text)),
    )
    return alt.layer(cells, frame, numbers).properties(height=CELL_HEIGHT * len(classes))


def _table(
    counts: np.ndarray,
    rates: np.ndarray,
    classes: Sequence[str],
    written: Written,
    chosen: tuple[int, int] | None,
) -> pd.DataFrame:
    wrong = rates[~np.eye(len(classes), dtype=bool)]
    most_wrong = max(float(wrong.max(initial=0)), 1e-9)
    rows = []
    for true, row in enumerate(counts):
        for said, count in enumerate(row):
            right = true == said
            share = float(rates[true, said]) if right else float(rates[true, said]) / most_wrong
            rows.append(
                {
                    TRUE: classes[true],
                    SAID: classes[said],
                    "count": int(count),
                    "rate": float(rates[true, said]),
                    "kind": "none" if not count else "right" if right else "wrong",
                    "strength": FAINT / 2 if not count else FAINT + (STRONG - FAINT) * share,
                    "written": _written(int(count), float(rates[true, said]), written),
                    "chosen": chosen == (true, said),
                }
            )
    return pd.DataFrame(rows)


def _written(count: int, rate: float, written: Written) -> str:
    if not count:
        return ""
    if written == "counts":
        return f"{count:,}"
    return "< 1" if rate < 0.005 else f"{100 * rate:.0f}"


def _angle(classes: Sequence[str]) -> int:
    """Long names stand upright, so that neighbours do not touch."""
    return 0 if max(map(len, classes)) <= 3 else -45
