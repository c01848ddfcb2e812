"""Charts and lists as they stand on a page: with period, filters, n and sources, and the evidence of the mark
that is open.
"""

from dataclasses import replace
from typing import Any

import streamlit as st

from peace_ledger import marks, wording
from peace_ledger.charts.chart import Chart
from peace_ledger.charts.parts import disputed
from peace_ledger.marks import Mark
from peace_ledger.ui import elements, evidence, links, placing, session, takeaway
from peace_ledger.ui.elements import OnMark, RecordList
from peace_ledger.ui.takeaway import Queries
from peace_ledger.ui.text import plain
from peace_ledger.ui.view import NOUNS, View


def _choose(mark: str) -> None:
    session.choose(mark=mark or None)


def chart(
    view: View,
    drawn: Chart,
    table: str,
    *notes: str,
    query: Queries = "",
    on_mark: OnMark = _choose,
    **own: Any,
) -> None:
    """Draw a chart over a table; where one of its marks is open, the rows behind it follow.

    `query` names what gives the chart its numbers. `own` are parameters by which the chart narrows the
    filters (`events=…`), so that its n, its sources and what is taken away are its own. `on_mark` says what
    a click does, where that is not to open the mark.
    """
    drawn = disputed.signed(drawn, view.disputed)
    elements.chart(
        replace(drawn, empty=view.why_empty(drawn.empty)),
        subtitle=wording.sentence(view.subtitle(table, *notes, **own)),
        caption=view.caption(table, **own),
        selected=_selected(view, drawn.mark_names),
        take=takeaway.of_chart(view, drawn.name, table, query, own),
        cited=view.state.chart in {drawn.name, *drawn.mark_names},
        key=f"chart {drawn.name}",
        on_mark=on_mark,
    )
    # A chart whose click does something else shares its marks with a list, and the list shows their rows.
    if on_mark is _choose:
        _evidence(view, drawn.mark_names, "mark")


def listing(
    view: View,
    listed: RecordList,
    table: str,
    *notes: str,
    query: Queries = "",
    shows_evidence: bool = True,
    on_mark: OnMark = _choose,
    **own: Any,
) -> None:
    """Draw a list over a table; where one of its rows is open, its evidence follows. `query` names what gives
    its rows, where they are not simply the table's; `own` narrows the filters as a chart does.
    A page that shows the evidence of a row itself sets `shows_evidence` to False.
    """
    placed = replace(placing.placed(view, listed), empty=view.why_empty(listed.empty))
    elements.records(
        replace(placed, subtitle=wording.sentence(view.subtitle(table, *notes, **own))),
        selected=_selected(view, (listed.name,)),
        take=takeaway.of_list(view, listed.name, table, query, own),
        cited=view.state.chart == listed.name,
        key=f"list {listed.name}",
        on_mark=on_mark,
    )
    if shows_evidence:
        _evidence(view, (listed.name,), "row")


def _selected(view: View, names: tuple[str, ...]) -> str | None:
    return view.state.mark if view.mark and view.mark.chart in names else None


def _evidence(view: View, names: tuple[str, ...], thing: str) -> None:
    mark = view.mark
    if mark is None or mark.chart not in names:
        return
    rows = view.rows(f"evidence/{mark.evidence}", **mark.parameters)
    counted = wording.sentence(wording.counted(len(rows), *NOUNS[mark.evidence]))
    chart_title, words = f"“{marks.TITLES[mark.chart]}”", marks.words(mark, view.dataset)
    title = f"{counted} behind " + (f"{chart_title}: {words}" if words else f"one {thing} of {chart_title}")
    listed = evidence.LISTS[mark.evidence](view.dataset, rows, name=_evidence_name(mark), title=title)
    with st.container(key="evidence", border=True):
        elements.records(
            replace(placing.placed(view, listed), page_size=10, search=len(rows) > 10, empty=_GONE),
            behind=mark.name,
            take=takeaway.of_evidence(view, mark),
            key="evidence of the open mark",
        )
        if mark.evidence == "events":
            for row in rows:
                label = f"All that is tied to it: {plain(row['title'])}"
                links.to_page(view, "events", label, events=(row["event_id"],))
        st.button("Close the evidence", key="close evidence", on_click=_choose, args=("",))


_GONE = "The filters leave none of the rows behind this mark. Clear a filter, or close the evidence."


def _evidence_name(mark: Mark) -> str:
    return f"evidence_{mark.chart}"
