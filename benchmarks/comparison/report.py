"""What was measured, as medians, ratios and verdicts: pure functions from samples to tables."""

import statistics
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

OURS = "ledger"
Samples = Mapping[str, Mapping[str, Sequence[float]]]
"""By product, then by measure: every single figure."""


@dataclass(frozen=True)
class Measure:
    """One thing that is measured: its name in samples, its words, and how its figures are printed."""

    name: str
    words: str
    unit: str
    digits: int = 0
    scale: float = 1.0
    """What a sample is divided by to come to the unit."""


MEASURES = (
    Measure("start", "start of the process until healthy", "s", 1),
    Measure("first.last", "fresh server, its first view: third chart painted", "ms"),
    Measure("cold.last", "cold first view: third chart painted", "ms"),
    Measure("cold.whole", "cold first view: page whole", "ms"),
    Measure("warm.last", "warm first view: third chart painted", "ms"),
    Measure("warm.whole", "warm first view: page whole", "ms"),
    Measure("slow.last", "cold first view at 10 Mbit/40 ms: third chart painted", "ms"),
    Measure("slow.whole", "cold first view at 10 Mbit/40 ms: page whole", "ms"),
    Measure("filter.sent", "filter: first request sent", "ms"),
    Measure("filter.first_message", "filter: first answer", "ms"),
    Measure("filter.last_message", "filter: last answer", "ms"),
    Measure("filter.first", "filter: first chart painted", "ms"),
    Measure("filter.last", "filter: third chart painted", "ms"),
    Measure("filter.whole", "filter: page whole", "ms"),
    Measure("switch.first", "switch to Releases: first chart painted", "ms"),
    Measure("switch.whole", "switch to Releases: page whole", "ms"),
    Measure("back.last", "back to Reactions: third chart painted", "ms"),
    Measure("cold.bytes", "cold first view: sent to the browser", "kB", 0, 1e3),
    Measure("cold.requests", "cold first view: requests", ""),
    Measure("warm.bytes", "warm first view: sent to the browser", "kB", 0, 1e3),
    Measure("warm.requests", "warm first view: requests", ""),
    Measure("filter.bytes", "filter: sent to the browser", "kB", 0, 1e3),
    Measure("filter.messages", "filter: answers", ""),
    Measure("filter.cpu", "filter: processor time of the server (mean)", "ms"),
    Measure("filter.browser_cpu", "filter: processor time of the page in the browser (mean)", "ms"),
    Measure("memory", "memory of the server after the filters", "MB", 0, 1e6),
    Measure("peak", "memory of the server at its peak", "MB", 0, 1e6),
    Measure("session", "memory of a further session", "MB", 2),
)
MEANS = {"filter.cpu", "filter.browser_cpu"}
"""The clock of processor time has steps of 10 ms, so that only means tell."""


@dataclass(frozen=True)
class Target:
    """That our figure of a measure is at most `limit` times a peer's."""

    measure: str
    peer: str
    limit: float


TARGETS = (
    Target("filter.last", "dash", 1.0),
    Target("filter.last", "everyday", 0.35),
    Target("warm.last", "dash", 1.0),
    Target("slow.last", "dash", 0.5),
)


def middle(measure: str, samples: Sequence[float]) -> float | None:
    """The median, or the mean where only that tells; None without samples."""
    if not samples:
        return None
    return statistics.fmean(samples) if measure in MEANS else statistics.median(samples)


def p95(samples: Sequence[float]) -> float | None:
    """The smallest sample that at least 95 % of all do not exceed; None without samples."""
    if not samples:
        return None
    ordered = sorted(samples)
    return ordered[-(-95 * len(ordered) // 100) - 1]


def ratio(samples: Samples, measure: str, peer: str) -> float | None:
    """Our middle figure by a peer's; None where one has none, or the peer's is nothing."""
    ours, theirs = (middle(measure, samples.get(name, {}).get(measure, ())) for name in (OURS, peer))
    return ours / theirs if ours is not None and theirs is not None and theirs > 0 else None


def too_large(rows: int, peaks: Mapping[int, Sequence[float]], memory: float) -> str | None:
    """Why a product that holds all rows in memory is not tried at a size, None where it may be.

    `peaks` are its peaks in bytes at the sizes before, of which the last two tell how it grows; `memory` are
    the bytes that it may take.
    """
    known = sorted((size, max(found)) for size, found in peaks.items() if found)
    if len(known) < 2:
        return None
    (small, low), (large, high) = known[-2:]
    needed = high + (high - low) / (large - small) * (rows - large)
    if needed <= memory:
        return None
    return f"does not fit: would take {needed / 2**30:.0f} GiB"


def table(samples: Samples, titles: Mapping[str, str], notes: Mapping[str, str]) -> str:
    """Every measure as a Markdown table: median and p95 by product, and our ratio to each peer.

    `titles` are the products in their order; a product in `notes` has its note in place of figures.
    """
    peers = [name for name in titles if name != OURS]
    heads = ["", *titles.values(), *(f"÷ {titles[name]}" for name in peers)]
    lines = [_line(heads), _line(["---", *["---:"] * (len(heads) - 1)])]
    for measure in MEASURES:
        if not any(samples.get(name, {}).get(measure.name) for name in titles):
            continue
        figures = [
            notes.get(name) or _figure(measure, samples.get(name, {}).get(measure.name, ()))
            for name in titles
        ]
        ratios = [_ratio_words(ratio(samples, measure.name, peer)) for peer in peers]
        unit = f", {measure.unit}" if measure.unit else ""
        lines.append(_line([f"{measure.words}{unit}", *figures, *ratios]))
    return "\n".join(lines)


def verdicts(samples: Samples, titles: Mapping[str, str]) -> str:
    """Each target with its ratio in this run, and whether it is met."""
    words = {measure.name: measure.words for measure in MEASURES}
    lines = [_line(["target", "at most", "in this run", "met"]), _line(["---", "---:", "---:", "---"])]
    for target in TARGETS:
        found = ratio(samples, target.measure, target.peer)
        met = "not measured" if found is None else "yes" if found <= target.limit else "no"
        lines.append(
            _line(
                [
                    f"{words[target.measure]}, by {titles[target.peer]}",
                    f"{target.limit:g}",
                    _ratio_words(found),
                    met,
                ]
            )
        )
    return "\n".join(lines)


def summary(samples: Samples) -> dict[str, Any]:
    """The same for programs: every product's measures with median (or mean), p95 and all samples."""
    return {
        product: {
            name: {"middle": middle(name, values), "p95": p95(values), "samples": list(values)}
            for name, values in measures.items()
        }
        for product, measures in samples.items()
    }


def _figure(measure: Measure, samples: Sequence[float]) -> str:
    found, high = middle(measure.name, samples), p95(samples)
    if found is None or high is None:
        return ""
    words = f"{found / measure.scale:,.{measure.digits}f}"
    if measure.name in MEANS or len(samples) < 2:
        return words
    return f"{words} ({high / measure.scale:,.{measure.digits}f})"


def _ratio_words(found: float | None) -> str:
    return "" if found is None else f"{found:.2f}"


def _line(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"
