"""What a page says and shows without being drawn is what it draws."""

from datetime import UTC, datetime

import pytest

from pages.menu import MENU
from peace_ledger import ledger, marks, state
from peace_ledger.ui.cards import subtitle
from peace_ledger.ui.page import Page
from peace_ledger.ui.view import View
from tests.pages import open_page

SEED = "joint-statement-2023-12-07"
ADDRESSES: tuple[tuple[tuple[str, str], ...], ...] = (
    (),
    (("actor", "russia"), ("from", "2022-01-01")),
    (("event", SEED), ("known", "2023-12-10"), ("stance", "welcomes")),
    (("actor", "european-union"), ("with", "russia"), ("confidence", "medium")),
    (("to", "1990-01-01"),),
)


def looked_at(page: Page, address: tuple[tuple[str, str], ...]) -> View:
    """What the page looks through, made without a run of Streamlit."""
    chosen = ledger.current()
    query = {name: [value for key, value in address if key == name] for name, _ in address}
    current, dropped = state.decode(query, chosen.vocabulary)
    assert dropped == []
    return page.seen(View(chosen, current, datetime.now(UTC).date(), path=page.path))


@pytest.mark.parametrize("address", ADDRESSES, ids=str)
@pytest.mark.parametrize("page", MENU, ids=lambda page: page.title)
def test_a_page_draws_its_headline_and_its_cards(page: Page, address: tuple[tuple[str, str], ...]) -> None:
    view = looked_at(page, address)
    drawn = open_page(page.path, list(address))
    said = page.headline(view)
    assert said.partition(": ")[2] in drawn.text or said in drawn.text
    made = {name: make(view) for name, make in page.cards(view).items()}
    assert [name for name, card in made.items() if card.content.name != name] == []
    in_both = made.keys() & drawn.cards.keys()
    assert drawn.cards.keys() - made.keys() <= CODE_BOOK | OF_QUERIES | {"clock"}
    assert {name: (drawn.cards[name]["title"], drawn.cards[name]["subtitle"]) for name in in_both} == {
        name: (made[name].content.title, subtitle(view, made[name])) for name in in_both
    }


CODE_BOOK = {"code_tables", "code_columns"}
"""Lists of words from the descriptor, which no filter touches."""
OF_QUERIES = {"query", "sql_queries"}
"""The editor and what can be asked in SQL, which no filter touches either."""


@pytest.mark.parametrize(
    ("path", "chart", "cited"),
    [
        ("events", "event_list", "event_list"),
        ("events", "event_calendar", "event_calendar"),
        ("reactions", "stance_by_event", "stance_by_event"),
        ("", "timeline_events", "timeline"),
    ],
)
def test_one_card_comes_into_sight_for_the_chart_of_an_address(path: str, chart: str, cited: str) -> None:
    drawn = open_page(path, [("chart", chart)])
    assert [name for name, card in drawn.cards.items() if card.get("cited")] == [cited]


def test_every_chart_and_list_stands_on_a_page() -> None:
    named = {
        name
        for page in MENU
        for address in ADDRESSES
        for make in page.cards(looked_at(page, address)).values()
        for name in (make(looked_at(page, address)).content.name, *make(looked_at(page, address)).mark_names)
    }
    # Those of the comparison need several processes: tests/test_comparison.py.
    assert named == {name for name in marks.TITLES if not name.startswith("processes_")} - CODE_BOOK - WITHIN


WITHIN = {"body_stances", "body_promises"}
"""Marks that a chart has in place of its own where bodies stand apart."""
