"""What this server process serves: the opened packages, or the reason why there are none."""

import logging
import threading
import time
import weakref
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, partial
from pathlib import Path

from cachetools import LRUCache, cached

from peace_ledger import dataset, diff, engine, metrics, settings, state, versions
from peace_ledger.dataset import Dataset, InvalidPackage
from peace_ledger.diff import Diff
from peace_ledger.engine import Engine
from peace_ledger.settings import InvalidSettings, Settings
from peace_ledger.state import Vocabulary
from peace_ledger.translation import N_

# Each holds its tables and the results last asked of it in memory; readers of more versions at once wait for
# one to be opened again.
OPEN_VERSIONS = 4
TRIED_AGAIN = 60
"""Seconds after which a version that could not be opened is tried again, once somebody asks for it."""
REPLACED_VERSIONS = 2
"""How many versions that were replaced while the server ran stay open for those who began with them."""
FORGOTTEN = 3600
"""Seconds after which one of these is let go, once nobody asks for it any more."""

_DAMAGED = N_("this data version is kept here, but its files are damaged; the log of the server says where")
_TOO_OLD = N_(
    "this data version is kept here, but lacks what the pages of today need; take its tables as files"
)
_REPLACED = N_("this data version was replaced by a newer one, and was not released, so it is not kept here")
_LOG = logging.getLogger(__name__)


class NotLoaded(Exception):
    """No ledger can be shown; `lines` say what is wrong, where, and how to mend it."""

    def __init__(self, lines: tuple[str, ...]) -> None:
        super().__init__("\n".join(lines))
        self.lines = lines


@dataclass(frozen=True)
class Ledger:
    """One process in one data version, opened: its data, the questions that can be asked of it, the values
    its parameters may take, and where readers reach it, if the settings say so. `latest` has the latest
    version where this is an older one; `archive` has all the others where this is the latest. `damages` are
    the kept versions that could not be opened because their files are damaged, each with its problems, one
    line each.
    """

    engine: Engine
    vocabulary: Vocabulary
    public_url: str = ""
    latest: Dataset | None = None
    archive: "Archive | None" = None
    damages: Mapping[str, Sequence[str]] = field(default_factory=dict)

    @property
    def dataset(self) -> Dataset:
        """The package behind it."""
        return self.engine.dataset

    @cached_property
    def difference(self) -> Diff | None:
        """What the latest version has otherwise; None where one is too large for that."""
        latest = self.latest or self.dataset
        return None if self.dataset.stored or latest.stored else diff.between(self.dataset, latest)


class Archive:
    """The versions of a package apart from its latest: those that are kept beside it, each opened when it is
    first asked for, by one reader while others who want it wait, the last few of which stay open; and those
    that the latest has replaced while the server ran, as long as somebody asks for them.

    `names` are the versions, the latest first. `faults` says for readers why some cannot be opened, and
    `damages` for the operator what is wrong with their files, one line a problem.
    """

    def __init__(self, live: Dataset, replaced: Iterable[Ledger] = ()) -> None:
        # A difference is told row by row, which takes both versions in memory.
        kept = () if live.stored else versions.names(live.folder)
        others = {one.dataset.version: one for one in replaced if one.dataset.version != live.version}
        # Without their own archives, each of which has the version before it.
        held = {name: replace(one, archive=None) for name, one in list(others.items())[:REPLACED_VERSIONS]}
        self.names = (*held, *(name for name in kept if name not in {live.version, *held}))
        self.faults: dict[str, str] = {}
        self.damages: dict[str, tuple[str, ...]] = {}
        self._folder = live.folder
        self._kept = frozenset(kept)
        self._replaced = held
        self._asked = dict.fromkeys(held, time.monotonic())
        self._lock = threading.Lock()
        self._tried: dict[str, float] = {}
        # By a proxy, so that what was replaced goes with its last reader (as in engine.py).
        self._open = cached(
            LRUCache(OPEN_VERSIONS), key=lambda version, _: version, condition=threading.Condition()
        )(partial(Archive._opened, weakref.proxy(self)))

    @property
    def replaced(self) -> tuple[Ledger, ...]:
        """The versions that were replaced while the server ran and are still open, the latest first."""
        return tuple(self._replaced.values())

    def let_go(self) -> None:
        """Close those of them that nobody has asked for in a while."""
        with self._lock:
            idle = [name for name, asked in self._asked.items() if time.monotonic() > asked + FORGOTTEN]
            for name in idle:
                del self._replaced[name], self._asked[name]
                if name not in self._kept:
                    self.faults[name] = _REPLACED

    def open(self, version: str, latest: Ledger) -> Ledger | None:
        """The ledger of one of the versions; None where it cannot be opened."""
        if one := self._still_open(version, latest):
            return one
        if version not in self._kept:
            return None
        try:
            return self._open(version, latest)
        except _Unopened:
            return None

    def _still_open(self, version: str, latest: Ledger) -> Ledger | None:
        with self._lock:
            one = self._replaced.get(version)
            if one is None:
                return None
            if one.latest is not latest.dataset:
                one = _older(one.engine, one.vocabulary, latest)
            self._replaced[version], self._asked[version] = one, time.monotonic()
            return one

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
        return _older(asked, state.vocabulary_of(kept, latest.vocabulary.processes), latest)

    def _unopened(self, version: str, reason: str, fault: InvalidPackage) -> "_Unopened":
        _LOG.error("Data version %s cannot be opened; readers get the latest. %s", version, fault)
        self._tried[version] = time.monotonic()
        self.faults[version] = reason
        return _Unopened(version)


