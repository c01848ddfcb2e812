"""The garbage collector beside Streamlit, which has it look at every object after every run of every page.

What has survived such a look is set aside, so that the next one sees only what has come since: else its cost
grows with the sessions that are open. Objects that are no part of a cycle go at once as ever; those that are
wait until everything is looked at again.
"""

import gc
from collections.abc import Mapping
from itertools import count
from typing import Any

RUNS = 1000
"""Looks, that is runs of pages, after which everything is looked at again, in about a tenth of a second;
what a run of Streamlit leaves behind in cycles is about 25 kB.
"""

_ALL = 2
"""The oldest of the collector's generations: a collection of it looks at everything not set aside."""


class _Survivors:
    """Sets aside what survives a look at everything."""

    def __init__(self) -> None:
        self._looks = count(1)

    def __call__(self, phase: str, info: Mapping[str, Any]) -> None:
        """Called by the collector before and after each collection."""
        if info["generation"] != _ALL:
            return
        if phase == "stop":
            gc.freeze()
        elif next(self._looks) % RUNS == 0:
            gc.unfreeze()


def set_survivors_aside() -> None:
    """From now on, set aside what survives: first of all what the program has loaded by now. Calling it again
    changes nothing.
    """
    if not any(isinstance(one, _Survivors) for one in gc.callbacks):
        gc.callbacks.append(_Survivors())
    gc.collect()
