"""A folder of the network that comes with the app whose files do not fit together, though their sums are right."""

import errno
import json
import pickle
import re
import shutil
from pathlib import Path

import numpy as np
import pytest

from builder.engine.build import build_model
from builder.engine.bundle import halved, weights_of
from builder.engine.sealed import sealed
from builder.settings import SHIPPED
from builder.shipped.network import ShippedError, shipped_network, why_nothing_is_there
from builder.shipped.reading import CARD_FILE
from tests.shipped.changed import arrays, signed, to
from tests.shipped.made import experiment


@pytest.mark.parametrize(
    ("content", "why"),
    [
        ("", "card.json is no JSON"),
        ("no card", "card.json is no JSON"),
        ("[" * 50_000, "card.json is no JSON"),
        ("[]", "card.json is no object with fields"),
        ("{}", "card.json lacks name"),
        ({"spoken": "yes"}, "card.json has an unknown field spoken"),
        ({"test": 3}, "card.json: test is no object with fields"),
        ({"test": {"number": "many", "images": 10_000}}, 'card.json: test.number is "many"; expected a valid integer'),
        ({"twin": {"temperature": 1e-320}}, "card.json: twin.temperature is 1e-320; expected greater than or equal to"),
        ({"twin": {"temperature": 1e308}}, "card.json: twin.temperature is 1e+308; expected less than or equal to 100"),
        ({"none_of_these": {"found": {}}}, "card.json: none_of_these.found is {}; expected at least 1 item"),
        ({"trained": {"seconds": 1e300}}, "card.json: trained.seconds is 1e+300; expected less than"),
        ({"samples": {"images": 19, "seed": 21}}, "images.npz: images is uint8 (20, 32, 32, 3); expected uint8 (19,"),
        ({"samples": {"images": 600_000, "seed": 21}}, "the card has 600,000 samples; expected at most 100"),
        ('{"name": "Record", "name": "Other"}', 'card.json has the field "name" twice in one object'),
        ('{"test": {"images": 1, "images": 2}}', 'card.json has the field "images" twice in one object'),
        ({"name": ", shipped"}, 'card.json: name is ", shipped"; expected a name that begins with a letter or a digit'),
        ({"name": "   "}, 'card.json: name is "   "; expected a name that begins with a letter'),
        ({"name": " Record"}, 'card.json: name is " Record"; expected a name that begins with a letter'),
        ({"name": "\u3164\u2800, x"}, "card.json: name is "),
        ({"name": "Rec\u202eord"}, 'card.json: name is "Rec�ord"; expected text on one line, without control'),
        ({"name": "Rec\u200bord"}, 'card.json: name is "Rec�ord"; expected text on one line, without control'),
        ({"name": "Record\n"}, 'card.json: name is "Record\\n"; expected text on one line, without control'),
        ({"trained": {"processor": "\u001b[2J"}}, 'card.json: trained.processor is "\\u001b[2J"; expected text on one'),
        ({"test": {"number": True}}, "card.json: test.number is true; expected a valid integer"),
        ({"test": {"number": "9412"}}, 'card.json: test.number is "9412"; expected a valid integer'),
        ({"samples": {"images": 20.0, "seed": 1}}, "card.json: samples.images is 20.0; expected a valid integer"),
        ({"calibration": {"own": False}}, "card.json: calibration.own is false; expected a valid number"),
        ({"twin": {"temperature": "0.8"}}, 'card.json: twin.temperature is "0.8"; expected a valid number'),
        (
            {"trained": {"precision": "float8"}},
            "card.json: trained.precision is \"float8\"; expected 'float32' or 'mixed_bfloat16'",
        ),
        ({"name": "x" * 200_000}, "card.json is larger than 100,000 bytes"),
    ],
)
def test_of_a_bad_card_the_field_is_named(settings, record, tmp_path, content, why):
    folder = shutil.copytree(record, tmp_path / "record")
    card = json.loads((folder / CARD_FILE).read_text(encoding="utf-8"))
    if isinstance(content, dict):
        merged = {name: card[name] | value if isinstance(card.get(name), dict) and isinstance(value, dict) else value
                  for name, value in content.items()}  # fmt: skip
        content = json.dumps(card | merged)
    (folder / CARD_FILE).write_text(content, encoding="utf-8")
    with pytest.raises(ShippedError, match=re.escape(f"is damaged and is not used ({why}")):
        shipped_network(settings.model_copy(update={"shipped": folder}))


