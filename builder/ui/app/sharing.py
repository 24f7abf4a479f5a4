"""The address of a page, as others in the same network can open it, and the button that shows it."""

import shlex
import socket
import subprocess
import sys
from collections.abc import Mapping
from ipaddress import ip_address
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlencode, urlsplit

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

#: What `server.address` is where the server listens to everybody in the network: no address to open.
EVERYWHERE = (None, "", "0.0.0.0", "::")

#: Followed by the command.
ONLY_HERE = (
    "This address opens on this computer only. For others in the room, end the app, and start it by this command in "
    "the same folder:"
)
USUAL_PORT = 8501
OTHER_NAME = (
    "This address opens on this computer only. Others need the name or the address of the computer that the app runs "
    "on, in its place."
)
NO_NETWORK = "This address opens on this computer only: it is in no network."


class Shared(NamedTuple):
    """The address of a page; `told` says to whom it is of no use, empty where it is of use to everybody."""

    address: str
    told: str = ""


def share_button(what: str, query: Mapping[str, str]) -> None:
    """A button that shows the link to the page that is open, with that query; `what` is what the link opens."""
    with st.popover("Share", icon=":material/ios_share:", key="share"):
        draw_link(what, query)


def draw_link(what: str, query: Mapping[str, str]) -> None:
    """The link to the page that is open, with that query, to copy."""
    st.markdown(f"**A link that opens {what}**")
    found = shared_address()
    st.code(f"{found.address}?{urlencode(query)}", language=None, wrap_lines=True)
    if found.told:
        st.caption(found.told)
    if found.told == ONLY_HERE:
        st.code(command_for_everybody(), language=None, wrap_lines=True)


def shared_address() -> Shared:
    """The open page's address without its query; empty where there is no browser.

    Who has it open as localhost gets the address that others can use, where there is one.
    """
    parts = urlsplit(st.context.url or "")
    opened = f"{parts.scheme}://{parts.netloc}{parts.path or '/'}" if parts.netloc else ""
    if not opened or not _means_this_computer(parts.hostname or ""):
        return Shared(opened)
    if st.get_option("server.address") not in EVERYWHERE:
        return Shared(opened, ONLY_HERE)
    named = st.get_option("browser.serverAddress")
    if named and not _means_this_computer(named):
        port, host = st.get_option("browser.serverPort"), named
    elif st.context.ip_address is not None:
        return Shared(opened, OTHER_NAME)  # a container, or a tunnel: the server's own addresses may lead nowhere
    else:
        port, host = st.get_option("server.port"), own_address()
    if host is None:
        return Shared(opened, NO_NETWORK)
    return Shared(f"{parts.scheme}://{host}:{port}{parts.path or '/'}")


def command_for_everybody() -> str:
    """What starts the app so that everybody in the network can open it, from the folder that it was started in."""
    context = get_script_run_ctx()
    entry = "streamlit_app.py" if context is None else context.main_script_path
    parts = [_from_here(sys.executable), "-m", "streamlit", "run", _from_here(entry), "--server.address", "0.0.0.0"]
    if (port := st.get_option("server.port")) != USUAL_PORT:
        parts += ["--server.port", str(port)]
    return subprocess.list2cmdline(parts) if sys.platform == "win32" else shlex.join(parts)


def _from_here(path: str) -> str:
    """The path as it is written in the folder that the app was started in, where it lies below it."""
    here = Path.cwd()
    return str(Path(path).relative_to(here)) if Path(path).is_relative_to(here) else path


def own_address() -> str | None:
    """This computer's IPv4 address in its network; None where it is in none."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asked:
        try:
            asked.connect(("192.0.2.1", 9))  # a datagram's socket: it chooses the way there, and sends nothing
        except OSError:
            return None
        address: str = asked.getsockname()[0]
    return None if _means_this_computer(address) else address


def _means_this_computer(host: str) -> bool:
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        address = ip_address(host)
    except ValueError:
        return False
    return address.is_loopback or address.is_unspecified
