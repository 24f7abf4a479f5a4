"""Work that is killed at a chosen moment."""

import gc
import os
import signal
import sys
from collections.abc import Callable

#: What a process asks of the disk, as Python's audit events name it.
ON_THE_DISK = {"open", "os.rename", "os.link", "os.remove", "os.mkdir", "os.rmdir", "shutil.rmtree", "sqlite3.connect"}

#: Some moments; the slow tests take all.
SOME = (1, 2, 3, 5, 8, 12, 17, 23, 30, 38, 47, 57, 68, 80, 100, 130, 170)


def killed_at(moment: int, work: Callable[[], object]) -> bool:
    """Does the work in another process, which is killed before it asks the disk for the `moment`th time.

    Whether it was: False once the work was done by then.
    """
    child = os.fork()
    if child == 0:
        gc.disable()  # what other tests left of TensorFlow does not outlive a fork
        asked = 0

        def count(event: str, _: object) -> None:
            nonlocal asked
            if event in ON_THE_DISK:
                asked += 1
                if asked == moment:
                    os.kill(os.getpid(), signal.SIGKILL)

        try:
            sys.addaudithook(count)
            work()
            os._exit(0)
        except BaseException:
            os._exit(1)
    status = os.waitpid(child, 0)[1]
    assert status in (0, signal.SIGKILL), "the work failed instead"
    return status != 0
