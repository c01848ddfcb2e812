"""What is measured is what was done: counts against counts of our own, read as scrapers read them."""

import gc
import json
import re
import socket
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import duckdb
import pytest
import yaml
from cachetools import LRUCache
from hypothesis import given
from hypothesis import strategies as some
from prometheus_client.openmetrics import exposition
from prometheus_client.openmetrics.parser import text_string_to_metric_families as families

from peace_ledger import access, metrics
from peace_ledger import dataset as datasets
from peace_ledger.engine import Engine, Part, open_engine
from tests.connected import connected, run
from tests.fixtures import CURATED, CsvRows
from tests.records import records
from tests.server import ROOT, Server, free_port, running
from tests.waiting import until

Labels = dict[str, str]
Samples = dict[tuple[str, tuple[tuple[str, str], ...]], float]

OPENMETRICS = "application/openmetrics-text; version=1.0.0; charset=utf-8; escaping=underscores"
QUERY = "reactions/stance_by_event"
GUIDE = (ROOT / "docs" / "observing.md").read_text(encoding="utf-8")


def read(text: str) -> Samples:
    """Every sample of an exposition, by name and labels."""
    return {
        (sample.name, tuple(sorted(sample.labels.items()))): sample.value
        for family in families(text)
        for sample in family.samples
    }


def now() -> Samples:
    """What this process has measured."""
    return read(exposition.generate_latest(metrics.REGISTRY).decode())


def value(samples: Samples, name: str, **labels: str) -> float:
    """One sample; 0 where nothing was counted yet."""
    return samples.get((name, tuple(sorted(labels.items()))), 0)


def told(samples: Samples, name: str, label: str) -> set[str]:
    """The values of a label."""
    return {dict(labels)[label] for sample, labels in samples if sample == name}


# Queries and what is kept


def test_a_question_is_counted_each_time_and_measured_once(parameters: Callable[..., dict[str, Any]]) -> None:
    asked = open_engine(datasets.load(CURATED, validated=True))
    before = now()
    for _ in range(5):
        asked.rows(QUERY, parameters())
    asked.part(QUERY, parameters(), Part(limit=2))
    asked.count(QUERY, parameters())
    asked.count(QUERY, parameters())
    after = now()

    def grown(name: str, **labels: str) -> float:
        return value(after, name, **labels) - value(before, name, **labels)

    assert grown("peace_ledger_queries_total", query=QUERY) == 8
    assert grown("peace_ledger_query_seconds_count", query=QUERY) == 3
    assert grown("peace_ledger_query_seconds_sum", query=QUERY) > 0
    assert grown("peace_ledger_cache_lookups_total", cache="results") == 6
    assert grown("peace_ledger_cache_misses_total", cache="results") == 2
    assert grown("peace_ledger_cache_lookups_total", cache="counts") == 2
    assert grown("peace_ledger_cache_misses_total", cache="counts") == 1
    with pytest.raises(KeyError):
        asked.rows("what-a-reader/wrote", parameters())
    assert told(now(), "peace_ledger_queries_total", "query") <= asked.queries.keys()


def test_a_query_that_fails_is_measured_and_counted_too(parameters: Callable[..., dict[str, Any]]) -> None:
    asked = open_engine(datasets.load(CURATED, validated=True))
    asked.dataset.database.close()
    before = now()
    with pytest.raises(duckdb.Error):
        asked.rows(QUERY, parameters())
    name = "peace_ledger_query_seconds_count"
    assert value(now(), name, query=QUERY) == value(before, name, query=QUERY) + 1


def test_caches_of_a_name_are_told_together_as_long_as_they_live() -> None:
    one, other = (LRUCache[str, int](10, getsizeof=lambda size: size) for _ in range(2))
    looked_for, missed = metrics.watch("of a test", "rows", one)
    metrics.watch("of a test", "rows", other)
    one["a"], one["b"], other["a"] = 3, 4, 5
    looked_for()
    looked_for()
    missed()
    both = now()
    assert value(both, "peace_ledger_cache_entries", cache="of a test") == 3
    assert value(both, "peace_ledger_cache_size", cache="of a test", unit="rows") == 12
    assert value(both, "peace_ledger_cache_bound", cache="of a test", unit="rows") == 20
    assert value(both, "peace_ledger_cache_lookups_total", cache="of a test") == 2
    assert value(both, "peace_ledger_cache_misses_total", cache="of a test") == 1
    del one
    gc.collect()
    assert value(now(), "peace_ledger_cache_size", cache="of a test", unit="rows") == 5


# Data versions


