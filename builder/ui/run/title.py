"""How a run's card or row begins: its state, its name with what tells it from others, and how far it is."""

from builder.progress.epoch import Progress
from builder.store.runs.records import ENDED, Run
from builder.ui.app.text import plain
from builder.ui.run import words
from builder.ui.run.honesty import mark_badges
from builder.words.counts import count
from builder.words.durations import training_time

BADGES = {
    "queued": ":gray-badge[:material/hourglass_empty: Queued]",
    "paused": ":gray-badge[:material/pause: Paused]",
    "running": ":blue-badge[:material/autorenew: Training]",
    "finished": ":green-badge[:material/check: Finished]",
    "stopped": ":gray-badge[:material/stop: Stopped]",
    "failed": ":red-badge[:material/error: Failed]",
}
STOPPING = ":orange-badge[:material/stop: Stopping …]"
PAUSING = ":orange-badge[:material/pause: Pausing …]"


def title(run: Run, differs: str = "") -> str:
    """State, name and what tells it from others of that name, the images that the run is about, and its marks."""
    badge = BADGES[run.state]
    if run.state == "running" and (run.stop_requested or run.pause_requested):
        badge = STOPPING if run.stop_requested else PAUSING
    name = f"**{plain(run.name)}**{f', {plain(differs)}' if differs else ''}"
    seed = run.experiment.training.seed
    seeds = [f"seed {seed}"] if seed and "seed" not in differs else []  # projects have seed 0
    parts = [name, plain(words.images_used(run)), *seeds, *mark_badges(run)]
    return f"{badge}\N{EN SPACE}{' · '.join(parts)}"


def where(run: Run, progress: Progress | None) -> str:
    """ "epoch 9 of 60", as far as it is known."""
    planned = run.experiment.training.epochs
    if run.state in ENDED:
        taken = f" in {training_time(run.seconds)}" if run.seconds else ""
        return f"{count(run.epochs, 'epoch')}{taken}"
    if progress is not None and progress.epoch:
        return f"epoch {progress.epoch} of {planned:,}"
    if run.epochs:
        return f"epoch {run.epochs} of {planned:,}"
    return f"up to {count(planned, 'epoch')}"
