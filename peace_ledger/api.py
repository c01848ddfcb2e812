"""What the process answers beside the pages: tables and queries as files, under `/api/v1/`.

An address has the parameters of the pages. Where a page drops what it cannot read and says so, a route
refuses the request: a program would take the wrong numbers for the right ones.
"""

import difflib
import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from http import HTTPStatus
from typing import Any
from urllib.parse import quote, urlencode

from starlette.datastructures import QueryParams
from starlette.endpoints import HTTPEndpoint
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from peace_ledger import citation, dictionary, exports, filters, ledger, marks
from peace_ledger import state as codec
from peace_ledger.answers import problem, tags
from peace_ledger.catalog import Query
from peace_ledger.exports import About, Table
from peace_ledger.ledger import Ledger
from peace_ledger.state import State

ROUTES = (
    "/api/v1/tables/{table}.{csv|json|parquet|xlsx}",
    "/api/v1/queries/{folder}/{query}.{csv|json|parquet|xlsx}",
    "/api/v1/cite/{page}.{txt|bib|ris|json}",
)
PRIVATE = ("ledger", "filtered", "tables")
"""The folders of queries that are no questions of their own: what others are built from, and the tables,
which have their own route.
"""

_PATH = re.compile(r"v1/(tables|queries)/(.+)\.([a-z]+)")
_MARK = "mark_"
_CONTRACT = frozenset(parameter.name for parameter in codec.PARAMETERS)
# What says which ledger is asked, and is no filter of its rows.
_OF_THE_LEDGER = ("process", "data")
# What is set to show a view, and asks nothing of the rows.
_OF_THE_VIEW = ("lang", "mark", "chart", "embed")
_QUERY_NAMES = {"since": "from", "until": "to", "confidence": "confidences"}
_FILTERS = frozenset(filters.parameters(State(), date.min))


def routes() -> list[BaseRoute]:
    """The routes of this module; whatever else is asked for under `/api/` is answered as unknown."""
    return [Route("/api/{path:path}", Downloads)]


class Refused(Exception):
    """A request that cannot be answered; carries the answer that says why."""

    def __init__(self, status: HTTPStatus, detail: str, **more: Any) -> None:
        super().__init__(detail)
        self.answer = problem(status, detail, **more)


class Downloads(HTTPEndpoint):
    """GET and HEAD of a table or query as a file. Runs in a thread of the server's pool. `answer` makes the
    file; subclasses make others.
    """

    def get(self, request: Request) -> Response:
        """The file; 304 where the reader has it; 400, 404 or 503 with the reason."""
        try:
            return self.answer(request)
        except ledger.NotLoaded as reason:
            detail = "The data are not loaded; the operator of this site has to mend it."
            return problem(HTTPStatus.SERVICE_UNAVAILABLE, detail, problems=list(reason.lines))
        except Refused as refused:
            return refused.answer

    def answer(self, request: Request) -> Response:
        """What is asked for. Raises Refused and ledger.NotLoaded."""
        return _answer(request)

    async def method_not_allowed(self, request: Request) -> Response:
        """Any other method."""
        answer = problem(HTTPStatus.METHOD_NOT_ALLOWED, f"{request.method} is not possible here: use GET.")
        answer.headers["allow"] = "GET, HEAD"
        return answer


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
        path = f"api/v1/{'tables' if self.is_table else 'queries'}/{self.name}.{self.extension}"
        version = self.ledger.dataset.version
        link = citation.permanent_link(self.origin, path, self.state, version)
        return f"{link}&{urlencode(self.own_pairs, quote_via=quote)}" if self.own else link


def _answer(request: Request) -> Response:
    asked = _asked(request)
    headers = {"etag": _tag(asked), "cache-control": "no-cache"}
    if headers["etag"] in tags(request.headers.get("if-none-match", "")):
        return Response(status_code=HTTPStatus.NOT_MODIFIED, headers=headers)
    form = exports.FORMATS[asked.extension]
    try:
        content = form.write(_table(asked))
    except exports.TooLarge as reason:
        raise Refused(HTTPStatus.BAD_REQUEST, str(reason)) from None
    headers["content-disposition"] = f'attachment; filename="{_file_name(asked)}"'
    return Response(content, media_type=form.media_type, headers=headers)


# What is asked for


