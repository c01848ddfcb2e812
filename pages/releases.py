"""Who was released, as promised, and who is still held?"""

from dataclasses import replace
from typing import Any

import streamlit as st

from peace_ledger import wording
from peace_ledger.charts.parts import claimants, directions
from peace_ledger.charts.releases import differing, handed_over, held, mediation
from peace_ledger.engine import Rows
from peace_ledger.state import State
from peace_ledger.ui import filter_bar, listings, takeaway
from peace_ledger.ui.cards import Card, Cards, card, draw_all
from peace_ledger.ui.choices import Choice, codes
from peace_ledger.ui.page import Page
from peace_ledger.ui.text import plain
from peace_ledger.ui.view import View

FILTERS = (
    codes("category", "categories", "Category", "releases", "category"),
    Choice("direction", "directions", "From → to", lambda dataset: dataset.direction),
    codes("basis", "bases", "Basis", "releases", "basis"),
    Choice("mediator", "mediators", "Mediator", lambda dataset: dataset.actor_name),
    codes("release_status", "release_statuses", "Status", "releases", "status"),
)
_PEOPLE = ("people", "people_promised")
_REMAINS = ("remains", "remains_promised", "remains_total")


def page(view: View) -> None:
    """Draw the page."""
    filter_bar.show(view, FILTERS)
    st.title("Releases")
    st.markdown(plain(headline(view)))
    draw_all(view, cards(view))
    takeaway.foot(view)


def cards(_: View) -> Cards:
    """What stands on the page."""
    return {
        "people_over_time": people_over_time,
        "announced_to_carried_out": announced_to_carried_out,
        "who_to_whom": who_to_whom,
        "still_held": still_held,
        "claimant_ranges": claimant_ranges,
        "remains": remains,
        "release_list": release_list,
    }


def people_over_time(view: View) -> Card:
    """How many living people were handed over when."""
    return card(
        handed_over.people_over_time(view.rows("releases/people_over_time"), view.dataset),
        "releases",
        "living people only",
        view.undrawn("releases", counted_as=_PEOPLE),
        query="releases/people_over_time",
        counted_as=_PEOPLE,
    )


def announced_to_carried_out(view: View) -> Card:
    """How long announced releases took."""
    rows = view.rows("releases/announced_to_carried_out")
    return card(
        handed_over.announced_to_carried_out(rows, view.dataset),
        "releases",
        _not_ahead(_counts(view)),
        query="releases/announced_to_carried_out",
        announced_ahead=True,
    )


def who_to_whom(view: View) -> Card:
    """Who handed people over to whom, and who mediated."""
    return card(
        mediation.who_to_whom(view.rows("releases/who_to_whom"), view.dataset),
        "releases",
        "living people, carried out",
        "everybody counted once: mediators who acted together have a line of their own",
        query="releases/who_to_whom",
        counted_as=("people",),
    )


def still_held(view: View) -> Card:
    """How many are still held, by whose count."""
    return card(
        held.still_held(view.rows("releases/still_held"), _handovers(view), view.dataset),
        "detentions",
        "figures of different claimants need not count the same people, and are not merged",
        "a dotted line joins those of one claimant, at most a year apart",
        query="releases/still_held",
    )


def claimant_ranges(view: View) -> Card:
    """How far claimants' figures lie apart."""
    return card(
        differing.claimant_ranges(view.rows("releases/still_held"), _handovers(view), view.dataset),
        "detentions",
        f"figures within {claimants.TOGETHER} days, with no handover by the holder between them",
        "they need not count the same people: some count only those beyond another figure",
        query="releases/still_held",
    )


def remains(view: View) -> Card:
    """Whose remains were handed over."""
    return card(
        handed_over.remains(view.rows("releases/remains"), view.dataset),
        "releases",
        "single handovers were not announced alike on both sides: the directions cannot be compared",
        view.undrawn("releases", counted_as=_REMAINS),
        query="releases/remains",
        counted_as=_REMAINS,
    )


def release_list(view: View) -> Card:
    """Every release."""
    rows = view.rows("evidence/releases")
    listed = listings.releases(view.dataset, rows, name="release_list", title="All releases", opens=True)
    return card(listed, "releases")


def _handovers(view: View) -> Rows:
    """The days of handovers: they part figures, whether or not the other filters leave them."""
    return replace(view, state=State(known=view.state.known)).rows("releases/handover_days")


def _counts(view: View) -> dict[str, Any]:
    return view.rows("releases/summary")[0]


def headline(view: View) -> str:
    """What the filtered rows say, in a sentence on the living and one on remains."""
    counts = _counts(view)
    if not counts["release_rows"]:
        return view.none_left(
            "releases",
            "No release is left by these filters. That none was found does not mean that nobody came free.",
        )
    living = "; ".join(
        part for part in (_handed_over(view, counts), _announced(counts), _partly(counts)) if part
    )
    remains = wording.counted(counts["remains"], "person")
    apart = f" Apart from them, remains of {remains} were handed over." if counts["remains"] else ""
    return f"{wording.sentence(living)}.{apart}"


def _handed_over(view: View, counts: dict[str, Any]) -> str:
    if not counts["people"]:
        return "no people were handed over"
    rows = view.rows("releases/handed_over")
    people = {row["direction"]: row["people"] for row in rows}
    each = [
        f"{wording.number(people[direction])} {view.dataset.direction(direction)}"
        for direction in directions.occurring(rows, view.dataset)
    ]
    were = "was" if counts["people"] == 1 else "were"
    return (
        f"{wording.counted(counts['people'], 'person')} {were} handed over "
        f"on {wording.counted(counts['days'], 'day')}: {', '.join(each)}"
    )


def _announced(counts: dict[str, Any]) -> str:
    if not counts["announced"]:
        return ""
    releases = wording.counted(counts["announced"], "release")
    people = wording.counted(counts["announced_people"], "person")
    return f"{releases} of {people} announced and not seen carried out"


def _partly(counts: dict[str, Any]) -> str:
    if not counts["partly"]:
        return ""
    return f"{wording.counted(counts['partly'], 'release')} carried out in part, how many came free not known"


def _not_ahead(counts: dict[str, Any]) -> str:
    """Why most handovers are not on the chart of promises."""
    if not counts["not_ahead"]:
        return ""
    handovers = wording.counted(counts["not_ahead"], "handover")
    return f"left out: {handovers} of people that became known only on the day itself"


PAGE = Page("releases", page, headline, cards)
