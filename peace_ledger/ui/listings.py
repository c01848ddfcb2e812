"""Rows of each table as lists: on a page, where a row opens its evidence, and behind a mark, where it is the
evidence.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from peace_ledger import wording
from peace_ledger.charts import style
from peace_ledger.charts.chart import Column
from peace_ledger.dataset import Dataset
from peace_ledger.engine import Rows
from peace_ledger.marks import mark_of
from peace_ledger.ui.elements import Cell, Code, Link, Record, RecordList

Row = Mapping[str, Any]

_SOURCE = Column("source", "Source", "lines")


def reactions(dataset: Dataset, rows: Rows, *, name: str, title: str, opens: bool = False) -> RecordList:
    """Reactions with speaker, key phrase and source; where `opens`, each row is a mark of the list's name."""
    columns = (
        Column("day", "Day", "date"),
        Column("actor", "Who", "lines"),
        Column("stance", "Stance", "code"),
        Column("said", "What was said", "lines"),
        Column("event", "Event"),
        Column("channel", "Channel, confidence", "lines"),
        _SOURCE,
    )

    def record(row: Row) -> Record:
        phrase = f"“{row['key_phrase']}”" if row["key_phrase"] else None
        return Record(
            id=row["reaction_id"],
            cells=(
                row["day"],
                _lines(dataset.actor_name(row["actor_id"]), row["speaker"], row["speaker_role"]),
                stance(dataset, row["stance"]),
                _lines(phrase, row["summary"]),
                dataset.event_title(row["event_id"]),
                _lines(
                    dataset.label("reactions", "channel", row["channel"]),
                    f"{dataset.label('reactions', 'confidence', row['confidence'])} confidence",
                ),
                source(dataset, row),
            ),
            mark=mark_of(name, row["reaction_id"]) if opens else None,
            low=row["confidence"] == "low",
        )

    return _listed(
        name,
        title,
        columns,
        rows,
        record,
        {
            "day": "9%",
            "actor": "15%",
            "stance": "9%",
            "said": "27%",
            "event": "12%",
            "channel": "9%",
            "source": "19%",
        },
    )


def releases(dataset: Dataset, rows: Rows, *, name: str, title: str, opens: bool = False) -> RecordList:
    """Releases with both days, numbers and source."""
    columns = (
        Column("people", "People", "number"),
        Column("direction", "From → to", "lines"),
        Column("status", "Status", "code"),
        Column("announced_on", "Announced", "date"),
        Column("released_on", "Carried out", "date"),
        Column("basis", "Basis, mediators", "lines"),
        Column("summary", "What the source reports", "lines"),
        _SOURCE,
    )

    def record(row: Row) -> Record:
        total = " (total of a period)" if row["scope"] == "period_total" else ""
        return Record(
            id=row["release_id"],
            cells=(
                row["people"],
                _lines(
                    dataset.direction(row["direction"]),
                    dataset.label("releases", "category", row["category"]) + total,
                ),
                release_status(dataset, row["status"]),
                row["announced_on"],
                row["released_on"],
                _lines(dataset.label("releases", "basis", row["basis"]), _names(dataset, row["mediators"])),
                _lines(
                    row["summary"],
                    f"{dataset.label('releases', 'confidence', row['confidence'])} confidence",
                ),
                source(dataset, row),
            ),
            mark=mark_of(name, row["release_id"]) if opens else None,
            low=row["confidence"] == "low",
        )

    return _listed(
        name,
        title,
        columns,
        rows,
        record,
        {
            "people": "8%",
            "direction": "10%",
            "status": "10%",
            "announced_on": "8%",
            "released_on": "8%",
            "basis": "11%",
            "summary": "25%",
            "source": "20%",
        },
    )


def detentions(dataset: Dataset, rows: Rows, *, name: str, title: str) -> RecordList:
    """Reports of people still held, each with whose figure it is."""
    columns = (
        Column("day", "As of", "date"),
        Column("people", "People", "number"),
        Column("direction", "Held by → from"),
        Column("basis", "Basis"),
        Column("reported_by", "Whose figure"),
        Column("summary", "What the source reports", "long"),
        _SOURCE,
    )

    def record(row: Row) -> Record:
        return Record(
            id=row["detention_id"],
            cells=(
                row["day"],
                row["people"],
                dataset.direction(row["direction"]),
                dataset.label("detentions", "basis", row["basis"]),
                row["reported_by"],
                row["summary"],
                source(dataset, row),
            ),
        )

    return _listed(
        name,
        title,
        columns,
        rows,
        record,
        {
            "day": "8%",
            "people": "6%",
            "direction": "14%",
            "basis": "10%",
            "reported_by": "16%",
            "summary": "28%",
            "source": "18%",
        },
    )


