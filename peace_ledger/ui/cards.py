"""Charts and lists as they stand on a page: with period, filters, n and sources, and the evidence of the mark
that is open.
"""

from dataclasses import replace
from typing import Any

import streamlit as st

from peace_ledger import wording
from peace_ledger.charts.chart import Chart
from peace_ledger.dataset import Dataset
from peace_ledger.marks import Mark
from peace_ledger.ui import elements, links, listings, session
from peace_ledger.ui.elements import OnMark, RecordList
from peace_ledger.ui.text import plain
from peace_ledger.ui.view import NOUNS, View


def _choose(mark: str) -> None:
    session.choose(mark=mark or None)


def chart(view: View, drawn: Chart, table: str, *notes: str, on_mark: OnMark = _choose, **own: Any) -> None:
    """Draw a chart over a table; where one of its marks is open, the rows behind it follow.

    `own` are parameters by which the chart narrows the filters (`events=…`), so that its n and sources are
    its own. `on_mark` says what a click does, where that is not to open the mark.
    """
    elements.chart(
        drawn,
        subtitle=wording.sentence(view.subtitle(table, *notes, **own)),
        caption=view.caption(table, **own),
        selected=_selected(view, drawn.mark_names),
        key=f"chart {drawn.name}",
        on_mark=on_mark,
    )
    # A chart whose click does something else shares its marks with a list, and the list shows their rows.
    if on_mark is _choose:
        _evidence(view, drawn.mark_names)


def listing(view: View, listed: RecordList, table: str, *notes: str, on_mark: OnMark = _choose) -> None:
    """Draw a list over a table; where one of its rows is open, its evidence follows."""
    elements.records(
        replace(listed, subtitle=wording.sentence(view.subtitle(table, *notes))),
        selected=_selected(view, (listed.name,)),
        key=f"list {listed.name}",
        on_mark=on_mark,
    )
    _evidence(view, (listed.name,))


def _selected(view: View, names: tuple[str, ...]) -> str | None:
    return view.state.mark if view.mark and view.mark.chart in names else None


def _evidence(view: View, names: tuple[str, ...]) -> None:
    mark = view.mark
    if mark is None or mark.chart not in names:
        return
    rows = view.rows(f"evidence/{mark.evidence}", **mark.parameters)
    counted = wording.sentence(wording.counted(len(rows), *NOUNS[mark.evidence]))
    title = " · ".join([f"{counted} behind the mark", *_words(mark, view.dataset)])
    listed = listings.EVIDENCE[mark.evidence](view.dataset, rows, name=_evidence_name(mark), title=title)
    with st.container(key="evidence", border=True):
        elements.records(
            replace(listed, page_size=10, search=len(rows) > 10, empty=_GONE),
            behind=view.state.mark,
            key="evidence of the open mark",
        )
        if mark.evidence == "events":
            for row in rows:
                label = f"All that is tied to it: {plain(row['title'])}"
                links.to_page(view, "events", label, events=(row["event_id"],))
        st.button("Close the evidence", key="close evidence", on_click=_choose, args=("",))


_JOINTS = {"mark_direction": " → ", "mark_mediated_by": " and "}


def _words(mark: Mark, dataset: Dataset) -> list[str]:
    """What a mark stands for; ids of single rows say nothing to a reader and stay out."""
    named = {
        "mark_event": dataset.events,
        "mark_actor": dataset.actors,
        "mark_state": dataset.actors,
        "mark_maker": dataset.actors,
    }
    coded = {
        "mark_stance": ("reactions", "stance"),
        "mark_side": ("actors", "side"),
        "mark_kind": ("actors", "kind"),
        "mark_basis": ("releases", "basis"),
        "mark_theme": ("commitments", "theme"),
        "mark_standing": ("commitments", "standing"),
        "mark_status": ("commitment_updates", "status"),
    }
    words = []
    for name, value in mark.parameters.items():
        if value is None:
            continue
        if value in named.get(name, ()):
            words.append(dataset.event_title(value) if name == "mark_event" else dataset.actor_name(value))
        elif name in _JOINTS and all(actor in dataset.actors for actor in value.split(".")):
            words.append(_JOINTS[name].join(dataset.actor_name(actor) for actor in value.split(".")))
        elif name in coded:
            words.append(dataset.label(*coded[name], value))
    days = [mark.parameters.get(name) for name in ("mark_first", "mark_last")]
    return [*words, " to ".join(dict.fromkeys(day for day in days if day))] if any(days) else words


_GONE = "The filters leave none of the rows behind this mark. Clear a filter, or close the evidence."


def _evidence_name(mark: Mark) -> str:
    return f"evidence_{mark.chart}"
