"""What routes answer with beside whole files: errors, pages without a script, parts, and whether a reader's
copy still holds.
"""

import re
from http import HTTPStatus
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from peace_ledger import log

_RANGE = re.compile(r"bytes=([0-9]{0,15})-([0-9]{0,15})")


def problem(status: HTTPStatus, detail: str, *, retry_after: int | None = None, **more: Any) -> JSONResponse:
    """An error by RFC 9457: `detail` says what is wrong and what to do, `retry_after` after how many seconds
    to ask again; `more` is for programs. It names the request, so that who gets it can report it.
    """
    content = {"type": "about:blank", "title": status.phrase, "status": status, "detail": detail, **more}
    if request := log.current.get():
        content["request_id"] = request.id
    headers = None if retry_after is None else {"retry-after": str(retry_after)}
    return JSONResponse(content, status, headers, media_type="application/problem+json")


def plain_page(title: str, heading: str, said: str) -> str:
    """A document for readers whom Streamlit's client cannot serve: it needs no script and no other file.
    `said` is HTML, in which all that comes from elsewhere is escaped.
    """
    return _PAGE.format(title=title, heading=heading, said=said)


_PAGE = """<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>{title} · Peace Ledger</title>
<style>
  :root {{ color-scheme: light dark; font: 1rem/1.5 sans-serif }}
  body {{ max-width: 32rem; margin: 15vh auto; padding: 0 1.5rem }}
  h1 {{ font-family: serif; font-size: 1.7rem }}
  a {{ display: inline-block; min-height: 1.5rem; font-weight: 600; color: LinkText }}
</style>
<main>
<h1>{heading}</h1>
{said}
</main>
</html>
"""


def tags(if_none_match: str) -> list[str]:
    """The entity tags of an If-None-Match header, weak ones as if they were strong."""
    return [tag.strip().removeprefix("W/") for tag in if_none_match.split(",")]


def ranged(request: Request, whole: Response) -> Response:
    """The bytes that a Range header asks for (RFC 9110, 14), or 416 where the file has none such. The whole
    answer where the header asks for several parts or cannot be read, or If-Range names another copy.
    """
    whole.headers["accept-ranges"] = "bytes"
    size = len(whole.body)
    span = _span(request.headers.get("range", ""), size)
    if span is None or request.headers.get("if-range", whole.headers["etag"]) != whole.headers["etag"]:
        return whole
    if not span:
        detail = f"The file has {size:,} bytes and none of those asked for. Ask for a range within it."
        refused = problem(HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE, detail)
        refused.headers["content-range"] = f"bytes */{size}"
        return refused
    headers = {name: value for name, value in whole.headers.items() if name != "content-length"}
    headers["content-range"] = f"bytes {span.start}-{span.stop - 1}/{size}"
    return Response(bytes(whole.body)[span.start : span.stop], HTTPStatus.PARTIAL_CONTENT, headers)


def _span(header: str, size: int) -> range | None:
    """The places of the bytes that a Range header asks for, empty where there are none such; None where it is
    to be ignored.
    """
    asked = _RANGE.fullmatch(header)
    if asked is None or not any(asked.groups()):
        return None
    first, last = asked.groups()
    if not first:
        return range(max(size - int(last), 0), size)
    if last and int(last) < int(first):
        return None
    return range(int(first), min(int(last) + 1, size) if last else size)
