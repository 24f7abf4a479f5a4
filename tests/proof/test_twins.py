"""A network that was changed a little is no other network, whatever its bundle says."""

import numpy as np
import pytest
import safetensors.numpy

from builder.engine.sealed import sealed
from builder.proof import archive, twins
from builder.proof.errors import AlreadyHereError, RefusedError
from builder.proof.importing import import_run
from builder.settings import SHIPPED
from builder.store.artifacts import artifacts_of
from builder.store.runs.owners import rename
from builder.store.runs.records import Run, list_runs
from tests.proof.changed import changed, packed_anew

TEACHER = "b" * 64
KERNEL = "conv2d/kernel"


def bundle_with(bundled: bytes, change) -> bytes:
    """The bundle once `change` was done to its weights."""
    weights = {
        name: array.copy() for name, array in safetensors.numpy.load(archive.unpack(bundled)[archive.WEIGHTS]).items()
    }
    change(weights, np.random.default_rng(1))
    return packed_anew(changed(bundled, weights=b"".join(map(bytes, sealed(weights)))))


def one_by_little(weights, chance) -> None:
    weights[KERNEL].flat[0] += 0.0009


def one_by_much(weights, chance) -> None:
    """The distance of the two networks is larger than either of them is."""
    weights[KERNEL].flat[0] += 1000


def all_by_little(weights, chance) -> None:
    for array in weights.values():
        array *= chance.uniform(0.992, 1.008, array.shape).astype(np.float32)


def all_by_noise(weights, chance) -> None:
    """By 0.8 % of the length of all; of each weight, by more or less than 1 %."""
    for array in weights.values():
        array += (0.008 * np.sqrt(np.mean(array**2)) * chance.standard_normal(array.shape)).astype(np.float32)


def all_by_a_tenth(weights, chance) -> None:
    for array in weights.values():
        array *= np.float32(1.1)


@pytest.mark.parametrize("change", [one_by_little, one_by_much, all_by_little, all_by_noise])
def test_a_network_that_was_changed_a_little_is_refused_and_the_run_that_has_it_is_named(
    settings, db, run: Run, bundled, change
):
    here = import_run(settings, db, bundled, TEACHER)
    rename(db, here.id, TEACHER, "Ada's")
    with pytest.raises(RefusedError, match=f"nearly the same network as “Ada's” .run {here.id}, by {here.nickname}."):
        import_run(settings, db, bundle_with(bundled, change), "c" * 64)
    assert {one.id for one in list_runs(db)} == {run.id, here.id} and not (settings.home / "importing").exists()


def test_a_network_with_other_weights_is_imported(settings, db, run, bundled):
    import_run(settings, db, bundled, TEACHER)
    assert import_run(settings, db, bundle_with(bundled, all_by_a_tenth), TEACHER)


def test_the_very_same_network_is_named_before_one_that_is_nearly_the_same(settings, db, run, bundled, monkeypatch):
    with monkeypatch.context() as patched:
        patched.setattr(twins, "MOST_AGREE", 2)  # as if the second one had been there before such were refused
        patched.setattr(twins, "SMALL_DISTANCE", -1)
        first = import_run(settings, db, bundled, TEACHER)
        second = import_run(settings, db, bundle_with(bundled, one_by_little), TEACHER)
    for data, here in ((bundled, first), (bundle_with(bundled, one_by_little), second)):
        with pytest.raises(AlreadyHereError) as told:
            import_run(settings, db, data, TEACHER)
        assert told.value.run_id == here.id


def test_of_a_file_with_other_weights_only_a_little_is_read(settings, run, bundled, monkeypatch):
    file = artifacts_of(settings).folder(run.id) / "weights.safetensors"
    numbers = np.frombuffer(archive.unpack(bundled)[archive.WEIGHTS], np.uint8)[-4 * run.parameters :].view("<f4")
    read = []
    whole = twins._read
    monkeypatch.setattr(twins, "_read", lambda stream, size: read.append(size) or whole(stream, size))
    assert twins._likeness(file, numbers) == "other"  # they are three times as large
    assert run.parameters > 1000 and sum(read) == 2048


@pytest.fixture
def shipping(settings, bundled, tmp_path):
    """A home whose app comes with the network of the bundle, its kernels in half precision."""
    weights = safetensors.numpy.load(archive.unpack(bundled)[archive.WEIGHTS])
    kernels = {name: array.astype(np.float16) if array.ndim > 1 else array for name, array in weights.items()}
    (tmp_path / "record").mkdir()
    (tmp_path / "record" / archive.WEIGHTS).write_bytes(b"".join(map(bytes, sealed(kernels))))
    return settings.model_copy(update={"shipped": tmp_path / "record"})


def rounded(weights, chance) -> None:
    for name, array in weights.items():
        weights[name] = array.astype(np.float16).astype(np.float32)


@pytest.mark.parametrize("change", [lambda weights, chance: None, rounded])
def test_the_network_that_comes_with_the_app_is_nobodys_run(shipping, db, run, bundled, change):
    with pytest.raises(RefusedError, match="weight for weight, the network that comes with the app"):
        import_run(shipping, db, bundle_with(bundled, change), TEACHER)
    assert [one.id for one in list_runs(db)] == [run.id]


@pytest.mark.parametrize("change", [one_by_much, all_by_little])
def test_nor_is_one_that_is_nearly_that_one(shipping, db, run, bundled, change):
    with pytest.raises(RefusedError, match="holds nearly the network that comes with the app"):
        import_run(shipping, db, bundle_with(bundled, change), TEACHER)
    assert [one.id for one in list_runs(db)] == [run.id]


def in_another_order(weights, chance) -> None:
    """The first layer's filters, with what belongs to each, and all of it times 1.1."""
    for name, array in weights.items():
        if name.startswith(("conv2d/", "batch_normalization/")):
            weights[name] = array[..., ::-1].copy()
    weights["conv2d_1/kernel"] = weights["conv2d_1/kernel"][:, :, ::-1].copy()
    all_by_a_tenth(weights, chance)


@pytest.mark.parametrize("change", [in_another_order, all_by_a_tenth])
def test_nor_is_one_of_its_filters(shipping, db, run, bundled, change):
    with pytest.raises(RefusedError, match="nearly all filters of the network that comes with the app, in another"):
        import_run(shipping, db, bundle_with(bundled, change), TEACHER)
    assert [one.id for one in list_runs(db)] == [run.id]


def others(weights, chance) -> None:
    for array in weights.values():
        array[:] = chance.uniform(0.1, 0.2, array.shape)


def test_a_network_unlike_it_is_imported_and_so_is_any_where_its_file_is_damaged(shipping, db, run, bundled):
    assert import_run(shipping, db, bundle_with(bundled, others), TEACHER)
    (shipping.shipped / archive.WEIGHTS).write_bytes(b"damaged")
    assert import_run(shipping, db, bundled, TEACHER)


def test_the_network_in_the_package_is_one_of_these_too():
    """It is held to the file that is there, with the numbers that this file has."""
    weights = twins._shipped_weights(SHIPPED / archive.WEIGHTS)
    count = sum(array.size for array in weights.values())
    numbers = np.frombuffer(b"".join(map(bytes, sealed(weights)))[-4 * count :], "<f4")
    assert twins._likeness_to_halved(weights, numbers) == "same"
    assert twins._likeness_to_halved(weights, numbers * np.float32(1.2)) == "other"
