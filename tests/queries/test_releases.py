"""The numbers of the Releases page, counted again from the CSV files in plain Python."""

import csv
import shutil
from collections import Counter
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from peace_ledger import dataset as datasets
from peace_ledger import marks
from peace_ledger.engine import Engine, open_engine
from tests.fixtures import CURATED, CsvRows, Parameters

Table = Callable[[str], CsvRows]
Of = Callable[..., Parameters]

CHOICES: dict[str, dict[str, Any]] = {
    "everything": {},
    "an actor with its bodies": {"actors": ("russia",)},
    "a period": {"since": date(2022, 1, 1), "until": date(2023, 12, 31)},
    "an actor in a period": {"actors": ("icrc", "armenia"), "since": date(2021, 6, 1)},
    "nothing": {"until": date(1990, 1, 1)},
}
choices = pytest.mark.parametrize("chosen", CHOICES.values(), ids=CHOICES)


def day(row: dict[str, str]) -> str:
    return row["released_on"] or row["announced_on"]


def direction(row: dict[str, str]) -> str:
    return f"{row.get('releasing_id') or row.get('holder_id')}.{row['origin_id']}"


def counted_as(row: dict[str, str]) -> str:
    what = "remains" if row["category"] == "remains" else "people"
    if row["scope"] == "period_total":
        return f"{what}_total"
    return what if row["status"] == "carried_out" else f"{what}_promised"


def mediated_by(row: dict[str, str]) -> str:
    return ".".join(sorted(row["mediators"].split(";"))) if row["mediators"] else "-"


def ahead(row: dict[str, str]) -> bool:
    announced = bool(row["announced_on"] and row["released_on"] and row["announced_on"] < row["released_on"])
    return row["scope"] == "handover" and (announced or row["status"] == "announced")


def bodies(actors: CsvRows, chosen: tuple[str, ...]) -> set[str]:
    """The chosen actors with all that is below them."""
    found = set(chosen)
    while more := {row["actor_id"] for row in actors if row["parent_id"] in found} - found:
        found |= more
    return found


@pytest.fixture(scope="module")
def left(table: Table) -> Callable[..., CsvRows]:
    """The rows of a file that actors and period leave."""

    def of(name: str, chosen: dict[str, Any], on: Callable[[dict[str, str]], str], *who: str) -> CsvRows:
        named = bodies(table("actors"), chosen.get("actors", ()))
        since, until = chosen.get("since", date.min).isoformat(), chosen.get("until", date.max).isoformat()
        return [
            row
            for row in table(name)
            if since <= on(row) <= until
            and (not named or named & {actor for column in who for actor in row[column].split(";")})
        ]

    return of


@pytest.fixture
def releases(left: Callable[..., CsvRows], chosen: dict[str, Any]) -> CsvRows:
    """The releases that the test's choice leaves."""
    return left("releases", chosen, day, "releasing_id", "origin_id", "mediators")


@choices
def test_the_summary(engine: Engine, parameters: Of, releases: CsvRows, chosen: dict[str, Any]) -> None:
    def people(kind: str) -> int:
        return sum(int(row["people"]) for row in releases if counted_as(row) == kind)

    living = [row for row in releases if counted_as(row) == "people"]
    promised = [row for row in releases if counted_as(row) == "people_promised"]
    assert engine.rows("releases/summary", parameters(**chosen)) == [
        {
            "release_rows": len(releases),
            "people": people("people"),
            "handovers": len(living),
            "days": len({row["released_on"] for row in living}),
            "announced": len(promised),
            "announced_people": people("people_promised"),
            "partly": 0,
            "not_ahead": sum(1 for row in living if not ahead(row)),
            "remains": people("remains"),
            "remains_handovers": sum(1 for row in releases if counted_as(row) == "remains"),
        }
    ]


