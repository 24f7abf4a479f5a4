"""The Build page."""

from builder.ui.views.build import build_page

build_page()
