"""How every background process begins and ends: a log with dates, and one sentence for what it cannot work with."""

import logging
from collections.abc import Callable

from builder.jobs.executor.local.exit_codes import NO_STORE, STORE_AWAY
from builder.settings import Settings, SettingsError, load_settings
from builder.store.errors import StoreAwayError, StoreError
from builder.words.log_lines import log_to_stderr

log = logging.getLogger(__name__)


def run(work: Callable[[Settings], None]) -> int:
    """Calls `work` with the settings; returns the exit code, NO_STORE or STORE_AWAY if the store failed it."""
    log_to_stderr()
    try:
        work(load_settings())
    except StoreError as error:
        log.error("%s", error)
        return STORE_AWAY if isinstance(error, StoreAwayError) else NO_STORE
    except SettingsError as error:
        log.error("%s", error)
        return 1
    return 0
