import base64
import gzip
import hashlib
import importlib.util
import json
import re
import shutil
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path

import brotli
import pytest
from playwright.sync_api import Browser, Page, expect
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from peace_ledger import http
from tests.altered import awaited
from tests.records import records
from tests.server import ROOT, Server, running

SECURITY_HEADERS = (
    "content-security-policy",
    "x-content-type-options",
    "referrer-policy",
    "permissions-policy",
    "cross-origin-opener-policy",
)
FRONTEND = ROOT / "peace_ledger" / "frontend"
DECODE = {"br": brotli.decompress, "gzip": gzip.decompress}


def installed(package: str, path: str) -> Path:
    spec = importlib.util.find_spec(package)
    assert spec is not None
    assert spec.origin is not None
    return Path(spec.origin).parent / path


def first_page_assets() -> list[str]:
    index = installed("streamlit", "static/index.html").read_text(encoding="utf-8")
    return ["/" + path for path in re.findall(r'(?:src|href)="\./(static/[^"]+\.(?:js|css))"', index)]


# Health


def test_health_names_the_data_that_are_served(server: Server) -> None:
    answer = server.ask("/healthz")
    described = [json.loads(path.read_text()) for path in sorted((ROOT / "data").glob("*/datapackage.json"))]
    told = json.loads(answer.body)
    assert answer.status == 200
    assert answer.headers["cache-control"] == "no-store"
    assert told["status"] == "ok"
    assert [(one["name"], one["version"]) for one in told["process"]] == [
        (one["name"], one["version"]) for one in described
    ]
    assert all(one["digest"] for one in told["process"])


def broken_package(folder: Path) -> dict[str, str]:
    (folder / "datapackage.json").write_text("{")
    return {"PEACE_LEDGER_DATA": str(folder)}


def empty_folder(folder: Path) -> dict[str, str]:
    return {"PEACE_LEDGER_DATA": str(folder)}


def two_wrong_settings(_folder: Path) -> dict[str, str]:
    return {"PEACE_LEDGER_DATA": "/no/such/folder", "PEACE_LEDGER_ENGINE": "postgres"}


@pytest.mark.parametrize(
    ("prepare", "told"),
    [
        (broken_package, ["cannot be used:", "datapackage.json:", "were not checked"]),
        (empty_folder, ["cannot be used:", "datapackage.json:"]),
        (two_wrong_settings, ["PEACE_LEDGER_DATA is '/no/such/folder'", "PEACE_LEDGER_ENGINE is 'postgres'"]),
    ],
)
def test_without_data_the_process_runs_on_and_says_what_to_mend(
    tmp_path: Path, prepare: Callable[[Path], dict[str, str]], told: list[str]
) -> None:
    data = tmp_path / "data"
    data.mkdir()
    with running(tmp_path / "log.txt", env=prepare(data)) as server:
        answer = server.ask("/healthz")
        page = server.ask("/")
        log = server.log.read_text()
    problems = json.loads(answer.body)["problems"]
    assert answer.status == 503
    assert answer.headers["cache-control"] == "no-store"
    assert page.status == 200
    assert len(problems) == len(told)
    for problem, part in zip(problems, told, strict=True):
        assert part in problem
        assert problem in log
    assert "Traceback" not in log


# Security headers


@pytest.mark.parametrize("path", ["/", "/releases", "/healthz", "/assets/nothing", "/_stcore/health"])
def test_every_answer_has_the_security_headers(server: Server, path: str) -> None:
    assert set(SECURITY_HEADERS) <= server.ask(path).headers.keys()


def test_a_compressed_and_an_unchanged_asset_have_the_security_headers(server: Server) -> None:
    first = server.ask(http.plotly_url(), accept_encoding="br")
    again = server.ask(http.plotly_url(), accept_encoding="br", if_none_match=first.headers["etag"])
    assert set(SECURITY_HEADERS) <= first.headers.keys()
    assert set(SECURITY_HEADERS) <= again.headers.keys()


async def never(_scope: Scope, _receive: Receive, _send: Send) -> None:
    raise RuntimeError("an inner detail")


async def halfway(_scope: Scope, _receive: Receive, send: Send) -> None:
    await send({"type": "http.response.start", "status": 200, "headers": []})
    raise RuntimeError("an inner detail")


