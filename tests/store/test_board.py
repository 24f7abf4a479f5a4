"""Places on the leaderboard, and what can be said of two runs."""

import csv
import io
import json

import pytest
from sqlalchemy import delete, update

from builder.course.equal_names import labels_of
from builder.design.edit.fields import edited
from builder.design.experiment import Experiment
from builder.progress.ending import EarlyStopped, TestSetNotRead, TrainedAnew
from builder.progress.epoch import Epoch
from builder.store.board.csv_export import HEADER, runs_csv
from builder.store.board.curves import thinned_curves, validation_curves
from builder.store.board.leaks import usual_count
from builder.store.board.lines import Line, lines_of, single
from builder.store.board.marks import cut_short_mark, marks, marks_of, protocol_marks
from builder.store.board.ranking import best_first, ranked
from builder.store.runs.attempts import record_epoch, record_weights
from builder.store.runs.kept import kept_runs
from builder.store.runs.lifecycle import claim_next, submit
from builder.store.runs.records import ENDED, Run, list_runs
from builder.store.schema import tables
from builder.store.schema.database import writing
from builder.ui.classify.runs import labels
from builder.ui.leaderboard.difference import difference_sentence
from builder.ui.leaderboard.rows import (
    ORDERS,
    best_of_each_size,
    differs_from_slides,
    images_label,
    in_order,
    matching,
    slides_percent,
)
from builder.ui.run.beside import beside, in_short, is_worse
from tests.store.board_runs import made_run
from tests.ui.made_runs import design, ended_run

#: The slides' own protocol of project 18.
CHOSEN_BY_TEST = {"target_test_accuracy": 0.8}

#: Training had ended by early stopping when somebody pressed Stop.
NOT_READ = TestSetNotRead(ending=EarlyStopped(rules=()))


def as_lines(runs: list[Run]) -> list[Line]:
    """A line of its own for each run, as they are ranked."""
    return [single(row) for row in ranked(runs, usual_count)]


def test_runs_are_placed_by_validation_accuracy_and_equals_share_a_place():
    rows = ranked([made_run("a", validation_accuracy=0.6), made_run("b", validation_accuracy=0.9),
                   made_run("c", validation_accuracy=0.6), made_run("d", validation_accuracy=0.5)],
                  usual_count)  # fmt: skip
    assert [(row.place, row.run.id) for row in rows] == [(1, "b"), (2, "a"), (2, "c"), (4, "d")]


def test_runs_that_ended_without_an_epoch_come_last_of_all_with_a_mark_and_are_no_networks():
    empty = {"epochs": 0, "validation_accuracy": None, "state": "stopped"}
    rows = ranked([
        made_run("cancelled", **empty, has_weights=False),
        made_run("kept", **empty),
        made_run("digits", dataset="digits"),
        made_run("waiting", dataset="digits", **empty | {"state": "queued"}),
    ], usual_count)  # fmt: skip
    assert [row.run.id for row in rows] == ["digits", "waiting", "cancelled", "kept"]
    assert [row.place for row in rows] == [1, None, None, None]
    assert [line.id for line in lines_of(rows)] == ["digits", "waiting", "cancelled", "kept"]
    assert [[mark.text for mark in marks_of(row.run)] for row in rows] == [[], [], *[["no complete epoch"]] * 2]
    assert [run.id for run in best_first([row.run for row in rows], usual_count)] == ["digits", "waiting"]


@pytest.mark.parametrize(
    ("run", "text"),
    [
        ({"state": "stopped", "epochs": 4}, "stopped after 4 of 40 epochs"),
        ({"state": "failed", "epochs": 1}, "failed after 1 of 40 epochs"),
        ({"state": "finished", "epochs": 20}, None),  # by early stopping, at its target or at its time limit
        ({"state": "running", "epochs": 4}, None),
        ({"state": "stopped", "epochs": 40}, None),
        ({"state": "stopped", "epochs": 20, "end_reason": NOT_READ}, None),
        ({"state": "stopped", "epochs": 20, "end_reason": TrainedAnew(ending=NOT_READ)}, None),
        ({"state": "stopped", "epochs": 0, "validation_accuracy": None}, None),
    ],
)
def test_only_a_run_whose_training_did_not_end_by_itself_was_cut_short(run, text):
    mark = cut_short_mark(made_run("a", training={"epochs": 40}, **run))
    assert (mark and mark.text) == text


