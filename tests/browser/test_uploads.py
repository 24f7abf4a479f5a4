"""What one open tab may upload: spoken in Streamlit's protocol, without a browser."""

import asyncio
import http.client
import re
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlsplit

import pytest
from streamlit.web.server.starlette.starlette_app_utils import generate_xsrf_token_string

from benchmarks.browser_session import BrowserSession
from benchmarks.sessions import Server, server

pytestmark = pytest.mark.slow

#: The server wants the same token in header and cookie, and takes one that the browser made.
TOKEN = generate_xsrf_token_string()
FILES = 60
SIZE = 9_900_000
#: What a tab may hold: the newest twelve files.
MOST_BYTES = 12 * SIZE


def put(address: str, session: str, file: str, data: bytes) -> int:
    """Uploads `data` as a browser does, under an id of our own; the status."""
    connection = http.client.HTTPConnection(urlsplit(address).netloc)
    head = b'--part\r\nContent-Disposition: form-data; name="file"; filename="a.png"\r\nContent-Type: image/png\r\n\r\n'
    headers = {
        "Content-Type": "multipart/form-data; boundary=part",
        "X-Xsrftoken": TOKEN,
        "Cookie": f"_streamlit_xsrf={TOKEN}",
    }
    path = f"/_stcore/upload_file/{session}/{file}"
    connection.request("PUT", path, head + data + b"\r\n--part--\r\n", headers)
    with connection.getresponse() as response:
        response.read()
        status = response.status
    connection.close()
    return status


def held(running: Server) -> int:
    """The bytes of all uploaded files that the server keeps, as it tells whoever watches over it."""
    with urllib.request.urlopen(running.address + "/_stcore/metrics") as answer:
        text = answer.read().decode()
    found = re.search(r'cache_memory_bytes\{cache_type="UploadedFileManager"[^}]*\} (\d+)', text)
    return int(found[1]) if found else 0


async def send_many(running: Server) -> None:
    tab, other = [await BrowserSession.open(running.address) for _ in range(2)]
    data = bytes(SIZE)

    async def send(session: BrowserSession, name: str) -> int:
        return await asyncio.to_thread(put, running.address, session.id, name, data)

    assert await send(other, "own") == 204
    before, _ = running.memory()
    assert {await send(tab, f"own-{number}") for number in range(FILES)} == {204}
    at_once = await asyncio.gather(*(send(tab, f"at-once-{number}") for number in range(12)))
    assert set(at_once) <= {204, 429} and 204 in at_once
    after, _ = running.memory()
    assert held(running) == MOST_BYTES + SIZE  # the other tab's file is still there
    assert 1e6 * (after - before) < FILES * SIZE / 2
    await other.close()
    await tab.close()


def test_a_tab_that_uploads_without_end_is_held_to_a_few_files():
    # In a thread of its own: Playwright's browsers, open for the whole session, have an event loop in this one.
    with server(keep=0, dataset="digits") as running, ThreadPoolExecutor(1) as thread:
        thread.submit(asyncio.run, send_many(running)).result()


def test_a_session_that_is_not_open_uploads_nothing():
    with server(keep=0, dataset="digits") as running:
        assert put(running.address, "nobody", "own", b"x") == 400
        assert held(running) == 0