def test_the_version_that_is_served_is_told_alone() -> None:
    metrics.version_served("of-a-test", "1.0.0", "a" * 64, {"events": 3})
    metrics.version_served("of-a-test", "1.1.0", "b" * 64, {"events": 4})
    metrics.version_refused("of-a-test")
    told_now = {sample for sample in now() if ("process", "of-a-test") in sample[1]}
    labels = (("digest", "b" * 12), ("process", "of-a-test"), ("version", "1.1.0"))
    assert {sample for sample in told_now if sample[0] == "peace_ledger_data_info"} == {
        ("peace_ledger_data_info", labels)
    }
    assert value(now(), "peace_ledger_data_rows", process="of-a-test", table="events") == 4
    assert value(now(), "peace_ledger_data_refused_total", process="of-a-test") == 1


def test_rows_are_those_of_the_files(engine: Engine, table: Callable[[str], CsvRows]) -> None:
    assert engine.sizes() == {name: len(table(name)) for name in engine.sizes()}
    assert set(engine.sizes()) == {one.name for one in engine.dataset.package.tables}


# Labels


@given(some.text(), some.text(), some.integers(100, 599))
def test_what_a_reader_writes_becomes_no_label(path: str, method: str, status: int) -> None:
    metrics.answered(access.template(f"/{path}"), method, status, 0.01)
    name = "peace_ledger_requests_total"
    assert told(now(), name, "method") <= {*metrics.METHODS, "other"}
    assert told(now(), name, "route") <= {access.PAGE, *access._TEMPLATES.values()}


# The guide


def test_the_guide_lists_every_metric_with_its_labels() -> None:
    rows = re.findall(r"^\| `(\w+)` \| ((?:`\w+`(?:, )?)*) ?\| (.+) \|$", GUIDE, re.MULTILINE)
    listed = {name: set(re.findall(r"\w+", labels)) for name, labels, _ in rows if "_" in name}
    endings = {"counter": "_total", "info": "_info"}
    measured = {one.name + endings.get(one.type, ""): one for one in metrics.REGISTRY.collect()}
    assert listed.keys() == measured.keys()
    metrics.refused(metrics.Refusal.HOST)
    metrics.answered("/healthz", "GET", 200, 0.1)
    for name, one in measured.items():
        assert one.documentation.endswith(".") or not name.startswith("peace_ledger_")
        for sample in one.samples:
            assert set(sample.labels) - {"le"} == listed[name], name


def test_the_guide_explains_every_reason() -> None:
    explained = re.findall(r"^\| ((?:`\w+`(?:, )?)+) \| [^|]+ \|$", GUIDE, re.MULTILINE)
    reasons = {reason for cell in explained for reason in re.findall(r"\w+", cell)}
    assert {*metrics.Refusal} <= reasons


def test_the_rules_of_the_guide_ask_for_metrics_that_there_are() -> None:
    (rules,) = re.findall(r"```yaml\n(.+?)```", GUIDE, re.DOTALL)
    asked = {re.sub("_bucket$", "", name) for name in re.findall(r"peace_ledger_\w+", rules)}
    endings = {"counter": "_total", "info": "_info"}
    assert asked <= {one.name + endings.get(one.type, "") for one in metrics.REGISTRY.collect()}
    groups = yaml.safe_load(rules)["groups"]
    assert all(rule["expr"] and rule["alert"] for group in groups for rule in group["rules"])


# A server


@pytest.fixture(scope="module")
def port() -> int:
    """Where the metrics of the server are."""
    return free_port()


@pytest.fixture(scope="module")
def measured(tmp_path_factory: pytest.TempPathFactory, port: int) -> Iterator[Server]:
    """A server that tells its metrics, and answers few requests of a client."""
    env = {"PEACE_LEDGER_METRICS": f"127.0.0.1:{port}", "PEACE_LEDGER_RATE_LIMIT": "5/hour"}
    with running(tmp_path_factory.mktemp("measured") / "log.txt", env=env) as server:
        yield server


@pytest.fixture
def scraped(measured: Server, port: int) -> Callable[[], Samples]:
    """Reads the metrics as a scraper does."""
    there = Server(f"http://127.0.0.1:{port}", measured.log, measured.pid)

    def scrape() -> Samples:
        answer = there.ask("/metrics", accept="application/openmetrics-text; version=1.0.0")
        assert answer.status == 200
        assert answer.headers["content-type"] == OPENMETRICS
        return read(answer.body.decode())

    return scrape


