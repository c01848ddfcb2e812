"""Who took which stance towards what: actors and events, with two kinds of blank."""

from collections.abc import Mapping
from typing import Any

from peace_ledger import wording
from peace_ledger.charts import style
from peace_ledger.charts.chart import Chart, Column, cells
from peace_ledger.charts.parts import event_names, scale, text, traces
from peace_ledger.charts.parts.scale import Scale
from peace_ledger.dataset import Dataset
from peace_ledger.engine import Rows
from peace_ledger.marks import mark_of
from peace_ledger.translation import N_, _, ngettext

LINES_SHOWN = (40, 110)
"""The fewest and the most lines that are drawn; the table holds all."""

CELLS_SHOWN = 600
"""Where there are few events, more actors are drawn, up to about so many cells: the blanks count too."""


_NOT_FOUND = N_("Looked for, not found")
_EDGES, _OFFSET = (0.04, 0.5, 0.96), 0.06
"""Where the two bricks of a cell begin and end, and how far down a line they lie, in cells."""

_RIM = (0.07, 0.15)
"""How broad the rim of a hollow cell is at its sides and at its top and foot, in cells."""

_LINE_HEIGHT, _NARROW_LINE_HEIGHT, _DAYS_HEIGHT = 20, 27, 76
"""Heights in px: of a line on wide and on narrow cards, and of the days above the lines."""


def actor_by_event(rows: Rows, dataset: Dataset) -> Chart:
    """A matrix of actors and events: colour and sign are the latest stance, a split cell holds several, two
    kinds of blank stay apart.
    """
    events = list(dict.fromkeys(row["event_id"] for row in rows))
    actors = _most_heard(rows, dataset)
    shown = actors[: _lines_shown(len(events))]
    cell = {(row["actor_id"], row["event_id"]): row for row in rows}
    stances = dataset.codes("reactions", "stance")
    short = [event_names.day(dataset, event) for event in events]
    columns = (
        Column("actor", _("Actor")),
        Column("event", _("Event")),
        Column("event_day", _("Day of the event"), "date"),
        Column("stance", _("Latest stance")),
        Column("earlier_stance", _("Other stance")),
        Column("reactions", _("Reactions"), "number"),
        Column("low", _("Of low confidence"), "number"),
    )
    table = [
        row
        | {
            "actor": dataset.actor_name(row["actor_id"]),
            "event": text.coded(dataset.event_title(row["event_id"]), dataset),
            "stance": row["stance"] or _(_NOT_FOUND),
        }
        for row in rows
    ]
    stance_words = dataset.labels("reactions", "stance")
    return Chart(
        name="actor_by_event",
        title=_("Who took which stance towards what?"),
        figure={
            "data": _matrix_traces(dataset, shown, events, cell, stances),
            "layout": style.layout(
                xaxis={
                    "side": "top",
                    "tickvals": [column + 0.5 for column in range(len(events))],
                    "ticktext": short,
                    "tickangle": -60,
                    "ticks": "",
                    "ticklabeloverflow": "allow",
                    "range": [0, len(events)],
                    "domain": [0, min(1, 0.1 + 0.09 * len(events))],
                    "showgrid": False,
                    "zeroline": False,
                    "automargin": True,
                    "fixedrange": True,
                },
                yaxis={
                    "tickvals": [line + 0.5 for line in range(len(shown))],
                    "ticktext": [text.label(dataset.actor_name(actor), 46) for actor in shown],
                    "range": [len(shown) + _OFFSET, _OFFSET],
                    "ticks": "",
                    "showgrid": False,
                    "zeroline": False,
                    "automargin": True,
                    "fixedrange": True,
                },
                showlegend=True,
                margin={"l": 8, "r": 44, "t": _DAYS_HEIGHT, "b": 8},
            ),
        }
        if rows
        else None,
        alt=_sentence(rows, len(events), len(actors), len(shown)),
        height=_DAYS_HEIGHT + 8 + _LINE_HEIGHT * max(len(shown), 1),
        columns=columns,
        rows=cells(table, columns, {"stance": stance_words, "earlier_stance": stance_words}),
        marks=[
            mark_of("actor_by_event", row["actor_id"], row["event_id"]) if row["reactions"] else None
            for row in rows
        ],
        narrow={
            "height": _DAYS_HEIGHT + 8 + _NARROW_LINE_HEIGHT * max(len(shown), 1),
            "yaxis.ticktext": [text.short_lines(dataset.actor_name(actor), 22) for actor in shown],
            "yaxis.tickfont.size": 11,
            "xaxis.tickfont.size": 11,
            "margin.r": 30,
        },
        empty=_(
            "No reaction and no searched-for actor is left by these filters. Widen the period or choice."
        ),
    )


