"""The Compare page."""

from builder.ui.compare.page import compare_page

compare_page()
