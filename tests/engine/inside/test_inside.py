"""What is shown of a trained network, held to other implementations and to loops written out here."""

import numpy as np
import pytest

from builder.datasets.images import Images
from builder.design.cost.maps import block_ends, explained_layer, map_layers
from builder.design.cost.summary import summarize
from builder.engine.backend import keras
from builder.engine.build import build_model
from builder.engine.inside.feature_maps import first_filters, outputs_of
from builder.engine.inside.grad_cam import grad_cams
from builder.engine.inside.occlusion import costliest, covered_in_turn, occlusion_maps
from builder.engine.inside.parts import halves_of, parts_of
from builder.engine.predict import probabilities


@pytest.fixture(scope="module")
def model(trained):
    return trained.result.model


@pytest.fixture(scope="module")
def rows(trained):
    return summarize(trained.experiment).rows


def test_grad_cam_is_that_of_tf_keras_vis(model, digits):
    from tf_keras_vis.gradcam import Gradcam
    from tf_keras_vis.utils.scores import CategoricalScore

    oracle = Gradcam(model)
    compared = 0
    for image in digits.validation.images[:12]:
        (said,) = probabilities(model, image[np.newaxis])
        classes = [place for place in range(10) if 1e-4 < said[place] < 0.999]  # float32 blurs the oracle's beyond
        for place, layer in zip(classes, ["conv2d_1", "conv2d", "max_pooling2d"] * 4, strict=False):
            (cam,) = np.asarray(
                oracle(
                    CategoricalScore(place),
                    image[np.newaxis] / np.float32(255),
                    penultimate_layer=layer,
                    seek_penultimate_conv_layer=False,
                    expand_cam=False,
                    normalize_cam=False,
                )
            )
            if cam.max() > 0:
                (ours,) = grad_cams(model, image, [place], layer)
                assert np.abs(ours - cam / cam.max()).max() < 1e-4
                compared += 1
    assert compared >= 10


def test_a_network_that_is_quite_sure_still_has_a_grad_cam(trained, digits):
    model = build_model(trained.experiment)
    model.set_weights(trained.result.model.get_weights())
    *others, kernel, bias = model.get_weights()
    image = digits.validation.images[0]
    said = int(probabilities(model, image[np.newaxis]).argmax())
    model.set_weights([*others, kernel * 100, bias * 100])
    assert probabilities(model, image[np.newaxis])[0, said] == 1.0
    assert grad_cams(model, image, [said], "conv2d_1").max() == 1.0


def test_several_classes_at_once_have_the_maps_that_each_has_alone(model, digits):
    image = digits.validation.images[3]
    together = grad_cams(model, image, [2, 7], "conv2d_1")
    assert together.shape == (2, 16, 16)
    for place, cam in zip([2, 7], together, strict=True):
        assert np.allclose(grad_cams(model, image, [place], "conv2d_1")[0], cam, atol=1e-5)


