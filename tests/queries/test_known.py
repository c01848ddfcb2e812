"""What was known on a day, counted again from the CSV files in plain Python."""

from collections import Counter
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from peace_ledger import catalog, filters
from peace_ledger.engine import Engine
from tests.fixtures import TODAY, CsvRows, Parameters
from tests.independent.evidence import Choice, Independent
from tests.independent.filtered import event_known_on

Of = Callable[..., Parameters]
Table = Callable[[str], CsvRows]

EXCHANGE = date(2023, 12, 10)
"""After the joint statement, before the exchange it announced."""
INITIALLED = date(2025, 8, 9)
"""The day after the treaty was initialled."""
SEED = "joint-statement-2023-12-07"
TREATY = "2023-12-07-peace-treaty"
EXCHANGED = ("2023-12-13-arm-aze-servicemen", "2023-12-13-aze-arm-servicemen")


def steps(table: Table, confidences: tuple[str, ...] = ("high", "medium", "low")) -> Counter[tuple[str, str]]:
    """How much of each kind became known on each day; "" for what has no day."""
    published = {row["source_id"]: row["published_on"] for row in table("sources")}
    found = [("events", day) for day in event_known_on(table).values()]
    for name, column in (("reactions", "reacted_on"), ("detentions", "as_of"), ("commitments", "made_on")):
        found += [
            (name, published[row["source_id"]] or row[column])
            for row in table(name)
            if row.get("confidence", "high") in confidences
        ]
    for row in table("commitment_updates"):
        if row["confidence"] in confidences:
            day = published[row["source_id"]] or row["happened_on"]
            found += [("updates", day), ("histories", day)]
    for row in table("releases"):
        if row["confidence"] not in confidences:
            continue
        told = published[row["source_id"]] or row["released_on"] or row["announced_on"]
        announced = row["announced_source_id"] and (
            published[row["announced_source_id"]] or row["announced_on"]
        )
        ahead = announced and (not told or announced < told)
        found.append(("releases", announced if ahead else told))
        if ahead and told:
            found.append(("carried_out", told))
    return Counter(found)


@pytest.mark.parametrize("confidence", [None, "medium", "high"])
def test_days_count_what_became_known_on_them(
    engine: Engine, parameters: Of, table: Table, confidence: str | None
) -> None:
    rows = engine.rows("known/days", parameters(confidence=confidence))
    found = {(row["what"], str(row["known_on"] or "")): row["row_count"] for row in rows}
    assert found == steps(table, filters.CONFIDENCES[confidence] or ("high", "medium", "low"))


def test_a_release_that_was_announced_ahead_has_two_days(engine: Engine, parameters: Of) -> None:
    rows = engine.rows("known/days", parameters())
    assert [row for row in rows if row["what"] == "carried_out"] == [
        {"known_on": date(2023, 12, 13), "what": "carried_out", "row_count": 2}
    ]


def test_days_follow_actors_and_period(engine: Engine, parameters: Of, table: Table) -> None:
    count = Independent(table, Choice("2023-01-01", "2023-12-31", ("european-union",)), TODAY)
    expected = Counter(
        count.known_on(row["source_id"], row["reacted_on"])
        for row in table("reactions")
        if count.left(row["reacted_on"], [row["actor_id"]], [row["event_id"]])
    )
    rows = engine.rows(
        "known/days",
        parameters(since=date(2023, 1, 1), until=date(2023, 12, 31), actors=("european-union",)),
    )
    found = {str(row["known_on"] or ""): row["row_count"] for row in rows if row["what"] == "reactions"}
    assert found == expected


@pytest.mark.parametrize(
    ("query", "own", "table_name", "column"),
    [
        ("scope/reactions", {}, "reactions", "reacted_on"),
        ("scope/reactions", {"events": (SEED,)}, "reactions", "reacted_on"),
        ("scope/detentions", {}, "detentions", "as_of"),
        ("scope/updates", {}, "commitment_updates", "happened_on"),
    ],
)
def test_rows_with_no_day_at_all_are_what_every_day_known_hides(
    engine: Engine,
    parameters: Of,
    table: Table,
    query: str,
    own: dict[str, Any],
    table_name: str,
    column: str,
) -> None:
    published = {row["source_id"]: row["published_on"] for row in table("sources")}
    hidden = [
        row
        for row in table(table_name)
        if not row[column]
        and not published[row["source_id"]]
        and row.get("event_id") in own.get("events", (row.get("event_id"),))
    ]
    values = parameters(known=EXCHANGE) | own
    (always,) = engine.rows(query, filters.whenever_known(values))
    (dated,) = engine.rows(query, filters.ever_known(values))
    assert always["row_count"] - dated["row_count"] == len(hidden)


