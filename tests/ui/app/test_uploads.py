"""What a session uploaded is dropped when no widget shows it for a while, and kept as long as one does."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from types import SimpleNamespace

import pytest
from streamlit.elements.lib.file_uploader_utils import enforce_filename_restriction
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.runtime.uploaded_file_manager import UploadedFileRec
from streamlit.testing.v1 import AppTest

from builder.ui.app import uploads
from tests.patience import HANG_SECONDS
from tests.ui.opened import checked


def page():
    """A field for a file; beside it, the session has sent a file under an id of its own."""
    import streamlit as st
    from streamlit.runtime.scriptrunner import get_script_run_ctx
    from streamlit.runtime.uploaded_file_manager import UploadedFileRec

    from builder.ui.app.uploads import drop_unasked

    context = get_script_run_ctx()
    sent = UploadedFileRec(file_id="own", name="own.png", type="image/png", data=b"1234567890")
    context.uploaded_file_mgr.add_file(context.session_id, sent)
    st.file_uploader("File", key="file")
    drop_unasked()
    held = context.uploaded_file_mgr.file_storage[context.session_id].values()
    st.text(", ".join(sorted(file.name for file in held)))


@pytest.mark.parametrize(("seconds", "kept"), [(0, "chosen.png"), (60, "chosen.png, own.png")])
def test_a_file_that_no_widget_shows_is_dropped_after_a_while(monkeypatch, seconds: int, kept: str):
    monkeypatch.setattr(uploads, "UNASKED_SECONDS", seconds)
    app = checked(AppTest.from_function(page, default_timeout=HANG_SECONDS).run())
    app.file_uploader(key="file").set_value([("chosen.png", b"a picture", "image/png")])
    assert checked(app.run()).text[0].value == kept


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("no ending", "no ending.jpg"),
        ("note.py", "note.py.jpg"),
        ("a\0b.png", "a\\u0000b.png.jpg"),
        (999 * "n", 60 * "n" + ".jpg"),
    ],
)
def test_a_file_is_kept_under_a_name_that_no_widget_refuses_before_its_sender_knows(monkeypatch, given, kept):
    """Streamlit's fields raise for another ending, at each run of the page."""
    manager = MemoryUploadedFileManager("/_stcore/upload_file")
    running = SimpleNamespace(is_active_session=lambda _: True, uploaded_file_mgr=manager)
    monkeypatch.setattr(uploads.runtime, "get_instance", lambda: running)
    names = []

    async def keep(_scope, _receive, send):
        manager.add_file("me", UploadedFileRec(file_id="1", name=given, type="", data=b"a picture"))
        await send({"type": "http.response.start", "status": 204})

    async def told(_message):
        names.extend((file.name, file.data) for file in manager.file_storage["me"].values())

    scope = {"type": "http", "method": "PUT", "path": "/_stcore/upload_file/me/1"}
    with ThreadPoolExecutor(1) as beside:  # a browser of other tests may have a loop running in this thread
        beside.submit(asyncio.run, uploads.BoundedUploads(keep)(scope, None, told)).result()
    assert names == [(kept, b"a picture")]
    enforce_filename_restriction(kept, [".jpg"])  # raises nothing
    rest = kept.removesuffix(".jpg")
    assert uploads.own_name(SimpleNamespace(name=kept)) == rest
