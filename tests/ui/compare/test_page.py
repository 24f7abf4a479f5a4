"""The Compare page."""

import json
import re
import tomllib
from pathlib import Path

import numpy as np
import pytest
from sqlalchemy import update

from builder.design.edit.fields import edited
from builder.settings import load_settings
from builder.store.artifacts import artifacts_of
from builder.store.artifacts.predictions import save_predictions
from builder.store.schema.database import writing
from builder.store.schema.tables import runs
from builder.store.tasks import latest_task
from builder.ui.compare.charts import _ranked_among
from builder.ui.compare.chosen import MOST_RUNS
from tests.ui.compare.opened import answer, visit
from tests.ui.made_runs import design, ended_run
from tests.ui.opened import ROOT, checked, the_only
from tests.ui.run_page.opened import ME, YOU, words


def test_two_runs_are_told_apart_by_letters_and_only_what_differs_is_shown(db):
    first = ended_run(db, design(name="One <b>"), ME, accuracy=0.5, test=(150, 299))
    second = ended_run(
        db, edited(design(name="Two"), ("training", "batch_size"), 64), YOU, accuracy=0.6, test=(155, 299)
    )
    app = visit(first.id, second.id)
    told = words(app)
    assert the_only(app.title).value == "2 runs compared"
    assert "One &lt;b&gt;" in told and "<b>60.0 %</b>" in told and f"./run?id={second.id}" in told
    assert '<th scope="row">Batch size</th><td>512</td><td>64</td>' in told
    assert "Learning rate" not in told and "Batch 64 instead of 512" in told
    assert "intervals overlap" in told
    assert len(app.get("plotly_chart")) == 2
    assert the_only(app.code).value == f"?ids={first.id}%2C{second.id}"


def test_a_run_whose_accuracies_show_a_leak_is_marked_and_is_not_the_best(db):
    leaking = ended_run(db, design(name="Leaky"), ME, accuracy=0.95, test=(180, 299))
    honest = [ended_run(db, design("4", name=name), ME, accuracy=value) for name, value in (("A", 0.6), ("B", 0.5))]
    told = words(visit(leaking.id, *(run.id for run in honest)))
    assert "<b>60.0 %</b>" in told and "<b>95.0 %</b>" not in told
    assert '<small class="marked">validation 11 standard errors above test</small>' in told
    assert [_ranked_among(run) is None for run in (leaking, *honest)] == [True, False, False]


def test_the_curves_of_an_imported_run_are_drawn_and_told_as_claims(db):
    first, second = (ended_run(db, design(name=name), ME) for name in "AB")
    assert "files of imported runs claim" not in words(visit(first.id, second.id))
    with writing(db) as connection:
        connection.execute(update(runs).where(runs.c.id == second.id).values(imported_at=1.0))
    app = visit(first.id, second.id)
    assert "files of imported runs claim" in words(app)
    figures = [json.loads(chart.proto.spec)["data"] for chart in app.get("plotly_chart")]
    looks = [[(line["name"], line["line"]["dash"]) for line in lines] for lines in figures]
    assert looks == [[("A · A", "solid"), ("B · B, claimed", "dash")]] * 2


def test_runs_of_one_name_say_in_words_what_differs_also_in_the_legends(db):
    first, second = (
        ended_run(db, edited(design(), ("training", "epochs"), epochs), ME, accuracy=0.5) for epochs in (20, 5)
    )
    app = visit(first.id, second.id)
    legend = [curve["name"] for curve in json.loads(app.get("plotly_chart")[0].proto.spec)["data"]]
    assert legend == ["A · Project 0, 20 epochs", "B · Project 0, 5 epochs"]
    assert "<small>5 epochs · Digits" in words(app)


def test_runs_of_one_design_and_name_are_told_apart_by_who_trained_them_also_in_the_legends(db):
    first, second = (ended_run(db, design(), owner, accuracy=0.5) for owner in (ME, YOU))
    app = visit(first.id, second.id)
    legend = [curve["name"] for curve in json.loads(app.get("plotly_chart")[0].proto.spec)["data"]]
    assert legend == ["A · Project 0, Quiet Otter", "B · Project 0, Brave Lynx"]
    assert words(app).count("Quiet Otter · ") == 0, "the table says by whom already"


