"""What a reader takes away of a view: its data in every format, its citation, its permanent link."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from typing import Any
from urllib.parse import quote, urlencode

from peace_ledger import citation, marks, snippets
from peace_ledger import state as codec
from peace_ledger.marks import Mark
from peace_ledger.state import FIELDS, State
from peace_ledger.translation import _
from peace_ledger.ui import elements, frames, kept
from peace_ledger.ui.elements import Download, TakeAway
from peace_ledger.ui.view import View

API = "/api/v1"

Queries = str | Mapping[str, str]
"""The query behind a chart; where there are several, each by what its rows are."""

_RECORDS = ("events", "reactions", "releases", "detentions", "commitments", "commitment_updates")
_TABLES: Mapping[str, tuple[str, ...]] = {
    "updates": ("commitment_updates",),
    "timeline": ("events", "releases", "commitment_updates", "reactions"),
    "citations": _RECORDS,
    "rows": (*_RECORDS, "disputes"),
    # It counts the reactions that coders read.
    "codings": ("reactions",),
    # It counts bodies with what they are a part of: no rows of a table.
    "actors": (),
}
"""The package's tables behind a scope of `queries/scope/`, where that is not the one of its name."""


def of_chart(view: View, name: str, table: str, queries: Queries, own: Mapping[str, Any]) -> TakeAway:
    """For a chart over a table: its numbers, and the rows behind it. `own` are the parameters by which it
    narrows the filters.
    """
    groups = {
        _("Numbers of this chart"): _numbers(view, queries, own),
        _("Rows behind it, with sources"): _rows(view, table, own),
    }
    return _of_card(view, name, groups)


def of_list(view: View, name: str, table: str, queries: Queries, own: Mapping[str, Any]) -> TakeAway:
    """For a list over a table: its rows, and where these come from a query of their own, the table's."""
    rows = _("Rows behind it, with sources") if queries else _("These rows, with sources")
    groups = {_("Rows of this list"): _numbers(view, queries, own), rows: _rows(view, table, own)}
    return _of_card(view, name, groups)


def of_evidence(view: View, mark: Mark) -> TakeAway:
    """For the rows behind the open mark."""
    state = replace(view.state, chart=None, mark=mark.name)
    downloads = (_download(view, f"evidence/{mark.evidence}", "", state, {}),)
    return _take(view, {_("These rows, with sources"): downloads}, chart=mark.chart, mark=mark.name)


def of_sql(view: View, sql: str) -> TakeAway:
    """For the answer to a query of the reader's own: its rows, its citation, its link."""
    state = State(process=view.state.process, version=view.state.version, sql=sql)
    stem, query = f"{API}/sql", _query(view, state, {})
    rows = (Download(stem, query, "", snippets.of_file(f"{view.origin}{stem}", query)),)
    return _take(view, {_("Rows of this answer"): rows}, chart=None, mark=None)


def of_text(view: View, name: str) -> TakeAway:
    """For a list of words that stand in the descriptor and in no table: its citation."""
    return _take(view, {}, chart=name, mark=None)


def foot(view: View) -> None:
    """Draw what closes every page: its citation and link, and every table under its filters. An embed has
    none.
    """
    if not view.embedded:
        told = kept.once(view, foot, lambda: elements.of_foot(of_page(view)))
        elements.put_plain(told, key="take away the page")


def of_page(view: View) -> TakeAway:
    """For a page: every table under its filters."""
    tables = tuple(
        _download(
            part,
            f"tables/{table.name}",
            _labelled(view, part, table.said("title") or table.name),
            replace(part.state, mark=None, chart=None),
            {},
        )
        for part in view.parts
        for table in part.dataset.package.tables
        if f"tables/{table.name}" in part.ledger.engine.queries
    )
    groups = {_("Tables under these filters, with sources"): tables}
    return _take(view, groups, chart=None, mark=view.state.mark)


def _of_card(view: View, name: str, groups: Mapping[str, tuple[Download, ...]]) -> TakeAway:
    code = frames.code(view, frames.chart(view, name), marks.title(name))
    return replace(_take(view, groups, chart=name, mark=None), embed=code)


def _take(
    view: View, groups: Mapping[str, tuple[Download, ...]], *, chart: str | None, mark: str | None
) -> TakeAway:
    path = view.path or ""
    state = replace(view.state, chart=chart, mark=mark)
    cited = citation.cited(view.dataset, path, state, view.origin, view.today, view.others)
    return TakeAway(
        groups={label: downloads for label, downloads in groups.items() if downloads},
        cite=Download(f"{API}/cite/{path or 'overview'}", _query(view, state, {})),
        text=citation.text(cited),
        link=cited.link,
    )


def _numbers(view: View, queries: Queries, own: Mapping[str, Any]) -> tuple[Download, ...]:
    named = {"": queries} if isinstance(queries, str) else queries
    return tuple(
        _download(part, query, _labelled(view, part, label), _of_rows(part, own), own)
        for part in view.parts
        for label, query in named.items()
        if query
    )


def _labelled(view: View, part: View, label: str) -> str:
    """What a file is called; where it is one of several processes, with its name."""
    return label if part is view else " · ".join(filter(None, [part.dataset.title, label]))


def _rows(view: View, table: str, own: Mapping[str, Any]) -> tuple[Download, ...]:
    return tuple(download for part in view.parts for download in _rows_of(view, part, table, own))


def _rows_of(view: View, part: View, table: str, own: Mapping[str, Any]) -> Iterator[Download]:
    package = part.dataset.package
    offered = [name for name in _TABLES.get(table, (table,)) if package.has_table(name)]
    names = [name for name in offered if f"tables/{name}" in part.ledger.engine.queries]
    for name in names:
        label = _labelled(view, part, package.table(name).said("title") if len(names) > 1 else "")
        yield _download(part, f"tables/{name}", label, _of_rows(part, own), own)


def _download(view: View, query: str, label: str, state: State, own: Mapping[str, Any]) -> Download:
    """The address of a query's rows, with those of the chart's parameters that it names."""
    named = view.ledger.engine.queries[query].parameters - FIELDS
    given = {name: value for name, value in own.items() if name in named and value is not None}
    stem = f"{API}/{query if query.startswith('tables/') else f'queries/{query}'}"
    query = _query(view, state, given)
    return Download(stem, query, label, snippets.of_file(f"{view.origin}{stem}", query))


def _of_rows(view: View, own: Mapping[str, Any]) -> State:
    """The state of a chart's rows: its own filters put in, the open mark and the chart's name left out."""
    return replace(view.narrowed(own), mark=None, chart=None)


def _query(view: View, state: State, own: Mapping[str, Any]) -> str:
    # What is taken is what is seen, whatever data are served by then.
    pinned = view.pinned(state)
    pairs: list[tuple[str, str]] = []
    for name, value in own.items():
        pairs += [(name, _text(item)) for item in (value if isinstance(value, tuple) else (value,))]
    return "&".join(part for part in (codec.query_of(pinned), urlencode(pairs, quote_via=quote)) if part)


def _text(value: str | bool | date) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
