"""The questions of the Reactions page, against counts from the CSV files."""

from collections import Counter
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

import pytest

from peace_ledger.engine import Engine
from tests.fixtures import CsvRows, Parameters
from tests.independent.filtered import CHOICES, Table, left

SEED = "joint-statement-2023-12-07"
STANCES = ("supports", "welcomes", "cautious", "neutral", "critical", "rejects")

Ask = Callable[..., list[dict[str, Any]]]


@pytest.fixture
def ask(engine: Engine, parameters: Callable[..., Parameters]) -> Ask:
    """Ask a question of the page under a choice of filters."""

    def of(name: str, choice: Mapping[str, Any], **own: Any) -> list[dict[str, Any]]:
        return engine.rows(f"reactions/{name}", parameters(**choice) | own)

    return of


@pytest.mark.parametrize("choice", CHOICES.values(), ids=CHOICES)
def test_the_summary(ask: Ask, table: Table, choice: dict[str, Any]) -> None:
    rows = left(table, **choice).reactions
    stances = Counter(row["stance"] for row in rows)
    assert ask("summary", choice) == [
        {
            "reactions": len(rows),
            "actors": len({row["actor_id"] for row in rows}),
            "events": len({row["event_id"] for row in rows}),
        }
    ]
    spread = ask("by_stance", choice)
    assert {row["stance"]: row["reactions"] for row in spread} == stances
    assert [row["stance"] for row in spread] == [code for code in STANCES if stances[code]]


@pytest.mark.parametrize("choice", CHOICES.values(), ids=CHOICES)
def test_stances_by_event(ask: Ask, table: Table, choice: dict[str, Any]) -> None:
    rows = left(table, **choice).reactions
    expected = Counter((row["event_id"], row["stance"]) for row in rows)
    low = Counter((row["event_id"], row["stance"]) for row in rows if row["confidence"] == "low")
    found = ask("stance_by_event", choice)
    assert {(row["event_id"], row["stance"]): row["reactions"] for row in found} == expected
    assert {(row["event_id"], row["stance"]): row["low"] for row in found if row["low"]} == low
    assert [row["day"] for row in found] == sorted(row["day"] for row in found)


@pytest.mark.parametrize("choice", CHOICES.values(), ids=CHOICES)
def test_cells_hold_the_latest_dated_stance(ask: Ask, table: Table, choice: dict[str, Any]) -> None:
    rows = left(table, **choice).reactions
    cells: dict[tuple[str, str], CsvRows] = {}
    for row in rows:
        cells.setdefault((row["actor_id"], row["event_id"]), []).append(row)
    found = {
        (row["actor_id"], row["event_id"]): row for row in ask("actor_by_event", choice) if row["reactions"]
    }
    assert found.keys() == cells.keys()
    for pair, of in cells.items():
        # max() keeps the first of equals, so the file is read from its end.
        latest = max(reversed(of), key=lambda row: row["reacted_on"])
        assert found[pair]["stance"] == latest["stance"], pair
        assert found[pair]["stances"] == len({row["stance"] for row in of}), pair
        assert (found[pair]["earlier_stance"] is None) == (found[pair]["stances"] == 1), pair
        assert found[pair]["reactions"] == len(of), pair


def test_blanks_are_those_looked_for_by_name(ask: Ask, table: Table) -> None:
    expected = {(row["actor_id"], row["event_id"]) for row in table("coverage")}
    found = ask("actor_by_event", {})
    assert {(row["actor_id"], row["event_id"]) for row in found if not row["reactions"]} == expected
    assert {row["stance"] for row in found if not row["reactions"]} == {None}


def test_blanks_go_with_their_event(ask: Ask, table: Table) -> None:
    before = ask("actor_by_event", {"until": date(2021, 12, 31)})
    days = {row["event_id"]: row["start_on"] for row in table("events")}
    assert all(days[row["event_id"]] <= "2021-12-31" for row in before)
    assert ask("actor_by_event", {"until": date(1990, 1, 1)}) == []


def test_how_soon_who_reacted(ask: Ask, table: Table) -> None:
    actors = {row["actor_id"]: row for row in table("actors")}
    days = {row["event_id"]: date.fromisoformat(row["start_on"]) for row in table("events")}
    dated = [row for row in table("reactions") if row["reacted_on"]]
    delays = sorted((date.fromisoformat(row["reacted_on"]) - days[row["event_id"]]).days for row in dated)
    found = ask("reaction_speed", {})
    assert sum(row["reactions"] for row in found) == len(dated)
    assert sum(row["reactions"] for row in found if row["delay"] == "before") == sum(
        1 for day in delays if day < 0
    )
    assert sum(row["reactions"] for row in found if row["delay"] == "8-14") == sum(
        1 for day in delays if 8 <= day <= 14
    )
    sides = Counter(actors[row["actor_id"]]["side"] for row in dated)
    assert (
        Counter({side: sum(row["reactions"] for row in found if row["side"] == side) for side in sides})
        == sides
    )
    assert ask("delay_median", {}) == [{"dated": len(dated), "median_days": delays[(len(delays) - 1) // 2]}]


def test_states_speak_by_themselves_and_by_their_offices(ask: Ask, table: Table) -> None:
    actors = {row["actor_id"]: row for row in table("actors")}

    def state_of(actor: str) -> str | None:
        row = actors[actor]
        if row["kind"] == "state":
            return actor
        return state_of(row["parent_id"]) if row["kind"] == "office" and row["parent_id"] else None

    expected = Counter(
        state
        for row in table("reactions")
        if row["event_id"] == SEED and (state := state_of(row["actor_id"]))
    )
    found = ask("stance_map", {}, map_event=SEED)
    assert {row["state_id"]: row["reactions"] for row in found if row["reactions"]} == expected
    blanks = {
        row["actor_id"]
        for row in table("coverage")
        if row["event_id"] == SEED
        and actors[row["actor_id"]]["kind"] == "state"
        and actors[row["actor_id"]]["iso3"]
    }
    assert {row["state_id"] for row in found if not row["reactions"]} == blanks - expected.keys()


def test_the_event_with_most_reactions(ask: Ask, table: Table) -> None:
    counts = Counter(row["event_id"] for row in table("reactions"))
    ((event, most),) = counts.most_common(1)
    assert ask("most_reactions", {}) == [{"event_id": event, "reactions": most}]
    assert ask("most_reactions", {"until": date(1990, 1, 1)}) == []
