"""The day known as a reader meets it: the switches of the sidebar, the strip above the page, the steps."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from peace_ledger.ui import clock
from peace_ledger.ui.clock import Chronicle, KnownDay
from tests.fixtures import CsvRows
from tests.independent.evidence import Choice, Independent
from tests.independent.filtered import event_known_on
from tests.pages import Shown, open_page, shown
from tests.test_pages import SEED

Table = Callable[[str], CsvRows]
PATHS = ("", "reactions", "releases", "commitments", "events", "actors", "sources", "method")
DAY = "2023-12-10"


def strip(page: Shown) -> str:
    """The statement of the strip."""
    return next(line for line in page.text.splitlines() if "known" in line and line.startswith("**"))


def press(page: Shown, label: str) -> Shown:
    """Press a button."""
    (button,) = [each for each in page.session.button if each.label == label]
    return shown(button.click().run())


def step(page: Shown) -> Shown:
    """Press the button of the filters that leads to the first day known."""
    assert [note["action"] for note in page.filters["groups"][0]["fields"] if note["kind"] == "note"] == [
        "Step through what became known"
    ]
    return page.tell("filters", "action", "step")


@pytest.mark.parametrize("path", PATHS)
def test_a_day_known_stands_on_top_of_every_page_with_the_days_to_step_to(path: str) -> None:
    page = open_page(path, [("known", DAY)])
    assert not page.session.exception
    assert "As known on 10 December 2023" in strip(page)
    days = [day for day, _, _ in page.cards["clock"]["days"]]
    assert days == sorted(set(days))
    assert len(days) > 20
    assert page.query == [("known", DAY)]


@pytest.mark.parametrize("path", PATHS)
def test_without_a_day_known_there_is_no_strip(path: str) -> None:
    assert "clock" not in open_page(path).cards


def test_the_strip_counts_what_the_files_hold(table: Table) -> None:
    today = datetime.now(UTC).date()
    then, whole = Independent(table, Choice(known=DAY), today), Independent(table, Choice(), today)
    rows = table("reactions")
    known = sum(then.is_known(then.known_on(row["source_id"], row["reacted_on"])) for row in rows)
    hidden = sum(not whole.known_on(row["source_id"], row["reacted_on"]) for row in rows)
    assert strip(open_page("reactions", [("known", DAY)])) == (
        f"**As known on 10 December 2023** · {known} of {len(rows)} reactions were known; "
        f"{hidden} rows without any day are hidden"
    )
    tables = [("commitments", "made_on"), ("commitment_updates", "happened_on")]
    known += len(then.releases()) + sum(day <= DAY for day in event_known_on(table).values())
    known += sum(
        then.is_known(then.known_on(row["source_id"], row[column]))
        for name, column in tables
        for row in table(name)
    )
    total = sum(len(table(name)) for name in ("events", "reactions", "releases", *dict(tables)))
    assert f"{known} of {total} rows were known" in strip(open_page("", [("known", DAY)]))


def test_charts_count_the_rows_that_no_day_known_can_show(table: Table) -> None:
    published = {row["source_id"]: row["published_on"] for row in table("sources")}
    hidden = sum(not row["reacted_on"] and not published[row["source_id"]] for row in table("reactions"))
    subtitle = open_page("reactions", [("known", DAY)]).cards["stance_by_event"]["subtitle"]
    assert f"+ {hidden} without any day, hidden" in subtitle
    assert "hidden" not in open_page("reactions").cards["stance_by_event"]["subtitle"]


@pytest.mark.parametrize("path", PATHS)
def test_before_everything_the_page_explains_why_it_is_empty(path: str) -> None:
    for query in ([("known", "2019-01-01")], [("event", SEED), ("known", "2019-01-01")]):
        page = open_page(path, query)
        assert not page.session.exception
        said = strip(page)
        assert "Nothing was known on 1 January 2019." in said
        assert "Choose a later day, or show everything known today." in said
    if path == "":
        first = "The first of 769 rows became known on 10 November 2020."
        assert first in strip(open_page(path, [("known", "2019-01-01")]))


def test_an_event_that_was_not_yet_known_says_so() -> None:
    page = open_page("events", [("event", SEED), ("known", "2023-12-06")])
    assert page.session.info[0].value == "This event was not yet known on 6 December 2023."


def test_a_day_to_come_is_today() -> None:
    later = datetime.now(UTC).date() + timedelta(days=400)
    page = open_page("commitments", [("known", later.isoformat())])
    today = open_page("commitments", [("known", datetime.now(UTC).date().isoformat())])
    assert "has not come yet" in strip(page)
    cells = [[row["cells"] for row in shown.cards["commitment_list"]["rows"]] for shown in (page, today)]
    assert cells[0] == cells[1]


def test_the_sidebar_sets_and_clears_the_day() -> None:
    page = open_page("reactions")
    page = page.tell("filters", "chosen", {"known": [DAY]})
    assert page.query == [("known", DAY)]
    assert "As known on 10 December 2023" in strip(page)
    page = press(page, "Show everything known today")
    assert page.query == []
    assert "clock" not in page.cards


def test_stepping_begins_on_the_first_day_on_which_something_became_known() -> None:
    page = step(open_page("releases"))
    first = page.cards["clock"]["days"][0]
    assert page.query == [("known", first[0])]
    assert page.cards["clock"]["known"] == first[0]
    page = step(open_page("releases", [("from", "2023-01-01")]))
    assert dict(page.query)["known"] >= "2023-01-01"


def test_days_are_those_of_what_the_page_shows() -> None:
    def words(path: str, *query: tuple[str, str]) -> dict[str, str]:
        return {
            day: said for day, _, said in open_page(path, [*query, ("known", DAY)]).cards["clock"]["days"]
        }

    assert words("releases")["2023-12-13"] == "2 announced releases carried out"
    assert "2023-12-13" in words("")
    rejecting = words("reactions", ("stance", "rejects"))
    assert 0 < len(rejecting) < len(words("reactions"))
    assert all("reaction" in said for said in rejecting.values())


@pytest.mark.parametrize(
    ("label", "query"),
    [
        ("All rows", []),
        ("High and medium", [("confidence", "medium")]),
        ("High only", [("confidence", "high")]),
    ],
)
def test_the_switch_of_confidence_leaves_the_rows_it_names(
    table: Table, label: str, query: list[tuple[str, str]]
) -> None:
    page = open_page("reactions", [("confidence", "high")])
    code = dict(query).get("confidence", "any")
    page = page.pick("Confidence", label)
    assert page.query == query
    left = {"any": {"high", "medium", "low"}, "medium": {"high", "medium"}, "high": {"high"}}[code]
    count = sum(row["confidence"] in left for row in table("reactions"))
    assert f"{count} reactions" in page.cards["reaction_list"]["subtitle"]


def test_tables_without_confidence_say_that_they_are_not_cut() -> None:
    cards: dict[str, Any] = open_page("releases", [("confidence", "high")]).cards
    assert "38 reports · not cut by confidence" in cards["still_held"]["subtitle"]
    assert "not cut" not in cards["release_list"]["subtitle"]
    words = open_page("releases").field("Confidence")["help"]
    assert "Events, reports and commitments bear none and are never cut" in words


def test_what_was_not_known_cannot_be_chosen() -> None:
    def events(query: list[tuple[str, str]]) -> list[str]:
        page = open_page("events", query)
        (picker,) = [box for box in page.session.selectbox if box.label == "Event"]
        options = [word for word, _ in page.field("Events")["options"]]
        assert options == [*picker.options]
        return options

    then = events([("known", DAY)])
    assert then[0].startswith("2023-12-0")
    assert len(then) < len(events([]))
    periods = dict(open_page("", [("known", DAY)]).field("Period")["options"])
    assert "2023" in periods
    assert "2024" not in periods


@pytest.mark.parametrize(
    ("days", "without", "known", "said"),
    [
        ((), 0, DAY, "**As known on 10 December 2023** · The other filters leave no rows on any day."),
        (
            (),
            3,
            DAY,
            "**Nothing was known on 10 December 2023.** None of these rows has a day on which it became "
            "known: show everything known today.",
        ),
        (
            ({"reactions": 1},),
            1,
            DAY,
            "**As known on 10 December 2023** · 1 of 2 rows was known; 1 row without any day is hidden",
        ),
        (
            ({"releases": 2}, {"carried_out": 1}),
            0,
            "2031-01-01",
            "**1 January 2031 has not come yet:** this is what is known today, 2 of 2 rows",
        ),
    ],
)
def test_the_statement_is_a_sentence_in_every_case(
    days: tuple[dict[str, int], ...], without: int, known: str, said: str
) -> None:
    told = Chronicle(
        tuple(KnownDay(date(2023, 12, place + 1), counts) for place, counts in enumerate(days)), without
    )
    assert clock.in_words(date.fromisoformat(known), date(2026, 11, 24), told, "row") == said


def test_a_day_says_what_it_brought() -> None:
    assert KnownDay(date(2023, 12, 13), {"events": 1, "reactions": 3, "carried_out": 2}).in_words == (
        "1 event, 3 reactions and 2 announced releases carried out"
    )
