"""The tasks that look into a run's network, answered in the test's process in place of the inference process."""

from typing import Any

import numpy as np
import pytest

from builder import jobs
from builder.datasets.held_out import held_out_images
from builder.design.cost.maps import block_ends
from builder.design.cost.summary import summarize
from builder.engine.build import build_model
from builder.engine.bundle import save_bundle
from builder.engine.inside.feature_maps import first_filters, outputs_of
from builder.engine.inside.grad_cam import grad_cams, layers_with_a_map
from builder.engine.inside.occlusion import occlusion_maps
from builder.engine.predict import probabilities
from builder.engine.snapshots import save_snapshot
from builder.jobs.service import starting
from builder.jobs.tasks.kind import kinds_of
from builder.jobs.tasks.loop import answer_next
from builder.jobs.tasks.packed import packed, unpacked
from builder.progress.epoch import Epoch
from builder.progress.told import Told
from builder.store import tasks
from builder.store.artifacts import ArtifactError, artifacts_of
from builder.store.artifacts.parts import load_parts
from builder.store.artifacts.predictions import save_predictions
from builder.store.runs import attempts, lifecycle, records
from builder.store.sent_picture import SentPicture
from tests.jobs.small_networks import small, speaking_against
from tests.ui.made_runs import design

OWNER = "a" * 64


