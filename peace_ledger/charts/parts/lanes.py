"""Lanes: several plots, each below its heading, over one axis of days."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from peace_ledger import wording
from peace_ledger.charts import style
from peace_ledger.translation import _

_HEADING, _TOP, _FOOT = 26, 18, 30
"""Heights in px: of a lane's heading, of the flag's name above all lanes, of the axis below them."""

_SHORT_STEPS = [{"dtickrange": [None, 28 * 24 * 60 * 60 * 1000], "value": "%-d %b %Y"}]
"""How the axis writes its days where steps are shorter than a month; in milliseconds, as Plotly counts."""

_NOTHING = 22
"""Height in px of a lane without rows."""
_ROOM = 3
"""Days before the first and after the last, at least: in less, an axis of Plotly's names a day twice."""


@dataclass(frozen=True)
class Lane:
    """One lane: its heading, on wide and on narrow cards, the height in px of its rows (0 without any), its
    traces and its own axis.
    """

    heading: str
    short: str
    height: int
    traces: Sequence[Mapping[str, Any]] = ()
    axis: Mapping[str, Any] = field(default_factory=dict)

    @property
    def place(self) -> int:
        """The height in px that it takes."""
        return self.height or _NOTHING


@dataclass(frozen=True)
class Flag:
    """A day that stands out through all lanes, by its name on wide cards."""

    day: date
    name: str


def figure(lanes: Sequence[Lane], days: Sequence[date], flag: Flag | None) -> dict[str, Any]:
    """The lanes from top to bottom, over an axis from the first to the last of the days."""
    axes = {
        _axis("yaxis", place): {**lane.axis, "domain": list(domain), "anchor": "x", "fixedrange": True}
        for place, (lane, domain) in enumerate(zip(lanes, _domains(lanes), strict=True))
    }
    return {
        "data": [
            {**trace, "xaxis": "x", "yaxis": _axis("y", place)}
            for place, lane in enumerate(lanes)
            for trace in lane.traces
        ],
        "layout": style.layout(
            barmode="overlay",
            showlegend=True,
            margin={"l": 8, "r": 12, "t": _TOP, "b": _FOOT},
            xaxis=style.time_axis(
                range=_range(days),
                # At the foot, though the last lane may have nothing that holds an axis.
                anchor="free",
                position=0,
                fixedrange=True,
                nticks=8,
                tickformatstops=_SHORT_STEPS,
            ),
            annotations=[
                *_headings(lanes, [lane.heading for lane in lanes]),
                *(_flag_name(flag, days, flag.name) if flag else ()),
            ],
            shapes=_flag_line(flag) if flag else [],
            **axes,
        ),
    }


def narrow(lanes: Sequence[Lane], days: Sequence[date], flag: Flag | None) -> dict[str, Any]:
    """What changes on a narrow card: short headings, and the flag bears its day alone."""
    return {
        "annotations": [
            *_headings(lanes, [lane.short for lane in lanes]),
            *(_flag_name(flag, days, wording.short_day(flag.day)) if flag else ()),
        ],
        "xaxis.nticks": 4,
    }


def height(lanes: Sequence[Lane]) -> int:
    """Height of the figure in px."""
    return _TOP + _stacked_height(lanes) + _FOOT


def _stacked_height(lanes: Sequence[Lane]) -> int:
    return sum(lane.place + _HEADING for lane in lanes)


def _axis(stem: str, place: int) -> str:
    return stem if place == 0 else f"{stem}{place + 1}"


def _domains(lanes: Sequence[Lane]) -> list[tuple[float, float]]:
    """The part of the plot's height that each lane takes, lower and upper end."""
    whole = _stacked_height(lanes)
    domains = []
    top = whole
    for lane in lanes:
        top -= _HEADING
        domains.append(((top - lane.place) / whole, top / whole))
        top -= lane.place
    return domains


def _headings(lanes: Sequence[Lane], texts: Sequence[str]) -> list[dict[str, Any]]:
    return [
        {
            "xref": "paper",
            "yref": "paper",
            "x": 0,
            "y": top,
            "xanchor": "left",
            "yanchor": "bottom",
            "showarrow": False,
            "bgcolor": "@ground",
            "font": {"size": 12, "color": "@ink"},
            "text": _headed(lane, f"<b>{text}</b>"),
        }
        for lane, text, (_low, top) in zip(lanes, texts, _domains(lanes), strict=True)
    ]


def _headed(lane: Lane, heading: str) -> str:
    if lane.height:
        return heading
    return _("{heading}: none under these filters", heading=heading)


def _flag_name(flag: Flag, days: Sequence[date], name: str) -> list[dict[str, Any]]:
    late = flag.day - min(days) > (max(days) - min(days)) / 2
    return [
        {
            "xref": "x",
            "yref": "paper",
            "x": flag.day.isoformat(),
            "y": 1,
            "xanchor": "right" if late else "left",
            "yanchor": "bottom",
            "showarrow": False,
            "font": {"size": 12, "color": "@ink"},
            "text": name,
        }
    ]


def _flag_line(flag: Flag) -> list[dict[str, Any]]:
    day = flag.day.isoformat()
    return [
        {
            "type": "line",
            "xref": "x",
            "yref": "paper",
            "x0": day,
            "x1": day,
            "y0": 0,
            "y1": 1,
            "layer": "below",
            "line": {"color": "@muted", "width": 1, "dash": "dot"},
        }
    ]


def _range(days: Sequence[date]) -> list[str]:
    margin = timedelta(days=max(_ROOM, (max(days) - min(days)).days // 30))
    return [(min(days) - margin).isoformat(), (max(days) + margin).isoformat()]
