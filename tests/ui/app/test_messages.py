"""What the server sends to a page whose fragments are drawn again before the browser has the last drawing."""

import tomllib
from pathlib import Path

from streamlit import config
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.runtime.forward_msg_cache import populate_hash_if_needed
from streamlit.runtime.forward_msg_queue import ForwardMsgQueue

ROOT = Path(__file__).parents[3]
OPTION = "global.minCachedMessageSize"


def message(path: list[int], **kind: object) -> ForwardMsg:
    sent = ForwardMsg(**kind)
    sent.metadata.delta_path[:] = path
    return sent


def drawing(size: int) -> ForwardMsg:
    """An element within the fragment's container."""
    element = message([0, 1, 0])
    element.delta.fragment_id = "fragment"
    element.delta.new_element.html.body = "x" * size
    return element


def test_streamlit_leaves_references_without_their_container():
    """Once this fails, Streamlit is mended, and .streamlit/config.toml may let it send references again."""
    queue = ForwardMsgQueue()
    container = message([0, 1])
    container.delta.fragment_id = "fragment"
    container.delta.add_block.vertical.border = True
    for sent in (container, drawing(10), message([0, 1, 1], ref_hash="known")):
        queue.enqueue(sent)
    queue.clear(retain_lifecycle_msgs=True, fragment_ids_this_run=["fragment"])
    assert [list(left.metadata.delta_path) for left in queue.flush()] == [[0, 1, 1]]


def test_no_element_is_sent_as_a_reference():
    settings = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8"))
    usual = config.get_option(OPTION)
    cacheable = []
    for smallest in (10_000, settings["global"]["minCachedMessageSize"]):
        config.set_option(OPTION, smallest)
        element = drawing(20_000_000)
        populate_hash_if_needed(element)
        cacheable.append(element.metadata.cacheable)
    config.set_option(OPTION, usual)
    assert cacheable == [True, False]