def commitments(dataset: Dataset, rows: Rows, *, name: str, title: str, opens: bool = False) -> RecordList:
    """Commitments with their status on the day looked at; where `opens`, each row opens its history."""
    columns = (
        Column("day", "Made", "date"),
        Column("summary", "Promise", "lines"),
        Column("status", "Status", "code"),
        Column("status_on", "Since", "date"),
        Column("due_on", "Due", "date"),
        Column("made_by", "By whom, to whom", "lines"),
        Column("theme", "Theme, standing", "lines"),
        _SOURCE,
    )

    def record(row: Row) -> Record:
        made_to = _names(dataset, row["made_to"])
        standing = dataset.label("commitments", "standing", row["standing"])
        return Record(
            id=row["commitment_id"],
            cells=(
                row["day"],
                _lines(row["summary"], dataset.event_title(row["event_id"])),
                status(dataset, row["status"], overdue=row["overdue"]),
                row["status_on"],
                row["due_on"],
                _lines(_names(dataset, row["made_by"]), f"to {made_to}" if made_to else None),
                _lines(
                    dataset.label("commitments", "theme", row["theme"]),
                    standing if row["testable"] else f"{standing}, not testable",
                ),
                source(dataset, row),
            ),
            mark=mark_of(name, row["commitment_id"]) if opens else None,
            contested=row["contested"],
        )

    return _listed(
        name,
        title,
        columns,
        rows,
        record,
        {
            "day": "9%",
            "summary": "26%",
            "status": "11%",
            "status_on": "8%",
            "due_on": "8%",
            "made_by": "10%",
            "theme": "10%",
            "source": "18%",
        },
    )


def updates(dataset: Dataset, rows: Rows, *, name: str, title: str, opens: bool = False) -> RecordList:
    """The evidence about promises, oldest first; a disputed row names whose claim it is."""
    columns = (
        Column("day", "Day", "date"),
        Column("status", "Says the promise is", "code"),
        Column("summary", "What happened", "lines"),
        Column("promise", "The promise", "long"),
        Column("confidence", "Confidence"),
        _SOURCE,
    )

    def record(row: Row) -> Record:
        claim = f"claim of {dataset.actor_name(row['claimed_by'])}" if row["claimed_by"] else None
        return Record(
            id=row["update_id"],
            cells=(
                row["day"],
                status(dataset, row["status"]),
                _lines(row["summary"], claim),
                row["promise"],
                dataset.label("commitment_updates", "confidence", row["confidence"]),
                source(dataset, row),
            ),
            mark=mark_of(name, row["update_id"]) if opens else None,
            low=row["confidence"] == "low",
            contested=row["status"] == "disputed",
        )

    return _listed(
        name,
        title,
        columns,
        rows,
        record,
        {
            "day": "9%",
            "status": "12%",
            "summary": "28%",
            "promise": "24%",
            "confidence": "8%",
            "source": "19%",
        },
    )


def histories(dataset: Dataset, rows: Rows, *, name: str, title: str) -> RecordList:
    """The history of a promise: the promise itself, then the evidence about it, oldest first."""
    columns = (
        Column("day", "Day", "date"),
        Column("status", "Says the promise is", "code"),
        Column("summary", "What was promised, and what happened", "lines"),
        Column("confidence", "Confidence"),
        _SOURCE,
    )

    def record(row: Row) -> Record:
        claim = f"claim of {dataset.actor_name(row['claimed_by'])}" if row["claimed_by"] else None
        confidence = row["confidence"]
        return Record(
            id=row["step_id"],
            cells=(
                row["day"],
                status(dataset, row["status"]),
                _lines(row["summary"], "the promise" if row["promise"] else claim),
                dataset.label("commitment_updates", "confidence", confidence) if confidence else None,
                source(dataset, row),
            ),
            low=confidence == "low",
            contested=row["status"] == "disputed",
        )

    return _listed(
        name,
        title,
        columns,
        rows,
        record,
        {"day": "9%", "status": "13%", "summary": "45%", "confidence": "10%", "source": "23%"},
    )


