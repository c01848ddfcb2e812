"""What rows of the Actors page say, in sentences."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from peace_ledger import wording
from peace_ledger.dataset import Dataset
from peace_ledger.engine import Rows
from peace_ledger.translation import N_, _, ngettext

Row = Mapping[str, Any]


def of_all(rows: Rows) -> str:
    """How many actors there are, and what is recorded of how many of them."""
    if not rows:
        return _("No actor is left by these filters. Widen the period, or take out an event.")
    reacted, made, released = (
        sum(1 for row in rows if row[name]) for name in ("reactions", "made_by", "releases")
    )
    parts = [
        # Translators: {count} are actors, counted before: "12 actors in the rows: 8 reacted to an event, …".
        ngettext(
            "{count} reacted to an event",
            "{count} reacted to an event",
            reacted,
            count=wording.number(reacted),
        ),
        # Translators: {count} are actors, as in "{count} reacted to an event".
        ngettext("{count} made a commitment", "{count} made a commitment", made, count=wording.number(made)),
        # Translators: {count} are actors, as in "{count} reacted to an event".
        ngettext(
            "{count} had a part in a release",
            "{count} had a part in a release",
            released,
            count=wording.number(released),
        ),
    ]
    blank = sum(1 for row in rows if not row["sources"])
    told = _(
        "{actors} in the rows: {parts}; one may have done several of these.",
        actors=wording.sentence(wording.counted(len(rows) - blank, "actor")),
        parts=wording.listed(parts),
    )
    return f"{told} {_searched(blank)}" if blank else told


def _searched(count: int) -> str:
    return ngettext(
        "{count} more were looked for by name and not found, which is not silence.",
        "{count} more were looked for by name and not found, which is not silence.",
        count,
        count=wording.number(count),
    )


def of_one(counts: Row, events: int, spread: str) -> str:
    """What an actor's rows say: its reactions, to that many events, by stance, then each other part that it
    had.
    """
    parts = []
    if counts["reactions"]:
        parts.append(
            # Translators: {spread} are the stances with their numbers, as "3 supports, 12 welcomes".
            _(
                "{reactions} to {events}: {spread}.",
                reactions=wording.counted(counts["reactions"], "recorded reaction"),
                events=wording.counted(events, "event"),
                spread=spread,
            )
        )
    else:
        parts.append(_("No reaction is recorded, which is not silence."))
    if counts["looked_for"]:
        missed = wording.counted(counts["looked_for"], "event")
        parts.append(_("Looked for by name and not found on {events}.", events=missed))
    if roles := _roles(counts):
        # Translators: it is an actor; {roles} is "made 2 commitments and took part in 3 events".
        parts.append(_("It {roles}.", roles=wording.listed(roles, limit=len(roles))))
    sources = wording.counted(counts["sources"], "source")
    parts.append(_("All this rests on {sources}.", sources=sources))
    return " ".join(parts)


def _roles(counts: Row) -> list[str]:
    """What an actor did, as parts of a sentence that begins with it."""

    def of(name: str, noun: str) -> str:
        return wording.counted(counts[name], noun)

    roles = {
        # Translators: an actor made so many commitments; "It made 12 commitments and took part in 3 events."
        "made_by": _("made {commitments}", commitments=of("made_by", "commitment")),
        # Translators: to an actor somebody promised something; part of "It {roles}."
        "made_to": _("was promised {commitments}", commitments=of("made_to", "commitment")),
        # Translators: part of "It {roles}."
        "releases": _("had a part in {releases}", releases=of("releases", "release row")),
        # Translators: part of "It {roles}."
        "hosted": _("hosted or mediated {events}", events=of("hosted", "event")),
        # Translators: part of "It {roles}."
        "took_part": _("took part in {events}", events=of("took_part", "event")),
    }
    return [words for name, words in roles.items() if counts[name]]


def of_both(row: Row | None) -> str:
    """On how many events both actors have a dated stance, and how far apart these are."""
    if row is None:
        return _("On no event do these filters leave a dated stance of both.")
    return _(
        "On {events} both have a dated stance; their latest ones are the same on {same}, one step apart on "
        "{one_step}, and further apart on {further}.",
        events=wording.counted(row["shared"], "event"),
        same=wording.number(row["same"]),
        one_step=wording.number(row["one_step"]),
        further=wording.number(row["further"]),
    )


_BY_ROLE = {
    "released": N_("Handed over by {actor}"),
    "received": N_("Received by {actor}"),
    "mediated": N_("Mediated by {actor}"),
}


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
        (_(_BY_ROLE[role], actor=dataset.actor_name(actor)), _numbers(list(numbers.values())))
        for (role, actor), numbers in parts.items()
    ]


def _numbers(rows: Sequence[Row]) -> str:
    def of(counted_as: str, status: str | None = None) -> tuple[int, int]:
        own = [row for row in rows if row["counted_as"] == counted_as and status in (None, row["status"])]
        return sum(row["releases"] for row in own), sum(row["people"] for row in own)

    added, beside = [], []
    for counted_as, words in _COUNTED_AS.items():
        handovers, number = of(counted_as)
        if handovers:
            in_handovers = wording.counted(handovers, "handover")
            added.append(_(words.added, people=wording.counted(number, "person"), handovers=in_handovers))
        announced, promised = of(f"{counted_as}_promised", "announced")
        if announced:
            beside.append(_(words.announced, people=wording.counted(promised, "person")))
        in_part, _people = of(f"{counted_as}_promised", "partly_carried_out")
        if in_part:
            in_handovers = wording.counted(in_part, "handover")
            beside.append(_("{handovers} carried out in part", handovers=in_handovers))
        totals, _people = of(f"{counted_as}_total")
        if totals:
            beside.append(_(words.totals, totals=wording.counted(totals, "total")))
    told = wording.listed(added, limit=len(added)) or _("nothing seen carried out")
    if not beside:
        return f"{told}."
    # Translators: people or remains that a sum leaves out.
    left_out = _("Not added: {numbers}.", numbers=wording.listed(beside, limit=len(beside)))
    return f"{told}. {left_out}"


@dataclass(frozen=True)
class _Counted:
    """How numbers of people, or of remains, are told: texts to be said."""

    added: str
    announced: str
    totals: str


_COUNTED_AS = {
    "people": _Counted(
        added=N_("{people} in {handovers}"),
        announced=N_("{people} announced and not seen carried out"),
        totals=N_("{totals} of people over a period"),
    ),
    "remains": _Counted(
        added=N_("the remains of {people} in {handovers}"),
        announced=N_("the remains of {people} announced and not seen carried out"),
        totals=N_("{totals} of remains over a period"),
    ),
}
