"""How every background process begins and ends: a log with dates, and one sentence for what it cannot work with."""

import logging
from collections.abc import Callable

from builder.jobs.executor.local.exit_codes import NO_STORE
from builder.settings import Settings, SettingsError, load_settings
from builder.store.errors import StoreError
from builder.words.log_lines import log_to_stderr

log = logging.getLogger(__name__)


def run(work: Callable[[Settings], None]) -> int:
    """Calls `work` with the settings and returns the process's exit code: NO_STORE if the store failed it."""
    log_to_stderr()
    try:
        work(load_settings())
    except StoreError as error:
        log.error("%s", error)
        return NO_STORE
    except SettingsError as error:
        log.error("%s", error)
        return 1
    return 0
