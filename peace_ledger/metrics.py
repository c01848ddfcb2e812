"""What the program measures of itself, as OpenMetrics at a port of its own: docs/observing.md lists it.

Labels have few values, all of them the program's or the data package's own: nothing that a reader has written
becomes one.
"""

import logging
import time
import weakref
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from threading import Lock
from typing import Any, Protocol
from urllib.parse import urlsplit

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    GCCollector,
    Histogram,
    PlatformCollector,
    ProcessCollector,
    disable_created_metrics,
    start_http_server,
)
from prometheus_client.core import GaugeMetricFamily, InfoMetricFamily, Metric
from prometheus_client.registry import Collector

from peace_ledger import log

# A second series beside each, which says since when it counts: as of the start of the process.
disable_created_metrics()  # type: ignore[no-untyped-call]

REGISTRY = CollectorRegistry()
"""All that is measured."""
ProcessCollector(registry=REGISTRY)
PlatformCollector(registry=REGISTRY)
GCCollector(registry=REGISTRY)

METHODS = ("GET", "HEAD", "OPTIONS", "WEBSOCKET")
"""The methods that are told apart; every other is `other`."""

_SHORT = (0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10)
_LONG = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)
_LOG = logging.getLogger(__name__)


class Refusal(StrEnum):
    """Why a request was refused before any work."""

    METHOD = "method"
    HOST = "host"
    ORIGIN = "origin"
    ADDRESS = "address"
    RATE_LIMIT = "rate_limit"
    NOT_SIGNED_IN = "not_signed_in"
    NOT_LET_IN = "not_let_in"
    TOKEN = "token"  # noqa: S105
    PROVIDER = "provider"
    FILES = "files"
    PICTURES = "pictures"
    ROUTES = "routes"
    DOCUMENTS = "documents"
    SESSIONS = "sessions"


_REQUESTS = Counter(
    "peace_ledger_requests",
    "Requests that were answered, by route, method and status.",
    ("route", "method", "status"),
    registry=REGISTRY,
)
_REQUEST_SECONDS = Histogram(
    "peace_ledger_request_seconds",
    "How long requests took until all of their answer was handed on, by route.",
    ("route",),
    buckets=_LONG,
    registry=REGISTRY,
)
_REFUSALS = Counter(
    "peace_ledger_refusals",
    "Requests that were refused before any work, by reason.",
    ("reason",),
    registry=REGISTRY,
)
_FAULTS = Counter(
    "peace_ledger_faults",
    "Faults of the program that readers were told of, in a page or a route.",
    ("place",),
    registry=REGISTRY,
)
READY = Gauge(
    "peace_ledger_ready", "Whether the process should be sent readers, as /readyz says.", registry=REGISTRY
)
SESSIONS = Gauge("peace_ledger_sessions", "Connections of pages that are open.", registry=REGISTRY)
SESSIONS_BOUND = Gauge(
    "peace_ledger_sessions_bound", "Connections of pages that may be open at once.", registry=REGISTRY
)
_RERUNS = Histogram(
    "peace_ledger_rerun_seconds",
    "How long runs of pages took once they had their turn.",
    buckets=_LONG,
    registry=REGISTRY,
)
_RERUN_WAITS = Histogram(
    "peace_ledger_rerun_wait_seconds",
    "How long runs of pages waited for their turn.",
    buckets=_LONG,
    registry=REGISTRY,
)
RERUNS_WAITING = Gauge(
    "peace_ledger_reruns_waiting", "Runs of pages that wait for their turn now.", registry=REGISTRY
)
_QUERIES = Counter(
    "peace_ledger_queries",
    "Questions that were asked of the data, by query, whether run or answered by what is kept.",
    ("query",),
    registry=REGISTRY,
)
_QUERY_SECONDS = Histogram(
    "peace_ledger_query_seconds",
    "How long queries took that were run, by query, with what had to be made for them.",
    ("query",),
    buckets=_SHORT,
    registry=REGISTRY,
)
_LOOKUPS = Counter(
    "peace_ledger_cache_lookups", "How often something kept was looked for.", ("cache",), registry=REGISTRY
)
_MISSES = Counter(
    "peace_ledger_cache_misses",
    "How often what was looked for was not kept, and was made.",
    ("cache",),
    registry=REGISTRY,
)
_VERSIONS_REFUSED = Counter(
    "peace_ledger_data_refused",
    "New data versions that were not taken over because something is wrong with them.",
    ("process",),
    registry=REGISTRY,
)

_REFUSED = {reason: _REFUSALS.labels(reason) for reason in Refusal}
_FAULTY = {place: _FAULTS.labels(place) for place in ("page", "route")}


# Requests


def answered(route: str, method: str, status: int, seconds: float) -> None:
    """Count a request by its route's template."""
    _REQUESTS.labels(route, method if method in METHODS else "other", str(status)).inc()
    _REQUEST_SECONDS.labels(route).observe(seconds)


def refused(reason: Refusal) -> None:
    """Count that the request at hand is refused; its record in the log says why."""
    _REFUSED[reason].inc()
    request = log.current.get()
    if request is not None:
        request.refusal = reason


def faulty(place: str) -> None:
    """Count a fault that a reader was told of, in a `page` or a `route`."""
    _FAULTY[place].inc()


def run_of_page(waited: float, took: float) -> None:
    """Count a run of a page, in seconds."""
    _RERUN_WAITS.observe(waited)
    _RERUNS.observe(took)


