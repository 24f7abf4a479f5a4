"""The style in the page that the server sends."""

import asyncio
from concurrent.futures import ThreadPoolExecutor

import pytest

from builder.ui.app.first_style import StyledIndex, styled

PAGE = b"<html><body><div id=root></div></body></html>"


def answered(path: str, accept: bytes = b"text/html", kind: bytes = b"text/html", method: str = "GET"):
    """What a browser gets, as headers and body, and the headers that reached the app behind the middleware."""
    reached, sent = [], []

    async def app(scope, receive, send):
        reached.extend(scope["headers"])
        headers = [(b"content-type", kind), (b"etag", b"x"), (b"content-length", str(len(PAGE)).encode())]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": PAGE[:9], "more_body": True})
        await send({"type": "http.response.body", "body": PAGE[9:]})

    async def send(message):
        sent.append(message)

    asked = [(b"accept", accept), (b"if-none-match", b"x")]
    scope = {"type": "http", "method": method, "path": path, "headers": asked}
    # In a thread of its own: a browser that an earlier test drove leaves its event loop in this one.
    with ThreadPoolExecutor(1) as thread:
        thread.submit(asyncio.run, StyledIndex(app)(scope, None, send)).result()
    body = b"".join(message.get("body", b"") for message in sent[1:])
    return dict(sent[0]["headers"]), body, dict(reached)


def test_a_page_ends_with_the_style_of_every_page_and_its_own():
    headers, body, reached = answered("/leaderboard")
    assert body.startswith(PAGE[:-14]) and body.endswith(b"</style></body></html>")
    assert b".starting-word" in body and b".podium-card" in body and b".project-why" not in body
    assert headers[b"content-length"] == str(len(body)).encode()
    assert b"etag" not in headers and b"if-none-match" not in reached, "an older page with an older style would be kept"
    assert b".project-why" in answered("/base/course")[1]
    assert b".project-why" not in answered("/nothing-here")[1] and b".starting-word" in answered("/nothing-here")[1]


@pytest.mark.parametrize(
    "asked",
    [{"accept": b"*/*"}, {"method": "HEAD"}, {"path": "/_stcore/health"}, {"path": "/base/media/1.html"}],
    ids=["script", "head", "health", "a report that is taken away"],
)
def test_what_is_no_page_passes_as_it_is(asked):
    headers, body, reached = answered(**{"path": "/x.js"} | asked)
    assert body == PAGE and headers[b"etag"] == b"x" and reached[b"if-none-match"] == b"x"


def test_a_file_of_another_kind_passes_as_it_is():
    headers, body, _ = answered("/runs.zip", kind=b"application/zip")
    assert body == PAGE and headers[b"etag"] == b"x"


def test_a_page_without_an_end_stays_as_it_is():
    assert styled(b"not found", "/course") == b"not found"
