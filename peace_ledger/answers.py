"""What routes answer with beside files: errors, and whether a reader's copy still holds."""

from http import HTTPStatus
from typing import Any

from starlette.responses import JSONResponse


def problem(status: HTTPStatus, detail: str, **more: Any) -> JSONResponse:
    """An error by RFC 9457: `detail` says what is wrong and what to do; `more` is for programs."""
    content = {"type": "about:blank", "title": status.phrase, "status": status, "detail": detail, **more}
    return JSONResponse(content, status, media_type="application/problem+json")


def tags(if_none_match: str) -> list[str]:
    """The entity tags of an If-None-Match header, weak ones as if they were strong."""
    return [tag.strip().removeprefix("W/") for tag in if_none_match.split(",")]
