"""What one open tab may upload: a few files, one after another; what no widget shows is dropped."""

import asyncio
import re
import time
from dataclasses import dataclass, field

import streamlit as st
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit import runtime
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.runtime.scriptrunner import get_script_run_ctx
from streamlit.runtime.uploaded_file_manager import UploadedFile, UploadedFileManager

from builder.words.inert import printable

#: Ten pictures from files, one from the camera, and the next one while it arrives.
MOST_FILES = 12
#: Uploads of one tab that are under way or wait for their turn.
MOST_AT_ONCE = 12
#: How long a file is kept that no widget shows: a browser first uploads it, then tells which widget it is for.
UNASKED_SECONDS = 60.0
#: What the name of every uploaded file ends with here, as the names of the camera's pictures do.
ENDING = ".jpg"
#: So much of a name is kept.
MOST_NAME = 60
SEEN = "builder.uploads_seen"

_UPLOAD = re.compile(r"/_stcore/upload_file/(?P<session>[^/]+)/(?P<file>[^/]+)$")


@dataclass
class _Turns:
    """The uploads of one session: which one is under way, and how many there are with those that wait."""

    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    number: int = 0


class BoundedUploads:
    """Middleware for the server: of each session it keeps the newest MOST_FILES files, and takes one at a time,
    under a name with an ending of ours.

    Streamlit takes any file for an open tab under whatever id its sender made up, and keeps it as long as the tab.
    """

    def __init__(self, app: ASGIApp):
        self._app = app
        self._turns: dict[str, _Turns] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        upload = _UPLOAD.search(scope["path"]) if scope["type"] == "http" and scope["method"] == "PUT" else None
        if upload is None or not runtime.get_instance().is_active_session(upload["session"]):
            await self._app(scope, receive, send)  # which refuses uploads of no session before it reads them
            return
        turns = self._turns.setdefault(upload["session"], _Turns())
        if turns.number >= MOST_AT_ONCE:
            told = PlainTextResponse("Too many files are being uploaded from this page; wait for one.", 429)
            await told(scope, receive, send)
            return
        turns.number += 1
        try:
            async with turns.lock:
                manager = runtime.get_instance().uploaded_file_mgr
                _make_room(manager, upload["session"], upload["file"])

                async def send_renamed(message: Message) -> None:
                    if message["type"] == "http.response.start":  # the file is kept; the browser does not know yet
                        _rename(manager, upload["session"], upload["file"])
                    await send(message)

                await self._app(scope, receive, send_renamed)
        finally:
            turns.number -= 1
            if turns.number == 0:
                self._turns.pop(upload["session"], None)


def _make_room(manager: UploadedFileManager, session: str, file: str) -> None:
    """Drops the session's oldest files, so that with this one there are at most MOST_FILES."""
    if isinstance(manager, MemoryUploadedFileManager):
        others = [id for id in manager.file_storage.get(session, {}) if id != file]
        for id in others[: max(0, len(others) + 1 - MOST_FILES)]:
            manager.remove_file(session, id)


def _rename(manager: UploadedFileManager, session: str, file: str) -> None:
    """Gives a file a name that every widget takes, its own with another ending: what it is, its content says.

    The browser refuses other endings with a sentence. A sender without a browser meets an exception instead, each time
    that the page is drawn, with its traceback in the log.
    """
    if isinstance(manager, MemoryUploadedFileManager):
        kept = manager.file_storage.get(session, {})
        if file in kept:
            kept[file] = kept[file]._replace(name=f"{printable(kept[file].name)[:MOST_NAME]}{ENDING}")


def own_name(file: UploadedFile) -> str:
    """What an uploaded file was called by its sender."""
    return str(file.name).removesuffix(ENDING)


def drop_unasked() -> None:
    """At the end of a run: drops this session's files that no widget has shown for UNASKED_SECONDS."""
    context = get_script_run_ctx()
    manager = context and context.uploaded_file_mgr
    if context is None or not isinstance(manager, MemoryUploadedFileManager):
        return
    held = list(manager.file_storage.get(context.session_id, {}))
    if not held:
        return
    shown = {file.file_id for value in st.session_state.to_dict().values() for file in _files_in(value)}
    before, now = st.session_state.get(SEEN, {}), time.monotonic()
    unasked = {id: before.get(id, now) for id in held if id not in shown}
    for id, since in unasked.items():
        if now - since >= UNASKED_SECONDS:
            manager.remove_file(context.session_id, id)
    st.session_state[SEEN] = unasked


def _files_in(value: object) -> list[UploadedFile]:
    """The files that a widget with this value shows: one, several or none."""
    values = value if isinstance(value, list) else [value]
    return [file for file in values if isinstance(file, UploadedFile)]
