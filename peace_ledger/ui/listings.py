"""Rows of each table as lists: on a page, where a row opens its evidence, and behind a mark, where it is the
evidence.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from peace_ledger import bidi, wording
from peace_ledger.charts import style
from peace_ledger.charts.chart import Coded, Column
from peace_ledger.charts.parts import handovers, scale, text
from peace_ledger.dataset import Dataset
from peace_ledger.engine import Rows
from peace_ledger.marks import mark_of
from peace_ledger.translation import _, pgettext
from peace_ledger.ui.elements import Code, Item, Link, Record, RecordList

Row = Mapping[str, Any]


def reactions(dataset: Dataset, rows: Rows, *, name: str, title: str, opens: bool = False) -> RecordList:
    """Reactions with speaker, key phrase and source; where `opens`, each row is a mark of the list's name."""
    columns = (
        Column("day", _("Day"), "date"),
        Column("actor", _("Who"), "lines"),
        Column("stance", _("Stance"), "code"),
        Column("said", _("What was said"), "lines"),
        Column("event", _("Event")),
        Column("channel", _("Channel, confidence"), "lines"),
        _source_column(),
    )

    def record(row: Row) -> Record:
        return Record(
            id=row["reaction_id"],
            row=("reactions", row["reaction_id"]),
            cells=(
                row["day"],
                lines(
                    dataset.actor_name(row["actor_id"]),
                    coded(dataset, row["speaker"]),
                    coded(dataset, row["speaker_role"]),
                ),
                stance(dataset, row["stance"]),
                lines(quoted(dataset, row["key_phrase"]), coded(dataset, row["summary"])),
                coded(dataset, dataset.event_title(row["event_id"])),
                lines(
                    dataset.label("reactions", "channel", row["channel"]),
                    _confidence(dataset, "reactions", row),
                ),
                source(dataset, row),
            ),
            mark=mark_of(name, row["reaction_id"]) if opens else None,
            low=row["confidence"] == "low",
        )

    return listed(
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
    """Releases with both days, numbers and source; where another source announced it, with that one too."""
    columns = (
        Column("people", _("People"), "number"),
        Column("direction", _("From → to"), "lines"),
        Column("status", _("Status"), "code"),
        Column("announced_on", pgettext("day of a release", "Announced"), "date"),
        Column("released_on", pgettext("day of a release", "Carried out"), "date"),
        Column("basis", _("Basis, mediators"), "lines"),
        Column("summary", _("What the source reports"), "lines"),
        _source_column(),
    )

    def record(row: Row) -> Record:
        category = dataset.label("releases", "category", row["category"])
        if row["scope"] == "period_total":
            category = _("{category} (total of a period)", category=category)
        return Record(
            id=row["release_id"],
            row=("releases", row["release_id"]),
            cells=(
                row["people"],
                lines(dataset.direction(row["direction"]), category),
                release_status(dataset, row["status"]),
                row["announced_on"],
                row["released_on"],
                lines(dataset.label("releases", "basis", row["basis"]), _names(dataset, row["mediators"])),
                lines(coded(dataset, row["summary"]), _confidence(dataset, "releases", row)),
                _both_sources(dataset, row),
            ),
            mark=mark_of(name, row["release_id"]) if opens else None,
            low=row["confidence"] == "low",
        )

    return listed(
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
        Column("day", _("As of"), "date"),
        Column("people", _("People"), "number"),
        Column("direction", _("Held by → from")),
        Column("basis", _("Kind of figure")),
        Column("reported_by", _("Whose figure")),
        Column("summary", _("What the source reports"), "long"),
        _source_column(),
    )

    def record(row: Row) -> Record:
        return Record(
            id=row["detention_id"],
            row=("detentions", row["detention_id"]),
            cells=(
                row["day"],
                row["people"],
                dataset.direction(row["direction"]),
                dataset.label("detentions", "basis", row["basis"]),
                coded(dataset, row["reported_by"]),
                coded(dataset, row["summary"]),
                source(dataset, row),
            ),
        )

    return listed(
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
        Column("day", pgettext("day of a commitment", "Made"), "date"),
        Column("summary", _("Promise"), "lines"),
        Column("status", _("Status"), "code"),
        Column("status_on", pgettext("day of a status", "Since"), "date"),
        Column("due_on", pgettext("day of a commitment", "Due"), "date"),
        Column("made_by", _("By whom, to whom"), "lines"),
        Column("theme", _("Theme, standing"), "lines"),
        _source_column(),
    )

    def record(row: Row) -> Record:
        made_to = _names(dataset, row["made_to"])
        standing = dataset.label("commitments", "standing", row["standing"])
        return Record(
            id=row["commitment_id"],
            row=("commitments", row["commitment_id"]),
            cells=(
                row["day"],
                lines(
                    coded(dataset, row["summary"]),
                    coded(dataset, dataset.event_title(row["event_id"])),
                ),
                status(dataset, row["status"], overdue=row["overdue"], low=row["status_low"]),
                row["status_on"],
                row["due_on"],
                lines(_names(dataset, row["made_by"]), _made_to(made_to)),
                lines(
                    dataset.label("commitments", "theme", row["theme"]),
                    standing if row["testable"] else _("{standing}, not testable", standing=standing),
                ),
                source(dataset, row),
            ),
            mark=mark_of(name, row["commitment_id"]) if opens else None,
            contested=row["contested"],
        )

    return listed(
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
        Column("day", _("Day"), "date"),
        Column("status", _("Says the promise is"), "code"),
        Column("summary", _("What happened"), "lines"),
        Column("promise", _("The promise"), "long"),
        Column("confidence", _("Confidence")),
        _source_column(),
    )

    def record(row: Row) -> Record:
        claim = _claim(dataset, row)
        return Record(
            id=row["update_id"],
            row=("commitment_updates", row["update_id"]),
            cells=(
                row["day"],
                status(dataset, row["status"]),
                lines(coded(dataset, row["summary"]), claim),
                coded(dataset, row["promise"]),
                dataset.label("commitment_updates", "confidence", row["confidence"]),
                source(dataset, row),
            ),
            mark=mark_of(name, row["update_id"]) if opens else None,
            low=row["confidence"] == "low",
            contested=row["status"] == "disputed",
        )

    return listed(
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
        Column("day", _("Day"), "date"),
        Column("status", _("Says the promise is"), "code"),
        Column("summary", _("What was promised, and what happened"), "lines"),
        Column("confidence", _("Confidence")),
        _source_column(),
    )

    def record(row: Row) -> Record:
        claim = _claim(dataset, row)
        confidence = row["confidence"]
        return Record(
            id=row["step_id"],
            row=("commitments" if row["promise"] else "commitment_updates", row["step_id"]),
            cells=(
                row["day"],
                status(dataset, row["status"]),
                lines(coded(dataset, row["summary"]), _("the promise") if row["promise"] else claim),
                dataset.label("commitment_updates", "confidence", confidence) if confidence else None,
                source(dataset, row),
            ),
            low=confidence == "low",
            contested=row["status"] == "disputed",
        )

    return listed(
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
        Column("day", _("Day"), "date"),
        Column("title", _("Event"), "lines"),
        Column("place", _("Place")),
        Column("participants", _("Taking part, hosts and mediators"), "lines"),
        Column("summary", _("What the source reports"), "long"),
        _source_column(),
    )

    def record(row: Row) -> Record:
        mediators = _names(dataset, row["mediators"])
        return Record(
            id=row["event_id"],
            row=("events", row["event_id"]),
            cells=(
                row["day"],
                lines(coded(dataset, row["title"]), dataset.label("events", "kind", row["kind"])),
                coded(dataset, row["place"]),
                lines(_names(dataset, row["participants"]), _with(mediators)),
                coded(dataset, row["summary"]),
                source(dataset, row),
            ),
            mark=mark_of(name, row["event_id"]) if opens else None,
        )

    return listed(
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


def codings(dataset: Dataset, rows: Rows, *, name: str, title: str, opens: bool = False) -> RecordList:
    """Reactions with the stances that two coders gave them; where `opens`, each row is a
    mark of the list's name.
    """
    order = dataset.codes("codings", "stance")
    columns = (
        Column("steps", _("Steps apart"), "number"),
        Column("first", _("One coder"), "code"),
        Column("second", _("Other coder"), "code"),
        Column("final", _("In the ledger"), "code"),
        Column("read", _("Summary, key phrase"), "lines"),
        Column("actor", _("Who, on which event"), "lines"),
        Column("day", _("Day"), "date"),
        _source_column(),
    )

    def record(row: Row) -> Record:
        first, second = (stance(dataset, row[f"{place}_stance"]) for place in ("first", "second"))
        return Record(
            id=row["reaction_id"],
            row=("reactions", row["reaction_id"]),
            cells=(
                abs(order.index(row["first_stance"]) - order.index(row["second_stance"])),
                replace(first, text=f"{row['first_coder']}: {first.text}"),
                replace(second, text=f"{row['second_coder']}: {second.text}"),
                stance(dataset, row["stance"]),
                lines(coded(dataset, row["summary"]), quoted(dataset, row["key_phrase"])),
                lines(
                    dataset.actor_name(row["actor_id"]),
                    coded(dataset, dataset.event_title(row["event_id"])),
                ),
                row["day"],
                source(dataset, row),
            ),
            mark=mark_of(name, row["reaction_id"]) if opens else None,
            low=row["confidence"] == "low",
        )

    return listed(
        name,
        title,
        columns,
        rows,
        record,
        {
            "steps": "6%",
            "first": "10%",
            "second": "10%",
            "final": "9%",
            "read": "24%",
            "actor": "16%",
            "day": "8%",
            "source": "17%",
        },
    )


def actors(dataset: Dataset, rows: Rows, *, name: str, title: str, opens: bool = False) -> RecordList:
    """Actors with the number of rows in which each has which part."""
    columns = (
        Column("actor", _("Actor")),
        Column("kind", _("Kind, side"), "lines"),
        Column("kin", _("Part of, or belonging to it"), "long"),
        Column("reactions", _("Reactions"), "number"),
        Column("made_by", _("Promises by it"), "number"),
        Column("made_to", _("Promises to it"), "number"),
        Column("releases", _("Release rows"), "number"),
        Column("looked_for", _("Looked for, not found"), "number"),
        Column("sources", _("Sources"), "number"),
    )
    counts = ("reactions", "made_by", "made_to", "releases", "looked_for", "sources")

    def record(row: Row) -> Record:
        whole = [_part_of(dataset, row["parent_id"])] if row["parent_id"] else []
        bodies = [
            dataset.actor_name(one)
            for one, actor in dataset.actors.items()
            if actor.parent_id == row["actor_id"]
        ]
        return Record(
            id=row["actor_id"],
            cells=(
                dataset.actor_name(row["actor_id"]),
                lines(
                    dataset.label("actors", "kind", row["kind"]),
                    dataset.label("actors", "side", row["side"]),
                ),
                "; ".join([*whole, *bodies]) or None,
                *(row[count] for count in counts),
            ),
            mark=mark_of(name, row["actor_id"]) if opens else None,
        )

    return listed(
        name,
        title,
        columns,
        rows,
        record,
        {
            "actor": "18%",
            "kind": "15%",
            "kin": "21%",
            "reactions": "8%",
            "made_by": "8%",
            "made_to": "8%",
            "releases": "7%",
            "looked_for": "8%",
            "sources": "7%",
        },
    )


def _source_column() -> Column:
    return Column("source", _("Source"), "lines")


EVIDENCE: Mapping[str, Callable[..., RecordList]] = {
    "reactions": reactions,
    "releases": releases,
    "detentions": detentions,
    "commitments": commitments,
    "updates": updates,
    "histories": histories,
    "events": events,
    "codings": codings,
    "actors": actors,
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


def source(dataset: Dataset, row: Row) -> list[Item]:
    """A row's source as lines: the title, linked where there is an address, then who published it, on whose
    side, and when.
    """
    title = row["source_title"] or _("source not named")
    publisher = bidi.isolated(row["publisher"] or _("publisher not named"))
    side = (
        dataset.label("sources", "perspective", row["perspective"])
        if row["perspective"]
        else _("side unknown")
    )
    return [titled(title, row["url"]), f"{publisher} · {side} · {wording.short_day(row['published_on'])}"]


def _both_sources(dataset: Dataset, row: Row) -> list[Item]:
    """The source of a release, and the one that announced it, where that is another."""
    if not row["announcing_source_id"]:
        return source(dataset, row)
    columns = ("source_title", "publisher", "url", "published_on", "perspective")
    announced = {column: row[f"announcing_{column}"] for column in columns}
    return [
        pgettext("source of a release", "Announced:"),
        *source(dataset, announced),
        pgettext("source of a release", "Carried out:"),
        *source(dataset, row),
    ]


def titled(title: str, url: str | None) -> Item:
    """The title of a source, linked where there is an address, else with the word that none is known."""
    return Link(title, url) if url else _("{title} (no address known)", title=title)


def stance(dataset: Dataset, code: str) -> Code:
    """A stance as a cell: its label with its colour and sign."""
    of_package = scale.of(dataset)
    look, rank = of_package.look(code), of_package.stances.index(code)
    return Code(dataset.label("reactions", "stance", code), look.colour, look.symbol, rank)


def status(dataset: Dataset, code: str, *, overdue: bool = False, low: bool = False) -> Code:
    """A commitment's status as a cell, hollow where it rests on evidence of low confidence alone; "disputed"
    has no colour of its own, since it moves no status.
    """
    codes = dataset.codes("commitment_updates", "status")
    words = dataset.label("commitment_updates", "status", code)
    if overdue:
        words = _("{status}, overdue", status=words)
    if low:
        words = _("{status}, low confidence", status=words)
    token = "@muted" if code == "disputed" else f"@status-{code}"
    return Code(words, token, style.with_open("square", low), codes.index(code))


def release_status(dataset: Dataset, code: str) -> Code:
    """A release's status as a cell, with the sign that charts give to what is not, or not wholly, done."""
    codes = dataset.codes("releases", "status")
    shapes = {"announced": handovers.ANNOUNCED, "partly_carried_out": handovers.IN_PART}
    label = dataset.label("releases", "status", code)
    return Code(label, "@accent", shapes.get(code, "square"), codes.index(code))


def _names(dataset: Dataset, actors: Sequence[str] | None) -> str | None:
    return ", ".join(dataset.actor_names(actors or ())) or None


def _confidence(dataset: Dataset, table: str, row: Row) -> str:
    label = dataset.label(table, "confidence", row["confidence"])
    # Translators: "High confidence".
    return _("{level} confidence", level=label)


def _claim(dataset: Dataset, row: Row) -> str | None:
    if not row["claimed_by"]:
        return None
    return _("claim of {actor}", actor=dataset.actor_name(row["claimed_by"]))


def _made_to(actors: str | None) -> str | None:
    # Translators: below those who made a promise, those to whom they made it.
    return _("to {actors}", actors=actors) if actors else None


def _with(mediators: str | None) -> str | None:
    # Translators: below those who took part in an event, its hosts and mediators.
    return _("with {mediators}", mediators=mediators) if mediators else None


def _part_of(dataset: Dataset, whole: str) -> str:
    return _("part of {actor}", actor=dataset.actor_name(whole))


def lines(*items: Item | None) -> list[Item]:
    """What is known of these, each on a line of its own."""
    return [item for item in items if item]


def coded(dataset: Dataset, words: str | None) -> str | Coded | None:
    """A text of the rows as a cell; see `text.coded`."""
    return text.coded(words, dataset) if words else None


def quoted(dataset: Dataset, words: str | None) -> str | Coded | None:
    """The key phrase of a reaction as a cell."""
    return coded(dataset, f"“{words}”") if words else None


def listed(
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
        empty=_("No row is left by these filters. Widen the period, or take out an actor or a choice."),
        widths=widths,
    )
