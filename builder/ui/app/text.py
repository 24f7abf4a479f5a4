"""Text on pages: what people wrote, escaped for Markdown (`plain`, for labels and st.markdown) or HTML; and errors."""

import logging

from builder.settings import SettingsError
from builder.store.errors import TELL_AND_WAIT, StoreError
from builder.words.inert import escaped, plain, printable

__all__ = ["escaped", "plain", "sentence_of"]

log = logging.getLogger(__name__)

#: The sentence that the log was told last: each page, and each try, meets the same trouble.
_logged: list[str] = [""]


def sentence_of(error: Exception) -> str:
    """The sentence of an error for anybody who looks at a page, not escaped yet.

    What a database said of itself, addresses, paths and settings are for whoever runs the server, and go to the log.
    """
    if isinstance(error, SettingsError):
        discreet = f"The app cannot use its home folder or its settings. {TELL_AND_WAIT}"
    elif isinstance(error, StoreError):
        discreet = error.discreet
    else:
        return str(error)
    if discreet != (sentence := str(error)) != _logged[0]:
        _logged[0] = sentence
        log.warning("%s", printable(sentence))
    return discreet
