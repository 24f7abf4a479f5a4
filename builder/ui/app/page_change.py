"""What happens in the browser when another page is chosen: it begins at its top, and a phone's drawer closes."""

from builder.ui.app.unseen_script import unseen_script

#: What each page needs that the browser does not do by itself; it is set up with the first of them.
_ONCE = ("printed.js", "connection.js", "field_names.js")

_change_in_browser = unseen_script("builder_page_change", __file__, before=_ONCE)


def begin_page(page: str) -> None:
    """`page` names the page that is drawn now; nothing happens while it stays the same."""
    _change_in_browser(data={"page": page})