def test_runs_on_other_images_are_placed_apart_and_whole_data_sets_come_first():
    rows = ranked([
        made_run("limited", data={"limit": 2000}, validation_accuracy=0.95),
        made_run("digits", dataset="digits", validation_accuracy=0.99),
        made_run("seed", data={"split_seed": 7}, validation_accuracy=0.97),
        made_run("whole", validation_accuracy=0.6),
        made_run("more", data={"limit": 4000}, validation_accuracy=0.2),
    ], usual_count)  # fmt: skip
    assert [row.place for row in rows] == [1, 1, 1, 1, 1]
    assert [row.run.id for row in rows] == ["whole", "digits", "more", "limited", "seed"]


def test_a_run_that_still_trains_or_was_never_validated_has_no_place():
    rows = ranked([made_run("a", state="running", validation_accuracy=0.9), made_run("b"),
                   made_run("c", state="failed", validation_accuracy=None)], usual_count)  # fmt: skip
    assert {row.run.id: row.place for row in rows} == {"a": None, "b": 1, "c": None}


def test_a_run_that_trained_on_its_validation_images_stands_after_the_placed_ones_whatever_it_reached():
    rows = ranked([made_run("slides", data={"trains_on_validation": True}, validation_accuracy=0.97),
                   made_run("a", validation_accuracy=0.6), made_run("failed", state="failed", validation_accuracy=None),
                   made_run("few", data={"limit": 400}, validation_accuracy=0.5)], usual_count)  # fmt: skip
    assert [(row.place, row.run.id) for row in rows] == [(1, "a"), (None, "slides"), (None, "failed"), (1, "few")]


def test_a_run_that_the_test_set_chose_keeps_its_place_but_its_test_accuracy_is_no_estimate():
    chosen = made_run("b", training=CHOSEN_BY_TEST, validation_accuracy=0.9, test_accuracy=0.9, test_count=10_000)
    rows = ranked([made_run("a", validation_accuracy=0.6), chosen], usual_count)
    assert [(row.place, row.run.id) for row in rows] == [(1, "b"), (2, "a")]
    assert chosen.test_interval is None
    assert made_run("b", test_accuracy=0.9, test_count=10_000).test_interval is not None
    honest = made_run("c", test_accuracy=0.8, test_count=10_000)
    said = difference_sentence(chosen, honest)
    assert "the test set chose **Run b**" in said and "points" not in said
    assert [row.run.id for row in in_order(as_lines([chosen, honest, made_run("d")]), "Test accuracy")] == [
        "c",
        "b",
        "d",
    ]


def test_of_the_runs_that_can_classify_an_honest_one_is_chosen_before_any_that_trained_on_its_validation_images():
    runs = [made_run("slides", data={"trains_on_validation": True}, validation_accuracy=0.97),
            made_run("stopped", state="stopped", validation_accuracy=0.8), made_run("a", validation_accuracy=0.6),
            made_run("digits", dataset="digits", validation_accuracy=0.9),
            made_run("none", has_weights=False)]  # fmt: skip
    assert [run.id for run in best_first(runs, usual_count)] == ["a", "digits", "stopped", "slides"]


def test_a_mirror_average_is_marked_and_is_no_other_protocol():
    mirrored = edited(Experiment(), ("training", "mirror_average"), True)
    assert [mark.text for mark in marks(mirrored)] == ["mean with the mirror image"]
    assert protocol_marks(mirrored) == marks(Experiment()) == ()


def test_the_list_of_networks_names_the_marks_beside_the_accuracy():
    run = made_run("a", data={"trains_on_validation": True}, validation_accuracy=0.97)
    (label,) = labels([run], run.owner)
    assert label == "Run a · CIFAR-10 · 97.0 % · validation images were trained on"
    assert labels([run], "somebody else") == [f"{label} · by {run.nickname}"]


