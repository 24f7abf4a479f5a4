"""A section, or a cell, that has less to show than the one before leaves the page where it is scrolled."""

from builder.ui.app.unseen_script import unseen_script

_keep = unseen_script("builder_keep_height", __file__)


def keep_height(place: str) -> None:
    """Of the container with the key `place`; the page ends with it."""
    _keep(data={"place": place})
