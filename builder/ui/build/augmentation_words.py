"""What augmentation draws, in words."""

from builder.design.images import ImageSource
from builder.design.training.augmentation import Augmentation
from builder.words.fields import IN_A_MIRROR
from builder.words.numbers import short_percent

#: Below this a shear moves no pixel of a 32 × 32 image by even a third of its width.
HARDLY_A_SHEAR = 1.0


def changes_text(augmentation: Augmentation) -> str:
    """Every amount that is not zero: "rotation ±15°, shifts ±20 %, mirrored: half of them"."""
    across, down = augmentation.width_shift, augmentation.height_shift
    parts = [f"rotation ±{augmentation.rotation:g}°"] if augmentation.rotation else []
    if across == down:
        parts += [f"shifts ±{short_percent(across)}"] if across else []
    else:
        parts += [f"shift sideways ±{short_percent(across)}"] if across else []
        parts += [f"shift up and down ±{short_percent(down)}"] if down else []
    parts += [f"zoom ±{short_percent(augmentation.zoom)}"] if augmentation.zoom else []
    parts += [f"shear ±{augmentation.shear:g}°"] if augmentation.shear else []
    if augmentation.horizontal_flip:
        parts += ["mirrored: every other time" if augmentation.alternates else "mirrored: half of them"]
    parts += [f"crop ±{augmentation.crop} px"] if augmentation.crop else []
    parts += [f"cutout {augmentation.cutout} × {augmentation.cutout} px"] if augmentation.cutout else []
    return ", ".join(parts) or "nothing, as every amount is 0"


def notes(augmentation: Augmentation, images: ImageSource) -> tuple[str, ...]:
    """Sentences about what the amounts alone do not tell of such images."""
    sentences = []
    if augmentation.horizontal_flip and not images.may_be_mirrored:
        sentences.append(f"Digits and letters are better not mirrored: {IN_A_MIRROR}.")
    if 0 < augmentation.shear < HARDLY_A_SHEAR:
        sentences.append(
            f"A shear of {augmentation.shear:g}° hardly shows: Keras's ImageDataGenerator takes degrees, and so the "
            "0.2 of projects 16 and 18 is a fifth of a degree."
        )
    return tuple(sentences)
