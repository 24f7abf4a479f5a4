"""A link for who goes by keyboard, past navigation and sidebar: it is seen once it has the focus."""

from builder.ui.app.unseen_script import unseen_script

_put_first = unseen_script("builder_skip_link", __file__)


def skip_link() -> None:
    """Makes it the first stop of the Tab key on every page."""
    _put_first()
