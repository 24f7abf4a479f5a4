"""What a person in a terminal reads while a command works, and how it ends when it is told to."""

import contextlib
import signal
import socket
import sys
import threading
from collections.abc import Callable, Iterator
from types import FrameType
from typing import Any

from builder.words.inert import printable

#: What the system sends when somebody ends the command, closes its terminal, or shuts the computer down.
ENDING_SIGNALS = tuple(getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name))

#: A command that has not ended so many seconds after a signal says that it was heard.
HEARD_SECONDS = 0.5


class Interrupt(KeyboardInterrupt):
    """KeyboardInterrupt with the signal's number, by another name.

    Where a plain one passes through text that is carried out, as a dataclass's methods are while it is imported, Python
    ends the process by SIGINT at last, whatever its exit status is.
    """


def say(sentence: str) -> None:
    """One line on stderr; nobody reads it where the terminal has been closed."""
    with contextlib.suppress(OSError):
        print(printable(sentence), file=sys.stderr, flush=True)


@contextlib.contextmanager
def ended_by_signals() -> Iterator[None]:
    """Within it Ctrl+C, SIGTERM and SIGHUP raise Interrupt.

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
    raise Interrupt(number)


@contextlib.contextmanager
def heard_at_once(told: str) -> Iterator[None]:
    """Says `told` where the block goes on after a signal, because Python takes no notice until a long step is over.

    The system tells a thread by a socket, whatever is being computed. With an empty `told`, or on a thread where Python
    lets nobody do so, nothing is said.
    """
    if not told or threading.current_thread() is not threading.main_thread():
        yield
        return
    ours, theirs = socket.socketpair()
    theirs.setblocking(False)
    over = threading.Event()
    listener = threading.Thread(target=_listen, args=(ours, over, told), daemon=True)
    listener.start()
    before = signal.set_wakeup_fd(theirs.fileno(), warn_on_full_buffer=False)
    try:
        yield
    finally:
        over.set()
        signal.set_wakeup_fd(before)
        theirs.close()  # which ends the listener
        listener.join()
        ours.close()


def _listen(signals: socket.socket, over: threading.Event, told: str) -> None:
    """Waits for the number of an ending signal, and says `told` once, unless it is over soon."""
    while received := signals.recv(1):
        if received[0] in ENDING_SIGNALS:
            if not over.wait(HEARD_SECONDS):
                say(told)
            return


#: The signals that have raised an Interrupt; the process lives on with one of them only where it was lost.
_raised: list[int] = []


def raise_lost_interrupt() -> None:
    """For what asks again and again: raises the Interrupt that came within a finalizer, which Python drops."""
    if _raised:
        raise Interrupt(_raised[0])


def _tell_all_but_interrupts(tell: Callable[[Any], Any]) -> Callable[[Any], Any]:
    def tell_others(lost: Any) -> None:
        if not issubclass(lost.exc_type, KeyboardInterrupt):
            tell(lost)

    return tell_others


def interrupted(interrupt: KeyboardInterrupt, told: str) -> int:
    """Says `told`; the exit status is what shells expect: 128 and the signal's number, so 130 after Ctrl+C."""
    say(told)
    return 128 + int(interrupt.args[0] if interrupt.args else signal.SIGINT)
