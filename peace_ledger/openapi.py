"""The API described by OpenAPI 3.1, at `/api/v1/openapi.json`: made from what answers it, so that it is true.

To add a route from another module, add its path to `_paths`, with `_operation`.
"""

import re
from collections.abc import Iterable, Mapping
from http import HTTPStatus
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from peace_ledger import api, api_cite, atom, dictionary, exports, feed, gate, marks, state
from peace_ledger.catalog import Query
from peace_ledger.dictionary import Column
from peace_ledger.ledger import Ledger
from peace_ledger.state import Parameter

ADDRESS = "/api/v1/openapi.json"

Document = dict[str, Any]
"""A part of the description, as JSON has it."""

_DAY: Document = {"type": "string", "format": "date", "pattern": r"^(19\d\d|2[01]\d\d)-\d\d-\d\d$"}
# One line of it begins with a letter that is seen: what holds nothing is no query.
_SQL: Document = {
    "type": "string",
    "maxLength": state.LONGEST_SQL,
    "pattern": r"^[!-~][\t\n -~\u00a0-\ud7ff]*$",
}
_MEANINGS: Mapping[str, str] = {
    "from": "Only what happened on this day or later.",
    "to": "Only what happened on this day or earlier; not before `from`.",
    "actor": "Only rows of these actors and of those that are a part of them.",
    "event": "Only rows of these events.",
    "known": "The ledger as it was known on this day: what was published later is gone, statuses roll back.",
    "confidence": "The lowest grade of confidence that rows may have.",
    "process": "Which ledger is asked, where the server has several; without it the first.",
    "data": "The data version that is asked; without it the latest.",
    "beside": "The data version of another process, as the page Processes compares it: process, at sign, "
    "version. Only a citation of that page depends on it.",
    "lang": "Accepted, without effect: texts are English.",
    "stance": "Only reactions of these stances.",
    "kind": "Only reactions of actors of these kinds.",
    "side": "Only reactions of actors on these sides.",
    "channel": "Only reactions by these channels.",
    "category": "Only releases and detentions of these categories of people.",
    "direction": "Only releases and detentions between these: releasing actor, dot, actor of origin.",
    "basis": "Only releases on these grounds.",
    "mediator": "Only releases by these mediators.",
    "release_status": "Only releases of these statuses.",
    "theme": "Only commitments on these themes.",
    "maker": "Only commitments made by these actors.",
    "commitment_status": "Only commitments of these statuses on the day looked at.",
    "testable": "Only commitments that can, or cannot, be tested.",
    "standing": "Only commitments of these standings.",
    "with": "The second actor of the page Actors; without effect on a file.",
    "bodies": "A choice of the page Actors; without effect on a file.",
    "sql": "A query of the page SQL; only the route of that name answers it.",
    "plot": "How the page SQL draws an answer; without effect on a file.",
    "mark": "A mark of a chart, as its name stands in a page's address; without effect on a file.",
    "chart": "The chart that a citation is for; without effect on a file.",
    "embed": "How a page is shown; without effect on a file.",
}
_EXAMPLES: Mapping[str, str] = {
    "sql": "SELECT stance, count(*) AS reactions FROM reactions GROUP BY stance",
    "from": "2023-01-01",
    "to": "2023-12-31",
    "known": "2024-06-30",
}
_FIXED: Mapping[str, tuple[str, ...]] = {
    "lang": ("en",),
    "bodies": ("apart",),
    "plot": state.PLOTS,
    "embed": ("true",),
    "chart": tuple(marks.TITLES),
}
_CELLS: Mapping[dictionary.ColumnType, Document] = {
    "string": {"type": ["string", "null"]},
    "list": {"type": ["array", "null"], "items": {"type": "string"}},
    "date": {"type": ["string", "null"], "format": "date"},
    "integer": {"type": ["integer", "null"]},
    "number": {"type": ["number", "null"]},
    "boolean": {"type": ["boolean", "null"]},
}
_OWN: Mapping[str, Document] = {
    "VARCHAR": {"type": "string"},
    "VARCHAR[]": {"type": "array", "items": {"type": "string"}},
    "BOOLEAN": {"type": "string", "enum": ["true", "false"]},
    "DATE": _DAY,
}
_PROBLEMS: Mapping[HTTPStatus, str] = {
    HTTPStatus.BAD_REQUEST: "Parameters that cannot be read or do not fit; `parameters` names each.",
    HTTPStatus.UNAUTHORIZED: "The ledger is private, and the reader has not signed in.",
    HTTPStatus.FORBIDDEN: "The ledger is private, and the reader is not let in.",
    HTTPStatus.NOT_FOUND: "There is no such table, query, page or format; the problem lists those there are.",
    HTTPStatus.METHOD_NOT_ALLOWED: "Another method than GET, HEAD or OPTIONS.",
    HTTPStatus.REQUEST_URI_TOO_LONG: f"The address is longer than {gate.LONGEST_ADDRESS} bytes.",
    HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE: "The file has none of the bytes that `range` asks for.",
    HTTPStatus.MISDIRECTED_REQUEST: "The Host of the request is none of this server's.",
    HTTPStatus.UNPROCESSABLE_ENTITY: "The query is refused, or cannot be run; the problem says why, and "
    "`place` shows where.",
    HTTPStatus.TOO_MANY_REQUESTS: "This client has asked too often.",
    HTTPStatus.SERVICE_UNAVAILABLE: "The data, or this version of them, are not loaded, and `problems` has "
    "the reasons; or too many files are being made, or requests at work, and `retry-after` says when to ask "
    "again.",
    HTTPStatus.GATEWAY_TIMEOUT: "The query was not answered by the deadline.",
}
# Every route can give all but these: of ranges of bytes, and of queries of readers.
_OF_SOME = (
    HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE,
    HTTPStatus.UNPROCESSABLE_ENTITY,
    HTTPStatus.GATEWAY_TIMEOUT,
)
_REFUSALS = tuple(status for status in _PROBLEMS if status not in _OF_SOME)
_HEADERS: Mapping[str, tuple[str, str]] = {
    "etag": ("Changes with the data, the request, the program and the day.", "string"),
    "cache-control": ("A copy may be kept, and has to be asked for again before use.", "string"),
    "vary": ("Answers differ by accepted encoding.", "string"),
    "content-disposition": ("A name for the file.", "string"),
    "accept-ranges": ("Of a Parquet file a range of bytes can be asked for.", "string"),
    "content-range": ("Which bytes these are, and how many the file has.", "string"),
    "link": ("The first, last, previous and next part of the table, where a part was asked for.", "string"),
    "x-cut": ("`rows` or `bytes` where the query has more rows than the answer; else `no`.", "string"),
    "x-total-count": ("How many rows the whole table has under these filters.", "integer"),
    "ratelimit": (
        "What is left of the client's limit: `r` requests, and `t` seconds until it is full.",
        "string",
    ),
    "ratelimit-policy": ("The client's limit: `q` requests in `w` seconds.", "string"),
    "retry-after": ("After how many seconds to ask again.", "integer"),
    "allow": ("The methods that there are.", "string"),
    "x-request-id": ("Names the request: what to report where an answer is wrong.", "string"),
}
_EVERYWHERE = ("vary", "ratelimit", "ratelimit-policy", "x-request-id")


