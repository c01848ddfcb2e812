"""What this server process serves: the opened packages, or the reason why there are none."""

import threading
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
    """One process, opened: its data, the questions that can be asked of it, and the values its parameters may
    take.
    """

    engine: Engine
    vocabulary: Vocabulary

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


def current(process: str | None = None) -> Ledger:
    """The ledger of that process, or the default one. Raises NotLoaded."""
    ledgers = loaded()
    return next((ledger for ledger in ledgers if ledger.vocabulary.process == process), ledgers[0])


def _load_all() -> dict[str, Ledger]:
    try:
        folders = dataset.find_packages(settings.read().data)
        engines = [engine.open_engine(dataset.load(folder)) for folder in folders]
    except (InvalidSettings, InvalidPackage) as error:
        raise NotLoaded(tuple(str(error).splitlines())) from error
    names = tuple(opened.dataset.package.name for opened in engines)
    return {
        name: Ledger(opened, state.vocabulary_of(opened.dataset, names))
        for name, opened in zip(names, engines, strict=True)
    }