def sent_by(app: ASGIApp) -> list[Message]:
    """What goes to the client when an app below our headers has a fault, which must go on to the server."""
    sent: list[Message] = []

    async def send(message: Message) -> None:
        sent.append(message)

    async def receive() -> Message:
        return {"type": "http.request"}

    scope = {"type": "http", "method": "GET", "path": "/", "query_string": b"", "headers": []}
    guarded = http.SecurityHeaders(app, policy="default-src 'self'", embedded="")
    with pytest.raises(RuntimeError, match="an inner detail"):
        awaited(guarded(scope, receive, send))
    return sent


def test_a_fault_is_answered_with_the_security_headers_and_without_details() -> None:
    start, body = sent_by(never)
    headers = Headers(raw=start["headers"])
    assert start["status"] == 500
    assert set(SECURITY_HEADERS) <= set(headers.keys())
    assert headers["content-type"] == "application/problem+json"
    assert "an inner detail" not in body["body"].decode()
    assert "please report it" in json.loads(body["body"])["detail"].lower()


def test_a_fault_in_the_middle_of_an_answer_starts_no_second_one() -> None:
    (start,) = sent_by(halfway)
    assert start["status"] == 200


def test_scripts_may_come_from_here_only_and_inline_only_by_hash() -> None:
    inline = "\n  window.ready = false\n"
    page = f"<script>{inline}</script><script src='x.js'></script><script type='module' src='y.js'></script>"
    digest = base64.b64encode(hashlib.sha256(inline.encode()).digest()).decode()
    assert f"; script-src 'self' 'sha256-{digest}'; " in http.content_security_policy(page)


def test_a_page_without_inline_scripts_allows_none() -> None:
    assert "; script-src 'self'; " in http.content_security_policy("<script src='x.js'></script>")


# Compressed assets


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("br, gzip", "br"),
        ("gzip, deflate, br;q=1.0", "br"),
        ("GZIP", "gzip"),
        ("gzip;q=0.5, br;q=0", "gzip"),
        ("br; q=0.000, gzip ; q=0", None),
        ("br;q=0.001", "br"),
        ("identity", None),
        ("", None),
        ("*", None),
    ],
)
def test_the_encoding_is_the_best_that_the_client_accepts(header: str, expected: str | None) -> None:
    assert http.accepted_encoding(header) == expected


@pytest.mark.parametrize("encoding", ["br", "gzip"])
def test_what_a_first_page_needs_comes_compressed_and_immutable(server: Server, encoding: str) -> None:
    plain_size = compressed_size = 0
    for path in first_page_assets():
        answer = server.ask(path, accept_encoding=encoding)
        file = installed("streamlit", "static" + path).read_bytes()
        assert answer.status == 200
        assert answer.headers["content-encoding"] == encoding
        assert answer.headers["vary"] == "accept-encoding"
        assert {"public", "immutable"} <= set(answer.headers["cache-control"].split(", "))
        assert int(answer.headers["content-length"]) == len(answer.body)
        assert DECODE[encoding](answer.body) == file
        plain_size += len(file)
        compressed_size += len(answer.body)
    assert compressed_size < plain_size / 2.5


@pytest.mark.parametrize(
    ("address", "file", "kind"),
    [
        (http.plotly_url(), "plotly/plotly.min.js", "text/javascript"),
        (http.geo_url() + "world_50m.json", "geo/world_50m.json", "application/json"),
        (http.script_url("chart.js"), "chart.js", "text/javascript"),
        (http.script_url("shared.js"), "shared.js", "text/javascript"),
        (http.script_url("card.css"), "card.css", "text/css"),
    ],
)
@pytest.mark.parametrize("encoding", ["br", "gzip"])
def test_what_pages_are_drawn_with_comes_compressed_and_is_kept_for_good(
    server: Server, address: str, file: str, kind: str, encoding: str
) -> None:
    answer = server.ask(address, accept_encoding=encoding)
    assert answer.headers["content-encoding"] == encoding
    assert answer.headers["content-type"].startswith(kind)
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert DECODE[encoding](answer.body) == (FRONTEND / file).read_bytes()
    assert re.search(r"-[0-9a-f]{12}\b", address)
    older = re.sub(r"-[0-9a-f]{12}\b", "-000000000000", address)
    assert server.ask(older, accept_encoding=encoding).status == 404


def test_the_face_of_headings_is_the_one_that_the_theme_names(server: Server) -> None:
    theme = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8"))["theme"]
    (face,) = theme["fontFaces"]
    assert theme["headingFont"].startswith(f"{face['family']},")
    answer = server.ask(face["url"])
    assert (answer.status, answer.headers["content-type"]) == (200, "font/woff2")
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert server.ask("/").body.decode().count(face["url"]) == 1


