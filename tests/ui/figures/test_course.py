"""The chart of the climb and the small curves of the Course page, without a browser."""

import re
import subprocess
import sys
import xml.etree.ElementTree as ElementTree
from pathlib import Path

import pytest

from builder.ui.figures.climb import Stage, climb
from builder.ui.figures.sparkline import HEIGHT, MOST_POINTS, WIDTH, sparkline

ROOT = Path(__file__).parents[3]


def stages() -> list[Stage]:
    return [
        Stage(id="0", lesson="A <base> line", slides=54.7, measured=55.1, interval=(54.1, 56.1), yours=53.0),
        Stage(id="9a", lesson="More", slides=80.07),
        Stage(id="16", lesson="Many", slides=87.0),
    ]


def test_the_climb_shows_the_slides_as_a_line_and_what_was_measured_with_its_interval():
    slides, here, yours = climb(stages()).data
    assert (list(slides.x), list(slides.y)) == (["0", "9a", "16"], [54.7, 80.07, 87.0])
    assert slides.mode.startswith("lines") and list(slides.text) == ["54.70", "", "87.00"]
    assert (list(here.x), list(here.y)) == (["0"], [55.1])
    assert (here.error_y.array[0], here.error_y.arrayminus[0]) == (pytest.approx(1.0), pytest.approx(1.0))
    assert list(yours.y) == [53.0]


def test_series_differ_in_more_than_colour():
    symbols = [(trace.mode, trace.marker.symbol) for trace in climb(stages()).data]
    assert len(set(symbols)) == 3


def test_projects_keep_their_order_and_are_no_numbers():
    axis = climb(stages()).layout.xaxis
    assert axis.type == "category" and list(axis.categoryarray) == ["0", "9a", "16"]


def test_where_nothing_was_measured_there_are_the_slides_alone():
    figure = climb([Stage(id="0", lesson="A", slides=54.7), Stage(id="1", lesson="B", slides=64.3)])
    assert [trace.name for trace in figure.data] == ["Course"]


def points_of(svg: str) -> list[list[tuple[float, float]]]:
    ElementTree.fromstring(svg)
    lines = re.findall(r'points="([^"]*)"', svg)
    return [[tuple(map(float, point.split(","))) for point in line.split()] for line in lines]


def test_a_small_curve_has_training_dotted_and_validation_solid_in_one_range():
    svg = sparkline([0.2, 0.4, 0.5], [0.1, 0.5, 0.9], "Two <curves>")
    training, validation = points_of(svg)
    assert training[0] == (2, HEIGHT - 2) and training[-1] == (WIDTH - 2, 2)  # the lowest and the highest value
    assert validation[-1] == (WIDTH - 2, pytest.approx(HEIGHT / 2))  # 0.5 is half way from 0.1 to 0.9
    claimed = sparkline([0.2, 0.4, 0.5], [0.1, 0.5, 0.9], "", is_claimed=True)
    assert claimed.count("stroke-dasharray") == 2
    assert svg.count("stroke-dasharray") == 1 and "Two &lt;curves&gt;" in svg and "currentColor" in svg


def test_small_curves_of_one_epoch_of_equal_values_and_of_many_are_drawn():
    assert sparkline([], [], "") == ""
    assert len(points_of(sparkline([0.5], [0.4], "One"))[0]) == 2
    assert points_of(sparkline([0.5, 0.5], [0.5, 0.5], "Flat"))[0][0][1] == HEIGHT - 2
    many = [number / 999 for number in range(1000)]
    drawn = points_of(sparkline(many, many, "Many"))[0]
    assert len(drawn) == MOST_POINTS and drawn[0] == (2, HEIGHT - 2) and drawn[-1] == (WIDTH - 2, 2)


def test_a_figure_waits_for_pandas_which_another_thread_is_importing():
    """As a server does that loads other pages' modules ahead; Plotly alone would take the half of it for the whole."""
    code = (
        "import sys, threading, time\n"
        "class Slow:\n"
        "    def find_spec(self, name, *_):\n"
        "        time.sleep(1 if name == 'pandas.core.api' else 0)\n"
        "sys.meta_path.insert(0, Slow())\n"
        "threading.Thread(target=__import__, args=('pandas',)).start()\n"
        "while 'pandas' not in sys.modules: time.sleep(0.001)\n"
        "from builder.ui.figures.climb import Stage, climb\n"
        "print(climb([Stage(id='0', lesson='', slides=54.7)]).data[0].y)"
    )
    answer = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT)
    assert answer.stdout.split() == ["(54.7,)"], answer.stderr
