"""The app behind the proxy of docs/serving: two students at once, and an answer of 4xx beyond each limit."""

import http.client
import io
import os
import re
import socket
import ssl
import subprocess
import time

import numpy as np
import pytest
from PIL import Image

from benchmarks.app_process import CHROMIUM_ARGUMENTS, chromium_path, free_port
from tests import nginx
from tests.browser.build_page import choose_project, shown_parameters
from tests.browser.conftest import running_app, wait_until_drawn
from tests.browser.expecting import expect
from tests.patience import HANG_SECONDS

pytestmark = pytest.mark.slow

#: Smaller limits than a class's, so that a test reaches them; what they do is the same.
FEWER = {
    "zone=builder_requests burst=3000 nodelay;": "zone=builder_requests burst=600 nodelay;",
    "rate=100r/s;": "rate=1r/s;",
    "limit_conn builder_tabs 100;": "limit_conn builder_tabs 3;",
    "client_header_timeout 15s;": "client_header_timeout 1s;",
    "client_body_timeout 15s;": "client_body_timeout 1s;",
}


@pytest.fixture(scope="module")
def proxied(tmp_path_factory):
    """The address of a running app that takes itself for nginx's."""
    named = {"STREAMLIT_SERVER_ALLOWED_HOSTS": nginx.NAME, "STREAMLIT_BROWSER_SERVER_ADDRESS": nginx.NAME}
    with running_app(tmp_path_factory.mktemp("home"), **named) as address:
        yield address


@pytest.fixture
def proxy(tmp_path_factory, proxied):
    """The port of an nginx before the app; nobody has used up any of its limits."""
    program, folder = nginx.nginx_path(), tmp_path_factory.mktemp("nginx")
    port, plain = free_port(), free_port()
    ports = {
        "    listen [::]:80;\n": "",
        "    listen [::]:443 ssl http2;\n": "",
        "listen 80;": f"listen 127.0.0.1:{plain};",
        "listen 443 ssl http2;": f"listen 127.0.0.1:{port} ssl http2;",
        "http://127.0.0.1:8501": proxied,
    }
    whole = nginx.written(folder, replaced=ports | FEWER, as_root=os.geteuid() == 0)
    running = subprocess.Popen([program, "-p", folder, "-c", whole])
    try:
        _wait_until_it_listens(port)
        yield port
    finally:
        running.terminate()
        running.wait(HANG_SECONDS)


def _wait_until_it_listens(port: int) -> None:
    deadline = time.monotonic() + HANG_SECONDS
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=5).close()
            return
        except OSError:
            assert time.monotonic() < deadline, "nginx does not listen"
            time.sleep(0.05)


@pytest.fixture
def student(chromium, proxy):
    """Opens the app for one more student, in a browser that knows the proxy by its name."""
    arguments = [*CHROMIUM_ARGUMENTS, f"--host-resolver-rules=MAP {nginx.NAME} 127.0.0.1"]
    browser = chromium.browser_type.launch(executable_path=chromium_path(), args=arguments)

    def open_app(path: str = "/?project=0"):
        context = browser.new_context(viewport={"width": 1440, "height": 900}, ignore_https_errors=True)
        context.set_default_timeout(1000 * HANG_SECONDS)
        page = context.new_page()
        page.goto(f"https://{nginx.NAME}:{proxy}{path}")
        expect(page.get_by_role("button", name="Train", exact=True)).to_be_visible()
        return page

    yield open_app
    browser.close()


def connection(port: int) -> http.client.HTTPSConnection:
    trusting = ssl.create_default_context()
    trusting.check_hostname, trusting.verify_mode = False, ssl.CERT_NONE
    return http.client.HTTPSConnection("127.0.0.1", port, timeout=HANG_SECONDS, context=trusting)


def asked(port: int, method: str, path: str, body: bytes = b"", **headers: str) -> int:
    """The status of the answer to one request."""
    one = connection(port)
    try:
        one.request(method, path, body, {"Host": f"{nginx.NAME}:{port}"} | headers)
        return one.getresponse().status
    except (BrokenPipeError, ConnectionResetError, ssl.SSLError):  # refused while the body was being sent
        return 413
    finally:
        one.close()


