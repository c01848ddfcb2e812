"""Reading reactions a second time, without seeing how they were read before, and where coders differ."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from peace_ledger.agreement import Agreement, Reading, coders, measure
from peace_ledger.curating.rows import Desk
from peace_ledger.curating.tables_csv import Cells

SHOWN = ("speaker", "speaker_role", "reacted_on", "channel", "key_phrase", "summary")
"""The columns of a reaction that a coder reads; its stance and its confidence are not among them."""


@dataclass(frozen=True)
class Disagreement:
    """A reaction that coders read otherwise: their stances by coder, and the stance that the table has."""

    reaction: Cells
    stances: dict[str, str]

    @property
    def decided(self) -> str:
        """The stance that counts."""
        return self.reaction["stance"]


def left(desk: Desk, coder: str) -> list[Cells]:
    """The reactions that a coder has not read yet, in the order of the file."""
    read = {row["reaction_id"] for row in desk.rows["codings"] if row["coder"] == coder}
    return [row for row in desk.rows["reactions"] if row["reaction_id"] not in read]


def disagreements(desk: Desk) -> list[Disagreement]:
    """The reactions of which coders gave different stances, in the order of the file."""
    by_reaction: dict[str, dict[str, str]] = {}
    for row in desk.rows["codings"]:
        by_reaction.setdefault(row["reaction_id"], {})[row["coder"]] = row["stance"]
    return list(_differing(desk.rows["reactions"], by_reaction))


def _differing(reactions: Sequence[Cells], by_reaction: dict[str, dict[str, str]]) -> Iterator[Disagreement]:
    for row in reactions:
        stances = by_reaction.get(row["reaction_id"], {})
        if len(set(stances.values())) > 1:
            yield Disagreement(row, stances)


def how_far(desk: Desk) -> tuple[tuple[str, ...], Agreement]:
    """Who coded, and how far they agree."""
    readings = [Reading(row["coder"], row["reaction_id"], row["stance"]) for row in desk.rows["codings"]]
    order = desk.package.table("codings").field("stance").codes
    return coders(readings), measure(readings, order)
