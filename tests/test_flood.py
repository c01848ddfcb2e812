"""A flood of requests for what is slow to make is bounded, and pages do not wait for it."""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import pytest

from peace_ledger import api, exports, ledger, preview, studio
from tests.altered import serving
from tests.asked import ask, ask_at_once
from tests.fixtures import CURATED
from tests.pages import open_page
from tests.test_api import problem


@pytest.fixture(scope="module", autouse=True)
def _curated() -> Iterator[None]:
    with serving(CURATED):
        yield


@pytest.fixture
def most_at_once(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many workbooks were being written whenever another one was begun."""
    counts: list[int] = []
    writing: set[int] = set()
    form = exports.FORMATS["xlsx"]

    def counted(table: exports.Table) -> bytes:
        writing.add(threading.get_ident())
        counts.append(len(writing))
        try:
            return form.write(table)
        finally:
            writing.remove(threading.get_ident())

    monkeypatch.setitem(exports.FORMATS, "xlsx", replace(form, write=counted))
    return counts


def test_few_files_are_made_at_once_few_wait_and_the_rest_are_refused(most_at_once: list[int]) -> None:
    room, more = api.AT_ONCE + api.MOST_WAITING, 8
    answers = ask_at_once(*["/api/v1/tables/sources.xlsx?limit=1"] * (room + more))
    assert [answer.status for answer in answers] == [200] * room + [503] * more
    assert len(most_at_once) == room
    assert max(most_at_once) <= api.AT_ONCE
    refused = answers[-1]
    assert refused.headers["retry-after"] == "5"
    assert problem(refused)["detail"].startswith("Too many files are being made. Ask again in 5 s")
    # Afterwards there is room again.
    assert ask("/api/v1/tables/sources.xlsx").status == 200


def test_refusals_and_light_files_do_not_wait_for_heavy_ones(most_at_once: list[int]) -> None:
    room = api.AT_ONCE + api.MOST_WAITING
    heavy = ["/api/v1/tables/sources.xlsx"] * (room + 1)
    light = ["/healthz", "/api/v1/cite/reactions.txt", "/qr/reactions.svg", "/preview/nothing.png"]
    answers = ask_at_once(*heavy, *light)
    assert [answer.status for answer in answers[room:]] == [503, 200, 200, 200, 404]
    assert len(most_at_once) == room


def test_a_page_is_made_while_pictures_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    go, begun, drawing = threading.Event(), threading.Event(), []
    canvas_of = preview.canvas_of

    def slow(asked: preview.Previewed) -> Any:
        drawing.append(asked.key)
        begun.set()
        assert go.wait(60)
        return canvas_of(asked)

    monkeypatch.setattr(preview, "canvas_of", slow)
    actors = ledger.current().vocabulary.values["actor"][: studio.MOST_WAITING + 2]
    with ThreadPoolExecutor(1) as flood:
        answers = flood.submit(ask_at_once, *(f"/preview/reactions.png?actor={actor}" for actor in actors))
        assert begun.wait(30)
        assert open_page("reactions", [("actor", actors[0])]).cards
        assert len(drawing) == 1
        assert not answers.done()
        go.set()
        statuses = [answer.status for answer in answers.result(60)]
    assert statuses.count(503) >= 2
    assert len(drawing) <= studio.MOST_WAITING
