"""The short lists of the Overview page: what became known last, and which deadlines passed or come next."""

from collections.abc import Mapping
from typing import Any

from peace_ledger import wording
from peace_ledger.charts.chart import Column
from peace_ledger.dataset import Dataset
from peace_ledger.engine import Rows
from peace_ledger.marks import mark_of
from peace_ledger.translation import _, pgettext
from peace_ledger.ui import listings
from peace_ledger.ui.elements import Cell, Code, Item, Record, RecordList

Row = Mapping[str, Any]


def last_changes(dataset: Dataset, rows: Rows, *, name: str, title: str) -> RecordList:
    """Rows of four tables by the day on which they became known; each bears its own source."""
    columns = (
        Column("known_on", _("Known since"), "date"),
        Column("day", pgettext("day", "Happened"), "date"),
        Column("change", pgettext("head of a list", "What"), "code"),
        Column("summary", _("What the source reports"), "lines"),
        Column("source", _("Source"), "lines"),
    )
    return RecordList(
        name=name,
        title=title,
        columns=columns,
        rows=[
            Record(
                id=f"{row['change']} {row['id']}",
                cells=(
                    row["known_on"],
                    row["day"],
                    _change(dataset, row),
                    _story(dataset, row),
                    listings.source(dataset, row),
                ),
                low=row["confidence"] == "low",
                contested=row["change"] == "update" and row["code"] == "disputed",
            )
            for row in rows
        ],
        search=False,
        widths={"known_on": "12%", "day": "9%", "change": "11%", "summary": "44%", "source": "24%"},
        empty=_("Nothing is left by these filters. Widen the period, or take out an actor or an event."),
    )


def _change(dataset: Dataset, row: Row) -> Cell:
    match row["change"]:
        case "reaction":
            return listings.stance(dataset, row["code"])
        case "release":
            return listings.release_status(dataset, row["code"])
        case "update":
            return listings.status(dataset, row["code"])
        case _:
            return Code(dataset.label("events", "kind", row["code"]), "@accent", "circle")


def _story(dataset: Dataset, row: Row) -> list[Item]:
    """What happened, then what it belongs to."""
    event = dataset.event_title(row["event_id"]) if row["event_id"] else None
    actor = dataset.actor_name(row["actor_id"]) if row["actor_id"] else None
    match row["change"]:
        case "reaction":
            return [f"{actor}: {row['summary']}", _("Reaction to: {event}", event=event)]
        case "release":
            summary = listings.coded(dataset, row["summary"]) or pgettext("release", "Announced")
            return [summary, _("Release at: {event}", event=event) if event else _("Release")]
        case "update":
            promise = row["promise"] or pgettext("promise", "not yet known itself")
            claim = _("Claim of {actor}, about the promise: {promise}", actor=actor, promise=promise)
            told = claim if actor else _("Promise: {promise}", promise=promise)
            return listings.lines(listings.coded(dataset, row["summary"]), told)
        case _:
            summary = listings.coded(dataset, row["summary"]) or _("Known by what is tied to it only")
            return listings.lines(listings.coded(dataset, event), summary)


def due(dataset: Dataset, rows: Rows, *, name: str, title: str) -> RecordList:
    """Open promises by their deadline; each row opens the promise's history."""
    columns = (
        Column("due_on", pgettext("head of a list", "Due"), "date"),
        Column("due_in", _("Days left or past")),
        Column("summary", _("Promise"), "lines"),
        Column("status", _("Status"), "code"),
        Column("source", _("Source of the promise"), "lines"),
    )
    return RecordList(
        name=name,
        title=title,
        columns=columns,
        rows=[
            Record(
                id=row["commitment_id"],
                cells=(
                    row["due_on"],
                    _days_in_words(row["due_in"]),
                    listings.lines(listings.coded(dataset, row["summary"]), _parties(dataset, row)),
                    listings.status(dataset, row["status"], overdue=row["overdue"], low=row["status_low"]),
                    listings.source(dataset, row),
                ),
                mark=mark_of(name, row["commitment_id"]),
                contested=row["contested"],
            )
            for row in rows
        ],
        search=False,
        widths={"due_on": "9%", "due_in": "11%", "summary": "42%", "status": "14%", "source": "24%"},
        empty=_(
            "No open commitment with a deadline is left by these filters. Most name none; widen the period, "
            "or take out an actor or an event."
        ),
    )


def _days_in_words(days: int) -> str:
    if days == 0:
        return _("today")
    counted = wording.counted(abs(days), "day")
    # Translators: until and since a deadline.
    return _("{days} left", days=counted) if days > 0 else _("{days} past", days=counted)


def _parties(dataset: Dataset, row: Row) -> str:
    made_by = ", ".join(dataset.actor_name(actor) for actor in row["made_by"])
    made_to = ", ".join(dataset.actor_name(actor) for actor in row["made_to"] or ())
    day = wording.short_day(row["day"])
    # Translators: a promise; who made it, to whom, and when.
    to_whom = _("Made by {makers} to {others}, {day}", makers=made_by, others=made_to, day=day)
    return to_whom if made_to else _("Made by {makers}, {day}", makers=made_by, day=day)