def _older(asked: Engine, vocabulary: Vocabulary, latest: Ledger) -> Ledger:
    known = latest.vocabulary
    vocabulary = replace(
        vocabulary, processes=known.processes, versions=known.versions, unopened=known.unopened
    )
    vocabulary = _with_others(vocabulary, known.values["beside"])
    # Without the archive, which holds it.
    return replace(latest, engine=asked, vocabulary=vocabulary, latest=latest.dataset, archive=None)


class _Unopened(Exception):
    """A version cannot be opened; the archive says why."""


@dataclass(frozen=True)
class Served:
    """What is served at one moment: the latest version of each package, by its folder as the settings name
    it, the default one first. `refused` are folders that were changed into what cannot be served, each with
    the reasons; what was served of them before still is.
    """

    ledgers: Mapping[Path, Ledger]
    refused: Mapping[Path, tuple[str, ...]] = field(default_factory=dict)


_lock = threading.Lock()
_opened: Served | NotLoaded | None = None


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


def served() -> Served:
    """What is served now. Opens it on first use. Raises NotLoaded."""
    if _opened is None:
        open_all()
    if isinstance(_opened, NotLoaded):
        raise _opened
    return _opened or Served({})


def loaded() -> tuple[Ledger, ...]:
    """The opened ledgers, the default one first. Opens them on first use. Raises NotLoaded."""
    return tuple(served().ledgers.values())


def current(processes: Sequence[str] = (), data_versions: Sequence[str] = ()) -> Ledger:
    """The ledger of the first of these processes that there is, or the default one; in the first of these
    versions that can be opened, or the latest. Reading the address against its vocabulary tells what of it
    was not to be had, and why. Raises NotLoaded.
    """
    ledgers = loaded()
    named = {ledger.vocabulary.process: ledger for ledger in ledgers}
    latest = next((named[process] for process in processes if process in named), ledgers[0])
    return next(filter(None, (_in_version(latest, version) for version in data_versions)), latest)


def side_by_side(own: Ledger, beside: Sequence[str]) -> tuple[Ledger, ...]:
    """All processes, the default one first: that of `own` as it is, each other in the version in which it is
    named by `state.beside`, or in its latest where it is not named or cannot be opened in that one.
    """
    named = state.in_versions(beside)

    def seen(latest: Ledger) -> Ledger:
        process = latest.vocabulary.process
        if process == own.vocabulary.process:
            return own
        return (_in_version(latest, named[process]) if process in named else None) or latest

    return tuple(seen(latest) for latest in loaded())


def others(own: Ledger, beside: Sequence[str]) -> list[Ledger]:
    """The processes that stand beside one."""
    return [one for one in side_by_side(own, beside) if one is not own]


def _in_version(latest: Ledger, version: str) -> Ledger | None:
    if version == latest.dataset.version:
        return latest
    return latest.archive.open(version, latest) if latest.archive else None


# What is served is replaced


