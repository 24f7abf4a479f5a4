"""The report of a run: design, curves, what happened, confusion matrix, examples and code in one HTML file."""

from collections.abc import Sequence
from pathlib import Path

from sqlalchemy import Engine

import builder
from builder.analysis.coach import Observation
from builder.analysis.confusion import confusion
from builder.design.cost.summary import Summary, summarize
from builder.design.data import HeldOut
from builder.export import picture, to_script, why_not
from builder.proof.errors import ProofError
from builder.proof.happened import disproved, happened
from builder.proof.report.curves import curves
from builder.proof.report.examples import examples
from builder.proof.report.facts import machine_facts, table, training_facts
from builder.proof.report.matrix import matrix
from builder.settings import Settings
from builder.statistics.predictions import Predictions
from builder.store.artifacts import ArtifactError, artifacts_of
from builder.store.artifacts.predictions import has_predictions, load_predictions
from builder.store.board.leaks import leak_of, validation_counts
from builder.store.board.marks import meanings
from builder.store.runs.curves import epochs_of
from builder.store.runs.records import ENDED, Run
from builder.words.claims import CLAIMED_FINDINGS, MEASURED_FINDINGS, disproved_sentence
from builder.words.coach import TITLES, sentence
from builder.words.inert import escaped
from builder.words.numbers import plain_percent
from builder.words.reasons import said
from builder.words.sentences import full_stop

#: No report is larger.
MAX_BYTES = 2_000_000
STYLE = Path(__file__).with_name("style.css")
#: A browser then loads nothing for the page from anywhere, whatever it holds.
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"
#: What the images of each kind are called.
_IMAGES: dict[HeldOut, str] = {"validation": "validation images", "test": "test images"}


def report(settings: Settings, db: Engine, run: Run) -> bytes:
    """The HTML file of an ended run, in UTF-8; raises ProofError for any other run, and StoreError.

    It reads stored predictions only: of the validation images, else of the test images as they were read once.
    """
    if run.state not in ENDED:
        raise ProofError(f"“{run.name}” is {run.state}; a report is written of a run that has ended.")
    summary, epochs = summarize(run.experiment), epochs_of(db, run.id)
    parts = {
        "What happened": _happened(settings, db, run),
        "Curves": curves(epochs, run.kept_epoch, is_claimed=run.imported_at is not None),
        "The network": _network(summary),
        "Training": table(training_facts(run)),
        **_errors(settings, run),
        "Where and when": table(machine_facts(run)),
        "Code": _code(run, summary),
    }
    body = "".join(f"<section><h2>{title}</h2>{part}</section>" for title, part in parts.items() if part)
    page = (
        f'<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><title>{escaped(run.name)}</title>'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<style>{STYLE.read_text(encoding='utf-8')}</style></head>"
        f"<body><header>{_header(settings, run)}</header>{body}</body></html>\n"
    ).encode()
    if len(page) > MAX_BYTES:
        raise ProofError(f"The report of “{run.name}” would have {len(page):,} bytes; {MAX_BYTES:,} are allowed.")
    return page


def _header(settings: Settings, run: Run) -> str:
    count_of = validation_counts(settings)
    lines, by = [f"<h1>{escaped(run.name)}</h1>"], "By" if run.imported_at is None else "Imported by"
    lines.append(f'<p class="quiet">{by} {escaped(run.nickname)}, with Model Builder {builder.__version__}</p>')
    if run.tested is not None:
        interval = ""
        if run.test_interval is not None:
            low, high = run.test_interval
            interval = f", 95 % interval {plain_percent(low)} to {plain_percent(high)}"
        lines.append(f'<p class="result">{plain_percent(run.tested.accuracy)}</p>')
        lines.append(f"<p>test accuracy on {run.tested.count:,} images{interval}</p>")
    if run.validation_accuracy is not None:
        count = count_of(run)
        on = f" on {count:,} images" if count else ""
        lines.append(f"<p>{plain_percent(run.validation_accuracy)} validation accuracy{on}</p>")
    lines += [f'<p class="mark">{escaped(told)}</p>' for told in meanings(run, leak_of(run, count_of))]
    return "".join(lines)


def _happened(settings: Settings, db: Engine, run: Run) -> str:
    ends = [full_stop(said(reason)) for reason in (run.end_reason, run.error) if reason]
    kept = _predictions(settings, run)
    validation = kept[1] if kept is not None and kept[0] == "validation" else None
    seen = happened(settings, db, run, validation)
    told = "".join(f"<p>{escaped(text)}</p>" for text in ends)
    if run.imported_at is None:
        return told + _findings(seen)
    measured = [one for one in seen if not one.is_of_curve]
    claimed = [one for one in seen if one.is_of_curve]
    for heading, found in ((MEASURED_FINDINGS, measured), (CLAIMED_FINDINGS, claimed)):
        told += f'<p class="quiet">{escaped(heading)}</p>{_findings(found)}' if found else ""
    false = disproved(settings, db, run)
    if false is not None and run.validation_accuracy is not None:
        told += f"<p>{escaped(disproved_sentence(false.epoch, false.val_accuracy, run.validation_accuracy))}</p>"
    return told


def _findings(seen: Sequence[Observation]) -> str:
    return "".join(f"<h3>{escaped(TITLES[one.kind])}</h3><p class='said'>{escaped(sentence(one))}</p>" for one in seen)


def _network(summary: Summary) -> str:
    rows = "".join(
        f'<tr><th scope="row">{escaped(row.name)}</th><td class="word">{escaped(row.kind)}</td>'
        f"<td>{' × '.join(map(str, row.output_shape))}</td><td>{row.parameters:,}</td></tr>"
        for row in summary.rows
    )
    head = "".join(
        f'<th scope="col"{kind}>{word}</th>'
        for word, kind in (("Layer", ""), ("Kind", ' class="word"'), ("Output", ""), ("Parameters", ""))
    )
    return (
        f'<div class="wide">{picture.svg(summary, 900)}</div>{picture.legend(summary)}'
        f"<p>{summary.total:,} parameters, {summary.trainable:,} of them trainable; {summary.multiply_adds:,} "
        f'multiply-adds for one image.</p><div class="wide"><table><tr>{head}</tr>{rows}</table></div>'
    )


def _errors(settings: Settings, run: Run) -> dict[str, str]:
    """The sections about single images; empty where no predictions are stored."""
    found = _predictions(settings, run)
    if found is None:
        return {}
    kind, predictions = found
    classes = run.experiment.images.classes
    return {
        "Where it errs": matrix(confusion(predictions), classes, _IMAGES[kind]),
        "Examples": examples(settings, run.experiment, kind, predictions),
    }


def _predictions(settings: Settings, run: Run) -> tuple[HeldOut, Predictions] | None:
    files = artifacts_of(settings)
    kinds: tuple[HeldOut, ...] = ("validation", "test")
    for kind in kinds:
        try:
            if has_predictions(files, run.id, kind):
                return kind, load_predictions(files, run.id, kind)
        except ArtifactError:
            continue
    return None


def _code(run: Run, summary: Summary) -> str:
    if (refusal := why_not(run.experiment, summary)) is not None:
        return f'<p class="quiet">{escaped(refusal)}</p>'
    return (
        f"<p>This Keras script builds and trains the same network.</p><pre>{escaped(to_script(run.experiment))}</pre>"
    )
