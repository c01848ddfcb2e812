"""The numbers of the Actors page, counted again from the CSV files in plain Python."""

from collections import Counter, defaultdict
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from peace_ledger.engine import Engine, Rows
from tests.fixtures import TODAY, CsvRows, Parameters
from tests.independent.filtered import Table, left
from tests.independent.promises import promises

Of = Callable[..., Parameters]

PAIRS: dict[str, tuple[str, ...]] = {
    "a state": ("russia",),
    "a union with bodies": ("european-union",),
    "two states": ("armenia", "azerbaijan"),
    "a union and its body": ("european-union", "european-council"),
    "looked for only": ("spain",),
}
PERIODS: dict[str, dict[str, date]] = {
    "whole": {},
    "a period": {"since": date(2023, 1, 1), "until": date(2024, 6, 30)},
}
chosen_actors = pytest.mark.parametrize("actors", PAIRS.values(), ids=PAIRS)
chosen_period = pytest.mark.parametrize("period", PERIODS.values(), ids=PERIODS)
STANCES = ("supports", "welcomes", "cautious", "neutral", "critical", "rejects")


def family(table: Table, whole: str) -> set[str]:
    """An actor with all that belongs to it."""
    found = {whole}
    while more := {row["actor_id"] for row in table("actors") if row["parent_id"] in found} - found:
        found |= more
    return found


def root(table: Table, actor: str) -> str:
    """What an actor belongs to in the end."""
    parents = {row["actor_id"]: row["parent_id"] for row in table("actors")}
    while parents[actor]:
        actor = parents[actor]
    return actor


def told(
    rows: CsvRows, members: set[str], apart: bool, whole: str
) -> dict[tuple[str, str, str], tuple[int, int, int]]:
    """Reactions, those of low confidence and those without a day, by lane, event and stance."""
    counts: dict[tuple[str, str, str], list[int]] = defaultdict(lambda: [0, 0, 0])
    for row in rows:
        if row["actor_id"] in members:
            count = counts[row["actor_id"] if apart else whole, row["event_id"], row["stance"]]
            count[0] += 1
            count[1] += row["confidence"] == "low"
            count[2] += not row["reacted_on"]
    return {key: (count[0], count[1], count[2]) for key, count in counts.items()}


def latest(rows: CsvRows) -> dict[str, str]:
    """The stance of the last dated row of each event; of one day, the later in the file."""
    ordered = sorted(rows, key=lambda row: row["reacted_on"])
    return {row["event_id"]: row["stance"] for row in ordered}


@chosen_actors
@chosen_period
@pytest.mark.parametrize("apart", [False, True])
def test_stances_are_counted_by_actor_event_and_stance(
    engine: Engine,
    parameters: Of,
    table: Table,
    actors: tuple[str, ...],
    period: dict[str, date],
    apart: bool,
) -> None:
    found = engine.rows("actors/stances", parameters(actors=actors, **period) | {"apart": apart})
    rows = left(table, **period).reactions
    for whole in actors:
        own = [row for row in found if row["whole_id"] == whole]
        expected = told(rows, family(table, whole), apart, whole)
        assert {
            (row["actor_id"], row["event_id"], row["stance"]): (row["reactions"], row["low"], row["undated"])
            for row in own
            if row["stance"]
        } == expected


@chosen_actors
def test_the_latest_stance_is_that_of_the_last_dated_row(
    engine: Engine, parameters: Of, table: Table, actors: tuple[str, ...]
) -> None:
    found = engine.rows("actors/stances", parameters(actors=actors))
    for whole in actors:
        rows = [row for row in table("reactions") if row["actor_id"] in family(table, whole)]
        expected = latest(rows)
        assert {
            row["event_id"]: row["stance"] for row in found if row["whole_id"] == whole and row["latest"]
        } == expected


@chosen_actors
@pytest.mark.parametrize("apart", [False, True])
def test_a_blank_stands_where_an_actor_was_looked_for_and_nothing_was_found(
    engine: Engine, parameters: Of, table: Table, actors: tuple[str, ...], apart: bool
) -> None:
    found = engine.rows("actors/stances", parameters(actors=actors) | {"apart": apart})
    for whole in actors:
        members = family(table, whole)

        def lane(actor: str, whole: str = whole) -> str:
            return actor if apart else whole

        spoken = {
            (lane(row["actor_id"]), row["event_id"])
            for row in table("reactions")
            if row["actor_id"] in members
        }
        searched = {
            (lane(row["actor_id"]), row["event_id"])
            for row in table("coverage")
            if row["actor_id"] in members
        }
        assert {
            (row["actor_id"], row["event_id"])
            for row in found
            if row["whole_id"] == whole and not row["stance"]
        } == searched - spoken


