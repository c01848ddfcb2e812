"""The rules of counting in plain words, each with what it means in the rows at hand."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from peace_ledger import bidi, wording
from peace_ledger.dataset import Dataset
from peace_ledger.translation import _, ngettext

Counts = Mapping[str, Any]
"""Figures by name: what `method/counts` gives, and the summaries of releases, commitments and reactions."""


@dataclass(frozen=True)
class Rule:
    """One rule: its words, what the rows at hand say of it, and the page where it bites.

    `changes` are the fields of a state by which that page shows the rows concerned.
    """

    title: str
    text: str
    figure: str
    path: str
    changes: Mapping[str, Any] = field(default_factory=dict)


def of_releases(counts: Counts) -> Iterator[Rule]:
    """How people and remains are counted."""
    yield Rule(
        _("Announced is not carried out"),
        _(
            "A promise to release people counts as a promise until a source reports the handover. The two "
            "are never added together. Of a release carried out in part it is not known how many were handed "
            "over, so its number counts as promised."
        ),
        _announced(counts["announced"], counts["announced_people"]),
        "releases",
        {"release_statuses": ("announced",)},
    )
    yield Rule(
        _("Remains are not people alive"),
        _(
            "Remains that are handed over have their own chart and their own sum. No number of people "
            "contains them."
        ),
        ngettext(
            "{count} remains in {handovers} stand apart from {people} handed over",
            "{count} remains in {handovers} stand apart from {people} handed over",
            counts["remains"],
            count=wording.number(counts["remains"]),
            handovers=wording.counted(counts["remains_handovers"], "handover"),
            people=wording.counted(counts["people"], "person"),
        ),
        "releases",
    )
    yield Rule(
        _("A total of a period is never added"),
        _(
            "Some sources give only a total over months or years. The handovers in it may be in the ledger "
            "already, so it is listed and left out of every sum."
        ),
        ngettext(
            "{totals} is listed and not added",
            "{totals} are listed and not added",
            counts["period_totals"],
            totals=_rows(counts["period_totals"], "period total"),
        ),
        "releases",
    )
    yield Rule(
        _("Keeping to an announcement is measured where there was one"),
        _(
            "How long a release took after it was announced is asked only of those that were announced on an "
            "earlier day. A release that became known on the day itself says nothing about promises."
        ),
        _(
            "{count} of {handovers} of people were not announced ahead",
            count=wording.number(counts["not_ahead"]),
            handovers=wording.counted(counts["handovers"], "handover"),
        ),
        "releases",
    )
    yield Rule(
        _("Figures on people still held stay with whoever gave them"),
        _(
            "The figures of different claimants stand side by side. They are never merged, averaged or "
            "joined by one line."
        ),
        _(
            "{reports} by {claimants}",
            reports=_rows(counts["reports"], "report"),
            claimants=wording.counted(counts["claimants"], "claimant"),
        ),
        "releases",
    )


def _announced(count: int, people: int) -> str:
    if not count:
        return _("No release of people is announced and not seen carried out")
    return ngettext(
        "{rows} with {people} is announced and not seen carried out",
        "{rows} with {people} are announced and not seen carried out",
        count,
        rows=_rows(count, "release row"),
        people=wording.counted(people, "person"),
    )


def of_commitments(counts: Counts) -> Iterator[Rule]:
    """How promises are followed."""
    yield Rule(
        _("A promise stands as its latest evidence says"),
        _(
            "The status on a day is that of the last update known by then; of one day, the later in the "
            "file. A promise without any evidence counts as pledged."
        ),
        ngettext(
            "{promises} of {all} has no evidence yet",
            "{promises} of {all} have no evidence yet",
            counts["without_evidence"],
            promises=_rows(counts["without_evidence"], "promise"),
            all=wording.number(counts["commitments"]),
        ),
        "commitments",
    )
    yield Rule(
        _("One side's claim flags a promise and does not move it"),
        _(
            "An update that says disputed is a claim by the side that it names. The promise keeps its status "
            "and is drawn hatched as contested, until other evidence of a later day settles it."
        ),
        f"{_rows(counts['disputed_updates'], 'claim')}; {_contested(counts['contested'])}",
        "commitments",
    )
    yield Rule(
        _("What is only initialled cannot be broken yet"),
        _("Promises in a text that is not in force are shown, and stand apart from those that are."),
        ngettext(
            "{promises} of {all} is in a text not yet in force",
            "{promises} of {all} are in a text not yet in force",
            counts["initialled"],
            promises=_rows(counts["initialled"], "promise"),
            all=wording.number(counts["commitments"]),
        ),
        "commitments",
        {"standings": ("initialled",)},
    )
    yield Rule(
        _("“Kept” is asked of promises that can be tested"),
        _(
            "The share kept has in its denominator only promises of which an outsider could say kept or "
            "broken, and which are in force."
        ),
        _(
            "{share} of the testable promises in force are kept",
            share=wording.share(counts["kept"], counts["checkable"]),
        ),
        "commitments",
        {"testable": "true", "standings": ("given",)},
    )
    yield Rule(
        _("Overdue means that the deadline has passed and the promise is open"),
        _(
            "Open is pledged, in progress or partly kept. A promise that was due on the day it was made "
            "holds from then on, and is never overdue."
        ),
        ngettext(
            "{promises} is overdue",
            "{promises} are overdue",
            counts["overdue"],
            promises=_rows(counts["overdue"], "promise"),
        ),
        "commitments",
    )


def _contested(count: int) -> str:
    return ngettext(
        "{promises} is contested now",
        "{promises} are contested now",
        count,
        promises=wording.counted(count, "promise"),
    )


def of_reactions(counts: Counts) -> Iterator[Rule]:
    """How stances are shown."""
    yield Rule(
        _("Stances are counted, never averaged"),
        _(
            "The stances are an ordered list and not a scale of equal steps. Charts show how many rows have "
            "which; there is no mean and no score."
        ),
        _(
            "{reactions} of {actors}",
            reactions=_rows(counts["reactions"], "reaction"),
            actors=wording.counted(counts["reacting"], "actor"),
        ),
        "reactions",
    )
    yield Rule(
        _("One cell of actor and event shows the latest dated stance"),
        _(
            "Where an actor took several stances towards one event, the cell is split and says how many. "
            "Undated stances speak only where nothing else does."
        ),
        _(
            "{count} of {cells} hold several stances",
            count=wording.number(counts["split_cells"]),
            cells=wording.counted(counts["cells"], "cell"),
        ),
        "reactions",
    )
    yield Rule(
        _("There are two kinds of blank"),
        _(
            "A dash means that somebody looked for this actor by name and found nothing. An empty cell means "
            "that nobody looked. Neither is silence, and neither is a neutral stance."
        ),
        _(
            "{searches} by name without a find, for {events}; nothing is known of the others",
            searches=_rows(counts["blanks"], "search"),
            events=wording.counted(counts["searched_events"], "event"),
        ),
        "reactions",
    )


def of_all(counts: Counts, dataset: Dataset) -> Iterator[Rule]:
    """What holds on every page."""
    yield Rule(
        _("Two clocks"),
        _(
            "A row has the day on which it happened and the day on which it became known: that of its "
            "source, or where that has none, its own. As known on a day, later sources are gone and statuses "
            "are those of that day. A row with neither day is hidden then, and counted."
        ),
        ngettext(
            "{rows} of {all} has neither day",
            "{rows} of {all} have neither day",
            counts["timeless"],
            rows=_rows(counts["timeless"], "row"),
            all=wording.number(counts["row_count"]),
        ),
        "",
    )
    yield Rule(
        _("Rows without a day"),
        _(
            "They count while no period is set. Once one is, they are left out, and the line under each "
            "title says how many."
        ),
        ngettext(
            "{rows} of {all} has no day",
            "{rows} of {all} have no day",
            counts["undated"],
            rows=_rows(counts["undated"], "row"),
            all=wording.number(counts["row_count"]),
        ),
        "",
    )
    yield Rule(
        _("An actor stands for all that belongs to it"),
        _(
            "To choose a state is to choose its ministries, its parliament and its other bodies too; to "
            "choose an organisation is to choose what is part of it."
        ),
        _(
            "{count} of {actors} belong to another one",
            count=wording.number(counts["parts"]),
            actors=wording.counted(counts["actors"], "actor"),
        ),
        "actors",
    )
    yield Rule(
        _("Low confidence is drawn hollow"),
        _(
            "What each grade means stands in the code book below. Not every table is graded: a choice of "
            "confidence leaves the rows of those that are not."
        ),
        _(
            "{share} of the rows that are graded have low confidence",
            share=wording.share(counts["low"], counts["graded"]),
        ),
        "sources",
    )
    yield Rule(
        _("Where sources disagree, all claims are shown"),
        _(
            "Competing answers to one question stand side by side with their sources. The tables follow one "
            "of them, or none where that cannot be decided."
        ),
        _(
            "{questions} in dispute; in {unsettled} of them the tables follow none",
            questions=_rows(counts["questions"], "question"),
            unsettled=wording.number(counts["unsettled"]),
        ),
        "sources",
    )
    sides = wording.listed([bidi.isolated(party.said("label")) for party in dataset.package.parties])
    yield Rule(
        _("The sides are treated alike"),
        _(
            "They stand in one fixed order, in colours of equal weight that are of no flag, and in the same "
            "words. Everybody else is a third party, which does not mean neutral."
        ),
        _("Order of the sides: {sides}", sides=sides) if sides else _("This package names no sides"),
        "",
    )
    yield Rule(
        _("No percentage without its fraction"),
        _(
            "A share is followed by the two numbers that it is made of. Below five cases only these two are "
            "given."
        ),
        # Translators: two shares, "3 of 4" and "60 % (12 of 20)".
        _("For instance {few}, and {many}", few=wording.share(3, 4), many=wording.share(12, 20)),
        "",
    )


def _rows(count: int, one: str) -> str:
    return wording.sentence(wording.counted(count, one))
