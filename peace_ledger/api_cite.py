"""Citations of pages and charts as files, under `/api/v1/cite/`, with the parameters of the page."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from http import HTTPStatus

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from peace_ledger import api, citation, exports, ledger
from peace_ledger.citation import COMPARISON, Cited


@dataclass(frozen=True)
class Format:
    """How a citation is written, and what kind of file that is."""

    write: Callable[[Cited], str]
    media_type: str


FORMATS: Mapping[str, Format] = {
    "txt": Format(citation.text, "text/plain"),
    "bib": Format(citation.bibtex, "application/x-bibtex"),
    "ris": Format(citation.ris, "application/x-research-info-systems"),
    "json": Format(citation.csl, "application/vnd.citationstyles.csl+json"),
}
PATHS: Mapping[str, str] = {path or "overview": path for path in citation.PAGES}
"""The path of each page, by its name in a route."""


def routes() -> list[BaseRoute]:
    """The routes of this module."""
    return [Route("/api/v1/cite/{page}.{extension}", Citations)]


class Citations(api.Downloads):
    """GET and HEAD of the citation of a view."""

    def answer(self, request: Request) -> Response:
        """The citation as a file."""
        page, extension = request.path_params["page"], request.path_params["extension"]
        if page not in PATHS or extension not in FORMATS:
            raise api.Refused(
                HTTPStatus.NOT_FOUND,
                f"There is no citation at {request.url.path[:200]}; there are the pages {', '.join(PATHS)}, "
                f"each as {', '.join(FORMATS)}.",
                pages=list(PATHS),
                formats=list(FORMATS),
            )
        chosen, state = api.view_of(request)
        today = datetime.now(UTC).date()
        path, view = PATHS[page], replace(state, embed=False)
        beside = ledger.others(chosen, state.beside) if path == COMPARISON else []
        others = [one.dataset for one in beside]
        cited = citation.cited(chosen.dataset, path, view, api.origin_of(request, chosen), today, others)
        form = FORMATS[extension]
        name = exports.file_name(state.chart or page, chosen.dataset.version, extension)
        written = form.write(cited)
        headers = {"etag": api.tag(extension, written), "cache-control": "no-cache"}
        if api.holds(request, headers["etag"]):
            return Response(status_code=HTTPStatus.NOT_MODIFIED, headers=headers)
        headers["content-disposition"] = f'attachment; filename="{name}"'
        return Response(written, media_type=form.media_type, headers=headers)