def test_occlusion_is_that_of_a_loop(model, digits):
    image = digits.validation.images[5]
    place = int(digits.validation.labels[5])
    height, width, _ = image.shape
    lost, covered = np.zeros((height, width)), np.zeros((height, width))
    whole = probabilities(model, image[np.newaxis])[0, place]
    side = min(height, width) // 4
    step = max(1, side // 4)
    least = whole
    for top in range(-(side // 2), height - side // 2, step):
        for left in range(-(side // 2), width - side // 2, step):
            rows, columns = slice(max(0, top), top + side), slice(max(0, left), left + side)
            changed = image.copy()
            changed[rows, columns] = round(float(image.mean()))
            said = probabilities(model, changed[np.newaxis])[0]
            lost[rows, columns] += whole - said[place]
            if said[place] < least:
                least, box, with_it_covered = said[place], (rows.start, columns.start, top + side, left + side), said
            covered[rows, columns] += 1
    assert covered.min() >= 1
    expected = np.maximum(lost / covered, 0)
    (found,) = occlusion_maps(model, image, [place])
    assert np.allclose(found, expected / expected.max(), atol=1e-4)
    *square, said = costliest(covered_in_turn(model, image), place)
    assert square == [*box[:2], min(box[2], height), min(box[3], width)]
    assert np.allclose(said, with_it_covered, atol=1e-5)


def test_the_outputs_of_the_layers_are_those_of_keras_one_after_another(model, rows, digits):
    image = digits.validation.images[1]
    names = [row.name for row in rows[:-1]]
    value = image[np.newaxis] / np.float32(255)
    for name, output in zip(names, outputs_of(model, image, names), strict=True):
        value = model.get_layer(name)(value, training=False)
        assert np.allclose(output, np.asarray(value)[0], atol=1e-5)


def test_the_filters_are_the_first_convolutions_kernels(model):
    filters = first_filters(model)
    assert filters.shape == (8, 3, 3, 3)
    assert (filters[5, :, :, 2] == np.asarray(model.get_layer("conv2d").kernel)[:, :, 2, 5]).all()


def test_a_silenced_block_is_a_network_edited_by_hand(trained, digits):
    model, summary = trained.result.model, summarize(trained.experiment)
    images = Images(digits.validation.images[:200], digits.validation.labels[:200])
    shares: list[float] = []
    parts = parts_of(model, summary, images, shares.append)
    assert [row.name for row in block_ends(summary)] == ["max_pooling2d", "dropout", "dense"]

    def accuracy(edited: keras.Model) -> float:
        return float((probabilities(edited, images.images).argmax(axis=1) == images.labels).mean())

    def edited(**zeroed: tuple[str, ...]) -> keras.Model:
        copy = build_model(trained.experiment)
        copy.set_weights(model.get_weights())
        for layer, names in zeroed.items():
            for weight in copy.get_layer(layer).weights:
                if weight.name in names:
                    weight.assign(weight * 0)
        return copy

    def blind_to(channel: int) -> keras.Model:
        copy = edited()
        kernel = np.asarray(copy.get_layer("conv2d").kernel).copy()
        kernel[:, :, channel] = 0
        copy.get_layer("conv2d").kernel.assign(kernel)
        return copy

    def without(layer: str, left: np.ndarray) -> keras.Model:
        """Each output of the layer depends on the last axis of these weights alone."""
        copy = edited()
        for weight in copy.get_layer(layer).weights:
            if weight.name in ("kernel", "bias", "gamma", "beta"):
                weight.assign(weight * left)
        return copy

    assert parts.accuracy == accuracy(model) > 0.8 and parts.images == 200
    assert list(parts.zeroed) == [
        accuracy(edited(conv2d=("kernel", "bias"))),
        accuracy(edited(batch_normalization=("gamma", "beta"))),
        accuracy(edited(dense=("kernel", "bias"))),
    ]
    assert list(parts.halved) == [
        np.mean([accuracy(without(layer, half)) for half in halves_of(maps)])
        for layer, maps in (("conv2d", 8), ("batch_normalization", 16), ("dense", 32))
    ]
    assert list(parts.without_channel) == [accuracy(blind_to(channel)) for channel in range(3)]
    # With another image's features the network says what that image is.
    assert all(0 < shuffled < 0.25 for shuffled in parts.shuffled)
    assert shares == sorted(shares) and shares[-1] == 1.0
    assert len(parts.seconds) == len(summary.rows) and min(parts.seconds) > 0


def test_the_layer_that_is_explained_is_the_last_convolution_with_more_than_one_pixel(trained):
    assert explained_layer(summarize(trained.experiment)).name == "conv2d_1"
    assert [row.name for row in map_layers(summarize(trained.experiment))][-1] == "dropout"


def test_the_halves_of_a_block_are_its_whole_and_the_same_each_time():
    for maps in (1, 2, 7, 32):
        one, other = halves_of(maps)
        assert (one + other).tolist() == [1] * maps and one.sum() == maps // 2
        assert (halves_of(maps)[0] == one).all()
