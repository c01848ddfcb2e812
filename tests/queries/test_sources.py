"""The questions of the Sources page, against counts from the CSV files."""

from collections import Counter, defaultdict
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from peace_ledger.engine import Engine
from peace_ledger.ui.source_lists import BEHIND
from tests.fixtures import CsvRows, Parameters
from tests.independent.citations import Citations
from tests.independent.evidence import Choice
from tests.pages import open_page

Table = Callable[[str], CsvRows]
TODAY = date(2026, 11, 24)
CHOICES = {
    "everything": Choice(),
    "an actor in a period": Choice("2021-06-01", "", ("european-union", "icrc")),
    "an event": Choice(events=("joint-statement-2023-12-07",)),
    "a day known": Choice(known="2023-12-10"),
    "nothing": Choice(until="1990-01-01"),
}


def given(choice: Choice) -> dict[str, Any]:
    """A choice as fields of a state."""
    days = {"since": choice.since, "until": choice.until, "known": choice.known}
    return {
        "actors": choice.actors,
        "events": choice.events,
        **{name: date.fromisoformat(day) for name, day in days.items() if day},
    }


@pytest.fixture(params=CHOICES.values(), ids=CHOICES)
def asked(
    request: pytest.FixtureRequest,
    engine: Engine,
    parameters: Callable[..., Parameters],
    table: Table,
) -> tuple[Callable[[str], list[dict[str, Any]]], Citations]:
    """Ask a question under a choice, and the independent count of it."""
    values = parameters(**given(request.param)) | {"today": TODAY}
    return lambda name: engine.rows(f"sources/{name}", values), Citations(table, request.param, TODAY)


Asked = tuple[Callable[[str], list[dict[str, Any]]], Citations]


def test_rows_of_each_table(asked: Asked, table: Table) -> None:
    ask, count = asked
    side = {row["source_id"]: row["perspective"] for row in table("sources")}
    wanted = Counter(
        (row.table, side[row.source], row.confidence or None) for row in count.cited if not row.announces
    )
    found = {
        (row["table_name"], row["perspective"], row["confidence"]): row["row_count"]
        for row in ask("rows_by_table")
    }
    assert found == wanted


def test_sources_by_day_and_what_is_not_known_of_them(asked: Asked) -> None:
    ask, count = asked
    sources = count.sources.values()
    days = Counter((row["published_on"], row["perspective"]) for row in sources if row["published_on"])
    assert {(row["day"].isoformat(), row["perspective"]): row["sources"] for row in ask("by_day")} == days
    gaps = Counter(
        (column, row["perspective"])
        for row in sources
        for column in ("published_on", "url", "publisher", "language")
        if not row[column]
    )
    assert {(row["missing"], row["perspective"]): row["sources"] for row in ask("gaps")} == gaps


def test_publishers_by_their_rows(asked: Asked, table: Table) -> None:
    ask, count = asked
    publisher = {row["source_id"]: row["publisher"] for row in table("sources")}
    rows: Counter[str] = Counter()
    sources = defaultdict(set)
    for row in count.cited:
        name = publisher[row.source]
        if name and not row.announces:
            rows[name] += 1
            sources[name].add(row.source)
    found = ask("publishers")
    assert {row["publisher"]: row["row_count"] for row in found} == rows
    assert {row["publisher"]: row["sources"] for row in found} == {
        name: len(of) for name, of in sources.items()
    }
    counts = [row["row_count"] for row in found]
    assert counts == sorted(counts, reverse=True)


def test_what_stands_behind_the_charts_of_one_table(asked: Asked, table: Table) -> None:
    ask, count = asked
    source = {row["source_id"]: row for row in table("sources")}
    found = {(row["scope"], row["perspective"]): row for row in ask("behind_charts")}
    for scope in ("events", "reactions", "detentions", "commitments"):
        cited = [row.source for row in count.cited if row.table == scope]
        sides = {side: [key for key in cited if source[key]["perspective"] == side] for side in SIDES}
        for side, keys in {None: cited, **sides}.items():
            row = found.get((scope, side), {"row_count": 0, "sources": 0, "publishers": 0})
            names = {source[key]["publisher"] for key in keys} - {""}
            assert (row["row_count"], row["sources"], row["publishers"]) == (
                len(keys),
                len(set(keys)),
                len(names),
            )


SIDES = ("armenia", "azerbaijan", "third_party")


@pytest.mark.parametrize("path", ["", "releases"])
def test_a_chart_names_as_many_sources_as_stand_behind_it(
    engine: Engine, parameters: Callable[..., Parameters], path: str
) -> None:
    values = parameters() | {"today": date.today()}
    found = {
        row["scope"]: row
        for row in engine.rows("sources/behind_charts", values)
        if row["perspective"] is None
    }
    cards = open_page(path).cards
    compared = 0
    for scope, charts in BEHIND.items():
        for chart in charts:
            if "caption" in cards.get(chart, {}):
                sources, publishers = found[scope]["sources"], found[scope]["publishers"]
                wanted = f"Behind it: {sources} sources from {publishers} publishers;"
                assert cards[chart]["caption"].startswith(wanted), chart
                compared += 1
    assert compared >= (1 if path == "" else 5)
