"""A design as the store holds it: JSON without its name, which has its own column."""

import json
import re
from functools import lru_cache

import builder.datasets.sources  # noqa: F401 - designs of version 1 name their data set by a word
from builder.design.document import from_json
from builder.design.experiment import Experiment

#: The seed of a training in a stored design; within a string JSON escapes the quotes, and "split_seed" has none here.
_SEED = re.compile(r'"seed": (\d{1,10})\b')


def design_text(experiment: Experiment) -> str:
    """The experiment as it is stored.

    Renaming does not touch it, and runs of one design share one text, which is parsed once.
    """
    return json.dumps(experiment.model_dump(mode="json", exclude={"name"}))


def design_of(text: str, name: str) -> Experiment:
    """The design in `text`, by this name; raises SpecError.

    Designs that differ only in their seed are read once: most runs are repetitions, and reading takes 0.1 ms.
    """
    found = _SEED.search(text)
    if found is None:
        return _design(text).model_copy(update={"name": name})
    design = _design(f'{text[: found.start()]}"seed": 0{text[found.end() :]}')
    training = design.training.model_copy(update={"seed": int(found.group(1))})
    return design.model_copy(update={"name": name, "training": training})


@lru_cache(maxsize=2_000)
def _design(text: str) -> Experiment:
    return from_json(text)
