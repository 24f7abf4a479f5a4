"""An augmentation that no image survives: one clear sentence, wherever it comes from."""

import base64
import json
import zlib

import pytest

from builder.cli.main import main
from builder.design.document import SpecError, from_json
from builder.ui.build import share

OUT_OF_RANGE = [
    ({"rotation": 270}, "training.augmentation.rotation is 270; expected less than or equal to 180."),
    ({"width_shift": 0.6}, "training.augmentation.width_shift is 0.6; expected less than or equal to 0.5."),
    ({"height_shift": 20}, "training.augmentation.height_shift is 20; expected less than or equal to 0.5."),
    ({"shear": 60}, "training.augmentation.shear is 60; expected less than or equal to 45."),
    ({"zoom": -0.1}, "training.augmentation.zoom is -0.1; expected greater than or equal to 0."),
    ({"crop": 9}, "training.augmentation.crop is 9; expected less than or equal to 8."),
    ({"cutout": -1}, "training.augmentation.cutout is -1; expected greater than or equal to 0."),
    ({"horizontal_flip": "never"}, 'training.augmentation.horizontal_flip is not usable: it is "never"; give true, '),
    ({"rotation": "15 degrees"}, 'training.augmentation.rotation is "15 degrees"; expected a valid number'),
    ({"vertical_flip": True}, "unknown field training.augmentation.vertical_flip"),
]
cases = pytest.mark.parametrize(
    ("augmentation", "told"), OUT_OF_RANGE, ids=[next(iter(case[0])) for case in OUT_OF_RANGE]
)


def spec_with(augmentation: dict) -> str:
    return json.dumps({"training": {"augmentation": augmentation}})


@cases
def test_in_a_spec_it_is_one_sentence(augmentation: dict, told: str):
    with pytest.raises(SpecError) as raised:
        from_json(spec_with(augmentation))
    assert told in str(raised.value)
    assert str(raised.value).count(". ") == 0


@cases
def test_in_a_link_it_is_one_sentence(augmentation: dict, told: str):
    code = base64.urlsafe_b64encode(zlib.compress(spec_with(augmentation).encode())).decode().rstrip("=")
    with pytest.raises(share.LinkError) as raised:
        share.from_params({"design": code}, "digits")
    assert told in str(raised.value)


@cases
def test_on_the_command_line_it_is_one_line_and_nothing_is_trained(augmentation, told, capsys, tmp_path, monkeypatch):
    monkeypatch.setenv("BUILDER_HOME", str(tmp_path / "home"))
    spec = tmp_path / "spec.json"
    spec.write_text(spec_with(augmentation), encoding="utf-8")
    assert main(["train", "--spec", str(spec), "--json"]) == 2
    out, err = capsys.readouterr()
    assert out == "" and err.count("\n") == 1
    assert told in err
