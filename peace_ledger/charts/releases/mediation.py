"""Who handed over whom, on what basis, and by whose mediation."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from peace_ledger import wording
from peace_ledger.charts import style
from peace_ledger.charts.chart import Chart, Column, cells
from peace_ledger.charts.parts import directions, handovers, panels, text, traces
from peace_ledger.charts.parts import lines as numbered
from peace_ledger.charts.parts.traces import Trace
from peace_ledger.dataset import Dataset
from peace_ledger.engine import Rows
from peace_ledger.marks import mark_of
from peace_ledger.translation import _, ngettext

NO_MEDIATOR = "-"
"""What `filtered_releases.mediated_by` holds where no mediator is named."""

_WIDE, _NARROW = 46, 58
"""Letters of a label: in a line of it, and in all on a narrow card."""

_WIDE_HEADING, _NARROW_HEADING = 40, 13


@dataclass(frozen=True)
class _Line:
    """A line of the chart: a basis and its mediators together, or None where it heads several; `alone` where
    the basis has no line of its own above.
    """

    basis: str
    mediated_by: str | None
    alone: bool = False


@dataclass(frozen=True)
class _Bar:
    """What stands on a line in one panel."""

    y: int
    line: _Line
    people: int
    low: int
    mark: str
    hover: str


def who_to_whom(rows: Rows, dataset: Dataset) -> Chart:
    """Bars: the people handed over by basis and mediators, a panel a direction, all on one scale. Mediators
    who acted together have a line of their own, so that everybody is counted once.
    """
    columns = (
        Column("from_to", _("From → to")),
        # Translators: on what basis people were handed over.
        Column("basis", _("Basis")),
        Column("mediators", _("Mediated by")),
        Column("people", _("People"), "number"),
        Column("low_people", _("Of low confidence"), "number"),
        Column("handovers", _("Rows"), "number"),
    )
    table = [
        row
        | {
            "from_to": dataset.direction(row["direction"]),
            "mediators": _mediators(row["mediated_by"], dataset),
        }
        for row in rows
    ]
    lines = _lines(rows)
    shown = directions.occurring(rows, dataset)
    headings = _headings(rows, shown, dataset, _NARROW_HEADING)
    return Chart(
        name="who_to_whom",
        title=_("Who handed over whom, on what basis, by whose mediation?"),
        figure=_figure(rows, lines, shown, dataset) if rows else None,
        alt=_sentence(rows, dataset),
        height=44 + _top(_headings(rows, shown, dataset, _WIDE_HEADING)) + 26 * len(lines),
        columns=columns,
        rows=cells(table, columns, {"basis": dataset.labels("releases", "basis")}),
        marks=[_mark(row["direction"], row["basis"], row["mediated_by"]) for row in rows],
        narrow={
            "height": 54 + _top(headings) + 40 * len(lines),
            "yaxis.showticklabels": False,
            "yaxis.range": [len(lines) - 0.4, -1],
            "margin.t": _top(headings),
            "annotations": [
                *headings,
                *numbered.names_above([_short_label(line, dataset) for line in lines]),
            ],
            **{f"{panels.axis('x', panel)}.nticks": 2 for panel in range(len(shown))},
        },
        empty=_("No handover of people is left by these filters. Widen the period, or take out a choice."),
    )


def _figure(rows: Rows, lines: Sequence[_Line], shown: Sequence[str], dataset: Dataset) -> dict[str, Any]:
    scale = style.count_axis(range=[0, 1.3 * max(row["people"] for row in rows)], nticks=4, anchor="y")
    return {
        "data": [
            *(
                trace
                for panel, direction in enumerate(shown)
                for trace in _panel(handovers.of(rows, direction), lines, panel, dataset)
            ),
            *([traces.low_confidence_key()] if any(row["low_people"] for row in rows) else []),
        ],
        "layout": style.layout(
            **{
                panels.axis("x", panel): scale | {"domain": domain}
                for panel, domain in enumerate(panels.side_by_side(len(shown)))
            },
            yaxis=numbered.axis([_label(line, dataset) for line in lines]),
            annotations=(headings := _headings(rows, shown, dataset, _WIDE_HEADING)),
            barmode="overlay",
            showlegend=True,
            margin={"l": 8, "r": 8, "t": _top(headings), "b": 32},
        ),
    }


def _lines(rows: Rows) -> list[_Line]:
    """Each basis and under it its mediators, those of most people first; where none is named in any of its
    rows, one line says both.
    """
    lines: list[_Line] = []
    for basis, own in groupby(rows, key=lambda row: str(row["basis"])):
        people: dict[str, int] = {}
        for row in own:
            people[row["mediated_by"]] = people.get(row["mediated_by"], 0) + row["people"]
        ordered = sorted(people, key=lambda mediators: -people[mediators])
        alone = ordered == [NO_MEDIATOR]
        lines += [] if alone else [_Line(basis, None)]
        lines += [_Line(basis, mediators, alone) for mediators in ordered]
    return lines


def _label(line: _Line, dataset: Dataset) -> str:
    basis = text.escaped(dataset.label("releases", "basis", line.basis))
    if line.mediated_by is None:
        return f"<b>{basis}</b>"
    mediators = text.lines(_mediators(line.mediated_by, dataset), _WIDE)
    return f"<b>{basis}:</b> {mediators}" if line.alone else mediators


def _short_label(line: _Line, dataset: Dataset) -> str:
    if line.mediated_by is None or line.alone:
        return _label(line, dataset)
    return text.label(_mediators(line.mediated_by, dataset), _NARROW)


def _mediators(joined: str, dataset: Dataset) -> str:
    if joined == NO_MEDIATOR:
        return _("no mediator named")
    names = [dataset.actor_name(actor) for actor in joined.split(".")]
    return wording.listed(names, len(names))


def _mark(direction: str, basis: str, mediated_by: str | None) -> str:
    return mark_of("who_to_whom", direction, basis, mediated_by, "people")


def _bars(rows: Rows, lines: Sequence[_Line], dataset: Dataset) -> list[_Bar]:
    """What stands on the lines in the panel of one direction."""
    bars = []
    for y, line in enumerate(lines):
        own = [
            row
            for row in rows
            if row["basis"] == line.basis and line.mediated_by in (None, row["mediated_by"])
        ]
        if not own:
            continue
        direction = own[0]["direction"]
        bars.append(
            _Bar(
                y,
                line,
                people=handovers.people(own),
                low=sum(row["low_people"] for row in own),
                mark=_mark(direction, line.basis, line.mediated_by),
                hover=_hover(own, line, dataset),
            )
        )
    return bars


def _hover(rows: Rows, line: _Line, dataset: Dataset) -> str:
    basis = text.escaped(dataset.label("releases", "basis", line.basis))
    mediators = f", {text.escaped(_mediators(line.mediated_by, dataset))}" if line.mediated_by else ""
    count = sum(row["handovers"] for row in rows)
    told = [
        directions.label(rows[0]["direction"], dataset),
        f"{basis}{mediators}",
        ngettext(
            "<b>{people}</b> in {count} row",
            "<b>{people}</b> in {count} rows",
            count,
            people=wording.counted(handovers.people(rows), "person"),
            count=wording.number(count),
        ),
    ]
    low = sum(row["low_people"] for row in rows)
    if low:
        hollow = ngettext(
            "{count} person of low confidence (hollow)",
            "{count} people of low confidence (hollow)",
            low,
            count=wording.number(low),
        )
        told.append(hollow)
    return "<br>".join(told)


def _panel(rows: Rows, lines: Sequence[_Line], panel: int, dataset: Dataset) -> list[Trace]:
    """A panel's bars, hollow where confidence is low, and its numbers, bold where they head several lines."""
    colour = directions.look(rows[0]["direction"], dataset).colour
    bars = _bars(rows, lines, dataset)
    single = [bar for bar in bars if bar.line.mediated_by is not None]
    firm = [bar for bar in single if bar.people > bar.low]
    weak = [bar for bar in single if bar.low]
    hollow = {"color": "@ground", "line": {"color": colour, "width": 2}}
    return [
        _bar_trace(firm, panel, {"color": colour}) | {"x": [bar.people - bar.low for bar in firm]},
        _bar_trace(weak, panel, hollow)
        | {"x": [bar.low for bar in weak], "base": [bar.people - bar.low for bar in weak]},
        _shared(bars, panel)
        | {
            "type": "scatter",
            "mode": "text",
            "x": [bar.people if bar.line.mediated_by else 0 for bar in bars],
            "text": [_number(bar) for bar in bars],
            "textposition": "middle right",
            "textfont": {"size": 12, "color": "@ink"},
        },
    ]


