"""What the process answers beside the pages: tables and queries as files, under `/api/v1/`.

An address has the parameters of the pages. Where a page drops what it cannot read and says so, a route
refuses the request: a program would take the wrong numbers for the right ones.
"""

import difflib
import hashlib
import re
from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from http import HTTPStatus
from typing import Any
from urllib.parse import quote, urlencode

from anyio import CapacityLimiter, to_thread
from anyio.lowlevel import RunVar
from starlette.datastructures import QueryParams
from starlette.endpoints import HTTPEndpoint
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from peace_ledger import citation, dictionary, exports, filters, ledger, long_lists, marks, program, wording
from peace_ledger import state as codec
from peace_ledger.answers import problem, ranged, tags
from peace_ledger.catalog import Query
from peace_ledger.engine import Part
from peace_ledger.exports import About, Table
from peace_ledger.ledger import Ledger
from peace_ledger.long_lists import Listed
from peace_ledger.metrics import Refusal, refused
from peace_ledger.problems import Unanswered
from peace_ledger.state import Dropped, State

ROUTES = (
    "/api/v1/openapi.json",
    "/api/v1/tables/{table}.{csv|json|parquet|xlsx}",
    "/api/v1/queries/{folder}/{query}.{csv|json|parquet|xlsx}",
    "/api/v1/sql.{csv|json|parquet|xlsx}",
    "/api/v1/cite/{page}.{txt|bib|ris|json}",
    "/feed.atom",
    "/preview/{page}.png",
    "/qr/{page}.svg",
    "/healthz",
    "/readyz",
)
"""All that there is beside the pages."""
LIMIT = 10_000
"""How many rows a part of a table may have at most; the whole table comes without a limit."""
AT_ONCE = 2
"""Files that are made at one time."""
MOST_WAITING = 30
"""Files that may be asked for and not yet begun; each takes some tenths of a second."""
PRIVATE = ("cells", "ledger", "filtered", "tables")
"""The folders of queries that are no questions of their own: what others are built from, and the tables,
which have their own route.
"""

MOST_IN_FILE = 100_000
"""How many rows of a long table one answer holds."""
FURTHEST_OFFSET = 10**9 - 1

_SECONDS = 5
_PATH = re.compile(r"v1/(tables|queries)/(.+)\.([a-z]+)")
_MARK = "mark_"
_CONTRACT = frozenset(parameter.name for parameter in codec.PARAMETERS)
# What says which ledger is asked, and is no filter of its rows.
_OF_THE_LEDGER = ("process", "data")
# What is set to show a view, and asks nothing of the rows.
_OF_THE_VIEW = ("lang", "sql", "plot", "mark", "chart", "embed")
_QUERY_NAMES = {"since": "from", "until": "to", "confidence": "confidences"}
_FILTERS = frozenset(filters.parameters(State(), date.min))
# Digits alone: int() would take signs, spaces and underscores too.
_NUMBER = re.compile(r"[0-9]{1,9}")


def routes() -> list[BaseRoute]:
    """The routes of this module; whatever else is asked for under `/api/` is answered as unknown."""
    return [Route("/api/v1/", Index), Route("/api/{path:path}", Tables)]


class Refused(Exception):
    """A request that cannot be answered; carries the answer that says why."""

    def __init__(self, status: HTTPStatus, detail: str, **more: Any) -> None:
        super().__init__(detail)
        self.answer = problem(status, detail, **more)


class Downloads(HTTPEndpoint, ABC):
    """GET and HEAD of a file, which `answer` makes in a thread of the server's pool."""

    async def get(self, request: Request) -> Response:
        """The file; 304 where the reader has it; 400, 404 or 503 with the reason."""
        return await to_thread.run_sync(self._answered, request)

    def _answered(self, request: Request) -> Response:
        try:
            return self.answer(request)
        except ledger.NotLoaded as reason:
            detail = "The data are not loaded; the operator of this site has to mend it."
            return problem(HTTPStatus.SERVICE_UNAVAILABLE, detail, problems=list(reason.lines))
        except Unanswered as reason:
            return problem(HTTPStatus.SERVICE_UNAVAILABLE, str(reason), retry_after=_SECONDS)
        except Refused as refused:
            return refused.answer

    @abstractmethod
    def answer(self, request: Request) -> Response:
        """What is asked for. Raises Refused, ledger.NotLoaded and problems.Unanswered."""


