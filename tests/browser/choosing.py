"""What readers may choose, at random, of what the data have: whole states for links to any page."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from hypothesis import strategies as some

from pages.menu import MENU
from peace_ledger import ledger, state
from peace_ledger.charts.chart import Chart
from peace_ledger.ledger import Ledger
from peace_ledger.sql.examples import EXAMPLES
from peace_ledger.state import PARAMETERS, Parameter, State
from peace_ledger.ui.page import Page
from peace_ledger.ui.view import View

PAGES: Mapping[str, Page] = {page.path: page for page in MENU}
COUNTED: Mapping[str, str] = {
    "": "timeline",
    "reactions": "reactions",
    "releases": "releases",
    "commitments": "commitments",
    "events": "events",
    "actors": "reactions",
    "sources": "sources",
    "processes": "rows",
    "query": "rows",
    "method": "rows",
}
"""By the path of a page: the scope of which choices should leave rows to be seen."""
CHOICES = state.FIELDS - {"language"}
"""What a link can hold; there is no second language yet."""
FRAME = {"process", "version", "beside", "bodies_apart", "sql", "plot", "mark", "chart", "embed"}
"""Choices that are no filters."""


@dataclass(frozen=True)
class Choosing:
    """A page of a ledger, seen by somebody who chooses."""

    page: Page
    ledger: Ledger

    def seen(self, chosen: State) -> View:
        """What the page shows under these choices."""
        today = datetime.now(UTC).date()
        return self.page.seen(View(self.ledger, chosen, today, path=self.page.path))

    def leaves_rows(self, chosen: State) -> bool:
        """Whether there is something to see."""
        return bool(self.seen(chosen).rows(f"scope/{COUNTED[self.page.path]}")[0]["row_count"])

    def values(self, parameter: Parameter) -> Sequence[Any]:
        """The values that a parameter may take: codes and ids, or the days of events."""
        if parameter.field in ("since", "until", "known"):
            return sorted({event.start_on for event in self.ledger.dataset.events.values()}, reverse=True)
        name = "actor" if parameter.field == "second_actor" else parameter.name
        return self.ledger.vocabulary.values[name]

    def with_one(self, chosen: State, parameter: Parameter, values: Sequence[Any]) -> State:
        """The choices with the first of the values that leaves rows, or with the first of all."""
        tried = [replace(chosen, **{parameter.field: (one,) if parameter.many else one}) for one in values]
        ordered = [one for one in tried if not (one.since and one.until and one.since > one.until)]
        return next(filter(self.leaves_rows, ordered), ordered[0])

    def with_more(self, chosen: State, parameter: Parameter, values: Sequence[str]) -> State:
        """The choices with more values of a parameter than they have."""
        every = [*getattr(chosen, parameter.field), *values]
        return replace(
            chosen, **{parameter.field: state.in_order(every, parameter.name, self.ledger.vocabulary)}
        )

    def cards(self, chosen: State) -> list[str]:
        """The names of the charts and lists."""
        return list(self.page.cards(self.seen(chosen)))

    def marks(self, chosen: State) -> list[str]:
        """The marks that can be clicked, in the order of the page."""
        view = self.seen(chosen)
        contents = [make(view).content for make in self.page.cards(view).values()]
        offered = [
            mark
            for content in contents
            for mark in (content.marks if isinstance(content, Chart) else [row.mark for row in content.rows])
        ]
        return list(dict.fromkeys(filter(None, offered)))


@some.composite
def choices(draw: some.DrawFn, path: str, needed: set[str], versions: Sequence[str]) -> State:
    """Any choices that a link to a page can hold, among them what is needed; of the ledger that this process
    has open, in the latest of its data versions or in one of `versions`.
    """
    held = needed | draw(some.sets(some.sampled_from(sorted(CHOICES - needed))))
    chosen = State(
        process=draw(some.sampled_from(ledger.current().vocabulary.processes[1:]))
        if "process" in held
        else None,
        version=draw(some.sampled_from(versions)) if "version" in held else None,
        bodies_apart="bodies_apart" in held,
        sql=draw(some.sampled_from(EXAMPLES[:3])).sql if "sql" in held else None,
        plot=draw(some.sampled_from(state.PLOTS[:-1])) if "plot" in held else None,
    )
    made = Choosing(PAGES[path], ledger.current([chosen.process or ""], [chosen.version or ""]))
    if "beside" in held:
        pairs = made.ledger.vocabulary.values["beside"]
        kept = [pair for pair in pairs if set(state.in_versions([pair]).values()) <= set(versions)]
        chosen = replace(chosen, beside=(draw(some.sampled_from(kept)),))
    for parameter in PARAMETERS:
        if parameter.field in held - FRAME:
            values = made.values(parameter)
            chosen = made.with_one(chosen, parameter, draw(some.permutations(values)))
            if parameter.many:
                more = draw(some.lists(some.sampled_from(values), max_size=2))
                chosen = made.with_more(chosen, parameter, more)
    if "mark" in held and (marks := made.marks(chosen)):
        chosen = replace(chosen, mark=draw(some.sampled_from(marks)))
    if "chart" in held and (cards := made.cards(chosen)):
        chosen = replace(chosen, chart=draw(some.sampled_from(cards)))
    return replace(chosen, embed="embed" in held)
