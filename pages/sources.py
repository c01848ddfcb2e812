"""On which sources the ledger rests, and where they disagree."""

from dataclasses import replace
from typing import Any

import streamlit as st

from peace_ledger import wording
from peace_ledger.charts.parts import publishers
from peace_ledger.charts.sources import most_cited, published, tables
from peace_ledger.engine import Rows
from peace_ledger.translation import N_, _, ngettext
from peace_ledger.ui import (
    elements,
    evidence,
    filter_bar,
    placing,
    session,
    source_lists,
    takeaway,
)
from peace_ledger.ui.cards import Card, Cards, card, draw, draw_all
from peace_ledger.ui.page import Page
from peace_ledger.ui.text import plain
from peace_ledger.ui.view import View

_ONCE = N_("a release counts by the source on its carrying out, not again by the one that announced it")
_SECTIONS = {
    "where-sources-disagree": N_("Where sources disagree"),
    "whose-sources": N_("Whose sources"),
    "all-sources": N_("All sources"),
}
"""The sections of the page, by the name under which an address reaches them."""


def page(view: View) -> None:
    """Draw the page."""
    filter_bar.show(view)
    view = seen(view)
    st.title(_("Sources"))
    st.markdown(plain(headline(view)))
    st.markdown(" · ".join(f"[{_(title)}](#{anchor})" for anchor, title in _SECTIONS.items()))
    _section("where-sources-disagree")
    _open_question(view)
    draw(view, dispute_list)
    _section("whose-sources")
    st.markdown(plain(what_a_side_is(view)))
    draw_all(view, _OF_SIDES)
    _section("all-sources")
    draw(view, source_list)
    takeaway.foot(view)


def _section(anchor: str) -> None:
    st.header(_(_SECTIONS[anchor]), anchor=anchor)


def seen(view: View) -> View:
    """Through the filters of every page: each table stands here, and a choice that belongs to one page would
    cut one table and not the others.
    """
    return view.shared()


def headline(view: View) -> str:
    """How many sources and publishers there are, and whose they are."""
    found = view.rows("evidence/sources")
    if not found:
        return view.none_left(
            "sources",
            _(
                "No source is left by these filters. Widen the period, take out an actor or an event, or "
                "look at a later day."
            ),
        )
    sides = [
        f"{view.dataset.label('sources', 'perspective', side)} "
        f"{wording.number(sum(1 for row in found if row['perspective'] == side))}"
        for side in publishers.sides(view.dataset)
    ]
    names = {row["publisher"] for row in found if row["publisher"]}
    undated = sum(1 for row in found if row["published_on"] is None)
    nowhere = sum(1 for row in found if row["url"] is None)
    rests = _(
        "The ledger rests on {sources} from {publishers}, by the publisher's side: {sides}.",
        sources=wording.counted(len(found), "source"),
        publishers=wording.counted(len(names), "publisher"),
        sides=", ".join(sides),
    )
    return f"{rests} {_lacking(undated, nowhere)}"


def _lacking(undated: int, nowhere: int) -> str:
    """How many sources have no date, and how many no address."""
    bare, placeless = wording.number(undated), wording.number(nowhere)
    if undated and nowhere:
        return ngettext(
            "{undated} of them bears no date, {nowhere} no address.",
            "{undated} of them bear no date, {nowhere} no address.",
            undated,
            undated=bare,
            nowhere=placeless,
        )
    if undated:
        return ngettext(
            "{undated} of them bears no date.", "{undated} of them bear no date.", undated, undated=bare
        )
    if nowhere:
        return _("None of them bear no date, {nowhere} no address.", nowhere=placeless)
    return _("None of them bear no date.")


def what_a_side_is(view: View) -> str:
    """What a publisher's side means, in the package's own words."""
    field = view.dataset.package.table("sources").field("perspective")
    words = [
        f"{field.label_of(each.value)}: {each.said('description')}"
        for each in field.categories or ()
        if each.description
    ]
    return " ".join([_("A side says whose the publisher is, not what the item says."), *words])


def _open_question(view: View) -> None:
    """The question whose mark is open, above the list: where a link to it leads."""
    mark = view.mark
    if mark is None or mark.chart != "dispute_list":
        return
    left = view.rows("evidence/disputes", **mark.parameters)
    whole = view if left else placing.unfiltered(view)
    claims = left or whole.rows("evidence/disputes", **mark.parameters)
    with st.container(key="evidence", border=True):
        if not claims:
            st.info(_not_found(view))
        else:
            if not left:
                st.info(
                    _(
                        "Your filters leave out the row that this question is about. It stands here without "
                        "them."
                    )
                )
            _claims(whole, claims)
            _subject(whole, claims[0])
        label = _("Close the question")
        st.button(label, key="close evidence", on_click=session.choose, kwargs={"mark": None})


