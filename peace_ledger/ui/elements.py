"""The components that pages draw with: a chart as a card, a list of rows, and the foot of the page.

Chart and list hand back the mark that the reader chose in this run: its name, "" where the reader closed the
mark that was open, None where nothing was chosen. A page that gives `on_mark` is told before the run begins,
and so needs no second run.
"""

import json
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from typing import Any, Literal

import streamlit as st

from peace_ledger import translation
from peace_ledger.charts.chart import Chart, Coded, Column
from peace_ledger.charts.style import COLOURS, colours_of
from peace_ledger.http import geo_url, plotly_url
from peace_ledger.marks import RowKey
from peace_ledger.translation import N_, _, said

OnMark = Callable[[str], None]

# Labels of components, by the names that their scripts know; what stands in braces is put in there.
TAKE_WORDS: Mapping[str, str] = {
    "take": N_("Take away"),
    "take_hint": N_("Data, picture, citation and link of what is shown here"),
    "picture": N_("Picture"),
    "cite": N_("Cite"),
    "link": N_("Permanent link"),
    "embed": N_("Embed"),
    "embed_code": N_("Code for your page"),
    "embed_hint": N_("It shows this alone, with its filters. The script lets the frame take its height."),
    "copy_embed": N_("Copy code"),
    # Translators: the format is "CSV" or "PNG", what it has "Rows of this list" or "Picture".
    "as": N_("{format}: {what}"),
    "copy_text": N_("Copy text"),
    "copy_link": N_("Copy link"),
    "code": N_("Notebook"),
    "code_hint": N_("How to read this in a notebook"),
    "copy_code": N_("Copy"),
    "copied": N_("Copied."),
    "not_copied": N_(
        "Your browser does not let the page copy. The text is selected: press Ctrl+C, or ⌘C on a Mac."
    ),
}
CHART_WORDS: Mapping[str, str] = {
    "chart": N_("Chart"),
    "chart_hint": N_("Show the chart"),
    "table": N_("Table"),
    "table_hint": N_("Show the numbers behind the chart as a table"),
    "full": N_("Full screen"),
    "full_hint": N_("Show the chart on the whole screen"),
    "exit": N_("Leave full screen"),
    "open": N_("Show rows"),
    "close": N_("Hide rows"),
    # Translators: what a screen reader calls the drawing.
    "walk": N_("chart, its marks one by one"),
    "keys": N_(
        "Arrow keys go from mark to mark, Page Up and Page Down go further, Home and End to the first "
        "and the last. Enter opens what is behind a mark, as a click does. Escape hides its box."
    ),
    # Translators: the words describe a mark of a chart, and then comes its place among all: "3 of 20".
    "at": N_("{words}. {place} of {all}."),
    "at_open": N_("{words}. {place} of {all}, its rows are open."),
    "closed": N_("The rows are closed."),
    "jump": N_("Go to the rows"),
    "empty": N_("Nothing to show for these filters."),
    "failed": N_(
        "The chart could not be drawn, because its drawing script did not run. Its table holds the "
        "same numbers; reload the page to try again."
    ),
    "no_png": N_("The browser gave no PNG."),
    "picture_failed": N_("The picture could not be made: {reason} The numbers can be taken away as CSV."),
    **TAKE_WORDS,
}
RECORD_WORDS: Mapping[str, str] = {
    **TAKE_WORDS,
    "search": N_("Search these rows"),
    # Translators: which rows of a list are in sight: "1–20 of 64".
    "range": N_("{from}–{to} of {total}"),
    "range_found": N_("{from}–{to} of {total} found, {all} in all"),
    "none": N_("No row contains “{query}”. Clear the search to see all {all} rows."),
    "empty": N_("No rows for these filters."),
    "previous": N_("Previous"),
    "next": N_("Next"),
    "open": N_("Show the evidence"),
    "close": N_("Hide the evidence"),
    "jump": N_("Go to the evidence"),
    "revealed": N_("{title}: listed below."),
    "low": N_("low confidence"),
    # Translators: a flag on a commitment about whose state two sides say different things.
    "contested": N_("contested"),
    "disputed": N_("≠ sources disagree"),
}
COMPRESSION = 3
"""Of what is sent: stronger settings save a tenth more and take twice as long."""
FOOT = "page"
"""The name of the foot's message."""
# What a card adds to its plot, in px: title, subtitle and sources of one line each; and a line of its legend.
# The place is kept free until the card's script and style sheet have come, and then takes its true height.
_FRAME_HEIGHT = 95
_LEGEND_HEIGHT = 23


@dataclass(frozen=True)
class Link:
    """A cell, or one of a list in a cell; of an address that is neither http(s) nor a path of this site, the
    text alone is shown. `lang` is the language of the text where that is not the page's.
    """

    text: str
    href: str
    lang: str | None = None


