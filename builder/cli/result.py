"""What a command gives back."""

#: The exit status, the document for --json, and the text for people.
Result = tuple[int, object, str]
