"""The numbers of the Overview page, counted again from the CSV files in plain Python."""

from collections import Counter
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from peace_ledger import marks
from peace_ledger.charts.overview import timeline
from peace_ledger.dataset import Dataset
from peace_ledger.engine import Engine, Rows
from tests.fixtures import TODAY, Parameters
from tests.independent.filtered import CHOICES, Table, event_known_on, left
from tests.independent.promises import promises

Of = Callable[..., Parameters]
choices = pytest.mark.parametrize("chosen", CHOICES.values(), ids=CHOICES)


@choices
def test_the_span_reaches_from_the_first_to_the_last_day(
    engine: Engine, parameters: Of, table: Table, chosen: dict[str, Any]
) -> None:
    rows = left(table, **chosen)
    days = [row["day"] for of in (rows.events, rows.releases, rows.updates, rows.reactions) for row in of]
    dated = sorted(day for day in days if day)
    (span,) = engine.rows("overview/span", parameters(**chosen))
    assert (str(span["first_day"]), str(span["last_day"])) == (
        (dated[0], dated[-1]) if dated else ("None", "None")
    )


@choices
@pytest.mark.parametrize(("name", "code"), [("updates", "status"), ("reactions", "stance")])
def test_bars_count_rows_of_each_day_and_code(
    engine: Engine, parameters: Of, table: Table, chosen: dict[str, Any], name: str, code: str
) -> None:
    rows = [row for row in getattr(left(table, **chosen), name) if row["day"]]
    found = engine.rows(f"overview/timeline_{name}", parameters(**chosen))
    assert {(str(row["day"]), row[code]): row[name] for row in found} == Counter(
        (row["day"], row[code]) for row in rows
    )
    assert {(str(row["day"]), row[code]): row["low"] for row in found if row["low"]} == Counter(
        (row["day"], row[code]) for row in rows if row["confidence"] == "low"
    )


@choices
def test_handovers_are_all_releases_but_totals_over_a_period(
    engine: Engine, parameters: Of, table: Table, chosen: dict[str, Any]
) -> None:
    rows = [row for row in left(table, **chosen).releases if row["scope"] == "handover"]
    found = engine.rows("overview/timeline_releases", parameters(**chosen))
    assert {(row["release_id"], str(row["day"]), row["people"]) for row in found} == {
        (row["release_id"], row["day"], int(row["people"])) for row in rows
    }


@choices
def test_the_scope_of_the_timeline_counts_the_rows_of_its_lanes(
    engine: Engine, parameters: Of, table: Table, chosen: dict[str, Any]
) -> None:
    rows = left(table, **chosen)
    handovers = [row for row in rows.releases if row["scope"] == "handover"]
    all_rows = [*rows.events, *handovers, *rows.updates, *rows.reactions]
    publishers = {row["source_id"]: row["publisher"] for row in table("sources")}
    (scope,) = engine.rows("scope/timeline", parameters(**chosen))
    assert scope == {
        "row_count": len(all_rows),
        "undated": sum(1 for row in all_rows if not row["day"]),
        "low": sum(1 for row in all_rows if row.get("confidence") == "low"),
        "sources": len({row["source_id"] for row in all_rows}),
        "publishers": len({publishers[row["source_id"]] for row in all_rows} - {""}),
    }


@choices
def test_the_last_changes_are_the_rows_that_became_known_last(
    engine: Engine, parameters: Of, table: Table, chosen: dict[str, Any]
) -> None:
    rows = left(table, **chosen)
    known = event_known_on(table)
    every = [
        *((known.get(row["event_id"], ""), "event", row["event_id"]) for row in rows.events),
        *((row["known_on"], "reaction", row["reaction_id"]) for row in rows.reactions),
        *((row["known_on"], "release", row["release_id"]) for row in rows.releases),
        *((row["known_on"], "update", row["update_id"]) for row in rows.updates),
    ]
    latest = sorted((row for row in every if row[0]), reverse=True)[:12]
    found = engine.rows("overview/last_changes", parameters(**chosen))
    assert [str(row["known_on"]) for row in found] == [day for day, _, _ in latest]
    # Of the rows of the last day shown, any may be left out; all that became known later are there.
    last = latest[-1][0] if latest else ""
    assert {row for row in latest if row[0] > last} == {
        (str(row["known_on"]), row["change"], row["id"]) for row in found if str(row["known_on"]) > last
    }


