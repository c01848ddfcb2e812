"""Single cards ahead of their page are what the page sends, and keep nobody else waiting."""

import json
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import limits
import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware

from pages.menu import MENU
from peace_ledger import card_data, gate
from peace_ledger import dataset as datasets
from peace_ledger.ui import turns
from peace_ledger.ui.page import Page
from tests.asked import ask
from tests.fixtures import CURATED
from tests.pages import open_page
from tests.server import Answer

Address = tuple[tuple[str, str], ...]

SEED = "joint-statement-2023-12-07"
ADDRESSES: tuple[Address, ...] = (
    (),
    (("actor", "russia"), ("from", "2022-01-01")),
    (("event", SEED), ("known", "2023-12-10"), ("stance", "welcomes")),
    (("to", "1990-01-01"),),
)
REVERSED: Address = (("from", "2024-01-01"), ("to", "2023-01-01"))
HOST = "ledger.example.org"
ORIGIN = f"http://{HOST}".encode()
CARDS = f"/cards/{datasets.load(CURATED).digest}/en"
THREE = f"{CARDS}/reactions/stance_by_event,actor_by_event,reaction_speed"


def messages(answer: Answer) -> list[dict[str, Any]]:
    """What an answer tells components."""
    assert answer.status == 200
    assert answer.headers["content-encoding"] == "deflate"
    # A page in a test has no browser, and so no host.
    return [json.loads(line) for line in zlib.decompress(answer.body).replace(ORIGIN, b"").splitlines()]


@pytest.mark.parametrize("address", ADDRESSES, ids=str)
@pytest.mark.parametrize(
    "page",
    [page for page in MENU if not page.needs_server and page.path != "processes"],
    ids=lambda page: page.title,
)
def test_cards_are_what_the_page_sends(page: Page, address: Address) -> None:
    sent = open_page(page.path, list(address)).cards
    names = [name for name, message in sent.items() if "at" in message]
    assert names
    for some in (names[start : start + card_data.MOST] for start in range(0, len(names), card_data.MOST)):
        ahead = ask(f"{CARDS}/{page.path or 'overview'}/{','.join(some)}", *address, host=HOST)
        assert messages(ahead) == [sent[name] for name in some]


def test_they_come_in_the_order_in_which_they_are_asked_for_and_those_of_other_filters_are_left_out() -> None:
    names = "reaction_speed,no_such_card,stance_by_event"
    assert [told["id"] for told in messages(ask(f"{CARDS}/reactions/{names}"))] == [
        "reaction_speed",
        "stance_by_event",
    ]
    assert messages(ask(f"{CARDS}/reactions/no_such_card")) == []


def test_of_other_data_than_the_page_shows_there_is_none() -> None:
    assert messages(ask("/cards/0123456789ab/en/reactions/stance_by_event")) == []


def test_days_in_the_wrong_order_are_read_as_a_choice_of_the_filters_is() -> None:
    (told,) = messages(ask(f"{CARDS}/reactions/stance_by_event", *REVERSED))
    assert told["at"] == "?from=2023-01-01&to=2024-01-01"


@pytest.mark.parametrize(
    ("path", "query", "status", "said"),
    [
        (f"{CARDS}/nowhere/due", (), 404, "There is no page nowhere; there are overview, "),
        (f"{CARDS}/reactions", (), 404, f"There is nothing at {CARDS}/reactions"),
        (f"{CARDS}/reactions/a,a,a,a,a,a,a", (), 400, "These are 7 cards; ask for at most 6."),
        (THREE, (("stance", "loves"),), 400, "loves"),
        (THREE, (("nosuch", "1"),), 400, "nosuch"),
        (THREE, (("event", "x" * 20_000),), 414, "longer"),
    ],
)
def test_what_is_wrong_with_an_address_is_said(path: str, query: Address, status: int, said: str) -> None:
    answer = ask(path, *query)
    assert answer.status == status
    assert answer.headers["content-type"] == "application/problem+json"
    assert said in json.loads(answer.body)["detail"]


def test_while_all_turns_are_taken_the_page_is_left_to_bring_them() -> None:
    with _no_turn_left():
        assert messages(ask(THREE)) == []
    assert len(messages(ask(THREE))) == 3


@contextmanager
def _no_turn_left() -> Iterator[None]:
    taken = [turns.turn.acquire(blocking=False) for _ in range(turns.AT_ONCE)]
    try:
        assert all(taken)
        yield
    finally:
        for _ in taken:
            turns.turn.release()


def test_a_reader_who_chooses_often_has_the_whole_limit_left_for_downloads() -> None:
    limited = Starlette(
        routes=card_data.routes(MENU),
        middleware=[Middleware(gate.Gate, limit=limits.parse("2/minute"))],
    )
    answers = [ask(f"{CARDS}/reactions/stance_by_event", app=limited) for _ in range(4)]
    assert [answer.status for answer in answers] == [200] * 4
    assert not any("ratelimit" in answer.headers for answer in answers)