def test_plotly_js_tells_its_version_and_its_licences_stand_beside_it() -> None:
    folder = FRONTEND / "plotly"
    package = json.loads((folder / "package.json").read_text(encoding="utf-8"))
    wanted = package["devDependencies"]["plotly.js"]
    assert (folder / "plotly.min.js").read_text(encoding="utf-8").startswith(f"/*! plotly.js v{wanted} ")
    assert f"plotly.js {wanted} (MIT)" in (folder / "LICENSES.txt").read_text(encoding="utf-8")


def test_a_client_that_accepts_no_encoding_gets_the_file_as_it_is(server: Server) -> None:
    answer = server.ask(http.plotly_url())
    assert "content-encoding" not in answer.headers
    assert answer.body == (FRONTEND / "plotly" / "plotly.min.js").read_bytes()


def test_a_range_of_an_asset_is_a_range_of_the_file(server: Server) -> None:
    answer = server.ask(http.plotly_url(), accept_encoding="br", range="bytes=10-19")
    assert answer.status == 206
    assert answer.body == (FRONTEND / "plotly" / "plotly.min.js").read_bytes()[10:20]


@pytest.mark.parametrize("tag", ["{}", "W/{}", '"other", {}'])
def test_an_unchanged_asset_is_not_sent_again(server: Server, tag: str) -> None:
    first = server.ask(http.plotly_url(), accept_encoding="br")
    again = server.ask(
        http.plotly_url(), accept_encoding="br", if_none_match=tag.format(first.headers["etag"])
    )
    assert again.status == 304
    assert again.body == b""
    assert again.headers["etag"] == first.headers["etag"]


def test_each_encoding_has_its_own_tag(server: Server) -> None:
    tags = [
        server.ask(http.plotly_url(), accept_encoding=encoding).headers["etag"]
        for encoding in ("br", "gzip", "identity")
    ]
    assert len(set(tags)) == 3


def test_head_tells_what_get_would(server: Server) -> None:
    got = server.ask(http.plotly_url(), accept_encoding="br")
    told = server.ask(http.plotly_url(), "HEAD", accept_encoding="br")
    assert told.body == b""
    own = {"date": "", "x-request-id": ""}
    assert {**told.headers, **own} == {**got.headers, **own}


COMPONENT = "/_stcore/bidi-components/peace-ledger.chart/"


def test_a_component_leads_to_its_script_and_is_asked_for_again(server: Server) -> None:
    answer = server.ask(COMPONENT + "chart.js", accept_encoding="br")
    assert answer.headers["content-type"].startswith("text/javascript")
    assert answer.headers["cache-control"] == "no-cache"
    assert answer.body.decode() == f'export {{ default }} from "{http.script_url("chart.js")}";\n'


@pytest.mark.parametrize(
    "name",
    [
        *("nothing.js", "records.js", "../http.py", "%2e%2e/http.py", "geo/../chart.js", ""),
        "../../pyproject.toml",
    ],
)
def test_components_are_no_way_into_the_file_system(server: Server, name: str) -> None:
    answer = server.ask(COMPONENT + name, accept_encoding="br")
    assert answer.status in {400, 404}
    assert "etag" not in answer.headers


def test_fonts_stay_as_they_are(server: Server) -> None:
    font = next(installed("streamlit", "static/static/media").glob("*.woff2"))
    answer = server.ask(f"/static/media/{font.name}", accept_encoding="br, gzip")
    assert "content-encoding" not in answer.headers
    assert answer.body == font.read_bytes()


def test_a_missing_bundle_file_is_not_kept_as_an_asset(server: Server) -> None:
    answer = server.ask("/static/js/of-an-older-version.js", accept_encoding="br")
    assert answer.headers["cache-control"] == "no-cache"
    assert "content-encoding" not in answer.headers


def test_an_unknown_asset_is_a_problem_that_names_it(server: Server) -> None:
    answer = server.ask("/assets/nothing.js")
    assert answer.status == 404
    assert answer.headers["content-type"] == "application/problem+json"
    assert "/assets/nothing.js" in json.loads(answer.body)["detail"]


@pytest.mark.parametrize(
    "path", ["/assets/geo/../plotly.py", "/assets/geo/%2e%2e/README.md", http.geo_url() + "README.md"]
)
def test_assets_are_no_way_into_the_file_system(server: Server, path: str) -> None:
    assert server.ask(path).status in {400, 404}


