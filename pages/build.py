"""The Build page."""

from builder.ui.build.page import build_page

build_page()