def _sentence(rows: Rows, events: int, actors: int, drawn: int) -> str:
    """The alt text; of the actors so many are drawn."""
    if not rows:
        return _("No reactions and no searched-for actors are left by the filters.")
    found = sum(1 for row in rows if row["reactions"])
    told = _(
        "Matrix of {actors} and {events}: {pairs} with a stance, {blank} looked for by name and not found; "
        "all other pairs were not looked for.",
        actors=wording.counted(actors, "actor"),
        events=wording.counted(events, "event"),
        pairs=wording.counted(found, "pair"),
        blank=wording.number(len(rows) - found),
    )
    if actors <= drawn:
        return told
    more = ngettext(
        "The {drawn} actor with most events is drawn, the table has all {actors}.",
        "The {drawn} actors with most events are drawn, the table has all {actors}.",
        drawn,
        drawn=wording.number(drawn),
        actors=wording.number(actors),
    )
    return f"{told} {more}"


def _matrix_traces(
    dataset: Dataset,
    actors: list[str],
    events: list[str],
    cell: dict[tuple[str, str], dict[str, Any]],
    stances: tuple[str, ...],
) -> list[dict[str, Any]]:
    """Cells are two bricks and a gap wide, so that a cell of several stances can show two of them."""
    edges = [column + edge for column in range(len(events)) for edge in _EDGES] + [len(events) + _EDGES[0]]
    codes: list[list[float | None]] = []
    marks: list[list[str | None]] = []
    hovers: list[list[str]] = []
    for actor in actors:
        line: list[float | None] = []
        line_marks: list[str | None] = []
        line_hovers: list[str] = []
        for event in events:
            row = cell.get((actor, event))
            stance = row["stance"] if row else None
            earlier = (row["earlier_stance"] if row else None) or stance
            line += [_code(earlier, stances), _code(stance, stances), None]
            # The pointer finds nothing where there is no colour, and half of all cells have none.
            found = row if row and row["reactions"] else None
            mark = mark_of("actor_by_event", actor, event) if found else None
            line_marks += [mark, mark, None]
            hover = _cell_words(dataset, actor, event, found) if found else ""
            line_hovers += [hover, hover, ""]
        codes.append(line)
        marks.append(line_marks)
        hovers.append(line_hovers)
    looks = Scale(stances)
    steps = [
        [place / len(stances), looks.look(stances[index]).colour]
        for index in range(len(stances))
        for place in (index, index + 1)
    ]
    heat = {
        "type": "heatmap",
        "x": edges,
        "y": [line + _OFFSET for line in range(len(actors) + 1)],
        "z": codes,
        "zmin": 0,
        "zmax": len(stances),
        "colorscale": steps,
        "showscale": False,
        "ygap": 2,
        "xgap": 0,
        "customdata": marks,
        "hovertext": hovers,
        "hovertemplate": "%{hovertext}<extra></extra>",
        "hoverongaps": False,
        "showlegend": False,
    }
    return [
        heat,
        *_hollows(actors, events, cell),
        *_cell_signs(dataset, actors, events, cell, stances),
        *_hollow_key(cell),
        _blanks(dataset, actors, events, cell),
    ]


def _is_low(row: Mapping[str, Any]) -> bool:
    """Whether all reactions of a cell are of low confidence."""
    return bool(row["reactions"] and row["low"] == row["reactions"])


def _hollows(
    actors: list[str], events: list[str], cell: dict[tuple[str, str], dict[str, Any]]
) -> list[dict[str, Any]]:
    """The ground inside cells whose reactions are all of low confidence."""
    columns, lines = ({name: place for place, name in enumerate(names)} for names in (events, actors))
    places = [
        (columns[event], lines[actor])
        for (actor, event), row in cell.items()
        if actor in lines and _is_low(row)
    ]
    if not places:
        return []
    x: list[float | None] = []
    y: list[float | None] = []
    for column, line in places:
        left, right = column + _EDGES[0] + _RIM[0], column + _EDGES[2] - _RIM[0]
        top, bottom = line + _OFFSET + _RIM[1], line + 1 + _OFFSET - _RIM[1]
        x += [left, right, right, left, left, None]
        y += [top, top, bottom, bottom, top, None]
    inside = {
        "type": "scatter",
        "mode": "lines",
        "name": "inside of hollow cells",
        "x": x,
        "y": y,
        "fill": "toself",
        "fillcolor": "@ground",
        "line": {"width": 0},
        "hoverinfo": "skip",
        "showlegend": False,
    }
    return [inside]


def _hollow_key(cell: Mapping[tuple[str, str], Mapping[str, Any]]) -> list[dict[str, Any]]:
    occurs = any(_is_low(row) for row in cell.values())
    return traces.key([(_(traces.LOW_CONFIDENCE), "square-open", "@muted")] if occurs else [])


def _code(stance: str | None, stances: tuple[str, ...]) -> float | None:
    return None if stance is None else stances.index(stance) + 0.5


