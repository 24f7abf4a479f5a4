"""How a command ends when it cannot do what was asked."""


class InputError(Exception):
    """Wrong input; the message is the one line that the user sees, and the exit status is 2."""


class CommandFailed(Exception):
    """The input was valid, but the command failed; the message is one line, and the exit status is 1."""
