"""Who may see a private ledger: sign-in with the OpenID Connect provider that Streamlit is set up for, asked
for by all that this process serves: pages and their connections, tables, feed, previews and embeds.

Streamlit keeps who has signed in in a signed cookie; the same cookie opens the routes. A program sends
an ID token instead.
"""

import json
import re
from collections.abc import Mapping, Sequence
from html import escape
from http import HTTPStatus
from typing import Any
from urllib.parse import quote, unquote

from anyio import to_thread
from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request, cookie_parser
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit.auth_util import encode_provider_token, get_cookie_with_chunks
from streamlit.web.server.server_util import get_cookie_secret
from streamlit.web.server.starlette.starlette_app_utils import decode_signed_value
from streamlit.web.server.starlette.starlette_server_config import USER_COOKIE_NAME

from peace_ledger import gate, id_tokens, settings
from peace_ledger.answers import plain_page, problem
from peace_ledger.id_tokens import Claims
from peace_ledger.metrics import Refusal, refused

DAYS = 1
"""How long a sign-in opens the ledger: so long may somebody stay who has left a group."""

ANONYMOUS = "peace_ledger.anonymous"
"""Set in the scope of a request that was let through although nobody has signed in."""

_SIGN_IN = "/sign-in/"
_WANTED = "peace_ledger_wanted"
_WANTED_SECONDS = 600
_BEARER = re.compile(r"Bearer +(\S+) *", re.IGNORECASE)
# Code and ways in, none of them with data.
_OPEN_FOLDERS = ("/static/", "/assets/", "/_stcore/bidi-components/", "/auth/")
_OPEN = (gate.ALIVE, gate.READY, "/_stcore/health", "/_stcore/host-config", "/oauth2callback", "/favicon.png")


def rules() -> tuple[str, ...]:
    """Whom the settings let in; empty for a public ledger, and where they are wrong, since then there are no
    data.
    """
    try:
        return settings.read().allowed
    except settings.InvalidSettings:
        return ()


def is_let_in(claims: Claims, allowed: Sequence[str]) -> bool:
    """Whether one of the rules names who has signed in: `*` anybody, `@example.org` and `name@example.org` a
    verified address, `group:analysts` a group in the claim `groups`.
    """
    address = str(claims.get("email") or "").casefold() if claims.get("email_verified") is True else ""
    groups = claims.get("groups") or ()
    held = {
        "*",
        *({address, f"@{address.rpartition('@')[2]}"} if "@" in address else ()),
        *(f"group:{group}" for group in ([groups] if isinstance(groups, str) else groups)),
    }
    return any(rule in held for rule in allowed)


def claims_of(cookies: Mapping[str, str]) -> Claims | None:
    """Who has signed in, by Streamlit's cookie; None where nobody has, or longer ago than `DAYS`."""

    def part(name: str) -> bytes | None:
        return decode_signed_value(get_cookie_secret(), name, cookies.get(name, ""), DAYS)

    whole = get_cookie_with_chunks(part, USER_COOKIE_NAME)
    claims: dict[str, Any] = json.loads(whole) if whole else {}
    return claims if claims.get("is_logged_in") is True else None


class SignIn:
    """ASGI middleware that lets nobody through whom no rule names; without rules it stands aside.

    A person gets a page by which to sign in, and comes back to the address that they asked for; a program
    gets 401 or 403 as a problem; a page's connection is refused.
    """

    def __init__(self, app: ASGIApp, allowed: Sequence[str]) -> None:
        self._app = app
        self._allowed = allowed

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if not self._allowed or scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        cookies = cookie_parser(Headers(scope=scope).get("cookie", ""))
        try:
            claims = await _claims_of_token(scope) or claims_of(cookies)
        except id_tokens.Refused as reason:
            refused(Refusal.TOKEN)
            await _refusal_of_token(reason)(scope, receive, send)
            return
        except id_tokens.Unreachable:
            refused(Refusal.PROVIDER)
            await _unreachable()(scope, receive, send)
            return
        if claims is not None and is_let_in(claims, self._allowed):
            back = _back_to_what_was_wanted(scope, cookies)
            await (back(scope, receive, send) if back else self._app(scope, receive, _for_one_reader(send)))
        elif scope["type"] == "websocket":
            refused(_why(claims))
            await send({"type": "websocket.close", "code": 1008, "reason": "Sign in first."})
        elif _is_open(scope["path"]):
            await self._app({**scope, ANONYMOUS: True}, receive, send)
        else:
            await _refusal(Request(scope), claims)(scope, receive, send)


def _why(claims: Claims | None) -> Refusal:
    return Refusal.NOT_SIGNED_IN if claims is None else Refusal.NOT_LET_IN


async def _claims_of_token(scope: Scope) -> Claims | None:
    """Who asks by an ID token; None where there is none, or where no program asks. Raises id_tokens.Refused
    and id_tokens.Unreachable.
    """
    found = _BEARER.fullmatch(Headers(scope=scope).get("authorization", ""))
    if found is None or scope["type"] != "http" or not scope["path"].startswith(gate.ROUTES):
        return None
    return await to_thread.run_sync(id_tokens.claims_of, found[1], DAYS * 24 * 3600)


