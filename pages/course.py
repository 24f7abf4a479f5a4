"""The Course page."""

from builder.ui.course.page import course_page

course_page()
