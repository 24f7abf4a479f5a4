"""What happens in the browser when another page is chosen: it begins at its top, and a phone's drawer closes."""

from builder.ui.app.unseen_script import unseen_script

_change_in_browser = unseen_script("builder_page_change", __file__)


def begin_page(page: str) -> None:
    """`page` names the page that is drawn now; nothing happens while it stays the same."""
    _change_in_browser(data={"page": page})
