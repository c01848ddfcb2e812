"""Every page, run by Streamlit without a browser: whole, filtered, empty, and against counts from the CSV
files.
"""

from collections import Counter
from collections.abc import Callable

import pytest

from pages.menu import MENU
from peace_ledger import ledger
from tests.fixtures import CsvRows
from tests.pages import PATHS, open_page

SEED = "joint-statement-2023-12-07"
QUERIES = {
    "whole": [],
    "one actor": [("actor", "european-union")],
    "a year": [("from", "2023-01-01"), ("to", "2023-12-31")],
    "one event": [("event", SEED)],
    "everything at once": [
        ("from", "2021-01-01"),
        ("to", "2026-06-30"),
        ("actor", "armenia"),
        ("actor", "azerbaijan"),
        ("event", SEED),
        ("confidence", "medium"),
        ("known", "2025-01-01"),
        ("stance", "supports"),
        ("category", "serviceman"),
        ("theme", "prisoners"),
        ("testable", "true"),
    ],
    "nothing left": [("to", "1990-01-01")],
}
Table = Callable[[str], CsvRows]


@pytest.mark.parametrize("query", QUERIES.values(), ids=QUERIES)
@pytest.mark.parametrize("path", PATHS)
def test_a_page_runs_and_each_chart_says_what_it_shows(path: str, query: list[tuple[str, str]]) -> None:
    page = open_page(path, query)
    assert not page.session.exception
    assert not page.session.warning
    assert len(page.session.title) == 1
    assert page.cards
    for name, card in page.cards.items():
        assert card["title"], name
        if card.get("figure"):
            assert card["alt"].endswith("."), name
            assert card["table"]["rows"], name
            assert "source" in card["caption"], name
        elif "table" in card:
            assert card["empty"], name


@pytest.mark.parametrize("path", PATHS)
def test_an_empty_ledger_explains_itself(path: str) -> None:
    page = open_page(path, QUERIES["nothing left"])
    for name, card in page.cards.items():
        if "table" in card:
            assert card.get("figure") is None, name
        assert len(card.get("empty", "")) > 30 or card.get("rows"), name


@pytest.mark.parametrize("path", PATHS)
def test_the_address_survives_a_run(path: str) -> None:
    query = QUERIES["everything at once"]
    assert sorted(open_page(path, query).query) == sorted(query)


def test_a_widget_changes_the_address_and_what_is_shown() -> None:
    page = open_page("reactions")
    page = page.pick("Stance", "Rejects")
    assert page.query == [("stance", "rejects")]
    assert {row[2] for row in page.cards["stance_by_event"]["table"]["rows"]} == {"Rejects"}


def test_days_in_the_wrong_order_are_put_right() -> None:
    page = open_page("reactions", [("to", "2023-06-30")]).tell("filters", "chosen", {"from": ["2024-01-01"]})
    assert page.query == [("from", "2023-06-30"), ("to", "2024-01-01")]


def test_all_filters_are_cleared_and_the_rest_of_the_address_stays() -> None:
    page = open_page("reactions", [("actor", "france"), ("stance", "welcomes"), ("known", "2025-01-01")])
    assert page.filters["clear"] is True
    page = page.tell("filters", "action", "clear")
    assert page.query == []
    assert page.filters["clear"] is False


@pytest.mark.parametrize(
    "told", [None, "actor", ["actor"], {"actor": "france"}, {"actor": [1]}, {"actor": [["france"]]}]
)
def test_what_has_not_the_shape_of_a_choice_changes_nothing(told: object) -> None:
    page = open_page("reactions", [("stance", "welcomes")]).tell("filters", "chosen", told)
    assert not page.session.exception
    assert page.query == [("stance", "welcomes")]


def test_a_choice_of_what_is_not_there_is_read_as_an_address_is() -> None:
    page = open_page("reactions").tell("filters", "chosen", {"actor": ["nobody", "france"], "what": ["x"]})
    assert page.query == [("actor", "france")]
    assert "actor = “nobody” (no actor of this ledger)" in page.text


