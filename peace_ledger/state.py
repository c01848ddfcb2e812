"""What a reader has chosen, and its URL: the one place where state becomes an address and an address becomes
state.

Absent means default, and a default never appears. What cannot be read is dropped, the rest stays, and the
caller learns what was dropped. Values that may repeat are kept in the order of the vocabulary, so that equal
choices have equal addresses.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from datetime import date
from functools import lru_cache
from typing import Any
from urllib.parse import parse_qsl, quote, urlencode

from peace_ledger import marks, wording
from peace_ledger.dataset import Dataset
from peace_ledger.translation import LANGUAGES, N_, _, ngettext

Query = Mapping[str, Sequence[str]]
"""An address's parameters as they came: each name with its values in order."""

_KEPT_ADDRESSES = 4096


@dataclass(frozen=True)
class Vocabulary:
    """The values that parameters may take in one ledger, by parameter, each list in the order to show.

    `versions` are those of the data that are kept, the latest first. `unopened` has those of them that turned
    out to be unreadable, each with the reason: it grows while the server runs.
    """

    values: Mapping[str, tuple[str, ...]]
    version: str
    process: str
    processes: tuple[str, ...]
    versions: tuple[str, ...]
    unopened: Mapping[str, str]


@dataclass(frozen=True)
class State:
    """A view: every parameter of the contract, each with its default."""

    since: date | None = None
    until: date | None = None
    actors: tuple[str, ...] = ()
    events: tuple[str, ...] = ()
    known: date | None = None
    confidence: str | None = None
    process: str | None = None
    version: str | None = None
    beside: tuple[str, ...] = ()
    """Where processes are compared: the others that are seen in a data version of their own, as `beside`
    writes them.
    """
    language: str | None = None
    stances: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    sides: tuple[str, ...] = ()
    channels: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    directions: tuple[str, ...] = ()
    bases: tuple[str, ...] = ()
    mediators: tuple[str, ...] = ()
    release_statuses: tuple[str, ...] = ()
    themes: tuple[str, ...] = ()
    makers: tuple[str, ...] = ()
    commitment_statuses: tuple[str, ...] = ()
    testable: str | None = None
    standings: tuple[str, ...] = ()
    second_actor: str | None = None
    bodies_apart: bool = False
    sql: str | None = None
    plot: str | None = None
    mark: str | None = None
    chart: str | None = None
    embed: bool = False


@dataclass(frozen=True)
class Dropped:
    """A part of an address that was not taken over, and why, in the language that was spoken then."""

    name: str
    value: str
    reason: str

    def __str__(self) -> str:
        value = f" = “{_shortened(self.value)}”" if self.value else ""
        return f"{_shortened(self.name)}{value} ({self.reason})"


@dataclass(frozen=True)
class Parameter:
    """One parameter of the contract: its name in the address, its field in the state, how a value is read and
    what to say, in English, if it is none.
    """

    name: str
    field: str
    read: Callable[[str, Vocabulary], Any]
    reason: str
    many: bool = False
    write: Callable[[Any], str] = str


@dataclass(frozen=True)
class Renamed:
    """A parameter, or some of its values, that had other names in addresses of an earlier program."""

    name: str
    now: str
    values: Mapping[str, str] = field(default_factory=dict)


RENAMED: tuple[Renamed, ...] = ()
"""All renames since the first release, in the order in which they were made: each acts on what the earlier
ones left, so that addresses of any age lead here. None so far.
"""


class _Unreadable(ValueError):
    """A value that is not one of the parameter's; with a reason, said, where the parameter's does not fit."""


# Charts reckon some time beyond the days they are given; far years would leave the calendar.
FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(2199, 12, 31)
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
# The years of FIRST_DAY and LAST_DAY.
_NO_DAY = N_("not a day like 2023-12-07, from 1900 to 2199")


def _day(text: str, _vocabulary: Vocabulary) -> date:
    if not _DAY.fullmatch(text):
        raise _Unreadable
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise _Unreadable from None
    if not FIRST_DAY <= day <= LAST_DAY:
        raise _Unreadable
    return day


