"""The app's own server, which on SIGUSR1 also writes how many sessions it holds: JSON in the file BENCHMARK_COUNTS.

    BENCHMARK_COUNTS=counts.json python benchmarks/watched_server.py --server.port 8501

`connected` sessions have an open tab, `kept` ones were closed and wait for a browser that comes back, `alive` are all
AppSession objects not yet freed. Options are those of `streamlit run`.
"""

import json
import os
import signal
import sys
import weakref
from pathlib import Path

from streamlit import runtime
from streamlit.runtime.app_session import AppSession
from streamlit.web.cli import main

ROOT = Path(__file__).parents[1]
_alive: weakref.WeakSet = weakref.WeakSet()


def _watch() -> None:
    begin = AppSession.__init__

    def watched(self, *arguments, **named) -> None:
        _alive.add(self)
        begin(self, *arguments, **named)

    AppSession.__init__ = watched
    signal.signal(signal.SIGUSR1, _tell)


def _tell(*_: object) -> None:
    manager = runtime.get_instance()._session_mgr
    kept = len(manager._session_storage._cache._data)
    counts = {"connected": len(manager.list_active_sessions()), "kept": kept, "alive": len(_alive)}
    path = Path(os.environ["BENCHMARK_COUNTS"])
    aside = path.with_suffix(".part")
    aside.write_text(json.dumps(counts), encoding="utf-8")
    aside.replace(path)


if __name__ == "__main__":
    _watch()
    os.chdir(ROOT)
    sys.path[0] = str(ROOT)
    sys.argv = ["streamlit", "run", "streamlit_app.py", *sys.argv[1:]]
    sys.exit(main())