def test_two_students_work_at_once_and_one_trains_and_classifies(student):
    first, second = student(), student()
    first.get_by_role("button", name="Train", exact=True).click()
    choose_project(second, "4 · Filters that grow")
    expect(shown_parameters(second)).to_have_text("421,546")
    expect(shown_parameters(first)).to_have_text("263,402")
    expect(first.get_by_text(re.compile("Test accuracy")).first).to_be_visible()

    cookies = {page: page.context.cookies() for page in (first, second)}
    secrets = [next(one for one in cookies[page] if one["name"] == "model_builder_visitor") for page in cookies]
    assert all(secret["secure"] and secret["sameSite"] == "Lax" for secret in secrets)
    assert secrets[0]["value"] != secrets[1]["value"]

    first.get_by_role("link", name="Classify").first.click()
    picture = io.BytesIO()
    Image.fromarray(np.tile(np.arange(0, 240, 4, dtype=np.uint8), (60, 1))).save(picture, "PNG")
    first.locator("input[type=file]").set_input_files(
        {"name": "ramp.png", "mimeType": "image/png", "buffer": picture.getvalue()}
    )
    said = first.get_by_text(re.compile(r"^It says \d, \D{0,2}\d+ %")).filter(visible=True)
    expect(said).to_be_visible()  # a ramp is no digit
    wait_until_drawn(second)


def test_what_is_beyond_a_limit_is_refused_by_the_proxy(proxy):
    assert asked(proxy, "GET", "/_stcore/health") == 200
    assert asked(proxy, "GET", "/_stcore/metrics") == 404
    assert asked(proxy, "POST", "/", bytes(100_000)) == 413
    picture = "/_stcore/upload_file/a-tab/{}"
    assert asked(proxy, "PUT", picture.format(0), bytes(12_000_000)) == 413
    answers = [asked(proxy, "PUT", picture.format(number), b"picture") for number in range(15)]
    assert 429 not in answers[:10] and 429 in answers[10:]
    assert asked(proxy, "PUT", "/_stcore/upload_file/another-tab/0", b"picture") not in (413, 429)


def test_more_tabs_than_the_limit_are_refused_and_a_closed_one_makes_room(proxy):
    upgrade = {"Upgrade": "websocket", "Connection": "Upgrade", "Sec-WebSocket-Version": "13"}
    upgrade |= {"Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==", "Host": f"{nginx.NAME}:{proxy}"}

    def opened(**headers: str) -> tuple[int, http.client.HTTPSConnection]:
        one = connection(proxy)
        one.request("GET", "/_stcore/stream", headers=upgrade | headers)
        return one.getresponse().status, one

    assert opened(Origin="https://elsewhere.example")[0] == 403
    assert opened(Host="elsewhere.example")[0] == 403
    tabs = [opened(Origin=f"https://{nginx.NAME}:{proxy}") for _ in range(3)]
    assert [status for status, _ in tabs] == [101, 101, 101]
    assert opened()[0] == 429
    tabs[0][1].close()
    deadline = time.monotonic() + HANG_SECONDS
    while opened()[0] != 101:
        assert time.monotonic() < deadline


def test_too_many_requests_of_one_address_are_refused(proxy):
    one = connection(proxy)
    statuses = []
    for _ in range(700):
        one.request("GET", "/_stcore/health", headers={"Host": f"{nginx.NAME}:{proxy}"})
        answer = one.getresponse()
        answer.read()
        statuses.append(answer.status)
    assert set(statuses[:500]) == {200} and 429 in statuses


def test_a_request_that_does_not_arrive_is_not_waited_for(proxy):
    trusting = ssl.create_default_context()
    trusting.check_hostname, trusting.verify_mode = False, ssl.CERT_NONE
    with socket.create_connection(("127.0.0.1", proxy), timeout=HANG_SECONDS) as plain:
        slow = trusting.wrap_socket(plain)
        slow.sendall(b"PUT /_stcore/upload_file/tab/1 HTTP/1.1\r\nHost: class.example\r\nContent-Length: 9999\r\n\r\nx")
        assert slow.recv(100).split()[1:2] in ([b"408"], [])