def _one_of(name: str) -> Callable[[str, Vocabulary], str]:
    def read(text: str, vocabulary: Vocabulary) -> str:
        if text not in vocabulary.values[name]:
            raise _Unreadable
        return text

    return read


def _process(text: str, vocabulary: Vocabulary) -> str | None:
    if text not in vocabulary.processes:
        raise _Unreadable
    return None if text == vocabulary.processes[0] else text


def _version(text: str, vocabulary: Vocabulary) -> str:
    if text in vocabulary.unopened:
        raise _Unreadable(_(vocabulary.unopened[text]))
    if text not in vocabulary.versions:
        listed = wording.listed(vocabulary.versions, _LISTED_VERSIONS)
        raise _Unreadable(_("no data version that is kept here; there is {versions}", versions=listed))
    return text


def _language(text: str, _vocabulary: Vocabulary) -> str:
    if text not in LANGUAGES:
        raise _Unreadable
    return text


def _mark(text: str, _vocabulary: Vocabulary) -> str:
    if marks.read(text) is None:
        raise _Unreadable
    return text


def _chart(text: str, _vocabulary: Vocabulary) -> str:
    if text not in marks.TITLES:
        raise _Unreadable
    return text


LONGEST_SQL = 5_000
"""Characters of a query in an address."""
PLOTS = ("bar", "line", "points", "none")
"""How the rows of a query are drawn, where that is not told by their columns."""
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")


def _sql(text: str, _vocabulary: Vocabulary) -> str:
    sql = text.replace("\r\n", "\n").strip()
    if not sql:
        raise _Unreadable
    if len(sql) > LONGEST_SQL:
        raise _Unreadable(_("longer than {count} characters", count=wording.number(LONGEST_SQL)))
    if _CONTROL.search(sql):
        raise _Unreadable(_("holds a control character"))
    return sql


def _plot(text: str, _vocabulary: Vocabulary) -> str:
    if text not in PLOTS:
        raise _Unreadable
    return text


def _flag(word: str) -> Callable[[str, Vocabulary], bool]:
    def read(text: str, _vocabulary: Vocabulary) -> bool:
        if text != word:
            raise _Unreadable
        return True

    return read


def _choices(name: str, field_name: str, reason: str) -> Parameter:
    return Parameter(name, field_name, _one_of(name), reason, many=True)


PARAMETERS: tuple[Parameter, ...] = (
    Parameter("from", "since", _day, _NO_DAY),
    Parameter("to", "until", _day, _NO_DAY),
    _choices("actor", "actors", N_("no actor of this ledger")),
    _choices("event", "events", N_("no event of this ledger")),
    Parameter("known", "known", _day, _NO_DAY),
    Parameter("confidence", "confidence", _one_of("confidence"), N_("not high or medium")),
    Parameter("process", "process", _process, N_("no process of this ledger")),
    Parameter("data", "version", _version, N_("no data version that is kept here")),
    _choices("beside", "beside", N_("no other process of this ledger in a data version that is kept here")),
    Parameter("lang", "language", _language, N_("not a language of this ledger")),
    _choices("stance", "stances", N_("no stance of this ledger")),
    _choices("kind", "kinds", N_("no kind of actor of this ledger")),
    _choices("side", "sides", N_("no side of this ledger")),
    _choices("channel", "channels", N_("no channel of this ledger")),
    _choices("category", "categories", N_("no category of this ledger")),
    _choices("direction", "directions", N_("no direction of this ledger")),
    _choices("basis", "bases", N_("no basis of this ledger")),
    _choices("mediator", "mediators", N_("no mediator of this ledger")),
    _choices("release_status", "release_statuses", N_("no release status of this ledger")),
    _choices("theme", "themes", N_("no theme of this ledger")),
    _choices("maker", "makers", N_("no maker of a commitment of this ledger")),
    _choices("commitment_status", "commitment_statuses", N_("no commitment status of this ledger")),
    Parameter("testable", "testable", _one_of("testable"), N_("not true or false")),
    _choices("standing", "standings", N_("no standing of this ledger")),
    Parameter("with", "second_actor", _one_of("actor"), N_("no actor of this ledger")),
    Parameter("bodies", "bodies_apart", _flag("apart"), N_("not apart"), write=lambda _: "apart"),
    Parameter("sql", "sql", _sql, N_("empty")),
    Parameter("plot", "plot", _plot, N_("not bar, line, points or none")),
    Parameter("mark", "mark", _mark, N_("no mark of a chart")),
    Parameter("chart", "chart", _chart, N_("no chart of this ledger")),
    Parameter("embed", "embed", _flag("true"), N_("not true"), write=lambda _: "true"),
)
_BY_NAME = {parameter.name: parameter for parameter in PARAMETERS}


