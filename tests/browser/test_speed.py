"""What a page costs, in counts that hold on any machine: requests, bytes, messages and charts drawn. Times
are in `benchmarks/`, and docs/performance.md says where they go.

Where a count grows for a good reason, set the new one here in the same change.
"""

import base64
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from tests.browser.reading import OpenReader, Reader

pytestmark = pytest.mark.browser

CHARTS = 4  # on the page of reactions
COUNTED = """() => {
    window.drawn = [];
    let plotly;
    Object.defineProperty(window, 'Plotly', {
        get: () => plotly,
        set(given) {
            plotly = given;
            for (const name of ['newPlot', 'react', 'redraw', 'relayout', 'restyle', 'update']) {
                const draw = given[name];
                given[name] = (node, ...more) => {
                    const title = node.closest?.('.pl-card')?.querySelector('.pl-title').textContent;
                    if (title) window.drawn.push(title); // its own calls for pictures are drawn elsewhere
                    return draw(node, ...more);
                };
            }
        },
    });
}"""


@dataclass
class Sent:
    """What came to the browser over the network: `requests` are the paths that were asked for, `size` the
    bytes of the answers, `messages` the bytes of each message of Streamlit's connection.
    """

    size: int = 0
    messages: list[int] = field(default_factory=list)
    answers: dict[str, str] = field(default_factory=dict)
    remembered: set[str] = field(default_factory=set)

    @property
    def requests(self) -> list[str]:
        """In the order of their answers."""
        return [path for name, path in self.answers.items() if name not in self.remembered]


@contextmanager
def listening(one: Reader) -> Iterator[Sent]:
    """Count what comes."""
    sent = Sent()
    session = one.page.context.new_cdp_session(one.page)
    session.send("Network.enable")

    def answered(event: dict[str, Any]) -> None:
        answer = event["response"]
        if answer["url"].startswith(one.origin) and not answer["fromDiskCache"]:
            sent.answers[event["requestId"]] = urlsplit(answer["url"]).path

    def framed(event: dict[str, Any]) -> None:
        frame = event["response"]
        data = frame["payloadData"]
        sent.messages.append(len(base64.b64decode(data)) if frame["opcode"] == 2 else len(data))

    def finished(event: dict[str, Any]) -> None:
        sent.size += int(event["encodedDataLength"])

    session.on("Network.responseReceived", answered)
    session.on("Network.requestServedFromCache", lambda event: sent.remembered.add(event["requestId"]))
    session.on("Network.loadingFinished", finished)
    session.on("Network.webSocketFrameReceived", framed)
    yield sent
    session.detach()


def drawn(one: Reader) -> list[str]:
    """The titles of the cards whose charts were drawn since this was last asked."""
    titles: list[str] = one.page.evaluate("() => window.drawn.splice(0)")
    return titles


def counted(reader: OpenReader, **look: Any) -> Reader:
    """A reader whose charts are counted as they are drawn."""
    one = reader(**look)
    one.page.add_init_script(f"({COUNTED})()")
    return one


def test_a_first_view_fetches_each_thing_once_and_little_of_it(reader: OpenReader) -> None:
    one = counted(reader, stranger=True)
    with listening(one) as sent:
        one.open("/reactions")
        expect(one.page.locator(".choroplethlayer path").first).to_be_attached()
    ours = [path for path in sent.requests if path.startswith(("/assets/plotly-", "/assets/ui-"))]
    assert sorted(ours) == sorted(set(ours))
    assert sum(path.startswith("/assets/plotly-") for path in ours) == 1
    assert len(sent.requests) <= 130
    assert sent.size <= 2_300_000
    assert len(sent.messages) <= 50
    assert sum(sent.messages) <= 160_000
    assert len(drawn(one)) == CHARTS


def test_a_second_view_asks_only_for_what_may_have_changed(reader: OpenReader) -> None:
    one = counted(reader, stranger=True)
    one.open("/reactions")
    with listening(one) as sent:
        one.open("/reactions")
    kept = ("/assets/", "/static/")
    assert [path for path in sent.requests if path.startswith(kept)] == []
    assert len(sent.requests) <= 14, sent.requests


def test_the_client_connects_without_looking_for_its_server(reader: OpenReader) -> None:
    one = reader(stranger=True)
    with listening(one) as sent:
        one.open("/reactions")
    assert [path for path in sent.requests if path.startswith("/reactions/")] == []


def test_a_filter_draws_each_chart_once_and_sends_little(reader: OpenReader) -> None:
    one = counted(reader)
    one.open("/reactions")
    drawn(one)
    with listening(one) as sent:
        one.choose("Actors", "France", "France")
        expect(one.page.locator(".pl-subtitle").first).to_contain_text("France")
        one.settle()
    assert sorted(set(drawn(one))) == sorted(title(one, place) for place in range(CHARTS))
    assert len(sent.messages) <= 55
    assert sum(sent.messages) <= 40_000


def test_a_mark_draws_its_own_chart_alone(reader: OpenReader) -> None:
    one = counted(reader)
    one.open("/reactions")
    drawn(one)
    one.click_middle(one.page.locator(".pl-card .trace .point").first)
    expect(one.page.locator(".st-key-evidence .pl-title")).to_be_visible()
    one.settle()
    assert drawn(one) == [title(one, 0)]


def test_what_is_shown_again_is_not_drawn_again(reader: OpenReader) -> None:
    one = counted(reader)
    one.open("/reactions")
    drawn(one)
    card = one.card(title(one, 0))
    for view in ("Table", "Chart"):
        card.get_by_role("button", name=view, exact=True).click()
    expect(card.locator(".pl-plot")).to_be_visible()
    one.settle()
    assert drawn(one) == []


def title(one: Reader, place: int) -> str:
    """The title of the page's chart at that place."""
    return one.page.locator(".pl-card:has(.pl-plot) .pl-title").nth(place).inner_text()
