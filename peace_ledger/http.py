"""What the process serves beside the pages: security headers, assets (plotly.js, map outline), health."""

import asyncio
import base64
import gzip
import hashlib
import importlib.util
import posixpath
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from html.parser import HTMLParser
from http import HTTPStatus
from pathlib import Path

import brotli  # type: ignore[import-untyped]
from starlette.datastructures import Headers, MutableHeaders
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response
from starlette.routing import BaseRoute, Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from peace_ledger import (
    access,
    api,
    api_cite,
    api_sql,
    crowd,
    feed,
    gate,
    ledger,
    metrics,
    openapi,
    qr,
    readiness,
    settings,
    sign_in,
    state,
    streamlit_gate,
)
from peace_ledger.answers import problem, tags
from peace_ledger.ledger import Ledger
from peace_ledger.sql import service

IMMUTABLE = "public, max-age=31536000, immutable"
ONE_DAY = "public, max-age=86400"
EMBED_SCRIPT = "/assets/embed.js"
"""Where the script is that other sites put beside an embed, so that its frame takes its height."""

_FRONTEND = Path(__file__).parent / "frontend"
_PLOTLY = _FRONTEND / "plotly" / "plotly.min.js"
_CODEMIRROR = _FRONTEND / "codemirror" / "codemirror.min.js"
# What every page is made of: elements of Streamlit by the name of their module, and components of ours.
_ELEMENTS = ("Html", "PageLink", "Button", "BidiComponent")
_COMPONENTS = "/_stcore/bidi-components/peace-ledger."
_FIRST_COMPONENTS = ("masthead", "filters", "share", "chart", "records", "takeaway")
_FIRST_SHEETS = ("masthead.css", "filters.css", "card.css", "share.css")
# Scripts that a first view does without.
_SELDOM = {"early.js", "embed.js", "embedded.js", "clock.js", "snapshot.js", "query.js"}
_FONT = _FRONTEND / "fonts" / "ledger-serif-1.woff2"
_MEDIA_TYPES = {
    ".js": "text/javascript",
    ".css": "text/css",
    ".json": "application/json",
    ".woff2": "font/woff2",
}


def routes() -> list[BaseRoute]:
    """The routes that stand before Streamlit's own; every other path stays Streamlit's."""
    return [
        Route(gate.ALIVE, healthz),
        Route(gate.READY, readyz),
        Route("/assets/{name:path}", asset),
        *api_cite.routes(),
        *api_sql.routes(),
        *openapi.routes(),
        *qr.routes(),
        *feed.routes(),
        *api.routes(),
        *(Route(f"{prefix}{{rest:path}}", nowhere) for prefix in gate.ROUTES),
    ]


def middleware() -> list[Middleware]:
    """What every response passes on its way out."""
    index = _streamlit_index()
    return [
        Middleware(access.Access),
        Middleware(
            SecurityHeaders,
            policy=content_security_policy(index),
            embedded=content_security_policy(index, frame_ancestors()),
        ),
        Middleware(gate.Gate, limit=gate.rate_limit()),
        Middleware(streamlit_gate.StreamlitGate),
        Middleware(sign_in.SignIn, allowed=sign_in.rules()),
        Middleware(crowd.Pages, sessions=crowd.sessions()),
        Middleware(ComponentScripts),
        Middleware(CompressedAssets),
    ]


# Health


async def healthz(request: Request) -> JSONResponse:
    """200 with the data that are served, and what was changed into something that cannot be; or 503 with the
    reasons why there are none. Of a private ledger only the status is for everybody.
    """
    try:
        served = ledger.served()
        content: dict[str, object] = {
            "process": [_identity(one) for one in served.ledgers.values()],
            "sql": service.status(),
        }
        if served.refused:
            content["refused"] = {folder.name: list(lines) for folder, lines in served.refused.items()}
        status, code = "ok", HTTPStatus.OK
    except ledger.NotLoaded as reason:
        content = {"problems": list(reason.lines)}
        status, code = "unavailable", HTTPStatus.SERVICE_UNAVAILABLE
    return _fresh({"status": status} | ({} if sign_in.ANONYMOUS in request.scope else content), code)