def test_a_run_validated_on_fewer_of_the_images_never_stands_above_one_on_all():
    rows = ranked([made_run("few", training={"validation_steps": 2}, validation_accuracy=0.9),
                   made_run("a", validation_accuracy=0.6),
                   made_run("all", training={"validation_steps": 100}, validation_accuracy=0.7)],
                  usual_count)  # fmt: skip
    assert [(row.place, row.run.id) for row in rows] == [(1, "all"), (2, "a"), (1, "few")]
    assert images_label(rows[-1].run) == "CIFAR-10 · 200 for validation"


def test_designs_stored_before_there_were_protocols_are_honest_ones(db):
    run = ended_run(db, design("0"), "me")
    old = json.loads(run.experiment.to_json())
    del old["name"]
    for part, name in (("data", "trains_on_validation"), ("training", "target_test_accuracy"),
                       ("training", "validation_steps"), ("training", "time_limit")):  # fmt: skip
        del old[part][name]
    with writing(db) as connection:
        connection.execute(update(tables.runs).values(experiment=json.dumps(old)))
    (line,) = kept_runs(db)
    training = line.experiment.training
    assert (marks(line.experiment), training.validation_steps, training.time_limit) == ((), None, None)
    assert ranked([line], usual_count)[0].place == 1


def test_images_are_named_with_what_limits_them():
    assert images_label(made_run("a")) == "CIFAR-10"
    assert images_label(made_run("a", data={"limit": 2000})) == "CIFAR-10 · 2,000 images"
    assert images_label(made_run("a", dataset="digits", data={"split_seed": 7})) == "Digits · split 7"


def test_a_filter_wants_every_word_in_name_nickname_project_or_state():
    rows = as_lines(
        [made_run("a"), made_run("b", nickname="Bo", preset=None), made_run("c", dataset="digits", owner="p")]
    )

    def found(**given) -> list[str]:
        return [row.run.id for row in matching(rows, **given)]

    assert found(words="RUN ada") == ["a", "c"]
    assert found(words="project 4") == ["a", "c"]
    assert found(words="finished bo") == ["b"]
    assert found(owner="p") == ["c"]
    assert found(words="nothing like it") == []


@pytest.mark.parametrize("order", ORDERS)
def test_every_order_keeps_every_run_and_puts_unknown_numbers_last(order):
    rows = as_lines([made_run("a", test_accuracy=0.5, seconds=3.0), made_run("b", seconds=None, parameters=9)])
    assert {row.run.id for row in in_order(rows, order)} == {"a", "b"}
    if order in ("Test accuracy", "Shortest training"):
        assert [row.run.id for row in in_order(rows, order)] == ["a", "b"]


def test_of_each_size_the_best_run_on_the_same_images_is_kept():
    rows = as_lines([
        made_run("a", validation_accuracy=0.6), made_run("b", validation_accuracy=0.8),
        made_run("c", parameters=9), made_run("d", data={"limit": 2000}),
        made_run("e", validation_accuracy=None, parameters=7),
    ])  # fmt: skip
    assert {row.run.id for row in best_of_each_size(rows)} == {"b", "c", "d"}


def test_the_slides_accuracy_belongs_to_projects_on_cifar10_alone():
    assert slides_percent(made_run("a")) == 71.65
    assert slides_percent(made_run("a", dataset="digits")) is None
    assert slides_percent(made_run("a", preset=None)) is None


@pytest.mark.parametrize("change", [
    {"data": {"limit": 2000}}, {"training": {"epochs": 20}}, {"state": "stopped"}, {"training": {"time_limit": 5.0}},
])  # fmt: skip
def test_a_project_that_was_cut_short_is_marked(change):
    assert not differs_from_slides(made_run("a"))
    assert differs_from_slides(made_run("a", **change))


def other_design(id: str, **changes) -> Run:
    """As made_run, with another batch size."""
    return made_run(id, training={"batch_size": 64}, **changes)


