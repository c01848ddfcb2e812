"""What can be taken away of a snapshot, as files beside its pages: data and citations, as the live ledger's
routes give them.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from anyio.from_thread import start_blocking_portal
from starlette.applications import Starlette
from starlette.types import Message, Scope

from peace_ledger import api_cite, exports, http
from peace_ledger.snapshot import NotWritten

FOLDER = "files"
_API = "/api/v1/"
_CITATION = f"{_API}cite/"
_ROUTES = Starlette(routes=http.routes())


@dataclass
class Files:
    """The files that the pages of a snapshot offer, each made once however many pages offer it."""

    _names: dict[tuple[str, str], str] = field(default_factory=dict)

    def stem(self, stem: str, query: str) -> str:
        """The address in the snapshot, without its format, of what the live ledger has at one; the files are
        noted to be made.
        """
        if (stem, query) not in self._names:
            self._names[stem, query] = self._free(stem.removeprefix(_API).replace("/", "_"))
        return f"./{FOLDER}/{self._names[stem, query]}"

    def __iter__(self) -> Iterator[tuple[str, str]]:
        """Each file by its name, and the address that gives its content."""
        for (stem, query), name in self._names.items():
            formats = api_cite.FORMATS if stem.startswith(_CITATION) else exports.FORMATS
            for extension in formats:
                yield f"{name}.{extension}", f"{stem}.{extension}?{query}"

    def _free(self, name: str) -> str:
        taken = set(self._names.values())
        numbered = (f"{name}-{number}" for number in range(2, len(taken) + 3))
        return name if name not in taken else next(one for one in numbered if one not in taken)


def content(address: str) -> bytes:
    """What the live ledger answers at an address. Raises NotWritten."""
    path, _, query = address.partition("?")
    with start_blocking_portal() as portal:
        start, *parts = portal.call(_answer, path, query)
    body = b"".join(part.get("body", b"") for part in parts)
    if start["status"] != 200:
        raise NotWritten(f"{address} was answered with {start['status']}: {body.decode(errors='replace')}")
    return body


async def _answer(path: str, query: str) -> list[Message]:
    messages: list[Message] = []

    async def receive() -> Message:
        return {"type": "http.request", "body": b""}

    async def send(message: Message) -> None:
        messages.append(message)

    scope: Scope = {
        "type": "http",
        "method": "GET",
        "scheme": "http",
        "path": path,
        "root_path": "",
        "query_string": query.encode(),
        "headers": [],
    }
    await _ROUTES(scope, receive, send)
    return messages