async def readyz(request: Request) -> JSONResponse:
    """200 where the process should be sent readers, or 503 with the reasons why not; of a private ledger only
    the status is for everybody.
    """
    reasons = readiness.reasons()
    content: dict[str, object] = {"reasons": list(reasons)} if reasons else {}
    status, code = ("unready", HTTPStatus.SERVICE_UNAVAILABLE) if reasons else ("ready", HTTPStatus.OK)
    return _fresh({"status": status} | ({} if sign_in.ANONYMOUS in request.scope else content), code)


def _identity(served: Ledger) -> dict[str, object]:
    data, known = served.dataset, served.vocabulary
    told = {"name": data.package.name, "version": data.version, "digest": data.digest}
    unopened = {"unopened": dict(known.unopened)} if known.unopened else {}
    return {**told, "versions": list(known.versions), **unopened}


def _fresh(content: dict[str, object], status: int) -> JSONResponse:
    return JSONResponse(content, status, headers={"cache-control": "no-store"})


# Addresses of ours at which there is nothing


async def nowhere(request: Request) -> Response:
    """A 404 problem: Streamlit would answer with a page, which a program would take for what it asked for."""
    detail = f"There is nothing at {request.url.path[:200]}; there are {', '.join(api.ROUTES)}."
    return problem(HTTPStatus.NOT_FOUND, detail, routes=list(api.ROUTES))


# Assets of ours


def plotly_url() -> str:
    """Where plotly.js is served; the address changes with its content, as that of every file here."""
    return f"/assets/plotly-{_digest(_PLOTLY)}.min.js"


def codemirror_url() -> str:
    """Where the editor of the SQL page is served."""
    return f"/assets/codemirror-{_digest(_CODEMIRROR)}.min.js"


def geo_url() -> str:
    """The folder of world outlines, for plotly's `topojsonURL`."""
    return f"/assets/geo-{_digest(*_outlines())}/"


def script_url(name: str) -> str:
    """Where a script or style sheet of `frontend/` is served, beside those that it imports."""
    return f"/assets/ui-{_digest(*_scripts())}/{name}"


def packaged_files() -> dict[str, Path]:
    """The files that charts are drawn with, by their address."""
    return {plotly_url(): _PLOTLY, **{geo_url() + file.name: file for file in _outlines()}}


@cache
def early_tags(*, private: bool) -> str:
    """Tags for the end of a page's head: what the browser can fetch while Streamlit's client starts, which
    would ask for each only when it needs it. Of a `private` ledger the client waits for its cookie before it
    connects.
    """
    told = f'data-plotly="{plotly_url()}"' + (" data-private" if private else "")
    scripts = [file.name for file in _scripts() if file.suffix == ".js" and file.name not in _SELDOM]
    links = [
        *(_ahead(f"/static/js/{name}", "modulepreload", "crossorigin") for name in _later_modules()),
        *(_ahead(_component_url(name), "modulepreload") for name in _FIRST_COMPONENTS),
        *(_ahead(script_url(name), "modulepreload") for name in scripts),
        *(_ahead(script_url(name), "preload", 'as="style"') for name in _FIRST_SHEETS),
        _ahead(plotly_url(), "preload", 'as="script"'),
        _ahead(f"/assets/{_FONT.name}", "preload", 'as="font" type="font/woff2" crossorigin'),
    ]
    return "\n    ".join([f'<script src="{script_url("early.js")}" {told}></script>', *links])


def _ahead(address: str, relation: str, more: str = "") -> str:
    """A link to what is needed later: what the client needs to start goes first."""
    return f'<link rel="{relation}" {more} fetchpriority="low" href="{address}">'


