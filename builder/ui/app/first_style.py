"""The style is in the page that the server sends, so that the first thing that is drawn has it.

What `st.html` sends comes into effect once a script of Streamlit's own has been loaded, as the last thing of a first
visit. Until then there was room for what draws nothing, a podium was a column, and all of it moved.
"""

from pathlib import Path

from starlette.types import ASGIApp, Message, Receive, Scope, Send

_UI = Path(__file__).parents[1]
#: By the last part of a page's address the folders whose style it has besides that of every page.
FOLDERS = {
    "": ("build", "run"),
    "course": ("course",),
    "leaderboard": ("leaderboard",),
    "classify": ("leaderboard",),
    "glossary": ("course", "explained"),
    "compare": ("course", "run", "compare"),
    "run": ("run", "run_page"),
}
END = b"</body>"
#: What a browser asks for as for a page, and gets as it was made: a report that is taken away is one, too.
NO_PAGES = ("/_stcore/", "/media/")
#: Who has the page would be told that it is as it was; and what is added cannot be added to what is packed.
LEFT_OUT = {b"if-none-match", b"if-modified-since", b"range", b"accept-encoding"}
OF_A_FILE = {b"etag", b"last-modified", b"accept-ranges", b"content-length"}


class StyledIndex:
    """Middleware for the server: each page that it sends ends with the style of every page and with its own.

    The page's own is in an element with the attribute `data-page-style`, which page_change.js takes away with the page.
    """

    def __init__(self, app: ASGIApp):
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if not _asks_for_a_page(scope):
            await self._app(scope, receive, send)
            return
        start: Message = {}
        body = bytearray()

        async def send_styled(message: Message) -> None:
            if message["type"] == "http.response.start" and _is_page(message):
                start.update(message)
            elif message["type"] != "http.response.body" or not start:
                await send(message)
            else:
                body.extend(message.get("body", b""))
                if not message.get("more_body"):
                    whole = styled(bytes(body), scope["path"])
                    headers = [header for header in start["headers"] if header[0].lower() not in OF_A_FILE]
                    length = (b"content-length", str(len(whole)).encode())
                    await send({**start, "headers": [*headers, length]})
                    await send({"type": "http.response.body", "body": whole})

        headers = [header for header in scope["headers"] if header[0].lower() not in LEFT_OUT]
        await self._app({**scope, "headers": headers, "extensions": {}}, receive, send_styled)


def _asks_for_a_page(scope: Scope) -> bool:
    if scope["type"] != "http" or scope["method"] != "GET" or any(part in scope["path"] for part in NO_PAGES):
        return False
    return any(name.lower() == b"accept" and b"text/html" in value for name, value in scope["headers"])


def _is_page(start: Message) -> bool:
    """Whether an answer that begins so is a page to be shown, and neither another kind of file nor one to be kept."""
    headers = {name.lower(): value for name, value in start.get("headers", ())}
    return headers.get(b"content-type", b"").startswith(b"text/html") and b"content-disposition" not in headers


def styled(page: bytes, path: str) -> bytes:
    """The page with the style of what stands at this path, last of all, where it wins over Streamlit's own; what is no
    page stays as it is."""
    before, end, after = page.rpartition(END)
    if not end:
        return page
    name = path.rstrip("/").rpartition("/")[2]
    every = _css(_UI / "app")
    own = "".join(_css(_UI / folder) for folder in FOLDERS.get(name, FOLDERS[""] if not name else ()))
    return before + f"<style>{every}</style><style data-page-style>{own}</style>".encode() + end + after


def _css(folder: Path) -> str:
    return "".join(file.read_text(encoding="utf-8") for file in sorted(folder.glob("*.css")))
