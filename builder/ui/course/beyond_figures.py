"""Every figure that was measured of a preset beyond the slides, with where each is explained: on demand on its card."""

from builder.course.beyond import (
    Spread,
    reached,
    spread,
    tera,
    tested_by_one_view,
    tested_with_mirror,
    validated_by_one_view,
)
from builder.course.path import Measured
from builder.design.cost.summary import summarize
from builder.presets import Preset
from builder.shipped.card import Card
from builder.ui.app.text import escaped
from builder.ui.course.card import exact
from builder.ui.explained.links import term_html
from builder.words.numbers import percent


def details_html(preset: Preset, found: Measured | None, shipped: Card | None) -> str:
    """What is behind "All figures". `shipped` is what is known of the network that comes with the app."""
    design, whole = preset.experiment, None if found is None or found.budget is not None else found
    figures = [] if whole is None else _accuracies(preset, whole)
    figures.append(pair(term_html("Parameters"), f"{summarize(design).total:,}"))
    figures.append(pair("Whole training", f"{tera(design):.3g} T", term_html("Multiply-adds", "multiply-adds")))
    sentences = []
    if whole is not None:
        figures += _of_the_processor(whole)
        sentences += _sentences(preset, whole, shipped)
    if preset.source:
        sentences.append(f"After {preset.source}.")
    told = "".join(f"<p>{escaped(sentence)}</p>" for sentence in sentences)
    return (
        '<details class="project-note beyond-details"><summary>All figures</summary>'
        f'<dl class="beyond-numbers">{"".join(figures)}</dl>{told}</details>'
    )


def pair(label: str, value: str, detail: str = "") -> str:
    """A figure with its label and what is below it; `label` and `detail` are HTML."""
    return f"<div><dt>{label}</dt><dd><b>{escaped(value)}</b><small>{detail}</small></dd></div>"


def _accuracies(preset: Preset, found: Measured) -> list[str]:
    one, mirror = (term_html("One view", "one view"), term_html("Mirror average", "with mirror"))
    is_honest = not preset.experiment.data.trains_on_validation
    told = [(f"Validation, {one}", validated_by_one_view)] if is_honest else []
    told += [(f"Test, {one}", tested_by_one_view), (f"Test, {mirror}", tested_with_mirror)]
    return [_spread(label, figure) for label, of in told if (figure := spread(found, of)) is not None]


def _spread(label: str, figure: Spread) -> str:
    is_one = figure.lowest == figure.highest
    return pair(label, exact(figure.mean), "" if is_one else f"{100 * figure.lowest:.2f}–{exact(figure.highest)}")


def _of_the_processor(found: Measured) -> list[str]:
    share = spread(found, reached)
    speed = [] if share is None else [pair(term_html("Matrix speed"), percent(share.mean, 0), "of it was used")]
    return [*speed, pair(term_html("Number format"), found.number_format)]


def _sentences(preset: Preset, found: Measured, shipped: Card | None) -> list[str]:
    """What the figures alone do not tell."""
    told = []
    if found.seeds > 1:
        told.append(f"Means of {found.seeds} runs; below each the lowest and the highest of them.")
    told.append(f"Measured on {' and '.join(dict.fromkeys(result.processor for result in found.results))}.")
    if not preset.experiment.training.mirror_average:
        told.append(
            f"Mirror average is off in {preset.title}. To get the accuracy with mirror, switch it on in Build, under "
            "Training, More."
        )
    if shipped is not None and shipped.preset == preset.id:
        told.append(_of_the_shipped(found, shipped))
    return told


def _of_the_shipped(found: Measured, card: Card) -> str:
    """Why Classify names another accuracy than this card."""
    told = (
        f"The network that comes with the app is that of seed {card.trained.seed}, with its weights rounded to half "
        f"their size: so it names {exact(card.test.share)} of the test images rightly"
    )
    own = [tested_with_mirror(result) for result in found.results if result.seed == card.trained.seed]
    if len(own) == 1 and own[0] is not None:
        return f"{told}, and {exact(own[0])} as it was trained."
    return f"{told}."
