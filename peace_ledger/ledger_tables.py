"""The tables that the ledger knows, with their columns, and the codes that have a meaning to its rules.

All other words of a process stand in its descriptor alone. `docs/packages.md` is this module for readers.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from peace_ledger.descriptor import FieldType

_TABLES: Mapping[str, str] = {
    "sources": "source_id title publisher url published_on:date kind language perspective",
    "actors": "actor_id name kind iso3 parent_id side",
    "events": "event_id title kind start_on:date end_on:date place participants:list mediators:list summary"
    " source_id",
    "reactions": "reaction_id event_id actor_id speaker speaker_role reacted_on:date channel stance"
    " key_phrase summary confidence source_id",
    "releases": "release_id event_id announced_event_id releasing_id origin_id category people:integer scope"
    " basis mediators:list place announced_on:date released_on:date status summary confidence"
    " announced_source_id source_id",
    "detentions": "detention_id as_of:date holder_id origin_id people:integer basis claimant_id reported_by"
    " summary source_id",
    "commitments": "commitment_id event_id made_on:date made_by:list made_to:list theme standing summary"
    " due_on:date testable:boolean source_id",
    "commitment_updates": "update_id commitment_id happened_on:date status claimed_by summary confidence"
    " source_id",
    "disputes": "dispute_id question subject_table subject_id claim adopted:boolean source_id",
    "coverage": "event_id actor_id",
    "codings": "reaction_id coder stance",
}
_TYPES: Mapping[str, FieldType] = {
    "": "string",
    "date": "date",
    "integer": "integer",
    "boolean": "boolean",
    "list": "list",
}


def _columns(text: str) -> Mapping[str, FieldType]:
    parts = (column.partition(":") for column in text.split())
    return MappingProxyType({name: _TYPES[kind] for name, _, kind in parts})


COLUMNS: Mapping[str, Mapping[str, FieldType]] = {table: _columns(text) for table, text in _TABLES.items()}
"""The columns that the questions of the pages read, with their types, by table; a package may have more."""

NEEDED = ("sources", "actors", "events")
"""The tables that every package has; one that is left out of the others counts as empty."""

TYPE_OF: Mapping[str, FieldType] = {
    name: kind for columns in COLUMNS.values() for name, kind in columns.items()
}
"""The type of a column of that name, which is the same in all tables."""

CODED: Mapping[str, tuple[str, ...]] = {
    "sources": ("kind", "perspective"),
    "actors": ("kind", "side"),
    "events": ("kind",),
    "reactions": ("channel", "stance", "confidence"),
    "releases": ("category", "scope", "basis", "status", "confidence"),
    "detentions": ("basis",),
    "commitments": ("theme", "standing"),
    "commitment_updates": ("status", "confidence"),
    "disputes": ("subject_table",),
    "codings": ("stance",),
}
"""The columns that hold codes, by table."""

NEUTRAL = "neutral"
"""The stance in the middle, where a package has it."""
CAUTIOUS = "cautious"
"""A favourable stance under conditions, which sentences do not count as favour."""


@dataclass(frozen=True)
class Meaning:
    """The codes of one column that the program's rules know, each with what it does to a row.

    Where the list is `closed`, a code beside them would be counted wrongly, and the package is refused; else
    it is only shown. `expected` says whether a package that lacks one is likely to call it otherwise.
    """

    table: str
    column: str
    codes: Mapping[str, str]
    closed: bool = False
    expected: bool = True


_CONFIDENCE = {
    "high": "is left by both settings of the filter",
    "medium": "is left by the filter “high and medium”",
    "low": "is drawn hollow, and counted under each chart",
}
CONFIDENCES = tuple(_CONFIDENCE)
"""The levels of confidence, the best first."""

MEANINGS: tuple[Meaning, ...] = (
    Meaning(
        "actors",
        "kind",
        {
            "state": "stands on the map, by its `iso3`",
            "office": "speaks for the state it belongs to, and needs a `parent_id`",
        },
    ),
    Meaning(
        "reactions",
        "stance",
        {
            CAUTIOUS: "stands on the favourable side of bars, and counts as no favour in sentences",
            NEUTRAL: "is the middle: what stands before it in the list is favourable, what follows is not",
        },
        expected=False,
    ),
    *(
        Meaning(table, "confidence", _CONFIDENCE, closed=True)
        for table in ("reactions", "releases", "commitment_updates")
    ),
    Meaning(
        "releases",
        "category",
        {"remains": "is never added to people alive; every other category is of the living"},
    ),
    Meaning(
        "releases",
        "scope",
        {
            "handover": "is one handover, and may be a promise that was announced ahead",
            "period_total": "is a total over a period, and never added to handovers",
        },
        closed=True,
    ),
    Meaning(
        "releases",
        "status",
        {
            "announced": "is a promise; the program itself says so of a release whose carrying out is not"
            " known on the day looked at",
            "carried_out": "counts as handed over, and needs a day",
            "partly_carried_out": "is named; how many came free is not known, so nobody is added",
        },
        closed=True,
    ),
    Meaning(
        "commitments",
        "standing",
        {
            "given": "is in force: with `testable`, what “kept of testable” counts",
            "initialled": "cannot be broken yet",
        },
    ),
    Meaning(
        "commitment_updates",
        "status",
        {
            "pledged": "is open; the program itself says so of a promise without an update",
            "in_progress": "is open",
            "partly_kept": "is open",
            "kept": "is kept",
            "broken": "is settled and not kept; never said of what is only initialled",
            "lapsed": "is settled and not kept",
            "disputed": "is one side's claim (`claimed_by`): it flags the promise as contested and does not"
            " move its status",
        },
        closed=True,
    ),
)
"""All codes that the rules of counting and the drawing of charts know."""

GIVEN_BY_PROGRAM: Mapping[tuple[str, str], str] = {
    ("releases", "status"): "announced",
    ("commitment_updates", "status"): "pledged",
}
"""Codes that rows can have although no cell holds them, by table and column."""


def in_known_order(table: str, column: str, codes: Iterable[str]) -> list[str]:
    """Codes in the order in which the rules name them, then the others by the alphabet."""
    known = [code for one in MEANINGS if (one.table, one.column) == (table, column) for code in one.codes]
    rank = {code: place for place, code in enumerate(known)}
    return sorted(codes, key=lambda code: (rank.get(code, len(rank)), code))
