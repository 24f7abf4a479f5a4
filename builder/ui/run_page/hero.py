"""What a run came to, as the first thing on its page: a sentence, the accuracy, and a scale from 0 to 100 %."""

from builder.ui.app.text import escaped
from builder.ui.run_page.result import Result
from builder.words.headlines import headline
from builder.words.numbers import likely_percent, percent
from builder.words.sentences import capital

NOTHING = "No accuracy on images that it had not seen."


def hero_html(
    result: Result | None, classes: int, facts: list[tuple[str, str, str]], without_result: str = NOTHING
) -> str:
    """HTML for st.markdown, without a blank line; `facts` are further numbers: a label, a value and a note each.

    `without_result` is said where there is no result.
    """
    nothing = f'<p class="run-hero-headline" role="heading" aria-level="2">{escaped(without_result)}</p>'
    body = nothing if result is None else _headline(result, classes) + _scale(result, classes)
    cells = "".join(
        f"<div><dt>{escaped(label)}</dt><dd><b>{escaped(value)}</b><small>{escaped(note)}</small></dd></div>"
        for label, value, note in facts
    )
    return f'<div class="run-hero">{body}<dl>{cells}</dl></div>'


def _headline(result: Result, classes: int) -> str:
    images = "new pictures" if result.images == "test images" else result.images
    interval = escaped(capital(likely_percent(result.interval)))
    return (
        f'<p class="run-hero-headline" role="heading" aria-level="2">'
        f"{escaped(headline(result.share, classes, images))}</p>"
        f'<p class="run-hero-number"><b>{escaped(percent(result.share))}</b>'
        f"<span>{result.correct:,} of {result.total:,} {escaped(result.images)}"
        f"<small>{interval} (its 95 % interval). {escaped(result.told)}</small></span></p>"
    )


def _scale(result: Result, classes: int) -> str:
    """The accuracy as a bar, its interval as a band on the bar's end, and what guessing gets as a tick."""
    low, high = (100 * end for end in result.interval)
    chance = 100 / classes
    label = f"{percent(result.share)} on a scale from 0 to 100 %; guessing gets {chance:.0f} %."
    return (
        f'<div class="run-scale" role="img" aria-label="{escaped(label)}">'
        f'<span class="run-scale-bar" style="width: {100 * result.share:.2f}%"></span>'
        f'<span class="run-scale-interval" style="left: {low:.2f}%; width: {high - low:.2f}%"></span>'
        f'<span class="run-scale-chance" style="left: {chance:.2f}%"><small>guessing</small></span>'
        "</div>"
    )
