"""Images are described: what shapes and classes there may be, and what follows from them."""

import json

import pytest
from pydantic import ValidationError

from builder.design.cost.summary import summarize
from builder.design.document import SpecError, from_json
from builder.design.experiment import Experiment
from builder.design.images import ImageSource, Sources


def source(shape=(32, 32, 3), classes=("a", "b"), dataset="mine"):
    return ImageSource(dataset=dataset, shape=shape, classes=classes)


def names(count: int) -> tuple[str, ...]:
    return tuple(f"class {number}" for number in range(count))


def refusal(**images: object) -> str:
    """What a person reads whose design has these images."""
    whole = {"dataset": "mine", "shape": [32, 32, 3], "classes": ["a", "b"]}
    with pytest.raises(SpecError) as refused:
        from_json(json.dumps({"data": {"images": whole | images}}))
    return str(refused.value)


@pytest.mark.parametrize("shape", [(8, 8, 1), (8, 224, 3), (28, 28, 1), (32, 32, 3), (97, 61, 3), (224, 224, 3)])
def test_sides_from_8_to_224_in_grey_or_in_colours_are_accepted(shape):
    assert source(shape).shape == shape
    assert source(shape).pixels == shape[0] * shape[1] * shape[2]


@pytest.mark.parametrize("count", [2, 3, 10, 199, 200])
def test_2_to_200_classes_are_accepted(count):
    assert len(source(classes=names(count)).classes) == count


@pytest.mark.parametrize(
    ("images", "told"),
    [
        ({"shape": [7, 32, 3]}, "data.images.shape[0] is 7; expected greater than or equal to 8."),
        ({"shape": [32, 225, 3]}, "data.images.shape[1] is 225; expected less than or equal to 224."),
        ({"shape": [32, 32, 2]}, "data.images.shape[2] is 2; expected 1 or 3."),
        ({"shape": [32, 32.5, 3]}, "data.images.shape[1] is 32.5; expected"),
        ({"shape": [32, 32]}, "data.images.shape[2]"),
        ({"shape": "square"}, 'data.images.shape is "square"; expected'),
        ({"classes": ["a"]}, "data.images.classes"),
        ({"classes": list(names(201))}, "data.images.classes"),
        ({"classes": ["a", "b", "a"]}, "two classes have the same name; each class needs its own"),
        ({"classes": ["a", ""]}, "data.images.classes[1]"),
        ({"classes": ["a", "b" * 41]}, "data.images.classes[1]"),
        ({"classes": ["a", " b"]}, "a class has a name with control characters or spaces around it"),
        ({"classes": ["a", "b\n"]}, "a class has a name with control characters or spaces around it"),
        ({"dataset": "My images"}, "data.images.dataset"),
        ({"dataset": ""}, "data.images.dataset"),
        ({"colour": True}, "unknown field data.images.colour"),
    ],
    ids=lambda value: json.dumps(value)[:40] if isinstance(value, dict) else "",
)
def test_other_images_are_refused_in_one_sentence(images, told):
    sentence = refusal(**images)
    assert told in sentence
    assert "\n" not in sentence and sentence.count(". ") == 0 and len(sentence) < 300


def test_images_that_lack_something_are_refused_in_one_sentence():
    shows = r"the example in docs/design-json\.md shows every field\."
    with pytest.raises(SpecError, match=rf"^The spec lacks data\.images\.shape; {shows}$"):
        from_json('{"data": {"images": {"dataset": "mine", "classes": ["a", "b"]}}}')


def test_a_name_that_nobody_knows_is_refused_with_the_known_ones():
    with pytest.raises(SpecError, match="^The spec's data.images is \"mnist\"; expected .*'digits'.*'cifar10'"):
        from_json('{"data": {"images": "mnist"}}')


@pytest.mark.parametrize(("count", "share"), [(2, 0.5), (10, 0.1), (200, 0.005)])
def test_guessing_gets_one_of_all_classes_right(count, share):
    assert source(classes=names(count)).chance == share


def test_a_network_takes_the_shape_of_its_images_and_answers_for_each_of_their_classes():
    experiment = Experiment().on(source((20, 12, 1), names(7)))
    summary = summarize(experiment)
    assert summary.rows[0].input_shape == (20, 12, 1)
    assert summary.rows[0].output_shape == (20, 12, 32)
    assert summary.rows[0].parameters == 3 * 3 * 1 * 32 + 32
    assert summary.rows[-1].output_shape == (7,)


def test_a_design_carries_its_images_so_that_they_need_not_be_known_where_it_is_read():
    experiment = Experiment().on(source((16, 24, 1), names(3), dataset="somewhere-else"))
    assert from_json(experiment.to_json()) == experiment
    assert experiment.data.dataset == "somewhere-else"


def test_a_bare_name_means_the_known_images_of_that_name():
    assert from_json('{"data": {"images": "cifar10"}}').images.classes[3] == "cat"
    assert from_json("{}").images == Experiment().images


def test_images_cannot_be_changed():
    with pytest.raises(ValidationError):
        source().shape = (8, 8, 1)


def test_a_source_is_known_until_it_is_taken_out_and_the_first_is_the_usual_one():
    sources = Sources()
    with pytest.raises(LookupError, match="no data set is registered"):
        sources.default()
    first, second = sources.register(source(dataset="first")), sources.register(source(dataset="second"))
    assert [*sources] == ["first", "second"] and sources.default() == sources.read("first") == first
    assert sources.unregister("first") == first
    assert "first" not in sources and sources.default() == second


def test_a_second_source_of_one_name_is_refused():
    sources = Sources()
    sources.register(source(dataset="first"))
    assert sources.register(source(dataset="first")) == sources["first"]
    with pytest.raises(ValueError, match="another data set 'first'"):
        sources.register(source((8, 8, 1), dataset="first"))
