"""Uncertainty on the pages: hollow is low confidence and nothing else, and the legend says so where it
occurs.
"""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.pages import open_page

PAGES = ("", "reactions", "releases", "commitments", "events")
EVENT = ("event", "joint-statement-2023-12-07")
Trace = dict[str, Any]


def traces(path: str, query: list[tuple[str, str]]) -> Iterator[tuple[str, list[Trace]]]:
    """The traces of each chart of a page."""
    for name, card in open_page(path, query).cards.items():
        if card.get("figure"):
            yield name, card["figure"]["data"]


def is_hollow(trace: Trace) -> bool:
    """Whether a trace that a reader can click, or that empties one, shows something hollow."""
    marker = trace.get("marker", {})
    if "customdata" not in trace:
        return bool(trace.get("fillcolor") == "@ground")
    if not trace["customdata"]:
        return False
    symbols = marker.get("symbol", "circle")
    symbols = [symbols] if isinstance(symbols, str) else symbols
    colours = marker.get("color", "")
    colours = [colours] if isinstance(colours, str) else colours
    if trace["type"] == "choropleth":
        return any(trace["colorscale"][2 * int(z)][1] == "@ground" for z in trace["z"])
    # A line has no inside, and is no less for it.
    return any(each.endswith("-open") and not each.startswith("line-") for each in symbols) or (
        "@ground" in colours
    )


def in_legend(drawn: list[Trace]) -> bool:
    """Whether the legend says what hollow means."""
    return any(
        str(trace.get("name")).startswith("Low confidence") and trace.get("showlegend", True)
        for trace in drawn
    )


@pytest.mark.parametrize("confidence", ["medium", "high"])
@pytest.mark.parametrize("path", PAGES)
def test_nothing_is_hollow_where_no_row_of_low_confidence_is_left(path: str, confidence: str) -> None:
    event = [EVENT] if path == "events" else []
    drawn = dict(traces(path, [("confidence", confidence), *event]))
    assert drawn
    for name, of_chart in drawn.items():
        # Of a bubble the outline shows all reactions, and the filled part is as large here.
        if name == "reaction_speed":
            filled, outline = (trace["marker"]["size"] for trace in of_chart if "customdata" in trace)
            assert filled == pytest.approx(outline)
        else:
            assert not any(is_hollow(trace) for trace in of_chart), name
        assert not in_legend(of_chart), name


@pytest.mark.parametrize("query", [[], [EVENT]], ids=["everything", "an event"])
@pytest.mark.parametrize("path", PAGES)
def test_the_legend_says_what_hollow_means_where_something_is(
    path: str, query: list[tuple[str, str]]
) -> None:
    for name, of_chart in traces(path, query):
        assert in_legend(of_chart) == any(is_hollow(trace) for trace in of_chart), name


@pytest.mark.parametrize("path", ["commitments", "events"])
def test_the_legend_says_what_hatched_means_where_something_is_contested(path: str) -> None:
    found = 0
    for name, of_chart in traces(path, [EVENT] if path == "events" else []):
        hatched = any(
            trace.get("marker", {}).get("pattern", {}).get("shape") == "/"
            for trace in of_chart
            if "customdata" in trace
        )
        if name in ("status_by_theme", "status_by_maker", "lifelines", "deadlines"):
            assert hatched == any(trace.get("name") == "Contested" for trace in of_chart), name
            found += hatched
    assert found


@pytest.mark.parametrize(
    ("path", "chart"), [("reactions", "reaction_speed"), ("", "timeline")], ids=["speed", "timeline"]
)
def test_a_chart_over_time_says_that_undated_rows_are_not_drawn(path: str, chart: str) -> None:
    whole = open_page(path).cards[chart]["subtitle"]
    assert "58 undated" in whole
    assert "undated rows are not drawn" in whole
    in_a_period = open_page(path, [("from", "2023-01-01")]).cards[chart]["subtitle"]
    assert "58 undated, left out" in in_a_period
    assert "not drawn" not in in_a_period
