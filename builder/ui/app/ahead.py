"""What the other pages need is loaded while a visitor looks at the first one, and while no page is being drawn."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

#: Most browsers have drawn the first page by then, and few visitors have chosen another one.
SECONDS_AFTER_FIRST_PAGE = 1.0

#: So long a part of it waits for pages at most: where many visit, some page is always being drawn.
MOST_SECONDS = 2.0

_lock = threading.Lock()
_begun = False
_drawn = threading.Condition()
_pages = 0


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


@contextmanager
def drawing() -> Iterator[None]:
    """While a page is drawn; what is loaded ahead would share the interpreter with it."""
    global _pages
    with _drawn:
        _pages += 1
    try:
        yield
    finally:
        with _drawn:
            _pages -= 1
            _drawn.notify_all()


def wait_for_pages(seconds: float = MOST_SECONDS) -> None:
    """Returns once no page is being drawn, or after so many seconds."""
    with _drawn:
        _drawn.wait_for(lambda: not _pages, seconds)
