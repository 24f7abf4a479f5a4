"""Playwright's `expect` for pages that are drawn piece by piece."""

import time
from collections.abc import Callable

from playwright.sync_api import expect as expect_at_once

from tests.patience import HANG_SECONDS

TWICE = "strict mode violation"
PAUSE_SECONDS = 0.1


def expect(actual: object, message: str | None = None) -> "_Patient":
    """As Playwright's, which waits for everything but this: what is there twice, it fails at once.

    Streamlit leaves what the run before drew on the page until the next one has drawn the same anew, perhaps elsewhere.
    What stays there twice still fails.
    """
    return _Patient(expect_at_once(actual, message))


class _Patient:
    def __init__(self, assertions: object):
        self._assertions = assertions

    def __getattr__(self, name: str) -> Callable[..., None]:
        assertion = getattr(self._assertions, name)

        def wait_until_once(*arguments: object, **named: object) -> None:
            deadline = time.monotonic() + HANG_SECONDS
            while True:
                try:
                    return assertion(*arguments, **named)
                except AssertionError as error:
                    if TWICE not in str(error) or time.monotonic() > deadline:
                        raise
                time.sleep(PAUSE_SECONDS)

        return wait_until_once
