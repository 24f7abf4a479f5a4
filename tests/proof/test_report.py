"""The report is one file with everything in it, which leads nowhere else."""

import re
from html.parser import HTMLParser

import pytest
from sqlalchemy import Engine

from builder.proof.errors import ProofError
from builder.proof.importing import import_run
from builder.proof.report.curves import curves
from builder.proof.report.report import report
from builder.store.runs.owners import rename
from builder.store.runs.records import Run, get_run
from tests.store.made_runs import OWNER, epoch

EVIL = '"><script src=https://evil.example/x.js></script><img src=x onerror=alert(1)>'


class Page(HTMLParser):
    """What a page loads, its headings, and how often each kind of element is in it."""

    def __init__(self, html: bytes) -> None:
        super().__init__()
        self.leads_to: list[str] = []
        self.tags: list[str] = []
        self.text = ""
        self.feed(html.decode())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        leads = ("src", "href", "xlink:href", "srcset", "action", "data", "poster")
        self.leads_to += [value or "" for name, value in attrs if name in leads]

    def handle_data(self, data: str) -> None:
        self.text += data


def test_the_report_has_curve_network_matrix_examples_and_code(settings, db: Engine, with_predictions: Run):
    html = report(settings, db, with_predictions)
    page = Page(html)
    for words in ("80.0 % test accuracy on 15 images", "What happened", "Curves", "The network", "Where it errs",
                  "Surest mistakes", "15 validation images", "def build_model("):  # fmt: skip
        assert words in re.sub(r"\s+", " ", page.text.replace("%test", "% test"))
    assert page.tags.count("polyline") == 4 and page.tags.count("img") >= 15 and page.tags.count("pre") == 1
    assert len(html) < 200_000


def test_it_leads_to_no_outside_address(settings, db, with_predictions: Run):
    page = Page(report(settings, db, with_predictions))
    assert page.leads_to and all(re.match(r"data:image/png;base64,[\w+/=]+$", address) for address in page.leads_to)
    assert not {"script", "link", "iframe", "object", "embed", "form", "a"} & set(page.tags)
    style = report(settings, db, with_predictions).decode().partition("<style>")[2].partition("</style>")[0]
    assert "url(" not in style and "@import" not in style


def test_what_was_typed_is_text_in_it(settings, db, run: Run):
    rename(db, run.id, OWNER, EVIL)
    html = report(settings, db, get_run(db, run.id)).decode()
    assert "<script" not in html and "onerror=alert(1)&gt;" in html


def test_without_the_images_it_says_so_and_has_all_else(settings, db, run: Run):
    """The run's test predictions are of other images than the digits that are here."""
    page = Page(report(settings, db, run))
    assert "The images are not on the machine that wrote this report." in page.text and "15 test images" in page.text


def test_an_imported_runs_report_says_that_its_figures_are_claims(settings, db, bundled):
    page = Page(report(settings, db, import_run(settings, db, bundled, "b" * 64)))
    assert "claims a validation accuracy of 75.0 % and a test accuracy of 80.0 % on 15 images" in page.text
    assert "Where it errs" not in page.text


def test_what_a_file_claims_is_drawn_dashed_and_told_as_a_claim(settings, db, bundled, run: Run):
    imported = report(settings, db, import_run(settings, db, bundled, "b" * 64)).decode()
    assert imported.count('<polyline class="validation claimed"') == 2 and "validation dashed" in imported
    assert "Accuracy by epoch as its file claims" in imported and "nobody has measured that here" in imported
    assert "As the curve in its file tells it" in imported
    own = report(settings, db, run).decode()
    assert own.count('<polyline class="validation"') == 2 and "validation solid" in own and "its file" not in own


def test_a_run_that_ended_before_its_first_epoch_keeps_none(settings, db, run: Run):
    page = Page(report(settings, db, run._replace(epochs=0, kept_epoch=None)))
    assert "Epochs0 of at most 20Ends early" in page.text


def test_a_running_run_has_no_report(settings, db, run: Run):
    with pytest.raises(ProofError, match="of a run that has ended"):
        report(settings, db, run._replace(state="running"))


def test_a_curve_of_ten_thousand_epochs_stays_small():
    drawn = curves([epoch(number, number / 10_000) for number in range(1, 10_001)], 10_000)
    assert len(drawn) < 30_000 and "epoch 10000, which is kept: 100.0 %" in drawn
    assert "No epoch was completed" in curves([], None)
