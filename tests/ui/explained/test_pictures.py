"""What stands in the explaining pictures is right, read from what is drawn."""

import re
from xml.etree import ElementTree

import numpy as np
import pytest
from scipy.signal import correlate2d
from scipy.special import expit, softmax
from scipy.stats import norm, zscore

from builder.presets import get
from builder.ui.explained import layers, lessons, recipes, refining, softer, training, values, windows
from builder.ui.explained.strokes import Picture
from builder.words.block_choices import ACTIVATIONS
from builder.words.fields import EXPLANATIONS
from builder.words.glossary import term_of
from tests.bent import BENT


def texts(picture: Picture, name: str) -> list[list[str]]:
    """The words in each group of that class, in the order in which they are drawn."""
    drawn = ElementTree.fromstring(f"<svg>{picture.content}</svg>")
    return [[word.text for word in group.iter("text")] for group in drawn.iter("g") if group.get("class") == name]


def numbers(words: str) -> list[float]:
    return [float(word) for word in re.findall(r"-?\d+(?:\.\d+)?", words.replace("\N{MINUS SIGN}", "-"))]


def values_in(picture: Picture, name: str) -> np.ndarray:
    """The numbers in the one group of that class."""
    (group,) = texts(picture, name)
    return np.array([value for word in group for value in numbers(word)])


def square(picture: Picture, name: str) -> np.ndarray:
    drawn = values_in(picture, name)
    side = round(len(drawn) ** 0.5)
    return drawn.reshape(side, side)


def test_the_map_holds_the_kernels_sum_at_every_place():
    picture = windows.kernel_picture()
    assert "here without padding" in picture.said and "all added" in picture.said
    expected = correlate2d(square(picture, "input"), square(picture, "kernel"), mode="valid")
    assert (square(picture, "output") == expected).all()
    said = [numbers(words) for words in re.findall("right [^<]*", picture.content)]
    assert [right - left for right, left, _ in said] == [answer for *_, answer in said] == expected.ravel().tolist()


def test_padding_keeps_the_size_and_a_stride_of_two_takes_every_other_answer():
    padded = windows.padding_picture()
    inside = square(padded, "padded")[1:-1, 1:-1]
    assert (square(padded, "output") == correlate2d(inside, np.ones((3, 3)), mode="same")).all()
    every = correlate2d(square(windows.stride_picture(), "input"), square(windows.kernel_picture(), "kernel"), "valid")
    assert (square(windows.stride_picture(), "output") == every[::2, ::2]).all()


def test_pooling_keeps_the_largest_of_each_four_or_their_mean():
    picture = windows.pooling_picture()
    fours = square(picture, "input").reshape(2, 2, 2, 2).swapaxes(1, 2).reshape(2, 2, 4)
    assert (square(picture, "max") == fours.max(axis=-1)).all()
    assert (square(picture, "average") == fours.mean(axis=-1)).all()


def test_dropout_leaves_values_out_and_makes_the_others_larger_by_its_rate():
    picture = values.dropout_picture()
    given = values_in(picture, "given")
    steps = [np.array([numbers(word)[0] for word in group[1:]]) for group in texts(picture, "dropped")]
    assert len(steps) == picture.frames
    for step in steps:
        assert np.allclose(step[step > 0], given[step > 0] / (1 - 0.4)) and (step == 0).any()


def test_batch_normalisation_takes_the_mean_away_and_divides_by_the_deviation():
    picture = values.normalisation_picture()
    given = values_in(picture, "given")
    stages = [numbers(words) for (words,) in texts(picture, "stage")]
    assert (given.mean(), given.std()) == (5, 2) and "mean 5, deviation 2" in picture.content
    assert stages == [given.tolist(), (given - 5).tolist(), zscore(given).tolist()]


def test_flatten_lists_the_values_of_each_pixel_one_after_another():
    picture = values.flatten_picture()
    maps = np.stack([square(picture, "first"), square(picture, "second")], axis=-1)
    assert values_in(picture, "list").tolist() == maps.ravel().tolist()


def test_a_unit_is_the_sum_of_the_products_that_are_written_below_it():
    picture = values.dense_picture()
    inputs, units = values_in(picture, "inputs"), values_in(picture, "units")
    sums = [numbers(words) for words in re.findall(r"(?<=>)[^<>]*bias[^<>]*", picture.content)]
    assert len(sums) == len(units) == picture.frames
    for unit, (*products, bias, said) in zip(units, sums, strict=True):
        assert products[::2] == inputs.tolist()
        assert said == unit == inputs @ products[1::2] + bias


def test_softmax_shows_the_probabilities_of_the_scores():
    picture = values.softmax_picture()
    scores = [numbers(words)[0] for (words,) in texts(picture, "score")]
    shares = [numbers(words)[0] for (words,) in texts(picture, "share")]
    assert shares == np.round(100 * softmax(scores), 1).tolist() and sum(shares) == 100