@dataclass(frozen=True)
class Code:
    """A cell with a code's label, led by a swatch in the colour `token` and in the shape of a Plotly marker.

    Sorting follows `rank` where it is given, since a code list is seldom in the order of the alphabet.
    """

    text: str
    token: str | None = None
    shape: str = "square"
    rank: int | None = None


@dataclass(frozen=True)
class RowLink:
    """A cell, or one of a list, that leads to a row of the package; `ui.placing` turns it into a link."""

    text: str | Coded
    row: RowKey


Item = str | int | float | date | Coded | Link | Code | RowLink
Cell = Item | None | Sequence[Item] | Sequence[Sequence[Item]]
"""In a column of the kind "blocks", a list of blocks, each a list of lines."""


@dataclass(frozen=True)
class Record:
    """One row of a list: cells in the order of the columns, the mark that opens its evidence, its flags.

    `row` is the row of the package that it shows; `disputed` holds the questions about it on which sources
    disagree, which `ui.rows` fills in.
    """

    id: str
    cells: Sequence[Cell]
    mark: str | None = None
    low: bool = False
    contested: bool = False
    row: RowKey | None = None
    disputed: Sequence[Link] = ()


@dataclass(frozen=True)
class RecordList:
    """A list of rows. `empty` says why there is none and what to do; `widths` are CSS widths by column."""

    name: str
    title: str
    columns: tuple[Column, ...]
    rows: Sequence[Record]
    subtitle: str = ""
    empty: str = ""
    page_size: int = 20
    search: bool = True
    widths: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Download:
    """One thing in several formats: `<stem>.<format>?<query>`; `label` tells it from its neighbours, and
    `code` is how it is read in a notebook, by language.
    """

    stem: str
    query: str
    label: str = ""
    code: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class TakeAway:
    """What can be taken away of a card: data by what they are, the citation with its text, the permanent
    link, and the code that shows it in a frame on another site.
    """

    groups: Mapping[str, Sequence[Download]]
    cite: Download
    text: str
    link: str
    embed: str = ""


@dataclass(frozen=True)
class Encoded:
    """What a component of ours is sent: its name, its data, and the height in px that is kept free for it.
    It holds nothing of the reader's session, and may be sent to every reader of the same view.
    """

    component: str
    data: bytes
    height: int | Literal["content"] = "content"


def of_chart(
    drawn: Chart,
    *,
    at: str | None = None,
    subtitle: str = "",
    caption: str = "",
    selected: str | None = None,
    take: TakeAway | None = None,
    cited: bool = False,
) -> Encoded:
    """What the component of a chart is sent.

    `at` is the query of the address that it belongs to, with its question mark; `selected` is the mark that
    is open and stands out; what is `cited` comes into sight when it is first drawn. Figures bring no template
    of their own: fonts, text and grid colours are the page's. Raises KeyError for an unknown colour token,
    and TypeError or ValueError where a figure or a table holds what JSON cannot.
    """
    message = {
        "id": drawn.name,
        "at": at,
        "title": drawn.title,
        "subtitle": subtitle,
        "caption": caption,
        "alt": drawn.alt,
        "height": drawn.height,
        "figure": drawn.figure,
        "narrow": drawn.narrow,
        "colors": colours_of(drawn.figure),
        "table": _full(
            {
                "columns": [_column(column) for column in drawn.columns],
                "rows": drawn.rows,
                "marks": drawn.marks if any(drawn.marks) else None,
            }
        ),
        "selected": selected,
        "empty": drawn.empty,
        "take": take,
        "cited": cited or None,
        "plotly": plotly_url(),
        "geo": geo_url(),
        "labels": {**said(CHART_WORDS), "locale": locale()},
    }
    return Encoded("chart", packed(message), _reserved(drawn))


def of_records(
    listed: RecordList,
    *,
    at: str | None = None,
    selected: str | None = None,
    behind: str | None = None,
    take: TakeAway | None = None,
    cited: bool = False,
) -> Encoded:
    """What the component of a list is sent.

    `at` is the query of the address that it belongs to, with its question mark; `selected` is the mark that
    is open and stands out; `behind` is the mark whose rows these are: the list comes into sight where the
    reader has just chosen it, and what is `cited` when it is first drawn. Raises KeyError for an unknown
    colour token, and TypeError or ValueError where a cell holds what JSON cannot.
    """
    message = records_message(listed, at=at, selected=selected, behind=behind, take=take, cited=cited)
    return Encoded("records", packed(message))


