"""Which pictures explain which term of the glossary, and what is read with them beside a field."""

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from builder.design.training.optimizers import Muon
from builder.design.training.training import Training
from builder.ui.app.text import escaped
from builder.ui.explained import layers, recipes, refining, softer, training, values, windows
from builder.ui.explained.strokes import WIDTH, Picture
from builder.words.fields import EXPLANATIONS
from builder.words.glossary import term_of

STYLE = Path(__file__).with_name("explained.css")

#: The pictures of a term, by its name in the glossary.
PICTURES: dict[str, Callable[[], Picture]] = {
    "Augmentation": training.augmentation_picture,
    "Crop": recipes.crop_picture,
    "Smaller images first": recipes.smaller_picture,
    "Muon": recipes.muon_picture,
    "Label smoothing": softer.smoothing_picture,
    "Mirror average": softer.mirror_picture,
    "Convolution": windows.kernel_picture,
    "Padding": windows.padding_picture,
    "Stride": windows.stride_picture,
    "Pooling": windows.pooling_picture,
    "Flatten": values.flatten_picture,
    "Dense layer": values.dense_picture,
    "ReLU": training.relu_picture,
    "Activation function": layers.activation_picture,
    "Separable convolution": layers.separable_picture,
    "Residual connection": layers.residual_picture,
    "Global pooling": layers.global_pooling_picture,
    "Whitening": layers.whitening_picture,
    "Softmax": values.softmax_picture,
    "Batch": training.batch_size_picture,
    "Learning rate": training.learning_rate_picture,
    "Learning rate schedule": refining.schedules_picture,
    "Weight averaging": refining.averaging_picture,
    "Dropout": values.dropout_picture,
    "Batch normalisation": values.normalisation_picture,
}


class Topic(NamedTuple):
    """A term that is explained beside fields; `field` names the help that is read with it, else it is the term's own
    meaning.
    """

    term: str
    field: str | None = None

    @property
    def sentences(self) -> str:
        """What is read above the picture."""
        return term_of(self.term).meaning if self.field is None else EXPLANATIONS[self.field]


CONV = (
    Topic("Convolution"),
    Topic("Padding"),
    Topic("Stride"),
    Topic("Activation function", "activation"),
    Topic("Batch normalisation", "conv.batch_normalization"),
    Topic("Pooling", "pooling"),
    Topic("Dropout", "dropout"),
    Topic("Residual connection", "residual"),
    Topic("Separable convolution", "convolution"),
)
DENSE = (
    Topic("Dense layer", "units"),
    Topic("Flatten"),
    Topic("Global pooling"),
    Topic("Batch normalisation", "dense.batch_normalization"),
    Topic("Dropout", "dropout"),
    Topic("Softmax"),
)
INPUT = (Topic("Whitening", "whitening"),)
TRAINING = (
    Topic("Learning rate", "learning_rate"),
    Topic("Learning rate schedule", "schedule"),
    Topic("Batch", "batch_size"),
    Topic("Augmentation", "augmentation"),
    Topic("Weight averaging", "averaging"),
    Topic("Muon"),
    Topic("Label smoothing", "label_smoothing"),
    Topic("Smaller images first", "progressive_size"),
    Topic("Crop", "crop"),
    Topic("Mirror average", "mirror_average"),
)


def in_use_first(chosen: Training) -> tuple[Topic, ...]:
    """The topics of a training: first what every training has and what this one chose, last what it does without."""
    augmentation = chosen.augmentation
    without = {
        "Augmentation": augmentation is None,
        "Weight averaging": chosen.averaging is None,
        "Muon": not isinstance(chosen.optimizer, Muon),
        "Label smoothing": not getattr(chosen.loss, "label_smoothing", 0),
        "Smaller images first": chosen.progressive_size is None,
        "Crop": augmentation is None or not augmentation.crop,
        "Mirror average": not chosen.mirror_average,
    }
    return tuple(sorted(TRAINING, key=lambda topic: without.get(topic.term, False)))


def picture_html(term: str) -> str:
    """The term's picture as HTML for st.markdown, with what it shows below it; empty where it has none.

    One that can move has a switch before it, and stands still until that is pressed; where a visitor wants no motion
    there is no switch.
    """
    if term not in PICTURES:
        return ""
    picture = PICTURES[term]()
    words = '<span class="to-play">▶ Play</span><span class="to-stop">■ Stop</span>'
    switch = f'<details class="play"><summary>{words}</summary></details>'
    return (
        f'<figure class="explained">{switch if picture.frames else ""}'
        f'<svg viewBox="-3 -2 {WIDTH + 6} {picture.height + 4:g}" aria-hidden="true">{picture.content}</svg>'
        f"<figcaption>{escaped(picture.said)}.</figcaption></figure>"
    )
