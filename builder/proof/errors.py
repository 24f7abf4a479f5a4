"""What can go wrong with what is taken away or brought in. str(error) is one sentence for the user."""


class ProofError(Exception):
    """What was asked cannot be done with this run."""


class RefusedError(ProofError):
    """A file that is not imported."""

    def __init__(self, reason: str) -> None:
        super().__init__(f"This file is not imported: {reason}.")


class AlreadyHereError(ProofError):
    """A bundle with the weights of the run `run_id`, which is here: trained here or imported, by anybody."""

    def __init__(self, name: str, run_id: str, by: str) -> None:
        super().__init__(
            f"The network of this bundle, weight for weight, is here already, as “{name}” (run {run_id}, by {by}); "
            "nothing was imported."
        )
        self.run_id = run_id