def test_a_difference_is_more_than_chance_only_where_the_intervals_lie_apart():
    # scipy's binomtest(k, 10_000).proportion_ci(method="wilson"): 8,000 gives 0.79205 to 0.80772, 8,100 from 0.80219.
    first = made_run("a", test_accuracy=0.80, test_count=10_000)
    assert "may be chance" in difference_sentence(first, other_design("b", test_accuracy=0.81, test_count=10_000))
    apart = difference_sentence(other_design("c", test_accuracy=0.83, test_count=10_000), first)
    assert "3.0 points" in apart and "lie apart" in apart and "likely between 79.2 and 80.8\u00a0%" in apart


@pytest.mark.parametrize("alone", [None, (312, 412), (10, 20)])
def test_two_seeds_of_one_design_get_no_verdict(alone):
    first = made_run("a", test_accuracy=0.70, test_count=10_000)
    second = made_run("b", training={"seed": 7}, test_accuracy=0.71, test_count=10_000)
    said = difference_sentence(first, second, alone, ("A", "B"))
    assert "**B** got" in said and "1.0 points" in said and "chance" not in said and "Run" not in said
    assert said.endswith("the two networks differ, the designs do not, so neither is the better one.")


@pytest.mark.parametrize(
    ("alone", "said"),
    [  # scipy's binomtest(4, 13) gives 0.267, binomtest(0, 6) 0.031, binomtest(0, 9) 0.004
        (
            (4, 9),
            "5 fewer of 299 validation images right than the other (283): 1.7 points less. That may be luck: of two "
            "equally good networks one would be so far ahead in about 27 of 100 such comparisons.",
        ),
        (
            (0, 6),
            "6 fewer of 299 validation images right than the other (283): 2.0 points less. Luck alone hardly explains "
            "that: of two equally good networks one would be so far ahead in about 3 of 100 such comparisons.",
        ),
        (
            (0, 9),
            "9 fewer of 299 validation images right than the other (283): 3.0 points less. Luck alone hardly explains "
            "that: of two equally good networks one would be so far ahead in fewer than 1 of 100 such comparisons.",
        ),
        (
            None,
            "5 fewer of 299 validation images right than the other (283): 1.7 points less. That may be luck: the 95 % "
            "intervals of the two accuracies overlap.",
        ),
    ],
)
def test_beside_another_run_one_line_counts_images_and_points_and_says_how_often_chance_does_that(alone, said):
    digits = {"dataset": "digits"}
    run = other_design("a", validation_accuracy=(283 - int(said[0])) / 299, **digits)
    other = made_run("b", validation_accuracy=283 / 299, **digits)
    assert beside(run, other, alone, "the other") == said and is_worse(run, other) and not is_worse(other, run)
    verdict = "that may be luck" if "may be luck" in said else "luck alone hardly explains that"
    assert in_short(run, other, alone, "the other") == f"{said[0]} fewer than the other (283); {verdict}."
    assert beside(run, run, (0, 0), "the other") == "As many of 299 validation images right as the other."
    same_design = made_run("c", validation_accuracy=278 / 299, **digits)
    assert beside(same_design, other, alone, "the other").endswith("so neither is the better one.")
    assert in_short(same_design, other, alone, "the other") == "5 fewer than the other (283), with the same design."
    assert not is_worse(same_design, other)
    for incomparable in (
        made_run("d", **digits | {"validation_accuracy": None}),
        made_run("e", validation_accuracy=0.9),  # of other images
        made_run("f", validation_accuracy=0.9, data={"split_seed": 3}, **digits),
        made_run("g", validation_accuracy=0.9, data={"trains_on_validation": True}, **digits),
    ):
        told = (told(run, incomparable, None, "the other") for told in (beside, in_short))
        assert list(told) == ["", ""] and not is_worse(run, incomparable)


def test_no_difference_is_claimed_without_a_test_reading_or_on_different_images():
    read = made_run("a", test_accuracy=0.8, test_count=10_000)
    assert "has not been read for **Run b**" in difference_sentence(read, made_run("b"))
    limited = made_run("b", test_accuracy=0.8, test_count=500, data={"limit": 2000})
    assert "cannot be compared" in difference_sentence(read, limited)
    other_split = made_run("b", test_accuracy=0.8, test_count=10_000, data={"split_seed": 3})
    assert "cannot be compared" not in difference_sentence(read, other_split)


