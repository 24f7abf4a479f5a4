"""A browser's side of Streamlit's protocol, without a browser: one open tab of the app that keeps its widgets' states.

A tab sends `BackMsg`s and receives `ForwardMsg`s (protobuf) through the websocket at /_stcore/stream. Like a browser,
it sends the state of every widget with each rerun, follows what the app writes into the address, and runs fragments
again as often as the app asks for. Unlike one, it draws nothing and asks for no picture and no font.
"""

import asyncio
import random
import time
from contextlib import suppress

import requests
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.Common_pb2 import FileURLs
from streamlit.proto.Element_pb2 import Element
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState
from websockets.asyncio.client import ClientConnection, connect

from benchmarks.widget_states import WIDGETS, edit_of, shown_by

LONGEST_RUN_SECONDS = 120


class BrowserSession:
    """One tab; `await BrowserSession.open(address)`, and `close` as when the tab is closed."""

    def __init__(self, socket: ClientConnection, address: str):
        self._socket = socket
        self._address = address
        self._query = ""
        self._page = ""
        self._pages: dict[str, str] = {}
        self._widgets: dict[str, Element] = {}  # by widget id, of the last full run
        self._drawn: dict[str, Element] = {}  # in this run, which has not finished
        self._states: dict[str, WidgetState] = {}
        self._finished: asyncio.Future[None] | None = None
        self._started = False
        self._clocks: list[asyncio.Task] = []
        self.id = ""  # by which the server knows this session
        self.ticks = 0  # runs of a fragment that have finished
        self.said: list[str] = []  # errors and paragraphs, of the run that is being drawn or was drawn last
        self._places: asyncio.Future[FileURLs] | None = None
        self._uploaded: FileURLs | None = None

    @classmethod
    async def open(cls, address: str) -> "BrowserSession":
        """A new session that has drawn the Build page, at a base address such as http://127.0.0.1:8501."""
        session = await cls.connected(address)
        await session.run()
        return session

    @classmethod
    async def connected(cls, address: str) -> "BrowserSession":
        """A new session that has asked for nothing yet."""
        url = address.replace("http", "ws", 1) + "/_stcore/stream"
        socket = await connect(url, subprotocols=["streamlit"], max_size=None, compression=None)
        session = cls(socket, address)
        session._reader = asyncio.create_task(session._read())
        return session

    async def close(self) -> None:
        """Close the tab. The server keeps the session for a while, in case only the network failed."""
        self._stop_clocks()
        self._reader.cancel()
        with suppress(asyncio.CancelledError):
            await self._reader
        await self._socket.close()

    async def told(self, page: str | None = None) -> list[str]:
        """What a page says that does not end its run, because it waits for the database; None: the page it is on."""
        if page is not None:
            self._page, self._query = self._pages[page], ""
        self._started = False
        await self._send(())
        async with asyncio.timeout(LONGEST_RUN_SECONDS):
            while not (self._started and self.said):
                await asyncio.sleep(0.05)
        return self.said

    async def run(self, *changes: WidgetState, page: str | None = None) -> float:
        """Run the app with these changes; returns the seconds from sending them until the run has finished."""
        self._finished = asyncio.get_running_loop().create_future()
        self._started = False
        if page is not None:
            self._page, self._query = self._pages[page], ""
        started = time.perf_counter()
        await self._send(changes)
        async with asyncio.timeout(LONGEST_RUN_SECONDS):
            await self._finished
        return time.perf_counter() - started

    async def visit(self, title: str) -> float:
        """Choose a page in the navigation; returns the seconds until it is drawn."""
        return await self.run(page=title)

    async def click(self, key: str) -> float:
        """Press a button by the key that the app gave it; returns the seconds until the page is redrawn."""
        return await self.run(WidgetState(id=self._id_of(key), trigger_value=True))

    async def enter(self, key: str, number: float) -> float:
        """Type into a number input; returns the seconds until the page is redrawn."""
        return await self.run(WidgetState(id=self._id_of(key), double_value=number))

    async def upload(self, key: str, name: str, data: bytes) -> float:
        """Give a file to an uploader, in place of the one before; returns the seconds until the page is redrawn."""
        started, id = time.perf_counter(), self._id_of(key)
        self._places = asyncio.get_running_loop().create_future()
        message = BackMsg()
        message.file_urls_request.request_id, message.file_urls_request.file_names[:] = "upload", [name]
        await self._socket.send(message.SerializeToString())
        old, self._uploaded = self._uploaded, await self._places
        await asyncio.to_thread(self._send_file, name, data, old)
        state = WidgetState(id=id)
        state.file_uploader_state_value.uploaded_file_info.add(
            name=name, size=len(data), file_id=self._uploaded.file_id, file_urls=self._uploaded
        )
        await self.run(state)
        return time.perf_counter() - started

    def _send_file(self, name: str, data: bytes, old: FileURLs | None) -> None:
        with requests.Session() as http:
            http.get(f"{self._address}/_stcore/health", timeout=60)
            headers = {"X-Xsrftoken": http.cookies.get("_streamlit_xsrf", "")}
            if old is not None:
                http.delete(self._address + old.delete_url, headers=headers, timeout=60)
            url = self._address + self._uploaded.upload_url
            http.put(url, files={name: (name, data)}, headers=headers, timeout=60).raise_for_status()

    async def edit(self, chance: random.Random) -> float:
        """Change a random field of an open block by one step; returns the seconds until the page is redrawn.

        If no block is open, one is opened first, which is not counted.
        """
        if not self._edits(chance):
            heads = [id for id in self._widgets if "-open." in id]
            await self.run(WidgetState(id=chance.choice(heads), trigger_value=True))
        return await self.run(chance.choice(self._edits(chance)))

    def _edits(self, chance: random.Random) -> list[WidgetState]:
        """A change for each field that is drawn."""
        drawn = (widget for id, widget in self._widgets.items() if "-design." in id)
        return [change for widget in drawn if (change := edit_of(widget, chance))]

    async def _send(self, changes: tuple[WidgetState, ...], fragment: str = "") -> None:
        lasting = {change.id: change for change in changes if change.WhichOneof("value") != "trigger_value"}
        self._states |= lasting
        message = BackMsg()
        rerun = message.rerun_script
        rerun.query_string, rerun.page_script_hash = self._query, self._page
        rerun.fragment_id, rerun.is_auto_rerun = fragment, bool(fragment)
        rerun.widget_states.widgets.extend([*self._states.values(), *(c for c in changes if c.id not in lasting)])
        rerun.context_info.url, rerun.context_info.locale, rerun.context_info.timezone = self._address, "en-GB", "UTC"
        await self._socket.send(message.SerializeToString())

    async def _read(self) -> None:
        async for data in self._socket:
            message = ForwardMsg()
            message.ParseFromString(data)
            kind = message.WhichOneof("type")
            if kind == "new_session" and not message.metadata.run.fragment_ids:
                self._started, self._drawn, self.said = True, {}, []
                self._page = message.new_session.page_script_hash
                self.id = message.new_session.initialize.session_id
                self._stop_clocks()
            elif kind == "navigation":
                self._pages = {page.page_name: page.page_script_hash for page in message.navigation.app_pages}
                self._page = message.navigation.page_script_hash
            elif kind == "page_info_changed":
                self._query = message.page_info_changed.query_string
            elif kind == "delta" and message.delta.WhichOneof("type") == "new_element":
                self._keep(message.delta.new_element)
            elif kind == "auto_rerun":
                self._clocks.append(asyncio.create_task(self._tick(message.auto_rerun)))
            elif kind == "file_urls_response":
                self._places.set_result(message.file_urls_response.file_urls[0])
            elif kind == "script_finished":
                self._end(message.script_finished)

    def _keep(self, element: Element) -> None:
        kind = element.WhichOneof("type")
        if kind in ("exception",):
            raise AssertionError(element.exception.message)
        if kind in ("alert", "markdown"):
            self.said.append(getattr(element, kind).body)
        if kind in WIDGETS:
            id = getattr(element, kind).id
            self._drawn[id] = self._widgets[id] = element
            shown = shown_by(element)
            if shown is not None and (id not in self._states or getattr(element, kind).set_value):
                self._states[id] = shown

    def _end(self, how: int) -> None:
        if how == ForwardMsg.FINISHED_FRAGMENT_RUN_SUCCESSFULLY:
            self.ticks += 1
        elif how == ForwardMsg.FINISHED_SUCCESSFULLY and self._started:
            self._widgets = self._drawn
            self._states = {id: state for id, state in self._states.items() if id in self._widgets}
            if self._finished is not None and not self._finished.done():
                self._finished.set_result(None)

    async def _tick(self, wanted) -> None:
        while True:
            await asyncio.sleep(wanted.interval)
            await self._send((), wanted.fragment_id)

    def _stop_clocks(self) -> None:
        for clock in self._clocks:
            clock.cancel()
        self._clocks = []

    def _id_of(self, key: str) -> str:
        return next(id for id in self._widgets if id.endswith(f"-{key}"))