def test_before_the_exchange_it_stands_as_announced(engine: Engine, parameters: Of) -> None:
    given = parameters(known=EXCHANGE)
    rows = {row["release_id"]: row for row in engine.rows("evidence/releases", given)}
    assert [rows[release]["people"] for release in EXCHANGED] == [2, 32]
    for release in EXCHANGED:
        row = rows[release]
        assert (row["status"], row["released_on"], row["event_id"], row["summary"]) == (
            "announced",
            None,
            None,
            None,
        )
        assert row["announced_event_id"] == SEED
        assert row["published_on"] == date(2023, 12, 7)
    of_event = engine.rows("releases/summary", given | {"events": (SEED,)})[0]
    assert (of_event["people"], of_event["announced"], of_event["announced_people"]) == (0, 2, 34)


def test_before_the_exchange_the_treaty_is_pledged_and_later_reactions_are_gone(
    engine: Engine, parameters: Of, table: Table
) -> None:
    given = parameters(known=EXCHANGE, events=(SEED,))
    statuses = {
        row["commitment_id"]: row["status"]
        for row in engine.rows("evidence/commitments", given)
        if row["theme"] == "peace_treaty"
    }
    assert statuses[TREATY] == "pledged"
    assert set(statuses.values()) == {"pledged"}
    published = {row["source_id"]: row["published_on"] for row in table("sources")}
    rows = engine.rows("evidence/reactions", given)
    assert {row["reaction_id"] for row in rows} == {
        row["reaction_id"]
        for row in table("reactions")
        if row["event_id"] == SEED
        and "" < (published[row["source_id"]] or row["reacted_on"]) <= EXCHANGE.isoformat()
    }
    assert len(rows) < len(engine.rows("evidence/reactions", parameters(events=(SEED,))))


def test_after_the_initialling_it_is_the_last_that_is_known_of_the_treaty(
    engine: Engine, parameters: Of
) -> None:
    mark = {"mark_commitment": TREATY}
    history = engine.rows("evidence/histories", parameters(known=INITIALLED) | mark)
    assert history[-1]["day"] == date(2025, 8, 8)
    assert "initial" in history[-1]["summary"].lower()
    assert len(history) < len(engine.rows("evidence/histories", parameters() | mark))


@pytest.mark.parametrize("known", [EXCHANGE, INITIALLED])
def test_headline_figures_are_those_of_the_day(
    engine: Engine, parameters: Of, table: Table, known: date
) -> None:
    given, count = parameters(known=known), Independent(table, Choice(known=known.isoformat()), TODAY)
    (reactions,) = engine.rows("reactions/summary", given)
    ids = count.behind("reactions", {})
    rows = [row for row in table("reactions") if row["reaction_id"] in ids]
    stances = Counter(row["stance"] for row in rows)
    assert (reactions["reactions"], reactions["actors"], reactions["events"]) == (
        len(rows),
        len({row["actor_id"] for row in rows}),
        len({row["event_id"] for row in rows}),
    )
    spread = {row["stance"]: row["reactions"] for row in engine.rows("reactions/by_stance", given)}
    assert spread == stances

    (commitments,) = engine.rows("commitments/summary", given)
    promises = count.promises.values()
    assert commitments["commitments"] == len(promises)
    assert commitments["kept"] == sum(each.checkable and each.status == "kept" for each in promises)
    assert commitments["checkable"] == sum(each.checkable for each in promises)
    assert commitments["overdue"] == sum(each.overdue for each in promises)
    assert commitments["contested"] == sum(each.contested for each in promises)

    people: Counter[str] = Counter()
    for row in count.releases():
        carried_out = row["status"] == "carried_out" and row["scope"] == "handover"
        if carried_out and row["category"] != "remains":
            people[f"{row['releasing_id']}.{row['origin_id']}"] += int(row["people"])
    handed_over = engine.rows("releases/handed_over", given)
    assert {row["direction"]: row["people"] for row in handed_over} == people

    known_events = {event for event, day in event_known_on(table).items() if day <= known.isoformat()}
    assert {row["event_id"] for row in engine.rows("events/ties", given)} == known_events
    (span,) = engine.rows("overview/span", given)
    assert span["last_day"] <= known