def vocabulary_of(dataset: Dataset, processes: tuple[str, ...]) -> Vocabulary:
    """The values that parameters may take with this package: its code lists, its actors and events, and the
    pairs that occur. Of its versions it knows only its own.
    """

    def codes(table: str, name: str) -> tuple[str, ...]:
        return dataset.codes(table, name)

    values = {
        "actor": _column(dataset, "SELECT actor_id FROM actors ORDER BY row"),
        "event": _column(dataset, "SELECT event_id FROM events ORDER BY start_on, row"),
        "confidence": ("high", "medium"),
        "stance": codes("reactions", "stance"),
        "kind": codes("actors", "kind"),
        "side": codes("actors", "side"),
        "channel": codes("reactions", "channel"),
        "category": codes("releases", "category"),
        "direction": dataset.directions,
        "basis": codes("releases", "basis"),
        "mediator": _column(dataset, "SELECT DISTINCT unnest(mediators) FROM releases ORDER BY 1"),
        "release_status": codes("releases", "status"),
        "theme": codes("commitments", "theme"),
        "maker": _column(dataset, "SELECT DISTINCT unnest(made_by) FROM commitments ORDER BY 1"),
        "commitment_status": tuple(
            code for code in codes("commitment_updates", "status") if code != "disputed"
        ),
        "testable": ("true", "false"),
        "standing": codes("commitments", "standing"),
        # Which others there are, the ledger knows.
        "beside": (),
    }
    return Vocabulary(
        values, dataset.version, dataset.package.name, processes, versions=(dataset.version,), unopened={}
    )


def _column(dataset: Dataset, sql: str) -> tuple[str, ...]:
    with dataset.database.cursor() as cursor:
        return tuple(row[0] for row in cursor.execute(sql).fetchall())


def days_in_order(query: Query) -> Query:
    """What a reader chose, as an address: where the period's two days are in the wrong order, which of them
    was meant to stay cannot be guessed, and they swap.
    """
    since, until = (query.get(name) or [""] for name in ("from", "to"))
    return {**query, "from": until, "to": since} if since[0] > until[0] > "" else query


def decode(
    query: Query, vocabulary: Vocabulary, renamed: Sequence[Renamed] = RENAMED
) -> tuple[State, list[Dropped]]:
    """Read an address, old names as what they are called now. Any address gives a valid state; what was not
    taken over comes back beside it, in the address's order.
    """
    dropped: list[Dropped] = []
    chosen: dict[str, Any] = {}
    for name, texts in _migrated(query, renamed).items():
        parameter = _BY_NAME.get(name)
        if parameter is None:
            dropped.append(Dropped(name, ", ".join(texts), _("not a parameter of this ledger")))
            continue
        values: list[Any] = []
        for text in texts:
            try:
                value = parameter.read(text, vocabulary)
            except _Unreadable as fault:
                dropped.append(Dropped(name, text, str(fault) or _(parameter.reason)))
                continue
            if values and not parameter.many and value != values[0]:
                dropped.append(Dropped(name, text, _("only one can hold")))
            else:
                values.append(value)
        if parameter.many:
            chosen[parameter.field] = tuple(value for value in vocabulary.values[name] if value in values)
        elif values:
            chosen[parameter.field] = values[0]
    state = State(**chosen)
    if state.since and state.until and state.since > state.until:
        # Translators: of a day; "from" is a name in addresses and stays.
        reason = _("before from = {day}", day=state.since.isoformat())
        dropped.append(Dropped("to", state.until.isoformat(), reason))
        state = replace(state, until=None)
    one_each = tuple({_named(pair): pair for pair in reversed(state.beside)}.values())[::-1]
    extra = (pair for pair in state.beside if pair not in one_each)
    dropped += [Dropped("beside", pair, _("only one can hold")) for pair in extra]
    return replace(state, beside=one_each), dropped