def test_requests_and_refusals_are_as_many_as_were_sent(
    measured: Server, scraped: Callable[[], Samples]
) -> None:
    before = scraped()
    sent: Counter[tuple[str, str, int]] = Counter()

    def send(path: str, route: str, method: str = "GET", **headers: str) -> None:
        answer = measured.ask(path, method, **headers)
        sent[route, method if method in metrics.METHODS else "other", answer.status] += 1

    table = "/api/v1/tables/{table}.{format}"
    for number in range(9):
        send("/api/v1/tables/events.csv", table, x_forwarded_for="192.0.2.1")
        send(f"/healthz?x={number}", "/healthz")
    send("/api/v1/tables/nothing.csv", table, x_forwarded_for="192.0.2.2")
    send(f"/feed.atom?{'x' * 16_400}", "/feed.atom", x_forwarded_for="192.0.2.2")
    send("/reactions", "/{page}")
    send("/reactions?actor=russia", "/{page}", "HEAD")
    send("/preview/reactions.png", "/preview/{page}.png", "BREW")
    after = scraped()
    told_of = {
        (labels["route"], labels["method"], int(labels["status"])): count - before.get((name, pairs), 0)
        for (name, pairs), count in after.items()
        if name == "peace_ledger_requests_total" and (labels := dict(pairs))
    }
    assert {key: count for key, count in told_of.items() if count} == sent
    assert sent[table, "GET", 429] == 4
    refused = {
        reason: value(after, "peace_ledger_refusals_total", reason=reason)
        - value(before, "peace_ledger_refusals_total", reason=reason)
        for reason in metrics.Refusal
    }
    expected = {metrics.Refusal.RATE_LIMIT: 4, metrics.Refusal.ADDRESS: 1, metrics.Refusal.METHOD: 1}
    assert {reason: count for reason, count in refused.items() if count} == expected
    counted = value(after, "peace_ledger_request_seconds_count", route=table)
    assert counted - value(before, "peace_ledger_request_seconds_count", route=table) == 10
    limited = [one["status"] for one in records(measured) if one.get("refusal") == "rate_limit"]
    assert limited == [429] * 4


def test_sessions_and_runs_of_pages_are_as_many_as_there_were(
    measured: Server, scraped: Callable[[], Samples]
) -> None:
    before = scraped()
    with ExitStack() as open_ones:
        connections = [open_ones.enter_context(connected(measured)) for _ in range(3)]
        for connection in connections:
            run(connection, "reactions")
        run(connections[0], "reactions", [("actor", "russia")])
        during = scraped()
    assert value(during, "peace_ledger_sessions") - value(before, "peace_ledger_sessions") == 3
    for name in ("peace_ledger_rerun_seconds_count", "peace_ledger_rerun_wait_seconds_count"):
        assert value(during, name) - value(before, name) == 4
    opened = {"route": access.STREAM, "method": "WEBSOCKET", "status": "101"}
    name = "peace_ledger_requests_total"
    assert value(during, name, **opened) - value(before, name, **opened) == 3
    lookups, misses = (f"peace_ledger_cache_{kind}_total" for kind in ("lookups", "misses"))
    cards = {
        name: value(during, name, cache="cards") - value(before, name, cache="cards")
        for name in (lookups, misses)
    }
    # Three readers came to the same view: what one had made was kept for the others.
    assert 0 < cards[misses] <= cards[lookups] / 2
    until(lambda: value(scraped(), "peace_ledger_sessions") == 0, "no session is open")


def test_the_data_are_those_of_health(measured: Server, scraped: Callable[[], Samples]) -> None:
    (served,) = json.loads(measured.ask("/healthz").body)["process"]
    identity = {"process": served["name"], "version": served["version"], "digest": served["digest"][:12]}
    assert value(scraped(), "peace_ledger_data_info", **identity) == 1
    loaded = value(scraped(), "peace_ledger_data_loaded_timestamp_seconds", process=served["name"])
    assert value(scraped(), "process_start_time_seconds") < loaded < time.time()


def test_older_scrapers_get_the_older_text(port: int, measured: Server) -> None:
    answer = Server(f"http://127.0.0.1:{port}", measured.log, measured.pid).ask("/")
    assert answer.headers["content-type"].startswith("text/plain; version=")
    assert b"# TYPE peace_ledger_sessions gauge\n" in answer.body


def test_metrics_are_not_at_the_port_of_readers(measured: Server) -> None:
    assert b"peace_ledger_requests" not in measured.ask("/metrics").body


def test_a_port_that_is_taken_is_told_and_the_ledger_runs_on(tmp_path: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        taken = f"127.0.0.1:{other.getsockname()[1]}"
        with running(tmp_path / "log.txt", env={"PEACE_LEDGER_METRICS": taken}) as server:
            assert server.ask("/healthz").status == 200
            (told_of,) = (one for one in records(server) if one["level"] == "ERROR")
    assert told_of["message"].startswith(f"Metrics cannot be served at {taken}: Address already in use.")
    assert "traceback" not in told_of
