"""Runs with equal names: what tells them apart, in words from their designs, or who trained them."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence

from builder.course.telling_apart import telling_apart
from builder.design.experiment import Experiment
from builder.store.board.lines import Line
from builder.store.board.same_design import design_number
from builder.store.runs.records import Run
from builder.words.claims import whose


def words_of(runs: Sequence[Run], *, with_seed: bool = True, with_person: bool = False) -> list[str]:
    """For each run what its design does otherwise than those of its name; empty where no other has its name, or where
    they all have one design.

    `with_person` adds who trained it where that is equal too, for places where nobody is named.
    """
    by_name: dict[str, list[int]] = defaultdict(list)
    for place, run in enumerate(runs):
        by_name[run.name].append(place)
    told = [""] * len(runs)
    for places in by_name.values():
        if len(places) > 1:
            for place, words in zip(places, _words([runs[place] for place in places], with_seed), strict=True):
                told[place] = words
    if not with_person:
        return told
    people = _people(runs, [f"{run.name}\n{words}" for run, words in zip(runs, told, strict=True)])
    return [", ".join(filter(None, parts)) for parts in zip(told, people, strict=True)]


#: By the identity of lines what tells them apart: each visit of the page asks for the same until a run changes.
_known: dict[int, tuple[Sequence[Line], dict[str, str]]] = {}
_MOST_KNOWN = 16


def words_of_lines(lines: Sequence[Line]) -> dict[str, str]:
    """The same of lines, by their ids: of their seeds only where each is one run."""
    before, told = _known.get(id(lines), ((), {}))
    if before is not lines:
        if len(_known) >= _MOST_KNOWN:
            _known.clear()
        told = _words_of_lines(lines)
        _known[id(lines)] = lines, told  # kept with them, so that nothing else has their identity
    return told


def called(lines: Sequence[Line], words: Mapping[str, str]) -> list[str]:
    """What the lines are called where nothing stands beside their names; `words` are `words_of_lines`."""
    seeds = [f"seed {line.run.experiment.training.seed}" if line.is_inside else "" for line in lines]
    names = [
        ", ".join(filter(None, (line.run.name, words.get(line.id, ""), seed)))
        for line, seed in zip(lines, seeds, strict=True)
    ]
    people = _people([line.run for line in lines], names)
    return _numbered([", ".join(filter(None, parts)) for parts in zip(names, people, strict=True)])


def _people(runs: Sequence[Run], labels: Sequence[str]) -> list[str]:
    """Who trained each run where another with its label is somebody else's; empty for the others."""
    people = [whose(run.nickname, run.imported_at is not None) for run in runs]
    with_label: dict[str, set[str]] = defaultdict(set)
    for label, person in zip(labels, people, strict=True):
        with_label[label].add(person)
    return [person if len(with_label[label]) > 1 else "" for label, person in zip(labels, people, strict=True)]


def _numbered(labels: Sequence[str]) -> list[str]:
    """The labels, each repetition with its number: "Wide (2)"."""
    seen = Counter[str]()
    numbered = []
    for label in labels:
        seen[label] += 1
        numbered.append(label if seen[label] == 1 else f"{label} ({seen[label]})")
    return numbered


def _words_of_lines(lines: Sequence[Line]) -> dict[str, str]:
    with_seed = all(line.seeds == 1 for line in lines)
    words = words_of([line.run for line in lines], with_seed=with_seed)
    return {line.id: told for line, told in zip(lines, words, strict=True) if told}


def labels_of(runs: Sequence[Run]) -> list[str]:
    """A different label for each run: its name; where names repeat also what its design does otherwise; where that is
    nothing, who trained it, and then its seed or, where seeds repeat too, a number."""
    words = words_of(runs, with_seed=False)
    names = [f"{run.name}, {told}" if told else run.name for run, told in zip(runs, words, strict=True)]
    alike = Counter(names)
    full = [name if alike[name] == 1 else f"{name}, {run.nickname}" for name, run in zip(names, runs, strict=True)]
    seeds = {(label, run.experiment.training.seed) for label, run in zip(full, runs, strict=True)}
    seeds_of = Counter(label for label, _ in seeds)
    counts, seen = Counter(full), Counter[str]()
    labels = []
    for label, run in zip(full, runs, strict=True):
        seen[label] += 1
        if counts[label] > 1 and seeds_of[label] == counts[label]:
            labels.append(f"{label}, seed {run.experiment.training.seed}")
        else:
            labels.append(label if seen[label] == 1 else f"{label} ({seen[label]})")
    return labels


def _words(runs: Sequence[Run], with_seed: bool) -> list[str]:
    """Of runs with one name; equal designs, of which a board may hold thousands, are looked at once."""
    keys = [(design_number(run), run.experiment.training.seed if with_seed else None) for run in runs]
    designs: dict[tuple[int, int | None], Experiment] = {}
    for key, run in zip(keys, runs, strict=True):
        designs.setdefault(key, run.experiment)
    told = dict(zip(designs, telling_apart(list(designs.values()), with_seed=with_seed), strict=True))
    return [told[key] for key in keys]
