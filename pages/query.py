"""Questions in SQL, over the tables and the named queries of the ledger."""

from collections.abc import Sequence
from typing import Any, cast

import streamlit as st

from peace_ledger import wording
from peace_ledger.charts import query as charts
from peace_ledger.charts.chart import Column, Kind
from peace_ledger.charts.parts import publishers
from peace_ledger.dictionary import ColumnType
from peace_ledger.sql import copies, pool, service, words
from peace_ledger.sql.answer import Answer, Refused
from peace_ledger.state import LONGEST_SQL
from peace_ledger.translation import N_, _, pgettext
from peace_ledger.ui import elements, links, query, takeaway
from peace_ledger.ui.cards import Cards
from peace_ledger.ui.elements import Cell, Link, Record, RecordList, TakeAway
from peace_ledger.ui.page import Page
from peace_ledger.ui.text import plain
from peace_ledger.ui.view import View

MOST_SHOWN = 1_000
"""Rows of an answer that the page lists; files have all."""
LONGEST_CELL = 600

# Translators: other kinds of chart follow, as links.
_DRAWN = {
    "bar": N_("Drawn as bars; or:"),
    "line": N_("Drawn as lines; or:"),
    "points": N_("Drawn as points; or:"),
    "none": N_("Draw as:"),
}
_KINDS: dict[ColumnType, Kind] = {
    "string": "text",
    "list": "text",
    "date": "date",
    "integer": "number",
    "number": "number",
    "boolean": "text",
}


def page(view: View) -> None:
    """Draw the page."""
    st.title(_("SQL"))
    with st.container(key="prose-head"):
        st.markdown(plain(headline(view)))
    if not service.is_on():
        takeaway.foot(view)
        return
    query.show(view)
    if view.state.sql:
        _whole_text(view, view.state.sql)
        _answer(view, view.state.sql)
    _named(view)
    with st.container(key="prose-sql"):
        label = _("Every column and every code, with its meaning: the code book")
        links.to_page(view, "method", label)
    takeaway.foot(view)


def headline(view: View) -> str:
    """What can be asked here, or that nothing can. It asks nothing: it stands on previews too."""
    if not service.is_on():
        return _(service.OFF)
    return _(
        "Ask the {tables} of the ledger by one SELECT of your own, in DuckDB's SQL; the link of this page "
        "holds it. Filters of the other pages do not cut it. The rules of counting are yours to keep; the "
        "named queries below keep them already.",
        tables=wording.counted(len(view.dataset.package.tables), "table"),
    )


def cards(_view: View) -> Cards:
    """Nothing: what stands here is the reader's."""
    return {}


def _answer(view: View, sql: str) -> None:
    """The rows of the query, or why there are none."""
    with st.container(key="sql-answer"):
        try:
            given = service.ask(view.ledger.engine, sql)
        except Refused as refused:
            st.error(plain(words.said(refused)), icon=":material/block:")
            if refused.detail:
                st.code(refused.detail, language=None)
            return
        except pool.TooSlow as slow:
            st.warning(plain(words.said(slow)), icon=":material/timer_off:")
            return
        except (pool.Busy, pool.Unavailable) as reason:
            st.warning(plain(words.said(reason)), icon=":material/hourglass_disabled:")
            return
        take = takeaway.of_sql(view, sql)
        _chart(view, given, take)
        told = elements.of_records(listed(given), take=take)
        elements.put_plain(told, key="list sql answer")


def listed(given: Answer) -> RecordList:
    """An answer as a list."""
    columns = tuple(
        Column(column.name, column.name, _kind(column.name, column.type)) for column in given.columns
    )
    return RecordList(
        name="sql_answer",
        title=_(words.TITLE),
        columns=columns,
        rows=[
            Record(id=str(place), cells=[_cell(cell) for cell in row])
            for place, row in enumerate(given.rows[:MOST_SHOWN])
        ],
        subtitle=_extent(given),
        empty=_(
            "The query ran and found no rows. Loosen its WHERE, or look at the values of a column by SELECT "
            "DISTINCT."
        ),
    )


