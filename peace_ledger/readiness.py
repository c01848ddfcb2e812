"""Whether this process should be sent readers: not while it starts, not without data, not while it ends."""

import asyncio
import logging
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from peace_ledger import ledger, metrics

STARTING = "The program is starting: it loads its data."
ENDING = "The program is being stopped: it goes on with those who are here, and takes nobody new."

_LOG = logging.getLogger(__name__)
_stage: str | None = STARTING


def reasons() -> tuple[str, ...]:
    """Why nobody should be sent here now; empty where all is well."""
    if _stage is not None:
        return (_stage,)
    try:
        ledger.loaded()
    except ledger.NotLoaded as reason:
        return reason.lines
    return ()


@contextmanager
def while_serving(drain: float) -> Iterator[None]:
    """Within it the process takes readers, until it is asked to end (SIGTERM): from then on it says for
    `drain` seconds that it should get no more, and only then ends. A second request ends it at once.
    """
    if drain and threading.current_thread() is threading.main_thread():
        _drain_when_asked_to_end(drain)
    _set(None)
    try:
        yield
    finally:
        _set(ENDING)


def _drain_when_asked_to_end(drain: float) -> None:
    ends = signal.getsignal(signal.SIGTERM)
    if not callable(ends):
        return
    loop = asyncio.get_running_loop()

    def asked_to_end(number: int, frame: FrameType | None) -> None:
        if _stage == ENDING:
            ends(number, frame)
            return
        _set(ENDING)
        loop.call_soon_threadsafe(end_later)

    def end_later() -> None:
        _LOG.info("The server ends in %s s; until then /readyz says so.", drain)
        loop.call_later(drain, ends, signal.SIGTERM, None)

    signal.signal(signal.SIGTERM, asked_to_end)


def _set(stage: str | None) -> None:
    global _stage
    _stage = stage


metrics.READY.set_function(lambda: not reasons())
