"""What goes wrong while a network is built, trained or read; each message is one sentence for the student."""


class EngineError(Exception):
    """Training or predicting cannot go on; the message says why and what to try."""


class NonFiniteLossError(EngineError):
    """The loss became infinite or not a number."""


class BundleError(EngineError):
    """Saved weights that are missing, damaged, or not those of their spec."""


class CheckpointError(EngineError):
    """A checkpoint that cannot be written, or that training cannot go on from."""
