"""How many pages are made at the same time. Python makes one step after the other, however many there are:
where all readers' pages take turns at every step, each of them is late.
"""

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from threading import BoundedSemaphore

from peace_ledger import metrics

AT_ONCE = (os.cpu_count() or 1) + 1
"""One more than there are processors: DuckDB works while Python does something else."""

turn = BoundedSemaphore(AT_ONCE)
"""What a run holds while it makes its page."""


@contextmanager
def run() -> Iterator[None]:
    """Hold a turn for a run of a page, and measure both the wait for it and the run."""
    begun = time.perf_counter()
    with metrics.RERUNS_WAITING.track_inprogress():
        turn.acquire()
    made = time.perf_counter()
    try:
        yield
    finally:
        turn.release()
        metrics.run_of_page(made - begun, time.perf_counter() - made)