def _not_found(view: View) -> str:
    if view.state.known:
        return _(
            "Fewer than two answers to this question were known on {day}, or no such question is in this "
            "data version.",
            day=wording.day(view.state.known),
        )
    return _("No such question is in this data version. All that are stand below.")


def _claims(view: View, rows: Rows) -> None:
    listed = source_lists.disputes(
        view.dataset, rows, name="open_question", title=_("The question that is open")
    )
    told = elements.of_records(
        replace(placing.placed(view, listed), search=False),
        behind=view.state.mark,
        take=takeaway.of_evidence(view, view.mark) if view.mark else None,
    )
    elements.put(told, key="evidence of the open mark")


def _subject(view: View, question: dict[str, Any]) -> None:
    """The row that a question is about, as the tables have it."""
    table = question["subject_table"]
    if not table:
        return
    query = {"commitment_updates": "updates"}.get(table, table)
    listed = evidence.LISTS[query](
        view.dataset,
        view.rows(f"evidence/{query}", mark_id=question["subject_id"]),
        name="question_row",
        title=_("The row it is about, as the tables have it"),
    )
    told = elements.of_records(replace(placing.placed(view, listed), search=False))
    elements.put(told, key="row of the open question")


def dispute_list(view: View) -> Card:
    """Every question on which sources disagree."""
    rows = view.rows("evidence/disputes")
    listed = source_lists.disputes(
        view.dataset, rows, name="dispute_list", title=questions_in_words(rows), opens=True
    )
    return card(
        replace(listed, page_size=5, empty=_(_NO_QUESTION)),
        "disputes",
        _("the latest row first"),
        query="evidence/disputes",
        click=_("a question opens with the row that it is about"),
        shows_evidence=False,
    )


_NO_QUESTION = N_(
    "No question in dispute is left by these filters. Widen the period, or take out an actor or an event. A "
    "question stands from the day on which two answers to it were known."
)


def questions_in_words(rows: Rows) -> str:
    """On how many questions sources disagree, and in how many of them the tables follow one answer."""
    questions = {row["question_id"] for row in rows}
    if not questions:
        return _("On what do sources disagree?")
    followed = len({row["question_id"] for row in rows if row["adopted"]})
    return _(
        "Sources disagree on {questions}: the tables follow one answer in {followed} and none in {others}",
        questions=wording.counted(len(questions), "question"),
        followed=wording.number(followed),
        others=wording.number(len(questions) - followed),
    )


def by_side(view: View) -> Card:
    """Whose publishers the rows of each table rest on."""
    rows = view.rows("sources/rows_by_table")
    return card(tables.by_side(rows, view.dataset), "rows", _(_ONCE), query="sources/rows_by_table")


def by_confidence(view: View) -> Card:
    """How sure the coding of each table is."""
    rows = view.rows("sources/rows_by_table")
    drawn = tables.by_confidence(rows, view.dataset)
    return card(drawn, "rows", _("hollow: low confidence"), query="sources/rows_by_table")


def over_time(view: View) -> Card:
    """When the sources were published."""
    drawn = published.over_time(view.rows("sources/by_day"), view.dataset)
    return card(drawn, "sources", query="sources/by_day")


def gaps(view: View) -> Card:
    """Which sources lack a date or an address."""
    total = len(view.rows("evidence/sources"))
    drawn = published.gaps(view.rows("sources/gaps"), total, view.dataset)
    return card(drawn, "sources", query="sources/gaps")


def publishers_cited(view: View) -> Card:
    """Whose texts are cited most."""
    return card(
        most_cited.most_cited(view.rows("sources/publishers"), view.dataset),
        "rows",
        _("“(via …)” names who passed a text on; each such name counts as a publisher of its own"),
        query="sources/publishers",
    )


def behind_charts(view: View) -> Card:
    """How many publishers stand behind each chart."""
    listed = source_lists.behind_charts(
        view.dataset,
        view.rows("sources/behind_charts"),
        name="behind_charts",
        title=_("How many publishers stand behind each chart?"),
    )
    return card(
        replace(listed, search=False),
        "rows",
        _("publishers that repeat one another are not told apart"),
        _("the map draws one event at a time"),
        query="sources/behind_charts",
    )


def source_list(view: View) -> Card:
    """Every source."""
    found = view.rows("evidence/sources")
    listed = source_lists.sources(
        view.dataset,
        found,
        name="source_list",
        title=_("What each source is, and what rests on it"),
        opens=True,
    )
    return card(listed, "sources", click=_("a row opens what cites it"))


_OF_SIDES: Cards = {
    "rows_by_side": by_side,
    "rows_by_confidence": by_confidence,
    "sources_by_month": over_time,
    "source_gaps": gaps,
    "publishers": publishers_cited,
    "behind_charts": behind_charts,
}


def cards(_view: View) -> Cards:
    """What stands on the page."""
    return {**_OF_SIDES, "dispute_list": dispute_list, "source_list": source_list}


PAGE = Page("sources", page, headline, cards, seen)
