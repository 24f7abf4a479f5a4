"""A schedule of the learning rate in words."""

from builder.course.differing import differing
from builder.design.experiment import Experiment
from builder.design.training.rates import Constant, Cosine, Linear
from builder.design.training.training import Training
from builder.export.notebook_training_words import build
from builder.ui.build.plan import plan_text
from builder.ui.run_page.curves import rate_sentence
from builder.words.optimizing import schedule, schedules, straight_fall

FALLS = Linear(rate=0.04, warm_up=0.0)
RISES = Linear(rate=0.04, warm_up=0.1)


def test_a_line_without_a_warm_up_falls_and_says_nothing_of_a_first_share():
    assert straight_fall(FALLS) == "falls along a straight line from 0.04 to 0"
    assert straight_fall(Linear(rate=0.04, warm_up=0.0, last_share=0.1)).endswith("from 0.04 to 0.004")
    assert straight_fall(RISES) is None and straight_fall(Cosine(rate=0.04)) is None
    assert schedule(FALLS) == "falling along a straight line to 0"
    assert schedule(RISES) == "linear, warm-up 0.1, first share 0.1, down to 0"


def test_the_plan_the_notebook_and_the_page_of_a_run_say_it_alike():
    training = Training(learning_rate=FALLS)
    told = [plan_text(Experiment(training=training), None), build(Experiment(training=training))]
    told.append(rate_sentence(training))
    assert all("along a straight line" in text and "share" not in text and "warm-up" not in text for text in told)
    assert "a learning rate that falls along a straight line from 0.04 to 0" in told[1]


def test_designs_that_differ_in_what_does_nothing_are_still_told_apart():
    other = Linear(rate=0.04, warm_up=0.0, first_share=0.5)
    assert schedules([FALLS, Constant()]) == ["falling along a straight line to 0", ""]
    assert len(set(schedules([FALLS, other]))) == 2
    [row] = differing([Experiment(training=Training(learning_rate=rate)) for rate in (FALLS, other)])
    assert row.label == "Schedule" and "first share 0.5" in row.texts[1]