def routes() -> list[BaseRoute]:
    """The route of this module."""
    return [Route(ADDRESS, Description)]


class Description(api.Downloads):
    """GET and HEAD of the description."""

    def answer(self, request: Request) -> Response:
        """The description of one process, as JSON."""
        chosen = api.named_ledger(request)
        content = JSONResponse(described(chosen), headers={"cache-control": "no-cache"})
        content.headers["etag"] = api.tag(chosen.dataset.digest, chosen.public_url)
        if api.holds(request, content.headers["etag"]):
            kept = {name: content.headers[name] for name in ("etag", "cache-control")}
            return Response(status_code=HTTPStatus.NOT_MODIFIED, headers=kept)
        return content


def described(chosen: Ledger) -> Document:
    """The OpenAPI document of a ledger: every route beside the pages, with the values that its data allow."""
    package = chosen.dataset.package
    return {
        "openapi": "3.1.1",
        "info": {
            "title": f"Peace Ledger: {package.title}",
            "version": chosen.dataset.version,
            "summary": "The tables of the ledger and the rows behind every chart, as files.",
            "description": "Every route takes the parameters of the pages and gives the same numbers. "
            "A parameter that cannot be read is refused, never dropped.",
        },
        "servers": [{"url": chosen.public_url or "/"}],
        "paths": dict(_paths(chosen)),
        "components": {
            "schemas": _schemas(),
            "parameters": {one.name: _parameter(one, chosen) for one in state.PARAMETERS} | _OF_ROUTES,
            "headers": {
                name: {"description": told, "schema": {"type": kind}}
                for name, (told, kind) in _HEADERS.items()
            },
            "responses": {str(int(status)): _problem(status) for status in _PROBLEMS}
            | {"304": _response("The copy that the reader has still holds.", {}, "etag", "cache-control")},
        },
    }


