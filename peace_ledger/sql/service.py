"""The SQL of readers, asked of the ledgers that this process serves: whether it is on, the children over
each data version, and what was answered last.
"""

import atexit
import logging
import os
import threading
from contextlib import suppress
from threading import Condition, Lock

import duckdb
from cachetools import LRUCache, TTLCache, cached

from peace_ledger import settings
from peace_ledger.engine import Engine
from peace_ledger.sql import copies, reasons
from peace_ledger.sql.answer import Answer, Refused
from peace_ledger.sql.pool import Pool, TooSlow, Unavailable
from peace_ledger.state import LONGEST_SQL

OFF = reasons.OFF
OPEN_VERSIONS = 2
"""Data versions over which children wait at one time; whoever asks another waits for its copy to be made."""
KEPT_FOR = 300
"""Seconds for which an answer is kept, so that a page that is drawn again does not ask again."""
KEPT_BYTES = 10_000_000
SLOW_FOR = 30
"""Seconds for which a query that was too slow is not tried again, whoever follows a link to it."""

_LOG = logging.getLogger(__name__)


class _Pools(LRUCache[str, Pool]):
    """Children by the digest of their data; where there are too many, those that nobody asks are ended."""

    def popitem(self) -> tuple[str, Pool]:
        digest, pool = super().popitem()
        # It waits for a thread, and whoever opens another version need not.
        threading.Thread(target=_end, args=(pool,), daemon=True).start()
        return digest, pool


_pools = _Pools(OPEN_VERSIONS)
_answers: TTLCache[tuple[str, str], Answer] = TTLCache(KEPT_BYTES, KEPT_FOR, getsizeof=lambda one: one.size)
_slow: TTLCache[tuple[str, str], TooSlow] = TTLCache(1_000, SLOW_FOR)
_keeping = Lock()


def _end(pool: Pool) -> None:
    pool.close()
    pool.copied.remove()


def is_on() -> bool:
    """Whether the settings let readers ask."""
    # By the variable alone: asked in every run, and while the folder of the data may be gone.
    return os.environ.get(settings.variable("sql"), settings.ON) == settings.ON


def ask(engine: Engine, sql: str) -> Answer:
    """The answer to a query over a data version. Raises answer.Refused, pool.TooSlow, pool.Busy and
    pool.Unavailable.
    """
    if not is_on():
        raise Unavailable(OFF)
    if len(sql) > LONGEST_SQL:
        raise Refused(reasons.TOO_LONG, count=len(sql), most=LONGEST_SQL)
    key = engine.dataset.digest, sql
    with _keeping:
        if answered := _answers.get(key):
            return answered
        if slow := _slow.get(key):
            raise TooSlow(slow.text, **slow.values)
    try:
        given = _pool(engine).ask(sql)
    except TooSlow as slow_again:
        with _keeping:
            _slow[key] = TooSlow(slow_again.text, **slow_again.values)
        raise
    with _keeping:
        _answers[key] = given
    return given


def prepare(engine: Engine) -> None:
    """Make the copy of a data version in the background, so that its first reader need not wait for it."""
    if is_on():
        threading.Thread(target=_prepare, args=(engine,), name="copy for sql", daemon=True).start()


def _prepare(engine: Engine) -> None:
    # Whoever asks learns of it; the log has it.
    with suppress(Unavailable):
        _pool(engine)


@cached(_pools, key=lambda engine: engine.dataset.digest, condition=Condition())
def _pool(engine: Engine) -> Pool:
    try:
        return Pool(copies.copy(engine))
    except (OSError, duckdb.Error) as fault:
        _LOG.error("The copy of data version %s could not be made: %s", engine.dataset.version, fault)
        raise Unavailable(reasons.NOT_COPIED) from fault


def status() -> dict[str, object]:
    """Whether readers may ask, and why no query is run, where that is so."""
    told: dict[str, object] = {"on": is_on()}
    for pool in list(_pools.values()):
        if pool.fault:
            told["problem"] = pool.fault
    return told


@atexit.register
def close() -> None:
    """End all children, and delete the copies."""
    while _pools:
        _, pool = LRUCache.popitem(_pools)
        _end(pool)
    with _keeping:
        _answers.clear()
        _slow.clear()
