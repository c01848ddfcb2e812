"""What was promised, and was it kept?"""

from collections.abc import Mapping

import streamlit as st

from peace_ledger import wording
from peace_ledger.charts.commitments import deadlines, lifelines, statuses, time_to_keep
from peace_ledger.charts.parts import promises
from peace_ledger.ui import filter_bar, listings, takeaway
from peace_ledger.ui.cards import Card, Cards, card, draw_all
from peace_ledger.ui.choices import Choice, codes
from peace_ledger.ui.page import Page
from peace_ledger.ui.text import plain
from peace_ledger.ui.view import View

FILTERS = (
    codes("theme", "themes", "Theme", "commitments", "theme"),
    Choice("maker", "makers", "Made by", lambda dataset: dataset.actor_name),
    codes("commitment_status", "commitment_statuses", "Status", "commitment_updates", "status"),
    codes("standing", "standings", "Standing", "commitments", "standing"),
)


def page(view: View) -> None:
    """Draw the page."""
    filter_bar.show(view, FILTERS, testable=True)
    st.title("Commitments")
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
        "a promise of several parties counts once, as joint",
        query="commitments/status_by_maker",
    )


def lifelines_of_promises(view: View) -> Card:
    """What became of each promise over time."""
    lives = view.rows("commitments/lifelines")
    return card(
        lifelines.lifelines(lives, view.dataset, view.as_of),
        "commitments",
        lifelines.drawn_note(lives),
        "broad while open, thin once kept, lapsed or broken",
        _hollow(view),
        query="commitments/lifelines",
    )


def open_deadlines(view: View) -> Card:
    """Which deadlines have passed and which are to come."""
    due = view.rows("commitments/deadlines")
    return card(
        deadlines.deadlines(due, view.dataset, view.as_of),
        "commitments",
        f"{wording.number(len(due))} of them open, with a deadline",
        promises.hollow_note(due),
        query="commitments/deadlines",
    )


def time_until_kept(view: View) -> Card:
    """How long promises waited to be kept."""
    times = view.rows("commitments/time_to_keep")
    return card(
        time_to_keep.time_to_keep(times, view.dataset),
        "commitments",
        f"{wording.number(len(times))} of them testable and in force",
        time_to_keep.weak_note(times),
        time_to_keep.ASSUMES,
        query="commitments/time_to_keep",
    )


def commitment_list(view: View) -> Card:
    """Every promise."""
    rows = view.rows("evidence/commitments")
    listed = listings.commitments(
        view.dataset, rows, name="commitment_list", title="All commitments", opens=True
    )
    return card(listed, "commitments", click="each row opens its whole history")


def _on_the_day(view: View) -> str:
    return f"status on {wording.day(view.as_of)}"


def _hollow(view: View) -> str:
    return promises.hollow_note(view.rows("commitments/lifelines"))


def headline(view: View) -> str:
    """What the filtered rows say, in a few sentences."""
    counts = view.rows("commitments/summary")[0]
    if not counts["commitments"]:
        return view.none_left(
            "commitments",
            "No commitment is left by these filters. That none was found does not mean that nothing was "
            "promised.",
        )
    checkable = wording.counted(counts["checkable"], "testable commitment")
    labels = {code: view.dataset.label("commitment_updates", "status", code) for code in promises.STACKED}
    stand = _counts({label.lower(): counts[code] for code, label in labels.items()})
    weak = {
        "overdue": counts["overdue"],
        "contested": counts["contested"],
        "in texts not yet in force, which cannot be broken yet": counts["initialled"],
    }
    of_checkable = f"Of {checkable} in force: {stand}." if counts["checkable"] else ""
    total = wording.counted(counts["commitments"], "commitment")
    of_all = f"Of all {total}: {_counts(weak) or 'none overdue, contested or not yet in force'}."
    return f"{of_checkable} {of_all}".strip()


def _counts(counts: Mapping[str, int]) -> str:
    """The counts that are not zero, each with its word."""
    found = [f"{wording.number(count)} {word}" for word, count in counts.items() if count]
    return wording.listed(found, limit=len(found))


PAGE = Page("commitments", page, headline, cards)
