"""Finds a preset by its id, or by the design that it is, and opens it on other images."""

from builder.design.edit.fields import changed
from builder.design.experiment import Experiment
from builder.design.images import ImageSource
from builder.design.training.training import Training
from builder.presets.beyond import BEYOND
from builder.presets.catalogue import PRESETS
from builder.presets.preset import Preset, UnknownPresetError

#: Every preset by its id: the course's projects, and then those beyond its slides.
ALL_PRESETS: dict[str, Preset] = {**PRESETS, **BEYOND}


def get(id: str) -> Preset:
    """The preset with that id; raises UnknownPresetError with a sentence that names all ids."""
    try:
        return ALL_PRESETS[id]
    except KeyError:
        shown = id if len(id) <= 40 else id[:39] + "…"
        expected = ", ".join(ALL_PRESETS)
        raise UnknownPresetError(f"There is no project {shown!r}; expected one of {expected}.") from None


def identify(experiment: Experiment) -> str | None:
    """The id of the preset that this experiment is, or None.

    Name, data, seed, the limits on epochs and time, the number format and the judge may differ: a project trained
    on other images, with another seed, cut short, or by the slides' protocol, is still that project.
    """
    training = what_counts(experiment.training)
    for preset in ALL_PRESETS.values():
        if preset.experiment.network == experiment.network:
            on_these = fitted(preset.experiment.on(experiment.images), preset)
            if training in (what_counts(preset.experiment.training), what_counts(on_these.training)):
                return preset.id
    return None


def uncut(design: Experiment, preset: Preset) -> Experiment:
    """A design of the preset with all that `identify` lets differ and a result depends on as the preset has it: the
    limits on epochs and time, the judge, and how many images are trained on."""
    own = preset.experiment
    limits = ("epochs", "time_limit", "target_validation_accuracy", "target_test_accuracy")
    training = design.training.model_copy(update={name: getattr(own.training, name) for name in limits})
    data = changed(design.data, limit=own.data.limit, trains_on_validation=own.data.trains_on_validation)
    return design.model_copy(update={"training": training, "data": data})


def lesson_of(design: Experiment, preset: Preset) -> str | None:
    """What the preset's lesson says, if it holds of this design of it; None where its accuracy and its time were
    measured of another one. The course's projects are what they are, cut short or not."""
    is_measured = design.data.images == preset.experiment.data.images and uncut(design, preset) == design
    return preset.lesson if preset.id not in BEYOND or is_measured else None


def fitted(design: Experiment, preset: Preset) -> Experiment:
    """A design of the preset, on whatever images it has: nothing is mirrored where a mirror image is none of their
    kind, as of digits, and elsewhere what the preset mirrors.

    The course's projects stay what they are.
    """
    own, augmentation = preset.experiment.training, design.training.augmentation
    if preset.id not in BEYOND or own.augmentation is None or augmentation is None:
        return design
    may = design.images.may_be_mirrored
    flip = own.augmentation.horizontal_flip if may else False
    training = changed(
        design.training,
        augmentation=changed(augmentation, horizontal_flip=flip),
        mirror_average=own.mirror_average and may,
    )
    return changed(design, training=training)


def on_images(experiment: Experiment, images: ImageSource | str) -> Experiment:
    """The design on other images, and `fitted` to them if it is a preset; raises KeyError for an unknown name."""
    known, moved = identify(experiment), experiment.on(images)
    return moved if known is None else fitted(moved, ALL_PRESETS[known])


def what_counts(training: Training) -> Training:
    """The training without what may differ within one project: all of that has the same value in the result."""
    return training.model_copy(
        update={
            "seed": 0,
            "epochs": 1,
            "time_limit": None,
            "precision": "auto",
            "target_validation_accuracy": training.target,
            "target_test_accuracy": None,
        }
    )