def test_a_file_that_can_be_opened_and_then_not_be_read_is_named(settings, record, monkeypatch, tmp_path):
    folder = shutil.copytree(record, tmp_path / "record")
    for name in (CARD_FILE, "spec.json", "weights.safetensors"):
        with monkeypatch.context() as patched:
            read = Path.read_bytes

            def fails(path, name=name, read=read):
                if path.name == name:
                    raise OSError(errno.EIO, "Input/output error")
                return read(path)

            patched.setattr(Path, "read_bytes", fails)
            with pytest.raises(ShippedError, match=rf"is not used \({name}: Input/output error\)"):
                shipped_network(settings.model_copy(update={"shipped": folder}))


NO_NUMBERS = "detector.npz holds numbers that judge no picture"


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"mean": to(np.nan)}, NO_NUMBERS),
        ({"inverse": to(np.inf)}, NO_NUMBERS),
        ({"inverse": to(-1.0)}, NO_NUMBERS),
        ({"inverse": to(1e308)}, NO_NUMBERS),
        ({"spread": to(0.0)}, NO_NUMBERS),
        ({"spread": to(-1.0)}, NO_NUMBERS),
        ({"distances": lambda array: array[::-1]}, NO_NUMBERS),
        ({"distances": lambda array: array[:9]}, "detector.npz was made of fewer than 100 images"),
        ({"distances": lambda array: array[0]}, "detector.npz: distances is float64 (); expected float64 (0,)"),
        ({"mean": lambda array: array[:0]}, "detector.npz: mean is float64 (0,); expected float64 (78,)"),
        ({"inverse": lambda array: array.astype(np.float32)}, "detector.npz: inverse is float32 (78, 78); expected"),
        ({"mean": lambda array: array.astype(object)}, "detector.npz does not hold arrays of numbers"),
    ],
)
def test_a_detector_that_can_judge_nothing_is_not_used(settings, record, tmp_path, changed, why):
    folder = shutil.copytree(record, tmp_path / "record")
    signed(folder, "detector.npz", arrays(folder, "detector.npz", **changed))
    with pytest.raises(ShippedError, match=re.escape(f"({why}")):
        shipped_network(settings.model_copy(update={"shipped": folder}))


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"labels": to(10)}, "images.npz names classes or test images that there are not"),
        ({"places": to(-1)}, "images.npz names classes or test images that there are not"),
        ({"images": lambda _: np.zeros((5, 7, 9), np.uint8)}, "images.npz: images is uint8 (5, 7, 9); expected"),
        ({"labels": lambda array: array.astype(float)}, "images.npz: labels is float64 (20,); expected uint8 (20,)"),
        ({"probabilities": to(np.nan)}, "images.npz holds probabilities that are none"),
        ({"probabilities": to(7)}, "images.npz holds probabilities that are none"),
        ({"images": lambda _: np.zeros((30_000, 32, 32, 3), np.uint8)}, "images.npz unfolds to more than"),
    ],
)
def test_samples_that_are_none_are_not_shown(settings, record, tmp_path, changed, why):
    folder = shutil.copytree(record, tmp_path / "record")
    signed(folder, "images.npz", arrays(folder, "images.npz", compressed=True, **changed))
    with pytest.raises(ShippedError, match=re.escape(f"({why}")):
        shipped_network(settings.model_copy(update={"shipped": folder}))


@pytest.mark.parametrize("name", ["images.npz", "detector.npz"])
@pytest.mark.parametrize("content", [b"", b"something else", pickle.dumps([1, 2])])
def test_what_is_no_npz_is_said_in_words_that_advise_nothing_unsafe(settings, record, tmp_path, name, content):
    folder = shutil.copytree(record, tmp_path / "record")
    signed(folder, name, content)
    with pytest.raises(ShippedError, match=re.escape(f"({name} is no .npz file)")):
        shipped_network(settings.model_copy(update={"shipped": folder}))


OTHER_WEIGHTS = "weights.safetensors does not belong to spec.json"
NO_WEIGHTS = "weights.safetensors holds numbers that no network can compute with"


def with_weights(change) -> bytes:
    weights = halved(weights_of(build_model(experiment(), seed=1)))
    change(weights, next(name for name, array in weights.items() if array.ndim == 4))
    return b"".join(map(bytes, sealed(weights)))


