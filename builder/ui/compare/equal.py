"""Runs that are one training twice: every figure that would compare them is a zero, so one sentence stands for all."""

from collections.abc import Sequence

import numpy as np
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from builder.course.differing import differing
from builder.ui.compare.chosen import Compared
from builder.ui.compare.predictions import answers_of

FOLD = "compare.equal"


def are_equal(compared: Sequence[Compared]) -> bool:
    """Whether they have one design and one seed, and their networks say the same of every validation image.

    Only where all of their answers are kept: else that is not known.
    """
    if differing([one.run.experiment for one in compared]):
        return False
    if len({(one.run.tested and one.run.tested.correct, one.run.test_count) for one in compared}) > 1:
        return False
    known = answers_of(compared).known
    said = [known[one.letter].probabilities.argmax(axis=1) for one in compared if one.letter in known]
    return len(said) == len(compared) and all(np.array_equal(said[0], one) for one in said[1:])


def fold_away(compared: Sequence[Compared]) -> DeltaGenerator | None:
    """The sentence, and the place for what compares them once somebody opens it; None until then."""
    both = "both networks give" if len(compared) == 2 else f"all {len(compared)} networks give"
    st.markdown(
        f"They came to the same: {both} the same answer to every validation image. So each difference below is zero, "
        "and each curve lies on the other."
    )
    fold = st.expander("Compare them all the same", key=FOLD, icon=":material/unfold_more:", on_change="rerun")
    return fold if fold.open else None
