"""Writes the trained network that comes with the app, with a card of all that is said of it.

    BUILDER_CIFAR10=... python -m benchmarks.ship RECORD_FOLDER TWIN_FOLDER [--into FOLDER] [--results FILE]

Both are folders that `python -m builder reproduce --keep` made: of preset 21, and of the same with --hold-out, which so
did not train on the validation images. Kernels are rounded to half precision first, and all is measured with them: the
record's accuracy and calibration on the test images, and on the validation images, by the twin, the temperature. What
tells pictures that are none of the classes is measured with validation images and `benchmarks/other_pictures.py`. How
the trainings went is taken from the results (builder/course/reproduced.jsonl), where they are there.
"""

import argparse
import json
import shutil
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

import numpy as np

from benchmarks.none_of_these import seen_by
from benchmarks.other_pictures import none_of_them
from builder.analysis.calibration import calibration, fit_temperature, helps
from builder.analysis.none_of_these import FALSE_ALARMS, MOST_IMAGES, Measured, detector_at, is_none, measured_of
from builder.course.results import RESULTS_FILE, Reproduction, ResultsError, read_results
from builder.datasets.held_out import held_out_images, held_out_indices
from builder.datasets.images import DatasetError, Images
from builder.datasets.table import split_sizes
from builder.design.edit.fields import changed
from builder.design.experiment import Experiment
from builder.engine.bundle import halved, load_bundle, weights_of, write_bundle
from builder.engine.errors import EngineError
from builder.engine.processor import processor, versions
from builder.engine.views import by_both_views, of_one_view
from builder.jobs.measurement import Budget, shortened
from builder.presets import get, identify
from builder.settings import SHIPPED, Settings, load_settings
from builder.shipped.card import CalibrationError, Card, Counted, Drawn, Made, NoneOfThese, Trained, Twin
from builder.shipped.network import shipped_network
from builder.shipped.reading import CARD_FILE, CHECKED, DETECTOR_FILE, SAMPLES_FILE, Samples, digest_of
from builder.statistics.predictions import Predictions

#: The whole folder may have so many bytes.
MOST_BYTES = 5_000_000
#: So many test images are drawn, by this seed.
DRAWN, SEED = 20, 21


class Told(NamedTuple):
    """What a network says of images, by one view and as its design answers."""

    images: Images
    one_view: np.ndarray
    answers: np.ndarray

    @property
    def predictions(self) -> Predictions:
        return Predictions(self.images.labels, self.answers)

    def right(self, said: np.ndarray) -> Counted:
        return Counted(number=int((said.argmax(axis=1) == self.images.labels).sum()), images=len(self.images))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("record", type=Path, metavar="RECORD_FOLDER")
    parser.add_argument("twin", type=Path, metavar="TWIN_FOLDER")
    parser.add_argument("--into", type=Path, default=SHIPPED, help=f"default: {SHIPPED.name} of the package")
    parser.add_argument("--results", type=Path, default=RESULTS_FILE, help="where the trainings' times are")
    arguments = parser.parse_args()
    try:
        ship(load_settings(), arguments.record, arguments.twin, arguments.into, read_results(arguments.results))
    except (DatasetError, EngineError, ResultsError) as error:
        raise SystemExit(str(error)) from None


def ship(settings: Settings, record: Path, twin: Path, into: Path, results: tuple[Reproduction, ...]) -> Card:
    """Measures both networks and writes the folder `into`; raises SystemExit with a sentence where they do not fit."""
    with TemporaryDirectory() as folder:
        experiment = _halved(record, Path(folder) / "record")
        other = _halved(twin, Path(folder) / "twin")
        if not experiment.data.trains_on_validation or other != _without_validation(experiment):
            raise SystemExit("These are not a network that trained on all images, and its twin that did not.")
        if (id := identify(experiment)) is None:
            raise SystemExit("The network is of no preset, so no command trains it again.")
        print("Asking both networks about the held-out images …", flush=True)
        test = _told(settings, Path(folder) / "record", "test")
        validation = _told(settings, Path(folder) / "twin", "validation")
    fitted = fit_temperature(validation.predictions)
    temperature = fitted if fitted is not None and helps(validation.predictions, fitted) else None
    measured = measured_of(validation.images.images[:MOST_IMAGES])
    if measured is None:
        raise SystemExit("There are too few validation images to tell what is none of the classes.")
    preset = get(id)
    card = Card(
        name=f"{preset.title}, shipped",
        preset=preset.id,
        trained=_trained(settings, experiment, results),
        test=test.right(test.answers),
        test_of_one_view=test.right(test.one_view),
        calibration=_errors(test.predictions, temperature),
        twin=Twin(
            trained=_trained(settings, other, results),
            validation=validation.right(validation.answers),
            temperature=temperature,
            calibration=_errors(validation.predictions, temperature),
        ),
        none_of_these=_none_of_these(measured, validation.images.images[MOST_IMAGES:], experiment),
        samples=Drawn(images=DRAWN, seed=SEED),
        made=_made(experiment, record, twin),
        files={},
    )
    _, model = load_bundle(record)
    write(into, experiment, weights_of(model), _samples(settings, experiment, test), measured, card)
    shipped = shipped_network(settings.model_copy(update={"shipped": into}))
    assert shipped is not None  # it reads as the app will
    print(shipped.card.model_dump_json(indent=1))
    return shipped.card


