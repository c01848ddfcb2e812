"""What is logged: one record a line, each request by its id, and nothing of the reader who asked."""

import json
import logging
import sys
import warnings
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Thread
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some
from starlette.requests import Request
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from pages.menu import MENU
from peace_ledger import access, api, card_data, http, log, preview
from tests.asked import ask
from tests.connected import connected, run
from tests.records import record, records
from tests.server import Answer, Server, running

MARKER = "secret-of-a-reader"
SAFE = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"


# One record


@pytest.fixture
def _begun(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Afterwards logging is as it was."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    excepthook = sys.modules["threading"].excepthook
    monkeypatch.setattr("streamlit.logger.setup_formatter", lambda _logger: None)
    yield
    logging.captureWarnings(capture=False)
    root.handlers[:] = handlers
    root.setLevel(level)
    sys.modules["threading"].excepthook = excepthook


def fault_in_a_thread() -> None:
    raise ValueError("one\nand two")


@pytest.mark.usefixtures("_begun")
@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_faults_warnings_and_notes_are_one_line_each(capsys: pytest.CaptureFixture[str]) -> None:
    log.begin()
    logging.getLogger("peace_ledger.some").info(
        "A “note”\nof two lines", extra={"route": "/x", "status": 200}
    )
    thread = Thread(target=fault_in_a_thread, name="some thread")
    thread.start()
    thread.join()
    warnings.warn("mind this", stacklevel=1)
    note, fault, warning = map(json.loads, capsys.readouterr().err.splitlines())
    assert (note["level"], note["message"]) == ("INFO", "A “note”\nof two lines")
    assert (note["route"], note["status"]) == ("/x", 200)
    assert note["time"].endswith("+00:00")
    assert fault["message"] == "A fault ended some thread."
    assert fault["traceback"].startswith("Traceback (most recent call last):\n")
    assert fault["traceback"].endswith("ValueError: one\nand two")
    assert len(fault["reference"]) == 8
    assert "mind this" in warning["message"]
    assert "traceback" not in note


@pytest.mark.usefixtures("_begun")
def test_people_get_text(capsys: pytest.CaptureFixture[str]) -> None:
    log.begin(log.TEXT)
    logging.getLogger("peace_ledger.some").info("A note.", extra={"route": "/x", "status": 200})
    assert capsys.readouterr().err.rstrip("\n").endswith(" INFO    A note. route=/x status=200")


def test_a_fault_keeps_its_reference() -> None:
    one, other = ValueError("x"), ValueError("x")
    assert log.reference(one) == log.reference(one) != log.reference(other)


# The id of a request


@given(some.text(SAFE, min_size=1, max_size=1), some.text(SAFE + ".-_", min_size=7, max_size=63))
def test_a_well_formed_id_is_taken_over(first: str, rest: str) -> None:
    assert log.request_of(first + rest).id == first + rest


@given(some.text(max_size=7) | some.text(min_size=65) | some.text(min_size=1).map("a-long-enough-id".join))
@pytest.mark.parametrize(
    "named", [None, "", "a b-long-enough", "long-enough\n", "-long-enough", "längst-genug"]
)
def test_another_gets_a_new_one(named: str | None, drawn: str) -> None:
    for text in (named, f"{drawn}\n"):
        made = log.request_of(text).id
        assert made != text
        assert len(made) == 32
        assert made != log.request_of(text).id


async def _nothing(scope: Scope, receive: Receive, send: Send) -> None:
    answer = await http.nowhere(Request(scope))
    await answer(scope, receive, send)


def asked(client: tuple[str, int] | None, **headers: str) -> Answer:
    """Ask an address at which there is nothing, from a client as the server tells it."""

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await access.Access(_nothing)({**scope, "client": client}, receive, send)

    return ask("/api/v1/nothing", app=app, **headers)


def test_a_trusted_proxy_names_requests_and_nobody_else_does() -> None:
    trusted = asked(("192.0.2.5", 0), x_request_id="named-by-the-proxy")
    assert trusted.headers[access.ID] == json.loads(trusted.body)["request_id"] == "named-by-the-proxy"
    for client in (("192.0.2.5", 40_000), None):
        direct = asked(client, x_request_id="named-by-the-proxy")
        assert direct.headers[access.ID] == json.loads(direct.body)["request_id"] != "named-by-the-proxy"


def test_a_fault_of_a_route_is_answered_with_the_id_that_stands_in_the_log(
    caplog: pytest.LogCaptureFixture,
) -> None:
    async def faulty(_scope: Scope, _receive: Receive, _send: Send) -> None:
        raise RuntimeError("an inner detail")

    sent: list[Any] = []

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        async def send_too(message: Any) -> None:
            sent.append(message)
            await send(message)

        guarded = http.SecurityHeaders(faulty, policy="default-src 'self'", embedded="")
        with pytest.raises(RuntimeError, match="an inner detail"):
            await access.Access(guarded)(scope, receive, send_too)

    with caplog.at_level(logging.INFO, "peace_ledger.access"):
        answer = ask("/feed.atom", app=app)
    assert answer.status == 500
    assert json.loads(answer.body)["request_id"] == answer.headers[access.ID]
    (told,) = caplog.records
    assert (told.levelname, told.route, told.status) == ("WARNING", "/feed.atom", 500)  # type: ignore[attr-defined]


# Which route


def test_every_route_has_a_template_of_its_own() -> None:
    ours = [*preview.routes(MENU), *card_data.routes(MENU), *http.routes()]
    begins = {route.path.partition("{")[0] for route in ours if isinstance(route, Route)}
    assert begins >= {"/healthz", "/preview/", "/cards/", "/feed.atom", "/qr/", "/assets/"}
    assert access.PAGE not in {access.template(one) for one in begins}
    assert set(api.ROUTES) - {"/healthz"} <= {
        *(one.replace("{format}", "{csv|json|parquet|xlsx}") for one in access._TEMPLATES.values()),
        "/api/v1/cite/{page}.{txt|bib|ris|json}",
    }
    assert {access.template(f"/{page.path}") for page in MENU} == {access.PAGE}


@given(some.text())
def test_whatever_is_asked_for_there_are_few_routes(path: str) -> None:
    assert access.template(f"/{path}") in {access.PAGE, *access._TEMPLATES.values()}


def test_what_streamlits_client_asks_below_a_deep_link_is_no_page() -> None:
    assert access.template("/releases/_stcore/health") == "/_stcore/{rest}"
    assert access.template("/_stcore/stream") == "/_stcore/stream"


# A server


@pytest.fixture(scope="module")
def seen(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server of these tests alone, whose log has nothing else."""
    with running(tmp_path_factory.mktemp("seen") / "log.txt") as server:
        yield server


TOLD = {
    "x_forwarded_for": f"192.0.2.77, {MARKER}",
    "cookie": f"_streamlit_user={MARKER}; peace_ledger_seat={MARKER}",
    "authorization": f"Bearer {MARKER}",
    "user_agent": MARKER,
    "referer": f"https://{MARKER}.example.org/?q={MARKER}",
    "origin": f"https://{MARKER}.example.org",
    "x_forwarded_user": MARKER,
    "accept_language": MARKER,
}


def test_a_log_holds_nothing_of_those_who_asked(seen: Server) -> None:
    query = f"?actor={MARKER}&known={MARKER}&q={MARKER}"
    paths = ("/api/v1/tables/reactions.csv", "/preview/reactions.png", "/feed.atom", "/qr/x.svg", "/healthz")
    paths += ("/", "/reactions", "/assets/nothing.js", "/cards/reactions/stance_by_event", "/_stcore/health")
    with ThreadPoolExecutor(4) as threads:
        answers = list(threads.map(lambda path: seen.ask(path + query, **TOLD), paths))
        answers += threads.map(lambda path: seen.ask(path + query, "POST", **TOLD), paths)
        answers += threads.map(lambda path: seen.ask(f"{path}/{MARKER}", **TOLD), paths)
    assert {answer.status for answer in answers} >= {200, 400, 404, 405}
    with connected(seen) as connection:
        run(connection, "reactions", [("actor", "russia"), ("known", MARKER), (MARKER, MARKER)])
    closed = record(seen, lambda one: one["message"] == "A session was closed.")
    assert (closed["route"], "request" in closed) == ("/_stcore/stream", True)
    ids = {answer.headers[access.ID] for answer in answers}
    for answer in answers:
        if answer.headers.get("content-type") == "application/problem+json":
            assert json.loads(answer.body)["request_id"] == answer.headers[access.ID]
    last = seen.ask("/healthz").headers[access.ID]
    record(seen, lambda one: one.get("request") == last)
    told = records(seen)
    assert len([one for one in told if one.get("request") in ids]) >= 20
    text = seen.log.read_text(encoding="utf-8")
    assert MARKER not in text
    assert "192.0.2" not in text
    # This machine's own address stands in Streamlit's greeting alone.
    assert [line for line in text.splitlines() if "127.0.0.1" in line and "URL: http" not in line] == []


def test_a_request_is_one_record_with_what_it_took(seen: Server) -> None:
    answer = seen.ask("/api/v1/tables/reactions.csv?actor=russia")
    told = record(seen, lambda one: one.get("request") == answer.headers[access.ID])
    assert told["route"] == "/api/v1/tables/{table}.{format}"
    assert (told["method"], told["status"], told["bytes"]) == ("GET", 200, len(answer.body))
    assert 0 < told["milliseconds"] < 60_000
    assert told["level"] == "INFO"
    same = [one for one in records(seen) if one.get("request") == answer.headers[access.ID]]
    assert same == [told]


def test_files_of_pages_are_not_told(seen: Server) -> None:
    assets = [seen.ask(path).headers[access.ID] for path in (http.plotly_url(), "/_stcore/health")]
    last = seen.ask("/healthz").headers[access.ID]
    record(seen, lambda one: one.get("request") == last)
    assert not [one for one in records(seen) if one.get("request") in assets]