async def asset(request: Request) -> Response:
    """Serve plotly.js, a map outline, a script or style sheet of ours; anything else is a 404 problem."""
    path = request.url.path
    if path == EMBED_SCRIPT:
        # Any site may load it, also one that asks every file for its leave.
        headers = {"cache-control": ONE_DAY, "cross-origin-resource-policy": "cross-origin"}
        return FileResponse(_FRONTEND / "embed.js", media_type="text/javascript", headers=headers)
    if file := _assets().get(path):
        kind = _MEDIA_TYPES[file.suffix]
        return FileResponse(file, media_type=kind, headers={"cache-control": IMMUTABLE})
    return problem(HTTPStatus.NOT_FOUND, f"There is no asset {path}.")


@cache
def _assets() -> dict[str, Path]:
    """Files that never change at their address."""
    ours = {script_url(file.name): file for file in _scripts()}
    editor = {codemirror_url(): _CODEMIRROR}
    return {**packaged_files(), **ours, **editor, f"/assets/{_FONT.name}": _FONT}


@cache
def _scripts() -> tuple[Path, ...]:
    return tuple(sorted(file for file in _FRONTEND.iterdir() if file.suffix in {".js", ".css"}))


@cache
def _outlines() -> tuple[Path, ...]:
    return tuple(sorted((_FRONTEND / "geo").glob("*.json")))


@cache
def _digest(*files: Path) -> str:
    found = hashlib.sha256()
    for file in files:
        found.update(f"{file.name} {file.stat().st_size}\n".encode())
        found.update(file.read_bytes())
    return found.hexdigest()[:12]


@cache
def _later_modules() -> tuple[str, ...]:
    """The modules of Streamlit's client that our pages need and its document does not name: it asks for them
    when the first elements come.
    """
    folder = _inside("streamlit", "static/static/js")
    named = set(re.findall(r"static/js/([\w.-]+\.js)", _streamlit_index()))
    wanted = [file.name for element in _ELEMENTS for file in folder.glob(f"{element}.*.js")]
    found: dict[str, None] = {}
    while wanted:
        name = wanted.pop(0)
        if name not in named and name not in found:
            found[name] = None
            script = (folder / name).read_text(encoding="utf-8")
            wanted += re.findall(r'(?:from|import)"\./([\w.-]+\.js)"', script)
    return tuple(found)


def _component_url(name: str) -> str:
    return f"{_COMPONENTS}{name}/{name}.js"


def _streamlit_index() -> str:
    return _inside("streamlit", "static/index.html").read_text(encoding="utf-8")


def _inside(package: str, path: str) -> Path:
    spec = importlib.util.find_spec(package)
    if spec is None or spec.origin is None:
        raise RuntimeError(f"The package {package} is not installed; install the project's requirements.")
    return Path(spec.origin).parent / path


# Security headers


class SecurityHeaders:
    """ASGI middleware that puts the same security headers on every HTTP response; only the policy of a page
    that is asked for as an embed is `embedded`, which lets other sites frame it. Cookies that are set over
    https go over https alone.

    A fault in what it wraps is answered here, because the server's own answer would lack them; the fault goes
    on to the server, which logs it.
    """

    def __init__(self, app: ASGIApp, policy: str, embedded: str) -> None:
        self._app = app
        self._policy = policy
        self._embedded = embedded
        self._headers = {
            "x-content-type-options": "nosniff",
            "referrer-policy": "strict-origin-when-cross-origin",
            "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
            "cross-origin-opener-policy": "same-origin",
        }

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started = False

        async def send_with_headers(message: Message) -> None:
            nonlocal started
            if message["type"] == "http.response.start":
                started = True
                headers = MutableHeaders(scope=message)
                embed = _is_embed(scope, headers)
                policy = self._embedded if embed else self._policy
                headers.update({"content-security-policy": policy} | self._headers)
                opened = embed or scope["path"].startswith(gate.ROUTES)
                headers.setdefault(
                    "cross-origin-resource-policy", "cross-origin" if opened else "same-origin"
                )
                if scope.get("scheme") == "https":
                    _secure_cookies(message)
            await send(message)

        try:
            await self._app(scope, receive, send_with_headers)
        except Exception:
            metrics.faulty("route")
            if not started:
                await _fault()(scope, receive, send_with_headers)
            raise