# Queries


class _Asked(dict[str, Callable[[], None]]):
    """What counts a question, by the query's name: looking a counter up takes longer than counting."""

    def __missing__(self, query: str) -> Callable[[], None]:
        count = self[query] = _QUERIES.labels(query).inc
        return count


asked = _Asked()
"""What counts a question of a query, by name: `asked[name]()`. Only for names that the catalog has."""


@contextmanager
def running(query: str) -> Iterator[None]:
    """Measure a query while it runs."""
    with _QUERY_SECONDS.labels(query).time():
        yield


# What is kept


class Kept(Protocol):
    """Something of bounded size that keeps what was made."""

    @property
    def maxsize(self) -> float:
        """What it may hold."""

    @property
    def currsize(self) -> float:
        """What it holds."""

    def __len__(self) -> int: ...


@dataclass(frozen=True)
class _Watched:
    cache: str
    unit: str
    kept: Callable[[], Kept | None]


class _Caches(Collector):
    """How full all caches of a name are together: every data version that is open has its own."""

    def __init__(self) -> None:
        self._watched: list[_Watched] = []
        self._lock = Lock()

    def watch(self, one: _Watched) -> None:
        with self._lock:
            # Those of data versions that were closed are gone.
            self._watched = [other for other in self._watched if other.kept() is not None] + [one]

    def collect(self) -> Iterable[Metric]:
        entries = GaugeMetricFamily(
            "peace_ledger_cache_entries", "How many things are kept.", labels=["cache"]
        )
        size = GaugeMetricFamily(
            "peace_ledger_cache_size", "How much is kept, in the unit of the bound.", labels=["cache", "unit"]
        )
        bound = GaugeMetricFamily(
            "peace_ledger_cache_bound", "How much is kept at most.", labels=["cache", "unit"]
        )
        for (cache, unit), kept in self._by_name().items():
            entries.add_metric([cache], sum(len(one) for one in kept))
            size.add_metric([cache, unit], sum(one.currsize for one in kept))
            bound.add_metric([cache, unit], sum(one.maxsize for one in kept))
        return entries, size, bound

    def _by_name(self) -> Mapping[tuple[str, str], list[Kept]]:
        found: dict[tuple[str, str], list[Kept]] = {}
        with self._lock:
            for one in self._watched:
                if (kept := one.kept()) is not None:
                    found.setdefault((one.cache, one.unit), []).append(kept)
        return found


_caches = _Caches()
REGISTRY.register(_caches)

Count = Callable[[], None]


def watch(cache: str, unit: str, kept: Kept) -> tuple[Count, Count]:
    """Measure something that keeps what was made, in `unit`, as long as it lives. Gives what counts that
    something is looked for, and that it was not there.
    """
    _caches.watch(_Watched(cache, unit, weakref.ref(kept)))
    return _LOOKUPS.labels(cache).inc, _MISSES.labels(cache).inc


# Data versions


@dataclass(frozen=True)
class _Served:
    version: str
    digest: str
    rows: Mapping[str, int]
    since: float


class _Data(Collector):
    """The data version that is served of each process."""

    def __init__(self) -> None:
        self._served: dict[str, _Served] = {}

    def serve(self, process: str, served: _Served) -> None:
        known = self._served.get(process)
        if known is None or known.digest != served.digest:
            self._served = {**self._served, process: served}

    def collect(self) -> Iterable[Metric]:
        info = InfoMetricFamily(
            "peace_ledger_data",
            "The data version that is served, with the start of its digest.",
            labels=["process"],
        )
        rows = GaugeMetricFamily(
            "peace_ledger_data_rows", "Rows of the tables that are served.", labels=["process", "table"]
        )
        loaded = GaugeMetricFamily(
            "peace_ledger_data_loaded_timestamp_seconds",
            "When the data version that is served was taken over.",
            labels=["process"],
            unit="seconds",
        )
        for process, served in self._served.items():
            info.add_metric([process], {"version": served.version, "digest": served.digest[:12]})
            loaded.add_metric([process], served.since)
            for table, count in served.rows.items():
                rows.add_metric([process, table], count)
        return info, rows, loaded


_data = _Data()
REGISTRY.register(_data)


def version_served(process: str, version: str, digest: str, rows: Mapping[str, int]) -> None:
    """From now on this data version of a process is the one that is served, if it is not already; `rows` by
    table.
    """
    _data.serve(process, _Served(version, digest, rows, time.time()))
    _VERSIONS_REFUSED.labels(process)


def version_refused(process: str) -> None:
    """A new data version of a process was not taken over; the one that is served stays."""
    _VERSIONS_REFUSED.labels(process).inc()


# The port


@contextmanager
def served(address: str) -> Iterator[None]:
    """Within it all that is measured can be read at `host:port`, by whoever reaches that; an empty address
    serves it nowhere. Where the port cannot be had the log says so, and nothing else changes.
    """
    server = _listen(address) if address else None
    try:
        yield
    finally:
        if server is not None:
            server.shutdown()
            server.server_close()


def _listen(address: str) -> Any:
    parts = urlsplit(f"//{address}")
    try:
        server, _ = start_http_server(parts.port or 0, parts.hostname or "", REGISTRY)
    except OSError as error:
        reason = error.strerror or error
        _LOG.error(
            "Metrics cannot be served at %s: %s. The ledger runs on without them; free that address or "
            "choose another.",
            address,
            reason,
        )
        return None
    return server
