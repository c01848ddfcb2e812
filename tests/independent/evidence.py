"""The rules of the ledger once more, in plain Python on the CSV files: what queries are checked against.

Written from the data package's documentation, and on purpose without anything of `peace_ledger`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from tests.independent.promises import promises

Row = Mapping[str, str]
Table = Callable[[str], list[dict[str, str]]]


@dataclass(frozen=True)
class Choice:
    """The shared filters, as a reader sets them."""

    since: str = ""
    until: str = ""
    actors: tuple[str, ...] = ()
    events: tuple[str, ...] = ()


class Independent:
    """Rows of the CSV files under a choice, and the rows behind a mark."""

    def __init__(self, table: Table, choice: Choice, today: date) -> None:
        self.table = table
        self.choice = choice
        self.actors = {row["actor_id"]: row for row in table("actors")}
        self.events = {row["event_id"]: row for row in table("events")}
        self.promises = {promise.id: promise for promise in promises(table, today)}

    def is_part_of(self, actor: str, whole: str) -> bool:
        """Whether an actor is another one, or belongs to it at any distance."""
        while actor:
            if actor == whole:
                return True
            actor = self.actors[actor]["parent_id"]
        return False

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
        }[chart](given)

    def _reactions(self, given: dict[str, str]) -> set[str]:
        return {
            row["reaction_id"]
            for row in self.table("reactions")
            if self.left(row["reacted_on"], [row["actor_id"]], [row["event_id"]])
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
            "side": lambda value: actor["side"] == value,
            "kind": lambda value: actor["kind"] == value,
            "delay": lambda value: days is not None and _in_class(days, value),
        }
        return all(tests[name](value) for name, value in given.items())

    def _releases(self, given: dict[str, str]) -> set[str]:
        found = set()
        for row in self.table("releases"):
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
            and given == {"id": row["detention_id"]}
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
            actors = [*row["made_by"].split(";"), *row["made_to"].split(";")]
            if self.left(row["made_on"], actors, [row["event_id"]]) and all(
                tests[name] == value for name, value in given.items()
            ):
                found.add(key)
        return found

    def _updates(self, given: dict[str, str]) -> set[str]:
        found = set()
        for row in self.table("commitment_updates"):
            promise = self.promises[row["commitment_id"]].row
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

    def _events(self, given: dict[str, str]) -> set[str]:
        return {
            key
            for key, row in self.events.items()
            if self.left(
                row["start_on"], [*row["participants"].split(";"), *row["mediators"].split(";")], [key]
            )
            and given == {"id": key}
        }


def _in_class(days: int, name: str) -> bool:
    if name == "before":
        return days < 0
    if name.endswith("+"):
        return days >= int(name[:-1])
    first, _, last = name.partition("-")
    return int(first) <= days <= int(last or first)