def test_relu_turns_negative_values_into_nought():
    drawn = values_in(training.relu_picture(), "relu")
    assert drawn[1::2].tolist() == np.maximum(drawn[::2], 0).tolist()


@pytest.mark.parametrize("name", layers.BENDS)
def test_each_bend_is_the_activation_that_its_name_says(name):
    assert [layers.BENDS[name].of(x) for x in (-1.0, 0.0, 1.0)] == pytest.approx(BENT[name], abs=1e-5)


def test_each_bend_says_what_it_makes_of_one_and_of_minus_one():
    told = [[numbers(words) for words in bend] for bend in texts(layers.activation_picture(), "bend")]
    assert told == [[[-1, round(BENT[name][0], 2)], [1, round(BENT[name][2], 2)]] for name in ACTIVATIONS]


def test_the_soft_bends_are_those_of_their_papers_all_along():
    for x in np.linspace(-3, 3, 25):
        assert layers.gelu(x) == pytest.approx(x * norm.cdf(x)) and layers.silu(x) == pytest.approx(x * expit(x))


def test_a_residual_connection_adds_what_came_in():
    picture = layers.residual_picture()
    given, learnt, total = (values_in(picture, name) for name in ("given", "difference", "total"))
    assert (total == given + learnt).all()


def test_a_separable_convolution_looks_at_each_map_alone_and_then_mixes_them():
    picture = layers.separable_picture()
    answers = []
    for number in (1, 2):
        kernel, seen = square(picture, f"window-{number}"), square(picture, f"map-{number}")
        answers.append(square(picture, f"answer-{number}"))
        assert (answers[-1] == correlate2d(seen, kernel, mode="valid")).all()
    assert "2 of one answer and −1 of the other" in picture.said
    assert (square(picture, "mixed") == 2 * answers[0] - answers[1]).all()
    assert f"{64 * 9 + 64 * 64:,} weights in place of {64 * 64 * 9:,}" in picture.said


def test_global_pooling_leaves_one_number_of_each_map():
    picture = layers.global_pooling_picture()
    means = [float(mean) for mean in re.findall(r'class="mean-\d">([^<]+)', picture.content)]
    for number, mean in enumerate(means, start=1):
        seen = square(picture, f"map-{number}")
        assert values_in(picture, f"largest-{number}") == seen.max() and mean == seen.mean()
    assert len(means) == 2


def test_whitened_values_say_nothing_of_one_another():
    drawn = ElementTree.fromstring(f"<svg>{layers.whitening_picture().content}</svg>")
    places = {
        group.get("class"): np.array([[float(dot.get(axis)) for axis in ("cx", "cy")] for dot in group])
        for group in drawn.iter("g")
    }
    assert np.corrcoef(places["before"].T)[0, 1] < -0.9  # upwards on a screen is downwards in numbers
    assert np.corrcoef(places["after"].T)[0, 1] == pytest.approx(0, abs=0.001)
    assert places["after"].std(axis=0) == pytest.approx([30, 30], abs=0.01)


def test_one_rate_is_too_small_one_right_and_one_jumps_from_side_to_side():
    """On the loss w², where gradient descent multiplies the weight by 1 - 2 · rate each step."""
    for rate in training.RATES:
        assert np.allclose(training.descent(rate), -2 * (1 - 2 * rate) ** np.arange(6))
    ends = [abs(training.descent(rate)[-1]) for rate in training.RATES]
    assert ends[0] > 1 and ends[1] < 0.05 and ends[2] > 1


@pytest.mark.parametrize("term", lessons.PICTURES)
def test_a_picture_of_a_term_is_one_line_says_what_it_shows_and_can_be_started_where_it_moves(term: str):
    html = lessons.picture_html(term)
    picture = lessons.PICTURES[term]()
    assert term_of(term) and "\n" not in html and f"{picture.said}.</figcaption>" in html
    assert ("<details" in html) == (picture.frames > 0)
    frames = re.findall(r'class="frame of-(\d+)( still)?"', html)
    assert [int(count) for count, _ in frames] == [picture.frames] * picture.frames
    assert len([still for _, still in frames if still]) == bool(frames)
    if picture.frames:
        assert f"@keyframes turn-of-{picture.frames} " in lessons.STYLE.read_text(encoding="utf-8")


def test_pictures_move_only_after_a_press_and_where_motion_is_wanted():
    style = lessons.STYLE.read_text(encoding="utf-8")
    wanted = style[style.index("(prefers-reduced-motion: no-preference)") : style.index("@keyframes")]
    moving = [line for line in style.splitlines() if "animation" in line and "@keyframes" not in line]
    assert moving and all(line in wanted for line in moving)
    assert all(".play[open] ~" in rule for rule in re.findall(r"([^{}]+)\{[^{}]*animation", wanted))


