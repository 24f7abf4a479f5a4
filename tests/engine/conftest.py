"""Real images for the engine, and a listener that remembers."""

from collections.abc import Callable

import pytest

from builder.datasets import Split, load_split
from builder.runs.records import Epoch, Progress
from builder.settings import Settings
from builder.spec.experiment import Data


@pytest.fixture(scope="session")
def digits(tmp_path_factory: pytest.TempPathFactory) -> Split:
    """scikit-learn's digits: 1,199 images to train, 299 to validate, 299 to test."""
    home = tmp_path_factory.mktemp("home")
    settings = Settings(home=home, cifar10=None, database_url="sqlite://")
    return load_split(Data(dataset="digits"), settings)


class Recorder:
    """A listener that keeps what it hears, and asks to stop as soon as `stop_when(self)` is true."""

    def __init__(self, stop_when: Callable[["Recorder"], bool] = lambda recorder: False) -> None:
        self.stop_when = stop_when
        self.phases: list[str] = []
        self.reports: list[Progress] = []
        self.epochs: list[Epoch] = []
        self.kept: list[dict] = []

    def phase(self, text: str) -> None:
        self.phases.append(text)

    def progress(self, progress: Progress) -> None:
        self.reports.append(progress)

    def epoch(self, epoch: Epoch, **kept) -> None:
        self.epochs.append(epoch)
        self.kept.append(kept)

    def stop_requested(self) -> bool:
        return self.stop_when(self)


@pytest.fixture
def recorder() -> Recorder:
    return Recorder()
