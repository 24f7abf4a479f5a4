"""What a fragment no longer draws leaves the page, also where the next fragment's turn comes at once.

Streamlit tells the browser that a fragment is drawn, and the browser takes away what it drew before and does not draw
any more. Where another fragment's turn came while the first was drawn, its start changes that message, if it is not
sent yet, to "ended early", and what is old stands on the page for good (1.67, `forward_msg_queue.py`). The watch over
the database has a turn every few seconds, so it hit whatever is drawn for long.
"""

import functools

from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.runtime.forward_msg_queue import ForwardMsgQueue

_DRAWN = ForwardMsg.ScriptFinishedStatus.FINISHED_FRAGMENT_RUN_SUCCESSFULLY
_clear = ForwardMsgQueue.clear


def keep_ends_of_fragments() -> None:
    """From now on the start of a fragment's run leaves the ends of other fragments' runs as they are."""
    ForwardMsgQueue.clear = _clear_but_keep_ends  # type: ignore[assignment, method-assign]


@functools.wraps(_clear)
def _clear_but_keep_ends(
    queue: ForwardMsgQueue, retain_lifecycle_msgs: bool = False, fragment_ids_this_run: list[str] | None = None
) -> None:
    begins = set(fragment_ids_this_run or ())
    ended = [message for message in queue._queue if begins and _is_drawn(message, begins)]
    _clear(queue, retain_lifecycle_msgs, fragment_ids_this_run)
    for message in ended:
        message.script_finished = _DRAWN


def _is_drawn(message: ForwardMsg, others: set[str]) -> bool:
    """Whether it says that fragments were drawn, none of them among the `others`, which are drawn anew."""
    is_end = message.WhichOneof("type") == "script_finished" and message.script_finished == _DRAWN
    return is_end and others.isdisjoint(message.metadata.run.fragment_ids)
