"""Waiting for what another process, or another thread, does and tells nobody of."""

import time
from collections.abc import Callable
from threading import Event
from typing import TypeVar

T = TypeVar("T")

SECONDS = 60
"""So long a test waits: far longer than anything takes on a busy machine."""
_PACE = 0.05
"""Seconds between two looks."""


def until(look: Callable[[], T], what: str) -> T:
    """What is seen as soon as it is true. Raises AssertionError with what was waited for, and with what was
    seen last, where it never is.
    """
    deadline, pause = time.monotonic() + SECONDS, Event()
    while not (seen := look()):
        assert time.monotonic() < deadline, f"{what}: {seen!r}"
        pause.wait(_PACE)
    return seen