def records_message(
    listed: RecordList,
    *,
    at: str | None = None,
    selected: str | None = None,
    behind: str | None = None,
    take: TakeAway | None = None,
    cited: bool = False,
) -> dict[str, Any]:
    """What the component of a list is told."""
    return {
        "id": listed.name,
        "at": at,
        "title": listed.title,
        "subtitle": listed.subtitle,
        "columns": [_column(column, listed.widths.get(column.name)) for column in listed.columns],
        "rows": [_record(row) for row in listed.rows],
        "page_size": listed.page_size,
        "search": listed.search,
        "colors": {token: COLOURS[token] for token in sorted(_tokens(listed.rows))},
        "selected": selected,
        "behind": behind,
        "empty": listed.empty,
        "take": take,
        "cited": cited or None,
        "labels": {**said(RECORD_WORDS), "locale": locale()},
    }


def of_foot(take: TakeAway) -> Encoded:
    """What the component of the foot of a page is sent: what can be taken away of the whole of it."""
    return Encoded("takeaway", packed(foot_message(take)))


def foot_message(take: TakeAway) -> dict[str, Any]:
    """What the component of a foot is told."""
    return {
        "id": FOOT,
        "title": _("Cite and share this page"),
        "subtitle": _("All tables under these filters, a citation and a permanent link of what stands here."),
        "take": take,
        "labels": {**said(TAKE_WORDS), "filters": _("Filters")},
    }


def locale() -> str:
    """The name by which browsers know how days and numbers are written in the language that is spoken."""
    # Days before months, as in all that Python writes.
    return "en-GB" if translation.spoken() == translation.DEFAULT else translation.spoken()


def encoded(message: Mapping[str, Any]) -> bytes:
    """The message to a component: compact UTF-8 JSON without what is empty.

    Bytes, because Streamlit would serialise a dict twice, with every letter beyond ASCII escaped, and would
    send what is no JSON as its `repr`.
    """
    text = json.dumps(
        _full(message), ensure_ascii=False, allow_nan=False, separators=(",", ":"), default=_plain
    )
    return text.encode()


def packed(message: Mapping[str, Any]) -> bytes:
    """The message as it is sent: `encoded`, and compressed, because Streamlit compresses nothing."""
    return zlib.compress(encoded(message), COMPRESSION)


def unpacked(data: bytes) -> Any:
    """The message behind what is sent."""
    return json.loads(zlib.decompress(data))


def _reserved(drawn: Chart) -> int | Literal["content"]:
    if drawn.figure is None:
        return "content"
    groups = {str(trace.get("legendgrouptitle")) for trace in drawn.figure["data"]}
    lines = max(1, len(groups) - 1) if drawn.figure["layout"].get("showlegend") else 0
    return drawn.height + _FRAME_HEIGHT + _LEGEND_HEIGHT * lines


def put(told: Encoded, *, key: str, on_mark: OnMark | None = None) -> str | None:
    """Put a component with marks on the page. Gives the mark that the reader chose in this run."""

    def chosen() -> None:
        if on_mark:
            on_mark(st.session_state[key]["mark"])

    result = component(told.component)(key=key, data=told.data, height=told.height, on_mark_change=chosen)
    mark: str | None = result.mark
    return mark


def put_plain(told: Encoded, *, key: str) -> None:
    """Put a component without marks on the page."""
    component(told.component)(key=key, data=told.data)


@cache
def component(name: str) -> Any:
    """The Streamlit component that `frontend/<name>.js` draws; call it with `key` and `data`."""
    # Registered at the first use, not at import: Streamlit finds our files only while it runs.
    return st.components.v2.component(f"peace-ledger.{name}", js=f"{name}.js", isolate_styles=False)


def _full(message: Mapping[str, Any]) -> dict[str, Any]:
    return {
        name: value for name, value in message.items() if value is not None and value != "" and value != {}
    }


def _column(column: Column, width: str | None = None) -> dict[str, Any]:
    return _full({"name": column.name, "label": column.label, "kind": column.kind, "width": width})


def _record(row: Record) -> dict[str, Any]:
    flags = {"low": row.low or None, "contested": row.contested or None, "disputed": row.disputed or None}
    return _full({"id": row.id, "cells": row.cells, "mark": row.mark, **flags})


def _tokens(rows: Sequence[Record]) -> set[str]:
    items = (item for row in rows for item in _items(row.cells))
    return {item.token for item in items if isinstance(item, Code) and item.token}


def _items(cell: object) -> Iterator[object]:
    """What stands in a cell, however deep in lists."""
    if isinstance(cell, list | tuple):
        for part in cell:
            yield from _items(part)
    else:
        yield cell


def _plain(value: object) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Coded | Link | Code | Download | TakeAway):
        return _full(vars(value))
    raise TypeError(
        f"{value!r} of type {type(value).__name__} cannot be sent to the browser; "
        "send text, a number, a day, or a list of these."
    )