def _paths(chosen: Ledger) -> Iterable[tuple[str, Document]]:
    queries = chosen.engine.queries
    for table in api.tables_of(chosen):
        title = chosen.dataset.package.table(table).title or table
        yield f"/api/v1/tables/{table}.{{format}}", _file(queries[f"tables/{table}"], title, chosen)
    for name in api.questions_of(chosen):
        query = queries[name]
        yield f"/api/v1/queries/{name}.{{format}}", _file(query, query.question, chosen)
    yield "/api/v1/sql.{format}", _sql()
    yield "/api/v1/cite/{page}.{format}", _citation()
    listed = {"type": "array", "items": {"type": "string"}}
    index = dict.fromkeys(("routes", "tables", "queries"), listed)
    yield (
        "/api/v1/",
        _operation("index", "What there is", [_ref("process"), _ref("data")], _json(_object(index))),
    )
    document = _json({"type": "object", "required": ["openapi", "info", "paths"]})
    asked = [_ref("process"), _ref("data"), _ref("if-none-match")]
    yield ADDRESS, _operation("openapi", "This description", asked, document, "etag", "cache-control")
    yield feed.PATH, _feed(chosen)
    yield "/qr/{page}.svg", _picture("qr", "The address of a page as a QR code", "image/svg+xml")
    yield "/preview/{page}.png", _picture("preview", "A page or chart as a picture", "image/png", "etag")
    yield gate.ALIVE, _health()
    yield gate.READY, _readiness()


# Operations


def _operation(
    name: str,
    summary: str,
    parameters: list[Document],
    content: Document,
    *headers: str,
    problems: Iterable[HTTPStatus] = _REFUSALS,
) -> Document:
    """A path with GET and HEAD: what it gives by media type, with those headers."""
    responses: Document = {"200": _response("What was asked for.", content, *headers, *_EVERYWHERE)}
    if "etag" in headers:
        responses["304"] = {"$ref": "#/components/responses/304"}
    for status in problems:
        responses[str(int(status))] = {"$ref": f"#/components/responses/{int(status)}"}
    shared = {"summary": summary, "responses": responses}
    without_body = {
        status: {name: part for name, part in one.items() if name != "content"}
        for status, one in responses.items()
    }
    return {
        "parameters": parameters,
        "get": {"operationId": name, **shared},
        "head": {"operationId": f"{name}-head", "summary": summary, "responses": without_body},
    }


