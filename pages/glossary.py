"""The glossary of the course's terms."""

from builder.ui.course.glossary import glossary_page

glossary_page()
