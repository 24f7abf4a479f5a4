"""What may hang, given a time-out."""

import threading

from tests.patience import HANG_SECONDS


def ending(action):
    """What `action` returns or raises; fails where it hangs."""
    ended = []

    def act() -> None:
        try:
            ended.append(action())
        except Exception as error:
            ended.append(error)

    thread = threading.Thread(target=act, daemon=True)
    thread.start()
    thread.join(HANG_SECONDS)
    assert ended, "it hangs"
    return ended[0]
