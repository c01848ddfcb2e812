"""Which stance an actor, or two side by side, took towards each event."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from peace_ledger import wording
from peace_ledger.charts import style
from peace_ledger.charts.chart import Chart, Column, cells
from peace_ledger.charts.parts import event_names, lines, panels, scale, text, traces
from peace_ledger.dataset import Dataset
from peace_ledger.engine import Rows
from peace_ledger.marks import mark_of
from peace_ledger.translation import N_, _, ngettext, pgettext

Row = Mapping[str, Any]

NOT_FOUND = N_("Looked for by name, not found")
_LATEST, _OTHER = 13, 8
"""Sizes in px of the latest stance, and of others."""

_LINE_HEIGHT, _BODY_HEIGHT, _NARROW_HEIGHT = 30, 25, 42
"""Heights in px of a line: on wide cards, there where bodies stand apart, and on narrow cards."""

_LEVEL_WORDS, _SLANTED_WORDS, _HEADING = 34, 66, 26
"""Heights in px above the lines: of the words of the scale, written level or aslant, and of the actors'."""


@dataclass(frozen=True)
class Line:
    """One line of the chart: an event, or one body's stance towards it; bodies stand below their event."""

    event: str
    body: str | None = None


@dataclass(frozen=True)
class Grid:
    """Where signs stand: stances by their place on the scale, lines by their number from the top."""

    scale: Mapping[str | None, float]
    lines: Mapping[Line, int]
    apart: bool

    def at(self, row: Row) -> tuple[float, int]:
        """x and y of a row's sign."""
        line = Line(row["event_id"], row["actor_id"] if self.apart else None)
        return self.scale[row["stance"]], self.lines[line]


def stances(rows: Rows, wholes: Sequence[str], dataset: Dataset, *, apart: bool = False) -> Chart:
    """Stances as positions on the six-step scale, one line an event, oldest first, one panel an actor.

    `rows` are those of `actors/stances.sql` for the actors `wholes`; where `apart`, each body that spoke has
    a line of its own.
    """
    shown = _lines(rows, wholes, apart)
    # A body that belongs to both actors stands in both panels, and in the table once.
    listed = list({(row["actor_id"], row["event_id"], row["stance"]): row for row in rows}.values())
    columns = (
        Column("actor", _("Actor")),
        Column("event", _("Event")),
        Column("event_day", _("Day of the event"), "date"),
        Column("stance", _("Stance")),
        Column("latest", pgettext("head above stances", "Latest")),
        Column("reactions", _("Reactions"), "number"),
        Column("low", _("Of low confidence"), "number"),
        Column("undated", pgettext("head above numbers of reactions", "Undated"), "number"),
    )
    words = {"stance": dataset.labels("reactions", "stance")}
    table = [
        row
        | {
            "actor": dataset.actor_name(row["actor_id"]),
            "event": text.coded(dataset.event_title(row["event_id"]), dataset),
            "stance": row["stance"] or _(NOT_FOUND),
            "latest": pgettext("a stance", "latest") if row["latest"] else None,
        }
        for row in listed
    ]
    return Chart(
        name=_name(apart),
        title=_title(rows, wholes, dataset, apart),
        figure=_figure(rows, wholes, shown, dataset, apart) if rows else None,
        alt=_sentence(rows, wholes, dataset, apart),
        height=_top(wholes, slanted=len(wholes) > 1)
        + (_BODY_HEIGHT if apart else _LINE_HEIGHT) * max(len(shown), 1),
        columns=columns,
        rows=cells(table, columns, words),
        marks=[_mark(row, apart) if row["stance"] else None for row in listed],
        narrow=_narrow(wholes, shown, dataset, apart) if rows else {},
        empty=_(
            "No reaction is left by these filters, and none was looked for by name. Widen the period, take "
            "out an event, or choose another actor."
        ),
    )


def _lines(rows: Rows, wholes: Sequence[str], apart: bool) -> list[Line]:
    """The lines from top to bottom; the bodies of the first actor stand before those of the second."""
    found: list[Line] = []
    for event in dict.fromkeys(row["event_id"] for row in rows):
        found.append(Line(event))
        if not apart:
            continue
        bodies = [
            row["actor_id"]
            for whole in wholes
            for row in rows
            if (row["event_id"], row["whole_id"]) == (event, whole)
        ]
        found += [Line(event, body) for body in dict.fromkeys(bodies)]
    return found


def _name(apart: bool) -> str:
    return "body_stances" if apart else "actor_stances"


def _mark(row: Row, apart: bool) -> str:
    return mark_of(_name(apart), row["actor_id"], row["event_id"], row["stance"])


def _figure(
    rows: Rows, wholes: Sequence[str], shown: Sequence[Line], dataset: Dataset, apart: bool
) -> dict[str, Any]:
    grid = Grid(_scale(dataset), {line: number for number, line in enumerate(shown)}, apart)
    data: list[dict[str, Any]] = []
    for panel, whole in enumerate(wholes):
        own = [row for row in rows if row["whole_id"] == whole]
        data += _panel(own, grid, panels.place(panel), dataset)
    return {"data": [*data, *_key(rows)], "layout": _layout(wholes, shown, dataset, apart)}


