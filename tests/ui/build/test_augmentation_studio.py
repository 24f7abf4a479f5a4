"""The augmentation studio on the Build page, without a browser."""

import re

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from tests.patience import HANG_SECONDS
from tests.ui.opened import ROOT, checked, show_tab


@pytest.fixture
def visit(started):
    """Opens the Build page at an address, on a home of this test's own."""

    def visit(project: str) -> AppTest:
        app = AppTest.from_file(str(ROOT / "streamlit_app.py"), default_timeout=HANG_SECONDS)
        app.query_params["project"] = project
        show_tab(app, "Training")
        return checked(app.run())

    return visit


def boards(app: AppTest) -> list[str]:
    """The studio's HTML: once, or not at all."""
    return [element.value for element in app.markdown if '<div class="studio">' in element.value]


def images(app: AppTest) -> list[str]:
    """The original, then the changed images, as they go to the browser."""
    return re.findall(r'src="(data:image/png;base64,[^"]+)"', boards(app)[0])


def words(app: AppTest) -> str:
    return "\n".join(element.value for element in [*app.markdown, *app.caption])


def press(app: AppTest, label: str) -> AppTest:
    return checked(next(button for button in app.button if button.label == label).click().run())


def slide(app: AppTest, label: str, value: float) -> AppTest:
    return checked(next(slider for slider in app.select_slider if slider.label == label).set_value(value).run())


def test_project_16_shows_one_image_under_24_different_draws_and_says_what_is_drawn(visit):
    app = visit("16")
    original, *changed = images(app)
    assert len(changed) == len(set(changed)) == 24
    assert original not in changed
    assert "rotation ±15°, shifts ±20 %, zoom ±10 %, shear ±0.2°, mirrored: half of them" in words(app)
    assert "fifth of a degree" in words(app)


def test_without_augmentation_there_is_no_studio_and_switching_it_on_and_off_brings_and_takes_it(visit):
    app = visit("0")
    assert boards(app) == []
    assert "Augmentation studio" not in [heading.value for heading in app.header]
    switch = next(toggle for toggle in app.toggle if toggle.label == "Augmentation")
    checked(switch.set_value(True).run())
    assert len(images(app)) == 25
    switch = next(toggle for toggle in app.toggle if toggle.label == "Augmentation")
    checked(switch.set_value(False).run())
    assert boards(app) == []


def test_a_slider_changes_the_24_and_leaves_the_original_and_going_back_brings_them_back(visit):
    app = visit("16")
    first = images(app)
    wider = images(slide(app, "Rotation", 90.0))
    assert wider[0] == first[0]
    assert not set(wider[1:]) & set(first[1:])
    assert "rotation ±90°" in words(app)
    assert images(slide(app, "Rotation", 15.0)) == first


def test_new_draws_keep_the_image_and_another_image_keeps_the_draws(visit):
    app = visit("16")
    first = images(app)
    drawn = images(press(app, "New draws"))
    assert drawn[0] == first[0] and not set(drawn[1:]) & set(first[1:])
    other = images(press(app, "Next image"))
    assert other[0] != first[0]
    assert images(press(app, "Previous image")) == drawn


def test_previous_goes_round_from_the_first_image_to_the_last(visit):
    app = visit("16")
    seen = {images(app)[0]}
    for _ in range(23):
        seen.add(images(press(app, "Previous image"))[0])
    assert len(seen) == 24
    assert images(press(app, "Previous image"))[0] in seen


def test_with_every_amount_at_nought_the_studio_says_so(visit):
    app = visit("16")
    for label in ("Rotation", "Shift sideways", "Shift up and down", "Zoom", "Shear"):
        slide(app, label, 0.0)
    checked(next(toggle for toggle in app.toggle if toggle.label == "Mirror left and right").set_value(False).run())
    original, *changed = images(app)
    assert set(changed) == {original}
    assert "nothing, as every amount is 0" in words(app)


def test_where_cifar10_is_missing_a_digit_is_shown_and_said(visit):
    app = visit("16")  # a first visit without CIFAR-10 opens it on the digits
    picker = next(group for group in app.button_group if group.label == "Data set")
    checked(picker.set_value("cifar10").run())
    assert len(images(app)) == 25
    assert "CIFAR-10 cannot be shown yet: a digit is." in words(app)


def test_where_cifar10_is_there_its_training_images_are_shown(visit, monkeypatch, tmp_path):
    labels = (np.arange(120) % 10).astype(np.uint8)
    red = np.zeros((120, 32, 32, 3), np.uint8)
    red[..., 0] = 200
    np.savez(tmp_path / "images.npz", x_train=red, y_train=labels, x_test=red, y_test=labels)
    monkeypatch.setenv("BUILDER_CIFAR10", str(tmp_path / "images.npz"))
    app = visit("16")
    assert set(images(app)[1:]) == {images(app)[0]}  # one colour stays one colour, however it is moved
    assert any(name in boards(app)[0] for name in ("airplane", "automobile", "bird", "cat", "deer", "dog", "frog"))
    assert "cannot be shown" not in words(app)
