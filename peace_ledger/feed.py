"""What became known, as an Atom feed under `/feed.atom`, with the parameters of the pages.

A feed tells of the rows as they stand: its entries lead to pages of the newest data, whatever version a
reader pinned.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from functools import cached_property
from html import escape
from http import HTTPStatus
from importlib import metadata
from typing import Any
from urllib.parse import quote, urlencode
from uuid import UUID, uuid5

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from peace_ledger import api, atom, citation, disputes, feed_words, filters, ledger, marks, wording
from peace_ledger import state as codec
from peace_ledger.engine import Rows
from peace_ledger.ledger import Ledger
from peace_ledger.marks import PLACES, RowKey
from peace_ledger.state import Dropped, State, with_query

PATH = "/feed.atom"
PAGE = 100
"""Entries on one page. Most feed readers ask for the first page only, and know a new entry by its id: so a
row that is added late, with an old day known, reaches whoever follows one actor, one event or one promise.
"""
MOST_PAGES = 1_000_000
"""What can be a number of a page at all."""

_NAMESPACE = UUID("6d5c1a52-6f0b-4c0e-9a55-0b8f5f0f6f1e")
"""What ids are made from beside the row; it may never change, or every entry would come anew."""

Row = Mapping[str, Any]


def routes() -> list[BaseRoute]:
    """The route of this module."""
    return [Route(PATH, Entries)]


def address(state: State) -> str:
    """Where a view is followed: the feed with its filters, or of the one promise whose history is open. It
    begins with a slash.
    """
    return _address(_followed(state))


def promise_address(state: State) -> str | None:
    """Where the one promise is followed whose history is open, whatever the filters; None where none is."""
    promise = _promise_of(state)
    if promise is None:
        return None
    return _address(State(process=state.process, mark=PLACES["commitments"].mark(promise)))


class Entries(api.Heavy):
    """GET and HEAD of a page of the feed."""

    def answer(self, request: Request) -> Response:
        """The page; 304 where the reader has it."""
        document = atom.written(_feed(_asked(request)))
        headers = {"etag": api.tag(document.decode()), "cache-control": "no-cache"}
        if api.holds(request, headers["etag"]):
            return Response(status_code=HTTPStatus.NOT_MODIFIED, headers=headers)
        return Response(document, media_type=atom.MEDIA_TYPE, headers=headers)


@dataclass(frozen=True)
class _Asked:
    """A page of a feed, read and found to be right; `state` holds only what entries depend on."""

    ledger: Ledger
    state: State
    page: int
    today: date
    origin: str

    @cached_property
    def rows(self) -> Rows:
        """The entries of all pages, and after them the rows without a day known."""
        parameters = filters.parameters(self.state, self.today)
        promise = {"mark_commitment": _promise_of(self.state)}
        return self.ledger.engine.rows("feed/entries", parameters | promise)

    @cached_property
    def dated(self) -> Rows:
        """The entries of all pages."""
        return [row for row in self.rows if row["known_on"]]

    @property
    def pages(self) -> int:
        """How many pages there are; one where there is no entry."""
        return max(1, -(-len(self.dated) // PAGE))

    @property
    def shown(self) -> Rows:
        """The entries of this page."""
        return self.dated[(self.page - 1) * PAGE : self.page * PAGE]

    @cached_property
    def questions(self) -> Mapping[RowKey, Mapping[str, str]]:
        """On what sources disagree, by row."""
        return disputes.questions(self.ledger.engine, self.state.known, self.today)


# What is asked for


def _asked(request: Request) -> _Asked:
    given = {name: request.query_params.getlist(name) for name in request.query_params}
    # The newest data version, whatever the address says: another one is refused.
    chosen = ledger.current(given.get("process", ()))
    pages = given.pop("page", [])
    state, dropped = codec.decode(given, chosen.vocabulary)
    dropped += _faults(state, chosen)
    page = api.number("page", pages, range(1, MOST_PAGES + 1), dropped) or 1
    if dropped:
        raise api.refusal(dropped)
    today, origin = datetime.now(UTC).date(), api.origin_of(request, chosen)
    asked = _Asked(chosen, _followed(state), page, today, origin)
    if page > asked.pages:
        there_are = wording.counted(asked.pages, "page")
        detail = f"There is no page {page} of this feed; it has {there_are}."
        raise api.Refused(HTTPStatus.NOT_FOUND, detail)
    return asked


def _faults(state: State, chosen: Ledger) -> Iterator[Dropped]:
    """What pages can show and no feed can follow."""
    if state.version not in (None, chosen.dataset.version):
        yield Dropped("data", str(state.version), "a feed tells of the newest data version; take this out")
    if state.mark is None:
        return
    promise = _promise_of(state)
    if promise is None:
        yield Dropped("mark", state.mark, "not the mark of one commitment; take it out to follow the rest")
        return
    every = filters.parameters(State(), date.max) | {"mark_commitment": promise}
    if not chosen.engine.rows("evidence/histories", every):
        yield Dropped("mark", state.mark, "no commitment of this ledger")


def _followed(state: State) -> State:
    """The state without what no entry depends on, and one mark for a promise, whatever list opened it."""
    promise = _promise_of(state)
    return replace(
        state,
        version=None,
        beside=(),
        language=None,
        second_actor=None,
        bodies_apart=False,
        sql=None,
        plot=None,
        chart=None,
        embed=False,
        mark=PLACES["commitments"].mark(promise) if promise else None,
    )


def _promise_of(state: State) -> str | None:
    """The commitment whose history is open."""
    mark = marks.read(state.mark) if state.mark else None
    if mark is None or mark.evidence != "histories":
        return None
    return mark.parameters["mark_commitment"]


def _address(state: State, *more: tuple[str, str]) -> str:
    query = urlencode([*codec.encode(state), *more], quote_via=quote)
    return f"{PATH}?{query}" if query else PATH


# The feed


def _feed(asked: _Asked) -> atom.Feed:
    package = asked.ledger.dataset.package
    newest = [row["known_on"] for row in asked.dated[:1]]
    created = package.created.date() if package.created else asked.ledger.dataset.days[1]
    return atom.Feed(
        id=_id(package.name, "feed", _address(asked.state)),
        title=_title(asked),
        subtitle=_subtitle(asked),
        updated=newest[0] if newest else created,
        author=citation.PUBLISHER,
        rights=" or ".join(licence.title or licence.name for licence in package.licenses),
        generator=(citation.PUBLISHER, metadata.version("peace-ledger")),
        links=list(_links(asked)),
        entries=[_entry(asked, row) for row in asked.shown],
    )


def _title(asked: _Asked) -> str:
    """What is followed; feed readers show it in a narrow list."""
    words = [] if asked.state == State(process=asked.state.process) else _filters(asked)
    return " · ".join([citation.PUBLISHER, *(words or [asked.ledger.dataset.package.title])])


def _filters(asked: _Asked) -> list[str]:
    state = asked.state
    words = filters.words(state, asked.ledger.dataset)
    named = words if state.since or state.until else words[1:]
    promises = [row["promise"] for row in asked.rows if row["promise"]][:1]
    return [*(f"promise: {promise}" for promise in promises if state.mark), *named]


def _subtitle(asked: _Asked) -> str:
    count = len(asked.dated)
    without = len(asked.rows) - count
    parts = [
        f"What became known: {asked.ledger.dataset.package.title}",
        wording.sentence(filters.scope(asked.state, asked.ledger.dataset)),
        f"{wording.counted(count, 'entry')}, newest first"
        if count
        else "Nothing is left by these filters: widen the period, or take out a choice",
    ]
    if without:
        verb = "is" if without == 1 else "are"
        parts.append(f"{wording.counted(without, 'row')} of which no day is known {verb} left out")
    return f"{'. '.join(parts)}."


def _links(asked: _Asked) -> Iterator[atom.Link]:
    def page(rel: str, number: int) -> atom.Link:
        more = [("page", str(number))] if number > 1 else []
        return atom.Link(rel, asked.origin + _address(asked.state, *more), atom.MEDIA_TYPE)

    yield page("self", asked.page)
    yield page("first", 1)
    if asked.page > 1:
        yield page("previous", asked.page - 1)
    if asked.page < asked.pages:
        yield page("next", asked.page + 1)
    yield page("last", asked.pages)
    yield atom.Link("alternate", with_query(f"{asked.origin}/{_path(asked)}", asked.state), "text/html", "en")
    for licence in asked.ledger.dataset.package.licenses:
        if licence.path.startswith(("https://", "http://")):
            yield atom.Link("license", licence.path, title=licence.title)


def _path(asked: _Asked) -> str:
    """The page that shows what is followed: that of its table, or the Overview."""
    tables = {row["table_name"] for row in asked.rows}
    paths = {PLACES[table].path if table in PLACES else "" for table in tables}
    return paths.pop() if len(paths) == 1 else ""


# Entries


def _entry(asked: _Asked, row: Row) -> atom.Entry:
    dataset = asked.ledger.dataset
    questions = asked.questions.get((row["table_name"], row["id"]), {})
    lines = [_text(line) for line in feed_words.lines(dataset, row, list(questions.values()))]
    return atom.Entry(
        id=_id(dataset.package.name, row["table_name"], row["id"], row["step"]),
        title=feed_words.title(dataset, row),
        day=row["known_on"],
        content="".join(f"<p>{line}</p>" for line in [*lines, _source(asked, row)]),
        links=list(_entry_links(asked, row)),
        categories=list(_categories(asked, row)),
    )


def _id(*parts: str) -> str:
    """The same on every host, and under every filter."""
    return uuid5(_NAMESPACE, "\n".join(parts)).urn


def _text(text: str) -> str:
    return escape(text, quote=False)


def _source(asked: _Asked, row: Row) -> str:
    """Who says so, as HTML."""
    named = _text(row["source_title"] or "source not named")
    linked = f'<a href="{escape(row["url"])}">{named}</a>' if row["url"] else named
    side = row["perspective"]
    parts = (
        row["publisher"] or "publisher not named",
        asked.ledger.dataset.label("sources", "perspective", side) if side else "side unknown",
        wording.short_day(row["published_on"]),
    )
    return f"Source: {linked} · {_text(' · '.join(parts))}"


def _entry_links(asked: _Asked, row: Row) -> Iterator[atom.Link]:
    yield atom.Link("alternate", asked.origin + _page_of(asked, row), "text/html", "en")
    if row["url"]:
        # Addresses in the data begin with http(s) and have no spaces; signs beyond are escaped here.
        href = quote(row["url"], safe="%/:=&?~#+!$,;'@()*[]")
        yield atom.Link("via", href, hreflang=row["language"] or "", title=row["source_title"] or "")


def _page_of(asked: _Asked, row: Row) -> str:
    """Where the row is read, open, without a filter that could hide it."""
    state = State(process=asked.state.process)
    if row["table_name"] == "events":
        path, state = "events", replace(state, events=(row["id"],))
    else:
        place = PLACES[row["table_name"]]
        path, state = place.path, replace(state, mark=place.mark(row["commitment_id"] or row["id"]))
    return with_query(f"/{path}", state)


def _categories(asked: _Asked, row: Row) -> Iterator[atom.Category]:
    """The table, then what can be followed: a term is a parameter of the feed with its value."""
    dataset = asked.ledger.dataset
    table = row["table_name"]
    yield atom.Category(f"table={table}", dataset.table_label(table))
    if row["event_id"]:
        yield atom.Category(f"event={row['event_id']}", dataset.event_title(row["event_id"]))
    for actor in dict.fromkeys(_actors(row)):
        yield atom.Category(f"actor={actor}", dataset.actor_name(actor))
    if row["theme"]:
        yield atom.Category(f"theme={row['theme']}", dataset.label("commitments", "theme", row["theme"]))


def _actors(row: Row) -> Sequence[str]:
    lists = (row["participants"], row["mediators"], row["made_by"], row["made_to"])
    return [
        *((row["actor_id"],) if row["actor_id"] else ()),
        *(row["direction"].split(".") if row["direction"] else ()),
        *(actor for actors in lists for actor in actors or ()),
    ]
