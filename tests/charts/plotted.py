"""Figures as Plotly would take them."""

import json
from typing import Any

import plotly.graph_objects as go

from peace_ledger.charts.chart import Chart
from peace_ledger.charts.style import colours_of


def plotted(chart: Chart) -> go.Figure:
    """The figure in the light theme. Raises ValueError where Plotly does not know a property."""
    figure = json.dumps(chart.figure)
    for token, (light, _) in colours_of(chart.figure).items():
        figure = figure.replace(f'"{token}"', f'"{light}"')
    return go.Figure(json.loads(figure))


def points(chart: Chart) -> list[tuple[str, dict[str, Any]]]:
    """Every clickable point: its mark and the trace that it belongs to."""
    traces = (chart.figure or {"data": []})["data"]
    return [(mark, trace) for trace in traces for mark in trace.get("customdata", ())]