@pytest.mark.parametrize(
    ("alone", "said"),
    [
        # scipy's binomtest(10, 30) gives 0.0987; (|412 - 312| - 1)² / 724 = 13.5 has a probability of 0.00024.
        (
            (10, 20),
            "**Run b** alone was right on 20 images, **Run a** alone on 10: that may be chance "
            "(McNemar's test, p\u00a0=\u00a00.099), so call neither the better one by these images.",
        ),
        (
            (312, 412),
            "**Run b** alone was right on 412 images, **Run a** alone on 312: chance in the test images does not "
            "explain that (McNemar's test, p\u00a0<\u00a00.001); another seed may still turn out differently.",
        ),
        ((1, 1), "**Run a** alone was right on 1 image, **Run b** alone on 1: a tie."),
        ((0, 0), "Both were right on exactly the same images: a tie."),
    ],
)  # fmt: skip
def test_where_every_answer_is_known_the_images_decide_on_which_just_one_was_right(alone, said):
    accuracy = 0.8 + (alone[1] - alone[0]) / 10_000
    second = other_design("b", test_accuracy=accuracy, test_count=10_000)
    sentence = difference_sentence(made_run("a", test_accuracy=0.8, test_count=10_000), second, alone)
    assert sentence.startswith("On the same 10,000 test images, ") and sentence.endswith(said)


def test_the_same_images_are_claimed_only_where_the_answers_show_it():
    first, second = (
        made(id, test_accuracy=0.8, test_count=10_000) for made, id in ((made_run, "a"), (other_design, "b"))
    )
    assert "same" not in difference_sentence(first, second)


def test_names_in_the_sentence_are_no_markdown():
    hostile = made_run("a", name="[x](http://y) <b>", test_accuracy=0.8, test_count=100)
    assert r"\[x\]\(http\:" in difference_sentence(hostile, made_run("b", test_accuracy=0.1, test_count=100))


def test_labels_of_equal_names_differ():
    runs = [made_run("a", name="N"), made_run("b", name="N"), made_run("c", name="N", nickname="Bo"), made_run("d")]
    assert labels_of(runs) == ["N, Ada", "N, Ada (2)", "N, Bo", "Run d"]


def test_the_board_holds_every_run_that_ended_as_lists_do_in_the_order_of_submission(db):
    ended_run(db, design("0", name="A"), "me", accuracy=0.6, test=(180, 299))
    ended_run(db, design("4", name="B", limit=400), "me", accuracy=0.9)
    ended_run(db, design("5", name="C"), "you", accuracy=None, state="failed")
    submit(db, design("4", name="Waits"), "me")
    runs = kept_runs(db)
    assert [run.name for run in runs] == ["A", "B", "C"]
    assert runs == list_runs(db, states=ENDED)[::-1]
    assert [run.experiment.data.limit for run in runs] == [None, 400, None]
    assert validation_curves(db, [run.id for run in runs]) == {
        run.id: tuple(run.validation_accuracy * n / 3 for n in (1, 2, 3)) if run.validation_accuracy else ()
        for run in runs
    }


def test_a_long_curve_is_thinned_from_its_last_epoch_on_and_a_short_one_is_whole(db):
    long = ended_run(db, design("0"), "me", accuracy=0.93, epochs=93).id
    short = ended_run(db, design("0"), "me", accuracy=0.9, epochs=39).id
    found = validation_curves(db, [long, short], points=20)
    # 93 // 20 = 4: epochs 1, 5, ... 89, 93.
    assert found[long] == pytest.approx([epoch / 100 for epoch in range(1, 94, 4)])
    assert found[short] == validation_curves(db, [short])[short] and len(found[short]) == 39


