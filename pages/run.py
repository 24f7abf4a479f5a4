"""The page of one run: /run?id=…"""

from builder.ui.run_page.page import run_page

run_page()