def take(changed: Mapping[Path, Engine | InvalidPackage], chosen: Settings) -> None:
    """Serve folders in what they have become, and keep those that cannot be served as they were served. Who
    asks meanwhile gets one or the other, whole.
    """
    global _opened
    with _lock:
        before = _opened if isinstance(_opened, Served) else Served({})
        engines = {folder: one.engine for folder, one in before.ledgers.items()}
        refused = dict(before.refused)
        for folder, one in changed.items():
            fault = one if isinstance(one, InvalidPackage) else _name_taken(folder, one, engines)
            if fault:
                refused[folder] = _lines(fault)
                if folder in before.ledgers:
                    metrics.version_refused(before.ledgers[folder].vocabulary.process)
                continue
            refused.pop(folder, None)
            if isinstance(one, Engine) and not _is_same(one, engines.get(folder)):
                engines[folder] = one
        if before.ledgers or not refused:
            _opened = Served(_ledgers(dict(sorted(engines.items())), before.ledgers, chosen), refused)
        else:
            # As at the start: all packages are right, or none is shown.
            _opened = NotLoaded(tuple(line for lines in refused.values() for line in lines))
    for folder, replaced in before.ledgers.items():
        if engines[folder] is not replaced.engine:
            # Few ask for it any more, and its readers' sessions keep it for a while.
            replaced.engine.forget()


def _is_same(one: Engine, other: Engine | None) -> bool:
    return other is not None and one.dataset.digest == other.dataset.digest


def _name_taken(folder: Path, one: Engine, engines: Mapping[Path, Engine]) -> InvalidPackage | None:
    name = one.dataset.package.name
    others = (other for other, known in engines.items() if other != folder)
    taken = next((other for other in others if engines[other].dataset.package.name == name), None)
    return engine.namesake(folder, name, taken) if taken else None


def _ledgers(
    engines: Mapping[Path, Engine], before: Mapping[Path, Ledger], chosen: Settings
) -> dict[Path, Ledger]:
    processes = tuple(one.dataset.package.name for one in engines.values())
    opened = {
        folder: _ledger(one, processes, chosen.public_url, _replaced_by(one, before.get(folder)))
        for folder, one in engines.items()
    }
    known = [one.vocabulary for one in opened.values()]
    return {folder: _among(one, known) for folder, one in opened.items()}


def _among(one: Ledger, known: Iterable[Vocabulary]) -> Ledger:
    """The ledger, once it knows in which versions the other processes are kept."""
    pairs = tuple(
        state.beside(other.process, version)
        for other in known
        if other.process != one.vocabulary.process
        for version in other.versions
    )
    return replace(one, vocabulary=_with_others(one.vocabulary, pairs))


def _with_others(vocabulary: Vocabulary, pairs: tuple[str, ...]) -> Vocabulary:
    return replace(vocabulary, values={**vocabulary.values, "beside": pairs})


def _replaced_by(latest: Engine, before: Ledger | None) -> Sequence[Ledger]:
    """The versions of the same process that are still open, the last one first."""
    if before is None or before.vocabulary.process != latest.dataset.package.name:
        return ()
    earlier = before.archive.replaced if before.archive else ()
    return earlier if before.engine is latest else (before, *earlier)


def _load_all() -> Served:
    try:
        chosen = settings.read()
        opened = opened_in(dataset.find_packages(chosen.data), chosen)
    except (InvalidSettings, InvalidPackage) as error:
        raise NotLoaded(_lines(error)) from error
    faults = [fault for fault in opened.values() if isinstance(fault, InvalidPackage)]
    if faults:
        raise NotLoaded(tuple(line for fault in faults for line in _lines(fault)))
    engines = {folder: one for folder, one in opened.items() if isinstance(one, Engine)}
    return Served(_ledgers(engines, {}, chosen))


def opened_in(folders: Iterable[Path], chosen: Settings) -> dict[Path, Engine | InvalidPackage]:
    """The packages of some folders, each opened by what the settings say, or what is wrong with it. Raises
    InvalidSettings where what Spark needs is not installed.
    """
    # A folder may be a link that is set to another one later, while what is opened here is still read.
    places = {folder: folder.resolve() for folder in folders}
    opened = engine.open_each(places.values(), _opener(chosen))
    return {folder: opened[place] for folder, place in places.items()}


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


def _ledger(
    latest: Engine, processes: tuple[str, ...], public_url: str, replaced: Iterable[Ledger]
) -> Ledger:
    data = latest.dataset
    metrics.version_served(data.package.name, data.version, data.digest, latest.sizes())
    archive = Archive(data, replaced)
    vocabulary = replace(
        state.vocabulary_of(data, processes),
        versions=(data.version, *archive.names),
        unopened=archive.faults,
    )
    return Ledger(latest, vocabulary, public_url, archive=archive, damages=archive.damages)


def _lines(error: Exception) -> tuple[str, ...]:
    return tuple(str(error).splitlines())
