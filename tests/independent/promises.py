"""Commitments counted from the CSV files by plain Python: what queries and charts are checked against."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from tests.fixtures import CsvRows

OPEN = ("pledged", "in_progress", "partly_kept")
PARTIES = ("armenia", "azerbaijan")


@dataclass(frozen=True)
class Promise:
    """One commitment as it stands on a day, with its known updates, oldest first."""

    row: dict[str, str]
    updates: CsvRows
    as_of: date
    status: str
    status_on: date
    contested: bool
    low: bool

    @property
    def id(self) -> str:
        return self.row["commitment_id"]

    @property
    def made_on(self) -> date:
        return date.fromisoformat(self.row["made_on"])

    @property
    def checkable(self) -> bool:
        return self.row["testable"] == "true" and self.row["standing"] == "given"

    @property
    def maker(self) -> str:
        parties = [actor for actor in PARTIES if actor in self.row["made_by"].split(";")]
        return "others" if not parties else parties[0] if len(parties) == 1 else "joint"

    @property
    def due_in(self) -> int | None:
        if not self.row["due_on"] or self.status not in OPEN or self.row["due_on"] <= self.row["made_on"]:
            return None
        return (date.fromisoformat(self.row["due_on"]) - self.as_of).days

    @property
    def overdue(self) -> bool:
        return self.due_in is not None and self.due_in < 0


def promises(
    table: Callable[[str], CsvRows],
    as_of: date,
    *,
    known: date | None = None,
    actors: Iterable[str] = (),
    since: date | None = None,
    until: date | None = None,
    confidences: Iterable[str] = ("high", "medium", "low"),
) -> list[Promise]:
    """The commitments that filters leave, in the order of the file."""
    published = {row["source_id"]: row["published_on"] for row in table("sources")}
    family = _family(table("actors"), set(actors))

    def is_known(row: dict[str, str], day: str) -> bool:
        return known is None or (published[row["source_id"]] or day) <= known.isoformat()

    updates = [
        row
        for row in table("commitment_updates")
        if row["happened_on"] <= (known or as_of).isoformat()
        and is_known(row, row["happened_on"])
        and row["confidence"] in confidences
    ]
    found = []
    for row in table("commitments"):
        named = set(f"{row['made_by']};{row['made_to']}".split(";"))
        day = date.fromisoformat(row["made_on"])
        outside = (since and day < since) or (until and day > until) or (family and not family & named)
        if not outside and is_known(row, row["made_on"]):
            own = [update for update in updates if update["commitment_id"] == row["commitment_id"]]
            found.append(_standing(row, own, known or as_of))
    return found


def _standing(row: dict[str, str], updates: CsvRows, as_of: date) -> Promise:
    # sorted() is stable: of one day, the later in the file stays the later.
    ordered = sorted(updates, key=lambda update: update["happened_on"])
    moves = [update for update in ordered if update["status"] != "disputed"]
    status, status_on = "pledged", row["made_on"]
    for place, update in enumerate(moves):
        if place == 0 or update["status"] != moves[place - 1]["status"]:
            status, status_on = update["status"], update["happened_on"]
    told = moves[-1]["happened_on"] if moves else ""
    contested = any(update["status"] == "disputed" and update["happened_on"] >= told for update in ordered)
    says_so: CsvRows = []
    for update in reversed(moves):
        if update["status"] != status:
            break
        says_so.append(update)
    # The promise itself is evidence enough that it was pledged, as long as nothing else was said.
    by_itself = status == "pledged" and len(says_so) == len(moves)
    low = not by_itself and all(update["confidence"] == "low" for update in says_so)
    return Promise(row, ordered, as_of, status, date.fromisoformat(status_on), contested, low)


def _family(actors: CsvRows, chosen: set[str]) -> set[str]:
    family = set(chosen)
    while more := {row["actor_id"] for row in actors if row["parent_id"] in family} - family:
        family |= more
    return family
