"""Tabs, podium and the run beside the table on the Leaderboard page."""

import re

from streamlit.testing.v1 import AppTest

from builder.design.edit.fields import edited
from builder.store.runs.records import list_runs
from builder.ui.leaderboard.cells import FEW
from tests.ui.leaderboard.page import ME, YOU, all_columns, opened, press, shown, visit, words
from tests.ui.made_runs import design, ended_run
from tests.ui.opened import run, the_only


def tabs(app: AppTest) -> list[str]:
    return [tab.label for tab in app.tabs]


def podium(app: AppTest) -> list[str]:
    """The steps from the first to the last, as the text on them."""
    steps = [text.value for text in app.markdown if 'class="podium ' in text.value]
    return [" ".join(re.sub("<[^>]*>", " ", step).split()) for step in steps]


def beside(app: AppTest) -> str:
    """The text of the run beside the table; empty where none is open."""
    return next((text.value for text in app.markdown if 'class="beside"' in text.value), "")


def test_each_data_set_and_budget_has_a_tab_and_the_address_says_which_is_open(db):
    ended_run(db, design(name="Photos", dataset="cifar10"), YOU)
    ended_run(db, design(name="Few photos", dataset="cifar10", limit=4000), ME)
    ended_run(db, design(name="Numbers"), YOU)
    ended_run(db, design(name="Nothing", limit=100), YOU, accuracy=None, state="failed")
    app = visit()
    assert tabs(app) == ["CIFAR-10 · full", "CIFAR-10 · quick", "Digits · full"]
    assert shown(app, "Run") == ["Few photos"], "where my newest run is"
    assert shown(visit(board="cifar10-full"), "Run") == ["Photos"]
    assert shown(visit(board="digits-full"), "Run") == ["Numbers"]
    assert shown(visit(board="<no such board>"), "Run") == ["Few photos"]


def test_within_a_tab_runs_on_other_images_are_chosen_apart_and_places_begin_at_1(db):
    for name, limit, accuracy in (("A", 4000, 0.3), ("B", 4000, 0.4), ("C", 10_000, 0.5)):
        ended_run(db, design(name=name, dataset="cifar10", limit=limit), YOU, accuracy=accuracy)
    app = visit()
    assert (shown(app, "Run"), shown(app, "#")) == (["B", "A"], [1, 2]), "the most runs, where none is mine"
    assert app.selectbox(key="leaderboard.images.cifar10-quick").options == [
        "10,000 images · 1 run", "4,000 images · 2 runs",
    ]  # fmt: skip
    assert "different images cannot be ranked" in words(app)
    app.selectbox(key="leaderboard.images.cifar10-quick").set_value("10000")
    app = run(app)
    assert (shown(app, "Run"), shown(app, "#")) == (["C"], [1])
    assert app.query_params == {"board": "cifar10-quick", "images": "10000"}
    assert shown(visit(board="cifar10-quick", images="10000"), "Run") == ["C"]


def test_the_podium_has_the_first_three_with_who_how_good_and_how_sure(db):
    ended_run(db, design("4", name="Best <b>"), YOU, accuracy=0.9)
    ended_run(db, design(name="Mine"), ME, accuracy=0.5)
    app = visit()
    first, second, third = podium(app)
    # scipy's binomtest(269, 299).proportion_ci(method="wilson"): 0.8604 to 0.9288; of 150: 0.4453 to 0.5579
    assert first == "Best &lt;b&gt; Brave Lynx 90.0 % likely between 86.0 and 92.9 % 1"
    assert second == "Mine Quiet Otter you 50.0 % likely between 44.5 and 55.8 % 2"
    assert third == "Still free 3"
    assert "<svg" in next(text.value for text in app.markdown if "podium-1" in text.value)
    assert "Validation accuracy on 299 images, and its 95 % interval." in words(app)
    assert not beside(app)
    app = press(app, "Place 2: Mine")
    assert "Quiet Otter (you)" in beside(app)


def test_without_a_placed_run_there_is_no_podium(db):
    ended_run(db, design(name="Tried", trains_on_validation=True), ME, accuracy=0.9)
    assert podium(visit()) == [] and shown(visit(), "Run") == ["Tried"]