def test_the_curves_of_ended_runs_are_read_once_and_those_of_others_each_time(db):
    ended = ended_run(db, design("0"), "me", accuracy=0.6).id
    running, token = submit(db, design("0"), "me").id, claim_next(db)[1]

    def train(epoch: int, accuracy: float) -> None:
        done = Epoch(epoch=epoch, loss=1, accuracy=accuracy, val_loss=1, val_accuracy=accuracy, seconds=1)
        record_epoch(
            db, running, token, done, best_epoch=epoch, kept_epoch=epoch, validation_accuracy=accuracy, seconds=epoch
        )
        record_weights(db, running, token)

    train(1, 0.5)
    first = thinned_curves(db, kept_runs(db), 40)
    assert first == {ended: pytest.approx((0.2, 0.4, 0.6)), running: (0.5,)}
    train(2, 0.7)
    with writing(db) as connection:
        connection.execute(delete(tables.epochs).where(tables.epochs.c.run_id == ended))
    assert thinned_curves(db, kept_runs(db), 40) == {ended: first[ended], running: (0.5, 0.7)}


def read_csv(runs, documented=None) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(runs_csv(ranked(runs, usual_count), documented or {}))))


def test_the_csv_holds_one_line_a_run_with_fractions_and_the_interval():
    (line,) = read_csv([made_run("a", test_accuracy=0.8, test_count=10_000)], {"a": 71.65})
    assert tuple(line) == HEADER
    assert (line["place"], line["run"], line["project"], line["limit"]) == ("1", "a", "4", "")
    assert (line["test_accuracy"], line["slides_test_percent"], line["ended_utc"], line["marks"]) == (
        "0.8", "71.65", "1970-01-02T00:00:00+00:00", "",
    )  # fmt: skip
    assert float(line["test_low"]) == pytest.approx(0.79204, abs=1e-5)
    assert float(line["test_high"]) == pytest.approx(0.80773, abs=1e-5)


def test_the_csv_says_what_takes_the_meaning_from_an_accuracy():
    slides = made_run(
        "a", data={"trains_on_validation": True}, training=CHOSEN_BY_TEST, test_accuracy=0.9, test_count=10_000
    )
    (line,) = read_csv([slides])
    assert line["marks"] == "validation images were trained on; the test set chose this model"
    assert (line["place"], line["test_low"], line["test_high"]) == ("", "", "")


@pytest.mark.parametrize(
    "name",
    [
        "＋1", "－1", "＠SUM(A1)", "﹢1", "﹣1", "﹦1", "﹫A", "⁺1", "⁻1", "⁼1", "₊1",
        "₋1", "₌1", "−1", "–1", "—1", "‐1", "‑1", "‒1", "➕1", "➖1", "﬩1", "˗1", "꞊1",
        "\t=1", "\r=1", "\n=1", "\u200b=1", "\ufeff=1", "\u2060=1", "\u00a0=1",
        "\u202e=1", "\u00ad=1", "\u3164=1", "\u200b \t\u2060＝1",
    ],
)  # fmt: skip
def test_nor_does_one_that_only_looks_like_it_or_begins_with_what_nobody_sees(name):
    (line,) = read_csv([made_run("a", name=name, nickname=name)])
    assert line["name"] == line["nickname"] == "'" + name


@pytest.mark.parametrize("name", ["Project 4", "a=1", "16-32", "(−1)", "é", "9a", "«x»", "日本"])
def test_an_ordinary_name_is_left_alone(name):
    (line,) = read_csv([made_run("a", name=name)])
    assert line["name"] == name


@pytest.mark.parametrize("name", ["=1+1", "+1", "-1", "@SUM(A1)", " =1", "|calc", "＝1", "%0"])
def test_no_name_becomes_a_formula(name):
    (line,) = read_csv([made_run("a", name=name, nickname=name)])
    assert line["name"] == line["nickname"] == "'" + name


def test_quotes_and_separators_stay_within_their_cell():
    (line,) = read_csv([made_run("a", name='a",=1;b\n"')])
    assert line["name"] == 'a",=1;b\n"'


def test_runs_of_one_name_and_one_owner_are_told_apart_by_their_seeds_where_these_differ():
    runs = [made_run("a", name="Wide"), made_run("b", name="Wide", training={"seed": 3})]
    assert labels_of(runs) == ["Wide, Ada, seed 0", "Wide, Ada, seed 3"]
    assert labels_of([*runs, made_run("c", name="Wide")]) == ["Wide, Ada", "Wide, Ada (2)", "Wide, Ada (3)"]
