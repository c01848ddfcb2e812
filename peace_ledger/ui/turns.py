"""How many pages are made at the same time. Python makes one step after the other, however many there are:
where all readers' pages take turns at every step, each of them is late.
"""

import os
from threading import BoundedSemaphore

AT_ONCE = (os.cpu_count() or 1) + 1
"""One more than there are processors: DuckDB works while Python does something else."""

turn = BoundedSemaphore(AT_ONCE)
"""What a run holds while it makes its page."""