def test_the_terms_beside_the_fields_have_pictures_and_two_sentences_or_the_glossarys():
    for topic in (*lessons.CONV, *lessons.DENSE, *lessons.INPUT, *lessons.TRAINING):
        assert topic.term in lessons.PICTURES and (topic.field is None or topic.field in EXPLANATIONS)
        assert topic.sentences


def test_muons_step_is_the_nearest_orthogonal_matrix_and_goes_as_far_in_every_direction():
    picture = recipes.muon_picture()
    step, even = square(picture, "step"), square(picture, "even")
    left, lengths, right = np.linalg.svd(step)
    assert even == pytest.approx(left @ right) and lengths == pytest.approx([3, 1])
    drawn = [
        np.array([[float(number) for number in point.split(",")] for point in points.split()]) - centre
        for points, centre in zip(re.findall('points="([^"]*)"', picture.content), ((112, 64), (284, 64)), strict=True)
    ]
    for curve, (longest, shortest) in zip(drawn, ((3, 1), (1, 1)), strict=True):
        far = np.hypot(*curve.T) / recipes.ONE
        assert (far.max(), far.min()) == pytest.approx((longest, shortest), abs=0.02)
    assert ">1 to 3 far<" in picture.content and ">1 far, everywhere<" in picture.content


def test_a_crop_is_cut_out_of_the_picture_with_the_border_that_training_gives_it():
    picture = recipes.crop_picture()
    bordered = square(picture, "bordered").astype(int)
    assert (bordered == np.pad(square(picture, "picture").astype(int), 1, mode="reflect")).all()
    corners = re.findall(r'<rect x="(\d+)" y="(\d+)" width="80" height="80" class="window"', picture.content)
    seen = [np.array([number for word in words for number in numbers(word)]) for words in texts(picture, "seen")]
    assert len(seen) == len(corners) == picture.frames
    for (x, y), cut in zip(corners, seen, strict=True):
        across, down = (int(x) - 100) // 20, (int(y) - 24) // 20
        assert (cut.reshape(4, 4) == bordered[down : down + 4, across : across + 4]).all()


def test_a_step_on_smaller_images_costs_as_much_less_as_they_have_fewer_pixels():
    picture = recipes.smaller_picture()
    bars = [float(high) for high in re.findall(r'height="([\d.]+)" class="bar"', picture.content)]
    assert [high / bars[-1] for high in bars] == [(size / 32) ** 2 for size in recipes.SIZES]
    assert "costs 25\N{NO-BREAK SPACE}% of a later one" in picture.said


def test_smoothed_labels_are_those_of_the_loss_and_add_up_to_one_over_ten_classes():
    picture = softer.smoothing_picture()
    bars = [float(high) / softer.HIGH for high in re.findall(r'height="([\d.]+)" class="bar"', picture.content)]
    assert bars == pytest.approx([0, 0, 1, 0, 0.01, 0.01, 0.91, 0.01])
    assert bars[6] + 9 * bars[4] == pytest.approx(1)
    assert "91\N{NO-BREAK SPACE}%, and each other one with 1\N{NO-BREAK SPACE}%" in picture.said


def test_of_a_picture_and_its_mirror_image_the_mean_counts():
    shares = [int(share) for share in re.findall(r"ship, (\d+)", softer.mirror_picture().content)]
    assert shares == [50, 80, 65]


def test_the_terms_of_a_training_begin_with_what_it_uses():
    fast = [topic.term for topic in lessons.in_use_first(get("20").experiment.training)]
    assert {"Muon", "Label smoothing", "Smaller images first", "Crop"} < set(fast[:8])
    assert set(fast[-2:]) == {"Weight averaging", "Mirror average"}
    plain = [topic.term for topic in lessons.in_use_first(get("0").experiment.training)]
    assert plain[:3] == ["Learning rate", "Learning rate schedule", "Batch"] and set(plain) == set(fast)


def test_the_schedules_begin_and_end_as_they_train_and_an_average_is_calmer_than_what_it_follows():
    picture = refining.schedules_picture()
    drawn = [
        [float(point.split(",")[1]) for point in line.split()]
        for line in re.findall('points="([^"]*)"', picture.content)
    ]
    cosine, rising, falling = [[(refining.LOW - y) / (refining.LOW - refining.HIGH) for y in one] for one in drawn]
    assert (cosine[0], cosine[50], cosine[-1]) == pytest.approx((1, 0.5, 0), abs=0.01)
    assert (rising[0], rising[20], rising[-1]) == pytest.approx((0.1, 1, 0), abs=0.01)
    assert len({round(value, 1) for value in falling}) == 3
    steps = [0.0, 1.0] * 20
    calm = refining.averages(steps)
    assert np.std(calm[20:]) < np.std(steps) / 4 and "calmly" in refining.averaging_picture().said
