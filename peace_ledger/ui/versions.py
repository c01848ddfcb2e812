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
_EMPTY = "empty"


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
            _to_latest(view, "Go to the latest version")
            difference = view.ledger.difference
            wanted = difference is not None and st.toggle("Show what differs", key="what differs")
        if wanted and difference is not None:
            _differences(view, difference, latest.package)


def _line(view: View, latest: Dataset) -> None:
    difference = view.ledger.difference
    newer = f"the latest, {plain(latest.version)}"
    there = f"In {newer}, {_differing(difference.rows, 'row')}" if difference else f"There is {newer}"
    with st.container(horizontal=True, key="older-version-line"):
        st.markdown(f"Older {_version(view.dataset)}. {there}.", width="content")
        _to_latest(view, "See the latest version")


def _to_latest(view: View, label: str) -> None:
    place = {"mark": view.state.mark, "chart": view.state.chart}
    links.to_page(view, view.path or "", label, version=None, **place)


def statement(shown: Ledger, latest: Dataset) -> str:
    """Which version is shown, which one is the latest, and how much differs, as Markdown."""
    difference = shown.difference
    said = f"You see {_version(shown.dataset)}. The latest is {_version(latest)}"
    if difference is None:
        return f"{said}."
    definitions = len(difference.definitions)
    more = f"; {_differing(definitions, 'definition')}" if definitions else ""
    return f"{said}: {_differing(difference.rows, 'row')}{_kinds(difference)}{more}."


def _differing(count: int, noun: str) -> str:
    return f"{wording.counted(count, noun)} {'differs' if count == 1 else 'differ'}"


def _version(dataset: Dataset) -> str:
    created = dataset.package.created
    dated = f" of {wording.day(created.date())}" if created else ""
    return f"**data version {plain(dataset.version)}**{dated}"


def _kinds(difference: Diff) -> str:
    counts = {
        "changed": sum(len(table.changed) for table in difference.tables),
        "added since": sum(len(table.added) for table in difference.tables),
        "removed since": sum(len(table.removed) for table in difference.tables),
    }
    said = [f"{wording.number(count)} {kind}" for kind, count in counts.items() if count]
    return f" ({wording.listed(said)})" if said else ""


def _differences(view: View, difference: Diff, latest: Package) -> None:
    here = _TABLES.get(view.path or "")
    shown = [table for table in difference.tables if here is None or table.table in here]
    others = [table for table in difference.tables if table not in shown]
    old = view.dataset.package
    _list(rows_list("differing_rows", _title(here, latest), shown, old, latest))
    if others:
        _list(rows_list("other_differing_rows", "Rows of the other tables that differ", others, old, latest))
    if difference.definitions:
        _list(definitions_list(difference.definitions))


def _list(listed: RecordList) -> None:
    elements.put(elements.of_records(listed), key=f"list {listed.name}")


def _title(here: Sequence[str] | None, latest: Package) -> str:
    if here is None:
        return "Rows that differ"
    labels = [latest.table(name).label for name in here if latest.has_table(name)]
    return f"Rows of {wording.listed(labels)} that differ"


def rows_list(
    name: str, title: str, tables: Sequence[TableDiff], old: Package, latest: Package
) -> RecordList:
    """Rows that differ, a line a column; of an added or removed row, what is filled in."""
    lines = [line for table in tables for line in _lines(table, old, latest)]
    moved = [_label(table.table, old, latest) for table in tables if table.reordered]
    notes = [
        wording.sentence(wording.counted(len(lines), "row")),
        f"the first {wording.number(MOST_ROWS)} are listed" if len(lines) > MOST_ROWS else "",
        f"rows stand in another order in {wording.listed(moved, len(moved))}" if moved else "",
    ]
    return RecordList(
        name=name,
        title=title,
        columns=(
            Column("change", "Since then"),
            Column("row", "Row", "lines"),
            Column("cells", "What differs", "lines"),
        ),
        rows=[Record(str(at), cells) for at, cells in enumerate(lines[:MOST_ROWS], start=1)],
        subtitle=" · ".join(note for note in notes if note),
        empty="None of these rows differ.",
        page_size=10,
        search=len(lines) > 10,
        widths={"change": "12%", "row": "28%", "cells": "60%"},
    )


Line = tuple[str, list[str], list[str]]


def _lines(table: TableDiff, old: Package, latest: Package) -> Iterator[Line]:
    label = _label(table.table, old, latest)
    for change in table.changed:
        yield "changed", [label, *_values(change.key)], [_changed(*cell) for cell in change.cells.items()]
    for kind, rows in (("added", table.added), ("removed", table.removed)):
        for row in rows:
            rest = {column: value for column, value in row.items() if column not in table.key}
            yield kind, [label, *_values({column: row[column] for column in table.key})], _filled(rest)


def _label(table: str, old: Package, latest: Package) -> str:
    return (latest if latest.has_table(table) else old).table(table).label


def _values(key: Row) -> Iterable[str]:
    return [as_text(value) for value in key.values()]


def _changed(column: str, pair: Pair) -> str:
    then, now = (as_text(value) or _EMPTY for value in pair)
    return f"{column}: {then} → {now}"


def _filled(row: Row) -> list[str]:
    return [f"{column}: {as_text(value)}" for column, value in row.items() if value is not None]


def definitions_list(definitions: Mapping[str, Pair]) -> RecordList:
    """What the descriptors say otherwise, by place."""
    return RecordList(
        name="differing_definitions",
        title="Definitions and texts that differ",
        columns=(
            Column("place", "Place in the descriptor"),
            Column("then", "Then", "long"),
            Column("now", "Now", "long"),
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
    return ", ".join(map(str, value)) if isinstance(value, list) else _EMPTY if value is None else str(value)
