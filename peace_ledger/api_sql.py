"""A query of the reader's own as a file: `/api/v1/sql.{csv|json|parquet|xlsx}?sql=…`. `docs/sql.md` says
what can be asked.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime
from http import HTTPStatus
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from peace_ledger import api, citation, exports, filters
from peace_ledger import state as codec
from peace_ledger.dictionary import Column
from peace_ledger.exports import About, Source, Table
from peace_ledger.ledger import Ledger
from peace_ledger.sql import pool, service, words
from peace_ledger.sql.answer import Answer, Refused
from peace_ledger.state import Dropped, State

PATH = "/api/v1/sql.{extension}"
PAGE = "query"
"""The path of the page on which the same query is asked."""
TAKEN = ("process", "data", "sql")
"""The parameters that a file depends on; filters do not cut what a query asks for."""

_RETRY_AFTER = 3
_MEANING = "As the query gives it."


def routes() -> list[BaseRoute]:
    """The routes of this module."""
    return [Route(PATH, Answers)]


class Answers(api.Downloads):
    """GET and HEAD of the answer to a query in SQL."""

    def answer(self, request: Request) -> Response:
        """The answer as a file; 404 where SQL is off, 422 where the query is refused, 503 where too many
        wait, 504 where it takes too long.
        """
        extension = request.path_params["extension"]
        if extension not in exports.FORMATS:
            formats = list(exports.FORMATS)
            raise api.Refused(
                HTTPStatus.NOT_FOUND,
                f"There is no format {extension[:80]!r}; there are {', '.join(formats)}.",
                formats=formats,
            )
        if not service.is_on():
            raise api.Refused(HTTPStatus.NOT_FOUND, service.OFF)
        chosen, state = _asked(request)
        today = datetime.now(UTC).date()
        link = citation.permanent_link(api.origin_of(request, chosen), PAGE, state, chosen.dataset.version)
        headers = {
            "etag": api.tag(chosen.dataset.digest, link, extension, today.isoformat()),
            "cache-control": "no-cache",
        }
        if api.holds(request, headers["etag"]):
            return Response(status_code=HTTPStatus.NOT_MODIFIED, headers=headers)
        given = _given(chosen, state.sql or "")
        form = exports.FORMATS[extension]
        content = form.write(table_of(chosen, state, given, link, today))
        name = exports.file_name("sql", chosen.dataset.version, extension, process=state.process)
        headers |= {"content-disposition": f'attachment; filename="{name}"', "x-cut": given.cut or "no"}
        return Response(content, media_type=form.media_type, headers=headers)


def _asked(request: Request) -> tuple[Ledger, State]:
    """The ledger, and a state of nothing but the query. Raises api.Refused where there is none, or what has
    no effect on its rows and would seem to.
    """
    chosen, state = api.view_of(request)
    others = [
        name for name, _ in codec.encode(state) if name not in (*TAKEN, "lang", "plot", "chart", "mark")
    ]
    faults = [
        Dropped(name, "", "does not cut what a query in SQL asks for; put it into the query")
        for name in dict.fromkeys(others)
    ]
    if state.sql is None:
        faults.append(Dropped("sql", "", "is missing: give one SELECT"))
    if faults:
        raise api.refusal(faults)
    return chosen, State(process=state.process, version=state.version, sql=state.sql)


def _given(chosen: Ledger, sql: str) -> Answer:
    try:
        return service.ask(chosen.engine, sql)
    except Refused as refused:
        place = {"place": refused.detail} if refused.detail else {}
        raise api.Refused(HTTPStatus.UNPROCESSABLE_ENTITY, str(refused), **place) from refused
    except pool.TooSlow as slow:
        raise api.Refused(HTTPStatus.GATEWAY_TIMEOUT, str(slow)) from slow
    except pool.Unavailable as reason:
        raise api.Refused(HTTPStatus.SERVICE_UNAVAILABLE, str(reason), retry_after=_RETRY_AFTER) from reason


def table_of(chosen: Ledger, state: State, given: Answer, link: str, today: date) -> Table:
    """An answer as a table for files, with the sources that its rows name by `source_id`."""
    package, version = chosen.dataset.package, chosen.dataset.version
    cited = replace(
        citation.cited(chosen.dataset, PAGE, state, "", today), chart=words.TITLE, filters="SQL", link=link
    )
    about = About(
        name="sql",
        title=words.TITLE,
        question=state.sql or "",
        process=package.name,
        package=package.title,
        version=version,
        parameters={name: [value] for name, value in codec.encode(state)},
        filters="those that the query names",
        ignored=(),
        link=link,
        licence=cited.licence,
        citation=citation.text(cited),
        made_on=today,
        cut=words.cut(given),
    )
    columns = tuple(Column(column.name, column.type, _MEANING) for column in given.columns)
    rows = rows_of(given)
    return Table(about, columns, rows, tuple(_sources(chosen, rows)))


def rows_of(given: Answer) -> list[dict[str, Any]]:
    """The rows of an answer by the names of its columns, with days as days."""
    days = {place for place, column in enumerate(given.columns) if column.type == "date"}
    names = [column.name for column in given.columns]
    return [
        {
            name: date.fromisoformat(cell) if place in days and cell is not None else cell
            for place, (name, cell) in enumerate(zip(names, row, strict=True))
        }
        for row in given.rows
    ]


def _sources(chosen: Ledger, rows: list[dict[str, Any]]) -> Iterable[Source]:
    named = {row.get("source_id") for row in rows}
    if "tables/sources" not in chosen.engine.queries or named <= {None}:
        return ()
    every = chosen.engine.rows("tables/sources", filters.parameters(State(), date.max))
    return exports.sources_of([row for row in every if row["source_id"] in named])
