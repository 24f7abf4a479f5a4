"""The end of a fragment's run reaches the browser as what it is."""

import pytest
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.runtime.forward_msg_queue import ForwardMsgQueue

from builder.ui.app.ended_fragments import keep_ends_of_fragments

Status = ForwardMsg.ScriptFinishedStatus


@pytest.fixture(autouse=True)
def kept(monkeypatch):
    monkeypatch.setattr(ForwardMsgQueue, "clear", ForwardMsgQueue.clear)
    keep_ends_of_fragments()


def said_of_the_end_once_another_run_began(fragments: list[str] | None) -> int:
    """Of the fragment "picture", drawn but not sent yet, as a run of these fragments begins; None: of the page."""
    queue, end = ForwardMsgQueue(), ForwardMsg()
    end.script_finished = Status.FINISHED_FRAGMENT_RUN_SUCCESSFULLY
    end.metadata.run.fragment_ids.append("picture")
    queue.enqueue(end)
    queue.clear(retain_lifecycle_msgs=True, fragment_ids_this_run=fragments)
    (message,) = queue.flush()
    return message.script_finished


def test_a_fragment_that_was_drawn_is_called_so_although_another_one_begins():
    told = said_of_the_end_once_another_run_began(["watch"])
    assert told == Status.FINISHED_FRAGMENT_RUN_SUCCESSFULLY


@pytest.mark.parametrize("begins", [["picture"], ["watch", "picture"], None])
def test_a_fragment_that_is_drawn_anew_at_once_has_not_ended(begins):
    assert said_of_the_end_once_another_run_began(begins) == Status.FINISHED_EARLY_FOR_RERUN
