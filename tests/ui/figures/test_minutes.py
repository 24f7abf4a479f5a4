"""The chart of accuracy against minutes, without a browser."""

import math

import pytest

from builder.course.minutes import SLIDES_ACCURACY, Timed, computed_on, timed_beyond, timed_projects, with_mirror
from builder.presets import BEYOND as PRESETS_BEYOND
from builder.presets import PRESETS
from builder.ui.course.minutes import TITLE, about
from builder.ui.figures.minutes import SLIDES, minutes, told
from tests.course_results import made_result

COURSE = (Timed(name="Project 0", minutes=2.4, accuracy=0.609), Timed(name="Project 13", minutes=32, accuracy=0.844))
BEYOND = (Timed(name="Fast <90>", minutes=5, accuracy=0.902, seeds=5),)
YOURS = (Timed(name="Mine", minutes=40, accuracy=0.7),)


def test_each_series_has_its_points_in_percent_and_differs_in_more_than_colour():
    course, beyond, yours, _ = minutes(COURSE, BEYOND, YOURS).data
    assert (list(course.x), list(course.y)) == ([2.4, 32], pytest.approx([60.9, 84.4]))
    assert (list(beyond.x), list(beyond.y), list(yours.y)) == ([5], pytest.approx([90.2]), [70])
    assert len({trace.marker.symbol for trace in (course, beyond, yours)}) == 3
    assert list(beyond.text) == ["Fast &lt;90&gt;"] and "mean of 5 seeds" in beyond.customdata[0]
    assert list(course.text) == ["", "Project 13"]  # the best alone: names on all cannot be read


def test_the_slides_hours_are_a_point_within_the_axis_which_holds_every_point():
    figure = minutes(COURSE, BEYOND, (Timed(name="Long", minutes=2_000, accuracy=0.5),))
    slides, layout = figure.data[-1], figure.layout
    assert (slides.name, list(slides.x), list(slides.y)) == (SLIDES, pytest.approx([322.2]), pytest.approx([90.06]))
    (line,) = figure.layout.shapes
    assert (line.x0, line.x1, line.y0, line.y1) == (pytest.approx(322.2), pytest.approx(322.2), 0, 1)
    assert "after 5 h 22 min" in slides.customdata[0]
    low, high = layout.xaxis.range
    assert layout.xaxis.type == "log" and low < math.log10(2.4) and high > math.log10(2_000)
    assert layout.yaxis.title.text == "Test accuracy" and layout.xaxis.title.text == "Training time"
    assert pytest.approx(0.9006) == SLIDES_ACCURACY


def test_a_series_without_points_is_left_out():
    assert [trace.name for trace in minutes((), (), YOURS).data] == ["Yours", SLIDES]
    assert "measured by us" not in told((), (), YOURS)


def test_the_chart_is_told_in_words_for_who_does_not_see_it():
    words = told(COURSE, BEYOND, YOURS)
    for part in (
        "Project 13 84.4",
        "after 32 min",
        "Beyond the slides, measured by us: Fast <90> 90.2",
        "slides, on a graphics card: Project 18 90.1",
        "after 5 h 22 min",
    ):
        assert part in words
    assert told((), (), YOURS * 50).count("Mine") == 30 and "and 20 before them" in told((), (), YOURS * 50)


def test_nothing_is_drawn_of_what_was_not_measured_or_was_shortened():
    results = (
        made_result("4", seconds=600.0),
        made_result("16", complete=False, budget="at most 8 min of training"),
        made_result("20", seed=0, seconds=200.0, test_accuracy=0.90),
        made_result("20", seed=1, seconds=400.0, test_accuracy=0.91),
    )
    (four,) = timed_projects(results)
    (fast,) = timed_beyond(results)
    assert (four.name, four.minutes) == ("Project 4", 10)
    assert (fast.name, fast.minutes, fast.accuracy, fast.seeds) == ("Fast 90", 5, pytest.approx(0.905), 2)
    assert len(computed_on(results, PRESETS).processors) == 1
    assert computed_on(results[1:2], PRESETS) is None


def test_what_each_colour_was_computed_on_is_said():
    results = (made_result("4", precision="float32"), made_result("20", precision="mixed_bfloat16"))
    course, beyond = computed_on(results, PRESETS), computed_on(results, PRESETS_BEYOND)
    told = about(course, beyond, (), ())
    assert "The course ran on " in told and "The stars ran on " in told
    assert told.index("in float32.") < told.index("in bfloat16.")
    assert "So some of the stars' lead is the faster processor's." in told and "two processor cores" in TITLE
    assert "A part of" not in about(course, course, (), ())


def test_what_is_judged_by_two_views_is_named():
    assert with_mirror((made_result("4"), made_result("20"))) == ()
    assert with_mirror((made_result("20"), made_result("21"))) == ("Record",)
