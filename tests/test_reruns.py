"""What a rerun costs, in counts: queries, charts and lists that are made, messages, bytes. Never in time,
which `benchmarks/reruns.py` prints.
"""

import gc
import weakref
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import pytest
from streamlit import config
from websockets.sync.client import ClientConnection

from peace_ledger import garbage
from peace_ledger.engine import Engine, Rows
from peace_ledger.ui import elements
from tests.connected import connected, run
from tests.pages import open_page
from tests.server import Server

Address = list[tuple[str, str]]

QUERIES = {"": 14, "reactions": 11, "releases": 16, "commitments": 9, "events": 4}
"""How many different questions a page may ask under new filters."""
MESSAGES = {"": 26, "reactions": 19, "releases": 21, "commitments": 20, "events": 17}
"""How many messages a change of filters may take."""
BYTES = {"": 39_000, "reactions": 40_000, "releases": 47_000, "commitments": 49_000, "events": 37_000}
"""How many bytes those may be under ACTOR, before compression."""
ACTOR: Address = [("actor", "russia")]
MARK = "stance_by_event~joint-statement-2023-12-07~welcomes"
PATHS = tuple(QUERIES)


@dataclass
class Work:
    """What was done: queries asked, each with its parameters; cards encoded, by component."""

    queries: set[tuple[str, str]] = field(default_factory=set)
    encoded: list[str] = field(default_factory=list)


@pytest.fixture
def work(monkeypatch: pytest.MonkeyPatch) -> Work:
    """What is done from now on."""
    done = Work()
    ask = Engine.rows

    def rows(self: Engine, name: str, parameters: Mapping[str, Any]) -> Rows:
        named = {key: parameters.get(key) for key in sorted(self.queries[name].parameters)}
        done.queries.add((name, repr(named)))
        return ask(self, name, parameters)

    monkeypatch.setattr(Engine, "rows", rows)
    for name in ("of_chart", "of_records", "of_foot"):
        monkeypatch.setattr(elements, name, _counted(name, getattr(elements, name), done.encoded))
    return done


def _counted(name: str, make: Callable[..., Any], made: list[str]) -> Callable[..., Any]:
    def counted(*args: Any, **kwargs: Any) -> Any:
        made.append(name)
        return make(*args, **kwargs)

    return counted


def days(number: int) -> Address:
    """A period that no other test chooses: what was made for it stays made."""
    return [("from", f"2021-02-{number:02}"), ("to", "2025-11-12")]


@pytest.mark.parametrize("path", PATHS)
def test_under_new_filters_each_question_is_asked_by_few_queries(path: str, work: Work) -> None:
    open_page(path)
    work.queries.clear()
    open_page(path, [("actor", "france")])
    assert 0 < len(work.queries) <= QUERIES[path], sorted(name for name, _ in work.queries)


@pytest.mark.parametrize("path", PATHS)
def test_filters_that_did_not_change_make_no_card_again(path: str, work: Work) -> None:
    chosen = days(11 + PATHS.index(path))
    first = open_page(path, chosen)
    assert len(work.encoded) == len(first.cards) + 1
    work.encoded.clear()
    again = open_page(path, chosen)
    assert work.encoded == []
    assert again.cards == first.cards
    assert (again.foot, again.bar) == (first.foot, first.bar)


def test_what_is_kept_for_one_view_is_not_shown_in_another(work: Work) -> None:
    one, other = open_page("reactions", days(21)), open_page("reactions", days(22))
    for name, card in one.cards.items():
        assert card["take"] != other.cards[name]["take"]
    assert len(work.encoded) == 2 * (len(one.cards) + 1)


def test_a_click_makes_again_what_stands_around_the_mark_but_asks_little(work: Work) -> None:
    chosen = days(23)
    open_page("reactions", chosen)
    before = set(work.queries)
    opened = open_page(
        "reactions", [*chosen, ("mark", "stance_by_event~joint-statement-2023-12-07~welcomes")]
    )
    assert "evidence_stance_by_event" in opened.cards
    assert {name for name, _ in work.queries - before} == {"evidence/reactions"}


@pytest.mark.parametrize("path", PATHS)
def test_a_change_of_filters_takes_few_messages_and_bytes(path: str, server: Server) -> None:
    with connected(server) as connection:
        run(connection, path)
        messages, size = counted(connection, path, ACTOR)
        assert messages <= MESSAGES[path]
        assert size <= BYTES[path]
        assert counted(connection, path, ACTOR) == (messages, size)


def counted(connection: ClientConnection, path: str, query: Address) -> tuple[int, int]:
    """How many messages and bytes come of a page with filters until it is whole."""
    came = run(connection, path, query)
    return len(came), sum(message.ByteSize() for message in came)


@pytest.fixture
def collector() -> Iterator[None]:
    """Puts the garbage collector back as it was."""
    before = gc.get_threshold()
    yield
    gc.set_threshold(*before)
    gc.unfreeze()


class _Cycle:
    def __init__(self) -> None:
        self.itself = self


@pytest.mark.usefixtures("collector")
def test_garbage_goes_by_itself_and_what_is_loaded_is_never_looked_at() -> None:
    loaded = [object()]
    garbage.leave_to_the_collector()
    assert not any(one is loaded for one in gc.get_objects())
    first = weakref.ref(_Cycle())
    newer = [_Cycle() for _ in range(garbage.YOUNG * 2)]
    assert first() is None
    assert len(newer) == garbage.YOUNG * 2


def test_no_run_has_everything_looked_at() -> None:
    assert config.get_option("runner.postScriptGC") is False