class Heavy(Downloads):
    """GET and HEAD of a file that takes the processor for a while. Few are made at once, so that pages stay
    quick; few wait, and none of these holds a thread.
    """

    async def get(self, request: Request) -> Response:
        """The same; 503 also where too many wait."""
        room = _room()
        if room.taken >= AT_ONCE + MOST_WAITING:
            refused(Refusal.FILES)
            detail = f"Too many files are being made. Ask again in {_SECONDS} s; pages are not affected."
            return problem(HTTPStatus.SERVICE_UNAVAILABLE, detail, retry_after=_SECONDS)
        room.taken += 1
        try:
            return await to_thread.run_sync(self._answered, request, limiter=room.limiter)
        finally:
            room.taken -= 1


@dataclass
class _Room:
    """The room for heavy files in one server: who is in it and who waits, together `taken`."""

    limiter: CapacityLimiter
    taken: int = 0


def _room() -> _Room:
    if _OF_THE_SERVER.get(None) is None:
        _OF_THE_SERVER.set(_Room(CapacityLimiter(AT_ONCE)))
    return _OF_THE_SERVER.get()


# A server is an event loop; tests have several.
_OF_THE_SERVER: RunVar[_Room] = RunVar("room for heavy files")


class Tables(Heavy):
    """GET and HEAD of a table or query as a file."""

    def answer(self, request: Request) -> Response:
        """The table in its format. Raises Refused and ledger.NotLoaded."""
        return _answer(request)


class Index(Downloads):
    """GET and HEAD of what there is."""

    def answer(self, request: Request) -> Response:
        """The routes, and every table and query."""
        return JSONResponse(_offered(named_ledger(request)))


def _offered(chosen: Ledger) -> dict[str, list[str]]:
    return {"routes": list(ROUTES), "tables": tables_of(chosen), "queries": questions_of(chosen)}


@dataclass(frozen=True)
class _Rows:
    """Which rows of a table are asked for, counted from 0; without a limit all from there on."""

    offset: int = 0
    limit: int | None = None

    @property
    def pairs(self) -> list[tuple[str, str]]:
        """The parameters that ask for them."""
        limit = [] if self.limit is None else [("limit", str(self.limit))]
        return limit + ([("offset", str(self.offset))] if self.offset else [])

    def neighbours(self, total: int) -> dict[str, "_Rows"]:
        """The other parts of a table of that many rows, by their relation to this one."""
        if self.limit is None:
            return {}
        last = max(total - 1, 0) // self.limit * self.limit
        offsets = {"first": 0, "last": last}
        if self.offset > 0:
            offsets["prev"] = min(max(self.offset - self.limit, 0), last)
        if self.offset + self.limit < total:
            offsets["next"] = self.offset + self.limit
        return {relation: replace(self, offset=offset) for relation, offset in offsets.items()}


@dataclass(frozen=True)
class _Asked:
    """What a request is for, read and found to be right.

    `state` holds what the rows depend on, `ignored` names what was chosen and has no effect on them.
    """

    ledger: Ledger
    query: Query
    name: str
    extension: str
    state: State
    own: Mapping[str, tuple[str, ...]]
    rows: _Rows
    ignored: frozenset[str]
    today: date
    origin: str

    @property
    def is_table(self) -> bool:
        return self.query.name.startswith("tables/")

    @property
    def parameters(self) -> dict[str, Any]:
        """All that the query may name, as the engine takes it."""
        own = {name: _typed(self.query, name, texts) for name, texts in self.own.items()}
        mark = marks.read(self.state.mark) if self.state.mark else None
        return filters.parameters(self.state, self.today) | own | dict(mark.parameters if mark else {})

    @property
    def own_pairs(self) -> list[tuple[str, str]]:
        return [(name, text) for name in sorted(self.own) for text in self.own[name]]

    @property
    def link(self) -> str:
        """The address that gives this file again, for as long as this data version is served."""
        return self.address(self.origin, self.rows)

    def address(self, origin: str, rows: _Rows) -> str:
        """The address of other rows of the same table, at a host or, with an empty origin, at the same."""
        path = f"api/v1/{'tables' if self.is_table else 'queries'}/{self.name}.{self.extension}"
        link = citation.permanent_link(origin, path, self.state, self.ledger.dataset.version)
        own = urlencode(self.own_pairs + rows.pairs, quote_via=quote)
        return f"{link}&{own}" if own else link


