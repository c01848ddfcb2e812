"""Pictures of views: what is drawn is what the page shows, in the shape that chats take, and bounded."""

import json
import re
import struct
import threading
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from typing import Any

import pytest
from matplotlib.colors import to_hex

from pages.menu import MENU
from peace_ledger import ledger, preview, studio
from peace_ledger.charts.chart import Chart
from peace_ledger.charts.parts import disputed
from peace_ledger.drawing import picture, rows
from peace_ledger.drawing.canvas import Canvas
from peace_ledger.drawing.figure import in_colour, item, narrowed, shade
from peace_ledger.drawing.words import plain, shortened, wrapped
from peace_ledger.preview import Previewed
from peace_ledger.ui.cards import Card
from peace_ledger.ui.page import Page
from tests.asked import ask
from tests.fixtures import TODAY
from tests.test_cards import ADDRESSES, SEED

Address = tuple[tuple[str, str], ...]
TALL = {"actor_by_event", "lifelines", "publishers"}
"""Charts of which a picture may leave out lines."""


def previewed(page: Page, address: Address) -> Previewed:
    """The view of a page under an address whose every part can be read."""
    query = {name: [value for key, value in address if key == name] for name, _ in address}
    found = preview.previewed(page, ledger.current(), query, TODAY)
    assert not found.dropped
    return found


def page_of(path: str) -> Page:
    """The page of that path."""
    return next(page for page in MENU if page.path == path)


def charts(address: Address) -> Iterator[tuple[Page, Card, Chart]]:
    """Every chart of every page under an address, as its card draws it."""
    for page in MENU:
        view = previewed(page, address).seen
        for make in page.cards(view).values():
            card = make(view)
            if isinstance(card.content, Chart):
                yield page, card, disputed.signed(card.content, view.disputed)


def words_of(canvas: Canvas, role: str) -> list[str]:
    """The texts of a role, in the order drawn."""
    return [artist.get_text() for artist in canvas.artists(role)]  # type: ignore[attr-defined]


def placed(trace: dict[str, Any]) -> list[int]:
    """The numbers of a trace's points that have a place."""
    pairs = zip(trace.get("x", ()), trace.get("y", ()), strict=True)
    return [number for number, pair in enumerate(pairs) if None not in pair]


def in_figure(figure: dict[str, Any]) -> dict[str, Counter[str]]:
    """How many bars, points and bricks of each colour a figure has."""
    found: dict[str, Counter[str]] = {"bar": Counter(), "point": Counter(), "cell": Counter()}
    for trace in in_colour(figure)["data"]:
        marker = trace.get("marker", {})
        if trace["type"] == "bar":
            pattern = marker.get("pattern", {})
            for number in placed(trace):
                hatched = item(pattern.get("shape"), number)
                fill = (item(pattern.get("bgcolor"), number) if hatched else None) or item(
                    marker["color"], number
                )
                found["bar"][fill.upper()] += 1
        if "markers" in trace.get("mode", ""):
            numbers = placed(trace) if trace["type"] == "scatter" else range(len(trace["locations"]))
            found["point"].update(item(marker["color"], number).upper() for number in numbers)
        if trace["type"] == "heatmap":
            low, high = trace["zmin"], trace["zmax"]
            values = [value for row in trace["z"] for value in row if value is not None]
            found["cell"].update(
                shade(trace["colorscale"], (value - low) / (high - low)).upper() for value in values
            )
    return found


def cut_as_said(figure: dict[str, Any], words: str) -> dict[str, Any]:
    """The figure with the lines that a picture says it has."""
    numbers = [int(number) for number in re.findall(r"\d+", words)]
    start, stop = (numbers[0] - 1, numbers[1]) if words.startswith("Lines") else (0, numbers[0])
    found = rows.Rows.of(figure)
    assert found is not None
    assert len(found.places) == numbers[-1]
    return rows.cut(figure, found, range(start, stop))


def in_drawing(canvas: Canvas) -> dict[str, Counter[str]]:
    """How many bars, points and bricks of each colour were drawn."""
    drawn = {
        role: Counter(to_hex(artist.get_facecolor()).upper() for artist in canvas.artists(role))  # type: ignore[attr-defined]
        for role in ("bar", "cell")
    }
    points = [
        artist.get_markeredgecolor()
        if artist.get_markerfacecolor() == "none"
        else artist.get_markerfacecolor()  # type: ignore[attr-defined]
        for artist in canvas.artists("point")
    ]
    return {**drawn, "point": Counter(colour.upper() for colour in points)}


