"""The rules of the ledger once more, in plain Python on the CSV files: what queries are checked against.

Written from the data package's documentation, and on purpose without anything of `peace_ledger`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache

from tests.independent.filtered import event_known_on
from tests.independent.promises import promises

LEFT_BY = {"": ("high", "medium", "low"), "medium": ("high", "medium"), "high": ("high",)}
"""The confidences that each choice leaves."""

ROWS_OF = {
    "events": ("event_id", "events", "start_on"),
    "reactions": ("reaction_id", "reactions", "reacted_on"),
    "releases": ("release_id", "releases", "released_on", "announced_on"),
    "detentions": ("detention_id", "detentions", "as_of"),
    "commitments": ("commitment_id", "commitments", "made_on"),
    "commitment_updates": ("update_id", "updates", "happened_on"),
}
"""Of each table that records what happened: its key, the evidence that lists it, and its days."""

Row = Mapping[str, str]
Table = Callable[[str], list[dict[str, str]]]


@dataclass(frozen=True)
class Choice:
    """The shared filters, as a reader sets them."""

    since: str = ""
    until: str = ""
    actors: tuple[str, ...] = ()
    events: tuple[str, ...] = ()
    known: str = ""
    confidence: str = ""


class Independent:
    """Rows of the CSV files under a choice, and the rows behind a mark."""

    def __init__(self, table: Table, choice: Choice, today: date) -> None:
        self.table = cache(table)
        self.choice = choice
        self.actors = {row["actor_id"]: row for row in table("actors")}
        self.events = {row["event_id"]: row for row in table("events")}
        self.published = {row["source_id"]: row["published_on"] for row in table("sources")}
        self.event_known_on = event_known_on(table)
        self.confidences = LEFT_BY[choice.confidence]
        self.promised = {row["commitment_id"]: row for row in table("commitments")}
        known = date.fromisoformat(choice.known) if choice.known else None
        # The same promises as they stand under the choice; a promise not yet known is none.
        self.promises = {
            promise.id: promise
            for promise in promises(table, today, known=known, confidences=self.confidences)
        }

    def is_part_of(self, actor: str, whole: str) -> bool:
        """Whether an actor is another one, or belongs to it at any distance."""
        while actor:
            if actor == whole:
                return True
            actor = self.actors[actor]["parent_id"]
        return False

    def known_on(self, source: str, day: str) -> str:
        """The day on which what a source says became known: of its publication, else that of the row."""
        return self.published[source] or day

    def is_known(self, day: str) -> bool:
        """Whether what became known on a day ("" for no day) was known on the day chosen."""
        return not self.choice.known or "" < day <= self.choice.known

    def is_sourced_well(self, row: Row) -> bool:
        """Whether the choice of a confidence leaves a row."""
        return row["confidence"] in self.confidences

    def left(self, day: str, actors: list[str], events: list[str]) -> bool:
        """Whether the choice leaves a row of that day, of those actors and events."""
        choice = self.choice
        if (choice.since or choice.until) and not day:
            return False
        if (choice.since and day < choice.since) or (choice.until and day > choice.until):
            return False
        if choice.events and not set(choice.events) & set(events):
            return False
        named = [actor for actor in actors if actor]
        return not choice.actors or any(
            self.is_part_of(actor, whole) for actor in named for whole in choice.actors
        )

    def behind(self, chart: str, values: dict[str, str]) -> set[str]:
        """The ids of the rows behind a mark of a chart, its fields by name; an empty value means "any"."""
        given = {name: value for name, value in values.items() if value}
        return {
            "reactions": self._reactions,
            "releases": self._releases,
            "detentions": self._detentions,
            "commitments": self._commitments,
            "updates": self._updates,
            "events": self._events,
            "actors": self._actors,
            "codings": self._codings,
            "rows": self._rows,
        }[chart](given)

    def _reactions(self, given: dict[str, str]) -> set[str]:
        return {
            row["reaction_id"]
            for row in self.table("reactions")
            if self.left(row["reacted_on"], [row["actor_id"]], [row["event_id"]])
            and self.is_known(self.known_on(row["source_id"], row["reacted_on"]))
            and self.is_sourced_well(row)
            and self._reaction_fits(row, given)
        }

    def _reaction_fits(self, row: Row, given: dict[str, str]) -> bool:
        actor = self.actors[row["actor_id"]]
        day, event_day = row["reacted_on"], self.events[row["event_id"]]["start_on"]
        days = (date.fromisoformat(day) - date.fromisoformat(event_day)).days if day else None
        tests = {
            "id": lambda value: row["reaction_id"] == value,
            "event": lambda value: row["event_id"] == value,
            "actor": lambda value: row["actor_id"] == value,
            "stance": lambda value: row["stance"] == value,
            "first": lambda value: bool(day) and day >= value,
            "last": lambda value: bool(day) and day <= value,
            "state": lambda value: (
                self.is_part_of(row["actor_id"], value) and actor["kind"] in {"state", "office"}
            ),
            "whole": lambda value: self.is_part_of(row["actor_id"], value),
            "side": lambda value: actor["side"] == value,
            "kind": lambda value: actor["kind"] == value,
            "delay": lambda value: days is not None and _in_class(days, value),
        }
        return all(tests[name](value) for name, value in given.items())

    def releases(self) -> list[dict[str, str]]:
        """The releases known on the day chosen, each as it stood: where only its announcement was known, as a
        promise.
        """
        found = []
        for row in filter(self.is_sourced_well, self.table("releases")):
            told = self.known_on(row["source_id"], row["released_on"] or row["announced_on"])
            if self.is_known(told):
                found.append({**row})
            elif row["announced_source_id"] and self.is_known(
                self.known_on(row["announced_source_id"], row["announced_on"])
            ):
                promise = {"status": "announced", "released_on": "", "event_id": "", "mediators": ""}
                found.append(row | promise | {"source_id": row["announced_source_id"]})
        return found

    def _releases(self, given: dict[str, str]) -> set[str]:
        found = set()
        for row in self.releases():
            mediators = sorted(item for item in row["mediators"].split(";") if item)
            actors = [row["releasing_id"], row["origin_id"], *mediators]
            events = [row["event_id"], row["announced_event_id"]]
            counted = "remains" if row["category"] == "remains" else "people"
            if row["scope"] == "period_total":
                counted += "_total"
            elif row["status"] != "carried_out":
                counted += "_promised"
            tests = {
                "id": row["release_id"],
                "direction": f"{row['releasing_id']}.{row['origin_id']}",
                "basis": row["basis"],
                "mediated_by": ".".join(mediators) or "-",
                "counted_as": counted,
            }
            if self.left(row["released_on"] or row["announced_on"], actors, events) and all(
                tests[name] == value for name, value in given.items()
            ):
                found.add(row["release_id"])
        return found

    def _detentions(self, given: dict[str, str]) -> set[str]:
        return {
            row["detention_id"]
            for row in self.table("detentions")
            # These reports belong to no event, and a chosen event does not cut them.
            if self.left(
                row["as_of"],
                [row["holder_id"], row["origin_id"], row["claimant_id"]],
                list(self.choice.events),
            )
            and self.is_known(self.known_on(row["source_id"], row["as_of"]))
            and given.get("id", row["detention_id"]) == row["detention_id"]
            and given.get("direction", "") in ("", f"{row['holder_id']}.{row['origin_id']}")
            and given.get("first", "") <= row["as_of"] <= given.get("last", "9999")
        }

    def _commitments(self, given: dict[str, str]) -> set[str]:
        found = set()
        for key, promise in self.promises.items():
            row = promise.row
            tests = {
                "id": key,
                "theme": row["theme"],
                "standing": row["standing"],
                "status": promise.status,
                "contested": "true" if promise.contested else "false",
                "maker": promise.maker,
                "kept_after": str((promise.status_on - promise.made_on).days)
                if promise.checkable and promise.status == "kept"
                else None,
            }
            parts = self._parts(row)
            actors = [*row["made_by"].split(";"), *row["made_to"].split(";")]
            if self.left(row["made_on"], actors, [row["event_id"]]) and all(
                value in parts[name] if name in parts else tests[name] == value
                for name, value in given.items()
            ):
                found.add(key)
        return found

    def updates(self) -> list[dict[str, str]]:
        """The updates known on the day chosen and sourced well enough."""
        return [
            row
            for row in self.table("commitment_updates")
            if self.is_known(self.known_on(row["source_id"], row["happened_on"]))
            and self.is_sourced_well(row)
        ]

    def history(self, commitment: str) -> set[str]:
        """The ids of a promise and of the evidence about it up to the day looked at; none for a promise that
        was not known.
        """
        promise = self.promises.get(commitment)
        return {commitment, *(row["update_id"] for row in promise.updates)} if promise else set()

    def _updates(self, given: dict[str, str]) -> set[str]:
        found = set()
        for row in self.updates():
            promise = self.promised[row["commitment_id"]]
            day = row["happened_on"]
            actors = [*promise["made_by"].split(";"), *promise["made_to"].split(";"), row["claimed_by"]]
            tests = {
                "first": day >= given.get("first", ""),
                "last": day <= given.get("last", "9999"),
                "status": row["status"] == given.get("status", row["status"]),
            }
            if self.left(day, actors, [promise["event_id"]]) and all(tests[name] for name in given):
                found.add(row["update_id"])
        return found

    def _actors(self, given: dict[str, str]) -> set[str]:
        # An actor stands, whatever the filters leave of its rows.
        return {key for key in self.actors if given == {"actor": key}}

    def _parts(self, row: Row) -> dict[str, set[str]]:
        """The parts of actors in a promise, as marks name them: each actor's own, and that of all it is a
        part of.
        """
        own = {(role, actor) for role in ("made_by", "made_to") for actor in row[role].split(";") if actor}
        return {
            "own_part": {f"{role}.{actor}" for role, actor in own},
            "part": {
                f"{role}.{whole}"
                for role, actor in own
                for whole in self.actors
                if self.is_part_of(actor, whole)
            },
        }

    def _events(self, given: dict[str, str]) -> set[str]:
        return {
            key
            for key, row in self.events.items()
            if self.left(
                row["start_on"], [*row["participants"].split(";"), *row["mediators"].split(";")], [key]
            )
            and self.is_known(self.event_known_on[key])
            and given.get("id", key) == key
        }

    def _codings(self, given: dict[str, str]) -> set[str]:
        """Reactions that two coders read, with the stances that a mark names."""
        stances = {(row["reaction_id"], row["coder"]): row["stance"] for row in self.table("codings")}
        return {
            reaction
            for reaction in self._reactions({})
            if all(
                stances.get((reaction, given[f"{place}_coder"])) == given[f"{place}_stance"]
                for place in ("first", "second")
            )
        }

    def _rows(self, given: dict[str, str]) -> set[str]:
        """Rows of one table, by their day and by what has none."""
        key, evidence, *days = ROWS_OF[given["table"]]
        left = self.behind(evidence, {})
        rows = self.releases() if evidence == "releases" else self.table(given["table"])
        found = set()
        for row in rows:
            day = next((row[column] for column in days if row[column]), "")
            tests = {
                "table": True,
                "first": day >= given.get("first", ""),
                "last": bool(day) and day <= given.get("last", "9999"),
                "undated": not {"row": day, "source": self.published[row["source_id"]]}.get(
                    given.get("undated", "")
                ),
            }
            if row[key] in left and all(tests[name] for name in given):
                found.add(row[key])
        return found


def _in_class(days: int, name: str) -> bool:
    if name == "before":
        return days < 0
    if name.endswith("+"):
        return days >= int(name[:-1])
    first, _, last = name.partition("-")
    return int(first) <= days <= int(last or first)