def _answer(request: Request) -> Response:
    asked = _asked(request)
    depends = (asked.ledger.dataset.digest, asked.link, asked.today.isoformat(), *sorted(asked.ignored))
    headers = {"etag": tag(*depends), "cache-control": "no-cache"}
    if holds(request, headers["etag"]):
        return Response(status_code=HTTPStatus.NOT_MODIFIED, headers=headers)
    form = exports.FORMATS[asked.extension]
    listed = _listed(asked)
    try:
        content = form.write(_table(asked, listed))
    except exports.TooLarge as reason:
        raise Refused(HTTPStatus.BAD_REQUEST, str(reason)) from None
    headers["content-disposition"] = f'attachment; filename="{_file_name(asked)}"'
    headers["x-total-count"] = str(listed.total)
    if linked := _linked(asked, listed.total):
        headers["link"] = linked
    whole = Response(content, media_type=form.media_type, headers=headers)
    # Readers of Parquet ask for its end first. The other formats are read from start to end.
    return ranged(request, whole) if asked.extension == "parquet" else whole


def _listed(asked: _Asked) -> Listed:
    """The rows. Raises Refused where they are too many for one file."""
    engine, name, part = asked.ledger.engine, asked.query.name, Part(asked.rows.limit, asked.rows.offset)
    if engine.is_long(name) and (part.limit is None or not long_lists.can_part(name)):
        total = long_lists.count(engine, name, asked.parameters)
        if total > MOST_IN_FILE:
            way = "ask for parts by limit and offset" if long_lists.can_part(name) else "choose more filters"
            rows = wording.counted(total, "row")
            detail = f"It has {rows}, and one file holds {wording.number(MOST_IN_FILE)} of this table: {way}."
            raise Refused(HTTPStatus.BAD_REQUEST, detail)
    return long_lists.listed(engine, name, asked.parameters, part)


def _linked(asked: _Asked, total: int) -> str:
    """The other parts of the table as a Link header (RFC 8288). Their addresses name no host, so that none is
    taken from a request.
    """
    parts = asked.rows.neighbours(total).items()
    return ", ".join(f'<{asked.address("", rows)}>; rel="{relation}"' for relation, rows in parts)


def tag(*depends: str) -> str:
    """An entity tag that changes with what an answer depends on, and with the program."""
    text = "\n".join((program.digest(), *depends))
    return f'"{hashlib.sha256(text.encode()).hexdigest()[:32]}"'


def holds(request: Request, etag: str) -> bool:
    """Whether the copy that a reader has is the answer that bears this tag."""
    return not {etag, "*"}.isdisjoint(tags(request.headers.get("if-none-match", "")))


def origin_of(request: Request, chosen: Ledger) -> str:
    """What permanent links begin with: as the settings say, else as the request does. Which hosts a request
    may name is the gate's to say.
    """
    return chosen.public_url or str(request.base_url).rstrip("/")


# What is asked for


def ledger_of(request: Request) -> Ledger:
    """The process and the data version that a request names, as far as there are such. Raises Refused where
    the version is kept and damaged, and ledger.NotLoaded.
    """
    given = request.query_params
    chosen = ledger.current(given.getlist("process"), given.getlist("data"))
    for version in given.getlist("data"):
        if version in chosen.damages:
            raise _damage(version, chosen.damages[version])
    return chosen


def _damage(version: str, problems: Sequence[str]) -> Refused:
    return Refused(
        HTTPStatus.SERVICE_UNAVAILABLE,
        f"Data version {version} is kept here, but its files are damaged; the operator of this site has to "
        "restore them. Other versions are not affected.",
        retry_after=ledger.TRIED_AGAIN,
        problems=list(problems),
    )


def named_ledger(request: Request) -> Ledger:
    """The same, for a route that takes no other parameters. Raises Refused where there is one that cannot be
    read or does not belong there, and ledger.NotLoaded.
    """
    given = {name: request.query_params.getlist(name) for name in request.query_params}
    chosen = ledger_of(request)
    named = {name: texts for name, texts in given.items() if name in _OF_THE_LEDGER}
    _, dropped = codec.decode(named, chosen.vocabulary)
    others = {name: texts for name, texts in given.items() if name not in named}
    dropped += [Dropped(name, ", ".join(texts), "not a parameter here") for name, texts in others.items()]
    if dropped:
        raise refusal(dropped)
    return chosen


