"""Lists of sources: what is known of each, which rows rest on them, and where they disagree."""

from collections.abc import Mapping, Sequence
from typing import Any

from peace_ledger import marks, wording
from peace_ledger.charts.chart import Column
from peace_ledger.charts.parts import publishers, text
from peace_ledger.dataset import Dataset
from peace_ledger.engine import Rows
from peace_ledger.marks import mark_of
from peace_ledger.translation import N_, _, pgettext
from peace_ledger.ui.elements import Code, Item, Record, RecordList, RowLink
from peace_ledger.ui.listings import coded, lines, listed, source, titled

Row = Mapping[str, Any]

BEHIND: Mapping[str, tuple[str, ...]] = {
    "timeline": ("timeline",),
    "reactions": ("stance_by_event", "actor_by_event", "reaction_speed"),
    "people": ("people_over_time",),
    "announced_ahead": ("announced_to_carried_out",),
    "handed_over": ("who_to_whom",),
    "detentions": ("still_held",),
    "remains": ("remains",),
    "commitments": ("status_by_theme", "status_by_maker", "lifelines", "deadlines", "time_to_keep"),
    "events": ("event_list",),
}
"""The charts that draw the rows of each scope of `sources/behind_charts`."""

_NONE_FOLLOWED = N_("The tables follow none of these answers.")
# Translators: on a question on which sources disagree.
_NO_ROW = N_("No row of the tables depends on it.")


def disputes(dataset: Dataset, rows: Rows, *, name: str, title: str, opens: bool = False) -> RecordList:
    """Questions on which sources disagree, a row each, with the competing claims side by side: those of the
    parties' publishers first, in the parties' order. `rows` are claims.
    """
    columns = (
        Column("question", _("Question")),
        Column("claims", _("What sources say"), "blocks"),
        Column("about", _("The row it is about"), "lines"),
    )
    questions: dict[str, Rows] = {}
    for row in rows:
        questions.setdefault(row["question_id"], []).append(row)
    order = publishers.sides(dataset)

    def record(question: Row) -> Record:
        claims = sorted(questions[question["question_id"]], key=lambda row: order.index(row["perspective"]))
        followed = any(claim["adopted"] for claim in claims)
        return Record(
            id=question["question_id"],
            cells=(
                coded(dataset, question["question"]),
                [_claim(dataset, claim) for claim in claims],
                [*_about(dataset, question), *([] if followed else [_(_NONE_FOLLOWED)])],
            ),
            mark=mark_of(name, question["question_id"]) if opens else None,
        )

    first_claims = [claims[0] for claims in questions.values()]
    widths = {"question": "19%", "claims": "59%", "about": "22%"}
    return listed(name, title, columns, first_claims, record, widths)


def _claim(dataset: Dataset, row: Row) -> Sequence[Item]:
    """One answer as a block: what is said, who published it, and whether the tables follow it."""
    followed = [Code(_("the tables follow this"), "@accent", "diamond")] if row["adopted"] else []
    return [text.coded(row["claim"], dataset), *source(dataset, row), *followed]


def _about(dataset: Dataset, row: Row) -> Sequence[Item]:
    """The row that a question is about, with a way to it."""
    if not row["subject_id"]:
        return [_(_NO_ROW)]
    kind = dataset.label("disputes", "subject_table", row["subject_table"])
    words = f"{kind}, {wording.short_day(row['subject_day'])}"
    return [
        RowLink(words, (row["subject_table"], row["opens_id"])),
        *lines(coded(dataset, row["subject_summary"])),
    ]