def test_one_training_twice_is_one_sentence_and_its_zeros_are_folded_away(db):
    first, second = (ended_run(db, design(), owner, accuracy=0.9, test=(269, 299)) for owner in (ME, YOU))
    for run in (first, second):
        answer(run, range(30))
    app = visit(first.id, second.id)
    assert "both networks give the same answer to every validation image" in words(app)
    assert "#### Class by class" not in words(app) and not app.get("plotly_chart")
    assert [button.label for button in app.button if "seed" in button.label] == ["Train 3 more seeds"]
    app.session_state["compare.equal"] = True
    app = checked(app.run())
    assert "#### Class by class" in words(app) and len(app.get("plotly_chart")) == 2
    answer(second, range(29))
    assert "the same answer" not in words(visit(first.id, second.id))


@pytest.mark.parametrize("ids", [(), ("abcdefgh",), ("abcdefgh", "../../etc")])
def test_an_address_without_two_runs_says_so_and_shows_a_way_on(db, ids):
    app = visit(*ids)
    assert "Leaderboard" in words(app)
    assert [button.label for button in app.button] == ["Leaderboard", "Choose runs"]


def test_of_more_than_ten_runs_the_first_ten_are_compared_and_a_deleted_one_is_told_of(db):
    ended = [ended_run(db, edited(design(), ("training", "seed"), seed), ME, epochs=1) for seed in range(11)]
    app = visit(*(run.id for run in ended), "abcdefgh")
    assert the_only(app.title).value == f"{MOST_RUNS} runs compared"
    assert "The first 10 of 11 runs" in words(app) and "does not exist any more" in words(app)


def test_classes_and_the_images_that_only_one_gets_right_come_from_the_kept_answers(db):
    first, second = (ended_run(db, design(name=name), ME, accuracy=0.9) for name in "AB")
    answer(first, range(30))
    answer(second, range(20, 40))
    app = visit(first.id, second.id)
    told = words(app)
    # 299 validation images: 40 are wrong in one of them, 10 of these in both.
    assert "Of 299 validation images, both get 259 right, neither gets 10 right." in told
    assert told.count("<figure") == 20 and "0: " not in told
    assert "A: " in told and "82.0 %" in told
    # What is coloured is the difference: of each class with one the lower of both has no colour.
    ahead = re.findall(r"--ahead: ([\d.]+)", told)
    pairs = zip(ahead[::2], ahead[1::2], strict=True)
    assert len(ahead) == 20 and max(ahead) == "1.000" and all("0.000" in pair for pair in pairs)


def test_images_that_are_not_those_of_the_answers_are_not_shown(db):
    """The answers are to 400 images; the digits have 299 validation images."""
    runs = [ended_run(db, design(name=name), ME, accuracy=0.9) for name in "AB"]
    labels = np.zeros(400, np.uint8)
    for run, wrong in zip(runs, (range(390, 400), range(20)), strict=True):
        said = np.eye(10, dtype=np.float32)[labels]
        said[list(wrong)] = np.eye(10, dtype=np.float32)[1]
        save_predictions(artifacts_of(load_settings()), run.id, "validation", labels, said)
    app = visit(*(run.id for run in runs))
    assert "The images on this machine have changed" in words(app) and "<figure" not in words(app)
    checked(app.segmented_control(key=f"compare.alone.{runs[0].id},{runs[1].id}").set_value("B").run())
    assert "The images on this machine have changed" in words(app) and "<figure" not in words(app)


def test_runs_without_answers_are_asked_for_them_once(db, started):
    first, second = (ended_run(db, design(name=name), YOU, accuracy=0.9) for name in "AB")
    answer(first, range(30))
    app = visit(first.id, second.id)
    assert "What B says of each validation image is not kept" in words(app)
    checked(app.button(key="compare.ask").click().run())
    task = latest_task(db, "validate")
    assert task.run_id == second.id and "supervisor" in started


def test_several_runs_are_compared_with_one_of_them_image_by_image(db):
    runs = [ended_run(db, design(preset, name=name), ME, accuracy=0.9, test=(299 - len(wrong), 299))
            for preset, name, wrong in (("0", "One", range(30)), ("4", "Two", range(20, 40)), ("5", "Three", range(30)))
            ]  # fmt: skip
    for run, wrong in zip(runs, (range(30), range(20, 40), range(30)), strict=True):
        answer(run, wrong, "test")
    unread = ended_run(db, design(name="Four"), ME, accuracy=0.9)
    told = words(visit(*(run.id for run in runs), unread.id))
    # B alone is right on 20, A alone on 10. scipy's binomtest(10, 30).pvalue is 0.0987.
    assert "+3.3 points" in told and "<td>20</td><td>10</td><td>0.099</td><td>chance can explain it</td>" in told
    assert "<td>0</td><td>0</td><td>1.000</td>" in told
    assert "The test set has not been read for **D**" in told


