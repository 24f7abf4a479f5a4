"""Who may know whom: imports point one way, and what the pages import never loads TensorFlow."""

import json
import subprocess
import sys

import pytest

from tests.architecture.sources import PACKAGE, ROOT, imported, room_of, sources

#: What pages and command line are built on: everything but the engine, which loads TensorFlow.
ALL_BELOW = {
    "design",
    "progress",
    "statistics",
    "analysis",
    "words",
    "presets",
    "datasets",
    "export",
    "store",
    "jobs",
    "course",
    "pictures",
    "proof",
    "settings",
    "given_files",
    "shipped",
}

#: A room may import itself and the rooms named here (and `settings`, but for design and presets).
ALLOWED = {
    "design": set(),
    "progress": {"design"},
    "statistics": {"design"},
    "analysis": {"design", "progress", "statistics"},
    "words": {"design", "progress", "statistics", "analysis"},
    "presets": {"design", "datasets"},
    "settings": {"design"},
    "given_files": set(),
    "datasets": {"design", "settings", "given_files"},
    "pictures": {"datasets"},
    "export": {"design", "words", "presets", "datasets"},
    "store": {"design", "progress", "statistics", "words", "presets", "datasets", "settings", "given_files"},
    "course": {"design", "progress", "presets", "datasets", "statistics", "analysis", "words", "store", "given_files"},
    "engine": {"design", "progress", "words", "datasets"},
    "proof": {
        "design",
        "analysis",
        "progress",
        "statistics",
        "words",
        "presets",
        "datasets",
        "export",
        "store",
        "engine",
        "settings",
        "given_files",
        "pictures",
    },
    "shipped": {"design", "datasets", "statistics", "analysis", "words", "presets", "store", "engine", "settings"},
    "jobs": {
        "design",
        "progress",
        "statistics",
        "analysis",
        "words",
        "presets",
        "datasets",
        "export",
        "store",
        "engine",
        "course",
        "proof",
        "shipped",
        "settings",
    },
    "ui": ALL_BELOW,
    "cli": ALL_BELOW,
    "__main__": {"cli"},
    "__init__": set(),
}
STDLIB_AND_PYDANTIC = sys.stdlib_module_names | {"pydantic", "pydantic_core", "builder"}


@pytest.mark.parametrize("path", sources(), ids=lambda path: str(path.relative_to(ROOT)))
def test_a_room_imports_only_the_rooms_that_it_may_know(path):
    room = room_of(path)
    known = {name.split(".")[1] for name in imported(path) if name.startswith("builder.")}
    assert known - {room, "__version__"} <= ALLOWED[room]


@pytest.mark.parametrize("path", sources(), ids=lambda path: str(path.relative_to(ROOT)))
def test_only_the_engine_imports_tensorflow_and_only_the_ui_imports_streamlit(path):
    tops = {name.split(".")[0] for name in imported(path)}
    if room_of(path) != "engine":
        assert not tops & {"tensorflow", "keras"}
    if room_of(path) != "ui":
        assert "streamlit" not in tops


@pytest.mark.parametrize("path", sorted((PACKAGE / "design").rglob("*.py")), ids=lambda path: path.name)
def test_the_design_imports_only_the_standard_library_and_pydantic(path):
    assert {name.split(".")[0] for name in imported(path)} <= STDLIB_AND_PYDANTIC


@pytest.mark.parametrize("path", sorted((PACKAGE / "jobs").rglob("*.py")), ids=lambda path: path.name)
def test_processes_locks_and_limits_of_this_machine_are_known_only_to_the_local_executor(path):
    of_this_machine = {"psutil", "subprocess", "filelock", "signal", "resource"}
    if PACKAGE / "jobs" / "executor" / "local" not in path.parents:
        assert not of_this_machine & {name.split(".")[0] for name in imported(path)}


def test_uploaded_pictures_are_decoded_in_a_process_of_their_own_alone():
    """Nothing that pages or the command line import may decode bytes that somebody sent."""
    decoding = {path for path in sources() if {"builder.datasets.photo.read_photo", "PIL.Image.open"} & imported(path)}
    assert decoding == {PACKAGE / "pictures" / "decoder.py"}
    opening = {path for path in sources() if "Image.open(" in path.read_text(encoding="utf-8")}
    assert opening == {PACKAGE / "datasets" / "photo.py"}
    asking = {path for path in sources() if "builder.pictures.decoder" in imported(path)}
    assert asking == set()


def test_figures_come_from_the_one_place_that_waits_for_pandas():
    importing = [path.name for path in sources() if any("plotly.graph_obj" in name for name in imported(path))]
    assert importing == ["graph_objects.py"]


def test_importing_everything_that_the_pages_import_loads_no_tensorflow():
    pages = [ROOT / "streamlit_app.py", *(ROOT / "pages").glob("*.py")]
    assert all(name.startswith("builder.ui") or name == "streamlit" for page in pages for name in imported(page))
    modules = [".".join(path.relative_to(ROOT).with_suffix("").parts) for path in (PACKAGE / "ui").rglob("*.py")]
    code = (
        "import importlib, json, sys\n"
        f"for name in {sorted(modules)!r}: importlib.import_module(name)\n"
        "heavy = ('tensorflow', 'keras', 'torch', 'jax', 'sklearn')\n"
        "print(json.dumps([name for name in heavy if name in sys.modules]))"
    )
    answer = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=True)
    assert json.loads(answer.stdout.splitlines()[-1]) == []


def test_the_command_line_loads_no_tensorflow():
    code = "import sys, builder.cli.main; print([name for name in ('tensorflow', 'keras') if name in sys.modules])"
    answer = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=True)
    assert answer.stdout.strip() == "[]"


def test_no_file_is_a_drawer_for_everything_and_none_is_very_long():
    for path in sources():
        assert path.stem not in {"utils", "helpers", "misc", "common"}
        assert len(path.read_text(encoding="utf-8").splitlines()) <= 300, path
