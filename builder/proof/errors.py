"""What can go wrong with what is taken away or brought in. str(error) is one sentence for the user."""


class ProofError(Exception):
    """What was asked cannot be done with this run."""


class RefusedError(ProofError):
    """A file that is not imported."""

    def __init__(self, reason: str) -> None:
        super().__init__(f"This file is not imported: {reason}.")


class AlreadyHereError(ProofError):
    """A bundle that this owner has imported before; it became the run `run_id`."""

    def __init__(self, name: str, run_id: str) -> None:
        super().__init__(f"This bundle is here already, as “{name}”; nothing was imported.")
        self.run_id = run_id
