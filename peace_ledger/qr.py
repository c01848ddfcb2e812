"""The QR code of a page's address, under `/qr/`: drawn on demand, of an address of this site and of no other
text.
"""

import io
from dataclasses import replace
from http import HTTPStatus

import segno
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from peace_ledger import api, api_cite
from peace_ledger.state import with_query

LONGEST = 1000
"""Of what length a link may be, in characters: a phone can hardly read the code of a longer one."""
_MODULE = 4
"""Width of one module of the code, in px."""
_QUIET_ZONE = 4
"""Width of the white edge, in modules, as ISO/IEC 18004 asks."""


def routes() -> list[BaseRoute]:
    """The route of this module."""
    return [Route("/qr/{page}.svg", QrCodes)]


class QrCodes(api.Downloads):
    """GET and HEAD of the QR code of a view, as SVG."""

    def answer(self, request: Request) -> Response:
        """The picture. Raises Refused and ledger.NotLoaded."""
        link = _link(request)
        if len(link) > LONGEST:
            raise api.Refused(
                HTTPStatus.REQUEST_URI_TOO_LONG,
                f"The link has {len(link)} characters; a QR code that a phone can read holds {LONGEST}. "
                "Take out some of the filters.",
            )
        return Response(drawn(link), media_type="image/svg+xml", headers={"cache-control": "no-cache"})


def drawn(link: str) -> bytes:
    """The code of a link as an SVG file, black on white."""
    code = segno.make_qr(link, error="m", boost_error=False)
    file = io.BytesIO()
    code.save(file, kind="svg", scale=_MODULE, border=_QUIET_ZONE, light="#fff", title=link)
    return file.getvalue()


def _link(request: Request) -> str:
    page, paths = request.path_params["page"], api_cite.PATHS
    if page not in paths:
        raise api.Refused(
            HTTPStatus.NOT_FOUND,
            f"There is no page {page[:80]} to make a QR code of; there are {', '.join(paths)}.",
            pages=list(paths),
        )
    chosen, state = api.view_of(request)
    return with_query(f"{api.origin_of(request, chosen)}/{paths[page]}", replace(state, embed=False))
