"""What was promised, and was it kept?"""

from collections.abc import Mapping, Sequence

import streamlit as st

from peace_ledger import wording
from peace_ledger.charts.commitments import deadlines, lifelines, statuses, time_to_keep
from peace_ledger.charts.parts import promises
from peace_ledger.translation import N_, _, ngettext
from peace_ledger.ui import filter_bar, listings, takeaway
from peace_ledger.ui.cards import Card, Cards, card, draw_all
from peace_ledger.ui.choices import Choice, codes
from peace_ledger.ui.page import Page
from peace_ledger.ui.text import plain
from peace_ledger.ui.view import View

FILTERS = (
    codes("theme", "themes", N_("Theme"), "commitments", "theme"),
    Choice("maker", "makers", N_("Made by"), lambda dataset: dataset.actor_name),
    codes("commitment_status", "commitment_statuses", N_("Status"), "commitment_updates", "status"),
    codes("standing", "standings", N_("Standing"), "commitments", "standing"),
)


def page(view: View) -> None:
    """Draw the page."""
    filter_bar.show(view, FILTERS, testable=True)
    st.title(_("Commitments"))
    st.markdown(plain(headline(view)))
    draw_all(view, cards(view))
    takeaway.foot(view)


def cards(_: View) -> Cards:
    """What stands on the page."""
    return {
        "status_by_theme": status_by_theme,
        "status_by_maker": status_by_maker,
        "lifelines": lifelines_of_promises,
        "deadlines": open_deadlines,
        "time_to_keep": time_until_kept,
        "commitment_list": commitment_list,
    }


def status_by_theme(view: View) -> Card:
    """How the promises on each theme stand."""
    return card(
        statuses.status_by_theme(view.rows("commitments/status_by_theme"), view.dataset),
        "commitments",
        _on_the_day(view),
        _hollow(view),
        query="commitments/status_by_theme",
    )


def status_by_maker(view: View) -> Card:
    """How each maker's promises stand."""
    return card(
        statuses.status_by_maker(view.rows("commitments/status_by_maker"), view.dataset),
        "commitments",
        _on_the_day(view),
        _hollow(view),
        _("a promise of several parties counts once, as joint"),
        query="commitments/status_by_maker",
    )


def lifelines_of_promises(view: View) -> Card:
    """What became of each promise over time."""
    lives = view.rows("commitments/lifelines")
    return card(
        lifelines.lifelines(lives, view.dataset, view.as_of),
        "commitments",
        lifelines.drawn_note(lives),
        # Translators: how the strokes of promises are drawn.
        _("broad while open, thin once kept, lapsed or broken"),
        _hollow(view),
        query="commitments/lifelines",
    )


def open_deadlines(view: View) -> Card:
    """Which deadlines have passed and which are to come."""
    due = view.rows("commitments/deadlines")
    return card(
        deadlines.deadlines(due, view.dataset, view.as_of),
        "commitments",
        # Translators: of the commitments, whose number stands before it.
        _("{count} of them open, with a deadline", count=wording.number(len(due))),
        promises.hollow_note(due),
        query="commitments/deadlines",
    )


def time_until_kept(view: View) -> Card:
    """How long promises waited to be kept."""
    times = view.rows("commitments/time_to_keep")
    return card(
        time_to_keep.time_to_keep(times, view.dataset),
        "commitments",
        # Translators: of the commitments, whose number stands before it.
        _("{count} of them testable and in force", count=wording.number(len(times))),
        time_to_keep.weak_note(times),
        _(time_to_keep.ASSUMES),
        query="commitments/time_to_keep",
    )


def commitment_list(view: View) -> Card:
    """Every promise."""
    rows = view.rows("evidence/commitments")
    listed = listings.commitments(
        view.dataset, rows, name="commitment_list", title=_("All commitments"), opens=True
    )
    return card(listed, "commitments", click=_("each row opens its whole history"))


def _on_the_day(view: View) -> str:
    return _("status on {day}", day=wording.day(view.as_of))


def _hollow(view: View) -> str:
    return promises.hollow_note(view.rows("commitments/lifelines"))


def headline(view: View) -> str:
    """What the filtered rows say, in a few sentences."""
    counts = view.rows("commitments/summary")[0]
    if not counts["commitments"]:
        return view.none_left(
            "commitments",
            _(
                "No commitment is left by these filters. That none was found does not mean that nothing was "
                "promised."
            ),
        )
    return f"{_of_checkable(view, counts)} {_of_all(counts)}".strip()


def _of_checkable(view: View, counts: Mapping[str, int]) -> str:
    if not counts["checkable"]:
        return ""
    stand = [
        wording.tallied(counts[code], view.dataset.label("commitment_updates", "status", code))
        for code in promises.STACKED
        if counts[code]
    ]
    # Translators: {statuses} as "3 kept, 2 in progress and 1 broken".
    return ngettext(
        "Of {count} testable commitment in force: {statuses}.",
        "Of {count} testable commitments in force: {statuses}.",
        counts["checkable"],
        count=wording.number(counts["checkable"]),
        statuses=wording.listed(stand, limit=len(stand)),
    )


def _of_all(counts: Mapping[str, int]) -> str:
    total, weak = counts["commitments"], _weak(counts)
    if not weak:
        return ngettext(
            "Of all {count} commitment: none overdue, contested or not yet in force.",
            "Of all {count} commitments: none overdue, contested or not yet in force.",
            total,
            count=wording.number(total),
        )
    # Translators: {parts} as "3 overdue and 2 contested".
    return ngettext(
        "Of all {count} commitment: {parts}.",
        "Of all {count} commitments: {parts}.",
        total,
        count=wording.number(total),
        parts=wording.listed(weak, limit=len(weak)),
    )


def _weak(counts: Mapping[str, int]) -> Sequence[str]:
    """What is not as it should be, where there is any of it."""
    overdue, contested, initialled = counts["overdue"], counts["contested"], counts["initialled"]
    told = (
        # Translators: of the commitments, as in "Of all 45 commitments: 3 overdue and 2 contested."
        (overdue, ngettext("{count} overdue", "{count} overdue", overdue, count=wording.number(overdue))),
        (
            contested,
            ngettext("{count} contested", "{count} contested", contested, count=wording.number(contested)),
        ),
        (
            initialled,
            ngettext(
                "{count} in texts not yet in force, which cannot be broken yet",
                "{count} in texts not yet in force, which cannot be broken yet",
                initialled,
                count=wording.number(initialled),
            ),
        ),
    )
    return [words for count, words in told if count]


PAGE = Page("commitments", page, headline, cards)
