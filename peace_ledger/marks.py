"""What a reader can click: the marks of every chart and list, and where their rows are found.

A mark is named by its chart and by values, joined with `~`:
`stance_by_event~joint-statement-2023-12-07~welcomes`. The name stands in the URL, and its values become the
`$mark_…` parameters of an evidence query.
"""

from collections.abc import Mapping
from dataclasses import dataclass

SEPARATOR = "~"


@dataclass(frozen=True)
class MarkFields:
    """What a chart is called where it is cited, where the rows behind its marks are found
    (`queries/evidence/<evidence>.sql`), and what the values of a mark mean.
    """

    title: str
    evidence: str
    fields: tuple[str, ...]


MARKS: Mapping[str, MarkFields] = {
    # overview
    "timeline_events": MarkFields("Events over time", "events", ("id",)),
    "timeline_releases": MarkFields("Releases over time", "releases", ("id",)),
    "timeline_updates": MarkFields(
        "What became of promises, over time", "updates", ("first", "last", "status")
    ),
    "timeline_reactions": MarkFields("Reactions over time", "reactions", ("first", "last", "stance")),
    "due": MarkFields("Overdue and next due", "histories", ("commitment",)),
    # reactions
    "stance_by_event": MarkFields("Stances by event", "reactions", ("event", "stance")),
    "actor_by_event": MarkFields("Actors by event", "reactions", ("actor", "event")),
    "reaction_speed": MarkFields("Speed of reactions", "reactions", ("side", "kind", "delay")),
    "stance_map": MarkFields("Stances on the map", "reactions", ("event", "state")),
    "reaction_list": MarkFields("All reactions", "reactions", ("id",)),
    # releases
    "people_over_time": MarkFields("People handed over", "releases", ("id",)),
    "announced_to_carried_out": MarkFields("Announced and carried out", "releases", ("id",)),
    "who_to_whom": MarkFields(
        "Who to whom, and by whom mediated", "releases", ("direction", "basis", "mediated_by", "counted_as")
    ),
    "still_held": MarkFields("People still held", "detentions", ("id",)),
    "remains": MarkFields("Remains handed over", "releases", ("id",)),
    "release_list": MarkFields("All releases", "releases", ("id",)),
    # commitments
    "status_by_theme": MarkFields(
        "Status by theme", "commitments", ("theme", "standing", "status", "contested")
    ),
    "status_by_maker": MarkFields(
        "Status by maker", "commitments", ("maker", "standing", "status", "contested")
    ),
    "lifelines": MarkFields("Lifelines of commitments", "histories", ("commitment",)),
    "deadlines": MarkFields("Deadlines", "commitments", ("id",)),
    "time_to_keep": MarkFields("Time until kept", "commitments", ("kept_after",)),
    "commitment_list": MarkFields("All commitments", "histories", ("commitment",)),
    # events
    "event_stances": MarkFields("Stances by side", "reactions", ("event", "side", "stance")),
    "event_reactions": MarkFields("Who said what", "reactions", ("id",)),
    "event_releases": MarkFields("Releases of the event", "releases", ("id",)),
    "event_commitments": MarkFields("Commitments of the event", "histories", ("commitment",)),
    "event_list": MarkFields("All events", "events", ("id",)),
}


@dataclass(frozen=True)
class Mark:
    """A mark that was read: its chart, its query, and the parameters for it; a value left empty restricts
    nothing.
    """

    name: str
    chart: str
    evidence: str
    parameters: Mapping[str, str | None]


def mark_of(chart: str, *values: object) -> str:
    """Name a mark by the values of its chart's fields, in their order; None stands for "any". Raises KeyError
    for no chart of ours.
    """
    if len(values) != len(MARKS[chart].fields):
        raise ValueError(f"a mark of {chart} has the fields {MARKS[chart].fields}, not {len(values)} values")
    return SEPARATOR.join([chart, *("" if value is None else str(value) for value in values)])


def read(name: str) -> Mark | None:
    """The mark of that name, or None where no chart has such marks."""
    chart, *values = name.split(SEPARATOR)
    fields = MARKS.get(chart)
    if fields is None or len(values) != len(fields.fields):
        return None
    given = zip(fields.fields, values, strict=True)
    return Mark(name, chart, fields.evidence, {f"mark_{field}": value or None for field, value in given})