@pytest.mark.parametrize("address", ADDRESSES, ids=str)
def test_a_drawing_has_every_bar_point_brick_and_name_of_its_figure(address: Address) -> None:
    for page, card, chart in charts(address):
        canvas = preview.canvas_of(previewed(page, (*address, ("chart", card.content.name))))
        assert words_of(canvas, "page") == [page.title]
        start = " ".join(words_of(canvas, "chart")).rstrip("…")
        assert chart.title.startswith(start), chart.name
        if chart.figure is None:
            assert canvas.artists("empty"), chart.name
            continue
        figure = chart.figure
        if lines := words_of(canvas, "rows"):
            assert chart.name in TALL
            figure = cut_as_said(chart.figure, *lines)
        assert in_drawing(canvas) == in_figure(figure), chart.name
        whole, narrow = (
            [note["text"] for note in figure["layout"].get("annotations", ())]
            for figure in (figure, narrowed(figure, chart.narrow))
        )
        assert canvas.count("note") in {len(whole), len(narrow)}, chart.name
        states = [
            code for trace in chart.figure["data"] if "z" in trace for code in trace.get("locations", ())
        ]
        assert canvas.count("state") == len(states)


def test_hatches_hollow_points_and_the_legend_are_drawn() -> None:
    stances = preview.canvas_of(previewed(page_of("reactions"), (("chart", "stance_by_event"),)))
    assert {artist.get_hatch()[0] for artist in stances.artists("hatch")} >= {"/", "\\"}  # type: ignore[attr-defined]
    assert words_of(stances, "legend")[:2] == ["Supports", "Welcomes"]
    events = preview.canvas_of(previewed(page_of(""), ()))
    assert any(artist.get_markerfacecolor() == "none" for artist in events.artists("point"))  # type: ignore[attr-defined]


def test_the_open_mark_stands_out_from_the_others() -> None:
    mark = f"timeline_events~{SEED}"
    canvas = preview.canvas_of(previewed(page_of(""), (("mark", mark),)))
    alphas = Counter(artist.get_alpha() for artist in canvas.artists("point"))
    assert alphas[0.9] + alphas[1.0] < sum(alphas.values()) / 2
    assert words_of(canvas, "chart") == ["What happened when, and what came of it?"]


def test_a_figure_that_cannot_be_drawn_leaves_a_card_of_words(monkeypatch: pytest.MonkeyPatch) -> None:
    page = page_of("reactions")
    unknown = picture.Drawn("A title", {"data": [{"type": "sunburst"}], "layout": {}}, 300)
    monkeypatch.setattr(preview, "_shown", lambda *_: unknown)
    canvas = preview.canvas_of(previewed(page, ()))
    assert words_of(canvas, "chart") == ["A title"]
    assert " ".join(words_of(canvas, "headline")).startswith("115 actors reacted")


@pytest.mark.parametrize("page", MENU, ids=lambda page: page.title)
def test_every_page_has_a_picture_with_its_headline_filters_sources_and_version(page: Page) -> None:
    asked = previewed(page, (("actor", "russia"), ("from", "2022-01-01")))
    canvas = preview.canvas_of(asked)
    assert asked.headline.startswith(" ".join(words_of(canvas, "headline")).rstrip("…"))
    foot = " ".join(words_of(canvas, "foot"))
    if page.cards(asked.seen):
        assert "Russia" in foot
        assert "1 Jan 2022" in foot
        assert "Behind it:" in foot
    assert f"Data version {ledger.current().dataset.version}" in foot


# The route


def size_of(png: bytes) -> tuple[int, int]:
    """Width and height as a PNG file states them."""
    assert png.startswith(b"\x89PNG\r\n\x1a\n")
    width, height = struct.unpack(">II", png[16:24])
    return width, height


