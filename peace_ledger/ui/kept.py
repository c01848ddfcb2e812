"""What was encoded for a view is kept for all who come to the same view: a chart is a pure function of its
rows, and these of data, filters and day.
"""

from collections.abc import Callable, Hashable
from contextlib import suppress
from threading import Lock
from typing import Protocol, TypeVar, cast

from cachetools import LRUCache

from peace_ledger import metrics
from peace_ledger.ui.view import View

MOST_BYTES = 64_000_000
"""What all that is kept may take, for all data versions that are open: about six hundred views of pages."""

_BESIDES_DATA = 2_000
"""Bytes of a key and the objects around the data."""


class Sent(Protocol):
    """What is kept: bytes, with what belongs to them."""

    @property
    def data(self) -> bytes:
        """What is sent."""


_Sent = TypeVar("_Sent", bound=Sent)


def _size(sent: Sent) -> int:
    return len(sent.data) + _BESIDES_DATA


_kept: LRUCache[Hashable, Sent] = LRUCache(MOST_BYTES, getsizeof=_size)
_looked_for, _missed = metrics.watch("cards", "bytes", _kept)
_making = [Lock() for _ in range(64)]
_lock = Lock()


def once(view: View, what: Hashable, make: Callable[[], _Sent]) -> _Sent:
    """What `make` gives for a view, made once. `what` tells it from other things of the same view, and lives
    as long as the program, as a function of a module does. `make` may look at nothing but the view, and what
    it gives may hold nothing of the reader's session.
    """
    looked_at = (view.digest, view.path, view.state, view.today, view.language, view.embedded, view.origin)
    key = (what, *looked_at)
    _looked_for()
    with _lock:
        found = _kept.get(key)
    if found is not None:
        return cast("_Sent", found)
    # One thing of a view after the other: threads that make them at the same time delay the first of them,
    # and a browser draws one while the next is made.
    with _making[hash(looked_at) % len(_making)]:
        return _made(key, make)


def _made(key: Hashable, make: Callable[[], _Sent]) -> _Sent:
    with _lock:
        found = _kept.get(key)
    if found is None:
        _missed()
        found = make()
        # What is larger than all that may be kept is not.
        with _lock, suppress(ValueError):
            _kept[key] = found
    return cast("_Sent", found)