def test_two_seeds_of_one_design_are_called_by_letters_and_get_no_verdict(db):
    runs = [ended_run(db, edited(design(), ("training", "seed"), seed), ME, accuracy=0.9, test=(269, 299))
            for seed in range(3)]  # fmt: skip
    for run, wrong in zip(runs, (range(30), range(1), range(30)), strict=True):
        answer(run, wrong, "test")
    told = words(visit(runs[0].id, runs[1].id))
    assert "Only the seed" in told and "the design does not" in told
    assert "**B** alone was right on 29 images, **A** alone on 0" in told or "**A** alone was right on 0" in told
    assert "the two networks differ, the designs do not" in told and "McNemar" not in told
    told = words(visit(*(run.id for run in runs)))
    assert "<td>29</td><td>0</td><td>–</td><td>the same design</td>" in told and "more than chance" not in told


def test_the_means_of_both_accuracies_stand_with_their_standard_deviations(db):
    runs = [ended_run(db, edited(design(), ("training", "seed"), seed), ME, accuracy=accuracy, test=(right, 299))
            for seed, accuracy, right in ((0, 0.70, 180), (1, 0.80, 200), (2, 0.72, 190))]  # fmt: skip
    told = words(visit(runs[0].id, runs[1].id)).replace("\N{NO-BREAK SPACE}", " ")
    # statistics.stdev of 70, 80 and 72 is 5.29, of 180, 200 and 190 of 299 images 3.34 points.
    assert "got 74.0 % ± 5.3 of the validation images and 63.5 % ± 3.3 of the test images right" in told
    assert "(mean ± standard deviation over 3 seeds)" in told


def test_only_what_is_above_all_others_on_the_same_images_is_bold(db):
    first, second = (ended_run(db, design(preset), ME, accuracy=0.6) for preset in "04")
    other = ended_run(db, design(limit=400), ME, accuracy=0.9)
    for run in (first, second):
        answer(run, range(30))
    assert "<b>" not in words(visit(first.id, second.id, other.id))
    better = ended_run(db, design("5"), ME, accuracy=0.7)
    assert words(visit(first.id, other.id, better.id)).count("<b>") == 1


def test_runs_that_know_other_classes_are_not_set_side_by_side_class_by_class(db):
    digits = [ended_run(db, design(preset), ME, accuracy=0.9) for preset in "04"]
    photos = ended_run(db, design(dataset="cifar10"), ME, accuracy=0.9)
    for run in digits:
        answer(run, range(30))
    labels = np.arange(100, dtype=np.uint8) % 10
    said = np.eye(10, dtype=np.float32)[labels]
    save_predictions(artifacts_of(load_settings()), photos.id, "validation", labels, said)
    told = words(visit(*(run.id for run in digits), photos.id))
    assert told.count("compared classes") == 1 and "knows classes that no other run knows" in told
    told = words(visit(digits[0].id, photos.id))
    assert "compared classes" not in told and "have no classes in common, so there is nothing" in told


def test_letters_have_the_colours_of_the_curves():
    theme = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text())["theme"]
    expected = list(zip(*(theme[ground]["chartCategoricalColors"] for ground in ("light", "dark")), strict=True))
    style = (Path(ROOT) / "builder/ui/compare/compare.css").read_text()
    found = re.findall(r"letter-(\d+) { --colour: light-dark\((\S+), (\S+)\); }", style)
    assert [(light.upper(), dark.upper()) for _, light, dark in found] == expected


def test_costs_and_what_was_varied_are_drawn_for_several_designs(db):
    base = design("4", name="Base")
    varied = [base, edited(base, ("training", "batch_size"), 64), edited(base, ("training", "learning_rate"), 0.01)]
    runs = [ended_run(db, one, ME, accuracy=0.5 + 0.1 * number) for number, one in enumerate(varied)]
    app = visit(*(run.id for run in runs))
    assert "What accuracy costs" in words(app) and "What was varied" in words(app)
    assert len(app.get("vega_lite_chart")) == 2
    assert "What was varied" not in words(visit(runs[0].id, runs[1].id))
    for cost in ("multiply-adds", "minutes of training"):
        checked(app.segmented_control(key="compare.cost").set_value(cost).run())