def _number(bar: _Bar) -> str:
    people = wording.number(bar.people)
    return f" {people}" if bar.line.mediated_by else f" <b>{people}</b>"


def _bar_trace(bars: Sequence[_Bar], panel: int, marker: dict[str, Any]) -> Trace:
    return _shared(bars, panel) | {"type": "bar", "orientation": "h", "width": 0.44, "marker": marker}


def _shared(bars: Sequence[_Bar], panel: int) -> Trace:
    return {
        "y": [bar.y for bar in bars],
        "customdata": [bar.mark for bar in bars],
        "hovertext": [bar.hover for bar in bars],
        "hovertemplate": "%{hovertext}<extra></extra>",
        "xaxis": panels.place(panel)["xaxis"],
        "showlegend": False,
    }


def _headings(rows: Rows, shown: Sequence[str], dataset: Dataset, width: int) -> list[dict[str, Any]]:
    texts = []
    for direction in shown:
        name = text.lines(dataset.direction(direction), width)
        texts.append(f"{name}<br><b>{wording.number(handovers.people(handovers.of(rows, direction)))}</b>")
    return panels.headings(texts, shared=True)


def _top(headings: Sequence[Mapping[str, Any]]) -> int:
    """The room in px that headings take above the panels, two lines at least."""
    longest = max((heading["text"].count("<br>") for heading in headings), default=1)
    return 10 + 18 * (max(longest, 1) + 1) + (2 if longest > 1 else 0)


def _sentence(rows: Rows, dataset: Dataset) -> str:
    if not rows:
        return _("No handover of people is left by the filters.")
    total = handovers.people(rows)
    words = dataset.labels("releases", "basis")
    by_basis = [
        f"{wording.in_sentence(words[basis])} {wording.share(handovers.people(list(own)), total)}"
        for basis, own in groupby(rows, key=lambda row: str(row["basis"]))
    ]
    directed = [
        f"{dataset.direction(each)} {wording.number(handovers.people(handovers.of(rows, each)))}"
        for each in directions.occurring(rows, dataset)
    ]
    return _(
        "Bars of people handed over by basis and mediators: {directions}. By basis: {bases}.",
        directions="; ".join(directed),
        bases=", ".join(by_basis),
    )
