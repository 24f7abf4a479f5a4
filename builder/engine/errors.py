"""What goes wrong while a network is built, trained or read; each message is one sentence for the student.

So it names files without their folder, which follows from the run: BUILDER_HOME/artifacts/RUN.
"""

from builder.progress.reason import Reason
from builder.progress.told import Told
from builder.words.reasons import said

#: How TensorFlow reports within other errors that memory was refused: its own allocator, and oneDNN as an AbortedError.
#: oneDNN's status 1 is dnnl_out_of_memory. Its status 5, dnnl_runtime_error, is what executing a primitive returns on a
#: processor when the memory that it computes in is refused.
_OUT_OF_MEMORY = ("OOM when", "Status: 1, message:", "Status: 5, message: could not execute a primitive")


def is_out_of_memory(error: BaseException) -> bool:
    """Whether the error says that memory ran out; TensorFlow's are recognised by name, as it is not imported here."""
    named = isinstance(error, MemoryError) or type(error).__name__ == "ResourceExhaustedError"
    return named or any(sign in str(error) for sign in _OUT_OF_MEMORY)


class EngineError(Exception):
    """Training or predicting cannot go on; `reason` says why, and the message is its sentence."""

    def __init__(self, reason: Reason | str) -> None:
        self.reason = Told(text=reason) if isinstance(reason, str) else reason
        super().__init__(said(self.reason))


class NonFiniteLossError(EngineError):
    """The loss became infinite or not a number."""


class NotWrittenError(EngineError):
    """Weights or a checkpoint that could not be written to disk; the files already there are unchanged."""


class BundleError(EngineError):
    """Saved weights that are missing, damaged, or do not match their spec."""


class CheckpointError(EngineError):
    """A checkpoint that training cannot resume from."""


class DamagedCheckpointError(CheckpointError):
    """A checkpoint that is not what was written for its experiment."""


class DamagedError(ValueError):
    """A file that is not what was written; the message is the end of a sentence about it."""