def _file(query: Query, summary: str, chosen: Ledger) -> Document:
    columns = dictionary.columns_of(query, chosen.dataset.package)
    form = {"name": "format", "in": "path", "required": True, "schema": {"enum": list(exports.FORMATS)}}
    own = [_own_parameter(query, name, chosen) for name in sorted(api.own_parameters(query))]
    shared = [_mark_of(query) if one.name == "mark" else _ref(one.name) for one in state.PARAMETERS]
    content: Document = {form.media_type: {} for form in exports.FORMATS.values()}
    content[exports.FORMATS["csv"].media_type] = {"schema": {"type": "string"}}
    content[exports.FORMATS["json"].media_type] = {"schema": _document_of(columns)}
    headers = ("etag", "cache-control", "content-disposition", "link", "x-total-count", "accept-ranges")
    parameters = [form, *own, *shared, *(_ref(name) for name in _OF_ROUTES)]
    described = _operation(query.name.replace("/", "-"), summary, parameters, content, *headers)
    parquet: Document = {exports.FORMATS["parquet"].media_type: {}}
    part = _response("The bytes of a Parquet file that `range` asks for.", parquet, "content-range", "etag")
    described["get"]["responses"] |= {"206": part, "416": {"$ref": "#/components/responses/416"}}
    return described


def _sql() -> Document:
    form = {"name": "format", "in": "path", "required": True, "schema": {"enum": list(exports.FORMATS)}}
    asked = {
        "name": "sql",
        "in": "query",
        "description": "One SELECT in DuckDB's SQL over the tables and the named queries.",
        "required": True,
        "schema": _SQL,
        "example": _EXAMPLES["sql"],
    }
    content: Document = {one.media_type: {} for one in exports.FORMATS.values()}
    content[exports.FORMATS["csv"].media_type] = {"schema": {"type": "string"}}
    content[exports.FORMATS["json"].media_type] = {
        "schema": _object(
            {"about": {"type": "object"}, "columns": {"type": "array"}, "rows": {"type": "array"}}
        )
    }
    refusals = (*_REFUSALS, HTTPStatus.UNPROCESSABLE_ENTITY, HTTPStatus.GATEWAY_TIMEOUT)
    return _operation(
        "sql",
        "The answer to a query of your own, in SQL",
        [form, asked, *(_ref(name) for name in ("process", "data", "lang", "plot", "if-none-match"))],
        content,
        *("etag", "cache-control", "content-disposition", "x-cut"),
        problems=refusals,
    )


def _citation() -> Document:
    page = {"name": "page", "in": "path", "required": True, "schema": {"enum": list(api_cite.PATHS)}}
    form = {"name": "format", "in": "path", "required": True, "schema": {"enum": list(api_cite.FORMATS)}}
    content: Document = {one.media_type: {} for one in api_cite.FORMATS.values()}
    content[api_cite.FORMATS["txt"].media_type] = {"schema": {"type": "string"}}
    content[api_cite.FORMATS["json"].media_type] = {
        "schema": {"type": "array", "items": {"type": "object", "required": ["id", "type", "URL"]}}
    }
    parameters = [page, form, *(_ref(one.name) for one in state.PARAMETERS), _ref("if-none-match")]
    headers = ("etag", "cache-control", "content-disposition")
    return _operation("cite", "The citation of a page or chart", parameters, content, *headers)


def _feed(chosen: Ledger) -> Document:
    promises = [row["commitment_id"] for row in chosen.engine.rows("tables/commitments", {})]
    mark = {
        "name": "mark",
        "in": "query",
        "description": "The mark of a commitment in a list of them: only what became of this one.",
        "schema": _marks_schema(_marks_of("histories"), promises),
    }
    page = {
        "name": "page",
        "in": "query",
        "description": "Which page of the feed; the links in it lead from one to the next.",
        "schema": {"type": "integer", "minimum": 1},
        "example": 1,
    }
    shared = [mark if one.name == "mark" else _ref(one.name) for one in state.PARAMETERS]
    content: Document = {atom.MEDIA_TYPE: {"schema": {"type": "string"}}}
    parameters = [page, *shared, _ref("if-none-match")]
    return _operation("feed", "What became known, as Atom", parameters, content, "etag", "cache-control")


def _picture(name: str, summary: str, media_type: str, *headers: str) -> Document:
    page = {"name": "page", "in": "path", "required": True, "schema": {"enum": list(api_cite.PATHS)}}
    parameters = [page, *(_ref(one.name) for one in state.PARAMETERS)]
    return _operation(name, summary, parameters, {media_type: {}}, "cache-control", *headers)