def _extent(given: Answer) -> str:
    """How many rows, how long it took, and what is left out."""
    # Translators: milliseconds that a query took.
    took = _("{count} ms", count=wording.number(1000 * given.seconds))
    parts = [wording.counted(len(given.rows), "row"), took]
    if len(given.rows) > MOST_SHOWN:
        parts.append(
            # Translators: of the rows of an answer.
            _("the first {count} are listed, files have all", count=wording.number(MOST_SHOWN))
        )
    return " · ".join([*parts, *([words.cut(given)] if given.cut else [])])


def _kind(name: str, kind: ColumnType) -> Kind:
    # A year is no quantity: 2023, not 2,023.
    return "text" if kind == "integer" and name.lower().endswith("year") else _KINDS[kind]


def _cell(cell: Any) -> Cell:
    if isinstance(cell, bool):
        return str(cell).lower()
    if isinstance(cell, list):
        return _short(", ".join(cell))
    if isinstance(cell, str):
        return Link(_short(cell), cell) if cell.startswith(("http://", "https://")) else _short(cell)
    return cast("Cell", cell)


def _short(text: str) -> str:
    if len(text) <= LONGEST_CELL:
        return text
    # Translators: {text} is the beginning of a long text.
    return _("{text}… (cut here; files have the whole)", text=text[:LONGEST_CELL])


# The quick chart


def _chart(view: View, given: Answer, take: TakeAway) -> None:
    columns: Sequence[tuple[str, ColumnType]] = [(column.name, column.type) for column in given.columns]
    offered = charts.plots(columns, given.rows)
    if not offered or len(given.rows) < 2:
        return
    chosen = view.state.plot or offered[0]
    plot = offered[0] if chosen != "none" and chosen not in offered else chosen
    with st.container(horizontal=True, key="sql-plots"):
        st.markdown(_(_DRAWN[plot]), width="content")
        labels = _plots()
        for name in (*offered, "none"):
            if name != plot:
                links.to_page(view, "query", labels[name], plot=None if name == offered[0] else name)
    if plot != "none":
        sides = {side: publishers.colour(side, view.dataset) for side in publishers.sides(view.dataset)}
        drawn = charts.quick(columns, given.rows, cast("charts.Plot", plot), sides)
        notes = [_("a line joins the rows that there are")] if plot == "line" else []
        told = elements.of_chart(drawn, subtitle=" · ".join([_extent(given), *notes]), take=take)
        elements.put_plain(told, key="chart sql answer")


def _plots() -> dict[str, str]:
    return {
        "bar": pgettext("kind of chart", "Bars"),
        "line": pgettext("kind of chart", "Lines"),
        "points": pgettext("kind of chart", "Points"),
        "none": _("No chart"),
    }


# The named queries


def _named(view: View) -> None:
    told = elements.of_records(named(view))
    elements.put_plain(told, key="list sql queries")


def named(view: View) -> RecordList:
    """The questions of the other pages, each with the ways to take it over."""
    engine = view.ledger.engine
    return RecordList(
        name="sql_queries",
        title=_("Take a named query"),
        columns=(
            Column("question", _("What it answers"), "long"),
            Column("view", _("Run it")),
            Column("columns", _("Columns")),
        ),
        rows=[
            Record(
                id=name,
                cells=(
                    _(engine.queries[name].question).replace("`", ""),
                    Link(copies.view_of(name), links.address(view, "query", sql=_run_of(name), plot=None)),
                    ", ".join(column for column, _type in engine.queries[name].columns),
                ),
            )
            for name in copies.named(engine)
        ],
        subtitle=_(
            "What the charts and lists of the other pages ask, under no filters; statuses are today's"
        ),
        page_size=10,
        widths={"question": "40%", "view": "30%", "columns": "30%"},
    )


def _run_of(name: str) -> str:
    """The query that asks a named one."""
    return f"SELECT *\nFROM {copies.view_of(name)}"


def _whole_text(view: View, sql: str) -> None:
    """Where a named query is asked, the way to its whole text."""
    queries = view.ledger.engine.queries
    name = next((name for name in copies.named(view.ledger.engine) if _run_of(name) == sql), None)
    if name is not None and len(whole := copies.text_of(queries[name])) <= LONGEST_SQL:
        with st.container(key="sql-whole"):
            label = _("Take over its whole text, to change it")
            links.to_page(view, "query", label, sql=whole, plot=None)


PAGE = Page("query", page, headline, cards, is_offered=service.is_on, needs_server=True)
