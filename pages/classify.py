"""The Classify page."""

from builder.ui.views.classify import classify_page

classify_page()
