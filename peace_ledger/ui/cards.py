"""Charts and lists as they stand on a page: with period, filters, n and sources, and the evidence of the mark that is open."""

from dataclasses import replace
from typing import Any

import streamlit as st

from peace_ledger import wording
from peace_ledger.charts.chart import Chart
from peace_ledger.marks import Mark
from peace_ledger.ui import elements, listings, session
from peace_ledger.ui.elements import RecordList
from peace_ledger.ui.view import NOUNS, View


def chart(view: View, drawn: Chart, table: str, *notes: str, **own: Any) -> None:
    """Draw a chart over a table; where one of its marks is open, the rows behind it follow.

    `own` are parameters by which the chart narrows the filters (`events=…`), so that its n and sources are its own.
    """
    elements.chart(
        drawn,
        subtitle=view.subtitle(table, *notes, **own),
        caption=view.caption(table, **own),
        selected=_selected(view, drawn.name),
        key=f"chart {drawn.name}",
        on_mark=_choose,
    )
    _evidence(view, drawn.name)


def listing(view: View, listed: RecordList, table: str, *notes: str) -> None:
    """Draw a list over a table; where one of its rows is open, its evidence follows."""
    elements.records(
        replace(listed, subtitle=view.subtitle(table, *notes)),
        selected=_selected(view, listed.name),
        key=f"list {listed.name}",
        on_mark=_choose,
    )
    _evidence(view, listed.name)


def _choose(mark: str) -> None:
    session.choose(mark=mark or None)


def _selected(view: View, name: str) -> str | None:
    return view.state.mark if view.mark and view.mark.chart == name else None


def _evidence(view: View, name: str) -> None:
    mark = view.mark
    if mark is None or mark.chart != name:
        return
    rows = view.rows(f"evidence/{mark.evidence}", **mark.parameters)
    title = f"{wording.sentence(wording.counted(len(rows), *NOUNS[mark.evidence]))} behind the mark"
    listed = listings.EVIDENCE[mark.evidence](view.dataset, rows, name=_evidence_name(mark), title=title)
    with st.container(key="evidence", border=True):
        elements.records(
            replace(listed, page_size=10, search=len(rows) > 10, empty=_GONE), key="evidence of the open mark"
        )
        st.button("Close the evidence", key="close evidence", on_click=_choose, args=("",))


_GONE = "The filters leave none of the rows behind this mark. Clear a filter, or close the evidence."


def _evidence_name(mark: Mark) -> str:
    return f"evidence_{mark.chart}"
