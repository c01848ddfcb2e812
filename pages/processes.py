"""How do several peace processes compare, as far as they can be compared?"""

from collections.abc import Callable

import streamlit as st

from peace_ledger import ledger, wording
from peace_ledger.charts.processes import carried_out, kept, spans, speed
from peace_ledger.charts.processes.compared import Process
from peace_ledger.charts.processes.spans import Extent
from peace_ledger.charts.processes.speed import Speed
from peace_ledger.ui import comparison, filter_bar, takeaway
from peace_ledger.ui.cards import Card, Cards, card, draw_all
from peace_ledger.ui.page import Page
from peace_ledger.ui.text import plain
from peace_ledger.ui.view import View

_OWN_SCALE = "shares of each process's own total"
ALONE = (
    "This ledger holds one peace process, so there is nothing to compare. Whoever runs it can put the data "
    "package of another beside it, as a folder in its data folder."
)


def page(view: View) -> None:
    """Draw the page."""
    filter_bar.show(view, of_process=False)
    st.title("Processes")
    if not is_offered():
        st.markdown(plain(ALONE))
        return
    through = seen(view)
    st.markdown(plain(headline(through)))
    if left := comparison.not_applied(view.state):
        st.caption(
            plain(
                "Not applied here, because other processes do not know them: "
                f"{wording.listed(left, len(left))}. They stay in the link, and hold again on the other pages."
            )
        )
    _caveats(through)
    draw_all(through, cards(through))
    takeaway.foot(through)


def is_offered() -> bool:
    """Whether there are several processes."""
    return len(ledger.loaded()) > 1


def seen(view: View) -> View:
    """All processes, through the filters that all of them know."""
    return comparison.of(view)


def cards(_: View) -> Cards:
    """What stands on the page."""
    if not is_offered():
        return {}
    return {
        carried_out.NAME: releases,
        kept.NAME: promises,
        speed.NAME: reaction_speed,
        spans.NAME: extents,
    }


def releases(view: View) -> Card:
    """How many releases announced ahead were carried out."""
    return card(
        carried_out.carried_out(_asked(view, "processes/announced_ahead"), view.dataset),
        "releases",
        "living people; what became known only on the day itself was no promise, and is left out",
        _OWN_SCALE,
        query="processes/announced_ahead",
        announced_ahead=True,
        counted_as=("people", "people_promised"),
    )


def promises(view: View) -> Card:
    """How many promises were kept."""
    return card(
        kept.kept(_asked(view, "processes/promises"), view.dataset),
        "commitments",
        f"status on {wording.day(view.as_of)}",
        _OWN_SCALE,
        query="processes/promises",
        testable="true",
        standings=("given",),
    )


def reaction_speed(view: View) -> Card:
    """How soon reactions came."""
    found = []
    for part in view.parts:
        median = part.rows("reactions/delay_median")
        days = median[0]["median_days"] if median else None
        found.append(Speed(*_named(part), part.rows("processes/delays"), days))
    return card(
        speed.speed(found),
        "reactions",
        "undated rows are in no class and not in the median",
        "a circle is as large as its share of the process's dated reactions",
        query={"By delay": "processes/delays", "Medians": "reactions/delay_median"},
    )


def extents(view: View) -> Card:
    """How far each record reaches."""
    return card(
        spans.spans([_extent(part) for part in view.parts]),
        "rows",
        query={"Days": "overview/span", "Rows and sources": "scope/rows"},
    )


def _asked(view: View, query: str) -> list[Process]:
    return [Process(*_named(part), part.rows(query)) for part in view.parts]


def _named(part: View) -> tuple[str, str]:
    return part.ledger.vocabulary.process, part.dataset.title


def _extent(part: View) -> Extent:
    (span,), (counts,) = part.rows("overview/span"), part.rows("scope/rows")
    return Extent(
        *_named(part),
        span["first_day"],
        span["last_day"],
        events=len(part.rows("events/ties")),
        rows=counts["row_count"],
        undated=counts["undated"],
        sources=counts["sources"],
        searched=part.rows("method/counts")[0]["blanks"],
    )


def headline(view: View) -> str:
    """What is compared, in a few sentences."""
    if not is_offered():
        return ALONE
    names = [part.dataset.title for part in view.parts]
    return (
        f"{wording.sentence(wording.number(len(names)))} peace processes side by side, in the order in which "
        f"their records begin: {wording.listed(names, len(names))}. The order ranks nobody, and there is no "
        "score: each line stands on its own data."
    )


def _caveats(view: View) -> None:
    st.subheader("What this comparison cannot say")
    st.markdown("\n".join(f"- {plain(line)}" for line in caveats(view)))


def caveats(view: View) -> list[str]:
    """Why lines that look alike need not mean the same, with the figures of these processes."""
    parts = [(part.dataset.title, _extent(part), part) for part in view.parts]

    def each(words: Callable[[Extent, View], str]) -> str:
        return "; ".join(f"{title}: {words(extent, part)}" for title, extent, part in parts)

    def years(extent: Extent, _: View) -> str:
        if extent.first is None or extent.last is None:
            return "no dated row"
        return f"{(extent.last - extent.first).days / 365.25:.1f} years"

    def said(extent: Extent, _: View) -> str:
        return extent.said

    def searched(extent: Extent, _: View) -> str:
        return wording.number(extent.searched)

    def undated(extent: Extent, _: View) -> str:
        return wording.number(extent.undated)

    def stances(_: Extent, part: View) -> str:
        return wording.counted(len(part.dataset.codes("reactions", "stance")), "stance")

    def tested(_: Extent, part: View) -> str:
        counts = part.rows("commitments/summary")[0]
        return f"{wording.number(counts['checkable'])} of {wording.number(counts['commitments'])} promises"

    def only_announced(_: Extent, part: View) -> str:
        return wording.number(part.rows("releases/summary")[0]["announced"])

    return [
        "Coding differs: each package has its own coders and code lists, and what counts as testable, or as "
        f"kept, is decided in each. Stances: {each(stances)}. Testable and in force: {each(tested)}.",
        "Coverage differs: a record with more rows may have looked further, not seen more happen. "
        f"Rows and sources: {each(said)}. Searches without a find: {each(searched)}.",
        "Small numbers: one case more or less moves a share of few far. Below five cases no share is drawn "
        "and no percentage written.",
        "Announced only: a release that nobody has seen carried out may have been carried out unseen. Releases "
        f"announced and not seen carried out: {each(only_announced)}.",
        f"Undated rows are in no period, no class of delay and no median. Undated: {each(undated)}.",
        "Lengths of time differ: a young promise had less time to be kept. Length of the record: "
        f"{each(years)}.",
    ]


PAGE = Page("processes", page, headline, cards, seen, is_offered)
