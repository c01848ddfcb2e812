"""What a reader can click: the marks of every chart and list, and where their rows are found.

A mark is named by its chart and by values, joined with `~`:
`stance_by_event~joint-statement-2023-12-07~welcomes`. The name stands in the URL, and its values become the
`$mark_…` parameters of an evidence query.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from peace_ledger import wording
from peace_ledger.dataset import Dataset
from peace_ledger.translation import N_, _

SEPARATOR = "~"

RowKey = tuple[str, str]
"""A row of the package: its table and its id."""


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
    "timeline_events": MarkFields(N_("Events over time"), "events", ("id",)),
    "timeline_releases": MarkFields(N_("Releases over time"), "releases", ("id",)),
    "timeline_updates": MarkFields(
        N_("What became of promises, over time"), "updates", ("first", "last", "status")
    ),
    "timeline_reactions": MarkFields(N_("Reactions over time"), "reactions", ("first", "last", "stance")),
    "due": MarkFields(N_("Overdue and next due"), "histories", ("commitment",)),
    # reactions
    "stance_by_event": MarkFields(N_("Stances by event"), "reactions", ("event", "stance")),
    "actor_by_event": MarkFields(N_("Actors by event"), "reactions", ("actor", "event")),
    "reaction_speed": MarkFields(N_("Speed of reactions"), "reactions", ("side", "kind", "delay")),
    "stance_map": MarkFields(N_("Stances on the map"), "reactions", ("event", "state")),
    "reaction_list": MarkFields(N_("All reactions"), "reactions", ("id",)),
    # releases
    "people_over_time": MarkFields(N_("People handed over"), "releases", ("id",)),
    "announced_to_carried_out": MarkFields(N_("Announced and carried out"), "releases", ("id",)),
    "who_to_whom": MarkFields(
        N_("Who to whom, and by whom mediated"),
        "releases",
        ("direction", "basis", "mediated_by", "counted_as"),
    ),
    "still_held": MarkFields(N_("People still held"), "detentions", ("id",)),
    "claimant_ranges": MarkFields(N_("Where claimants differ"), "detentions", ("direction", "first", "last")),
    "remains": MarkFields(N_("Remains handed over"), "releases", ("id",)),
    "release_list": MarkFields(N_("All releases"), "releases", ("id",)),
    # commitments
    "status_by_theme": MarkFields(
        N_("Status by theme"), "commitments", ("theme", "standing", "status", "contested")
    ),
    "status_by_maker": MarkFields(
        N_("Status by maker"), "commitments", ("maker", "standing", "status", "contested")
    ),
    "lifelines": MarkFields(N_("Lifelines of commitments"), "histories", ("commitment",)),
    "deadlines": MarkFields(N_("Deadlines"), "commitments", ("id",)),
    "time_to_keep": MarkFields(N_("Time until kept"), "commitments", ("kept_after",)),
    "commitment_list": MarkFields(N_("All commitments"), "histories", ("commitment",)),
    # events
    "event_stances": MarkFields(N_("Stances by side"), "reactions", ("event", "side", "stance")),
    "event_reactions": MarkFields(N_("Who said what"), "reactions", ("id",)),
    "event_releases": MarkFields(N_("Releases of the event"), "releases", ("id",)),
    "event_commitments": MarkFields(N_("Commitments of the event"), "histories", ("commitment",)),
    "event_list": MarkFields(N_("All events"), "events", ("id",)),
    # actors
    "actor_list": MarkFields(N_("All actors"), "actors", ("actor",)),
    "actor_stances": MarkFields(N_("Stances of an actor"), "reactions", ("whole", "event", "stance")),
    "body_stances": MarkFields(N_("Stances of an actor's bodies"), "reactions", ("actor", "event", "stance")),
    "nearness": MarkFields(N_("Closest and furthest stances"), "actors", ("actor",)),
    "nearness_second": MarkFields(N_("Closest and furthest from the second actor"), "actors", ("actor",)),
    "actor_reactions": MarkFields(N_("What an actor said"), "reactions", ("id",)),
    "actor_promises": MarkFields(
        N_("Commitments by and to an actor"), "commitments", ("part", "standing", "status", "contested")
    ),
    "body_promises": MarkFields(
        N_("Commitments by and to an actor's bodies"),
        "commitments",
        ("own_part", "standing", "status", "contested"),
    ),
    "actor_commitments": MarkFields(N_("Each commitment by or to an actor"), "histories", ("commitment",)),
    "actor_releases": MarkFields(N_("Releases of an actor"), "releases", ("id",)),
    # processes
    "processes_spans": MarkFields(N_("Processes, from when until when"), "events", ("process",)),
    "processes_releases": MarkFields(
        N_("Releases announced ahead, by process"), "releases", ("process", "ahead", "status")
    ),
    "processes_promises": MarkFields(N_("Promises kept, by process"), "commitments", ("process", "status")),
    "processes_speed": MarkFields(N_("Speed of reactions, by process"), "reactions", ("process", "delay")),
    # sources
    "dispute_list": MarkFields(N_("Where sources disagree"), "disputes", ("question",)),
    "rows_by_side": MarkFields(N_("Rows by their publisher's side"), "rows", ("table", "perspective")),
    "rows_by_confidence": MarkFields(N_("Rows by confidence"), "rows", ("table", "confidence")),
    "sources_by_month": MarkFields(N_("Sources over time"), "sources", ("first", "last", "perspective")),
    "source_gaps": MarkFields(N_("What is not known of the sources"), "sources", ("missing", "perspective")),
    "publishers": MarkFields(N_("Publishers with most rows"), "rows", ("first_source",)),
    "source_list": MarkFields(N_("All sources"), "rows", ("source",)),
    # method
    "rows_by_quarter": MarkFields(N_("Rows of each table over time"), "rows", ("table", "first", "last")),
    "missing_days": MarkFields(N_("Rows and sources without a date"), "rows", ("table", "undated")),
    "coder_agreement": MarkFields(
        N_("Agreement of coders"), "codings", ("first_coder", "first_stance", "second_coder", "second_stance")
    ),
    "disagreement_list": MarkFields(N_("Where coders differ"), "reactions", ("id",)),
}

TITLES: Mapping[str, str] = {
    **{name: fields.title for name, fields in MARKS.items()},
    # drawn in several lanes, or without marks
    "timeline": N_("Events, releases, promises and reactions over time"),
    "event_calendar": N_("Events over time, by kind"),
    "last_changes": N_("What became known last"),
    "processes_bases": N_("What each process stands on"),
    "behind_charts": N_("Sources and publishers behind each chart"),
    "code_tables": N_("Tables of the data package"),
    "code_columns": N_("Columns and codes of the data package"),
}
"""What each chart and list is called where it is cited, in English."""


def title(name: str) -> str:
    """What a chart or list is called, said to a reader. Raises KeyError for no chart of ours."""
    return _(TITLES[name])


@dataclass(frozen=True)
class Place:
    """Where the rows of a table are read: the path of a page, and the chart or list whose mark opens one."""

    path: str
    chart: str

    def mark(self, row_id: str) -> str:
        """The mark that opens a row there."""
        return mark_of(self.chart, row_id)


PLACES: Mapping[str, Place] = {
    "reactions": Place("reactions", "reaction_list"),
    "releases": Place("releases", "release_list"),
    "detentions": Place("releases", "still_held"),
    "commitments": Place("commitments", "commitment_list"),
    # An update is read in the history of its promise: a link to one bears the promise's id.
    "commitment_updates": Place("commitments", "commitment_list"),
    "disputes": Place("sources", "dispute_list"),
}
"""The place of each table whose rows are opened by a mark; an event has a page of its own."""


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


def row_of(mark: Mark) -> RowKey | None:
    """The one row of the package that a mark stands for; None where it stands for several rows."""
    table = {"updates": "commitment_updates", "histories": "commitments"}.get(mark.evidence, mark.evidence)
    if list(mark.parameters) not in (["mark_id"], ["mark_commitment"]):
        return None
    (row_id,) = mark.parameters.values()
    return (table, row_id) if row_id else None


def words(mark: Mark, dataset: Dataset) -> str:
    """What a mark stands for: "Joint statement · Welcomes". Ids of single rows say nothing to a reader and
    stay out: such a mark has no words.
    """
    named = {
        "mark_event": dataset.events,
        "mark_actor": dataset.actors,
        "mark_state": dataset.actors,
        "mark_maker": dataset.actors,
        "mark_whole": dataset.actors,
    }
    coded = {
        "mark_stance": ("reactions", "stance"),
        "mark_first_stance": ("reactions", "stance"),
        "mark_second_stance": ("reactions", "stance"),
        "mark_side": ("actors", "side"),
        "mark_kind": ("actors", "kind"),
        "mark_basis": ("releases", "basis"),
        "mark_theme": ("commitments", "theme"),
        "mark_standing": ("commitments", "standing"),
        "mark_status": ("releases" if mark.evidence == "releases" else "commitment_updates", "status"),
        "mark_perspective": ("sources", "perspective"),
        "mark_confidence": ("reactions", "confidence"),
    }
    found = []
    for name, value in mark.parameters.items():
        if value is None:
            continue
        if value in named.get(name, ()):
            found.append(dataset.event_title(value) if name == "mark_event" else dataset.actor_name(value))
        elif name in _OF_ACTORS and all(actor in dataset.actors for actor in value.split(".")):
            actors = [dataset.actor_name(actor) for actor in value.split(".")]
            found.append(
                " → ".join(actors) if name == "mark_direction" else wording.listed(actors, len(actors))
            )
        elif name in ("mark_part", "mark_own_part"):
            found.append(part_in_words(value, dataset))
        elif name == "mark_process":
            found += [dataset.title] if value == dataset.package.name else []
        elif name in coded:
            found.append(dataset.label(*coded[name], value))
        elif name in ("mark_first_coder", "mark_second_coder"):
            found.append(_("coder {coder}", coder=value))
        elif name == "mark_undated":
            found.append(_(UNDATED[value]) if value in UNDATED else value)
        elif name == "mark_table" and dataset.package.has_table(value):
            found.append(dataset.table_label(value))
    days = [day for name in ("mark_first", "mark_last") if (day := mark.parameters.get(name))]
    if len(set(days)) > 1:
        found.append(_("{first} to {last}", first=days[0], last=days[1]))
    elif days:
        found.append(days[0])
    return " · ".join(found)


_OF_ACTORS = ("mark_direction", "mark_mediated_by")

UNDATED = {"source": N_("Source without a date"), "row": N_("Row without a day")}
"""What can lack a date, by the word for it in marks, in English."""

# Translators: promises; the actor is a name in the nominative.
_PARTS = {"made_by": N_("made by {actor}"), "made_to": N_("made to {actor}")}


def part_of(role: str, actor: str) -> str:
    """Whose part in promises a mark stands for: `made_by.actor` or `made_to.actor`."""
    return f"{role}.{actor}"


def part_in_words(part: str, dataset: Dataset) -> str:
    """A part as a reader sees it: "made by United Nations"; what is none stays as it is written."""
    role, _dot, actor = part.partition(".")
    if role not in _PARTS or actor not in dataset.actors:
        return part
    return _(_PARTS[role], actor=dataset.actor_name(actor))