def _health() -> Document:
    text = {"type": "string"}
    names = {"type": "array", "items": text}
    process = _object({"name": text, "version": text, "digest": text, "versions": names})
    # Of a private ledger only the status is for everybody.
    served = _object({"status": {"const": "ok"}}, process={"type": "array", "items": process})
    broken = _object({"status": {"const": "unavailable"}}, problems=names)
    return _probe("health", "Which data are served", served, "The data are not loaded.", broken)


def _readiness() -> Document:
    reasons: Document = {"type": "array", "items": {"type": "string"}}
    unready = _object({"status": {"const": "unready"}}, reasons=reasons)
    ready = _object({"status": {"const": "ready"}})
    said = "It starts, has no data or is being stopped: send nobody here."
    return _probe("readiness", "Whether the process should be sent readers", ready, said, unready)


def _probe(name: str, summary: str, well: Document, said: str, unwell: Document) -> Document:
    refusals = (HTTPStatus.METHOD_NOT_ALLOWED, HTTPStatus.REQUEST_URI_TOO_LONG, HTTPStatus.BAD_REQUEST)
    described = _operation(name, summary, [], _json(well), problems=refusals)
    described["get"]["responses"]["503"] = _response(said, _json(unwell))
    described["head"]["responses"]["503"] = _response(said, {})
    return described


# Parameters

_OF_ROUTES: dict[str, Document] = {
    "limit": {
        "name": "limit",
        "in": "query",
        "description": "At most so many rows, counted from `offset`; without it all of them.",
        "schema": {"type": "integer", "minimum": 1, "maximum": api.LIMIT},
        "example": 100,
    },
    "offset": {
        "name": "offset",
        "in": "query",
        "description": "How many rows to leave out at the start; the order of rows is fixed.",
        "schema": {"type": "integer", "minimum": 0, "maximum": api.FURTHEST_OFFSET},
        "example": 0,
    },
    "range": {
        "name": "range",
        "in": "header",
        "description": "Of a Parquet file only these bytes; the whole where it cannot be read.",
        "schema": {"type": "string"},
        "example": "bytes=-8",
    },
    "if-none-match": {
        "name": "if-none-match",
        "in": "header",
        "description": "The tags of the copies that the reader has; 304 where one of them still holds.",
        "schema": {"type": "string"},
    },
}


def _ref(parameter: str) -> Document:
    return {"$ref": f"#/components/parameters/{parameter}"}


def _parameter(one: Parameter, chosen: Ledger) -> Document:
    schema = _schema_of(one, chosen)
    example = _EXAMPLES.get(one.name) or _first(schema)
    described: Document = {
        "name": one.name,
        "in": "query",
        "description": _MEANINGS[one.name],
        "schema": _many(schema) if one.many else schema,
    }
    if one.many:
        described |= {"style": "form", "explode": True, "example": [] if example is None else [example]}
    elif example is not None:
        described["example"] = example
    return described


def _many(schema: Document) -> Document:
    """Any number of values; none where the data allow no value."""
    if schema.get("enum") == []:
        return {"type": "array", "maxItems": 0}
    return {"type": "array", "items": schema}


def _schema_of(one: Parameter, chosen: Ledger) -> Document:
    vocabulary = chosen.vocabulary
    named = {
        **_FIXED,
        **vocabulary.values,
        "process": vocabulary.processes,
        "data": vocabulary.versions,
        "with": vocabulary.values["actor"],
    }
    if one.name in named:
        return {"type": "string", "enum": list(named[one.name])}
    if one.name == "sql":
        return _SQL
    return _marks_schema(marks.MARKS) if one.name == "mark" else _DAY


def _first(schema: Document) -> str | None:
    values: list[str] = schema.get("enum", [])
    return values[0] if values else None


def _mark_of(query: Query) -> Document:
    """The parameter `mark`: for a query that finds the rows behind marks, those of its own charts."""
    if not api.takes_marks(query):
        return _ref("mark")
    own = _marks_of(query.name.removeprefix("evidence/"))
    described = "The mark of a chart: only the rows behind it. Without it all rows that the filters leave."
    return {"name": "mark", "in": "query", "description": described, "schema": _marks_schema(own)}