def steps_apart(table: Table, one: set[str], other: set[str]) -> Counter[str]:
    """How far the latest dated stances of two sets of actors are apart, event by event."""
    dated = [row for row in table("reactions") if row["reacted_on"]]
    mine = latest([row for row in dated if row["actor_id"] in one])
    theirs = latest([row for row in dated if row["actor_id"] in other])
    counts: Counter[str] = Counter()
    for event in mine.keys() & theirs.keys():
        steps = abs(STANCES.index(mine[event]) - STANCES.index(theirs[event]))
        counts["same" if steps == 0 else "one_step" if steps == 1 else "further"] += 1
    return counts


@pytest.mark.parametrize("chosen", ["azerbaijan", "russia", "european-council", "spain"])
def test_nearness_counts_steps_on_shared_events(
    engine: Engine, parameters: Of, table: Table, chosen: str
) -> None:
    found = engine.rows("actors/nearness", parameters() | {"chosen_actor": chosen})
    own_root = root(table, chosen)
    wholes = [row["actor_id"] for row in table("actors") if not row["parent_id"]]
    expected = {}
    for other in wholes:
        counts = steps_apart(table, family(table, chosen), family(table, other))
        if other != own_root and counts:
            expected[other] = counts
    assert {row["actor_id"] for row in found} == expected.keys()
    for row in found:
        counts = expected[row["actor_id"]]
        assert {step: row[step] for step in ("same", "one_step", "further")} == {
            step: counts[step] for step in ("same", "one_step", "further")
        }
        assert row["shared"] == counts.total()


def test_nearness_stands_closest_first(engine: Engine, parameters: Of) -> None:
    found = engine.rows("actors/nearness", parameters() | {"chosen_actor": "united-states"})
    shares = [((row["same"] + row["one_step"]) / row["shared"], row["same"] / row["shared"]) for row in found]
    assert shares == sorted(shares, reverse=True)


def test_nearness_of_two_actors_is_the_same_from_either_side(engine: Engine, parameters: Of) -> None:
    def steps(chosen: str, other: str) -> Rows:
        rows = engine.rows("actors/nearness", parameters() | {"chosen_actor": chosen, "other_actor": other})
        return [{name: value for name, value in row.items() if name != "actor_id"} for row in rows]

    assert steps("russia", "united-states") == steps("united-states", "russia")
    assert steps("russia", "united-states")[0]["shared"] == 8


def test_a_body_is_compared_with_its_whole_when_asked(engine: Engine, parameters: Of, table: Table) -> None:
    given = parameters() | {"chosen_actor": "european-union", "other_actor": "european-council"}
    (row,) = engine.rows("actors/nearness", given)
    counts = steps_apart(table, family(table, "european-union"), {"european-council"})
    assert (row["shared"], row["same"]) == (counts.total(), counts["same"])


@chosen_actors
@chosen_period
def test_commitments_are_counted_by_part_and_status(
    engine: Engine, parameters: Of, table: Table, actors: tuple[str, ...], period: dict[str, date]
) -> None:
    found = engine.rows("actors/commitments", parameters(actors=actors, **period))
    expected: Counter[tuple[str, str, str, str, bool]] = Counter()
    for promise in promises(table, TODAY, actors=actors, **period):
        for role in ("made_by", "made_to"):
            for whole in actors:
                if family(table, whole) & set(promise.row[role].split(";")):
                    standing = promise.row["standing"]
                    expected[role, whole, standing, promise.status, promise.contested] += 1
    assert {
        (row["role"], row["actor_id"], row["standing"], row["status"], row["contested"]): row["commitments"]
        for row in found
    } == expected


@chosen_actors
@pytest.mark.parametrize("apart", [False, True])
def test_releases_are_counted_by_part(
    engine: Engine, parameters: Of, table: Table, actors: tuple[str, ...], apart: bool
) -> None:
    found = engine.rows("actors/releases", parameters(actors=actors) | {"apart": apart})
    expected: dict[tuple[str, str, str, str], dict[str, int]] = {}
    for row in table("releases"):
        remains = "remains" if row["category"] == "remains" else "people"
        counted = (
            f"{remains}_total"
            if row["scope"] == "period_total"
            else remains
            if row["status"] == "carried_out"
            else f"{remains}_promised"
        )
        for whole in actors:
            for role, column in (
                ("released", "releasing_id"),
                ("received", "origin_id"),
                ("mediated", "mediators"),
            ):
                named = family(table, whole) & set(row[column].split(";"))
                for lane in named if apart else {whole} if named else set():
                    key = (role, whole, lane, counted)
                    expected.setdefault(key, {})[row["release_id"]] = int(row["people"])
    sums: dict[tuple[str, str, str, str], tuple[int, int]] = {}
    for row_found in found:
        key = (row_found["role"], row_found["whole_id"], row_found["actor_id"], row_found["counted_as"])
        releases, people = sums.get(key, (0, 0))
        sums[key] = (releases + row_found["releases"], people + row_found["people"])
    assert sums == {key: (len(of), sum(of.values())) for key, of in expected.items()}


