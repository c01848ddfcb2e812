"""Who was released, as promised, and who is still held?"""

from dataclasses import replace
from typing import Any

import streamlit as st

from peace_ledger import wording
from peace_ledger.charts.parts import claimants, directions
from peace_ledger.charts.releases import differing, handed_over, held, mediation
from peace_ledger.engine import Rows
from peace_ledger.state import State
from peace_ledger.translation import N_, _, ngettext
from peace_ledger.ui import filter_bar, listings, takeaway
from peace_ledger.ui.cards import Card, Cards, card, draw_all
from peace_ledger.ui.choices import Choice, codes
from peace_ledger.ui.page import Page
from peace_ledger.ui.text import plain
from peace_ledger.ui.view import View

FILTERS = (
    codes("category", "categories", N_("Category"), "releases", "category"),
    Choice("direction", "directions", N_("From → to"), lambda dataset: dataset.direction),
    codes("basis", "bases", N_("Basis"), "releases", "basis"),
    Choice("mediator", "mediators", N_("Mediator"), lambda dataset: dataset.actor_name),
    codes("release_status", "release_statuses", N_("Status"), "releases", "status"),
)
_PEOPLE = ("people", "people_promised")
_REMAINS = ("remains", "remains_promised", "remains_total")


def page(view: View) -> None:
    """Draw the page."""
    filter_bar.show(view, FILTERS)
    st.title(_("Releases"))
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
        _("living people only"),
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
        _("living people, carried out"),
        _("everybody counted once: mediators who acted together have a line of their own"),
        query="releases/who_to_whom",
        counted_as=("people",),
    )


def still_held(view: View) -> Card:
    """How many are still held, by whose count."""
    return card(
        held.still_held(view.rows("releases/still_held"), _handovers(view), view.dataset),
        "detentions",
        _("figures of different claimants need not count the same people, and are not merged"),
        _("a dotted line joins those of one claimant, at most a year apart"),
        query="releases/still_held",
    )


def claimant_ranges(view: View) -> Card:
    """How far claimants' figures lie apart."""
    return card(
        differing.claimant_ranges(view.rows("releases/still_held"), _handovers(view), view.dataset),
        "detentions",
        ngettext(
            "figures within {count} day, with no handover by the holder between them",
            "figures within {count} days, with no handover by the holder between them",
            claimants.TOGETHER,
            count=wording.number(claimants.TOGETHER),
        ),
        _("they need not count the same people: some count only those beyond another figure"),
        query="releases/still_held",
    )


def remains(view: View) -> Card:
    """Whose remains were handed over."""
    return card(
        handed_over.remains(view.rows("releases/remains"), view.dataset),
        "releases",
        _("single handovers were not announced alike on both sides: the directions cannot be compared"),
        view.undrawn("releases", counted_as=_REMAINS),
        query="releases/remains",
        counted_as=_REMAINS,
    )


def release_list(view: View) -> Card:
    """Every release."""
    rows = view.rows("evidence/releases")
    listed = listings.releases(view.dataset, rows, name="release_list", title=_("All releases"), opens=True)
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
            _(
                "No release is left by these filters. That none was found does not mean that nobody came "
                "free."
            ),
        )
    living = "; ".join(
        part for part in (_handed_over(view, counts), _announced(counts), _partly(counts)) if part
    )
    # Translators: a sentence made of clauses, with its full stop.
    told = _("{sentence}.", sentence=wording.sentence(living))
    if not counts["remains"]:
        return told
    apart = ngettext(
        "Apart from them, remains of {count} person were handed over.",
        "Apart from them, remains of {count} people were handed over.",
        counts["remains"],
        count=wording.number(counts["remains"]),
    )
    return f"{told} {apart}"


def _handed_over(view: View, counts: dict[str, Any]) -> str:
    if not counts["people"]:
        return _("no people were handed over")
    rows = view.rows("releases/handed_over")
    people = {row["direction"]: row["people"] for row in rows}
    each = [
        f"{wording.number(people[direction])} {view.dataset.direction(direction)}"
        for direction in directions.occurring(rows, view.dataset)
    ]
    # Translators: {on_days} as "on 12 days"; {directions} as "120 Armenia → Azerbaijan".
    return ngettext(
        "{people} was handed over {on_days}: {directions}",
        "{people} were handed over {on_days}: {directions}",
        counts["people"],
        people=wording.counted(counts["people"], "person"),
        on_days=wording.counted(counts["days"], "on day"),
        directions=", ".join(each),
    )


def _announced(counts: dict[str, Any]) -> str:
    if not counts["announced"]:
        return ""
    # Translators: {of_people} as "of 12 people".
    return ngettext(
        "{releases} {of_people} announced and not seen carried out",
        "{releases} {of_people} announced and not seen carried out",
        counts["announced"],
        releases=wording.counted(counts["announced"], "release"),
        of_people=wording.counted(counts["announced_people"], "of person"),
    )


def _partly(counts: dict[str, Any]) -> str:
    if not counts["partly"]:
        return ""
    return ngettext(
        "{releases} carried out in part, how many came free not known",
        "{releases} carried out in part, how many came free not known",
        counts["partly"],
        releases=wording.counted(counts["partly"], "release"),
    )


def _not_ahead(counts: dict[str, Any]) -> str:
    """Why most handovers are not on the chart of promises."""
    if not counts["not_ahead"]:
        return ""
    return ngettext(
        "left out: {count} handover of people that became known only on the day itself",
        "left out: {count} handovers of people that became known only on the day itself",
        counts["not_ahead"],
        count=wording.number(counts["not_ahead"]),
    )


PAGE = Page("releases", page, headline, cards)