def _layout(wholes: Sequence[str], shown: Sequence[Line], dataset: Dataset, apart: bool) -> dict[str, Any]:
    scale = _scale(dataset)
    slanted = len(wholes) > 1
    horizontal = {
        "side": "top",
        "tickvals": list(scale.values()),
        "ticktext": _scale_words(dataset),
        "tickangle": -50 if slanted else 0,
        "range": [min(scale.values()) - 0.6, max(scale.values()) + 0.6],
        "showgrid": True,
        "zeroline": False,
        "ticks": "",
        "fixedrange": True,
    }
    names = [_line_words(line, dataset, 46, apart) for line in shown]
    vertical = lines.axis(names, showgrid=True, fixedrange=True)
    axes = panels.axes(len(wholes), horizontal, vertical)
    for panel in range(len(wholes)):
        if panel:
            axes[panels.axis("y", panel)] |= {"showticklabels": False, "matches": "y"}
    return style.layout(
        showlegend=True,
        margin={"l": 8, "r": 12, "t": _top(wholes, slanted=slanted), "b": 0},
        annotations=_headings(wholes, dataset),
        **axes,
    )


def _top(wholes: Sequence[str], *, slanted: bool) -> int:
    """The height above the lines; one actor alone needs no heading, since the page names it."""
    heading = _HEADING if len(wholes) > 1 else 0
    return (_SLANTED_WORDS if slanted else _LEVEL_WORDS) + heading


def _headings(wholes: Sequence[str], dataset: Dataset) -> list[dict[str, Any]]:
    if len(wholes) == 1:
        return []
    texts = [f"<b>{text.label(dataset.actor_name(whole), 40)}</b>" for whole in wholes]
    return [heading | {"yshift": _SLANTED_WORDS} for heading in panels.headings(texts)]


def _scale(dataset: Dataset) -> dict[str | None, float]:
    """Where each stance stands, worst on the left, and, off the scale, what was not found."""
    codes: list[str | None] = [*reversed(dataset.codes("reactions", "stance"))]
    return {None: -1.3, **{code: float(place) for place, code in enumerate(codes)}}


def _scale_words(dataset: Dataset) -> list[str]:
    labels = dataset.labels("reactions", "stance")
    return [_("Not found"), *(text.escaped(label) for label in reversed(list(labels.values())))]


def _line_words(line: Line, dataset: Dataset, limit: int, apart: bool) -> str:
    if line.body:
        return text.label(dataset.actor_name(line.body), limit)
    event = (
        f"{text.label(dataset.event_title(line.event), limit - 2)}, {event_names.day(dataset, line.event)}"
    )
    return f"<b>{event}</b>" if apart else event


def _panel(rows: Rows, grid: Grid, axes: Mapping[str, str], dataset: Dataset) -> list[dict[str, Any]]:
    """One actor's signs: other stances on a stroke to the latest one, and where nothing was found."""
    latest = {(row["actor_id"], row["event_id"]): grid.at(row) for row in rows if row["latest"]}
    strokes = [
        (*grid.at(row), *latest[row["actor_id"], row["event_id"]])
        for row in rows
        if row["stance"] and not row["latest"]
    ]
    signs = [
        _signs(code, [row for row in rows if row["stance"] == code], last, grid, axes, dataset)
        for code in dataset.codes("reactions", "stance")
        for last in (False, True)
    ]
    blanks = [row for row in rows if not row["stance"]]
    return [
        traces.strokes(strokes, "@muted", width=1.5, axes=axes),
        *signs,
        _dashes(blanks, grid, axes, dataset),
    ]


def _signs(
    code: str, rows: Rows, last: bool, grid: Grid, axes: Mapping[str, str], dataset: Dataset
) -> dict[str, Any]:
    """The signs of one stance, the latest or others; a number beside a sign says how many reactions it is."""
    drawn = [row for row in rows if row["latest"] == last]
    look = scale.of(dataset).look(code)
    return traces.points(
        [grid.at(row)[0] for row in drawn],
        [grid.at(row)[1] for row in drawn],
        marks=[_mark(row, grid.apart) for row in drawn],
        hovers=[_hover(row, dataset) for row in drawn],
        symbols=[style.with_open(look.symbol, row["low"] == row["reactions"]) for row in drawn],
        colour=look.colour,
        size=_LATEST if last else _OTHER,
        text=[wording.number(row["reactions"]) if row["reactions"] > 1 else "" for row in drawn],
        position="bottom right",
        axes=axes,
    )


def _dashes(rows: Rows, grid: Grid, axes: Mapping[str, str], dataset: Dataset) -> dict[str, Any]:
    return traces.points(
        [grid.at(row)[0] for row in rows],
        [grid.at(row)[1] for row in rows],
        marks=[None for _ in rows],
        hovers=[_hover(row, dataset) for row in rows],
        symbols=["line-ew-open" for _ in rows],
        colour="@muted",
        axes=axes,
    )


