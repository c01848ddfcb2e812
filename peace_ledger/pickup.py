"""New data are picked up while the server runs: it looks at the folders of the packages now and then, opens
what was changed once it stands still, and lets it be served when it is whole and right.

What is opened is a database of its own, beside the one that is served, so readers see either the old version
or the new one. What cannot be served is told of in the log and by `/healthz`.
"""

import logging
import os
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from threading import Event, Thread
from typing import TypeAlias

from peace_ledger import built_parts, dataset, ledger, settings, versions
from peace_ledger.descriptor import FILE_NAME
from peace_ledger.engine import Engine
from peace_ledger.problems import InvalidPackage, Problem
from peace_ledger.settings import InvalidSettings, Settings

Print: TypeAlias = "frozenset[tuple[str, int, int, int]]"
"""What changes when a file of a package is changed, put there or taken away: path, inode, size, and when it
was changed, in ns, of each.
"""
Opener: TypeAlias = Callable[[list[Path], Settings], Mapping[Path, Engine | InvalidPackage]]

GONE = "is not there any more; put it back, or start the server again without it"
_FAULT = "it could not be opened because of a fault, which stands in full in the log; it is tried again"
TRIED_AGAIN = 12
"""After how many looks what was met by a fault of ours, or of the machine, is tried again."""
_LOG = logging.getLogger(__name__)


class Pickup:
    """Looks for what was changed since it was made, which must be before the data are opened: what changes
    meanwhile must not be missed. `opener` opens packages.
    """

    def __init__(self, chosen: Settings, opener: Opener = ledger.opened_in) -> None:
        # The settings of the start: the folder that they name may be gone later.
        self._chosen = chosen
        self._opener = opener
        self._taken = prints(chosen.data)
        self._last = self._taken
        self._looks_to_wait = 0

    def look(self) -> None:
        """Take what was changed and has stood still since the last look."""
        now = prints(self._chosen.data)
        stood_still, self._last = now == self._last, now
        self._looks_to_wait = max(0, self._looks_to_wait - 1)
        if now != self._taken and stood_still and not self._looks_to_wait:
            self._take(now)
        for one in _served():
            if one.archive:
                one.archive.let_go()

    def _take(self, now: Mapping[Path, Print]) -> None:
        changed = [folder for folder, one in now.items() if one != self._taken.get(folder)]
        try:
            opened = dict(self._opener(changed if _served() else list(now), self._chosen))
        except Exception:
            _LOG.exception("Changed data in %s could not be opened.", self._chosen.data)
            fault = [Problem(FILE_NAME, _FAULT)]
            ledger.take({folder: InvalidPackage(folder, fault) for folder in changed}, self._chosen)
            self._looks_to_wait = TRIED_AGAIN
            return
        if prints(self._chosen.data) != now:
            return  # It was changed while it was read, and is looked at again.
        gone = {folder: _gone(folder) for folder in self._taken if folder not in now}
        ledger.take(opened | gone, self._chosen)
        self._taken = dict(now)
        for folder, one in (opened | gone).items():
            _tell(folder, one)


def _served() -> tuple[ledger.Ledger, ...]:
    try:
        return ledger.loaded()
    except ledger.NotLoaded:
        return ()


def _gone(folder: Path) -> InvalidPackage:
    return InvalidPackage(folder, [Problem(FILE_NAME, GONE)])


def _tell(folder: Path, one: Engine | InvalidPackage) -> None:
    if isinstance(one, InvalidPackage):
        _LOG.error("The data in %s were changed and are refused; what was served still is. %s", folder, one)
    else:
        data = one.dataset
        _LOG.info("Data version %s of %s is served now (%s).", data.version, data.package.name, data.digest)


# Looking


def prints(path: Path) -> dict[Path, Print]:
    """The packages that a path leads to at this moment, each with its print; none where it leads nowhere."""
    try:
        return {folder: frozenset(_states(folder)) for folder in dataset.find_packages(path)}
    except (InvalidPackage, OSError):
        return {}


def _states(folder: Path) -> Iterator[tuple[str, int, int, int]]:
    root = folder.resolve()
    for place, folders, names in os.walk(root):
        inner = Path(place).relative_to(root).as_posix()
        # What begins with a point is no part of a package; what is named by its content never changes.
        folders[:] = [name for name in folders if not name.startswith(".") and not _is_kept(inner)]
        for name in names:
            if not name.startswith("."):
                yield _state(Path(place, name))


def _is_kept(inner: str) -> bool:
    return inner in {built_parts.FOLDER, versions.FOLDER}


def _state(file: Path) -> tuple[str, int, int, int]:
    try:
        found = file.stat()
    except OSError:
        return str(file), 0, 0, 0
    # The time at which its entry was changed too: a copy may keep the time of its content.
    return str(file), found.st_ino, found.st_size, max(found.st_mtime_ns, found.st_ctime_ns)


# While the server runs


class Watch:
    """Looks again every `refresh` seconds of the settings, in a thread of its own, from `begin` to `end`."""

    def __init__(self) -> None:
        self._ended = Event()
        self._thread: Thread | None = None
        self._pickup: Pickup | None = None
        try:
            chosen = settings.read()
        except InvalidSettings:
            return  # There is nothing to look at, and settings cannot be changed while it runs.
        if chosen.refresh:
            self._pickup = Pickup(chosen)
            self._thread = Thread(target=self._run, args=(self._pickup, chosen.refresh), daemon=True)

    def begin(self) -> None:
        """Look again from now on."""
        if self._thread:
            self._thread.start()

    def end(self) -> None:
        """Look no more. What is being opened is given up with the process."""
        self._ended.set()

    def _run(self, pickup: Pickup, seconds: float) -> None:
        while not self._ended.wait(seconds):
            try:
                pickup.look()
            except Exception:
                _LOG.exception("The server could not look for new data; it looks again in %g s.", seconds)