def test_the_route_gives_a_picture_that_can_be_kept() -> None:
    answer = ask("/preview/reactions.png", ("actor", "russia"))
    assert answer.status == 200
    assert answer.headers["content-type"] == "image/png"
    assert size_of(answer.body) == (1200, 630) == (picture.WIDTH, picture.HEIGHT)
    assert "max-age" in answer.headers["cache-control"]
    again = ask("/preview/reactions.png", ("actor", "russia"), if_none_match=answer.headers["etag"])
    assert (again.status, again.body) == (304, b"")
    other = ask("/preview/reactions.png", ("actor", "france"), method="HEAD")
    assert other.status == 200
    assert other.headers["etag"] != answer.headers["etag"]


def test_what_cannot_be_read_is_refused_by_name_and_value() -> None:
    answer = ask("/preview/reactions.png", ("stance", "furious"))
    assert answer.status == 400
    assert json.loads(answer.body)["parameters"][0]["value"] == "furious"
    for name in ("nowhere.png", "reactions.gif", "reactions", "a/b.png", ""):
        assert ask(f"/preview/{name}").status == 404
    assert ask("/preview/reactions.png", method="POST").status == 405


# What bounds it


def test_one_picture_is_made_once_for_all_who_ask_at_the_same_time() -> None:
    made: list[int] = []
    begun = threading.Event()

    def make() -> bytes:
        begun.wait(10)
        made.append(1)
        return b"picture"

    drawn = studio.Studio()
    with ThreadPoolExecutor(4) as readers:
        asked = [readers.submit(drawn.picture, "key", make) for _ in range(4)]
        begun.set()
        assert {one.result(10) for one in asked} == {b"picture"}
    assert made == [1]


def test_a_flood_is_refused_and_what_was_under_way_is_finished() -> None:
    go = threading.Event()

    def slow() -> bytes:
        go.wait(10)
        return b"slow"

    drawn = studio.Studio(waiting=2)
    with ThreadPoolExecutor(2) as readers:
        asked = [readers.submit(drawn.picture, key, slow) for key in "ab"]
        while len(drawn._coming) < 2:
            pass
        with pytest.raises(studio.Busy):
            drawn.picture("c", slow)
        go.set()
        assert [one.result(10) for one in asked] == [b"slow", b"slow"]
    assert drawn.picture("c", lambda: b"later") == b"later"


def test_a_picture_that_takes_too_long_is_there_for_the_next_who_asks() -> None:
    go, made = threading.Event(), threading.Event()

    def slow() -> bytes:
        go.wait(10)
        made.set()
        return b"slow"

    drawn = studio.Studio(seconds=0.01)
    with pytest.raises(studio.Busy):
        drawn.picture("key", slow)
    go.set()
    assert made.wait(10)
    drawn.picture("after it", lambda: b"")
    assert drawn.picture("key", lambda: b"not again") == b"slow"


def test_kept_pictures_stay_within_their_bytes_and_a_fault_is_not_kept() -> None:
    drawn = studio.Studio(bytes_kept=10)
    for key in range(20):
        drawn.picture(key, lambda: b"12345")
    assert drawn.picture(19, lambda: b"new") == b"12345"
    assert drawn.picture(0, lambda: b"again") == b"again"
    with pytest.raises(ZeroDivisionError):
        drawn.picture("fault", lambda: bytes(1 // 0))
    assert drawn.picture("fault", lambda: b"mended") == b"mended"


# Words


def test_text_loses_its_tags_and_keeps_what_only_looks_like_one() -> None:
    assert plain("<b>A</b><br>5 &lt; 6 &amp; $x$ <i>b</i>") == "A\n5 < 6 & $x$ b"


def test_lines_hold_their_width_and_what_is_left_out_shows() -> None:
    assert wrapped("one two three", 7, 5, len) == ["one two", "three"]
    assert wrapped("one two three", 7, 1, len) == ["one tw…"]
    assert wrapped("in all 45 % of 9", 9, 5, len) == ["in all", "45 % of 9"]
    assert shortened("unbreakable", 5, len) == "unbr…"


def test_a_state_without_rows_says_why_instead_of_a_chart() -> None:
    canvas = preview.canvas_of(previewed(page_of("reactions"), (("to", "1990-01-01"),)))
    assert words_of(canvas, "empty")
    assert date(1990, 1, 1) < TODAY