def view_of(request: Request) -> tuple[Ledger, State]:
    """The ledger and the view that a request names by the parameters of a page. Raises Refused where one
    cannot be read, and ledger.NotLoaded.
    """
    given = request.query_params
    chosen = ledger_of(request)
    state, dropped = codec.decode({name: given.getlist(name) for name in given}, chosen.vocabulary)
    if dropped:
        raise refusal(dropped)
    return chosen, state


def _asked(request: Request) -> _Asked:
    given = request.query_params
    chosen = ledger_of(request)
    kind, name, extension = _parts(request.path_params["path"], chosen)
    query = _query(kind, name, chosen)
    state, own, rows = _read(given, query, chosen)
    effective = _effective(state, query)
    return _Asked(
        ledger=chosen,
        query=query,
        name=name,
        extension=extension,
        state=effective,
        own=own,
        rows=rows,
        ignored=_set_in(state) - _set_in(effective),
        today=datetime.now(UTC).date(),
        origin=origin_of(request, chosen),
    )


def _set_in(state: State) -> frozenset[str]:
    return frozenset(name for name, _ in codec.encode(state) if name not in _OF_THE_VIEW)


def _parts(path: str, chosen: Ledger) -> tuple[str, str, str]:
    found = _PATH.fullmatch(path)
    if found is None:
        listed = ", ".join(ROUTES)
        raise Refused(
            HTTPStatus.NOT_FOUND,
            f"There is nothing at /api/{_shortened(path)}; there are {listed}.",
            **_offered(chosen),
        )
    kind, name, extension = found.groups()
    if extension not in exports.FORMATS:
        formats = list(exports.FORMATS)
        raise Refused(
            HTTPStatus.NOT_FOUND,
            f"There is no format {_shortened(extension)!r}; there are {', '.join(formats)}.",
            formats=formats,
        )
    return kind, name, extension


def tables_of(chosen: Ledger) -> list[str]:
    """The tables that can be asked for, in the package's order."""
    queries = chosen.engine.queries
    return [table.name for table in chosen.dataset.package.tables if f"tables/{table.name}" in queries]


def questions_of(chosen: Ledger) -> list[str]:
    """The queries that can be asked for, by name."""
    return [name for name in chosen.engine.queries if is_question(name)]


def is_question(name: str) -> bool:
    """Whether a query answers a question of its own."""
    return name.partition("/")[0] not in PRIVATE


def _query(kind: str, name: str, chosen: Ledger) -> Query:
    known = tables_of(chosen) if kind == "tables" else questions_of(chosen)
    if name in known:
        return chosen.engine.queries[f"tables/{name}" if kind == "tables" else name]
    noun = "table" if kind == "tables" else "query"
    near = difflib.get_close_matches(name, known, n=3)
    hint = f"Did you mean {' or '.join(near)}?" if near else f"There are {', '.join(known)}."
    raise Refused(HTTPStatus.NOT_FOUND, f"There is no {noun} {_shortened(name)!r}. {hint}", **{kind: known})


# Parameters


def _read(
    given: QueryParams, query: Query, chosen: Ledger
) -> tuple[State, dict[str, tuple[str, ...]], _Rows]:
    """The state, the query's own parameters and the rows. Raises Refused, naming everything that cannot be
    read.
    """
    address = {name: tuple(given.getlist(name)) for name in given}
    limits, offsets = address.pop("limit", ()), address.pop("offset", ())
    own = {name: texts for name, texts in address.items() if name in own_parameters(query)}
    shared = {name: texts for name, texts in address.items() if name not in own}
    state, dropped = codec.decode(shared, chosen.vocabulary)
    limit = number("limit", limits, range(1, LIMIT + 1), dropped)
    offset = number("offset", offsets, range(FURTHEST_OFFSET + 1), dropped)
    for name, texts in own.items():
        dropped += (Dropped(name, text, reason) for text, reason in _faults(query, name, texts, chosen))
    for name in sorted(needed(query) - own.keys()):
        dropped.append(Dropped(name, "", f"is missing; this query needs it, as {form_of(query, name)}"))
    mark = marks.read(state.mark) if state.mark else None
    if mark and takes_marks(query) and query.name != f"evidence/{mark.evidence}":
        found_by = f"its rows are found by the query evidence/{mark.evidence}"
        dropped.append(Dropped("mark", mark.name, found_by))
    if dropped:
        raise refusal(dropped)
    return state, own, _Rows(offset or 0, limit)


