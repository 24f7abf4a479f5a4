"""What is wrong with a command's input."""


class InputError(Exception):
    """Wrong input; the message is the one line that the person gets, and the exit status is 2."""