def test_a_period_is_picked_as_a_whole() -> None:
    page = open_page("reactions").pick("Period", "2023")
    assert page.query == [("from", "2023-01-01"), ("to", "2023-12-31")]
    field = page.field("Period")
    assert [field["options"][place][0] for place in field["chosen"]] == ["2023"]
    assert page.pick("Period", "whole period").query == []
    own = open_page("reactions", [("from", "2023-02-01")]).field("Period")
    assert [own["options"][place] for place in own["chosen"]] == [
        ["own days", {"from": ["2023-02-01"], "to": []}]
    ]


def test_the_menu_leads_to_every_page_and_takes_the_filters_along() -> None:
    view = [("actor", "france"), ("stance", "welcomes"), ("mark", f"stance_by_event~{SEED}~welcomes")]
    page = open_page("reactions", view)
    assert [(link["path"], link["href"]) for link in page.head["pages"]] == [
        (page.path, f"/{page.path}?actor=france&stance=welcomes") for page in MENU if page.is_offered()
    ]
    assert [link["path"] for link in page.head["pages"] if link["here"]] == ["reactions"]
    assert page.tell("masthead", "page", "nowhere").query == view
    for path in ("releases", ""):
        led = page.tell("masthead", "page", path)
        assert not led.session.exception
        assert led.query == view[:2]
        assert [link["path"] for link in led.head["pages"] if link["here"]] == [path]


def test_the_headline_of_reactions_counts_what_the_file_holds(table: Table) -> None:
    rows = table("reactions")
    stances = Counter(row["stance"] for row in rows)
    text = open_page("reactions").text
    assert f"{len({row['actor_id'] for row in rows})} actors" in text
    assert f"{len({row['event_id'] for row in rows})} events" in text
    assert f"{len(rows)} recorded reactions" in text
    assert f": {stances['supports']} supports, {stances['welcomes']} welcomes, " in text


def test_a_chart_counts_what_the_file_holds_for_an_actor_and_a_period(table: Table) -> None:
    actors = table("actors")
    bodies = {"european-union"} | {row["actor_id"] for row in actors if row["parent_id"] == "european-union"}
    expected = Counter(
        (row["event_id"], row["stance"])
        for row in table("reactions")
        if row["actor_id"] in bodies and "2023-01-01" <= row["reacted_on"] <= "2025-12-31"
    )
    query = [("actor", "european-union"), ("from", "2023-01-01"), ("to", "2025-12-31")]
    card = open_page("reactions", query).cards["stance_by_event"]
    marks = [mark.split("~")[1:] for mark in card["table"]["marks"]]
    counts = [row[3] for row in card["table"]["rows"]]
    assert {(event, stance): count for (event, stance), count in zip(marks, counts, strict=True)} == expected
    undated = sum(1 for row in table("reactions") if row["actor_id"] in bodies and not row["reacted_on"])
    assert f"(+ {undated} undated, left out)" in card["subtitle"]


def test_the_seed_facts_are_on_the_page_of_the_event() -> None:
    page = open_page("events", [("event", SEED)])
    said = str(page.cards)
    for speaker, phrase in (
        ("Charles Michel", "major breakthrough"),
        ("Matthew Miller", "confidence-building measure"),
    ):
        assert speaker in said
        assert phrase in said
    releases = page.cards["event_releases"]["rows"]
    assert sorted(row["cells"][0] for row in releases) == [2, 32]
    assert {row["cells"][3] for row in releases} == {"2023-12-07"}
    assert {row["cells"][4] for row in releases} == {"2023-12-13"}
    promises = str(page.cards["event_commitments"]["rows"])
    assert "peace treaty" in promises
    assert "foreign ministers" in promises


def test_without_data_the_page_says_why(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ledger, "_opened", ledger.NotLoaded(("datapackage.json:-:-: not found; add one",)))
    page = open_page("reactions")
    assert not page.session.exception
    assert page.session.title[0].value == "The ledger cannot be shown"
    assert "not found; add one" in page.session.code[0].value
