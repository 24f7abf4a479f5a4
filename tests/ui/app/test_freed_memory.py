"""What is freed in large pieces leaves the process."""

import subprocess
import sys

import pytest


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="glibc's memory is meant")
def test_files_that_are_let_go_leave_no_room_taken_behind():
    """Ten times as on a busy server: a large piece, then a small one above it that stays."""
    code = (
        "import psutil\n"
        "from builder.ui.app.freed_memory import give_back_freed_memory\n"
        "assert give_back_freed_memory()\n"
        "process, small = psutil.Process(), []\n"
        "bytearray(30_000_000)\n"  # once freed, glibc would put others of this size between small ones
        "before = process.memory_info().rss\n"
        "for _ in range(10):\n"
        "    large = [bytearray(b'x') * 10_000_000 for _ in range(3)]\n"
        "    small.append(bytearray(b'x') * 100_000)\n"
        "del large\n"
        "print(process.memory_info().rss - before)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert int(done.stdout) < 10_000_000
