"""What a person in a terminal reads while a command works, and how it ends when it is told to."""

import contextlib
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from types import FrameType
from typing import Any

from builder.words.inert import printable

#: What the system sends when somebody ends the command, closes its terminal, or shuts the computer down.
ENDING_SIGNALS = tuple(getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name))


def say(sentence: str) -> None:
    """One line on stderr; nobody reads it where the terminal has been closed."""
    with contextlib.suppress(OSError):
        print(printable(sentence), file=sys.stderr, flush=True)


@contextlib.contextmanager
def ended_by_signals() -> Iterator[None]:
    """Within it SIGTERM and SIGHUP raise KeyboardInterrupt as Ctrl+C does, with the signal's number.

    A second one ends the process at once, should it be deaf. A signal that the caller wants ignored, as nohup does,
    stays so. What Python raises while it tidies up is lost: then it says nothing, and `raise_lost_interrupt` raises it.
    """
    before, told_before = {}, sys.unraisablehook
    sys.unraisablehook = _tell_all_but_interrupts(told_before)
    if threading.current_thread() is threading.main_thread():  # elsewhere Python lets nobody set a handler
        for one in ENDING_SIGNALS:
            if signal.getsignal(one) is not signal.SIG_IGN:
                before[one] = signal.signal(one, _interrupt)
    try:
        yield
    finally:
        sys.unraisablehook = told_before
        _raised.clear()
        for one, handler in before.items():
            signal.signal(one, handler)


def _interrupt(number: int, _: FrameType | None) -> None:
    signal.signal(number, signal.SIG_DFL)
    _raised.append(number)
    raise KeyboardInterrupt(number)


#: The signals that have raised KeyboardInterrupt; the process lives on with one of them only where it was lost.
_raised: list[int] = []


def raise_lost_interrupt() -> None:
    """For what asks again and again: raises the KeyboardInterrupt that came within a finalizer, which Python drops."""
    if _raised:
        raise KeyboardInterrupt(_raised[0])


def _tell_all_but_interrupts(tell: Callable[[Any], Any]) -> Callable[[Any], Any]:
    def tell_others(lost: Any) -> None:
        if not issubclass(lost.exc_type, KeyboardInterrupt):
            tell(lost)

    return tell_others


def interrupted(interrupt: KeyboardInterrupt, told: str) -> int:
    """Says `told`; the exit status is what shells expect: 128 and the signal's number, so 130 after Ctrl+C."""
    say(told)
    return 128 + int(interrupt.args[0] if interrupt.args else signal.SIGINT)