def _is_open(path: str) -> bool:
    return path in _OPEN or path.startswith(_OPEN_FOLDERS)


def _for_one_reader(send: Send) -> Send:
    """Stores on the way may give a private answer to nobody else."""

    async def send_private(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            if "immutable" not in headers.get("cache-control", ""):
                headers["cache-control"] = "private, no-cache"
                headers.add_vary_header("authorization, cookie")
        await send(message)

    return send_private


def _back_to_what_was_wanted(scope: Scope, cookies: Mapping[str, str]) -> Response | None:
    """From the start page, to which the provider's answer leads."""
    wanted = unquote(cookies.get(_WANTED, ""))
    if scope["type"] != "http" or scope["path"] != "/" or scope["query_string"] or not _is_ours(wanted):
        return None
    answer = RedirectResponse(wanted, HTTPStatus.SEE_OTHER)
    answer.delete_cookie(_WANTED)
    return answer


def _is_ours(address: str) -> bool:
    """Whether it is a path of this site, and no way to lead a reader to another one."""
    return address.startswith("/") and not address.startswith(("//", "/\\")) and address.isprintable()


def _refusal(request: Request, claims: Claims | None) -> Response:
    path = request.url.path
    if path.startswith(_SIGN_IN):
        return _to_the_provider(path.removeprefix(_SIGN_IN))
    refused(_why(claims))
    status = HTTPStatus.UNAUTHORIZED if claims is None else HTTPStatus.FORBIDDEN
    if request.method not in {"GET", "HEAD"} or path.startswith(gate.ROUTES):
        answer: Response = problem(status, _NOT_SIGNED_IN if claims is None else _not_let_in(claims))
    else:
        answer = HTMLResponse(_page(claims), status)
        # A browser asks for an icon, too; only a page is come back to.
        if "text/html" in request.headers.get("accept", ""):
            wanted = quote(path + (f"?{request.url.query}" if request.url.query else ""), safe="")
            answer.set_cookie(_WANTED, wanted, max_age=_WANTED_SECONDS, httponly=True, samesite="lax")
    answer.headers["cache-control"] = "no-store"
    if claims is None:
        answer.headers["www-authenticate"] = 'Cookie realm="Peace Ledger", Bearer realm="Peace Ledger"'
    return answer


def _refusal_of_token(reason: id_tokens.Refused) -> Response:
    answer = problem(HTTPStatus.UNAUTHORIZED, f"The token of this request was refused: {reason}.")
    answer.headers["www-authenticate"] = 'Bearer realm="Peace Ledger", error="invalid_token"'
    answer.headers["cache-control"] = "no-store"
    return answer


def _unreachable() -> Response:
    detail = "The provider that has to vouch for the token of this request does not answer. Ask again later."
    return problem(HTTPStatus.SERVICE_UNAVAILABLE, detail, retry_after=id_tokens.ASKED_AGAIN)


_NOT_SIGNED_IN = (
    "This ledger is private. Open one of its pages in a browser and sign in, or send an ID token of its "
    "provider as a bearer token; then ask again."
)
_NOT_SET_UP = (
    "This ledger is private, and signing in is not set up: whoever runs this site has to name a provider in "
    "Streamlit's secrets."
)


def _not_let_in(claims: Claims) -> str:
    who = claims.get("email") or claims.get("name") or claims.get("sub") or "somebody without a name"
    return f"You have signed in as {who}, who is not among those to whom this ledger is open."


def _to_the_provider(provider: str) -> Response:
    if provider not in id_tokens.registered():
        return problem(HTTPStatus.NOT_FOUND, "There is no such provider to sign in with.")
    # Made anew each time: Streamlit lets it hold for a few minutes only.
    target = f"/auth/login?provider={quote(encode_provider_token(provider))}"
    return RedirectResponse(target, HTTPStatus.SEE_OTHER, headers={"cache-control": "no-store"})


def _page(claims: Claims | None) -> str:
    if claims is not None:
        said = f"{_not_let_in(claims)} Ask whoever runs this site, or sign in as somebody else."
        ways = _way("/auth/logout", "Sign out")
    else:
        found = id_tokens.registered()
        said = "This ledger is private. Sign in to see what you came for." if found else _NOT_SET_UP
        ways = "\n".join(_way(f"{_SIGN_IN}{quote(each, safe='')}", _words_of(each)) for each in found)
    return plain_page("Sign in", "Peace Ledger", f"<p>{escape(said)}</p>\n{ways}")


def _way(address: str, words: str) -> str:
    return f'<p><a href="{escape(address)}">{escape(words)}</a></p>'


def _words_of(provider: str) -> str:
    return "Sign in" if provider == "default" else f"Sign in with {provider}"