def number(name: str, texts: Sequence[str], allowed: range, dropped: list[Dropped]) -> int | None:
    """The number that a parameter gives, None where it is absent; what cannot be read goes to `dropped`."""
    if not texts:
        return None
    dropped += (Dropped(name, text, "only one can hold") for text in texts[1:])
    if not _NUMBER.fullmatch(texts[0]) or int(texts[0]) not in allowed:
        reason = f"not a whole number from {allowed[0]} to {allowed[-1]}"
        dropped.append(Dropped(name, texts[0], reason))
        return None
    return int(texts[0])


def own_parameters(query: Query) -> frozenset[str]:
    """The parameters that a query has beside the filters and the values of marks."""
    return frozenset(name for name in {*query.own_parameters} - _FILTERS if not name.startswith(_MARK))


def needed(query: Query) -> frozenset[str]:
    """Those without which a query answers nothing: texts that it compares and does not let be absent."""
    texts = frozenset(name for name in own_parameters(query) if query.casts[name] == "VARCHAR")
    return texts - query.optional


def takes_marks(query: Query) -> bool:
    """Whether a query finds the rows behind marks."""
    return any(name.startswith(_MARK) for name in query.parameters)


def _effective(state: State, query: Query) -> State:
    """The state without what has no effect on a query, so that equal rows have equal addresses."""
    absent = {
        parameter.field: getattr(State(), parameter.field)
        for parameter in codec.PARAMETERS
        if parameter.name not in _OF_THE_LEDGER
        and not (parameter.name == "mark" and takes_marks(query))
        and _QUERY_NAMES.get(parameter.field, parameter.field) not in query.parameters
    }
    return replace(state, **absent)


_BOOLEANS = {"true": True, "false": False}
_FORMS = {
    "BOOLEAN": "true or false",
    "DATE": "a day like 2023-12-07",
}


def _typed(query: Query, name: str, texts: Sequence[str]) -> Any:
    """The value of one of a query's own parameters. Raises KeyError or ValueError where it cannot be read."""
    match query.casts[name]:
        case "VARCHAR[]":
            return tuple(texts)
        case "BOOLEAN":
            return _BOOLEANS[texts[0]]
        case "DATE":
            return date.fromisoformat(texts[0])
        case _:
            return texts[0]


def _faults(query: Query, name: str, texts: Sequence[str], chosen: Ledger) -> Iterable[tuple[str, str]]:
    """The values that an own parameter cannot have, each with the reason. One that is called after a
    parameter of the contract (`map_event`) takes that one's values.
    """
    if query.casts[name] != "VARCHAR[]" and len(texts) > 1:
        yield from ((text, "only one can hold") for text in texts[1:])
    values = chosen.vocabulary.values.get(named_after(name))
    for text in texts:
        if values is not None and text not in values:
            yield text, f"not {form_of(query, name)}"
            continue
        try:
            _typed(query, name, (text,))
        except (KeyError, ValueError):
            yield text, f"not {form_of(query, name)}"


def named_after(name: str) -> str:
    """The parameter of the contract whose values one of a query's own takes, by the end of its name."""
    return name.rpartition("_")[2]


def form_of(query: Query, name: str) -> str:
    """What the values of one of a query's own parameters are, in words."""
    thing = named_after(name)
    if thing in _CONTRACT:
        return f"a value of the parameter {thing}"
    return _FORMS.get(query.casts[name], "text")


def refusal(dropped: Sequence[Dropped]) -> Refused:
    """What to raise for parameters that a page would drop, or that cannot be read: each by name, value and
    reason.
    """
    parts = [
        f"{_shortened(one.name)}{f' = {_shortened(one.value)!r}' if one.value else ''} ({one.reason})"
        for one in dropped
    ]
    return Refused(
        HTTPStatus.BAD_REQUEST,
        f"Nothing was answered, because of these parameters: {'; '.join(parts)}.",
        parameters=[vars(one) for one in dropped],
    )


def _shortened(text: str, limit: int = 80) -> str:
    return text if len(text) <= limit else f"{text[:limit]}…"


# The answer


