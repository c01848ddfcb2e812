"""What became known, in words: each entry's headline, which is read alone, and the lines below it."""

from collections.abc import Mapping, Sequence
from textwrap import shorten
from typing import Any

from peace_ledger import wording
from peace_ledger.dataset import Dataset

Row = Mapping[str, Any]
"""A row of `queries/feed/entries.sql`."""

LONGEST_TITLE = 180
"""Characters; feed readers show two or three lines of a headline."""

_GIVEN = "given"


def title(dataset: Dataset, row: Row) -> str:
    """Who did what, in one line."""
    low = " (low confidence)" if row["confidence"] == "low" else ""
    said = _TITLES[row["table_name"]](dataset, row)
    return shorten(said, LONGEST_TITLE - len(low), placeholder=" …") + low


def lines(dataset: Dataset, row: Row, questions: Sequence[str] = ()) -> list[str]:
    """What the headline does not say yet of what the source reports, and all that tells how to read it;
    `questions` are those on which sources disagree about the row.
    """
    headline = title(dataset, row)
    summary = row["summary"] or ""
    found = [
        _said(row),
        "" if _clause(summary) in headline else summary,
        *_about(dataset, row),
        _days(row),
        _confidence(dataset, row),
        *(f"Sources disagree: {question}" for question in questions),
    ]
    return [line for line in found if line]


# Headlines


def _event_title(dataset: Dataset, row: Row) -> str:
    return f"Event: {dataset.event_title(row['event_id'])}"


def _reaction_title(dataset: Dataset, row: Row) -> str:
    stance = _lower(dataset.label("reactions", "stance", row["code"]))
    return f"{dataset.actor_name(row['actor_id'])} – {stance}: {dataset.event_title(row['event_id'])}"


def _release_title(dataset: Dataset, row: Row) -> str:
    category = _lower(dataset.label("releases", "category", row["category"]))
    number = _people(row["people"])
    whom = f"remains of {number}" if row["category"] == "remains" else f"{number} ({category})"
    if row["scope"] == "period_total":
        what = f"{whom} handed over, a total over a period"
    elif row["code"] == "carried_out":
        what = f"{whom} handed over"
    else:
        what = f"handover of {whom} {_lower(dataset.label('releases', 'status', row['code']))}"
    return f"{dataset.direction(row['direction'])}: {what}"


def _detention_title(dataset: Dataset, row: Row) -> str:
    holder, origin = (dataset.actor_name(actor) for actor in row["direction"].split("."))
    basis = _lower(dataset.label("detentions", "basis", row["code"]))
    held = f"{_people(row['people'])} from {origin} held by {holder} ({basis})"
    return f"{wording.sentence(held)}: figure of {row['reported_by']}"


def _commitment_title(dataset: Dataset, row: Row) -> str:
    verb = "Promised" if row["standing"] == _GIVEN else _standing(dataset, row)
    return f"{verb} by {_makers(dataset, row)}: {_clause(row['summary'])}"


def _update_title(dataset: Dataset, row: Row) -> str:
    status = _lower(dataset.label("commitment_updates", "status", row["code"]))
    claim = f" by {dataset.actor_name(row['actor_id'])}" if row["actor_id"] else ""
    if row["promise"] is None:
        promise = "A promise not yet known itself"
    elif row["standing"] == _GIVEN:
        promise = f"Promise of {_makers(dataset, row)}"
    else:
        # A text that is not in force is no promise yet.
        promise = f"{_standing(dataset, row)} by {_makers(dataset, row)}"
    return f"{promise}, {status}{claim}: {_clause(row['summary'])}"


def _standing(dataset: Dataset, row: Row) -> str:
    return dataset.label("commitments", "standing", row["standing"])


def _clause(sentence: str) -> str:
    return sentence.removesuffix(".")


_TITLES = {
    "events": _event_title,
    "reactions": _reaction_title,
    "releases": _release_title,
    "detentions": _detention_title,
    "commitments": _commitment_title,
    "commitment_updates": _update_title,
}


# The lines below


def _said(row: Row) -> str:
    speaker = ", ".join(part for part in (row["speaker"], row["speaker_role"]) if part)
    phrase = f"“{row['key_phrase']}”" if row["key_phrase"] else ""
    return ": ".join(part for part in (speaker, phrase) if part)


def _about(dataset: Dataset, row: Row) -> list[str]:
    """What the row belongs to, and what a headline has no room for."""
    event = dataset.event_title(row["event_id"]) if row["event_id"] else ""
    match row["table_name"]:
        case "events":
            return [
                f"Kind of event: {_lower(dataset.label('events', 'kind', row['code']))}",
                _named("Taking part", dataset, row["participants"]),
                _named("Hosts and mediators", dataset, row["mediators"]),
            ]
        case "releases":
            total = "A total over a period is never added to single handovers."
            return [
                total if row["scope"] == "period_total" else "",
                _named("Mediated by", dataset, row["mediators"]),
                f"At: {event}" if event else "",
            ]
        case "commitments":
            due = f"Due on {wording.day(row['due_on'])}" if row["due_on"] else "No deadline"
            return [_named("Made to", dataset, row["made_to"]), due, f"At: {event}" if event else ""]
        case "commitment_updates":
            claim = "This is a claim of one side; it does not move the status of the promise."
            promise = f"The promise: {row['promise']}" if row["promise"] else ""
            return [claim if row["code"] == "disputed" else "", promise]
        case _:
            return []


def _named(what: str, dataset: Dataset, actors: Sequence[str] | None) -> str:
    names = dataset.actor_names(actors or ())
    return f"{what}: {wording.listed(names, len(names))}" if names else ""


def _days(row: Row) -> str:
    day, known_on = row["day"], row["known_on"]
    known = f"known since {'the same day' if day == known_on else wording.day(known_on)}"
    return wording.sentence(known) if day is None else f"{wording.day(day)}, {known}"


def _confidence(dataset: Dataset, row: Row) -> str:
    if row["confidence"] is None:
        return ""
    return f"{dataset.label('reactions', 'confidence', row['confidence'])} confidence"


def _makers(dataset: Dataset, row: Row) -> str:
    return wording.listed(dataset.actor_names(row["made_by"]))


def _people(count: int | None) -> str:
    return "an unknown number of people" if count is None else wording.counted(count, "person")


def _lower(label: str) -> str:
    return label[:1].lower() + label[1:]
