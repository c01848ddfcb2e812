"""Several processes over time: from when until when the record of each reaches, and how much is in it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from peace_ledger import wording
from peace_ledger.charts import style
from peace_ledger.charts.chart import Chart, Column, cells
from peace_ledger.charts.parts import lines, text, traces
from peace_ledger.charts.processes.compared import AROUND, LINE
from peace_ledger.marks import mark_of
from peace_ledger.translation import _

NAME = "processes_spans"
_SMALL = '<span style="font-size:11px">{}</span>'


@dataclass(frozen=True)
class Extent:
    """How far a process reaches: first and last day, None where it has no dated row, and its counts."""

    name: str
    title: str
    first: date | None
    last: date | None
    events: int
    rows: int
    undated: int
    sources: int
    searched: int

    @property
    def said(self) -> str:
        """How much is in it."""
        # Translators: as "120 rows from 45 sources", with {from_sources} "from 45 sources".
        return _(
            "{rows} {from_sources}",
            rows=wording.counted(self.rows, "row"),
            from_sources=wording.counted(self.sources, "from source"),
        )


def spans(processes: Sequence[Extent]) -> Chart:
    """Strokes over time, one line a process."""
    drawn = [
        (place, one, one.first, one.last)
        for place, one in enumerate(processes)
        if one.first is not None and one.last is not None
    ]
    ends = [(place, one, day) for place, one, first, last in drawn for day in dict.fromkeys((first, last))]
    columns = (
        Column("process", _("Process")),
        Column("first", _("First day"), "date"),
        Column("last", _("Last day"), "date"),
        Column("events", _("Events"), "number"),
        Column("rows", _("Rows"), "number"),
        # Translators: rows.
        Column("undated", _("Of these undated"), "number"),
        Column("sources", _("Sources"), "number"),
        # Translators: actors.
        Column("searched", _("Looked for, not found"), "number"),
    )
    table = [vars(one) | {"process": one.title} for one in processes]
    labels = [f"{text.label(one.title, 44)}<br>{_SMALL.format(one.said)}" for one in processes]
    days = [day for *_, day in ends]
    return Chart(
        name=NAME,
        title=_("From when until when does the record of each process reach?"),
        figure={
            "data": [
                traces.strokes(
                    [(first, place, last, place) for place, _, first, last in drawn], "@accent", width=6
                ),
                traces.points(
                    days,
                    [place for place, *_ in ends],
                    marks=[mark_of(NAME, one.name) for _, one, _ in ends],
                    hovers=[_hover(one) for _, one, _ in ends],
                    symbols=["circle" for _ in ends],
                    colour="@accent",
                    size=12,
                ),
            ],
            "layout": style.layout(
                xaxis=style.time_axis(range=_range(days), nticks=8),
                yaxis=lines.axis(labels, showgrid=True),
            ),
        }
        if drawn
        else None,
        alt=_(
            "From the first to the last day of each process. {processes}.",
            processes="; ".join(map(_sentence, processes)),
        ),
        height=AROUND + LINE * max(len(processes), 1),
        columns=columns,
        rows=cells(table, columns),
        marks=[mark_of(NAME, one.name) if one.events else None for one in processes],
        narrow={
            "height": AROUND + 84 * max(len(processes), 1),
            "yaxis.showticklabels": False,
            "yaxis.range": [len(processes) - 0.5, -0.8],
            "xaxis.nticks": 4,
            "annotations": [name | {"yshift": 28} for name in lines.names_above(labels)],
        },
        empty=_("No dated row is left in any process. Widen the period."),
    )


def _range(days: Sequence[date]) -> list[str]:
    room = timedelta(days=max(5, (max(days) - min(days)).days // 30))
    return [(min(days) - room).isoformat(), (max(days) + room).isoformat()]


def _hover(one: Extent) -> str:
    # Translators: {rows} as "120 rows from 45 sources"; of these so many have no day.
    said = _("{rows}, {count} undated", rows=one.said, count=wording.number(one.undated))
    return f"{text.lines(one.title)}<br><b>{_reach(one)}</b><br>{said}"


def _sentence(one: Extent) -> str:
    reach = _reach(one) if one.first else _("no dated row")
    return f"{one.title}: {reach}, {one.said}"


def _reach(one: Extent) -> str:
    return _("{first} to {last}", first=wording.day(one.first), last=wording.day(one.last))