def _secure_cookies(start: Message) -> None:
    """Streamlit sets its cookies without Secure where a proxy ends TLS."""
    start["headers"] = [
        (name, value + b"; Secure" if name == b"set-cookie" and b"; secure" not in value.lower() else value)
        for name, value in start["headers"]
    ]


def _fault() -> JSONResponse:
    detail = (
        "A fault in the program; its log says more. Please report it with the address you asked for and its "
        "request_id."
    )
    return problem(HTTPStatus.INTERNAL_SERVER_ERROR, detail)


def _is_embed(scope: Scope, headers: Headers) -> bool:
    query = scope["query_string"].decode("ascii", "replace")
    return headers.get("content-type", "").startswith("text/html") and "true" in state.embedding(query)


def frame_ancestors() -> str:
    """The sites that may show embedded pages; none as long as the settings are wrong."""
    try:
        return settings.read().frame_ancestors
    except settings.InvalidSettings:
        return "'none'"


def content_security_policy(index_html: str, frame_ancestors: str = "'none'") -> str:
    """The policy for the page `index_html`: all from this host, its inline scripts by their hash, and shown
    in a frame only by `frame_ancestors`.
    """
    scripts = " ".join(["'self'", *(_hash_source(script) for script in _inline_scripts(index_html))])
    directives = {
        "default-src": "'self'",
        "script-src": scripts,
        # Streamlit's styles, Plotly's and the figures' own are written at run time.
        "style-src": "'self' 'unsafe-inline'",
        # data: and blob: are how Plotly makes a picture file of a figure.
        "img-src": "'self' data: blob:",
        "font-src": "'self' data:",
        "connect-src": "'self'",
        "object-src": "'none'",
        "base-uri": "'self'",
        "form-action": "'self'",
        "frame-ancestors": frame_ancestors,
    }
    return "; ".join(f"{name} {sources}" for name, sources in directives.items())


def _hash_source(script: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()}'"


def _inline_scripts(html: str) -> list[str]:
    parser = _InlineScripts()
    parser.feed(html)
    parser.close()
    return parser.scripts


