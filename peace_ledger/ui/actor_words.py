"""What rows of the Actors page say, in sentences."""

from collections.abc import Mapping, Sequence
from typing import Any

from peace_ledger import wording
from peace_ledger.dataset import Dataset
from peace_ledger.engine import Rows

Row = Mapping[str, Any]


def of_all(rows: Rows) -> str:
    """How many actors there are, and what is recorded of how many of them."""
    if not rows:
        return "No actor is left by these filters. Widen the period, or take out an event."
    parts = [
        f"{wording.number(sum(1 for row in rows if row[name]))} {words}"
        for name, words in (
            ("reactions", "reacted to an event"),
            ("made_by", "made a commitment"),
            ("releases", "had a part in a release"),
        )
    ]
    blank = sum(1 for row in rows if not row["sources"])
    searched = (
        f" {wording.number(blank)} more were looked for by name and not found, which is not silence."
        if blank
        else ""
    )
    found = wording.sentence(wording.counted(len(rows) - blank, "actor"))
    return f"{found} in the rows: {wording.listed(parts)}; one may have done several of these.{searched}"


def of_one(counts: Row, events: int, spread: str) -> str:
    """What an actor's rows say: its reactions, to that many events, by stance, then each other part that it
    had.
    """
    parts = []
    if counts["reactions"]:
        parts.append(
            f"{wording.counted(counts['reactions'], 'recorded reaction')} to "
            f"{wording.counted(events, 'event')}: {spread}"
        )
    else:
        parts.append("No reaction is recorded, which is not silence")
    if counts["looked_for"]:
        missed = wording.counted(counts["looked_for"], "event")
        parts.append(f"Looked for by name and not found on {missed}")
    roles = [
        f"{words} {wording.counted(counts[name], noun)}"
        for name, words, noun in (
            ("made_by", "made", "commitment"),
            ("made_to", "was promised", "commitment"),
            ("releases", "had a part in", "release row"),
            ("hosted", "hosted or mediated", "event"),
            ("took_part", "took part in", "event"),
        )
        if counts[name]
    ]
    if roles:
        parts.append(f"It {wording.listed(roles, limit=len(roles))}")
    parts.append(f"All this rests on {wording.counted(counts['sources'], 'source')}")
    return f"{'. '.join(parts)}."


def of_both(row: Row | None) -> str:
    """On how many events both actors have a dated stance, and how far apart these are."""
    if row is None:
        return "On no event do these filters leave a dated stance of both."
    return (
        f"On {wording.counted(row['shared'], 'event')} both have a dated stance; their latest ones are the "
        f"same on {wording.number(row['same'])}, one step apart on {wording.number(row['one_step'])}, and "
        f"further apart on {wording.number(row['further'])}."
    )


_ROLES = {"released": "Handed over by", "received": "Received by", "mediated": "Mediated by"}


def of_releases(rows: Rows, dataset: Dataset) -> list[tuple[str, str]]:
    """Each part that an actor had in releases, and the numbers: people and remains apart, and what adds
    nothing beside them.
    """
    parts: dict[tuple[str, str], dict[tuple[str, str], Row]] = {}
    for row in rows:
        # A body that belongs to both actors of the page stands under each of them, and counts once.
        numbers = parts.setdefault((row["role"], row["actor_id"]), {})
        numbers[row["counted_as"], row["status"]] = row
    return [
        (f"{_ROLES[role]} {dataset.actor_name(actor)}", _numbers(list(numbers.values())))
        for (role, actor), numbers in parts.items()
    ]


def _numbers(rows: Sequence[Row]) -> str:
    def of(counted_as: str, status: str | None = None) -> tuple[int, int]:
        own = [row for row in rows if row["counted_as"] == counted_as and status in (None, row["status"])]
        return sum(row["releases"] for row in own), sum(row["people"] for row in own)

    added, beside = [], []
    for counted_as, whose in (("people", ""), ("remains", "the remains of ")):
        handovers, number = of(counted_as)
        if handovers:
            people = wording.counted(number, "person")
            added.append(f"{whose}{people} in {wording.counted(handovers, 'handover')}")
        announced, promised = of(f"{counted_as}_promised", "announced")
        if announced:
            people = wording.counted(promised, "person")
            beside.append(f"{whose}{people} announced and not seen carried out")
        in_part, _ = of(f"{counted_as}_promised", "partly_carried_out")
        if in_part:
            beside.append(f"{wording.counted(in_part, 'handover')} carried out in part")
        totals, _ = of(f"{counted_as}_total")
        if totals:
            beside.append(f"{wording.counted(totals, 'total')} of {counted_as} over a period")
    told = wording.listed(added, limit=len(added)) or "nothing seen carried out"
    return f"{told}. Not added: {wording.listed(beside, limit=len(beside))}." if beside else f"{told}."
