"""What was promised, and was it kept?"""

from collections.abc import Mapping

import streamlit as st

from peace_ledger import wording
from peace_ledger.charts.commitments import deadlines, lifelines, statuses, time_to_keep
from peace_ledger.charts.parts import promises
from peace_ledger.ui import cards, filter_bar, listings, takeaway
from peace_ledger.ui.filter_bar import Choice, codes
from peace_ledger.ui.text import plain
from peace_ledger.ui.view import View

FILTERS = (
    codes("theme", "themes", "Theme", "commitments", "theme"),
    Choice("maker", "makers", "Made by", lambda dataset, actor: dataset.actor_name(actor)),
    codes("commitment_status", "commitment_statuses", "Status", "commitment_updates", "status"),
    codes("standing", "standings", "Standing", "commitments", "standing"),
)


def page(view: View) -> None:
    """Draw the page."""
    filter_bar.show(view, FILTERS, testable=True)
    st.title("Commitments")
    st.markdown(plain(headline(view)))
    stands = f"status on {wording.day(view.as_of)}"
    lives = view.rows("commitments/lifelines")
    hollow = promises.hollow_note(lives)
    cards.chart(
        view,
        statuses.status_by_theme(view.rows("commitments/status_by_theme"), view.dataset),
        "commitments",
        stands,
        hollow,
        query="commitments/status_by_theme",
    )
    cards.chart(
        view,
        statuses.status_by_maker(view.rows("commitments/status_by_maker"), view.dataset),
        "commitments",
        stands,
        hollow,
        "a promise of several parties counts once, as joint",
        query="commitments/status_by_maker",
    )
    cards.chart(
        view,
        lifelines.lifelines(lives, view.dataset, view.as_of),
        "commitments",
        lifelines.drawn_note(lives),
        "broad while open, thin once kept, lapsed or broken",
        hollow,
        query="commitments/lifelines",
    )
    due = view.rows("commitments/deadlines")
    cards.chart(
        view,
        deadlines.deadlines(due, view.dataset, view.as_of),
        "commitments",
        f"{wording.number(len(due))} of them open, with a deadline",
        promises.hollow_note(due),
        query="commitments/deadlines",
    )
    times = view.rows("commitments/time_to_keep")
    cards.chart(
        view,
        time_to_keep.time_to_keep(times, view.dataset),
        "commitments",
        f"{wording.number(len(times))} of them testable and in force",
        time_to_keep.weak_note(times),
        time_to_keep.ASSUMES,
        query="commitments/time_to_keep",
    )
    listed = listings.commitments(
        view.dataset,
        view.rows("evidence/commitments"),
        name="commitment_list",
        title="All commitments",
        opens=True,
    )
    cards.listing(view, listed, "commitments", "each row opens its whole history")
    takeaway.foot(view)


def headline(view: View) -> str:
    """What the filtered rows say, in a few sentences."""
    counts = view.rows("commitments/summary")[0]
    if not counts["commitments"]:
        return (
            "No commitment is left by these filters. That none was found does not mean that nothing was "
            "promised."
        )
    checkable = wording.counted(counts["checkable"], "testable commitment")
    labels = view.dataset.labels("commitment_updates", "status")
    stand = _counts({labels[code].lower(): counts[code] for code in promises.STACKED})
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