@pytest.mark.parametrize("known", [date(2020, 12, 20), EXCHANGE, date(2024, 2, 29), INITIALLED])
def test_no_query_cites_a_source_that_was_published_later(
    engine: Engine, parameters: Of, table: Table, known: date
) -> None:
    """Over every query of the program: rows with a source, whatever they are about."""
    published = {row["source_id"]: row["published_on"] for row in table("sources")}
    asked = 0
    for name, query in engine.queries.items():
        told = [column for column, _ in query.columns if column.endswith(("source_id", "published_on"))]
        if not told or name.startswith(("cells/", "ledger/", "filtered/")):
            continue
        asked += 1
        for row in engine.rows(name, parameters(known=known)):
            days = [published.get(row[column], row[column]) for column in told if row[column]]
            assert all(str(day) <= known.isoformat() for day in days if day), (name, row)
    assert asked >= 8


@pytest.mark.parametrize("known", [date(2020, 12, 20), EXCHANGE, date(2024, 2, 29), INITIALLED])
def test_no_query_names_an_event_or_a_promise_that_was_not_known(
    engine: Engine, parameters: Of, table: Table, known: date
) -> None:
    day = known.isoformat()
    events = {event for event, first in event_known_on(table).items() if first <= day}
    count = Independent(table, Choice(known=day), TODAY)
    for name, query in engine.queries.items():
        if name.startswith(("cells/", "ledger/", "filtered/")):
            continue
        columns = {column for column, _ in query.columns}
        for row in (
            engine.rows(name, parameters(known=known)) if columns & {"event_id", "commitment_id"} else ()
        ):
            assert (row.get("event_id") or SEED) in {*events, SEED}, (name, row)
            if name not in ("evidence/updates", "feed/entries") and not name.startswith("tables/"):
                assert row.get("commitment_id") in {None, *count.promises}, (name, row)


def test_an_event_known_by_what_is_tied_to_it_cites_the_first_of_that(
    engine: Engine, parameters: Of, table: Table
) -> None:
    key, before, after = "osce-minsk-closure-2025-09-01", date(2025, 10, 1), date(2025, 12, 1)
    own = next(row for row in table("events") if row["event_id"] == key)

    def on(day: date) -> dict[str, Any]:
        (row,) = engine.rows("evidence/events", parameters(known=day) | {"mark_id": key})
        return row

    assert on(before)["summary"] is None
    assert on(before)["published_on"] <= before
    assert (on(after)["summary"], on(after)["source_id"]) == (own["summary"], own["source_id"])


def test_a_promise_not_yet_known_has_no_words_beside_its_update(engine: Engine, parameters: Of) -> None:
    update = {"mark_id": "2020-11-10-prisoners-at-2020-12-14-partly-kept"}
    (then,) = engine.rows("evidence/updates", parameters(known=date(2020, 12, 20)) | update)
    (now,) = engine.rows("evidence/updates", parameters(known=date(2021, 1, 7)) | update)
    assert (then["promise"], bool(now["promise"])) == (None, True)


def test_a_day_that_has_not_come_is_today(engine: Engine, parameters: Of) -> None:
    later = parameters(known=date(2031, 1, 1))
    assert later == parameters(known=TODAY)
    rows = engine.rows("evidence/commitments", later)
    assert rows == engine.rows("evidence/commitments", parameters())


def test_before_everything_each_query_answers_with_nothing(engine: Engine, parameters: Of) -> None:
    given = parameters(known=date(2019, 1, 1))
    for name in catalog.read():
        # Actors have no day on which they became known.
        if name.startswith(("evidence/", "events/", "reactions/", "commitments/")) and "actors" not in name:
            rows = engine.rows(name, given)
            assert not rows or name.endswith(("summary", "neighbours")), name
    assert engine.rows("overview/span", given) == [{"first_day": None, "last_day": None}]
    assert engine.rows("overview/last_changes", given) == []