def write(
    into: Path,
    experiment: Experiment,
    weights: dict[str, np.ndarray],
    samples: Samples,
    measured: Measured,
    card: Card,
) -> None:
    """Writes a network that comes with the app; the card's `files` are named anew. Raises SystemExit, and writes
    nothing, if it is larger than MOST_BYTES."""
    with TemporaryDirectory() as folder:
        made = Path(folder)
        write_bundle(halved(weights), experiment, made)
        np.savez(made / SAMPLES_FILE, **samples._asdict())
        np.savez(made / DETECTOR_FILE, **measured.known._asdict(), distances=measured.distances)
        files = {name: digest_of(made / name) for name in CHECKED}
        written = card.model_copy(update={"files": files}).model_dump(mode="json")
        (made / CARD_FILE).write_text(json.dumps(written, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
        if (size := sum(file.stat().st_size for file in made.iterdir())) > MOST_BYTES:
            raise SystemExit(f"This network has {size:,} bytes; at most {MOST_BYTES:,} may come with the app.")
        into.mkdir(parents=True, exist_ok=True)
        for file in made.iterdir():
            shutil.copyfile(file, into / file.name)


def _halved(folder: Path, into: Path) -> Experiment:
    """Rounds a kept network to half precision, in a folder of its own; returns its design."""
    experiment, model = load_bundle(folder)
    write_bundle(halved(weights_of(model)), experiment, into)
    return experiment


def _without_validation(experiment: Experiment) -> Experiment:
    return changed(experiment, data=changed(experiment.data, trains_on_validation=False))


def _told(settings: Settings, folder: Path, kind: str) -> Told:
    experiment, model = load_bundle(folder)
    count = len(held_out_indices(experiment, kind, settings))
    images = held_out_images(experiment, kind, settings, range(count))
    one, both = by_both_views(of_one_view(model, experiment, "float32"), images.images)
    return Told(images, one, both if experiment.training.mirror_average else one)


def _errors(predictions: Predictions, temperature: float | None) -> CalibrationError:
    found = calibration(predictions, temperature)
    return CalibrationError(own=found.ece, with_temperature=found.ece_after)


def _none_of_these(measured: Measured, others: np.ndarray, experiment: Experiment) -> NoneOfThese:
    detector = detector_at(measured, FALSE_ALARMS)
    kinds = {
        kind: [seen_by(experiment, picture) for picture in pictures]
        for kind, pictures in none_of_them(np.random.default_rng(0)).items()
    }

    def counted(judged: list[bool]) -> Counted:
        return Counted(number=sum(judged), images=len(judged))

    return NoneOfThese(
        share=FALSE_ALARMS,
        fitted_to=detector.images,
        false_alarms=counted([is_none(detector, image) for image in others]),
        found={
            kind: counted([not one.are_strokes and is_none(detector, one.pixels) for one in seen])
            for kind, seen in kinds.items()
        },
    )


def _samples(settings: Settings, experiment: Experiment, test: Told) -> Samples:
    """Test images drawn at random; RandomState, because numpy promises that its stream never changes."""
    drawn = np.random.RandomState(SEED).choice(len(test.images), DRAWN, replace=False)
    places = held_out_indices(experiment, "test", settings)[drawn]
    return Samples(test.images.images[drawn], test.images.labels[drawn], places, test.answers[drawn])


def _trained(settings: Settings, experiment: Experiment, results: tuple[Reproduction, ...]) -> Trained:
    """How the training of this design went, as it was recorded."""
    training, preset = experiment.training, identify(experiment)
    held_out = not experiment.data.trains_on_validation
    _, words = shortened(
        get(preset or "").experiment, training.seed, training.precision, Budget(hold_out=held_out or None)
    )
    line = next(
        (
            one
            for one in reversed(results)
            if (one.project, one.seed, one.precision, one.budget) == (preset, training.seed, training.precision, words)
        ),
        None,
    )
    sizes = split_sizes(experiment.data, settings)
    assert sizes is not None  # its images were just read
    told = {} if line is None else line.model_dump(include={"seconds", "processor", "versions"})
    return Trained(images=sizes[0], seed=training.seed, precision=training.precision, **told)


def _made(experiment: Experiment, record: Path, twin: Path) -> Made:
    training = experiment.training
    train = (
        f"python -m builder reproduce --projects {identify(experiment)} --first-seed {training.seed} "
        f"--precision {training.precision} --keep networks"
    )
    return Made(
        date=f"{datetime.now(UTC):%Y-%m-%d}",
        processor=processor(),
        versions=versions(),
        commands=(
            train,
            f"{train} --hold-out",
            f"python -m benchmarks.ship networks/{record.name} networks/{twin.name}",
        ),
    )


if __name__ == "__main__":
    main()
