"""The rules of counting in plain words, each with what it means in the rows at hand."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from peace_ledger import bidi, wording
from peace_ledger.dataset import Dataset

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
    rows, people = counts["announced"], counts["announced_people"]
    announced = f"{_rows(rows, 'release row')} with {_people(people)}" if rows else "No release of people"
    yield Rule(
        "Announced is not carried out",
        "A promise to release people counts as a promise until a source reports the handover. The two are "
        "never added together. Of a release carried out in part it is not known how many were handed over, "
        "so its number counts as promised.",
        f"{announced} {'are' if rows > 1 else 'is'} announced and not seen carried out",
        "releases",
        {"release_statuses": ("announced",)},
    )
    yield Rule(
        "Remains are not people alive",
        "Bodies that are handed over have their own chart and their own sum. No number of people contains "
        "them.",
        f"{wording.number(counts['remains'])} remains in "
        f"{wording.counted(counts['remains_handovers'], 'handover')} stand apart from "
        f"{_people(counts['people'])} handed over",
        "releases",
    )
    yield Rule(
        "A total of a period is never added",
        "Some sources give only a total over months or years. The handovers in it may be in the ledger "
        "already, so it is listed and left out of every sum.",
        f"{_rows(counts['period_totals'], 'period total')} {_are(counts['period_totals'])} listed and not "
        "added",
        "releases",
    )
    yield Rule(
        "Keeping to an announcement is measured where there was one",
        "How long a release took after it was announced is asked only of those that were announced on an "
        "earlier day. A release that became known on the day itself says nothing about promises.",
        f"{wording.number(counts['not_ahead'])} of {wording.counted(counts['handovers'], 'handover')} of "
        "people were not announced ahead",
        "releases",
    )
    yield Rule(
        "Figures on people still held stay with whoever gave them",
        "The figures of different claimants stand side by side. They are never merged, averaged or joined "
        "by one line.",
        f"{wording.sentence(wording.counted(counts['reports'], 'report'))} by "
        f"{wording.counted(counts['claimants'], 'claimant')}",
        "releases",
    )


def of_commitments(counts: Counts) -> Iterator[Rule]:
    """How promises are followed."""
    yield Rule(
        "A promise stands as its latest evidence says",
        "The status on a day is that of the last update known by then; of one day, the later in the file. A "
        "promise without any evidence counts as pledged.",
        f"{_rows(counts['without_evidence'], 'promise')} of {wording.number(counts['commitments'])} "
        f"{_have(counts['without_evidence'])} no evidence yet",
        "commitments",
    )
    yield Rule(
        "One side's claim flags a promise and does not move it",
        "An update that says disputed is a claim by the side that it names. The promise keeps its status and "
        "is drawn hatched as contested, until other evidence of a later day settles it.",
        f"{_rows(counts['disputed_updates'], 'claim')}; {_rows(counts['contested'], 'promise').lower()} "
        f"{_are(counts['contested'])} contested now",
        "commitments",
    )
    yield Rule(
        "What is only initialled cannot be broken yet",
        "Promises in a text that is not in force are shown, and stand apart from those that are.",
        f"{_rows(counts['initialled'], 'promise')} of {wording.number(counts['commitments'])} "
        f"{_are(counts['initialled'])} in a text not yet in force",
        "commitments",
        {"standings": ("initialled",)},
    )
    yield Rule(
        "“Kept” is asked of promises that can be tested",
        "The share kept has in its denominator only promises of which an outsider could say kept or broken, "
        "and which are in force.",
        f"{wording.share(counts['kept'], counts['checkable'])} of the testable promises in force are kept",
        "commitments",
        {"testable": "true", "standings": ("given",)},
    )
    yield Rule(
        "Overdue means that the deadline has passed and the promise is open",
        "Open is pledged, in progress or partly kept. A promise that was due on the day it was made holds "
        "from then on, and is never overdue.",
        f"{_rows(counts['overdue'], 'promise')} {_are(counts['overdue'])} overdue",
        "commitments",
    )


def of_reactions(counts: Counts) -> Iterator[Rule]:
    """How stances are shown."""
    yield Rule(
        "Stances are counted, never averaged",
        "The stances are an ordered list and not a scale of equal steps. Charts show how many rows have "
        "which; there is no mean and no score.",
        f"{wording.sentence(wording.counted(counts['reactions'], 'reaction'))} of "
        f"{wording.counted(counts['reacting'], 'actor')}",
        "reactions",
    )
    yield Rule(
        "One cell of actor and event shows the latest dated stance",
        "Where an actor took several stances towards one event, the cell is split and says how many. Undated "
        "stances speak only where nothing else does.",
        f"{wording.number(counts['split_cells'])} of {wording.counted(counts['cells'], 'cell')} hold "
        "several stances",
        "reactions",
    )
    yield Rule(
        "There are two kinds of blank",
        "A dash means that somebody looked for this actor by name and found nothing. An empty cell means "
        "that nobody looked. Neither is silence, and neither is a neutral stance.",
        f"{_rows(counts['blanks'], 'search')} by name without a find, for "
        f"{wording.counted(counts['searched_events'], 'event')}; nothing is known of the others",
        "reactions",
    )


def of_all(counts: Counts, dataset: Dataset) -> Iterator[Rule]:
    """What holds on every page."""
    yield Rule(
        "Two clocks",
        "A row has the day on which it happened and the day on which it became known: that of its source, or "
        "where that has none, its own. As known on a day, later sources are gone and statuses are those of "
        "that day. A row with neither day is hidden then, and counted.",
        f"{_rows(counts['timeless'], 'row')} of {wording.number(counts['row_count'])} "
        f"{_have(counts['timeless'])} neither day",
        "",
    )
    yield Rule(
        "Rows without a day",
        "They count while no period is set. Once one is, they are left out, and the line under each title "
        "says how many.",
        f"{_rows(counts['undated'], 'row')} of {wording.number(counts['row_count'])} "
        f"{_have(counts['undated'])} no day",
        "",
    )
    yield Rule(
        "An actor stands for all that belongs to it",
        "To choose a state is to choose its ministries, its parliament and its other bodies too; to choose "
        "an organisation is to choose what is part of it.",
        f"{wording.number(counts['parts'])} of {wording.counted(counts['actors'], 'actor')} belong to "
        "another one",
        "actors",
    )
    yield Rule(
        "Low confidence is drawn hollow",
        "What each grade means stands in the code book below. Not every table is graded: a choice of "
        "confidence leaves the rows of those that are not.",
        f"{wording.share(counts['low'], counts['graded'])} of the rows that are graded have low confidence",
        "sources",
    )
    yield Rule(
        "Where sources disagree, all claims are shown",
        "Competing answers to one question stand side by side with their sources. The tables follow one of "
        "them, or none where that cannot be decided.",
        f"{_rows(counts['questions'], 'question')} in dispute; in {wording.number(counts['unsettled'])} of "
        "them the tables follow none",
        "sources",
    )
    sides = wording.listed([bidi.isolated(party.label) for party in dataset.package.parties])
    yield Rule(
        "The sides are treated alike",
        "They stand in one fixed order, in colours of equal weight that are of no flag, and in the same "
        "words. Everybody else is a third party, which does not mean neutral.",
        f"Order of the sides: {sides}" if sides else "This package names no sides",
        "",
    )
    yield Rule(
        "No percentage without its fraction",
        "A share is followed by the two numbers that it is made of. Below five cases only these two are "
        "given.",
        f"For instance {wording.share(3, 4)}, and {wording.share(12, 20)}",
        "",
    )


def _rows(count: int, one: str) -> str:
    return wording.sentence(wording.counted(count, one))


def _people(count: int) -> str:
    return wording.counted(count, "person")


def _are(count: int) -> str:
    return "is" if count == 1 else "are"


def _have(count: int) -> str:
    return "has" if count == 1 else "have"