@pytest.mark.parametrize(
    ("make", "why"),
    [
        (lambda: b"", "weights.safetensors: it is not a whole safetensors file"),
        (lambda: with_weights(lambda weights, name: weights.pop(name)), OTHER_WEIGHTS),
        (
            lambda: with_weights(lambda weights, name: weights.update({f"other/{name}": weights.pop(name)})),
            OTHER_WEIGHTS,
        ),
        (
            lambda: with_weights(lambda weights, name: weights.update({name: weights[name][..., :1]})),
            OTHER_WEIGHTS,
        ),
        (
            lambda: with_weights(lambda weights, name: weights[name].fill(np.nan)),
            NO_WEIGHTS,
        ),
        (
            lambda: with_weights(lambda weights, name: weights.update({name: weights[name].astype(np.float64)})),
            NO_WEIGHTS,
        ),
    ],
)
def test_weights_that_cannot_be_used_are_found_without_a_network(settings, record, tmp_path, make, why):
    folder = shutil.copytree(record, tmp_path / "record")
    signed(folder, "weights.safetensors", make())
    with pytest.raises(ShippedError, match=re.escape(f"({why}")):
        shipped_network(settings.model_copy(update={"shipped": folder}))


def design_changed(folder, **data) -> bytes:
    document = json.loads((folder / "spec.json").read_text(encoding="utf-8"))
    return json.dumps(document | {"data": document["data"] | data}).encode()


def test_a_design_that_is_not_the_cards_is_not_used_though_it_can_be_read(settings, record, tmp_path):
    folder = shutil.copytree(record, tmp_path / "record")
    place, honest = settings.model_copy(update={"shipped": folder}), design_changed(folder, trains_on_validation=False)
    (folder / "spec.json").write_bytes((folder / "spec.json").read_bytes().replace(b"\n", b"\r\n"))
    assert shipped_network(place)  # as Git writes it on some systems
    (folder / "spec.json").write_bytes(honest)
    with pytest.raises(ShippedError, match="spec.json is another than the one that the card describes"):
        shipped_network(place)
    signed(folder, "spec.json", honest)
    with pytest.raises(ShippedError, match="no design that trains on all images of CIFAR-10, as the card says"):
        shipped_network(place)


def test_a_design_that_cannot_be_built_is_not_used(settings, record, tmp_path):
    folder = shutil.copytree(record, tmp_path / "record")
    document = json.loads((folder / "spec.json").read_text(encoding="utf-8"))
    (block, *_), network = document["network"]["conv_blocks"], document["network"]
    signed(folder, "spec.json", json.dumps(document | {"network": network | {"conv_blocks": [block] * 6}}).encode())
    with pytest.raises(ShippedError, match=r"\(spec.json: its network cannot be built: .*[^.]\); install"):
        shipped_network(settings.model_copy(update={"shipped": folder}))


@pytest.mark.parametrize(
    ("preset", "is_of_a_preset", "expected"),
    [("999", True, '"21", by spec.json'), ("20", True, '"21", by spec.json'), ("999", False, "the number of one")],
)
def test_a_card_that_names_another_preset_than_that_of_the_design_is_not_used(
    settings, record, tmp_path, preset, is_of_a_preset, expected
):
    folder = shutil.copytree(SHIPPED if is_of_a_preset else record, tmp_path / "record")
    card = json.loads((folder / CARD_FILE).read_text(encoding="utf-8"))
    (folder / CARD_FILE).write_text(json.dumps(card | {"preset": preset}), encoding="utf-8")
    with pytest.raises(ShippedError, match=re.escape(f'(card.json: preset is "{preset}"; expected {expected})')):
        shipped_network(settings.model_copy(update={"shipped": folder}))


def test_why_nothing_is_there_is_known_but_of_an_empty_folder(settings, tmp_path):
    def why(folder) -> str | None:
        return why_nothing_is_there(settings.model_copy(update={"shipped": folder}))

    (tmp_path / "empty").mkdir()
    (tmp_path / "file").touch()
    assert why(tmp_path / "away") == "is not there" and why(tmp_path / "file") == "is no folder"
    assert why(tmp_path) == "holds no card.json" and why(tmp_path / "empty") is None and why(SHIPPED) is None
