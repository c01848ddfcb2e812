"""What this server process serves: the opened packages, or the reason why there are none."""

import threading
from collections.abc import Sequence
from dataclasses import dataclass

from peace_ledger import dataset, engine, settings, state
from peace_ledger.dataset import InvalidPackage
from peace_ledger.engine import Engine
from peace_ledger.settings import InvalidSettings
from peace_ledger.state import Vocabulary


class NotLoaded(Exception):
    """No ledger can be shown; `lines` say what is wrong, where, and how to mend it."""

    def __init__(self, lines: tuple[str, ...]) -> None:
        super().__init__("\n".join(lines))
        self.lines = lines


@dataclass(frozen=True)
class Ledger:
    """One process, opened: its data, the questions that can be asked of it, the values its parameters may
    take, and where readers reach it, if the settings say so.
    """

    engine: Engine
    vocabulary: Vocabulary
    public_url: str = ""

    @property
    def dataset(self) -> dataset.Dataset:
        """The package behind it."""
        return self.engine.dataset


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


def current(processes: Sequence[str] = ()) -> Ledger:
    """The ledger of the first of these processes that there is, or the default one. Raises NotLoaded."""
    ledgers = loaded()
    named = {ledger.vocabulary.process: ledger for ledger in ledgers}
    return next((named[process] for process in processes if process in named), ledgers[0])


def _load_all() -> dict[str, Ledger]:
    try:
        chosen = settings.read()
        opened = engine.open_each(dataset.find_packages(chosen.data)).values()
    except (InvalidSettings, InvalidPackage) as error:
        raise NotLoaded(_lines(error)) from error
    faults = [fault for fault in opened if isinstance(fault, InvalidPackage)]
    if faults:
        raise NotLoaded(tuple(line for fault in faults for line in _lines(fault)))
    engines = {one.dataset.package.name: one for one in opened if isinstance(one, Engine)}
    return {
        name: Ledger(one, state.vocabulary_of(one.dataset, tuple(engines)), chosen.public_url)
        for name, one in engines.items()
    }


def _lines(error: Exception) -> tuple[str, ...]:
    return tuple(str(error).splitlines())
