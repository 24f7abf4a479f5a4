"""Text that people wrote, escaped for Markdown or HTML."""

import html
import re

#: Everything that is special in Streamlit's Markdown: emphasis, links, code, HTML, formulas,
#: :colours[] and :icons:, tables, headings, quotes and lists.
_SPECIAL = re.compile(r"([\\`*_{}\[\]()<>#+\-.!|~$:&^=@])")


def plain(text: str) -> str:
    """`text` so that Markdown shows exactly its characters, on one line; for labels and st.markdown."""
    one_line = " ".join("".join(c if c.isprintable() else " " for c in text).split())
    return _SPECIAL.sub(r"\\\1", one_line)


def escaped(text: str) -> str:
    """`text` for HTML and SVG, also inside attributes."""
    return html.escape(text, quote=True)