class _InlineScripts(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.scripts: list[str] = []
        self._inside = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "script" and "src" not in dict(attrs):
            self._inside = True
            self.scripts.append("")

    def handle_data(self, data: str) -> None:
        if self._inside:
            self.scripts[-1] += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "script":
            self._inside = False


# Scripts of components


class ComponentScripts:
    """ASGI middleware that answers where Streamlit's client looks for the scripts of our components.

    Such an address stays the same from version to version, has to be asked for at every visit, and has a copy
    of every module for each component. So it only leads to the script's own address. (Streamlit lets no route
    stand below `/_stcore`.)
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not scope["path"].startswith(_COMPONENTS):
            await self._app(scope, receive, send)
            return
        await _component_script(scope["path"])(scope, receive, send)


def _component_script(path: str) -> Response:
    component, _, name = path.removeprefix(_COMPONENTS).partition("/")
    if name != f"{component}.js" or script_url(name) not in _assets():
        return problem(HTTPStatus.NOT_FOUND, f"There is no script at {path[:200]}.")
    script = f'export {{ default }} from "{script_url(name)}";\n'
    return Response(script, media_type="text/javascript", headers={"cache-control": "no-cache"})


# Compressed assets

_ASSET = re.compile(r"/(?:static|assets)/.+\.(?:css|js|json|svg)$")
_COMPRESS: dict[str, Callable[[bytes], bytes]] = {
    # Stronger settings save 3 % more and take three times as long.
    "br": lambda body: brotli.compress(body, quality=6),
    "gzip": lambda body: gzip.compress(body, compresslevel=6, mtime=0),
}


@dataclass(frozen=True)
class _Reply:
    status: int
    headers: Headers
    body: bytes


class CompressedAssets:
    """ASGI middleware that serves text assets by brotli or gzip.

    Streamlit sends its bundle uncompressed. Each asset is compressed when it is first asked for, in a thread,
    and kept for the life of the process: no file changes under it, and all together are 8 MB per encoding.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._kept: dict[tuple[str, str], _Reply] = {}
        self._compressing = asyncio.Lock()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        encoding = _encoding_for(scope)
        if encoding is None:
            await self._app(scope, receive, send)
            return
        reply = await self._reply(scope, receive, encoding)
        headers = Headers(scope=scope)
        if reply.status == 200 and reply.headers.get("etag") in tags(headers.get("if-none-match", "")):
            reply = _not_modified(reply)
        await _send(reply, send, with_body=scope["method"] == "GET")

    async def _reply(self, scope: Scope, receive: Receive, encoding: str) -> _Reply:
        key = scope["path"], encoding
        if key in self._kept:
            return self._kept[key]
        async with self._compressing:
            if key in self._kept:
                return self._kept[key]
            plain = await _ask(self._app, scope, receive)
            if not _is_asset(plain):
                return plain
            self._kept[key] = await asyncio.to_thread(_compressed, plain, encoding)
            return self._kept[key]


def _encoding_for(scope: Scope) -> str | None:
    if scope["type"] != "http" or scope["method"] not in {"GET", "HEAD"}:
        return None
    path = scope["path"]
    # Only the one canonical path of a file, so that what is kept stays bounded.
    if not _ASSET.search(path) or posixpath.normpath(path) != path:
        return None
    headers = Headers(scope=scope)
    return None if "range" in headers else accepted_encoding(headers.get("accept-encoding", ""))


def accepted_encoding(header: str) -> str | None:
    """The encoding to use for an Accept-Encoding header: "br", else "gzip", else None."""
    accepted = {}
    for item in header.lower().split(","):
        name, _, parameters = item.partition(";")
        accepted[name.strip()] = not re.fullmatch(r"\s*q\s*=\s*0(?:\.0*)?\s*", parameters)
    return next((encoding for encoding in _COMPRESS if accepted.get(encoding)), None)


async def _ask(app: ASGIApp, scope: Scope, receive: Receive) -> _Reply:
    """The whole, uncompressed, unconditional answer of `app`."""
    conditional = {b"accept-encoding", b"if-none-match", b"if-modified-since"}
    headers = [(name, value) for name, value in scope["headers"] if name not in conditional]
    messages: list[Message] = []

    async def collect(message: Message) -> None:
        messages.append(message)

    await app({**scope, "method": "GET", "headers": headers}, receive, collect)
    body = b"".join(message.get("body", b"") for message in messages[1:])
    return _Reply(messages[0]["status"], Headers(raw=messages[0]["headers"]), body)


def _is_asset(reply: _Reply) -> bool:
    # Streamlit answers a missing file with its index page, which is no-cache.
    return reply.status == 200 and "no-cache" not in reply.headers.get("cache-control", "no-cache")


def _compressed(plain: _Reply, encoding: str) -> _Reply:
    body = _COMPRESS[encoding](plain.body)
    headers = _only(plain.headers, "content-type", "cache-control", "cross-origin-resource-policy")
    headers["content-encoding"] = encoding
    headers["content-length"] = str(len(body))
    headers["etag"] = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    headers["vary"] = "accept-encoding"
    return _Reply(200, headers, body)


def _not_modified(reply: _Reply) -> _Reply:
    return _Reply(304, _only(reply.headers, "cache-control", "etag", "vary"), b"")


def _only(headers: Headers, *names: str) -> MutableHeaders:
    return MutableHeaders({name: headers[name] for name in names if name in headers})


async def _send(reply: _Reply, send: Send, *, with_body: bool) -> None:
    await send({"type": "http.response.start", "status": reply.status, "headers": reply.headers.raw})
    await send({"type": "http.response.body", "body": reply.body if with_body else b""})