@pytest.fixture(autouse=True)
def nothing_is_started(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(starting.services, "ensure", lambda settings, name: None)


@pytest.fixture
def picture() -> np.ndarray:
    return np.random.default_rng(0).integers(0, 256, (32, 32, 3), dtype=np.uint8)


@pytest.fixture
def run(settings, db):
    """Three epochs, whose weights are those of other seeds; the third epoch's are kept."""
    lifecycle.submit(db, small(), OWNER)
    run, token = lifecycle.claim_next(db)
    folder = artifacts_of(settings).folder(run.id)
    for number in (1, 2, 3):
        model = build_model(run.experiment, seed=number)
        save_snapshot(model, number, folder)
        epoch = Epoch(epoch=number, loss=1, accuracy=0.5, val_loss=1, val_accuracy=0.5, seconds=1)
        told = {"best_epoch": number, "kept_epoch": number, "validation_accuracy": 0.5, "seconds": number}
        attempts.record_epoch(db, run.id, token, epoch, **told)
    save_bundle(model, run.experiment, folder)
    attempts.record_weights(db, run.id, token)
    lifecycle.finish(db, run.id, token, end_reason=Told(text="Done"), seconds=3, test_correct=1, test_count=2)
    return records.get_run(db, run.id)


@pytest.fixture
def answer(settings, db, run, picture):
    """Asks, answers in place of the inference process, and gives the result, or the sentence of an error."""

    def ask(kind: str, pixels: np.ndarray | None = picture, **parameters: Any):
        given = None
        if pixels is not None:
            height, width, channels = pixels.shape
            given = SentPicture(height=height, width=width, channels=channels, pixels=pixels.tobytes())
        task = jobs.ask(settings, db, kind, run_id=run.id, parameters=parameters, picture=given)
        while answer_next(settings, db, kinds_of("inference")):
            pass
        task = tasks.get_task(db, task.id)
        return task.result if task.state == "done" else task.error.text

    return ask


def kept(run):
    return build_model(run.experiment, seed=3)


def test_an_explanation_is_the_engines_for_the_likeliest_class_or_those_named(answer, run, picture):
    model = kept(run)
    said = answer("explain")
    assert said["classes"] == [int(probabilities(model, picture[None])[0].argmax())]
    assert said["layer"] == "conv2d_1"
    two = answer("explain", likeliest=2)["classes"]
    assert two == np.argsort(-np.array(said["probabilities"]))[:2].tolist()
    named = answer("explain", classes=[2, 7], layer="max_pooling2d")
    assert np.allclose(named["maps"], grad_cams(model, picture, [2, 7], "max_pooling2d"), atol=1e-5)
    covered = answer("explain", classes=[2], method="occlusion")
    assert np.shape(covered["maps"]) == (1, 32, 32) and covered["layer"] is None
    top, left, bottom, right = covered["costliest"][0]["box"]
    changed = picture.copy()
    changed[top:bottom, left:right] = picture.mean(axis=(0, 1)).round()
    (expected,) = probabilities(model, changed[None])
    assert np.allclose(covered["costliest"][0]["probabilities"], expected, atol=1e-5)
    assert expected[2] < covered["probabilities"][2] and named["costliest"] == [None, None]


def test_where_grad_cam_finds_nothing_occlusion_is_given_instead(answer, run, picture, settings):
    model = speaking_against(kept(run), 4)
    save_bundle(model, run.experiment, artifacts_of(settings).folder(run.id))
    found = answer("explain", classes=[3, 4])
    assert np.any(found["maps"][0]) and not np.any(found["maps"][1])
    assert found["instead"][0] is found["earlier"][0] is None
    speaks = np.any(grad_cams(model, picture, [4], "conv2d"))
    assert found["earlier"][1] == ("conv2d" if speaks else None)
    assert np.allclose(found["instead"][1], occlusion_maps(model, picture, [4])[0], atol=1e-5)


def test_the_nearest_earlier_layers_that_have_a_map_are_those_whose_grad_cam_is_not_empty(run, picture):
    model, layers = kept(run), ["conv2d_1", "max_pooling2d", "conv2d"]
    for place in range(10):
        expected = tuple(name for name in layers if np.any(grad_cams(model, picture, [place], name)))
        assert layers_with_a_map(model, picture, place, layers) == expected
    assert layers_with_a_map(model, picture, 0, []) == ()


def test_one_picture_has_one_probability_wherever_it_is_asked_for(answer, run, settings):
    labels = np.arange(200, dtype=np.uint8) % 10
    sure = np.full((200, 10), 0.001, np.float32)
    sure[np.arange(200), np.where(np.arange(200) % 4 == 0, (labels + 1) % 10, labels)] = (
        0.991  # and wrong each 4th time
    )
    save_predictions(artifacts_of(settings), run.id, "validation", labels, sure)
    classified, explained, grown = answer("classify"), answer("explain"), answer("growth")
    assert classified["temperature"] == explained["temperature"] == grown["temperature"] > 1
    assert explained["probabilities"] == classified["probabilities"]
    assert np.allclose(grown["probabilities"][-1], classified["probabilities"], atol=1e-5)
    assert max(explained["own"]) > max(explained["probabilities"])


def test_what_cannot_be_explained_is_refused_with_a_sentence(answer):
    assert "no feature maps of a layer 'dense'" in answer("explain", layer="dense")
    assert "expected numbers from 0 to 9" in answer("explain", classes=[10])
    assert "expected one of grad-cam, occlusion" in answer("explain", method="guessing")
    assert "28 × 28 × 1" in answer("explain", np.zeros((28, 28, 1), np.uint8))
    assert "no picture" in answer("explain", None)
    assert "no layer 'dense_1' to look into" in answer("feature-maps", layers=["dense_1"])


def test_feature_maps_are_the_strongest_of_each_layer(answer, run, picture):
    model = kept(run)
    given = answer("feature-maps", layers=["conv2d", "dense"], most=4)
    first, vector = given["layers"]
    (output,) = outputs_of(model, picture, ["conv2d"])
    weakest = set(np.argsort(output.mean(axis=(0, 1)))[:2].tolist())
    assert (first["name"], first["shape"]) == ("conv2d", [32, 32, 6])
    assert first["channels"] == sorted(set(range(6)) - weakest)
    maps = unpacked(first["maps"]) / 255 * (first["maps"]["high"] - first["maps"]["low"]) + first["maps"]["low"]
    assert np.allclose(maps, output[:, :, first["channels"]].transpose(2, 0, 1), atol=output.max() / 255)
    assert vector["channels"] == [] and len(unpacked(vector["maps"])) == vector["shape"][0]
    explained = answer("explain")
    assert all(given[name] == explained[name] for name in ("probabilities", "own", "temperature"))


@pytest.mark.parametrize("place", [(3, 10, 20), (0, 0, 0), (5, 31, 31)])
def test_one_number_of_the_first_convolution_is_the_sum_that_a_loop_finds(answer, run, picture, place):
    kernels, biases = kept(run).get_layer("conv2d").get_weights()
    channel, row, column = place
    sums = [0.0, 0.0, 0.0]
    for down in (-1, 0, 1):
        for right in (-1, 0, 1):
            if 0 <= row + down < 32 and 0 <= column + right < 32:
                for colour in range(3):
                    number = picture[row + down, column + right, colour] / 255
                    sums[colour] += number * kernels[down + 1, right + 1, colour, channel]
    said = answer("one-value", layer="conv2d", channel=channel, row=row, column=column)
    assert (said["channels"], said["others"], said["inputs"]) == ([0, 1, 2], 0, 3)
    assert said["sums"] == pytest.approx(sums, abs=1e-5)
    assert np.sum(np.multiply(said["windows"], said["kernels"]), axis=(1, 2)) == pytest.approx(sums, abs=1e-5)
    assert said["value"] == pytest.approx(max(0, sum(sums) + biases[channel]), abs=1e-5)
    assert np.array_equal(unpacked(said["maps"]), picture.transpose(2, 0, 1))


def test_one_number_of_a_later_convolution_names_the_maps_that_count_most(answer, run, picture):
    model = kept(run)
    taken, given = outputs_of(model, picture, ["max_pooling2d", "conv2d_1"])
    kernels, biases = model.get_layer("conv2d_1").get_weights()
    sums = [(taken[4:7, 7:10, number] * kernels[:, :, number, 2]).sum() for number in range(6)]
    said = answer("one-value", layer="conv2d_1", channel=2, row=5, column=8)
    assert said["channels"] == sorted(np.argsort(np.abs(sums))[-3:].tolist())
    assert sum(said["sums"]) + said["others"] == pytest.approx(sum(sums), abs=1e-4)
    assert said["value"] == pytest.approx(given[5, 8, 2], abs=1e-5)
    assert "has no convolution 'dense'; it has conv2d, conv2d_1" in answer("one-value", layer="dense")
    assert "expected a whole number from 0 to 15" in answer("one-value", layer="conv2d_1", row=16)


def test_growth_goes_from_the_network_before_training_to_the_kept_weights(answer, run, picture):
    grown = answer("growth", classes=[4])
    assert (grown["epochs"], grown["kept"]) == ([0, 1, 2, 3], 3)
    untrained = build_model(run.experiment)
    for place, model in ((0, untrained), (1, build_model(run.experiment, seed=1)), (3, kept(run))):
        assert np.allclose(grown["probabilities"][place], probabilities(model, picture[None])[0], atol=2e-3)
        cam = unpacked(grown["cams"])[place, 0] / 255
        assert np.allclose(cam, grad_cams(model, picture, [4], "conv2d_1")[0], atol=0.02)
    filters = unpacked(grown["filters"])
    assert filters.shape == (4, 6, 3, 3, 3)
    signs = np.sign(filters[0].astype(int) - 127.5) == np.sign(first_filters(untrained))
    assert signs.mean() > 0.98


def test_growth_of_a_run_without_snapshots_is_its_beginning_and_its_end(answer, run, settings):
    folder = artifacts_of(settings).folder(run.id)
    for epoch in (1, 3):
        (folder / f"snapshot_{epoch:04d}.safetensors").unlink()
    (folder / "snapshot_0002.safetensors").write_bytes(b"damaged")
    assert answer("growth")["epochs"] == [0, 3]


def test_the_parts_of_a_run_are_measured_and_kept_with_it(answer, run, settings):
    artifacts = artifacts_of(settings)
    assert load_parts(artifacts, run.id, run.experiment) is None
    assert answer("parts", None) == {"count": 299}  # all validation images that the digits have
    parts = load_parts(artifacts, run.id, run.experiment)
    assert parts.images == 299 and 0 <= parts.accuracy <= 1
    assert (
        len(parts.halved) == len(parts.zeroed) == len(parts.shuffled) == len(block_ends(summarize(run.experiment))) == 3
    )
    assert load_parts(artifacts, run.id, design("8")) is None
    artifacts.save_arrays(run.id, "parts", {"images": np.zeros(0)})
    with pytest.raises(ArtifactError, match="measure it again"):
        load_parts(artifacts, run.id, run.experiment)


def test_a_network_is_made_ready_for_the_first_question(settings, db, run, monkeypatch):
    jobs.make_ready(settings, db, run.id)
    assert tasks.latest_task(db, "ready") is None  # BUILDER_STANDBY_SECONDS is 0 in tests
    monkeypatch.setenv("BUILDER_STANDBY_SECONDS", "10")
    jobs.make_ready(settings, db, "notthere")
    jobs.make_ready(settings, db, run.id)
    assert answer_next(settings, db, kinds_of("inference"))
    assert tasks.latest_task(db, "ready").state == "done"
    images = held_out_images(run.experiment, "validation", settings, range(8)).images
    model = kept(run)
    likeliest = [probabilities(model, image[None])[0].argsort()[::-1][:2].tolist() for image in images]
    maps = [
        grad_cams(model, image, two, "conv2d_1").any(axis=(1, 2)) for image, two in zip(images, likeliest, strict=True)
    ]
    best = max(range(8), key=lambda place: (maps[place].all(), maps[place][0], -place))
    assert tasks.latest_task(db, "ready").result == {"picture": best + 1 if maps[best][0] else None}


def test_packed_numbers_come_back_in_256_steps():
    numbers = np.linspace(-3, 5, 12).reshape(3, 4)
    answer = packed(numbers)
    assert (answer["low"], answer["high"], answer["shape"]) == (-3, 5, [3, 4])
    assert np.abs(unpacked(answer) / 255 * 8 - 3 - numbers).max() < 8 / 255
    assert unpacked(packed(np.zeros((2, 2)))).tolist() == [[0, 0], [0, 0]]


def test_a_picture_flows_through_every_box_and_ends_in_the_probabilities(answer):
    given = answer("flow")
    names = [station["name"] for station in given["stations"]]
    assert names == ["conv2d", "max_pooling2d", "conv2d_1", "max_pooling2d_1", "dense", "dense_1"]
    assert [unpacked(station["values"]).shape for station in given["stations"]] == [
        (4, 32, 32), (4, 16, 16), (4, 16, 16), (4, 8, 8), (4,), (4,)
    ]  # fmt: skip
    assert given["probabilities"] == answer("explain")["probabilities"]
    assert "no picture" in answer("flow", None)
