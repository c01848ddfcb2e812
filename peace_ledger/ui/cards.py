"""Charts and lists as they stand on a page: with period, filters, n and sources, and the evidence of the mark
that is open.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import streamlit as st

from peace_ledger import feed, marks, wording
from peace_ledger.charts.chart import Chart
from peace_ledger.charts.parts import disputed
from peace_ledger.marks import Mark
from peace_ledger.problems import Unanswered
from peace_ledger.state import query_of
from peace_ledger.translation import N_, _
from peace_ledger.ui import elements, evidence, kept, links, placing, session, takeaway
from peace_ledger.ui.elements import OnMark, RecordList
from peace_ledger.ui.takeaway import Queries
from peace_ledger.ui.text import plain
from peace_ledger.ui.view import NOUN, View

Picks = Callable[[Mark], Mapping[str, Any]]
"""What a click on a mark chooses, as changes of the state."""


@dataclass(frozen=True)
class Card:
    """A chart or a list over a table, with what its subtitle adds.

    `query` names what gives its numbers. `own` are parameters by which it narrows the filters (`events=…`),
    so that its n, its sources and what is taken away are its own. `picks` says what a click does, where that
    is not to open the mark, and `click` what it does in words. A page that shows the rows behind a mark
    itself sets `shows_evidence` to False.
    """

    content: Chart | RecordList
    table: str
    notes: tuple[str, ...]
    query: Queries
    click: str
    picks: Picks | None
    shows_evidence: bool
    own: Mapping[str, Any]

    @property
    def mark_names(self) -> tuple[str, ...]:
        """The charts whose marks it offers."""
        return self.content.mark_names if isinstance(self.content, Chart) else (self.content.name,)


Cards = Mapping[str, Callable[[View], Card]]
"""What stands on a page, in order: each chart or list by its name, made when it is asked for."""


def card(
    content: Chart | RecordList,
    table: str,
    *notes: str,
    query: Queries = "",
    click: str = "",
    picks: Picks | None = None,
    shows_evidence: bool = True,
    **own: Any,
) -> Card:
    """A card as a page writes it down."""
    return Card(content, table, notes, query, click, picks, shows_evidence, own)


def draw_all(view: View, cards: Cards) -> None:
    """Draw the cards of a page, one after the other."""
    for make in cards.values():
        draw(view, make)


def _as_made(made: Card) -> Card:
    return made


def draw(view: View, make: Callable[[View], Card], change: Callable[[Card], Card] = _as_made) -> None:
    """Draw the card that `make`, a function of a module, gives, changed by another; where one of its marks is
    open, the rows behind it follow. For a view that some reader has seen already, nothing is made.
    """
    try:
        sent = _kept(view, make, change)
        elements.put(sent.told, key=sent.key, on_mark=_on_mark(sent.picks))
        if sent.shows_evidence:
            _evidence(view, sent.mark_names, sent.thing)
    except Unanswered as reason:
        # The cards beside it stand on what needs no other server.
        st.error(reason.said(), icon=":material/cloud_off:")


def told(view: View, make: Callable[[View], Card]) -> elements.Encoded:
    """What the component of a card is told, as `draw` sends it. Raises problems.Unanswered."""
    return _kept(view, make, _as_made).told


@dataclass(frozen=True)
class _Sent:
    """A card as it is sent: without its rows, with what a click on it does."""

    told: elements.Encoded
    key: str
    mark_names: tuple[str, ...]
    picks: Picks | None
    shows_evidence: bool
    thing: str
    """What of it is clicked: a "mark" or a "row"."""

    @property
    def data(self) -> bytes:
        """What its component is told."""
        return self.told.data


def _kept(view: View, make: Callable[[View], Card], change: Callable[[Card], Card]) -> _Sent:
    return kept.once(view, (make, change), lambda: _sent(view, change(make(view))))


def _sent(view: View, shown: Card) -> _Sent:
    content, is_chart = shown.content, isinstance(shown.content, Chart)
    return _Sent(
        told=_chart(view, shown, content) if isinstance(content, Chart) else _list(view, shown, content),
        key=f"{'chart' if is_chart else 'list'} {content.name}",
        mark_names=shown.mark_names,
        picks=shown.picks,
        # A card whose click does something else shares its marks with one that shows their rows.
        shows_evidence=shown.shows_evidence and (shown.picks is None or not is_chart),
        thing="mark" if is_chart else "row",
    )


def subtitle(view: View, shown: Card) -> str:
    """Period, filters, n, notes and what a click does: the line under a card's title."""
    return wording.sentence(view.subtitle(shown.table, *shown.notes, shown.click, **shown.own))