def _table(asked: _Asked, listed: Listed) -> Table:
    package = asked.ledger.dataset.package
    columns = dictionary.columns_of(asked.query, package)
    about, rows = _about(asked, listed.total), listed.rows
    if asked.query.name == "tables/sources" or "source_title" in {column.name for column in columns}:
        return Table(about, columns, rows, exports.sources_of(rows))
    behind = _tables_behind(asked)
    sources = (
        exports.sources_of(asked.ledger.engine.rows(_SOURCES_OF.get(name, name), asked.parameters))
        for name in behind
    )
    return Table(
        about,
        columns,
        rows,
        tuple(dict.fromkeys(source for some in sources for source in some)),
        sources_of=_rows_behind(behind),
    )


# Of reactions there may be many more than of their sources.
_SOURCES_OF = {"tables/reactions": "sources/of_reactions"}
_CITING = (
    "events",
    "reactions",
    "releases",
    "detentions",
    "commitments",
    "commitment_updates",
)
_TABLES_OF: Mapping[str, tuple[str, ...]] = {
    "updates": ("commitment_updates",),
    "histories": ("commitment_updates",),
    "other_citations": tuple(table for table in _CITING if table != "reactions"),
    "counted_citations": _CITING,
    "rows": _CITING,
    "counted_rows": _CITING,
    "reaction_cells": ("reactions",),
    "reaction_sources": ("reactions",),
    "named_reactions": ("reactions",),
}


def _tables_behind(asked: _Asked) -> list[str]:
    """The queries that give the rows, with their sources, on which a query of counts stands."""
    relations = [part.name.removeprefix("filtered/") for part in asked.query.direct_parts]
    tables = [table for relation in relations for table in _TABLES_OF.get(relation, (relation,))]
    names = dict.fromkeys(f"tables/{table}" for table in tables)
    return [name for name in names if name in asked.ledger.engine.queries]


def _rows_behind(behind: Sequence[str]) -> str:
    names = [name.removeprefix("tables/") for name in behind]
    return f"the rows that the filters leave in {' and '.join(names)}" if names else "no rows"


def _about(asked: _Asked, total: int) -> About:
    package = asked.ledger.dataset.package
    title = _title(asked)
    licence = " or ".join(
        " ".join(part for part in (one.title or one.name, one.path) if part) for one in package.licenses
    )
    parameters: dict[str, list[str]] = {}
    for name, value in codec.encode(asked.state) + asked.own_pairs + asked.rows.pairs:
        parameters.setdefault(name, []).append(value)
    cited = citation.Cited(
        page="Data",
        chart=title,
        filters=_words(asked),
        process=package.title,
        versions=(asked.ledger.dataset.version,),
        published=package.created.date() if package.created else None,
        accessed=asked.today,
        link=asked.link,
        licence=" or ".join(one.name or one.title for one in package.licenses),
    )
    return About(
        name=asked.name,
        title=title,
        question=asked.query.question,
        process=package.name,
        package=package.title,
        version=asked.ledger.dataset.version,
        parameters=parameters,
        filters=cited.filters,
        ignored=sorted(asked.ignored),
        link=asked.link,
        licence=licence,
        citation=citation.text(cited),
        made_on=asked.today,
        part=exports.Part(asked.rows.offset, asked.rows.limit, total),
    )


def _words(asked: _Asked) -> str:
    own = [f"{name}: {', '.join(texts)}" for name, texts in sorted(asked.own.items())]
    return " · ".join([*filters.words(asked.state, asked.ledger.dataset), *own])


def _title(asked: _Asked) -> str:
    dataset = asked.ledger.dataset
    mark = marks.read(asked.state.mark) if asked.state.mark else None
    if asked.is_table:
        return dataset.package.table(asked.name).title or asked.name
    if mark is None:
        return asked.query.question.rstrip("?.")
    words = marks.words(mark, dataset)
    return f"Rows behind “{marks.TITLES[mark.chart]}”" + (f": {words}" if words else "")


def _file_name(asked: _Asked) -> str:
    rows = asked.rows
    last = "" if rows.limit is None else rows.offset + rows.limit
    return exports.file_name(
        f"{asked.name}_rows-{rows.offset + 1}-{last}" if rows.pairs else asked.name,
        asked.ledger.dataset.version,
        asked.extension,
        known=asked.state.known,
        process=asked.state.process,
    )
