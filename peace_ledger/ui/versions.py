"""The strip above every page of an older data version: which one it is, what the latest has otherwise, and
the way there.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import streamlit as st

from peace_ledger import wording
from peace_ledger.charts.chart import Column
from peace_ledger.dataset import Dataset
from peace_ledger.descriptor import Package
from peace_ledger.diff import Diff, Pair, Row, TableDiff
from peace_ledger.exports import as_text
from peace_ledger.ledger import Ledger
from peace_ledger.translation import N_, _, ngettext, pgettext
from peace_ledger.ui import elements, links
from peace_ledger.ui.elements import Record, RecordList
from peace_ledger.ui.text import plain
from peace_ledger.ui.view import View

MOST_ROWS = 500
"""How many rows of a list are sent to the browser; the list says how many there are."""

_TABLES: Mapping[str, tuple[str, ...]] = {
    "reactions": ("reactions", "coverage"),
    "releases": ("releases", "detentions"),
    "commitments": ("commitments", "commitment_updates"),
    "sources": ("sources", "disputes"),
}
"""What a page counts, by its path; the other pages count all tables."""


def banner(view: View) -> None:
    """Draw the strip; nothing where the latest version is shown, and in a frame a line."""
    latest = view.ledger.latest
    if latest is None:
        return
    if view.embedded:
        _line(view, latest)
        return
    with st.container(key="older-version"):
        st.markdown(statement(view.ledger, latest))
        with st.container(horizontal=True, key="older-version-ways"):
            _to_latest(view, _("Go to the latest version"))
            difference = view.ledger.difference
            wanted = difference is not None and st.toggle(_("Show what differs"), key="what differs")
        if wanted and difference is not None:
            _differences(view, difference, latest.package)


def _line(view: View, latest: Dataset) -> None:
    difference, version = view.ledger.difference, plain(latest.version)
    shown = _version(view.dataset)
    # Translators: what is shown is "data version 2026.10.1 of 5 October 2026", what differs "3 rows differ".
    told = (
        _(
            "Older {shown}. In the latest, {latest}, {differences}.",
            shown=shown,
            latest=version,
            differences=_differing_rows(difference),
        )
        if difference
        else _("Older {shown}. There is the latest, {latest}.", shown=shown, latest=version)
    )
    with st.container(horizontal=True, key="older-version-line"):
        st.markdown(told, width="content")
        _to_latest(view, _("See the latest version"))


def _to_latest(view: View, label: str) -> None:
    place = {"mark": view.state.mark, "chart": view.state.chart}
    links.to_page(view, view.path or "", label, version=None, beside=(), **place)


def statement(shown: Ledger, latest: Dataset) -> str:
    """Which version is shown, which one is the latest, and how much differs, as Markdown."""
    difference = shown.difference
    versions = {"shown": _version(shown.dataset), "latest": _version(latest)}
    if difference is None:
        # Translators: each is a version: "data version 2026.10.1 of 5 October 2026".
        return _("You see {shown}. The latest is {latest}.", **versions)
    differences = [_differing_rows(difference) + _kinds(difference)]
    if count := len(difference.definitions):
        differences.append(
            ngettext(
                "{count} definition differs",
                "{count} definitions differ",
                count,
                count=wording.number(count),
            )
        )
    # Translators: "3 rows differ (2 changed and 1 added since); 1 definition differs".
    return _(
        "You see {shown}. The latest is {latest}: {differences}.",
        differences="; ".join(differences),
        **versions,
    )


def _differing_rows(difference: Diff) -> str:
    count = difference.rows
    if not count:
        return _("no rows differ")
    return ngettext("{count} row differs", "{count} rows differ", count, count=wording.number(count))


def _version(dataset: Dataset) -> str:
    created, version = dataset.package.created, plain(dataset.version)
    if created:
        return _("**data version {version}** of {day}", version=version, day=wording.day(created.date()))
    return _("**data version {version}**", version=version)


def _kinds(difference: Diff) -> str:
    """How many rows of each kind there are, in brackets after their sum."""
    tables = difference.tables
    # Translators: rows, in brackets after the sum of them.
    counts = {
        N_("{count} changed"): sum(len(table.changed) for table in tables),
        N_("{count} added since"): sum(len(table.added) for table in tables),
        N_("{count} removed since"): sum(len(table.removed) for table in tables),
    }
    parts = [_(words, count=wording.number(count)) for words, count in counts.items() if count]
    return f" ({wording.listed(parts)})" if parts else ""


def _differences(view: View, difference: Diff, latest: Package) -> None:
    here = _TABLES.get(view.path or "")
    shown = [table for table in difference.tables if here is None or table.table in here]
    others = [table for table in difference.tables if table not in shown]
    old = view.dataset.package
    _list(rows_list("differing_rows", _title(here, latest), shown, old, latest))
    if others:
        _list(
            rows_list("other_differing_rows", _("Rows of the other tables that differ"), others, old, latest)
        )
    if difference.definitions:
        _list(definitions_list(difference.definitions))


def _list(listed: RecordList) -> None:
    elements.put(elements.of_records(listed), key=f"list {listed.name}")


def _title(here: Sequence[str] | None, latest: Package) -> str:
    if here is None:
        return _("Rows that differ")
    labels = [latest.table(name).label for name in here if latest.has_table(name)]
    return _("Rows of {tables} that differ", tables=wording.listed(labels))


def rows_list(
    name: str, title: str, tables: Sequence[TableDiff], old: Package, latest: Package
) -> RecordList:
    """Rows that differ, a line a column; of an added or removed row, what is filled in."""
    lines = [line for table in tables for line in _lines(table, old, latest)]
    moved = [_label(table.table, old, latest) for table in tables if table.reordered]
    notes = [wording.sentence(wording.counted(len(lines), "row"))]
    if len(lines) > MOST_ROWS:
        notes.append(_("the first {count} are listed", count=wording.number(MOST_ROWS)))
    if moved:
        tables_moved = wording.listed(moved, len(moved))
        notes.append(_("rows stand in another order in {tables}", tables=tables_moved))
    return RecordList(
        name=name,
        title=title,
        columns=(
            Column("change", _("Since then")),
            Column("row", _("Row"), "lines"),
            Column("cells", _("What differs"), "lines"),
        ),
        rows=[Record(str(at), cells) for at, cells in enumerate(lines[:MOST_ROWS], start=1)],
        subtitle=" · ".join(notes),
        empty=_("None of these rows differ."),
        page_size=10,
        search=len(lines) > 10,
        widths={"change": "12%", "row": "28%", "cells": "60%"},
    )


Line = tuple[str, list[str], list[str]]


def _lines(table: TableDiff, old: Package, latest: Package) -> Iterator[Line]:
    label = _label(table.table, old, latest)
    for change in table.changed:
        yield (
            pgettext("row", "changed"),
            [label, *_values(change.key)],
            [_changed(*cell) for cell in change.cells.items()],
        )
    others = ((pgettext("row", "added"), table.added), (pgettext("row", "removed"), table.removed))
    for kind, rows in others:
        for row in rows:
            rest = {column: value for column, value in row.items() if column not in table.key}
            yield kind, [label, *_values({column: row[column] for column in table.key})], _filled(rest)


def _label(table: str, old: Package, latest: Package) -> str:
    return (latest if latest.has_table(table) else old).table(table).label


def _values(key: Row) -> Iterable[str]:
    return [as_text(value) for value in key.values()]


def _changed(column: str, pair: Pair) -> str:
    then, now = (as_text(value) or _empty() for value in pair)
    return f"{column}: {then} → {now}"


def _empty() -> str:
    return pgettext("cell of a table", "empty")


def _filled(row: Row) -> list[str]:
    return [f"{column}: {as_text(value)}" for column, value in row.items() if value is not None]


def definitions_list(definitions: Mapping[str, Pair]) -> RecordList:
    """What the descriptors say otherwise, by place."""
    return RecordList(
        name="differing_definitions",
        title=_("Definitions and texts that differ"),
        columns=(
            Column("place", _("Place in the descriptor")),
            Column("then", pgettext("in the older data version", "Then"), "long"),
            Column("now", pgettext("in the latest data version", "Now"), "long"),
        ),
        rows=[
            Record(place, (place, _said(then), _said(now)))
            for place, (then, now) in list(definitions.items())[:MOST_ROWS]
        ],
        subtitle=wording.sentence(wording.counted(len(definitions), "place")),
        page_size=10,
        search=len(definitions) > 10,
        widths={"place": "30%", "then": "35%", "now": "35%"},
    )


def _said(value: Any) -> str:
    if value is None:
        return _empty()
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)
