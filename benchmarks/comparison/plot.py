"""Cost against rows, as a picture: what a filter takes, and what memory the server holds."""

import itertools
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter

from benchmarks.comparison.report import Samples, middle

INK, MUTED, LINE = "#24262b", "#66645e", "#ddd8cc"
COLOURS = {"ledger": "#1f5a85", "everyday": "#a5622a", "dash": "#6b6f76"}
PANELS = (
    ("filter.last", 1.0, "From a filter to the third chart painted, ms"),
    ("peak", 1e6, "Memory of the server at its peak, MB"),
)


@dataclass(frozen=True)
class Line:
    """A product's line: its points as (rows, figure), in the order of rows."""

    product: str
    points: tuple[tuple[int, float], ...]


def lines(runs: Mapping[int, Samples], products: Sequence[str], measure: str, scale: float) -> list[Line]:
    """The lines of one panel; a product without any figure has none."""
    drawn = []
    for product in products:
        found = [
            (rows, middle(measure, samples.get(product, {}).get(measure, ())))
            for rows, samples in sorted(runs.items())
        ]
        points = tuple((rows, figure / scale) for rows, figure in found if figure is not None)
        if points:
            drawn.append(Line(product, points))
    return drawn


def save(runs: Mapping[int, Samples], titles: Mapping[str, str], file: Path) -> None:
    """Write the picture; its format follows the file's name."""
    figure = Figure(figsize=(10, 4.2), layout="constrained", facecolor="white")
    for axes, (measure, scale, title) in zip(figure.subplots(1, 2), PANELS, strict=True):
        _draw(axes, lines(runs, list(COLOURS), measure, scale), titles, title)
    figure.savefig(file, metadata={"Date": None} if file.suffix == ".svg" else None)


def spread(heights: Sequence[float], gap: float) -> list[float]:
    """The heights, moved up as little as it takes for each to lie at least `gap` above the next lower one."""
    moved = list(heights)
    order = sorted(range(len(heights)), key=lambda place: heights[place])
    for lower, upper in itertools.pairwise(order):
        moved[upper] = max(moved[upper], moved[lower] + gap)
    return moved


def _draw(axes: Axes, drawn: Sequence[Line], titles: Mapping[str, str], title: str) -> None:
    axes.set_xscale("log")
    axes.set_yscale("log")
    axes.set_title(title, loc="left", fontsize=10, color=INK)
    axes.set_xlabel("rows of reactions", fontsize=9, color=MUTED)
    for line in drawn:
        rows, figures = zip(*line.points, strict=True)
        axes.plot(rows, figures, color=COLOURS[line.product], marker="o", markersize=4, linewidth=1.6)
    _name(axes, drawn, titles)
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:,.0f}"))
    # An axis of less than two decades has figures between them.
    axes.yaxis.set_minor_formatter(FuncFormatter(lambda value, _: _between(value)))
    axes.tick_params(which="both", colors=MUTED, labelsize=8.5)
    axes.grid(True, which="major", color=LINE, linewidth=0.6)
    axes.spines[["top", "right"]].set_visible(False)
    axes.spines[["left", "bottom"]].set_color(LINE)


def _between(value: float) -> str:
    """The label of a tick between powers of ten: of twice and five times each."""
    return f"{value:,.0f}" if f"{value:.0f}"[0] in "25" else ""


def _name(axes: Axes, drawn: Sequence[Line], titles: Mapping[str, str]) -> None:
    """Write each product's name at the end of its line, on a place of its own."""
    every = [point for line in drawn for point in line.points]
    if not every:
        return
    left, right = (find(rows for rows, _ in every) for find in (min, max))
    low, high = (math.log10(find(figure for _, figure in every)) for find in (min, max))
    height = max(high - low, 0.5)
    axes.set_xlim(left / 2, right * (right / left) ** 0.35 * 2)
    axes.set_ylim(10 ** (low - 0.15 * height), 10 ** (high + 0.15 * height))
    ends = [line.points[-1] for line in drawn]
    for line, (rows, _), place in zip(
        drawn, ends, spread([math.log10(figure) for _, figure in ends], height * 0.07), strict=True
    ):
        axes.annotate(
            titles[line.product],
            (rows, 10**place),
            xytext=(7, 0),
            textcoords="offset points",
            va="center",
            fontsize=8.5,
            color=COLOURS[line.product],
        )
