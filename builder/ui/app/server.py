"""What the server does once at start-up: it opens the browser and meanwhile loads the first page's code."""

import importlib
import logging
import threading
import webbrowser
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import streamlit as st
from starlette.middleware import Middleware
from streamlit import delta_generator

from builder.settings import SettingsError
from builder.store.errors import StoreError
from builder.ui.app.ended_fragments import keep_ends_of_fragments
from builder.ui.app.first_style import StyledIndex
from builder.ui.app.freed_memory import give_back_freed_memory
from builder.ui.app.garbage import loading
from builder.ui.app.sharing import EVERYWHERE
from builder.ui.app.uploads import BoundedUploads
from builder.words.log_lines import log_to_stderr

#: What every request passes before Streamlit's own.
MIDDLEWARE = (Middleware(BoundedUploads), Middleware(StyledIndex))

log = logging.getLogger(__name__)


@asynccontextmanager
async def started(_: st.App) -> AsyncIterator[None]:
    """The server's lifespan: for an st.App, `streamlit run` opens no browser and loads no page ahead."""
    log_to_stderr("builder", logging.WARNING)
    give_back_freed_memory()
    keep_ends_of_fragments()
    _know_that_this_is_a_server()
    threading.Thread(target=_load_first_page, name="first page", daemon=True).start()
    if not st.get_option("server.headless"):
        # The socket is listening already; with some browsers the call returns only when they are closed.
        threading.Thread(target=webbrowser.open, args=(address(),), name="browser", daemon=True).start()
    yield


def _know_that_this_is_a_server() -> None:
    """Streamlit looks once, with a server's first element, whether a script is run without one, or in a REPL.

    For that it reads the source of everything on the stack: 60 to 150 ms of the first page (1.67).
    """
    delta_generator._use_warning_has_been_displayed = True


def address() -> str:
    """Where a browser on this machine finds the app; "0.0.0.0" is an address to listen on, not one to open."""
    listening = st.get_option("server.address")
    host = st.get_option("browser.serverAddress") if listening in EVERYWHERE else listening
    path = st.get_option("server.baseUrlPath").strip("/")
    scheme = "https" if st.get_option("server.sslCertFile") else "http"
    return f"{scheme}://{host}:{st.get_option('server.port')}/{path}"


def _load_first_page() -> None:
    """Import and read what the first visitor needs while their browser loads Streamlit's scripts, in half a second."""
    try:
        with loading():
            importlib.import_module("builder.ui.build.page")
            importlib.import_module("builder.ui.build.first_page").make_ready()
    except (SettingsError, StoreError) as error:  # the pages say it too, but whoever starts the server looks here
        log.warning("%s", error)
    except Exception:
        log.info("the first page could not be loaded ahead", exc_info=True)
