"""The other pages are loaded ahead, once, and what they need is all there."""

import subprocess
import sys


def test_after_the_first_page_the_others_need_no_import(tmp_path):
    code = """
import sys, time
from builder.ui import ahead
ahead.SECONDS_AFTER_FIRST_PAGE = 0
ahead.load_other_pages_soon()
ahead.load_other_pages_soon()
deadline = time.monotonic() + 60
while time.monotonic() < deadline and not all(name in sys.modules for name in ahead.MODULES):
    time.sleep(0.05)
time.sleep(0.2)
print([name for name in ahead.MODULES if name not in sys.modules], "tensorflow" in sys.modules)
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=120)
    assert done.stdout.split() == ["[]", "False"], done.stderr
    assert "could not be loaded" not in done.stderr