def test_a_stopped_run_says_after_how_many_epochs_and_leaves_the_podium_to_runs_that_ended_by_themselves(db):
    ended_run(db, design(name="Stopped"), ME, accuracy=0.9, state="stopped")
    for name, accuracy in (("Good", 0.8), ("As good", 0.8), ("Fair", 0.6)):
        ended_run(db, design(name=name), ME, accuracy=accuracy)
    app = visit()
    assert [step[:3] + step[-2:] for step in podium(app)] == ["Goo 1", "As  1", "Fai 3"]
    assert (shown(app, "Run"), shown(app, "#")) == (["Stopped", "Good", "As good", "Fair"], [1, 2, 2, 4])
    assert shown(app, "Marks")[0] == "stopped after 3 of 20 epochs"
    assert "**Stopped:** Somebody stopped it" in words(app)
    assert "1 run that did not train to the end has its place in the table alone." in words(app)
    assert "you) · stopped after 3 of 20 epochs<" in beside(opened(list_runs(db, states=("stopped",))[0]))


def test_my_rows_are_marked_where_others_have_some_too(db):
    ended_run(db, design(name="Mine"), ME, accuracy=0.5)
    assert "Yours" not in the_only(visit().dataframe).value.columns
    ended_run(db, design(name="Theirs"), YOU, accuracy=0.6)
    assert [list(cell) for cell in shown(visit(), "Yours")] == [[], ["you"]]


def test_the_table_has_few_columns_until_all_are_asked_for(db):
    ended_run(db, design(), ME, test=(150, 299))
    few = list(the_only(visit().dataframe).value.columns)
    assert few == ["#", "Run", "Validation accuracy", "Curve", "Trained by", "Test accuracy"]
    every = list(the_only(all_columns(visit()).dataframe).value.columns)
    assert {"95 % interval", "Parameters", "Seed", "Epochs", "Time", "When"} == set(every) - set(FEW)


def test_the_run_beside_the_table_says_what_it_is_and_leads_to_its_page_to_classify_and_to_build(db):
    mine = ended_run(db, design("4", name="Mine"), ME, accuracy=0.5, test=(150, 299))
    app = press(visit(), "Place 1: Mine")
    said = beside(app)
    assert "likely between 44.5 and 55.8" in said and "421,546" in said and "3 epochs" in said
    assert "32 → 64 → 128 → 256 filters → 32 units. Digits · Adam 0.001 · batch 512" in said
    assert "<polyline" in said and "from 16.7" in said
    labels = [button.label for button in app.button]
    assert {"See what it learned", "Classify", "Open in Build"} <= set(labels)
    assert the_only(press(app, "See what it learned").title).value == "Mine"
    app = press(press(visit(), "Place 1: Mine"), "Close")
    assert not beside(app) and shown(app, "Run") == [mine.name]


def test_what_differs_between_two_chosen_runs_is_said_in_words(db):
    first = ended_run(db, design("3", name="Plain"), ME, accuracy=0.5)
    second = ended_run(db, design("4", name="More"), ME, accuracy=0.6)
    said = words(visit(first.id, second.id))
    assert "What differs from **More** to **Plain**:" in said and "\n- " in said
    again = ended_run(db, edited(design("3", name="Plain"), ("training", "seed"), 7), YOU, accuracy=0.5)
    assert "only the seed" in words(visit(first.id, again.id))


def test_runs_of_one_name_say_in_words_what_differs_in_table_podium_and_panel(db):
    ended_run(db, design(), ME, accuracy=0.5)
    short = ended_run(db, edited(design(), ("training", "epochs"), 5), ME, accuracy=0.4)
    ended_run(db, design("4", name="Other"), ME, accuracy=0.3)
    app = visit()
    assert shown(app, "What differs") == ["20 epochs", "5 epochs", ""]
    assert [step.partition(" Quiet")[0] for step in podium(app)] == [
        "Project 0 20 epochs",
        "Project 0 5 epochs",
        "Other",
    ]
    assert "5 epochs" in beside(press(app, "Place 2: Project 0, 5 epochs"))
    assert "**2 ticked:** Project 0, 5 epochs · Other" in words(visit(short.id, list_runs(db)[0].id))
