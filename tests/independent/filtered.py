"""What filters leave of the CSV files, by plain Python: what queries over several tables are held against."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from tests.fixtures import CsvRows

Table = Callable[[str], CsvRows]

CHOICES: dict[str, dict[str, Any]] = {
    "everything": {},
    "an actor with its bodies": {"actors": ("russia",)},
    "a period": {"since": date(2023, 12, 1), "until": date(2024, 6, 30)},
    "an actor in a period": {"actors": ("european-union", "icrc"), "since": date(2021, 6, 1)},
    "nothing": {"until": date(1990, 1, 1)},
}

_WHO = {
    "events": ("participants", "mediators"),
    "reactions": ("actor_id",),
    "releases": ("releasing_id", "origin_id", "mediators"),
    "commitments": ("made_by", "made_to"),
    "commitment_updates": ("claimed_by", "made_by", "made_to"),
}


@dataclass(frozen=True)
class Left:
    """The rows of each file that a choice of actors and a period leave, with their day and the day known."""

    events: CsvRows
    reactions: CsvRows
    releases: CsvRows
    commitments: CsvRows
    updates: CsvRows


def left(
    table: Table, *, actors: tuple[str, ...] = (), since: date = date.min, until: date = date.max
) -> Left:
    """Read the files and filter them. Rows get `day` and `known_on`, empty where it is not known."""
    family = _family(table("actors"), set(actors))
    published = {row["source_id"]: row["published_on"] for row in table("sources")}
    promised = {row["commitment_id"]: row for row in table("commitments")}

    def of(name: str, *day_columns: str) -> CsvRows:
        rows = []
        for row in table(name):
            if name == "commitment_updates":
                promise = promised[row["commitment_id"]]
                row = row | {key: promise[key] for key in ("made_by", "made_to", "event_id")}
            row["day"] = next((row[column] for column in day_columns if row[column]), "")
            row["known_on"] = published[row["source_id"]] or row["day"]
            named = {actor for column in _WHO[name] for actor in row[column].split(";")}
            in_period = since.isoformat() <= row["day"] <= until.isoformat()
            if (in_period or (since, until) == (date.min, date.max)) and (not family or family & named):
                rows.append(row)
        return rows

    return Left(
        of("events", "start_on"),
        of("reactions", "reacted_on"),
        of("releases", "released_on", "announced_on"),
        of("commitments", "made_on"),
        of("commitment_updates", "happened_on"),
    )


def event_known_on(table: Table) -> dict[str, str]:
    """For each event the first day on which it, or a row tied to it, was known."""
    published = {row["source_id"]: row["published_on"] for row in table("sources")}
    found: dict[str, list[str]] = {}

    def note(event: str, source: str, *days: str) -> None:
        known = published.get(source, "") or next((day for day in days if day), "")
        if event and known:
            found.setdefault(event, []).append(known)

    for row in table("events"):
        note(row["event_id"], row["source_id"], row["start_on"])
    for row in table("reactions"):
        note(row["event_id"], row["source_id"], row["reacted_on"])
    for row in table("commitments"):
        note(row["event_id"], row["source_id"], row["made_on"])
    for row in table("releases"):
        note(row["event_id"], row["source_id"], row["released_on"], row["announced_on"])
        note(
            row["announced_event_id"],
            row["announced_source_id"] or row["source_id"],
            row["announced_on"],
        )
    return {event: min(days) for event, days in found.items()}


def _family(actors: CsvRows, chosen: set[str]) -> set[str]:
    family = set(chosen)
    while more := {row["actor_id"] for row in actors if row["parent_id"] in family} - family:
        family |= more
    return family
