"""Rows of the package in lists and pages: where each is to be read, and whether sources disagree about it."""

from dataclasses import replace
from typing import Any

from peace_ledger import filters
from peace_ledger.marks import PLACES, RowKey
from peace_ledger.ui import links
from peace_ledger.ui.elements import Link, Record, RecordList, RowLink
from peace_ledger.ui.view import View


def address(view: View, row: RowKey) -> str:
    """Where a row is read, open. Only the filters of every page are kept: those of another page could hide
    it.
    """
    table, row_id = row
    shared = view.shared()
    if table == "events":
        return links.address(shared, "events", events=(row_id,))
    place = PLACES[table]
    return links.address(shared, place.path, mark=place.mark(row_id))


def question_links(view: View, row: RowKey) -> list[Link]:
    """The questions about a row on which sources disagree, each linked to its claims."""
    questions = view.disputed.get(row, {})
    return [Link(words, address(view, ("disputes", question))) for question, words in questions.items()]


def placed(view: View, listed: RecordList) -> RecordList:
    """The list with its links to rows made addresses, and with flags on rows about which sources disagree."""

    def with_links(cell: Any) -> Any:
        if isinstance(cell, RowLink):
            href = address(view, cell.row)
            return Link(cell.text, href) if isinstance(cell.text, str) else Link(**vars(cell.text), href=href)
        return [with_links(part) for part in cell] if isinstance(cell, list | tuple) else cell

    def record(row: Record) -> Record:
        questions = question_links(view, row.row) if row.row else []
        return replace(row, cells=[with_links(cell) for cell in row.cells], disputed=questions)

    return replace(listed, rows=[record(row) for row in listed.rows])


def unfiltered(view: View) -> View:
    """The same look without any filter but the day known."""
    state = filters.cleared(view.state)
    return replace(view, state=replace(state, known=view.state.known, mark=view.state.mark))