def beside(process: str, version: str) -> str:
    """A process in one of its data versions, as the parameter of that name has it."""
    return f"{process}@{version}"


def pinned(state: State, dataset: Dataset, others: Iterable[Dataset] = ()) -> State:
    """A state that names the data version, and those of the processes that it is compared with."""
    pairs = tuple(beside(one.package.name, one.version) for one in others)
    return replace(state, version=dataset.version, beside=pairs)


def in_versions(pairs: Iterable[str]) -> dict[str, str]:
    """The data version of each process that is named."""
    return {_named(pair): pair.partition("@")[2] for pair in pairs}


def _named(pair: str) -> str:
    return pair.partition("@")[0]


def _migrated(query: Query, renamed: Sequence[Renamed]) -> Query:
    for one in renamed:
        moved: dict[str, list[str]] = {}
        for name, texts in query.items():
            if name == one.name:
                moved.setdefault(one.now, []).extend(one.values.get(text, text) for text in texts)
            else:
                moved.setdefault(name, []).extend(texts)
        query = moved
    return query


def embedding(query_string: str) -> list[str]:
    """The values of `embed` in an address, in lower case. Streamlit's client reads name and value in any
    case, so they are read so wherever the frame of a page is decided.
    """
    pairs = parse_qsl(query_string, keep_blank_values=True)
    return [value.lower() for name, value in pairs if name.lower() == "embed"]


def encode(state: State) -> list[tuple[str, str]]:
    """The parameters in which a state differs from the defaults, in the contract's order."""
    return list(_pairs(state))


# A page holds a hundred addresses of some thirty states.
@lru_cache(maxsize=_KEPT_ADDRESSES)
def _pairs(state: State) -> tuple[tuple[str, str], ...]:
    pairs: list[tuple[str, str]] = []
    for parameter in PARAMETERS:
        value = getattr(state, parameter.field)
        if value == getattr(_DEFAULTS, parameter.field):
            continue
        pairs += [(parameter.name, parameter.write(item)) for item in (value if parameter.many else (value,))]
    return tuple(pairs)


@lru_cache(maxsize=_KEPT_ADDRESSES)
def query_of(state: State) -> str:
    """A state as the query of an address; empty for the default one."""
    return urlencode(_pairs(state), quote_via=quote)


def with_query(path: str, state: State) -> str:
    """A path or whole address with a state as its query."""
    query = query_of(state)
    return f"{path}?{query}" if query else path


def explain(dropped: Iterable[Dropped], *, switched: bool = False) -> str:
    """One sentence on what an address asked for and did not get, or what a process that was `switched` to
    does not know; empty where nothing was dropped.
    """
    parts = [str(item) for item in dropped]
    if not parts:
        return ""
    left = len(parts) - _EXPLAINED
    more = [ngettext("{count} more", "{count} more", left, count=wording.number(left))] if left > 0 else []
    shown = "; ".join(parts[:_EXPLAINED] + more)
    if switched:
        # Translators: the filters as addresses have them: "actor = “france” (no actor of this ledger)".
        return _("This process does not know {filters}. All other filters hold.", filters=shown)
    # Translators: the parts as addresses have them: "actor = “x” (no actor of this ledger)".
    return _("Not taken over from the link: {parts}. Everything else in it holds.", parts=shown)


def in_order(values: Iterable[str], name: str, vocabulary: Vocabulary) -> tuple[str, ...]:
    """Values of a repeatable parameter in the vocabulary's order, each once: the form in which a state holds
    them.
    """
    chosen = set(values)
    return tuple(value for value in vocabulary.values[name] if value in chosen)


def _shortened(text: str, limit: int = 60) -> str:
    return text if len(text) <= limit else f"{text[:limit]}…"


FIELDS = frozenset(field.name for field in fields(State))
"""The names of a state's fields."""
_DEFAULTS = State()
_EXPLAINED = 6
_LISTED_VERSIONS = 8
assert {parameter.field for parameter in PARAMETERS} == FIELDS  # noqa: S101
