"""The copy of the curated package, and children over it."""

from collections.abc import Iterator

import pytest

from peace_ledger.engine import Engine
from peace_ledger.sql import copies
from peace_ledger.sql.copies import Copy
from peace_ledger.sql.pool import Pool


@pytest.fixture(scope="module")
def copied(engine: Engine) -> Iterator[Copy]:
    """The copy of the curated package."""
    made = copies.copy(engine)
    yield made
    made.remove()


@pytest.fixture(scope="module")
def children(copied: Copy) -> Iterator[Pool]:
    """Children over it, with a deadline that a busy machine keeps too."""
    made = Pool(copied, deadline=20, at_once=2, waiting=30, warm=2)
    yield made
    made.close()