def sources(dataset: Dataset, rows: Rows, *, name: str, title: str, opens: bool = False) -> RecordList:
    """Sources with what is known of each and how many rows cite it; where `opens`, each opens these rows."""
    columns = (
        Column("published_on", pgettext("head of a list", "Published"), "date"),
        Column("title", _("Title"), "lines"),
        Column("publisher", _("Publisher"), "lines"),
        Column("perspective", _("Publisher's side"), "code"),
        Column("rows", _("Rows"), "number"),
        Column("tables", _("Rows that cite it"), "lines"),
    )
    order = publishers.sides(dataset)

    def record(row: Row) -> Record:
        cited = {table: row[table] for table in publishers.CITING if row[table]}
        code = row["language"]
        # Translators: what a source's language is called, as "Armenian".
        language = (
            _("language: {language}", language=wording.language(code)) if code else _("language not known")
        )
        side = row["perspective"]
        return Record(
            id=row["source_id"],
            cells=(
                row["published_on"] or _("undated"),
                [titled(row["title"], row["url"]), language],
                lines(
                    row["publisher"] or _("publisher not named"),
                    dataset.label("sources", "kind", row["kind"]),
                ),
                Code(
                    dataset.label("sources", "perspective", side),
                    publishers.colour(side, dataset),
                    publishers.symbol(side, dataset),
                    order.index(side),
                ),
                sum(cited.values()),
                [f"{dataset.table_label(table)}: {wording.number(count)}" for table, count in cited.items()],
            ),
            mark=mark_of(name, row["source_id"]) if opens else None,
        )

    widths = {
        "published_on": "10%",
        "title": "34%",
        "publisher": "20%",
        "perspective": "12%",
        "rows": "6%",
        "tables": "18%",
    }
    return listed(name, title, columns, rows, record, widths)


def cited_rows(dataset: Dataset, rows: Rows, *, name: str, title: str) -> RecordList:
    """Rows of any table, each with a way to where it is read."""
    columns = (
        Column("table", _("Table")),
        Column("day", _("Day"), "date"),
        Column("summary", _("What the row says"), "lines"),
        Column("confidence", _("Confidence")),
        Column("source", _("Source"), "lines"),
    )

    def record(row: Row) -> Record:
        # A release of which only the announcement is known has no summary yet.
        words = text.coded(row["summary"] or row["id"].replace("-", " "), dataset)
        return Record(
            id="~".join((row["table_name"], row["id"], row["source_id"])),
            row=(row["table_name"], row["id"]),
            cells=(
                dataset.table_label(row["table_name"]),
                row["day"],
                [
                    RowLink(words, (row["table_name"], row["opens_id"])),
                    *lines(_("cited for its announcement") if row["announcement"] else None),
                ],
                dataset.confidences()[row["confidence"]] if row["confidence"] else None,
                source(dataset, row),
            ),
            low=row["confidence"] == "low",
        )

    widths = {"table": "14%", "day": "10%", "summary": "42%", "confidence": "9%", "source": "25%"}
    return listed(name, title, columns, rows, record, widths)


def _of_them(dataset: Dataset, side: str) -> str:
    # Translators: how many of the publishers stand on a side.
    return _("of them: {side}", side=dataset.label("sources", "perspective", side))


def behind_charts(dataset: Dataset, rows: Rows, *, name: str, title: str) -> RecordList:
    """Charts that draw the same rows, with how many rows, sources and publishers these are, and of the
    publishers how many stand on each side.
    """
    order = publishers.sides(dataset)
    columns = (
        Column("charts", _("Charts")),
        Column("rows", _("Rows"), "number"),
        Column("sources", _("Sources"), "number"),
        Column("publishers", _("Publishers"), "number"),
        *(Column(side, _of_them(dataset, side), "number") for side in order),
    )
    counts = {(row["scope"], row["perspective"]): row for row in rows}

    def record(row: Row) -> Record:
        of_sides = [counts.get((row["scope"], side)) for side in order]
        return Record(
            id=row["scope"],
            cells=(
                "; ".join(marks.title(chart) for chart in BEHIND[row["scope"]]),
                row["row_count"],
                row["sources"],
                row["publishers"],
                *(of_side["publishers"] if of_side else 0 for of_side in of_sides),
            ),
        )

    found = [counts[scope, None] for scope in BEHIND if (scope, None) in counts]
    return listed(name, title, columns, found, record, {"charts": "40%"})