@choices
def test_people_per_direction(
    engine: Engine, parameters: Of, releases: CsvRows, chosen: dict[str, Any]
) -> None:
    living = [row for row in releases if counted_as(row) == "people"]
    expected = [
        {
            "direction": pair,
            "people": sum(int(row["people"]) for row in living if direction(row) == pair),
            "handovers": sum(1 for row in living if direction(row) == pair),
            "days": len({row["released_on"] for row in living if direction(row) == pair}),
        }
        for pair in sorted({direction(row) for row in living})
    ]
    assert engine.rows("releases/handed_over", parameters(**chosen)) == expected


@choices
def test_people_over_time_adds_up_handovers_only(
    engine: Engine, parameters: Of, releases: CsvRows, chosen: dict[str, Any]
) -> None:
    so_far: Counter[str] = Counter()
    expected = []
    for row in sorted((row for row in releases if counted_as(row) in ("people", "people_promised")), key=day):
        so_far[direction(row)] += int(row["people"]) if row["status"] == "carried_out" else 0
        expected.append((row["release_id"], day(row), int(row["people"]), so_far[direction(row)]))
    got = engine.rows("releases/people_over_time", parameters(**chosen))
    assert [
        (row["release_id"], row["day"].isoformat(), row["people"], row["people_so_far"]) for row in got
    ] == expected


@choices
def test_days_from_announcement_to_handover(
    engine: Engine, parameters: Of, releases: CsvRows, chosen: dict[str, Any]
) -> None:
    def days(row: dict[str, str]) -> int | None:
        if not row["released_on"]:
            return None
        return (date.fromisoformat(row["released_on"]) - date.fromisoformat(row["announced_on"])).days

    expected = {row["release_id"]: days(row) for row in releases if ahead(row)}
    got = engine.rows("releases/announced_to_carried_out", parameters(**chosen))
    assert {row["release_id"]: row["days"] for row in got} == expected
    assert [row["announced_on"] for row in got] == sorted(row["announced_on"] for row in got)


@choices
def test_who_to_whom_counts_everybody_once(
    engine: Engine, parameters: Of, releases: CsvRows, chosen: dict[str, Any]
) -> None:
    expected: Counter[tuple[str, str, str]] = Counter()
    low: Counter[tuple[str, str, str]] = Counter()
    for row in releases:
        if counted_as(row) == "people":
            key = (direction(row), row["basis"], mediated_by(row))
            expected[key] += int(row["people"])
            low[key] += int(row["people"]) if row["confidence"] == "low" else 0
    got = engine.rows("releases/who_to_whom", parameters(**chosen))
    keyed = {(row["direction"], row["basis"], row["mediated_by"]): row for row in got}
    assert len(keyed) == len(got)
    assert {key: row["people"] for key, row in keyed.items()} == expected
    assert {key: row["low_people"] for key, row in keyed.items()} == low


@choices
def test_the_rows_behind_who_to_whom_are_those_that_were_counted(
    engine: Engine, parameters: Of, releases: CsvRows, chosen: dict[str, Any]
) -> None:
    for row in engine.rows("releases/who_to_whom", parameters(**chosen)):
        for mediators in (row["mediated_by"], None):
            name = marks.mark_of("who_to_whom", row["direction"], row["basis"], mediators, "people")
            mark = marks.read(name)
            assert mark is not None
            got = engine.rows("evidence/releases", {**parameters(**chosen), **mark.parameters})
            assert {found["release_id"] for found in got} == {
                one["release_id"]
                for one in releases
                if counted_as(one) == "people"
                and (direction(one), one["basis"]) == (row["direction"], row["basis"])
                and mediators in (None, mediated_by(one))
            }


@choices
def test_every_report_of_people_held_stands_for_itself(
    engine: Engine, parameters: Of, left: Callable[..., CsvRows], chosen: dict[str, Any]
) -> None:
    reports = left("detentions", chosen, lambda row: row["as_of"], "holder_id", "origin_id", "claimant_id")
    expected = {
        row["detention_id"]: (
            direction(row),
            row["as_of"],
            int(row["people"]),
            row["basis"],
            row["claimant_id"],
        )
        for row in reports
    }
    got = engine.rows("releases/still_held", parameters(**chosen))
    assert {
        row["detention_id"]: (
            row["direction"],
            row["day"].isoformat(),
            row["people"],
            row["basis"],
            row["claimant_id"] or "",
        )
        for row in got
    } == expected


