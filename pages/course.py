"""The Course page."""

from builder.ui.views.course import course_page

course_page()