def _marks_of(evidence: str) -> Mapping[str, marks.MarkFields]:
    return {name: one for name, one in marks.MARKS.items() if one.evidence == evidence}


def _marks_schema(named: Mapping[str, marks.MarkFields], allowed: Iterable[str] = ()) -> Document:
    """The marks of these charts, with any values or with these."""
    value = "|".join(re.escape(one) for one in allowed) or f"[^{marks.SEPARATOR}]*"
    values = rf"(?:{marks.SEPARATOR}(?:{value}))"
    forms = "|".join(f"{name}{values}{{{len(one.fields)}}}" for name, one in named.items())
    return {"type": "string", "pattern": f"^(?:{forms})$"}


def _own_parameter(query: Query, name: str, chosen: Ledger) -> Document:
    schema = _OWN[query.casts[name]]
    values = chosen.vocabulary.values.get(api.named_after(name))
    if values is not None:
        schema = {"type": "string", "enum": list(values)}
    described = f"A parameter of this query's own: {api.form_of(query, name)}."
    is_needed = name in api.needed(query)
    return {"name": name, "in": "query", "description": described, "required": is_needed, "schema": schema}


# Answers


def _response(description: str, content: Document, *headers: str) -> Document:
    answer: Document = {"description": description}
    if content:
        answer["content"] = content
    if headers:
        answer["headers"] = {name: {"$ref": f"#/components/headers/{name}"} for name in headers}
    return answer


def _problem(status: HTTPStatus) -> Document:
    headers = {
        HTTPStatus.TOO_MANY_REQUESTS: "retry-after",
        HTTPStatus.SERVICE_UNAVAILABLE: "retry-after",
        HTTPStatus.METHOD_NOT_ALLOWED: "allow",
        HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE: "content-range",
    }
    content = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
    own = (headers[status],) if status in headers else ()
    return _response(_PROBLEMS[status], content, *own, *_EVERYWHERE)


def _json(schema: Document) -> Document:
    return {"application/json": {"schema": schema}}


def _object(properties: Mapping[str, Document], **optional: Document) -> Document:
    return {"type": "object", "properties": {**properties, **optional}, "required": list(properties)}


def _document_of(columns: Iterable[Column]) -> Document:
    cells = {column.name: _cell(column) for column in columns}
    row = _object(cells) | {"additionalProperties": False}
    about, column = (
        {"$ref": "#/components/schemas/About"},
        {"type": "array", "items": {"$ref": "#/components/schemas/Column"}},
    )
    return _object({"about": about, "columns": column, "rows": {"type": "array", "items": row}})


def _cell(column: Column) -> Document:
    return {**_CELLS[column.type], "description": column.description}


def _schemas() -> Document:
    text = {"type": "string"}
    count = {"type": "integer", "minimum": 0}
    fault = _object({"name": text, "value": text, "reason": text})
    problem: Document = {
        "type": {"type": "string", "format": "uri-reference"},
        "title": text,
        "status": {"type": "integer"},
        "detail": text,
    }
    about: Document = {
        **dict.fromkeys(("title", "question", "name", "process", "package", "data_version"), text),
        **dict.fromkeys(("filters", "permanent_link", "citation", "licence"), text),
        "made_on": {"type": "string", "format": "date"},
        "parameters": {"type": "object", "additionalProperties": {"type": "array", "items": text}},
        "offset": count,
        "limit": {"type": ["integer", "null"], "minimum": 1},
        "total": count,
    }
    code = _object({"value": text, "label": text, "description": text})
    column: Document = {"name": text, "type": {"enum": list(_CELLS)}, "description": text}
    return {
        "Problem": _object(problem, parameters={"type": "array", "items": fault}, request_id=text)
        | {"description": "An error by RFC 9457: `detail` says what is wrong and what to do."},
        "About": _object(about, not_cut_by=text, part=text)
        | {"description": "What a file holds, and how to find and cite it again."},
        "Column": _object(column, codes={"type": "array", "items": code}),
    }
