"""The numbers of the Events page, counted again from the CSV files in plain Python."""

from collections import Counter
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from peace_ledger import marks
from peace_ledger.engine import Engine
from tests.fixtures import Parameters
from tests.independent.filtered import CHOICES, Table, left

Of = Callable[..., Parameters]
choices = pytest.mark.parametrize("chosen", CHOICES.values(), ids=CHOICES)

SEED = "joint-statement-2023-12-07"


@choices
def test_ties_count_what_belongs_to_each_event(
    engine: Engine, parameters: Of, table: Table, chosen: dict[str, Any]
) -> None:
    rows = left(table, **chosen)
    reactions = Counter(row["event_id"] for row in rows.reactions)
    commitments = Counter(row["event_id"] for row in rows.commitments)
    # A release that is announced and carried out at one event is tied to it once.
    releases = Counter(
        event for row in rows.releases for event in {row["event_id"], row["announced_event_id"]} - {""}
    )
    found = engine.rows("events/ties", parameters(**chosen))
    assert [(row["event_id"], row["kind"], str(row["day"])) for row in found] == [
        (row["event_id"], row["kind"], row["day"])
        for row in sorted(rows.events, key=lambda row: row["start_on"])
    ]
    for row in found:
        event = row["event_id"]
        counts = (reactions[event], releases[event], commitments[event])
        assert (row["reactions"], row["releases"], row["commitments"]) == counts, event


@choices
def test_stances_are_counted_by_side(
    engine: Engine, parameters: Of, table: Table, chosen: dict[str, Any]
) -> None:
    sides = {row["actor_id"]: row["side"] for row in table("actors")}
    rows = left(table, **chosen).reactions
    found = engine.rows("events/stance_by_side", parameters(**chosen))
    assert {(row["event_id"], row["side"], row["stance"]): row["reactions"] for row in found} == Counter(
        (row["event_id"], sides[row["actor_id"]], row["stance"]) for row in rows
    )
    assert sum(row["low"] for row in found) == sum(1 for row in rows if row["confidence"] == "low")


def test_neighbours_are_the_three_events_before_and_after(
    engine: Engine, parameters: Of, table: Table
) -> None:
    order = [row["event_id"] for row in sorted(table("events"), key=lambda row: row["start_on"])]
    for place, event in enumerate(order):
        found = engine.rows("events/neighbours", parameters() | {"chosen_event": event})
        before = [row["event_id"] for row in found if row["place"] == "before"]
        after = [row["event_id"] for row in found if row["place"] == "after"]
        assert before == order[max(0, place - 3) : place]
        assert after == order[place + 1 : place + 4]


def test_neighbours_count_days_with_their_sign(engine: Engine, parameters: Of) -> None:
    found = engine.rows("events/neighbours", parameters() | {"chosen_event": SEED})
    assert {row["event_id"]: row["days"] for row in found}["prisoner-exchange-2023-12-13"] == 6
    assert all((row["days"] < 0) == (row["place"] == "before") for row in found)


def test_an_event_not_yet_known_is_no_neighbour(engine: Engine, parameters: Of) -> None:
    given = parameters(known=date(2023, 12, 8)) | {"chosen_event": SEED}
    assert [row for row in engine.rows("events/neighbours", given) if row["place"] == "after"] == []


def test_a_bar_opens_the_reactions_of_its_side(engine: Engine, parameters: Of, table: Table) -> None:
    sides = {row["actor_id"]: row["side"] for row in table("actors")}
    expected: dict[tuple[str, str], set[str]] = {}
    for row in table("reactions"):
        if row["event_id"] == SEED:
            expected.setdefault((sides[row["actor_id"]], row["stance"]), set()).add(row["reaction_id"])
    assert len(expected) > 8
    for (side, stance), ids in expected.items():
        mark = marks.read(marks.mark_of("event_stances", SEED, side, stance))
        assert mark is not None
        behind = engine.rows("evidence/reactions", parameters(events=(SEED,)) | mark.parameters)
        assert {row["reaction_id"] for row in behind} == ids
