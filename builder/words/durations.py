"""How times are written."""


def duration(seconds: float) -> str:
    """The time that a training took or will take, in the two units that matter: "40 s", "51 min", "2 h 5 min"."""
    if seconds < 90:
        return f"{seconds:.0f} s"
    minutes = round(seconds / 60)
    return f"{minutes} min" if minutes < 100 else f"{minutes // 60:,} h {minutes % 60} min"


def training_time(seconds: float) -> str:
    """A training time that is over, so exactly that it can be compared: "40 s", "2 min", "2 min 51 s", "51 min"."""
    whole = round(seconds)
    return f"{whole // 60} min {whole % 60} s" if 90 <= whole < 600 and whole % 60 else duration(seconds)


def epoch_duration(seconds: float) -> str:
    """How long one epoch takes, precisely enough to compare it with a time limit: "40 s", "2.5 min"."""
    return f"{seconds:.0f} s" if seconds < 90 else f"{seconds / 60:.1f} min"


def moment(seconds: float) -> str:
    """How long a network took for one picture: "35 ms", "1.2 s"."""
    return f"{1000 * seconds:.0f} ms" if seconds < 1 else f"{seconds:.1f} s"