def parts_of(table: Table, whole: set[str]) -> dict[str, int]:
    """In how many rows of each file an actor with its bodies is named, by part."""

    def count(name: str, *columns: str) -> int:
        return sum(1 for row in table(name) if whole & set(";".join(row[key] for key in columns).split(";")))

    return {
        "reactions": count("reactions", "actor_id"),
        "hosted": count("events", "mediators"),
        "took_part": count("events", "participants"),
        "made_by": count("commitments", "made_by"),
        "made_to": count("commitments", "made_to"),
        "releases": count("releases", "releasing_id", "origin_id", "mediators"),
        "looked_for": len({row["event_id"] for row in table("coverage") if row["actor_id"] in whole}),
    }


def sources_of(table: Table, whole: set[str]) -> set[str]:
    """The sources that a row cites which names an actor with its bodies."""
    promised = {row["commitment_id"]: row for row in table("commitments")}
    found = set()
    for name, columns in (
        ("reactions", ("actor_id",)),
        ("events", ("participants", "mediators")),
        ("releases", ("releasing_id", "origin_id", "mediators")),
        ("detentions", ("holder_id", "origin_id", "claimant_id")),
        ("commitments", ("made_by", "made_to")),
        ("commitment_updates", ("claimed_by", "made_by", "made_to")),
    ):
        for row in table(name):
            of_promise = promised[row["commitment_id"]] if name == "commitment_updates" else {}
            whole_row = {**of_promise, **row}
            if whole & set(";".join(whole_row[column] for column in columns).split(";")):
                found |= {row["source_id"], row.get("announced_source_id") or row["source_id"]}
    return found


@pytest.mark.parametrize("apart", [False, True])
def test_every_actor_is_listed_with_its_rows(
    engine: Engine, parameters: Of, table: Table, apart: bool
) -> None:
    given = parameters() | {"apart": apart}
    listed = {row["actor_id"]: row for row in engine.rows("evidence/actors", given)}
    looked_for = {row["actor_id"] for row in table("coverage")}
    for actor in table("actors"):
        name = actor["actor_id"]
        whole = {name} if apart else family(table, name)
        expected: dict[str, Any] = parts_of(table, whole) | {"sources": len(sources_of(table, whole))}
        (row,) = engine.rows("evidence/actors", given | {"mark_actor": name})
        assert {column: row[column] for column in expected} == expected, name
        stands = (apart or not actor["parent_id"]) and (expected["sources"] or whole & looked_for)
        assert listed.get(name) == (row if stands else None), name


def test_actors_stand_with_the_parties_first(engine: Engine, parameters: Of) -> None:
    found = engine.rows("evidence/actors", parameters())
    parties = [party.actor_id for party in engine.dataset.package.parties]
    assert [row["actor_id"] for row in found[: len(parties)]] == parties
    sources = [row["sources"] for row in found[len(parties) :]]
    assert sources == sorted(sources, reverse=True)


@pytest.mark.parametrize("apart", [False, True])
def test_the_scope_counts_the_actors_that_a_row_names(
    engine: Engine, parameters: Of, table: Table, apart: bool
) -> None:
    given = parameters(since=date(2024, 1, 1)) | {"apart": apart}
    rows = left(table, since=date(2024, 1, 1))
    (count,) = engine.rows("scope/actors", given)
    listed = engine.rows("evidence/actors", given)
    assert count["row_count"] == len(listed)
    reacted = {row["actor_id"] if apart else root(table, row["actor_id"]) for row in rows.reactions}
    assert {row["actor_id"] for row in listed if row["reactions"]} == reacted


def test_as_known_before_the_exchange_nothing_later_is_told(engine: Engine, parameters: Of) -> None:
    given = parameters(actors=("russia", "united-states"), known=date(2023, 12, 10))
    stances = engine.rows("actors/stances", given)
    assert max(row["event_day"] for row in stances) <= date(2023, 12, 10)
    both = parameters(actors=("armenia", "azerbaijan"), known=date(2023, 12, 10))
    released = engine.rows("actors/releases", both)
    promised = {
        (row["role"], row["actor_id"]): row["people"]
        for row in released
        if row["counted_as"] == "people_promised" and row["status"] == "announced"
    }
    assert promised["released", "azerbaijan"] >= 32
    assert promised["released", "armenia"] >= 2


def test_sources_searched_are_all_that_are_known(engine: Engine, parameters: Of, table: Table) -> None:
    (row,) = engine.rows("actors/sources_searched", parameters())
    assert row["sources"] == len(table("sources"))
    (row,) = engine.rows("actors/sources_searched", parameters(known=date(2023, 12, 10)))
    known = [row for row in table("sources") if "" < row["published_on"] <= "2023-12-10"]
    assert row["sources"] == len(known)
