"""Snapshots of the weights: of which epochs, of what, and the same after a break."""

import errno
from types import SimpleNamespace

import numpy as np
import pytest

from builder.engine import snapshots
from builder.engine.build import build_model
from builder.engine.bundle import load_bundle, weights_of
from builder.engine.errors import BundleError
from builder.engine.fit import fit
from builder.engine.snapshots import (
    load_snapshot,
    most_snapshots,
    save_snapshot,
    snapshot_epochs,
    snapshots_in,
    tidy_snapshots,
)
from builder.store.artifacts.local import is_whole_file
from tests.engine.killed import Killed, KilledAfter, experiment
from tests.engine.recorder import Recorder


def test_there_are_at_most_twelve_the_first_epoch_among_them_equally_spaced():
    assert snapshot_epochs(0) == ()
    assert snapshot_epochs(12) == tuple(range(1, 13))
    assert snapshot_epochs(13) == (1, 3, 5, 7, 9, 11, 13)
    assert snapshot_epochs(24) == (1, 3, 5, 7, 9, 11, 13, 15, 17, 19, 21, 23)
    assert snapshot_epochs(25) == (1, 5, 9, 13, 17, 21, 25)
    for epochs in range(1, 500):
        assert set(snapshot_epochs(epochs)) <= {*snapshot_epochs(epochs - 1), epochs}  # nothing comes back
        assert 1 <= len(snapshot_epochs(epochs)) <= 12


def test_networks_that_would_fill_the_disk_have_fewer_or_none():
    assert [most_snapshots(weights) for weights in (60, 5_000_000, 10_000_000, 100_000_000)] == [12, 12, 6, 0]
    assert snapshot_epochs(7, most=0) == ()
    assert snapshot_epochs(7, most=1) == (1,)


@pytest.mark.slow
def test_a_run_that_is_killed_and_goes_on_has_the_snapshots_of_one_that_is_not(digits, tmp_path, monkeypatch):
    monkeypatch.setattr(snapshots, "MOST", 4)
    design = experiment(epochs=7)
    fit(design, digits, Recorder(), tmp_path / "whole", snapshots=True)
    broken = tmp_path / "broken"
    for epoch in (2, 5):
        with pytest.raises(Killed):
            fit(design, digits, KilledAfter(epoch), broken, checkpoints=tmp_path / "checkpoint", snapshots=True)
        (broken / f"snapshot_{epoch + 1:04d}.safetensors").write_bytes(b"written ahead of the checkpoint")
    fit(design, digits, Recorder(), broken, checkpoints=tmp_path / "checkpoint", snapshots=True)
    assert snapshots_in(tmp_path / "whole") == snapshots_in(broken) == (1, 3, 5, 7)
    for path in (tmp_path / "whole").glob("snapshot_*"):
        assert path.read_bytes() == (broken / path.name).read_bytes()
        assert is_whole_file(path.name)  # so that it is in a backup
    last = build_model(design)
    load_snapshot(last, 7, broken)
    kept = weights_of(load_bundle(tmp_path / "whole")[1])
    for name, array in weights_of(last).items():
        assert np.allclose(array, kept[name], rtol=1e-3, atol=1e-5)


def test_without_the_setting_there_are_none(digits, tmp_path):
    fit(experiment(epochs=1), digits, Recorder(), tmp_path)
    assert snapshots_in(tmp_path) == ()


def test_a_full_disk_costs_the_snapshot_and_not_the_run(tmp_path, monkeypatch):
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(snapshots, "replace_file", full)
    save_snapshot(build_model(experiment()), 1, tmp_path)
    assert snapshots_in(tmp_path) == ()


def test_a_nearly_full_disk_is_left_to_the_checkpoints(tmp_path, monkeypatch):
    model = build_model(experiment())
    for free, kept in ((39 * model.count_params(), ()), (40 * model.count_params(), (1,))):
        monkeypatch.setattr(snapshots.shutil, "disk_usage", lambda _, free=free: SimpleNamespace(free=free))
        save_snapshot(model, 1, tmp_path)
        assert snapshots_in(tmp_path) == kept


def test_what_is_no_snapshot_of_this_network_is_refused_and_changes_nothing(tmp_path):
    model, other = build_model(experiment()), build_model(experiment(), seed=5)
    save_snapshot(model, 1, tmp_path)
    file = tmp_path / "snapshot_0001.safetensors"
    before = weights_of(other)
    data = bytearray(file.read_bytes())
    data[-3] ^= 1
    file.write_bytes(data)
    with pytest.raises(BundleError, match="epoch 1 cannot be read"):
        load_snapshot(other, 1, tmp_path)
    with pytest.raises(BundleError, match="epoch 2 cannot be read"):
        load_snapshot(other, 2, tmp_path)
    assert all(np.array_equal(array, before[name]) for name, array in weights_of(other).items())
    tidy_snapshots(model, 0, tmp_path)
    assert snapshots_in(tmp_path) == ()


def test_weights_beyond_the_range_of_half_precision_stay_numbers(tmp_path):
    model = build_model(experiment())
    bias = model.get_layer("conv2d").bias
    bias.assign(np.full(bias.shape, -1e6, np.float32))
    save_snapshot(model, 1, tmp_path)
    load_snapshot(model, 1, tmp_path)
    assert np.allclose(np.asarray(bias), -65504)
