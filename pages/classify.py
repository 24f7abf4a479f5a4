"""The Classify page."""

from builder.ui.classify.page import classify_page

classify_page()
