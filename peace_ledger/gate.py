"""What stands before the routes beside the pages (API, feed, previews, health): which requests are refused
before any work, who may read the answers, and how these are compressed.
"""

import time
from collections.abc import Mapping
from http import HTTPStatus
from ipaddress import IPv6Address, ip_address
from math import ceil
from urllib.parse import urlsplit

import limits
import streamlit as st
from limits import RateLimitItem
from limits.storage import MemoryStorage
from limits.strategies import FixedWindowRateLimiter
from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from starlette_compress import CompressMiddleware, add_compress_type

from peace_ledger import crowd, settings
from peace_ledger.answers import problem
from peace_ledger.metrics import Refusal, refused

ALIVE, READY = "/healthz", "/readyz"
CARDS = "/cards"
ROUTES = ("/api", "/feed", "/preview", "/qr", CARDS, ALIVE, READY)
"""What the addresses beside the pages begin with: programs ask there, and no page is called so."""
METHODS = "GET, HEAD, OPTIONS"
LONGEST_ADDRESS = 16_384
"""How many bytes path and query may have; every value of every filter at once takes 9,202."""
MOST_PARAMETERS = 1_000

# Whoever watches the process may ask by any name, and as often as it likes.
_PROBES = (ALIVE, READY)
# So many counters and no more: clients whose addresses meet in one share their limit.
_COUNTERS = 65_536
_OPEN = {
    "access-control-allow-origin": "*",
    "access-control-expose-headers": "accept-ranges, content-disposition, content-range, etag, link, "
    "ratelimit, ratelimit-policy, retry-after, x-cut, x-request-id, x-total-count",
}
_PREFLIGHT = {
    "access-control-allow-methods": METHODS,
    "access-control-allow-headers": "if-none-match, if-range, range",
    "access-control-max-age": "86400",
}

for _kind in ("text/csv", "application/problem+json", "application/vnd.citationstyles.csl+json"):
    add_compress_type(_kind)


class Gate:
    """ASGI middleware around the routes beside the pages; everything else passes untouched.

    It refuses what need not be looked at: other methods, hosts that are not ours, addresses that are too
    long, clients that ask too often, and everybody while too many ask. It opens answers to readers on other
    sites, never with their credentials, compresses text, and names its own answers' limits in their headers.
    """

    def __init__(self, app: ASGIApp, limit: RateLimitItem | None) -> None:
        self._app = app
        # Streamlit's own compression must not learn what the reader accepts: it would take XLSX too.
        self._compressed = CompressMiddleware(app, zstd=False, remove_accept_encoding=True)
        self._limiter = Limiter(limit) if limit else None
        self._room = crowd.Room(crowd.ROUTES_AT_ONCE)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not scope["path"].startswith(ROUTES):
            await self._app(scope, receive, send)
            return
        counted = self._limiter and _is_limited(scope["path"]) and scope["method"] != "OPTIONS"
        allowance = self._limiter.take(client(scope)) if self._limiter and counted else None
        answer = _refusal(scope, allowance) or self._crowded(scope)
        headers = _OPEN | (allowance.headers if allowance else {})

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                _complete(MutableHeaders(scope=message), headers)
            await send(message)

        if answer is not None:
            await answer(scope, receive, send_with_headers)
        elif scope["path"] in _PROBES:
            await self._compressed(scope, receive, send_with_headers)
        else:
            await self._room.answered(self._compressed, scope, receive, send_with_headers)

    def _crowded(self, scope: Scope) -> Response | None:
        # Whoever watches the process is told the truth in a crowd, too.
        if scope["path"] in _PROBES or not self._room.is_full:
            return None
        return crowd.too_many_requests()


def _is_limited(path: str) -> bool:
    # Cards would be made for their page too, and how often that may be asked for is not limited either.
    return path not in _PROBES and not path.startswith(f"{CARDS}/")


def _complete(headers: MutableHeaders, more: Mapping[str, str]) -> None:
    headers.update(more)
    varying = {name.strip().lower() for name in headers.get("vary", "").split(",")} - {""}
    headers["vary"] = ", ".join(sorted(varying | {"accept-encoding"}))
    etag = headers.get("etag", "")
    # Compressed, it is the same answer in other bytes: only a weak tag says that (RFC 9110, 8.8.1).
    if "content-encoding" in headers and etag.startswith('"'):
        headers["etag"] = f"W/{etag}"


