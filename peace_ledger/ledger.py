"""What this server process serves: the opened packages, or the reason why there are none."""

import logging
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from cachetools import LRUCache, cached

from peace_ledger import dataset, diff, engine, metrics, settings, state, versions
from peace_ledger.dataset import Dataset, InvalidPackage
from peace_ledger.diff import Diff
from peace_ledger.engine import Engine
from peace_ledger.settings import InvalidSettings, Settings
from peace_ledger.state import Vocabulary

# Each holds its tables and the results last asked of it in memory; readers of more versions at once wait for
# one to be opened again.
OPEN_VERSIONS = 4
TRIED_AGAIN = 60
"""Seconds after which a version that could not be opened is tried again, once somebody asks for it."""

_DAMAGED = "this data version is kept here, but its files are damaged; the log of the server says where"
_TOO_OLD = "this data version is kept here, but lacks what the pages of today need; take its tables as files"
_LOG = logging.getLogger(__name__)


class NotLoaded(Exception):
    """No ledger can be shown; `lines` say what is wrong, where, and how to mend it."""

    def __init__(self, lines: tuple[str, ...]) -> None:
        super().__init__("\n".join(lines))
        self.lines = lines


@dataclass(frozen=True)
class Ledger:
    """One process in one data version, opened: its data, the questions that can be asked of it, the values
    its parameters may take, and where readers reach it, if the settings say so. `latest` is the ledger of the
    latest version where this is an older one; `archive` has all the others.
    """

    engine: Engine
    vocabulary: Vocabulary
    public_url: str = ""
    latest: "Ledger | None" = None
    archive: "Archive | None" = None

    @property
    def dataset(self) -> Dataset:
        """The package behind it."""
        return self.engine.dataset

    @property
    def damages(self) -> Mapping[str, Sequence[str]]:
        """The kept versions that could not be opened because their files are damaged, each with its problems,
        one line each.
        """
        return self.archive.damages if self.archive else {}

    @cached_property
    def difference(self) -> Diff:
        """What the latest version has otherwise."""
        return diff.between(self.dataset, (self.latest or self).dataset)


class Archive:
    """The versions that are kept beside a package, apart from its own: each is opened when it is first asked
    for, by one reader while others who want it wait, and the last few stay open.

    `names` are the versions, the latest first. `faults` says for readers why some could not be opened, and
    `damages` for the operator what is wrong with their files, one line a problem.
    """

    def __init__(self, live: Dataset) -> None:
        # A difference is told row by row, which takes both versions in memory.
        kept = () if live.stored else versions.names(live.folder)
        self.names = tuple(name for name in kept if name != live.version)
        self.faults: dict[str, str] = {}
        self.damages: dict[str, tuple[str, ...]] = {}
        self._folder = live.folder
        self._tried: dict[str, float] = {}
        self._open = cached(
            LRUCache(OPEN_VERSIONS), key=lambda version, _: version, condition=threading.Condition()
        )(self._opened)

    def open(self, version: str, latest: Ledger) -> Ledger | None:
        """The ledger of one of the versions; None where it cannot be opened."""
        if version not in self.names:
            return None
        try:
            return self._open(version, latest)
        except _Unopened:
            return None

    def _opened(self, version: str, latest: Ledger) -> Ledger:
        if version in self.faults and time.monotonic() < self._tried[version] + TRIED_AGAIN:
            raise _Unopened(version)
        try:
            kept = versions.load(self._folder, version)
        except InvalidPackage as fault:
            self.damages[version] = tuple(str(problem) for problem in fault.problems)
            raise self._unopened(version, _DAMAGED, fault) from fault
        self.damages.pop(version, None)
        try:
            asked = engine.open_engine(kept)
        except InvalidPackage as fault:
            raise self._unopened(version, _TOO_OLD, fault) from fault
        self.faults.pop(version, None)
        known = latest.vocabulary
        vocabulary = replace(
            state.vocabulary_of(kept, known.processes), versions=known.versions, unopened=known.unopened
        )
        return replace(latest, engine=asked, vocabulary=vocabulary, latest=latest)

    def _unopened(self, version: str, reason: str, fault: InvalidPackage) -> "_Unopened":
        _LOG.error("Data version %s cannot be opened; readers get the latest. %s", version, fault)
        self._tried[version] = time.monotonic()
        self.faults[version] = reason
        return _Unopened(version)


class _Unopened(Exception):
    """A version cannot be opened; the archive says why."""


_lock = threading.Lock()
_opened: dict[str, Ledger] | NotLoaded | None = None


def open_all() -> None:
    """Read the settings, load every package they name, and keep them for `current`. Raises NotLoaded, and
    keeps that too.
    """
    global _opened
    with _lock:
        try:
            _opened = _load_all()
        except NotLoaded as reason:
            _opened = reason
            raise


def loaded() -> tuple[Ledger, ...]:
    """The opened ledgers, the default one first. Opens them on first use. Raises NotLoaded."""
    if _opened is None:
        open_all()
    if isinstance(_opened, NotLoaded):
        raise _opened
    return tuple((_opened or {}).values())


def current(processes: Sequence[str] = (), data_versions: Sequence[str] = ()) -> Ledger:
    """The ledger of the first of these processes that there is, or the default one; in the first of these
    versions that can be opened, or the latest. Reading the address against its vocabulary tells what of it
    was not to be had, and why. Raises NotLoaded.
    """
    ledgers = loaded()
    named = {ledger.vocabulary.process: ledger for ledger in ledgers}
    latest = next((named[process] for process in processes if process in named), ledgers[0])
    return next(filter(None, (_in_version(latest, version) for version in data_versions)), latest)


def _in_version(latest: Ledger, version: str) -> Ledger | None:
    if version == latest.dataset.version:
        return latest
    return latest.archive.open(version, latest) if latest.archive else None


def _load_all() -> dict[str, Ledger]:
    try:
        chosen = settings.read()
        opened = engine.open_each(dataset.find_packages(chosen.data), _opener(chosen)).values()
    except (InvalidSettings, InvalidPackage) as error:
        raise NotLoaded(_lines(error)) from error
    faults = [fault for fault in opened if isinstance(fault, InvalidPackage)]
    if faults:
        raise NotLoaded(tuple(line for fault in faults for line in _lines(fault)))
    engines = {one.dataset.package.name: one for one in opened if isinstance(one, Engine)}
    return {name: _ledger(one, tuple(engines), chosen.public_url) for name, one in engines.items()}


def _opener(chosen: Settings) -> Callable[[Dataset], Engine]:
    """What opens the packages. Raises InvalidSettings where what Spark needs is not installed."""
    if chosen.engine == settings.DUCKDB or chosen.shared is None:
        return engine.open_engine
    try:
        # Only where it is wanted: it takes seconds, and an extra.
        from peace_ledger.spark.engine import opener
    except ImportError as error:
        message = f"{error.name} is not installed; install the extra: python -m pip install -e '.[spark]'."
        raise InvalidSettings([f"{settings.variable('engine')} is {chosen.engine!r}: {message}"]) from error
    return opener(chosen.engine, chosen.shared)


def _ledger(latest: Engine, processes: tuple[str, ...], public_url: str) -> Ledger:
    data = latest.dataset
    metrics.version_served(data.package.name, data.version, data.digest, latest.sizes())
    archive = Archive(data)
    vocabulary = replace(
        state.vocabulary_of(latest.dataset, processes),
        versions=(latest.dataset.version, *archive.names),
        unopened=archive.faults,
    )
    return Ledger(latest, vocabulary, public_url, archive=archive)


def _lines(error: Exception) -> tuple[str, ...]:
    return tuple(str(error).splitlines())
