"""Pictures made one at a time, and kept: whoever asks too much gets a refusal, and pages stay quick."""

import threading
from collections.abc import Callable, Hashable
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import TimeoutError as NotInTime

from cachetools import LRUCache

MOST_BYTES = 32 * 1024 * 1024
"""Of pictures that are kept: about 250. The least recently asked for goes first."""
MOST_WAITING = 6
"""Pictures that may be asked for and not yet drawn."""
LONGEST_WAIT = 10.0
"""Seconds that a request waits for its picture."""


class Busy(Exception):
    """No picture now: too many are waiting, or this one took too long. Asking again later helps."""


class Studio:
    """Makes pictures in one thread and keeps them by key. Those who ask for the same one share it."""

    def __init__(
        self, bytes_kept: int = MOST_BYTES, waiting: int = MOST_WAITING, seconds: float = LONGEST_WAIT
    ) -> None:
        self._kept: LRUCache[Hashable, bytes] = LRUCache(bytes_kept, getsizeof=len)
        self._coming: dict[Hashable, Future[bytes]] = {}
        self._most = waiting
        self._seconds = seconds
        self._lock = threading.Lock()
        self._thread = ThreadPoolExecutor(1, "preview")

    def picture(self, key: Hashable, make: Callable[[], bytes]) -> bytes:
        """The picture of that key; `make` is called where it is not there yet. Raises Busy, and what `make`
        raises.
        """
        with self._lock:
            kept = self._kept.get(key)
            if kept is not None:
                return kept
            coming = self._coming.get(key) or self._begin(key, make)
        try:
            return coming.result(self._seconds)
        except NotInTime:
            raise Busy from None

    def _begin(self, key: Hashable, make: Callable[[], bytes]) -> Future[bytes]:
        if len(self._coming) >= self._most:
            raise Busy
        self._coming[key] = self._thread.submit(self._made, key, make)
        return self._coming[key]

    def _made(self, key: Hashable, make: Callable[[], bytes]) -> bytes:
        try:
            picture = make()
            with self._lock:
                if len(picture) <= self._kept.maxsize:
                    self._kept[key] = picture
            return picture
        finally:
            with self._lock:
                del self._coming[key]