def _refusal(scope: Scope, allowance: "Allowance | None") -> Response | None:
    """The answer to a request that is not passed on."""
    if scope["method"] == "OPTIONS":
        return Response(status_code=HTTPStatus.NO_CONTENT, headers={"allow": METHODS} | _PREFLIGHT)
    if scope["method"] not in METHODS.split(", "):
        refused(Refusal.METHOD)
        other = problem(HTTPStatus.METHOD_NOT_ALLOWED, f"{scope['method']} is not possible here: use GET.")
        other.headers["allow"] = METHODS
        return other
    if allowance and allowance.is_spent:
        refused(Refusal.RATE_LIMIT)
        detail = f"This server answers {allowance.words}. Ask again in {allowance.seconds} s."
        return problem(HTTPStatus.TOO_MANY_REQUESTS, detail, retry_after=allowance.seconds)
    if scope["path"] not in _PROBES and not is_ours(Headers(scope=scope).get("host", "")):
        refused(Refusal.HOST)
        detail = (
            "The Host of this request is none of this server's. Use the address by which it is published."
        )
        return problem(HTTPStatus.MISDIRECTED_REQUEST, detail)
    answer = _refusal_of_address(scope["path"], scope["query_string"])
    if answer is not None:
        refused(Refusal.ADDRESS)
    return answer


def _refusal_of_address(path: str, query: bytes) -> Response | None:
    if not path.isprintable():
        # Routes would not match it, and Streamlit would answer.
        return problem(HTTPStatus.BAD_REQUEST, "The address has a control character. Take it out.")
    if len(path.encode(errors="replace")) + len(query) > LONGEST_ADDRESS:
        detail = f"The address is longer than {LONGEST_ADDRESS:,} bytes. Leave some filters out."
        return problem(HTTPStatus.REQUEST_URI_TOO_LONG, detail)
    if query.count(b"&") >= MOST_PARAMETERS:
        detail = f"The address has more than {MOST_PARAMETERS:,} parameters. Leave some out."
        return problem(HTTPStatus.BAD_REQUEST, detail)
    return None


def is_ours(host: str) -> bool:
    """Whether a Host header names a host that `server.allowedHosts` has: itself, `*`, or by `*.example.org`
    all below it. Where the option is not set, every host is ours.
    """
    allowed = [name.strip().lower() for name in st.get_option("server.allowedHosts") or []]
    if not allowed:
        return True
    try:
        name = urlsplit(f"//{host}").hostname or ""
    except ValueError:
        return False
    return any(
        one in ("*", name) or (one.startswith("*.") and name.endswith(one.removeprefix("*")))
        for one in allowed
    )


# How often a client may ask


def rate_limit() -> RateLimitItem | None:
    """The limit of the settings; None where there is none, or where wrong settings leave nothing to serve."""
    try:
        chosen = settings.read().rate_limit
    except settings.InvalidSettings:
        return None
    return limits.parse(chosen) if chosen else None


class Allowance:
    """What a client has left of its limit after a request; `seconds` until it is full again."""

    def __init__(self, limit: RateLimitItem, left: int, seconds: int, *, is_spent: bool) -> None:
        self.is_spent = is_spent
        self.seconds = seconds
        self.words = f"{limit.amount} requests of one client in {limit.get_expiry()} s"
        # draft-ietf-httpapi-ratelimit-headers
        self.headers = {
            "ratelimit-policy": f'"client";q={limit.amount};w={limit.get_expiry()}',
            "ratelimit": f'"client";r={left};t={seconds}',
        }


class Limiter:
    """Counts requests by client, in windows of the limit's length. Its memory is bounded, whoever asks."""

    def __init__(self, limit: RateLimitItem) -> None:
        self._limit = limit
        self._windows = FixedWindowRateLimiter(MemoryStorage())

    def take(self, name: str) -> Allowance:
        """Count one request of that client."""
        # Python's hash of a text differs from start to start: nobody can choose whose counter to use up.
        counter = str(hash(name) % _COUNTERS)
        granted = self._windows.hit(self._limit, counter)
        window = self._windows.get_window_stats(self._limit, counter)
        seconds = max(1, ceil(window.reset_time - time.time()))
        return Allowance(self._limit, window.remaining, seconds, is_spent=not granted)


def client(scope: Scope) -> str:
    """Whose request it is: the address that the server saw or took from a proxy that it trusts. Of IPv6 the
    network, because one client has all its addresses.
    """
    host: str = (scope.get("client") or ("", 0))[0]
    try:
        address = ip_address(host)
    except ValueError:
        return host
    return address.exploded[:19] if isinstance(address, IPv6Address) and not address.ipv4_mapped else host
