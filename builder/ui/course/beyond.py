"""The presets beyond the slides on the Course page: below the path, and not part of it."""

from functools import lru_cache

import streamlit as st

from builder.course.beyond import Spread, reached, spread, tera, tested_by_one_view, tested_with_mirror
from builder.course.beyond import validated_by_one_view as validated
from builder.course.path import Measured, measured
from builder.course.results import Reproduction
from builder.design.cost.summary import summarize
from builder.export.thumbnail import thumbnail
from builder.presets import BEYOND, Preset
from builder.store.runs.records import Run
from builder.ui.app.text import escaped
from builder.ui.course import actions
from builder.ui.course.card import exact
from builder.ui.session.chosen_run import address_of
from builder.words.counts import count
from builder.words.durations import duration
from builder.words.numbers import percent

ABOUT = "Minutes, not hours. No slide shows them, and they count to no chapter."


def draw_beyond(results: tuple[Reproduction, ...], own: dict[str, Run]) -> None:
    """A card for each preset, with what it costs and what was measured."""
    st.markdown(f'<h4 class="chapter">Beyond the slides<small>{ABOUT}</small></h4>', unsafe_allow_html=True)
    with st.grid("auto", min_column_width=250, gap="small", key="chapter_beyond"):
        for preset in BEYOND.values():
            with st.container(border=True, height="stretch", key=f"beyond_{preset.id}"):
                _card(preset, measured(results, preset.id), own.get(preset.id))


def _card(preset: Preset, found: Measured | None, own: Run | None) -> None:
    st.markdown(beyond_html(preset, found, own), unsafe_allow_html=True)
    with st.container(horizontal=True, gap="xsmall", key=f"beyond_actions_{preset.id}"):
        actions.build_and_train_buttons(preset.id)


def beyond_html(preset: Preset, found: Measured | None, own: Run | None) -> str:
    """The card without its buttons, as HTML for st.markdown: no blank line in it, everything escaped."""
    design = preset.experiment
    note = "" if preset.note is None else _note(preset.note)
    cost = (
        f"{_pair('Parameters', f'{summarize(design).total:,}')}{_pair('Epochs', str(design.training.epochs))}"
        f"{_pair('Whole training', f'{tera(design):.3g} T', 'multiply-adds')}"
    )
    return (
        f'<div class="project"><div class="project-head"><span class="beyond-number">{escaped(preset.id)}</span>'
        f"<strong>{escaped(preset.title)}</strong></div><p>{escaped(preset.lesson)}</p>"
        f'<figure class="project-network">{_picture(preset.id)}</figure>'
        f'<dl class="beyond-numbers">{cost}{_measured(preset, found)}{_own(own)}</dl>{note}</div>'
    )


def _note(text: str) -> str:
    """Its first sentence; the rest on demand."""
    first, _, rest = text.partition(". ")
    return f'<details class="project-note"><summary>{escaped(first)}.</summary><p>{escaped(rest)}</p></details>'


@lru_cache(maxsize=8)
def _picture(id: str) -> str:
    preset = BEYOND[id]
    return thumbnail(summarize(preset.experiment), None, f"The network of {preset.title}.")


def _measured(preset: Preset, found: Measured | None) -> str:
    """What was measured for this app; of a shortened training nothing that could be compared."""
    if found is None or found.budget is not None:
        return _pair("Measured by us", "–", "not yet")
    is_honest = not preset.experiment.data.trains_on_validation
    told = [_spread("Validation, one view", spread(found, validated))] if is_honest else []
    told += [_spread("Test, one view", spread(found, tested_by_one_view))]
    told += [_spread("Test, with mirror", spread(found, tested_with_mirror))]
    share = spread(found, reached)
    speed = "" if share is None else f", {percent(share.mean, 0)} of its matrix speed"
    on = f"{found.results[0].processor}, {found.number_format}{speed}, {count(found.seeds, 'seed')}"
    return "".join([*told, _pair("Time", duration(found.seconds), on)])


def _spread(label: str, figure: Spread | None) -> str:
    if figure is None:
        return ""
    is_one = figure.lowest == figure.highest
    return _pair(label, exact(figure.mean), "" if is_one else f"{100 * figure.lowest:.2f}–{exact(figure.highest)}")


def _own(own: Run | None) -> str:
    """The student's own run of it on all of CIFAR-10."""
    if own is None or own.tested is None:
        return ""
    trained = f"test, after {count(own.epochs, 'epoch')}"
    return (
        f"<div><dt>Yours</dt><dd><b>"
        f'<a href="{escaped(address_of(own.id))}" target="_self" title="See what it learned">'
        f"{escaped(exact(own.tested.accuracy))}</a></b><small>{escaped(trained)}</small></dd></div>"
    )


def _pair(label: str, value: str, detail: str = "") -> str:
    return f"<div><dt>{escaped(label)}</dt><dd><b>{escaped(value)}</b><small>{escaped(detail)}</small></dd></div>"