def test_a_release_known_only_as_announced_is_told_as_announced(engine: Engine, parameters: Of) -> None:
    known = date(2023, 12, 7)
    found = engine.rows("overview/last_changes", parameters(known=known, since=known))
    releases = [row for row in found if row["change"] == "release"]
    assert {row["id"] for row in releases} == {
        "2023-12-13-arm-aze-servicemen",
        "2023-12-13-aze-arm-servicemen",
    }
    assert {(row["code"], row["known_on"]) for row in releases} == {("announced", date(2023, 12, 7))}
    assert all(row["known_on"] <= known for row in found)


@choices
@pytest.mark.parametrize("known", [None, date(2022, 3, 6), date(2022, 9, 15)])
def test_due_are_the_overdue_and_those_of_180_days_else_the_next_five(
    engine: Engine, parameters: Of, table: Table, chosen: dict[str, Any], known: date | None
) -> None:
    waiting = [
        (promise.due_in, promise.id)
        for promise in promises(table, TODAY, known=known, **chosen)
        if promise.due_in is not None
    ]
    late = [row for row in waiting if row[0] < 0]
    ahead = sorted(row for row in waiting if row[0] >= 0)
    soon = [row for row in ahead if row[0] <= 180] or ahead[:5]
    found = engine.rows("overview/due", parameters(known=known, **chosen))
    assert {(row["due_in"], row["commitment_id"]) for row in found} == {*late, *soon}
    assert [row["due_in"] for row in found] == [
        *sorted(days for days, _ in soon),
        *sorted((days for days, _ in late), reverse=True),
    ]
    assert all(row["overdue"] == (row["due_in"] < 0) for row in found)


def test_next_five_are_shown_where_nothing_falls_due_soon(engine: Engine, parameters: Of) -> None:
    found = engine.rows("overview/due", parameters(known=date(2022, 3, 6)))
    assert [row["due_in"] for row in found if row["due_in"] >= 0] == [614, 1345]


@pytest.mark.parametrize(
    "chosen", [*CHOICES.values(), {"known": date(2023, 12, 10)}], ids=[*CHOICES, "as known on a day"]
)
def test_the_rows_behind_each_mark_are_those_that_it_counts(
    engine: Engine, parameters: Of, dataset: Dataset, chosen: dict[str, Any]
) -> None:
    given = parameters(**chosen)

    def rows(name: str) -> Rows:
        return engine.rows(name, given)

    chart = timeline(
        rows("events/ties"),
        rows("overview/timeline_releases"),
        rows("overview/timeline_updates"),
        rows("overview/timeline_reactions"),
        dataset,
    )
    names = [column.name for column in chart.columns]
    for cells, name in zip(chart.rows, chart.marks, strict=True):
        row = dict(zip(names, cells, strict=True))
        mark = marks.read(name or "")
        assert mark is not None
        behind = engine.rows(f"evidence/{mark.evidence}", given | mark.parameters)
        if row["unit"] in ("updates", "reactions"):
            assert len(behind) == row["count"], name
            assert sum(1 for each in behind if each["confidence"] == "low") == row["low"], name
        else:
            assert len(behind) == 1, name


def test_a_bar_opens_the_reactions_of_its_month(engine: Engine, parameters: Of, table: Table) -> None:
    mark = marks.read(marks.mark_of("timeline_reactions", "2023-12-01", "2023-12-31", "welcomes"))
    assert mark is not None
    behind = engine.rows("evidence/reactions", parameters() | mark.parameters)
    assert {row["reaction_id"] for row in behind} == {
        row["reaction_id"]
        for row in table("reactions")
        if row["reacted_on"].startswith("2023-12") and row["stance"] == "welcomes"
    }