def _hover(row: Row, dataset: Dataset) -> str:
    head = (
        f"{text.lines(dataset.actor_name(row['actor_id']))}<br>{event_names.long(dataset, row['event_id'])}"
    )
    if not row["stance"]:
        # Translators: on the line below it stands "which is not silence".
        sought = _("looked for by name, not found")
        meaning = _("which is not silence")
        return f"{head}<br><b>{sought}</b><br>{meaning}"
    word = text.escaped(dataset.label("reactions", "stance", row["stance"]))
    when = _("the latest stance") if row["latest"] else _("beside the latest stance")
    counted = _(
        "{reactions}, {low} of low confidence",
        reactions=wording.counted(row["reactions"], "reaction"),
        low=wording.number(row["low"]),
    )
    if row["undated"]:
        # Translators: {count} counts reactions.
        counted += ", " + _("{count} undated", count=wording.number(row["undated"]))
    return f"{head}<br><b>{word}</b>, {when}<br>{counted}"


def _key(rows: Rows) -> list[dict[str, Any]]:
    """The legend, of what occurs: which sign is the latest, which is hollow, and what a dash is."""

    told = [row for row in rows if row["stance"]]
    entries = [
        (_("Large: the latest stance"), "circle", any(row["latest"] for row in told)),
        (_("Small: another stance on the same event"), "circle", any(not row["latest"] for row in told)),
        (_(traces.LOW_CONFIDENCE), "circle-open", any(row["low"] == row["reactions"] for row in told)),
        (_(NOT_FOUND), "line-ew-open", len(told) < len(rows)),
    ]
    return traces.key([(words, symbol, "@muted") for words, symbol, occurs in entries if occurs])


def _narrow(wholes: Sequence[str], shown: Sequence[Line], dataset: Dataset, apart: bool) -> dict[str, Any]:
    headings = [number for number, line in enumerate(shown) if apart and not line.body]
    names = lines.names_above([_line_words(line, dataset, 36, apart) for line in shown], headings)
    return {
        "height": _top(wholes, slanted=True) + _NARROW_HEIGHT * max(len(shown), 1),
        "annotations": [*_headings(wholes, dataset), *names],
        "yaxis.showticklabels": False,
        "margin.t": _top(wholes, slanted=True),
        **{f"{panels.axis('x', panel)}.tickangle": -60 for panel in range(len(wholes))},
        **{f"{panels.axis('x', panel)}.tickfont.size": 11 for panel in range(len(wholes))},
    }


def _title(rows: Rows, wholes: Sequence[str], dataset: Dataset, apart: bool) -> str:
    if not any(row["stance"] for row in rows):
        return _("Which stance was taken towards each event?")
    parts = [_favour(rows, whole, dataset, apart) for whole in wholes]
    _count, named = scale.favour({}, dataset)
    return f"{wording.sentence(named)}: {', '.join(parts)}"


def _whose(whole: str, dataset: Dataset, apart: bool) -> str:
    name = dataset.actor_name(whole)
    return _("{actor} and its bodies", actor=name) if apart else name


def _favour(rows: Rows, whole: str, dataset: Dataset, apart: bool) -> str:
    latest = [row for row in rows if row["whole_id"] == whole and row["latest"]]
    actor = _whose(whole, dataset, apart)
    if not latest:
        return _("{actor} (no reaction found)", actor=actor)
    good, _named = scale.favour(Counter(row["stance"] for row in latest), dataset)
    values = {"actor": actor, "good": wording.number(good), "count": wording.number(len(latest))}
    if not apart:
        # Translators: after "Supports or welcomes: "; on how many events an actor took one of these stances.
        return ngettext(
            "{actor} on {good} of {count} event", "{actor} on {good} of {count} events", len(latest), **values
        )
    # Translators: after "Supports or welcomes: "; how many of the latest stances of its bodies are these.
    return ngettext(
        "{actor} on {good} of {count} latest stance",
        "{actor} on {good} of {count} latest stances",
        len(latest),
        **values,
    )


def _sentence(rows: Rows, wholes: Sequence[str], dataset: Dataset, apart: bool) -> str:
    if not rows:
        return _("No stances are left by the filters.")
    events = len({row["event_id"] for row in rows})
    steps = wording.counted(len(dataset.codes("reactions", "stance")), "step")
    told = [
        f"{_whose(whole, dataset, apart)}: {', '.join(_counts(rows, whole, dataset))}" for whole in wholes
    ]
    return _(
        "Stances on a scale of {steps} towards {events}, oldest first; by latest stance: {counts}.",
        steps=steps,
        events=wording.counted(events, "event"),
        counts="; ".join(told),
    )


def _counts(rows: Rows, whole: str, dataset: Dataset) -> Iterator[str]:
    own = [row for row in rows if row["whole_id"] == whole]
    for code, label in dataset.labels("reactions", "stance").items():
        if count := sum(1 for row in own if row["latest"] and row["stance"] == code):
            yield f"{wording.in_sentence(label)} {wording.number(count)}"
    blanks = sum(1 for row in own if not row["stance"])
    if blanks or not own:
        yield _("looked for and not found {count}", count=wording.number(blanks))
