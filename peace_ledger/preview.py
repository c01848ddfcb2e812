"""Pictures of views, for where their links are pasted: `/preview/{page}.png`, with the page's parameters.

What is drawn is what the page shows: the same headline, the same figure, in the colours of the light theme.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from functools import cached_property
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from peace_ledger import api, studio, wording
from peace_ledger import state as codec
from peace_ledger.answers import problem
from peace_ledger.api_cite import PATHS
from peace_ledger.charts.chart import Chart, Coded
from peace_ledger.charts.parts import disputed
from peace_ledger.ledger import Ledger
from peace_ledger.metrics import Refusal, refused
from peace_ledger.state import Dropped, State, with_query
from peace_ledger.ui.cards import Card, subtitle
from peace_ledger.ui.elements import Code, Link, RecordList, RowLink
from peace_ledger.ui.page import Page
from peace_ledger.ui.view import View

if TYPE_CHECKING:
    from peace_ledger.drawing.canvas import Canvas
    from peace_ledger.drawing.picture import Drawn, Listed

WIDTH, HEIGHT = 1200, 630
"""Pixels of every picture: the shape that chats show large."""
ONE_HOUR = "public, max-age=3600"

_FOLDER = "/preview/"
_RETRY_AFTER = 5
_ROWS, _CELLS = 14, 3
# What shows a view otherwise and is not on its picture.
_UNDRAWN: Mapping[str, Any] = {"embed": False, "language": None, "sql": None, "plot": None}


@dataclass(frozen=True)
class Previewed:
    """A view that a preview is of, and what of its address was not taken over."""

    page: Page
    view: View
    dropped: Sequence[Dropped]

    @property
    def key(self) -> tuple[str, ...]:
        """What its picture and its words depend on."""
        data = self.view.dataset
        return (
            self.page.path,
            data.package.name,
            data.version,
            data.digest,
            self.view.today.isoformat(),
            repr(codec.encode(self.seen.state)),
        )

    @cached_property
    def seen(self) -> View:
        """The view through the filters that the page looks through."""
        view = self.page.seen(self.view)
        # The chart and the mark are no filters, and `seen` may leave them behind.
        own = replace(view.state, chart=self.view.state.chart, mark=self.view.state.mark, **_UNDRAWN)
        return replace(view, state=own)

    @property
    def headline(self) -> str:
        """The page's sentence on what its filters leave, on one line."""
        return " ".join(self.page.headline(self.seen).split())


def previewed(page: Page, chosen: Ledger, query: codec.Query, today: date) -> Previewed:
    """The view of a page that an address is of."""
    state, dropped = codec.decode(query, chosen.vocabulary)
    return Previewed(page, View(chosen, state, today, path=page.path), dropped)


def address(page: Page, state: State) -> str:
    """Where the picture of a view is; begins with a slash."""
    return with_query(f"{_FOLDER}{name_of(page)}.png", replace(state, **_UNDRAWN))


def name_of(page: Page) -> str:
    """What a page is called in the address of a route."""
    return page.path or "overview"


def routes(pages: Iterable[Page]) -> list[BaseRoute]:
    """The routes of this module, for these pages."""
    by_path = {page.path: page for page in pages}
    drawn = studio.Studio()

    class Previews(api.Downloads):
        """GET and HEAD of a view's picture."""

        def answer(self, request: Request) -> Response:
            """The picture; 503 where too many are waiting for theirs."""
            return _answer(request, by_path, drawn)

    return [Route(f"{_FOLDER}{{name:path}}", Previews)]


def _answer(request: Request, pages: Mapping[str, Page], drawn: studio.Studio) -> Response:
    name, _, extension = request.path_params["name"].rpartition(".")
    if name not in PATHS or extension != "png":
        raise api.Refused(
            HTTPStatus.NOT_FOUND,
            f"There is no picture at {request.url.path[:200]}; there are the pages {', '.join(PATHS)}, "
            "each as png.",
            pages=list(PATHS),
        )
    given = request.query_params
    query = {name: given.getlist(name) for name in given}
    asked = previewed(pages[PATHS[name]], api.ledger_of(request), query, datetime.now(UTC).date())
    if asked.dropped:
        raise api.refusal(asked.dropped)
    headers = {"etag": api.tag(*asked.key), "cache-control": ONE_HOUR}
    if api.holds(request, headers["etag"]):
        return Response(status_code=HTTPStatus.NOT_MODIFIED, headers=headers)
    try:
        picture = drawn.picture(asked.key, lambda: canvas_of(asked).png())
    except studio.Busy:
        refused(Refusal.PICTURES)
        detail = f"Too many pictures are being drawn. Ask again in {_RETRY_AFTER} s; pages are not affected."
        return problem(HTTPStatus.SERVICE_UNAVAILABLE, detail, retry_after=_RETRY_AFTER)
    return Response(picture, media_type="image/png", headers=headers)


# What is drawn


def canvas_of(asked: Previewed) -> "Canvas":
    """The drawing of a view."""
    # Slow to import, and needed by nobody who only reads pages.
    from peace_ledger.drawing import picture

    view = asked.seen
    card = card_of(asked.page, view)
    notes = [view.dataset.package.title, f"Data version {view.dataset.version}"]
    if card is None:
        tables = [f"{table.label}: {table.description}" for table in view.dataset.package.tables]
        shown: Drawn | Listed = picture.Listed("The tables", tables, "")
    else:
        # Nothing can be clicked on a picture.
        notes = [subtitle(view, replace(card, click="")), view.behind(card.table, **card.own), *notes]
        shown = _shown(view, card)
    return picture.draw(picture.Picture(asked.page.title, asked.headline, notes, shown))


def card_of(page: Page, view: View) -> Card | None:
    """The card that stands for a view: the one that its address names, else that of its open mark, else the
    page's first; None where the page has none.
    """
    cards = page.cards(view)
    if not cards:
        return None
    named = [name for name in (view.state.chart, view.mark.chart if view.mark else None) if name]
    own = next((name for name in named if name in cards), None)
    if own is not None:
        return cards[own](view)
    # Several charts draw marks by other names than their own.
    made = (make(view) for make in cards.values()) if named else ()
    marked = next((card for card in made if not set(named).isdisjoint(card.mark_names)), None)
    return marked or next(iter(cards.values()))(view)


def _shown(view: View, card: Card) -> "Drawn | Listed":
    from peace_ledger.drawing import picture

    if isinstance(card.content, RecordList):
        listed = card.content
        return picture.Listed(listed.title, _row_words(listed), view.why_empty(card.table, listed.empty))
    chart: Chart = disputed.signed(card.content, view.disputed)
    return picture.Drawn(
        chart.title,
        chart.figure,
        chart.height,
        chart.narrow,
        view.why_empty(card.table, chart.empty),
        view.state.mark,
    )


def _row_words(listed: RecordList) -> list[str]:
    return [
        " · ".join([words for cell in row.cells if (words := _words(cell))][:_CELLS])
        for row in listed.rows[:_ROWS]
    ]


def _words(cell: Any) -> str:
    """The foremost words of a cell."""
    if isinstance(cell, list | tuple):
        return _words(cell[0]) if cell else ""
    if isinstance(cell, RowLink):
        return _words(cell.text)
    if isinstance(cell, Coded | Link | Code):
        return cell.text
    if isinstance(cell, date):
        return wording.short_day(cell)
    # A number says nothing without its heading.
    return cell if isinstance(cell, str) else ""