def _cell_signs(
    dataset: Dataset,
    actors: list[str],
    events: list[str],
    cell: dict[tuple[str, str], dict[str, Any]],
    stances: tuple[str, ...],
) -> list[dict[str, Any]]:
    """One sign a cell, the second channel beside colour; hollow where every row behind it is of low
    confidence, a number where stances differ.
    """
    drawn, looks = [], Scale(stances)
    for stance in stances:
        places = [
            (events.index(event), actors.index(actor), row)
            for (actor, event), row in cell.items()
            if row["stance"] == stance and actor in actors
        ]
        single = [place for place in places if place[2]["stances"] == 1]
        look = looks.look(stance)
        symbol = look.symbol
        drawn.append(
            {
                "type": "scatter",
                "mode": "markers",
                "name": dataset.label("reactions", "stance", stance),
                "x": [x + 0.5 for x, _, _ in single],
                "y": [y + 0.5 for _, y, _ in single],
                "marker": {
                    "symbol": [style.with_open(symbol, _is_low(row)) for _, _, row in single],
                    "size": 8,
                    "color": ["@ink" if _is_low(row) else look.ink for _, _, row in single],
                },
                "hoverinfo": "skip",
                "showlegend": False,
            }
        )
        # The legend's own swatch: the cell's colour with the sign that stands on it.
        drawn.append(
            {
                "type": "scatter",
                "mode": "markers",
                "name": dataset.label("reactions", "stance", stance),
                "x": [None],
                "y": [None],
                "marker": {
                    "symbol": symbol,
                    "size": 11,
                    "color": look.colour,
                    "line": {"color": "@muted", "width": 1},
                },
                "hoverinfo": "skip",
                "showlegend": True,
            }
        )
    several = [
        (events.index(event), actors.index(actor), row)
        for (actor, event), row in cell.items()
        if row["stances"] > 1 and actor in actors
    ]
    drawn.append(
        {
            "type": "scatter",
            "mode": "markers+text",
            "name": "Several stances",
            "marker": {"symbol": "circle", "size": 14, "color": "@ground"},
            "x": [x + 0.5 for x, _, _ in several],
            "y": [y + 0.5 for _, y, _ in several],
            "text": [f"<b>{wording.number(row['stances'])}</b>" for _, _, row in several],
            "textfont": {"color": "@ink", "size": 11},
            "hoverinfo": "skip",
            "showlegend": False,
        }
    )
    return drawn


def _blanks(
    dataset: Dataset, actors: list[str], events: list[str], cell: dict[tuple[str, str], dict[str, Any]]
) -> dict[str, Any]:
    places = [
        (events.index(event), actors.index(actor), actor, event)
        for (actor, event), row in cell.items()
        if not row["reactions"] and actor in actors
    ]
    return {
        "type": "scatter",
        "mode": "markers",
        "name": _(_NOT_FOUND),
        "x": [place[0] + 0.5 for place in places],
        "y": [place[1] + 0.5 for place in places],
        "marker": {
            "symbol": "line-ew-open",
            "size": 9,
            "color": "@muted",
            "line": {"width": 1.5, "color": "@muted"},
        },
        "hovertext": [
            _cell_words(dataset, actor, event, cell[actor, event]) for *_at, actor, event in places
        ],
        "hovertemplate": "%{hovertext}<extra></extra>",
        "showlegend": True,
    }


def _cell_words(dataset: Dataset, actor: str, event: str, row: dict[str, Any]) -> str:
    head = f"{text.lines(dataset.actor_name(actor))}<br>{event_names.long(dataset, event)}"
    if not row["reactions"]:
        # Translators: on the line below it stands "which is not silence".
        sought = _("looked for by name, not found")
        meaning = _("which is not silence")
        return f"{head}<br><b>{sought}</b><br>{meaning}"
    word = dataset.label("reactions", "stance", row["stance"])
    return f"{head}<br><b>{text.escaped(word)}</b>{scale.behind_latest(row)}"


def _lines_shown(events: int) -> int:
    fewest, most = LINES_SHOWN
    return max(fewest, min(most, CELLS_SHOWN // max(events, 1)))


def _most_heard(rows: Rows, dataset: Dataset) -> list[str]:
    """Actors by the number of events they reacted to, then by reactions; of equals the order of the table of
    actors.
    """
    events: dict[str, int] = {}
    reactions: dict[str, int] = {}
    for row in rows:
        events[row["actor_id"]] = events.get(row["actor_id"], 0) + (1 if row["reactions"] else 0)
        reactions[row["actor_id"]] = reactions.get(row["actor_id"], 0) + row["reactions"]
    order = {actor: place for place, actor in enumerate(dataset.actors)}
    return sorted(events, key=lambda actor: (-events[actor], -reactions[actor], order[actor]))
