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
    """Where the rows behind a chart's marks are found (`queries/evidence/<evidence>.sql`), and what its
    values mean.
    """

    evidence: str
    fields: tuple[str, ...]


MARKS: Mapping[str, MarkFields] = {
    # overview
    "timeline_events": MarkFields("events", ("id",)),
    "timeline_releases": MarkFields("releases", ("id",)),
    "timeline_updates": MarkFields("updates", ("first", "last", "status")),
    "timeline_reactions": MarkFields("reactions", ("first", "last", "stance")),
    "due": MarkFields("histories", ("commitment",)),
    # reactions
    "stance_by_event": MarkFields("reactions", ("event", "stance")),
    "actor_by_event": MarkFields("reactions", ("actor", "event")),
    "reaction_speed": MarkFields("reactions", ("side", "kind", "delay")),
    "stance_map": MarkFields("reactions", ("event", "state")),
    "reaction_list": MarkFields("reactions", ("id",)),
    # releases
    "people_over_time": MarkFields("releases", ("id",)),
    "announced_to_carried_out": MarkFields("releases", ("id",)),
    "who_to_whom": MarkFields("releases", ("direction", "basis", "mediated_by", "counted_as")),
    "still_held": MarkFields("detentions", ("id",)),
    "remains": MarkFields("releases", ("id",)),
    "release_list": MarkFields("releases", ("id",)),
    # commitments
    "status_by_theme": MarkFields("commitments", ("theme", "standing", "status", "contested")),
    "status_by_maker": MarkFields("commitments", ("maker", "standing", "status", "contested")),
    "lifelines": MarkFields("histories", ("commitment",)),
    "deadlines": MarkFields("commitments", ("id",)),
    "time_to_keep": MarkFields("commitments", ("kept_after",)),
    "commitment_list": MarkFields("histories", ("commitment",)),
    # events
    "event_stances": MarkFields("reactions", ("event", "side", "stance")),
    "event_reactions": MarkFields("reactions", ("id",)),
    "event_releases": MarkFields("releases", ("id",)),
    "event_commitments": MarkFields("histories", ("commitment",)),
    "event_list": MarkFields("events", ("id",)),
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
