"""Reactions of several processes: how soon they came after their events."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import sqrt
from typing import Any

from peace_ledger import translation, wording
from peace_ledger.charts import style
from peace_ledger.charts.chart import Chart, Column, cells
from peace_ledger.charts.parts import lines, text, traces
from peace_ledger.charts.processes.compared import AROUND, LINE, Process
from peace_ledger.charts.reactions.speed import DELAY_WORDS, DELAYS
from peace_ledger.marks import mark_of
from peace_ledger.translation import N_, _, pgettext

Row = Mapping[str, Any]

NAME = "processes_speed"
_LARGEST, _SMALLEST = 38, 15
_UNDATED = "undated"
_HOLLOW = N_("Low confidence only")
_SMALL = '<span style="font-size:11px">{}</span>'


@dataclass(frozen=True)
class Speed(Process):
    """A process with its delays and their median in days, None where no reaction is dated."""

    median: int | None

    @property
    def dated(self) -> int:
        """How many reactions have a day."""
        return sum(int(row["reactions"]) for row in self.rows if row["delay"] != _UNDATED)

    @property
    def undated(self) -> int:
        """How many have none: they are in no class and not in the median."""
        return sum(int(row["reactions"]) for row in self.rows if row["delay"] == _UNDATED)

    @property
    def said(self) -> str:
        """The median and what it rests on."""
        if self.median is None:
            return _("no dated reaction, {undated} undated", undated=wording.number(self.undated))
        if self.median == 0:
            # Translators: of the delays of reactions, after the day of their event.
            median = _("median the day itself")
        else:
            # Translators: of the delays of reactions; {days} as "3 days".
            median = _("median {days}", days=wording.counted(self.median, "day"))
        # Translators: so many reactions have a day, so many have none.
        dated = _(
            "{dated} dated, {undated} undated",
            dated=wording.number(self.dated),
            undated=wording.number(self.undated),
        )
        return f"{median}; {dated}"


def speed(processes: Sequence[Speed]) -> Chart:
    """Bubbles, one line a process: the larger, the greater the share of its dated reactions; the number of
    them stands in it. The rows are those of `processes/delays`.
    """
    rows = [
        row | {"process": process.title, "name": process.name, "of": process.dated}
        for process in processes
        for row in process.rows
    ]
    drawn = [
        (place, process, row)
        for place, process in enumerate(processes)
        for row in process.rows
        if row["delay"] != _UNDATED
    ]
    columns = (
        Column("process", _("Process")),
        # Translators: how long after it a reaction came.
        Column("delay", _("After the event")),
        Column("reactions", _("Reactions"), "number"),
        Column("low", _("Of low confidence"), "number"),
        Column("of", _("Dated reactions of the process"), "number"),
    )
    words = {**translation.said(DELAY_WORDS), _UNDATED: pgettext("reactions without a day", "undated")}
    labels = [f"{text.label(one.title, 44)}<br>{_SMALL.format(one.said)}" for one in processes]
    return Chart(
        name=NAME,
        title=_("How soon did reactions come?"),
        figure={
            "data": [
                {
                    "type": "scatter",
                    "mode": "markers+text",
                    "x": [DELAYS.index(row["delay"]) for _, _, row in drawn],
                    "y": [place for place, _, _ in drawn],
                    "text": [wording.number(row["reactions"]) for _, _, row in drawn],
                    "textfont": {"size": 11, "color": [_ink(row) for _, _, row in drawn]},
                    "customdata": [mark_of(NAME, process.name, row["delay"]) for _, process, row in drawn],
                    "hovertext": [_hover(process, row) for _, process, row in drawn],
                    "hovertemplate": "%{hovertext}<extra></extra>",
                    "marker": {
                        "symbol": [style.with_open("circle", _is_low(row)) for _, _, row in drawn],
                        "size": [_size(row["reactions"], process.dated) for _, process, row in drawn],
                        "color": "@accent",
                        "opacity": 1,
                        "line": {"color": "@accent", "width": 1.5},
                    },
                    "showlegend": False,
                },
                *traces.key(
                    [(_(_HOLLOW), "circle-open", "@accent")] if any(_is_low(row) for *_, row in drawn) else []
                ),
            ],
            "layout": style.layout(
                xaxis={
                    "tickvals": list(range(len(DELAYS))),
                    "ticktext": [words[delay] for delay in DELAYS],
                    "range": [-0.6, len(DELAYS) - 0.4],
                    "showgrid": True,
                    "zeroline": False,
                    "automargin": True,
                },
                yaxis=lines.axis(labels, showgrid=True),
                showlegend=True,
            ),
        }
        if drawn
        else None,
        alt=_(
            "Dated reactions of each process by days after their event. {processes}.",
            processes="; ".join(map(_sentence, processes)),
        ),
        height=AROUND + (LINE + 8) * max(len(processes), 1),
        columns=columns,
        rows=cells(rows, columns, {"delay": words}),
        marks=[
            None if row["delay"] == _UNDATED else mark_of(NAME, row["name"], row["delay"]) for row in rows
        ],
        narrow={
            "height": AROUND + 96 * max(len(processes), 1),
            "yaxis.showticklabels": False,
            "yaxis.range": [len(processes) - 0.5, -0.8],
            "xaxis.tickangle": -60,
            "annotations": [name | {"yshift": 32} for name in lines.names_above(labels)],
        },
        empty=_("No dated reaction is left in any process. Widen the period."),
    )


def _is_low(row: Row) -> bool:
    return bool(row["low"] == row["reactions"])


def _ink(row: Row) -> str:
    return "@ink" if _is_low(row) else "@ground"


def _size(count: int, of: int) -> float:
    return max(_SMALLEST, _LARGEST * sqrt(count / of))


def _hover(process: Speed, row: Row) -> str:
    share = wording.share(row["reactions"], process.dated)
    told = (
        text.lines(process.title),
        f"<b>{_(DELAY_WORDS[row['delay']])}: {wording.number(row['reactions'])}</b>",
        # Translators: {share} as "60 % (12 of 20)".
        _("{share} dated reactions", share=share),
        _("{count} of low confidence", count=wording.number(row["low"])),
    )
    return "<br>".join(told)


def _sentence(process: Speed) -> str:
    return f"{process.title}: {process.said}"
