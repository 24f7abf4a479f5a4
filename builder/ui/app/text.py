"""Text that people wrote, escaped for Markdown (`plain`, for labels and st.markdown) or for HTML."""

import html

from builder.words.inert import plain

__all__ = ["escaped", "plain"]


def escaped(text: str) -> str:
    """`text` for HTML and SVG, also inside attributes.

    Streamlit's Markdown writes ":material/" as ":material_", in HTML within it too.
    """
    return html.escape(text, quote=True).replace(":material/", ":material&#47;")