def _asked(request: Request) -> _Asked:
    given = request.query_params
    chosen = ledger.current(given.getlist("process"))
    kind, name, extension = _parts(request.path_params["path"], chosen)
    query = _query(kind, name, chosen)
    state, own = _read(given, query, chosen)
    effective = _effective(state, query)
    return _Asked(
        ledger=chosen,
        query=query,
        name=name,
        extension=extension,
        state=effective,
        own=own,
        ignored=_set_in(state) - _set_in(effective),
        today=datetime.now(UTC).date(),
        origin=chosen.public_url or str(request.base_url).rstrip("/"),
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
            routes=list(ROUTES),
            tables=tables_of(chosen),
            queries=questions_of(chosen),
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
    return [name for name in chosen.engine.queries if name.partition("/")[0] not in PRIVATE]


def _query(kind: str, name: str, chosen: Ledger) -> Query:
    known = tables_of(chosen) if kind == "tables" else questions_of(chosen)
    if name in known:
        return chosen.engine.queries[f"tables/{name}" if kind == "tables" else name]
    noun = "table" if kind == "tables" else "query"
    near = difflib.get_close_matches(name, known, n=3)
    hint = f"Did you mean {' or '.join(near)}?" if near else f"There are {', '.join(known)}."
    raise Refused(HTTPStatus.NOT_FOUND, f"There is no {noun} {_shortened(name)!r}. {hint}", **{kind: known})


# Parameters


def _read(given: QueryParams, query: Query, chosen: Ledger) -> tuple[State, dict[str, tuple[str, ...]]]:
    """The state and the query's own parameters. Raises Refused, naming everything that cannot be read."""
    address = {name: tuple(given.getlist(name)) for name in given}
    own = {name: texts for name, texts in address.items() if name in own_parameters(query)}
    shared = {name: texts for name, texts in address.items() if name not in own}
    state, dropped = codec.decode(shared, chosen.vocabulary)
    wrong = [(item.name, item.value, item.reason) for item in dropped]
    for name, texts in own.items():
        wrong += ((name, text, reason) for text, reason in _faults(query, name, texts, chosen))
    for name in sorted(_needed(query) - own.keys()):
        wrong.append((name, "", f"is missing; this query needs it, as {_form(query, name)}"))
    mark = marks.read(state.mark) if state.mark else None
    if mark and _takes_marks(query) and query.name != f"evidence/{mark.evidence}":
        wrong.append(("mark", mark.name, f"its rows are found by the query evidence/{mark.evidence}"))
    if wrong:
        raise refusal(wrong)
    return state, own


def own_parameters(query: Query) -> frozenset[str]:
    """The parameters that a query has beside the filters and the values of marks."""
    return frozenset(name for name in query.parameters - _FILTERS if not name.startswith(_MARK))


def _needed(query: Query) -> frozenset[str]:
    """Those without which a query answers nothing: texts that it compares and does not let be absent."""
    texts = frozenset(name for name in own_parameters(query) if query.casts[name] == "VARCHAR")
    return texts - query.optional


def _takes_marks(query: Query) -> bool:
    return any(name.startswith(_MARK) for name in query.parameters)


def _effective(state: State, query: Query) -> State:
    """The state without what has no effect on a query, so that equal rows have equal addresses."""
    absent = {
        parameter.field: getattr(State(), parameter.field)
        for parameter in codec.PARAMETERS
        if parameter.name not in _OF_THE_LEDGER
        and not (parameter.name == "mark" and _takes_marks(query))
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
    values = chosen.vocabulary.values.get(name.rpartition("_")[2])
    for text in texts:
        if values is not None and text not in values:
            yield text, f"not {_form(query, name)}"
            continue
        try:
            _typed(query, name, (text,))
        except (KeyError, ValueError):
            yield text, f"not {_form(query, name)}"


def _form(query: Query, name: str) -> str:
    thing = name.rpartition("_")[2]
    if thing in _CONTRACT:
        return f"a value of the parameter {thing}"
    return _FORMS.get(query.casts[name], "text")


def refusal(wrong: Sequence[tuple[str, str, str]]) -> Refused:
    """What to raise for parameters that cannot be read: each by name, value and reason."""
    parts = [
        f"{_shortened(name)}{f' = {_shortened(value)!r}' if value else ''} ({reason})"
        for name, value, reason in wrong
    ]
    return Refused(
        HTTPStatus.BAD_REQUEST,
        f"Nothing was answered, because of these parameters: {'; '.join(parts)}.",
        parameters=[{"name": name, "value": value, "reason": reason} for name, value, reason in wrong],
    )


def _shortened(text: str, limit: int = 80) -> str:
    return text if len(text) <= limit else f"{text[:limit]}…"


# The answer


def _table(asked: _Asked) -> Table:
    package = asked.ledger.dataset.package
    columns = dictionary.columns_of(asked.query, package)
    rows = asked.ledger.engine.rows(asked.query.name, asked.parameters)
    if asked.query.name == "tables/sources" or "source_title" in {column.name for column in columns}:
        return Table(_about(asked), columns, rows, exports.sources_of(rows))
    behind = _tables_behind(asked)
    sources = (exports.sources_of(asked.ledger.engine.rows(name, asked.parameters)) for name in behind)
    return Table(
        _about(asked),
        columns,
        rows,
        tuple(dict.fromkeys(source for some in sources for source in some)),
        sources_of=_rows_behind(behind),
    )


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
    "citations": _CITING,
    "rows": _CITING,
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


def _about(asked: _Asked) -> About:
    package = asked.ledger.dataset.package
    title = _title(asked)
    licence = " or ".join(
        " ".join(part for part in (one.title or one.name, one.path) if part) for one in package.licenses
    )
    parameters: dict[str, list[str]] = {}
    for name, value in codec.encode(asked.state) + asked.own_pairs:
        parameters.setdefault(name, []).append(value)
    cited = citation.Cited(
        page="Data",
        chart=title,
        filters=_words(asked),
        process=package.title,
        version=asked.ledger.dataset.version,
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
    return exports.file_name(
        asked.name,
        asked.ledger.dataset.version,
        asked.extension,
        known=asked.state.known,
        process=asked.state.process,
    )


def _tag(asked: _Asked) -> str:
    """Changes with whatever the file depends on: the data, the query, what was chosen, and the day."""
    depends = (asked.ledger.dataset.digest, asked.query.sql, asked.link, asked.today.isoformat())
    parts = (*depends, *sorted(asked.ignored))
    return f'"{hashlib.sha256(chr(10).join(parts).encode()).hexdigest()[:32]}"'