def events(dataset: Dataset, rows: Rows, *, name: str, title: str, opens: bool = False) -> RecordList:
    """Events with who took part and who mediated."""
    columns = (
        Column("day", "Day", "date"),
        Column("title", "Event", "lines"),
        Column("place", "Place"),
        Column("participants", "Taking part, hosts and mediators", "lines"),
        Column("summary", "What the source reports", "long"),
        _SOURCE,
    )

    def record(row: Row) -> Record:
        mediators = _names(dataset, row["mediators"])
        return Record(
            id=row["event_id"],
            cells=(
                row["day"],
                _lines(row["title"], dataset.label("events", "kind", row["kind"])),
                row["place"],
                _lines(_names(dataset, row["participants"]), f"with {mediators}" if mediators else None),
                row["summary"],
                source(dataset, row),
            ),
            mark=mark_of(name, row["event_id"]) if opens else None,
        )

    return _listed(
        name,
        title,
        columns,
        rows,
        record,
        {
            "day": "8%",
            "title": "18%",
            "place": "12%",
            "participants": "15%",
            "summary": "27%",
            "source": "20%",
        },
    )


EVIDENCE: Mapping[str, Callable[..., RecordList]] = {
    "reactions": reactions,
    "releases": releases,
    "detentions": detentions,
    "commitments": commitments,
    "updates": updates,
    "histories": histories,
    "events": events,
}
"""How the rows of each evidence query are listed."""


def without(listed: RecordList, column: str) -> RecordList:
    """The list without a column that says the same in every row. Raises ValueError for an unknown one."""
    place = [each.name for each in listed.columns].index(column)
    return replace(
        listed,
        columns=listed.columns[:place] + listed.columns[place + 1 :],
        rows=[replace(row, cells=(*row.cells[:place], *row.cells[place + 1 :])) for row in listed.rows],
    )


def source(dataset: Dataset, row: Row) -> Cell:
    """A row's source as lines: the title, linked where there is an address, then who published it, on whose
    side, and when.
    """
    title = row["source_title"] or "source not named"
    publisher = row["publisher"] or "publisher not named"
    side = (
        dataset.label("sources", "perspective", row["perspective"]) if row["perspective"] else "side unknown"
    )
    linked = Link(title, row["url"]) if row["url"] else f"{title} (no address known)"
    return [linked, f"{publisher} · {side} · {wording.short_day(row['published_on'])}"]


def stance(dataset: Dataset, code: str) -> Code:
    """A stance as a cell: its label with its colour and sign."""
    rank = dataset.codes("reactions", "stance").index(code)
    return Code(
        dataset.label("reactions", "stance", code), f"@stance-{code}", style.STANCE_SYMBOLS[code], rank
    )


def status(dataset: Dataset, code: str, *, overdue: bool = False) -> Code:
    """A commitment's status as a cell; "disputed" has no colour of its own, since it moves no status."""
    codes = dataset.codes("commitment_updates", "status")
    label = dataset.label("commitment_updates", "status", code) + (", overdue" if overdue else "")
    token = "@muted" if code == "disputed" else f"@status-{code}"
    return Code(label, token, "square", codes.index(code))


def release_status(dataset: Dataset, code: str) -> Code:
    """A release's status as a cell: announced is hollow."""
    codes = dataset.codes("releases", "status")
    shape = "square-open" if code == "announced" else "square"
    return Code(dataset.label("releases", "status", code), "@accent", shape, codes.index(code))


def _names(dataset: Dataset, actors: Sequence[str] | None) -> str | None:
    """The names of several actors, the parties first and in their order, so that neither side leads by
    chance.
    """
    ranks = {party.actor_id: rank for rank, party in enumerate(dataset.package.parties)}
    ordered = sorted(actors or (), key=lambda actor: ranks.get(actor, len(ranks)))
    return ", ".join(dataset.actor_name(actor) for actor in ordered) or None


def _lines(*items: str | None) -> list[str]:
    """What is known of these, each on a line of its own."""
    return [item for item in items if item]


def _listed(
    name: str,
    title: str,
    columns: tuple[Column, ...],
    rows: Rows,
    record: Callable[[Row], Record],
    widths: Mapping[str, str],
) -> RecordList:
    return RecordList(
        name=name,
        title=title,
        columns=columns,
        rows=[record(row) for row in rows],
        empty="No row is left by these filters. Widen the period, or take out an actor or a choice.",
        widths=widths,
    )