@choices
def test_the_days_of_handovers_are_those_on_which_living_people_came_free(
    engine: Engine, parameters: Of, releases: CsvRows, chosen: dict[str, Any]
) -> None:
    expected = {
        (direction(row), row["released_on"])
        for row in releases
        if row["released_on"] and row["category"] != "remains" and row["scope"] == "handover"
    }
    got = engine.rows("releases/handover_days", parameters(**chosen))
    assert {(row["direction"], row["day"].isoformat()) for row in got} == expected
    assert len(got) == len(expected)


@choices
def test_remains_keep_handovers_promises_and_totals_apart(
    engine: Engine, parameters: Of, releases: CsvRows, chosen: dict[str, Any]
) -> None:
    expected = {
        row["release_id"]: (direction(row), int(row["people"]), counted_as(row))
        for row in releases
        if row["category"] == "remains"
    }
    got = engine.rows("releases/remains", parameters(**chosen))
    assert {
        row["release_id"]: (row["direction"], row["people"], row["counted_as"]) for row in got
    } == expected


@choices
def test_the_scope_of_a_chart_is_that_of_its_rows(
    engine: Engine, parameters: Of, releases: CsvRows, chosen: dict[str, Any]
) -> None:
    def count(**own: Any) -> int:
        (scope,) = engine.rows("scope/releases", parameters(**chosen) | own)
        return int(scope["row_count"])

    assert count() == len(releases)
    assert count(counted_as=("people",)) == sum(1 for row in releases if counted_as(row) == "people")
    assert count(announced_ahead=True) == sum(1 for row in releases if ahead(row))


def test_the_exchange_of_the_joint_statement(engine: Engine, parameters: Of) -> None:
    rows = engine.rows(
        "releases/announced_to_carried_out", parameters(events=("joint-statement-2023-12-07",))
    )
    assert {
        (row["direction"], row["people"], row["announced_on"], row["released_on"], row["days"])
        for row in rows
    } == {
        ("azerbaijan.armenia", 32, date(2023, 12, 7), date(2023, 12, 13), 6),
        ("armenia.azerbaijan", 2, date(2023, 12, 7), date(2023, 12, 13), 6),
    }


def test_before_it_is_known_to_be_carried_out_a_release_is_a_promise(engine: Engine, parameters: Of) -> None:
    known = parameters(events=("joint-statement-2023-12-07",), known=date(2023, 12, 10))
    assert {
        (row["people"], row["status"], row["days"])
        for row in engine.rows("releases/announced_to_carried_out", known)
    } == {(32, "announced", None), (2, "announced", None)}
    (summary,) = engine.rows("releases/summary", known)
    assert (summary["people"], summary["announced_people"]) == (0, 34)


def test_what_is_carried_out_in_part_adds_nothing(tmp_path: Path, parameters: Of) -> None:
    folder = tmp_path / "package"
    shutil.copytree(CURATED, folder)
    chosen = "2023-12-13-aze-arm-servicemen"
    _change(folder / "releases.csv", chosen, status="partly_carried_out")
    changed = open_engine(datasets.load(folder))
    events = parameters(events=("joint-statement-2023-12-07",))
    (summary,) = changed.rows("releases/summary", events)
    assert (summary["people"], summary["announced"], summary["partly"]) == (2, 0, 1)
    (row,) = [row for row in changed.rows("releases/people_over_time", events) if row["release_id"] == chosen]
    assert (row["counted_as"], row["people_so_far"]) == ("people_promised", 0)


def _change(file: Path, release: str, **values: str) -> None:
    with file.open(encoding="utf-8", newline="") as source:
        rows = list(csv.DictReader(source))
    with file.open("w", encoding="utf-8", newline="") as target:
        writer = csv.DictWriter(target, rows[0].keys(), lineterminator="\n")
        writer.writeheader()
        writer.writerows(row | values if row["release_id"] == release else row for row in rows)