def test_the_outline_has_the_layers_of_a_map_and_small_states(server: Server) -> None:
    answer = server.ask(http.geo_url() + "world_50m.json", accept_encoding="gzip")
    objects = json.loads(gzip.decompress(answer.body))["objects"]
    assert objects.keys() == {"coastlines", "countries", "land", "ocean"}
    assert {"AND", "BHR", "LIE", "MLT", "SGP"} <= {
        shape["id"] for shape in objects["countries"]["geometries"]
    }


def test_an_unknown_path_is_still_streamlits_page(server: Server) -> None:
    index = installed("streamlit", "static/index.html").read_bytes()
    assert server.ask("/no-such-page").body == index


# In a browser


@pytest.fixture
def page(server: Server, browser: Browser) -> Iterator[Page]:
    context = browser.new_context()
    opened = context.new_page()
    opened.goto(server.url)
    expect(opened.get_by_test_id("stApp")).to_have_attribute("data-test-connection-state", "CONNECTED")
    yield opened
    context.close()


@pytest.mark.browser
def test_plotly_draws_a_map_and_makes_pictures_under_the_policy(server: Server, page: Page) -> None:
    asked: list[str] = []
    complaints: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: complaints.append(message.text))
    page.add_script_tag(url=http.plotly_url())
    pictures = page.evaluate(
        """async ([topojsonURL]) => {
            const node = document.body.appendChild(document.createElement("div"));
            const data = [{type: "choropleth", locations: ["ARM", "MLT"], z: [1, 2]}];
            const layout = {geo: {resolution: 50, fitbounds: false}, width: 600, height: 300};
            await Plotly.newPlot(node, data, layout, {topojsonURL});
            const pictures = [];
            for (const format of ["png", "svg"]) pictures.push(await Plotly.toImage(node, {format}));
            return [...pictures, node.querySelectorAll(".choroplethlayer path").length];
        }""",
        [http.geo_url()],
    )
    assert pictures[0].startswith("data:image/png;base64,")
    assert pictures[1].startswith("data:image/svg+xml,")
    assert pictures[2] == 2
    assert server.url + http.geo_url() + "world_50m.json" in asked
    assert all(url.startswith((server.url, "data:", "blob:")) for url in asked)
    assert complaints == []


@pytest.mark.browser
def test_a_script_from_elsewhere_does_not_run(page: Page) -> None:
    page.evaluate(
        """() => {
            window.ran = 0;
            window.refused = [];
            document.addEventListener("securitypolicyviolation", (event) => refused.push(event.blockedURI));
            const inline = document.createElement("script");
            inline.textContent = "window.ran += 1";
            const foreign = document.createElement("script");
            foreign.src = "http://127.0.0.2:9/x.js";
            document.head.append(inline, foreign);
        }"""
    )
    page.wait_for_function("refused.length === 2")
    assert page.evaluate("ran") == 0
    assert page.evaluate("refused") == ["inline", "http://127.0.0.2:9/x.js"]


@pytest.mark.browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_theme_follows_the_readers_system(server: Server, browser: Browser, scheme: str) -> None:
    theme = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text())["theme"][scheme]
    colour = tuple(int(theme["backgroundColor"][at : at + 2], 16) for at in (1, 3, 5))
    context = browser.new_context(color_scheme="light" if scheme == "light" else "dark")
    page = context.new_page()
    page.goto(server.url)
    expect(page.get_by_test_id("stApp")).to_have_css("background-color", f"rgb{colour}")
    context.close()


@pytest.mark.browser
def test_a_fault_in_a_page_shows_one_sentence_and_logs_the_traceback(
    browser: Browser, tmp_path: Path
) -> None:
    shutil.copy(ROOT / "app.py", tmp_path)
    shutil.copytree(ROOT / ".streamlit", tmp_path / ".streamlit")
    shutil.copytree(ROOT / "pages", tmp_path / "pages")
    (tmp_path / "pages" / "shell.py").write_text("raise ValueError('an inner detail')\n")
    with running(tmp_path / "log.txt", script=tmp_path / "app.py") as server:
        context = browser.new_context()
        page = context.new_page()
        page.goto(server.url)
        alert = page.get_by_role("alert")
        expect(alert).to_have_text(re.compile("because of a fault in the program"))
        told = alert.inner_text()
        assert "an inner detail" not in page.content()
        context.close()
        (fault,) = (one for one in records(server) if "traceback" in one)
    assert fault["traceback"].endswith("ValueError: an inner detail")
    assert f"the reference {fault['reference']}." in told
