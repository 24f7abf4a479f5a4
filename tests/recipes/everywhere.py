"""Where a design appears: each function looks at one place as a person would, and returns what stands there."""

import contextlib
import io
import json
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from streamlit.testing.v1 import AppTest

from builder.cli.main import main
from builder.design.cost.memory import training_bytes
from builder.design.cost.summary import summarize
from builder.design.experiment import Experiment
from builder.design.kinds import Kinds
from builder.engine.build import build_model
from builder.export import picture, to_notebook, to_script
from builder.ui.build import share
from tests.patience import HANG_SECONDS
from tests.ui.opened import ROOT, checked, open_all_blocks, show_tab


@contextlib.contextmanager
def taken_out(kinds: Kinds, name: str) -> Iterator[None]:
    """The registry without one kind; afterwards all are there again, in their order."""
    before = kinds.classes()
    kinds.unregister(name)
    try:
        yield
    finally:
        for left in list(kinds):
            kinds.unregister(left)
        for kind in before:
            kinds.register(kind)


def keras_agrees(experiment: Experiment) -> None:
    """The Keras model has the summary's layers, by name, shape and number of weights."""
    summary, model = summarize(experiment), build_model(experiment)
    layers = {layer.name: layer for layer in model.layers}
    for row in summary.rows:
        layer = layers[row.name]
        assert type(layer).__name__ == row.kind
        assert tuple(layer.output.shape[1:]) == row.output_shape, row.name
        assert layer.count_params() == row.parameters, row.name
    assert model.count_params() == summary.total
    assert training_bytes(experiment) > 0


def script_runs(experiment: Experiment, folder: Path, monkeypatch) -> str:
    """The exported script builds the same first weights, and trains to its end; its text."""
    monkeypatch.chdir(folder)
    script = to_script(experiment)
    space: dict[str, object] = {"__name__": "script"}
    exec(compile(script, "script.py", "exec"), space)
    of_script, of_app = space["build_model"](), build_model(experiment)
    for ours, theirs in zip(of_app.get_weights(), of_script.get_weights(), strict=True):
        np.testing.assert_array_equal(ours, theirs)
    with contextlib.redirect_stdout(io.StringIO()) as printed:
        space["main"]()
    assert "Test accuracy" in printed.getvalue() and (folder / "model.keras").exists()
    return script


def notebook_cells(experiment: Experiment) -> tuple[str, str]:
    """The notebook's words and its code; the code builds the network."""
    cells = json.loads(to_notebook(experiment))["cells"]
    code = ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"]
    space: dict[str, object] = {"__name__": "notebook"}
    for source in code[:2]:
        exec(compile(source, "cell.py", "exec"), space)
    assert space["build_model"]().count_params() == summarize(experiment).total
    return "\n".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "markdown"), "\n".join(code)


def drawn(experiment: Experiment) -> str:
    """The picture, its legend and its words."""
    summary = summarize(experiment)
    return picture.svg(summary, 960) + picture.legend(summary) + picture.describe(summary)


def by_link(experiment: Experiment) -> Experiment:
    """The design that the share link opens."""
    return share.decode(share.encode(experiment))


def sidebar(experiment: Experiment, tab: str) -> AppTest:
    """The Build page opened by the design's link, with all blocks open and that tab in front."""
    app = AppTest.from_file(str(ROOT / "streamlit_app.py"), default_timeout=HANG_SECONDS)
    open_all_blocks(app)
    show_tab(app, tab)
    app.query_params["design"] = share.encode(experiment)
    return checked(app.run())


def command(*arguments: str) -> tuple[int, object, str]:
    """The status of a command, its JSON document (None without one), and what it said on stderr."""
    with contextlib.redirect_stdout(_Terminal()) as out, contextlib.redirect_stderr(io.StringIO()) as error:
        try:
            status = main(list(arguments))
        except SystemExit as ended:
            status = int(ended.code or 0)
    printed = out.getvalue()
    return status, json.loads(printed) if printed.startswith(("{", "[")) else None, printed + error.getvalue()


class _Terminal(io.StringIO):
    """What the command line prints to; its encoding is set as a terminal's is."""

    def reconfigure(self, **_: object) -> None: ...


def spec_file(experiment: Experiment, folder: Path) -> str:
    """The design in a file, for --spec."""
    file = folder / "design.json"
    file.write_text(experiment.to_json(), encoding="utf-8")
    return str(file)
