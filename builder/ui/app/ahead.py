"""What the other pages need is loaded while a visitor looks at the first one."""

import threading
from collections.abc import Callable

#: Most browsers have drawn the first page by then, and few visitors have chosen another one.
SECONDS_AFTER_FIRST_PAGE = 1.0

_lock = threading.Lock()
_begun = False


def load_soon(load: Callable[[], None]) -> None:
    """Calls `load` on a thread of its own, once a process; a page that is quicker waits only for what is missing."""
    global _begun
    with _lock:
        if _begun:
            return
        _begun = True
    timer = threading.Timer(SECONDS_AFTER_FIRST_PAGE, load)
    timer.daemon = True
    timer.start()
