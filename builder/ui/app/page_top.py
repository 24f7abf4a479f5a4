"""Scroll to the top, or to a place, when a page switches to another of its views; Streamlit would stay where it was."""

from builder.ui.app.unseen_script import unseen_script

_scroll_in_browser = unseen_script("builder_page_top", __file__)


def begin_at_the_top(view: str) -> None:
    """`view` names what the page shows now; nothing happens while it stays the same."""
    _scroll_in_browser(data={"view": view})


def begin_at(view: str, place: str, tab: str | None = None, *, led: bool = False) -> None:
    """As begin_at_the_top, but at the container with the key `place`, also where the page begins with this view.

    Where the view takes another's place, `tab`, the title of a tab there, gets the focus once it is open: the keyboard
    and a screen reader go on where the page does. `led` says that a press led here, which a browser that is slow to
    run the script cannot know: the view before may have gone unseen by it.
    """
    _scroll_in_browser(data={"view": view, "place": place, "tab": tab, "led": led})