def _chart(view: View, shown: Card, content: Chart) -> elements.Encoded:
    drawn = disputed.signed(content, view.disputed)
    return elements.of_chart(
        replace(drawn, empty=view.why_empty(shown.table, drawn.empty)),
        at=f"?{query_of(view.state)}",
        subtitle=subtitle(view, shown),
        caption=view.caption(shown.table, **shown.own),
        selected=_selected(view, shown.mark_names),
        take=takeaway.of_chart(view, drawn.name, shown.table, shown.query, shown.own),
        cited=view.state.chart in {drawn.name, *(() if shown.picks else shown.mark_names)},
    )


def _list(view: View, shown: Card, content: RecordList) -> elements.Encoded:
    placed = replace(placing.placed(view, content), empty=view.why_empty(shown.table, content.empty))
    return elements.of_records(
        replace(placed, subtitle=subtitle(view, shown)),
        at=f"?{query_of(view.state)}",
        selected=_selected(view, shown.mark_names),
        take=takeaway.of_list(view, content.name, shown.table, shown.query, shown.own),
        cited=view.state.chart == content.name,
    )


def _on_mark(picks: Picks | None) -> OnMark:
    """Told with an empty name where the reader closes the mark that is open."""

    def choose(name: str) -> None:
        mark = marks.read(name)
        session.choose(**{"mark": name or None, **(picks(mark) if picks and mark else {})})

    return choose


def _selected(view: View, names: tuple[str, ...]) -> str | None:
    return view.state.mark if view.mark and view.mark.chart in names else None


def _evidence(view: View, names: tuple[str, ...], thing: str) -> None:
    mark = view.mark
    if mark is None or mark.chart not in names:
        return
    with st.container(key="evidence", border=True):
        told = kept.once(view, behind, lambda: _told_behind(view, mark, thing))
        elements.put(told, key="evidence of the open mark")
        for event, title in events_behind(view, mark).items():
            label = _("All that is tied to it: {event}", event=plain(title))
            links.to_page(view, "events", label, events=(event,))
        for lead in view.leads(mark):
            links.to_page(lead.view, lead.path, plain(lead.label), **lead.changes)
        if followed := feed.promise_address(view.state):
            label = _("Follow this promise in a feed reader")
            st.markdown(f"[{label}]({followed})")
        st.button(
            _("Close the evidence"), key="close evidence", on_click=session.choose, kwargs={"mark": None}
        )


def _told_behind(view: View, mark: Mark, thing: str) -> elements.Encoded:
    return elements.of_records(
        behind(view, mark, thing), behind=mark.name, take=takeaway.of_evidence(view.of_mark(mark), mark)
    )


def behind(view: View, mark: Mark, thing: str) -> RecordList:
    """The list of the rows behind a mark, which is a `thing` of its chart: a "mark" or a "row"."""
    view = view.of_mark(mark)
    found = view.listed(f"evidence/{mark.evidence}", mark.parameters)
    name, title = f"evidence_{mark.chart}", _behind_what(view, mark, thing, found.total)
    listed = evidence.LISTS[mark.evidence](view.dataset, found.rows, name=name, title=title)
    return replace(
        placing.placed(view, listed),
        subtitle=wording.sentence(found.note),
        page_size=10,
        search=len(found.rows) > 10,
        empty=_(_GONE),
    )


def _behind_what(view: View, mark: Mark, thing: str, count: int) -> str:
    rows = wording.sentence(wording.counted(count, NOUN[mark.evidence]))
    chart = marks.title(mark.chart)
    if words := marks.words(mark, view.dataset):
        # Translators: "3 reactions behind “Stances by event”: Joint statement · Welcomes".
        return _("{rows} behind “{chart}”: {words}", rows=rows, chart=chart, words=words)
    if thing == "mark":
        return _("{rows} behind one mark of “{chart}”", rows=rows, chart=chart)
    return _("{rows} behind one row of “{chart}”", rows=rows, chart=chart)


def events_behind(view: View, mark: Mark) -> Mapping[str, str]:
    """The titles of the events that are the rows behind a mark, by id; none where these are other rows."""
    if mark.evidence != "events" or view.of_mark(mark) is not view:
        return {}
    rows = view.rows("evidence/events", **mark.parameters)
    return {row["event_id"]: row["title"] for row in rows}


_GONE = N_("The filters leave none of the rows behind this mark. Clear a filter, or close the evidence.")
