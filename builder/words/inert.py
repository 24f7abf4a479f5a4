"""Text that people wrote, made inert: nobody's program makes a link, a picture or an escape sequence of it."""

import html
import json
import re
import unicodedata

#: Everything that is special in Streamlit's and Jupyter's Markdown: emphasis, links, code, HTML, formulas,
#: :colours[] and :icons:, tables, headings, quotes and lists.
_SPECIAL = re.compile(r"([\\`*_{}\[\]()<>#+\-.!|~$:&^=@])")

#: Between which two characters to break what Markdown's readers recognise after they have taken the backslashes away:
#: addresses without brackets, :emoji: and :icons:, and arrows and dashes that stand alone.
_BREAKS = re.compile(
    r"(?<=:)(?=//)|(?<=www)(?=\.)|(?<=[-.\w+])(?=@)|(?<=:)(?=[\w+-]+:|material/)"
    r"|(?:(?<=\s[-<>~])|(?<=^[-<>~]))(?=(?:->|[->=])(?!\S))",
    re.IGNORECASE,
)
#: Has no width, and keeps a line from being broken where it stands.
_WORD_JOINER = "\N{WORD JOINER}"

#: Between the letters of Persian and of emoji: not printable by themselves, and harmless.
_JOINERS = "\N{ZERO WIDTH JOINER}\N{ZERO WIDTH NON-JOINER}"


def plain(text: str) -> str:
    """`text` for Markdown, which then shows exactly its characters, on one line, and makes nothing of them.

    Word joiners, which nobody sees, keep an address, an :emoji: or an arrow from being recognised.
    """
    one_line = " ".join("".join(c if c.isprintable() else " " for c in text).split())
    return _SPECIAL.sub(r"\\\1", _BREAKS.sub(_WORD_JOINER, one_line))


def escaped(text: str) -> str:
    """`text` for HTML and SVG, also inside attributes.

    Streamlit's Markdown writes ":material/" as ":material_", in HTML within it too.
    """
    return html.escape(text, quote=True).replace(":material/", ":material&#47;")


def printable(text: str) -> str:
    """`text` for a terminal or a log, on one line: what would move the cursor or turn the writing round as \\u001b."""
    return "".join(c if _is_shown(c) else json.dumps(c)[1:-1] for c in text)


def printable_lines(text: str) -> str:
    """The same for text of several lines."""
    return "\n".join(printable(line) for line in text.split("\n"))


def _is_shown(character: str) -> bool:
    return character.isprintable() or character in _JOINERS or unicodedata.category(character) == "Zs"
