"""A worker that may not have the memory that its design needs: its run fails alone, and says what fits."""

import psutil
import pytest

from builder import jobs
from builder.design.checks.room import memory_problem
from builder.design.network.blocks.conv import ConvBlock
from builder.design.network.network import Network
from builder.design.training.training import Training
from builder.jobs.executor.local import services
from builder.jobs.executor.local.machine import SHARE
from builder.store.runs import records
from builder.words.reasons import said
from tests.jobs.watching import OWNER, processes_of, small, wait_for_end, wait_until

pytestmark = pytest.mark.skipif(not hasattr(psutil.Process, "rlimit"), reason="only Linux caps a process this way")

#: More than a worker needs for the small network, and less than three times one layer's output for the large one.
CAP = 1_500_000_000


@pytest.mark.slow
def test_a_worker_at_its_cap_fails_its_run_alone_with_the_batch_size_to_try(settings, db):
    """The cap is the share of this machine's memory, or less where the system has set less for the process already."""
    network = Network(conv_blocks=(ConvBlock(filters=128, pooling="none"),), dense_blocks=())
    training = Training(epochs=2, batch_size=1024, precision="float32")  # 537 MB leave a layer in a batch
    large = small(limit=None).model_copy(update={"network": network, "training": training})
    assert (
        memory_problem(large, SHARE * 8_000_000_000) is None
    )  # not refused before it starts, where nothing else is set

    jobs.ensure_supervisor(settings)
    wait_until(lambda: services.is_held(settings.home, "supervisor"))  # it is the one: nobody starts another
    (supervisor,) = processes_of(settings, "supervisor")
    supervisor.rlimit(psutil.RLIMIT_DATA, (CAP, CAP))  # which its workers inherit
    failing, following = (jobs.submit_run(settings, db, design, OWNER) for design in (large, small()))
    failing, following = (wait_for_end(db, run, 400) for run in (failing, following))
    assert failing.state == "failed" and failing.test_count is None
    told = said(failing.error)
    assert "memory" in told and "batch size" in told and "Traceback" not in told
    # Where TensorFlow does not report that memory ran out, its process dies of it, and as after any death the run is
    # tried once more. Which of the two happens depends on which of its allocations is refused. Where it is reported,
    # the sentence names a batch size to try.
    assert failing.restarts in (0, 1)
    assert "Try batch size 256" in told or "most likely because memory ran out" in told
    assert (following.state, following.restarts) == ("finished", 0), following.error
    assert processes_of(settings, "supervisor") == [supervisor]
    assert records.list_runs(db, states=("queued", "running")) == ()
