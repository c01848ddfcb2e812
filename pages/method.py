"""How the ledger is coded and counted, and what it cannot say."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import streamlit as st

from peace_ledger import agreement, counting_rules, wording
from peace_ledger.agreement import Agreement, Reading
from peace_ledger.charts.method import coders, missing_days, quarters, stances
from peace_ledger.counting_rules import Rule
from peace_ledger.engine import Rows
from peace_ledger.translation import N_, _, ngettext
from peace_ledger.ui import codebook, elements, filter_bar, links, listings, takeaway
from peace_ledger.ui.cards import Card, Cards, card, draw_all
from peace_ledger.ui.page import Page
from peace_ledger.ui.text import plain
from peace_ledger.ui.view import View

SECTIONS = {
    # Translators: a row of the tables.
    "rows": N_("How a row gets in"),
    # Translators: a row of the tables.
    "counting": N_("How it is counted"),
    "gaps": N_("What is missing, and which way it leans"),
    "coders": N_("How far two coders agree"),
    "code-book": N_("Code book"),
}
"""The sections of the page, by the name under which an address reaches them."""


def page(view: View) -> None:
    """Draw the page."""
    filter_bar.show(view)
    view = seen(view)
    st.title(_("Method"))
    with st.container(key="prose-head"):
        st.markdown(plain(headline(view)))
        st.markdown(" · ".join(f"[{_(title)}](#{anchor})" for anchor, title in SECTIONS.items()))
    _inclusion(view)
    _counting(view)
    _gaps(view)
    _coders(view)
    _code_book(view)
    takeaway.foot(view)


def seen(view: View) -> View:
    """Through the filters of every page: each table stands here, and a choice that belongs to one page would
    cut one part and not the others.
    """
    return view.shared()


def headline(view: View) -> str:
    """What the ledger is, and the one thing that it is not."""
    counts = counted(view)
    return _(
        "The ledger has {rows} on what happened, was said and was promised, and {sources} of {publishers}. "
        "It shows what could be found and read, not all that there was. The figures on this page are counted "
        "anew from the rows that the filters leave.",
        rows=wording.counted(counts["row_count"], "row"),
        sources=wording.counted(counts["sources"], "published source"),
        publishers=wording.counted(counts["publishers"], "publisher"),
    )


def counted(view: View) -> dict[str, Any]:
    """The figures that the rules and gaps name."""
    reactions = view.rows("reactions/summary")[0]
    return {
        **view.rows("releases/summary")[0],
        **view.rows("commitments/summary")[0],
        **reactions,
        "reacting": reactions["actors"],
        **view.rows("method/counts")[0],
    }


def _section(anchor: str) -> None:
    st.header(_(SECTIONS[anchor]), anchor=anchor)


def _inclusion(view: View) -> None:
    _section("rows")
    _notes(view, "inclusion")


def _notes(view: View, about: str) -> None:
    """What the package itself says."""
    notes = [note for note in view.dataset.package.notes if note.about == about]
    with st.container(key=f"notes-{about}"):
        if not notes:
            st.markdown(_("The data package does not say. Ask whoever publishes it."))
        told = (f"- **{plain(note.said('title'))}.** {plain(note.said('text'))}" for note in notes)
        st.markdown("\n".join(told))


def _counting(view: View) -> None:
    _section("counting")
    counts = counted(view)
    with st.container(key="prose-lead"):
        st.markdown(
            _(
                "Each rule is followed by what it means in the rows that the filters leave, with a link to "
                "the page where it matters."
            )
        )
    for group, title, found in (
        ("releases", _("Releases"), counting_rules.of_releases(counts)),
        ("commitments", _("Commitments"), counting_rules.of_commitments(counts)),
        ("reactions", _("Reactions"), counting_rules.of_reactions(counts)),
        ("all", _("Every page"), counting_rules.of_all(counts, view.dataset)),
    ):
        st.subheader(title)
        _rules(view, group, found)


def _rules(view: View, group: str, found: Iterable[Rule]) -> None:
    with st.container(key=f"rules-{group}"):
        for place, rule in enumerate(found):
            with st.container(key=f"rule-{group}-{place}", gap=None):
                st.markdown(f"**{plain(rule.title)}.** {plain(rule.text)}")
                links.to_page(view, rule.path, plain(rule.figure), **rule.changes)


def _gaps(view: View) -> None:
    _section("gaps")
    counts = counted(view)
    _notes(view, "gaps")
    st.subheader(_("In figures"))
    with st.container(key="links-gaps"):
        for sentence, path in gaps(counts):
            links.to_page(view, path, plain(sentence))
    draw_all(view, _OF_GAPS)


def stance_by_side(view: View) -> Card:
    """Which way the stances of each side lean."""
    return card(
        stances.stance_by_side(view.rows("method/stance_by_side"), view.dataset),
        "reactions",
        query="method/stance_by_side",
    )


def rows_by_quarter(view: View) -> Card:
    """For which time the ledger has how many rows."""
    return card(
        quarters.rows_by_quarter(view.rows("method/rows_by_quarter"), view.dataset),
        "citations",
        _("by the day of the row"),
        _("each lane has its own scale"),
        query="method/rows_by_quarter",
    )


def days_missing(view: View) -> Card:
    """In which tables days are missing."""
    return card(
        missing_days.missing_days(view.rows("method/missing_days"), view.dataset),
        "citations",
        query="method/missing_days",
    )


def gaps(counts: Mapping[str, Any]) -> Iterable[tuple[str, str]]:
    """What is known to be thin, each with the path of the page that shows it."""
    yield (
        _(
            "{share} of the sources bear no date",
            share=wording.share(counts["undated_sources"], counts["sources"]),
        ),
        "sources",
    )
    yield (
        _(
            "{share} of the rows that are graded have low confidence",
            share=wording.share(counts["low"], counts["graded"]),
        ),
        "sources",
    )
    yield (
        _(
            "Behind all rows stand {publishers}; rows by the side of their publisher, for every table",
            publishers=wording.counted(counts["publishers"], "publisher"),
        ),
        "sources",
    )
    yield (
        _(
            "For {events} actors were looked for by name: {searches} found nothing",
            events=wording.counted(counts["searched_events"], "event"),
            searches=wording.counted(counts["blanks"], "search"),
        ),
        "reactions",
    )
    yield (
        _(
            "In {share} of the questions in dispute the tables follow no claim",
            share=wording.share(counts["unsettled"], counts["questions"]),
        ),
        "sources",
    )


def _coders(view: View) -> None:
    _section("coders")
    if not view.dataset.package.has_table("codings"):
        st.markdown(
            _("This data package has no table of codings, so nothing can be said of how coders agree.")
        )
        return
    readings = _readings(view)
    names = agreement.coders(readings)
    measured = agreement.measure(readings, view.dataset.codes("codings", "stance"))
    with st.container(key="prose-coders"):
        said = agreement_words(names, measured, ordered=_is_ordered(view))
        adopted = _adopted(names, view.rows("method/codings"))
        st.markdown("\n\n".join(plain(line) for line in (*said, *adopted)))
        _notes(view, "agreement")
    if measured.units:
        draw_all(view, _OF_CODERS)


def _readings(view: View) -> list[Reading]:
    return [Reading(row["coder"], row["reaction_id"], row["stance"]) for row in view.rows("method/codings")]


def coder_agreement(view: View) -> Card:
    """Where two coders chose the same stance."""
    readings = _readings(view)
    first, second = (*agreement.coders(readings), "", "")[:2]
    return card(
        coders.coder_agreement(agreement.confusion(readings, first, second), first, second, view.dataset),
        "codings",
        _("both orders run from best to worst"),
        _("outlined: the same stance"),
        query="method/codings",
    )


def disagreement_list(view: View) -> Card:
    """Every reaction to which two coders gave different stances."""
    differing = [row for row in view.rows("evidence/codings") if row["first_stance"] != row["second_stance"]]
    listed = listings.codings(
        view.dataset,
        sorted(differing, key=lambda row: -_steps(view, row)),
        name="disagreement_list",
        title=_("Where coders differ"),
        opens=True,
    )
    differ = ngettext(
        "{count} of them differ, furthest apart first",
        "{count} of them differ, furthest apart first",
        len(differing),
        count=wording.number(len(differing)),
    )
    return card(listed, "codings", differ, query="evidence/codings")


def _is_ordered(view: View) -> bool:
    return view.dataset.package.table("codings").field("stance").ordered


def _steps(view: View, row: Mapping[str, Any]) -> int:
    order = view.dataset.codes("codings", "stance")
    return abs(order.index(row["first_stance"]) - order.index(row["second_stance"]))


def agreement_words(names: Sequence[str], measured: Agreement, *, ordered: bool) -> Iterator[str]:
    """What the figures say, and how they came about; `ordered` is whether the codes are in an order."""
    if measured.units == 0:
        yield _("Of the reactions that the filters leave, none was read by two coders. Clear a filter.")
        return
    yield _(
        "Coders {coders} gave stances to the same {reactions}. {share} of the pairs of stances are the same.",
        coders=wording.listed(names, limit=len(names)),
        reactions=wording.counted(measured.units, "reaction"),
        share=wording.share(measured.same, measured.pairs),
    )
    if not ordered:
        yield _(
            "The descriptor does not say that these codes are in order, so there is no alpha for ordered "
            "codes."
        )
    elif measured.alpha is None or measured.low is None or measured.high is None:
        yield _(
            "Krippendorff's alpha needs at least two reactions and two different stances; these are fewer."
        )
    else:
        yield _(
            "Krippendorff's alpha for ordered codes is {alpha} (95 % interval {low} to {high}). It is 1 "
            "where all agree and 0 where they agree as often as chance would have it; stances that are "
            "neighbours in the list count as a smaller difference than those far apart. Krippendorff advises "
            "to rely on codes from 0.80 on, and to draw tentative conclusions only down to 0.67.",
            alpha=wording.number(measured.alpha, 2),
            low=wording.number(measured.low, 2),
            high=wording.number(measured.high, 2),
        )
        yield _(
            "The interval holds the middle 95 % of alphas from {count} resamples of the reactions "
            "(bootstrap, with replacement, seed {seed}). It is computed anew for whatever the filters leave; "
            "with few reactions it is rough.",
            count=wording.number(agreement.RESAMPLES),
            seed=agreement.SEED,
        )


def _adopted(names: Sequence[str], rows: Rows) -> Iterator[str]:
    """Whose stance the ledger shows."""
    parts = []
    for name in names:
        own = [row for row in rows if row["coder"] == name]
        adopted = sum(1 for row in own if row["stance"] == row["final_stance"])
        parts.append(
            # Translators: whose stance the ledger shows, and for how many of the reactions.
            _(
                "coder {name}'s for {part} of {whole}",
                name=name,
                part=wording.number(adopted),
                whole=wording.number(len(own)),
            )
        )
    if parts:
        # Translators: {coders} are as "coder A's for 90 of 100 and coder B's for 85 of 100".
        yield _("The stance that the ledger shows is {coders}.", coders=wording.listed(parts, len(parts)))


def _code_book(view: View) -> None:
    _section("code-book")
    with st.container(key="prose-code-book"):
        st.markdown(
            _(
                "Made from the descriptor of the data package, which alone defines tables, columns and "
                "codes. Search for a table, a column, a code or any word of a definition."
            )
        )
    for listed in (codebook.tables(view.dataset), codebook.columns(view.dataset)):
        told = elements.of_records(listed, take=takeaway.of_text(view, listed.name))
        elements.put(told, key=f"list {listed.name}")


_OF_GAPS: Cards = {
    "event_stances": stance_by_side,
    "rows_by_quarter": rows_by_quarter,
    "missing_days": days_missing,
}
_OF_CODERS: Cards = {"coder_agreement": coder_agreement, "disagreement_list": disagreement_list}


def cards(view: View) -> Cards:
    """What stands on the page."""
    return {**_OF_GAPS, **_OF_CODERS} if view.dataset.package.has_table("codings") else _OF_GAPS


PAGE = Page("method", page, headline, cards, seen)
