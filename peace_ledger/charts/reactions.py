"""Charts of the Reactions page: how stances spread, who took which, how soon, and where on the map."""

from typing import Any

from peace_ledger import wording
from peace_ledger.charts import style
from peace_ledger.charts.chart import Chart, Column, cells
from peace_ledger.dataset import Dataset
from peace_ledger.engine import Rows
from peace_ledger.marks import mark_of

ACTORS_SHOWN = 40
"""Lines of the matrix that are drawn; its table holds all."""

DELAYS = ("before", "0", "1", "2", "3", "4-7", "8-14", "15-30", "31+")
"""The classes of `ledger/reactions.sql`, days after the event."""

DELAY_WORDS = {"before": "before it", "0": "same day", "1": "1 day", "2": "2 days", "3": "3 days"} | {
    delay: f"{delay.replace('-', '–')} days" for delay in DELAYS[5:]
}
_UNFAVOURABLE = ("critical", "rejects")
_THIRD = "Third parties: "


def stance_by_event(rows: Rows, dataset: Dataset) -> Chart:
    """Diverging bars: one line an event, favourable stances to the right of the middle, unfavourable to the
    left, neutral across it.
    """
    stances = dataset.codes("reactions", "stance")
    events = list(dict.fromkeys(row["event_id"] for row in rows))
    labels = [_event_label(dataset, event) for event in events]
    counts = {(row["event_id"], row["stance"]): row for row in rows}
    traces = [
        trace
        for stance in stances
        for trace in _stance_bars(dataset, stance, stances, events, labels, counts)
    ]
    total = sum(row["reactions"] for row in rows)
    left, right = _extent(events, stances, counts)
    columns = (
        Column("event", "Event"),
        Column("day", "Day", "date"),
        Column("stance", "Stance"),
        Column("reactions", "Reactions", "number"),
        Column("low", "Of low confidence", "number"),
    )
    table = [row | {"event": dataset.event_title(row["event_id"])} for row in rows]
    words = {"stance": dataset.labels("reactions", "stance")}
    return Chart(
        name="stance_by_event",
        title="How did the stances towards each event spread?",
        figure={
            "data": traces,
            "layout": style.layout(
                barmode="overlay",
                xaxis=style.count_axis(
                    range=[-left * 1.04 - 0.5, right * 1.04 + 0.5],
                    tickvals=(ticks := _ticks(left, right)),
                    ticktext=[str(abs(tick)) for tick in ticks],
                    title={"text": "← critical or rejecting · reactions · favourable →"},
                ),
                yaxis=style.label_axis(labels),
                showlegend=True,
            ),
        }
        if rows
        else None,
        alt=_stance_sentence(rows, dataset, events, total),
        height=110 + 34 * max(len(events), 1),
        columns=columns,
        rows=cells(table, columns, words),
        marks=[mark_of("stance_by_event", row["event_id"], row["stance"]) for row in rows],
        narrow={
            "yaxis.tickvals": labels,
            "yaxis.ticktext": [_event_short(dataset, event) for event in events],
            "xaxis.title.text": "← unfavourable · favourable →",
        },
        empty="No reaction is left by these filters. Widen the period or take out an actor or a stance.",
    )


def _stance_bars(
    dataset: Dataset,
    stance: str,
    stances: tuple[str, ...],
    events: list[str],
    labels: list[str],
    counts: dict[tuple[str, str], dict[str, Any]],
) -> list[dict[str, Any]]:
    """Two traces a stance: its firm rows filled, those of low confidence hollow beside them."""
    word = dataset.label("reactions", "stance", stance)
    solid: dict[str, list[Any]] = {
        "x": [],
        "base": [],
        "y": [],
        "text": [],
        "customdata": [],
        "hovertext": [],
    }
    hollow: dict[str, list[Any]] = {
        "x": [],
        "base": [],
        "y": [],
        "text": [],
        "customdata": [],
        "hovertext": [],
    }
    for event, label in zip(events, labels, strict=True):
        row = counts.get((event, stance))
        if row is None:
            continue
        start = _start(event, stance, stances, counts)
        firm = row["reactions"] - row["low"]
        hover = (
            f"{label}<br><b>{word}: {row['reactions']}</b>"
            f"<br>{wording.share(row['reactions'], _total(event, counts))} of its reactions"
            f"<br>{wording.counted(row['low'], 'row')} of low confidence (hollow)"
        )
        for part, size, base in ((solid, firm, start), (hollow, row["low"], start + firm)):
            if size:
                part["x"].append(size)
                part["base"].append(base)
                part["y"].append(label)
                part["text"].append(str(size))
                part["customdata"].append(mark_of("stance_by_event", event, stance))
                part["hovertext"].append(hover)
    colour = f"@stance-{stance}"
    shared: dict[str, Any] = {
        "type": "bar",
        "orientation": "h",
        "legendgroup": stance,
        "hovertemplate": "%{hovertext}<extra></extra>",
        "textposition": "inside",
        "insidetextanchor": "middle",
        "textangle": 0,
        "constraintext": "inside",
    }
    pattern = {
        "shape": style.STANCE_PATTERNS[stance],
        "size": 9,
        "solidity": 0.12,
        "fgcolor": "@ground",
        "bgcolor": colour,
    }
    return [
        shared
        | solid
        | {
            "name": word,
            "showlegend": True,
            "marker": {"color": colour, "line": {"color": "@ground", "width": 1}, "pattern": pattern},
            "textfont": {"color": f"@on-stance-{stance}", "size": 11},
        },
        shared
        | hollow
        | {
            "name": f"{word}, low confidence",
            "showlegend": False,
            "marker": {"color": "@ground", "line": {"color": colour, "width": 2}},
            "textfont": {"color": "@ink", "size": 11},
        },
    ]


def _start(
    event: str, stance: str, stances: tuple[str, ...], counts: dict[tuple[str, str], dict[str, Any]]
) -> float:
    """Where a stance's bar begins: neutral lies across zero, favourable stances follow to the right, the
    others to the left.
    """

    def count(code: str) -> int:
        row = counts.get((event, code))
        return row["reactions"] if row else 0

    half = count("neutral") / 2
    if stance == "neutral":
        return -half
    if stance in _UNFAVOURABLE:
        inner = [code for code in _UNFAVOURABLE if stances.index(code) <= stances.index(stance)]
        return -half - sum(count(code) for code in inner)
    # The mildest favourable stance lies next to the middle.
    favourable = [code for code in stances if code not in (*_UNFAVOURABLE, "neutral")]
    inner = [code for code in favourable if stances.index(code) > stances.index(stance)]
    return half + sum(count(code) for code in inner)


def _extent(
    events: list[str], stances: tuple[str, ...], counts: dict[tuple[str, str], dict[str, Any]]
) -> tuple[float, float]:
    """How far the bars reach to the left and to the right of the middle."""
    left, right = 1.0, 1.0
    for event in events:
        for stance in stances:
            start = _start(event, stance, stances, counts)
            row = counts.get((event, stance))
            left = max(left, -start)
            right = max(right, start + (row["reactions"] if row else 0))
    return left, right


def _total(event: str, counts: dict[tuple[str, str], dict[str, Any]]) -> int:
    return sum(row["reactions"] for (of, _), row in counts.items() if of == event)


def _ticks(left: float, right: float) -> list[int]:
    """Round counts on both sides of zero, at most about eight in all."""
    span = left + right
    step = next(
        (step for step in (1, 2, 5, 10, 20, 50, 100, 200, 500) if span / step <= 8), int(span // 8) or 1
    )
    return [step * place for place in range(-int(left // step), int(right // step) + 1)]


def _stance_sentence(rows: Rows, dataset: Dataset, events: list[str], total: int) -> str:
    if not rows:
        return "No reactions are left by the filters."
    counts: dict[str, int] = {}
    for row in rows:
        counts[row["stance"]] = counts.get(row["stance"], 0) + row["reactions"]
    parts = [
        f"{wording.number(count)} {dataset.label('reactions', 'stance', code).lower()}"
        for code, count in counts.items()
    ]
    ordered = [
        part
        for code in dataset.codes("reactions", "stance")
        for part, of in zip(parts, counts, strict=True)
        if of == code
    ]
    return (
        f"Diverging bars of {wording.counted(total, 'reaction')} to {wording.counted(len(events), 'event')}: "
        f"{', '.join(ordered)}."
    )


def actor_by_event(rows: Rows, dataset: Dataset) -> Chart:
    """A matrix of actors and events: colour and sign are the latest stance, a split cell holds several, two
    kinds of blank stay apart.
    """
    events = list(dict.fromkeys(row["event_id"] for row in rows))
    actors = _most_heard(rows, dataset)
    shown = actors[:ACTORS_SHOWN]
    cell = {(row["actor_id"], row["event_id"]): row for row in rows}
    stances = dataset.codes("reactions", "stance")
    short = [_event_short(dataset, event) for event in events]
    columns = (
        Column("actor", "Actor"),
        Column("event", "Event"),
        Column("event_day", "Day of the event", "date"),
        Column("stance", "Latest stance"),
        Column("earlier_stance", "Other stance"),
        Column("reactions", "Reactions", "number"),
        Column("low", "Of low confidence", "number"),
    )
    table = [
        row
        | {
            "actor": dataset.actor_name(row["actor_id"]),
            "event": dataset.event_title(row["event_id"]),
            "stance": row["stance"] or "looked for, not found",
        }
        for row in rows
    ]
    stance_words = dataset.labels("reactions", "stance")
    found = sum(1 for row in rows if row["reactions"])
    blank = len(rows) - found
    more = (
        f" The {len(shown)} actors with most events are drawn, the table has all {len(actors)}."
        if len(actors) > len(shown)
        else ""
    )
    return Chart(
        name="actor_by_event",
        title="Who took which stance towards what?",
        figure={
            "data": _matrix_traces(dataset, shown, events, cell, stances),
            "layout": style.layout(
                xaxis={
                    "side": "top",
                    "tickvals": [column + 0.5 for column in range(len(events))],
                    "ticktext": short,
                    "tickangle": -60,
                    "range": [0, len(events)],
                    "domain": [0, min(1, 0.1 + 0.09 * len(events))],
                    "showgrid": False,
                    "zeroline": False,
                    "automargin": True,
                    "fixedrange": True,
                },
                yaxis={
                    "tickvals": [line + 0.5 for line in range(len(shown))],
                    "ticktext": [_shortened(dataset.actor_name(actor), 46) for actor in shown],
                    "range": [len(shown), 0],
                    "showgrid": False,
                    "zeroline": False,
                    "automargin": True,
                    "fixedrange": True,
                },
                showlegend=True,
            ),
        }
        if rows
        else None,
        alt=(
            f"Matrix of {wording.counted(len(actors), 'actor')} and {wording.counted(len(events), 'event')}: "
            f"{wording.counted(found, 'pair')} with a stance, "
            f"{wording.number(blank)} looked for by name and not found; "
            f"all other pairs were not looked for.{more}"
        ),
        height=190 + 19 * max(len(shown), 1),
        columns=columns,
        rows=cells(table, columns, {"stance": stance_words, "earlier_stance": stance_words}),
        marks=[
            mark_of("actor_by_event", row["actor_id"], row["event_id"]) if row["reactions"] else None
            for row in rows
        ],
        narrow={"yaxis.ticktext": [_shortened(dataset.actor_name(actor), 18) for actor in shown]},
        empty="No reaction and no searched-for actor is left by these filters.",
    )


def _matrix_traces(
    dataset: Dataset,
    actors: list[str],
    events: list[str],
    cell: dict[tuple[str, str], dict[str, Any]],
    stances: tuple[str, ...],
) -> list[dict[str, Any]]:
    """Cells are two bricks and a gap wide, so that a cell of several stances can show two of them."""
    edges = [
        edge for column in range(len(events)) for edge in (column + 0.04, column + 0.5, column + 0.96)
    ] + [len(events) + 0.04]
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
            mark = mark_of("actor_by_event", actor, event) if row and row["reactions"] else None
            line_marks += [mark, mark, None]
            hover = _cell_words(dataset, actor, event, row)
            line_hovers += [hover, hover, ""]
        codes.append(line)
        marks.append(line_marks)
        hovers.append(line_hovers)
    steps = [
        [place / len(stances), f"@stance-{stances[index]}"]
        for index in range(len(stances))
        for place in (index, index + 1)
    ]
    heat = {
        "type": "heatmap",
        "x": edges,
        "y": [line + offset for line in range(len(actors)) for offset in (0.06,)] + [len(actors) + 0.06],
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
        *_cell_signs(dataset, actors, events, cell, stances),
        _blanks(dataset, actors, events, cell),
    ]


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
    traces = []
    for stance in stances:
        places = [
            (events.index(event), actors.index(actor), row)
            for (actor, event), row in cell.items()
            if row["stance"] == stance and actor in actors
        ]
        single = [place for place in places if place[2]["stances"] == 1]
        symbol = style.STANCE_SYMBOLS[stance]
        traces.append(
            {
                "type": "scatter",
                "mode": "markers",
                "name": dataset.label("reactions", "stance", stance),
                "x": [x + 0.5 for x, _, _ in single],
                "y": [y + 0.5 for _, y, _ in single],
                "marker": {
                    "symbol": [
                        style.with_open(symbol, row["low"] == row["reactions"]) for _, _, row in single
                    ],
                    "size": 8,
                    "color": f"@on-stance-{stance}",
                },
                "hoverinfo": "skip",
                "showlegend": False,
            }
        )
        # The legend's own swatch: the cell's colour with the sign that stands on it.
        traces.append(
            {
                "type": "scatter",
                "mode": "markers",
                "name": dataset.label("reactions", "stance", stance),
                "x": [None],
                "y": [None],
                "marker": {
                    "symbol": symbol,
                    "size": 11,
                    "color": f"@stance-{stance}",
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
    traces.append(
        {
            "type": "scatter",
            "mode": "markers+text",
            "name": "several stances (their number)",
            "marker": {"symbol": "circle", "size": 14, "color": "@ground"},
            "x": [x + 0.5 for x, _, _ in several],
            "y": [y + 0.5 for _, y, _ in several],
            "text": [f"<b>{row['stances']}</b>" for _, _, row in several],
            "textfont": {"color": "@ink", "size": 11},
            "hoverinfo": "skip",
            "showlegend": False,
        }
    )
    return traces


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
        "name": "looked for, not found",
        "x": [x + 0.5 for x, _, _, _ in places],
        "y": [y + 0.5 for _, y, _, _ in places],
        "marker": {
            "symbol": "line-ew-open",
            "size": 9,
            "color": "@muted",
            "line": {"width": 1.5, "color": "@muted"},
        },
        "hovertext": [
            _cell_words(dataset, actor, event, cell[actor, event]) for _, _, actor, event in places
        ],
        "hovertemplate": "%{hovertext}<extra></extra>",
        "showlegend": True,
    }


def _cell_words(dataset: Dataset, actor: str, event: str, row: dict[str, Any] | None) -> str:
    head = f"{dataset.actor_name(actor)}<br>{_event_label(dataset, event)}"
    if row is None:
        return f"{head}<br>not looked for"
    if not row["reactions"]:
        return f"{head}<br><b>looked for by name, not found</b><br>which is not silence"
    word = dataset.label("reactions", "stance", row["stance"])
    several = f"<br>{row['stances']} different stances, this is the latest" if row["stances"] > 1 else ""
    counted = wording.counted(row["reactions"], "reaction")
    return f"{head}<br><b>{word}</b>{several}<br>{counted}, {row['low']} of low confidence"


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


def reaction_speed(rows: Rows, median: Rows, dataset: Dataset) -> Chart:
    """Bubbles: how many reactions each group of actors gave, by days after the event."""
    groups = _speed_groups(rows, dataset)
    labels = list(groups.values())
    largest = max((row["reactions"] for row in rows), default=1)
    dated = median[0]["dated"] if median else 0
    columns = (
        Column("group", "Who"),
        Column("delay", "After the event"),
        Column("reactions", "Reactions", "number"),
        Column("low", "Of low confidence", "number"),
    )
    table = [row | {"group": groups[row["side"], row["kind"]]} for row in rows]
    marks = [mark_of("reaction_speed", row["side"], row["kind"], row["delay"]) for row in rows]
    title = (
        f"Half of the dated reactions came within {wording.counted(median[0]['median_days'], 'day')}"
        if median and median[0]["median_days"] > 0
        else "Half of the dated reactions came on the day itself"
        if median
        else "How soon did who react?"
    )
    return Chart(
        name="reaction_speed",
        title=title,
        figure={
            "data": [
                {
                    "type": "scatter",
                    "mode": "markers+text",
                    "x": [DELAY_WORDS[row["delay"]] for row in rows],
                    "y": [groups[row["side"], row["kind"]] for row in rows],
                    "text": [str(row["reactions"]) for row in rows],
                    "textfont": {"size": 11, "color": "@ink"},
                    "textposition": "middle center",
                    "customdata": marks,
                    "hovertext": [
                        f"{groups[row['side'], row['kind']]}"
                        f"<br><b>{wording.counted(row['reactions'], 'reaction')}</b>, "
                        f"{DELAY_WORDS[row['delay']]} after the event<br>{row['low']} of low confidence"
                        for row in rows
                    ],
                    "hovertemplate": "%{hovertext}<extra></extra>",
                    "marker": {
                        "size": [row["reactions"] for row in rows],
                        "sizemode": "area",
                        "sizeref": largest / 28**2,
                        "sizemin": 9,
                        "color": [_group_colour(dataset, row["side"]) for row in rows],
                        "opacity": 0.55,
                        "line": {"width": 1, "color": "@ink"},
                    },
                }
            ],
            "layout": style.layout(
                xaxis={
                    "type": "category",
                    "categoryorder": "array",
                    "categoryarray": [DELAY_WORDS[delay] for delay in DELAYS],
                    "range": [-0.6, len(DELAYS) - 0.4],
                    "automargin": True,
                },
                yaxis=style.label_axis(labels, showgrid=True, range=[-0.7, len(labels) - 0.3]),
            ),
        }
        if rows
        else None,
        alt=(
            f"Bubbles of {wording.counted(dated, 'dated reaction')} by group of actors "
            f"and days after the event. {title}."
            if rows
            else "No dated reactions are left by the filters."
        ),
        height=80 + 44 * max(len(labels), 1),
        columns=columns,
        rows=cells(table, columns, {"delay": DELAY_WORDS}),
        marks=list(marks),
        narrow={
            "xaxis.tickangle": -60,
            "yaxis.tickvals": labels,
            "yaxis.ticktext": [_shortened(label.removeprefix(_THIRD), 22) for label in labels],
        },
        empty="No dated reaction is left by these filters; undated ones cannot be placed in time.",
    )


def _speed_groups(rows: Rows, dataset: Dataset) -> dict[tuple[str, str | None], str]:
    """The groups that occur: the parties' sides in the descriptor's order, then third parties by kind."""
    found = {(row["side"], row["kind"]) for row in rows}
    sides = [(party.side, None) for party in dataset.package.parties]
    others = [
        (side, kind) for side in dataset.codes("actors", "side") for kind in dataset.codes("actors", "kind")
    ]
    words = {(side, kind): _group_word(dataset, side, kind) for side, kind in [*sides, *others]}
    return {group: word for group, word in words.items() if group in found}


def _group_word(dataset: Dataset, side: str, kind: str | None) -> str:
    if kind is None:
        return f"{dataset.label('actors', 'side', side)} and bodies on its side"
    return f"{_THIRD}{dataset.label('actors', 'kind', kind).lower()}"


def _group_colour(dataset: Dataset, side: str) -> str:
    ranks = {party.side: rank for rank, party in enumerate(dataset.package.parties, 1)}
    return f"@party-{ranks[side]}" if side in ranks else "@third"


def stance_map(rows: Rows, event: str | None, dataset: Dataset) -> Chart:
    """A world map of states' stances towards one event, with the stances of their offices; a sign on each
    state repeats its colour.
    """
    found = [row for row in rows if row["reactions"]]
    blank = [row for row in rows if not row["reactions"]]
    title = (
        f"Where did states stand on: {dataset.event_title(event)}?" if event else "Where did states stand?"
    )
    columns = (
        Column("state", "State"),
        Column("stance", "Latest stance"),
        Column("reactions", "Reactions", "number"),
        Column("low", "Of low confidence", "number"),
    )
    table = [
        row
        | {"state": dataset.actor_name(row["state_id"]), "stance": row["stance"] or "looked for, not found"}
        for row in [*found, *blank]
    ]
    traces = [
        trace
        for stance in dataset.codes("reactions", "stance")
        for trace in _map_traces(
            dataset, event or "", stance, [row for row in found if row["stance"] == stance]
        )
    ]
    if blank:
        traces.append(
            {
                "type": "scattergeo",
                "locationmode": "ISO-3",
                "locations": [row["iso3"] for row in blank],
                "mode": "markers",
                "name": "looked for, not found",
                "marker": {"symbol": "circle-open", "size": 6, "color": "@muted"},
                "hovertext": [
                    f"{dataset.actor_name(row['state_id'])}<br>looked for by name, not found" for row in blank
                ],
                "hovertemplate": "%{hovertext}<extra></extra>",
            }
        )
    return Chart(
        name="stance_map",
        title=title,
        figure={
            "data": traces,
            "layout": style.layout(
                margin={"l": 0, "r": 0, "t": 0, "b": 0},
                showlegend=True,
                geo={
                    "resolution": 50,
                    "projection": {"type": "natural earth"},
                    "showframe": False,
                    "showcoastlines": False,
                    "showland": True,
                    "landcolor": "@land",
                    "showcountries": True,
                    "countrycolor": "@ground",
                    "countrywidth": 0.5,
                    "showocean": False,
                    "showlakes": False,
                    "bgcolor": "@none",
                    "lataxis": {"range": [-56, 80]},
                    "fitbounds": False,
                },
            ),
        }
        if rows
        else None,
        alt=(
            f"World map of {wording.counted(len(found), 'state')} with a stance "
            f"towards {dataset.event_title(event)}: {_map_counts(found, dataset)}; "
            f"{wording.number(len(blank))} looked for and not found; the others were not looked for."
            if event and rows
            else "No state's stance is left by the filters."
        ),
        height=430,
        columns=columns,
        rows=cells(table, columns, {"stance": dataset.labels("reactions", "stance")}),
        marks=[
            mark_of("stance_map", event, row["state_id"]) if row["reactions"] else None
            for row in [*found, *blank]
        ],
        narrow={"height": 230},
        empty="No state reacted under these filters. Choose an event in the filters, or widen the period.",
    )


def _map_traces(dataset: Dataset, event: str, stance: str, rows: Rows) -> list[dict[str, Any]]:
    if not rows:
        return []
    word = dataset.label("reactions", "stance", stance)
    shared = {
        "locationmode": "ISO-3",
        "locations": [row["iso3"] for row in rows],
        "customdata": [mark_of("stance_map", event, row["state_id"]) for row in rows],
        "hovertext": [
            f"{dataset.actor_name(row['state_id'])}<br><b>{word}</b>"
            + (f"<br>{row['stances']} different stances, this is the latest" if row["stances"] > 1 else "")
            + f"<br>{wording.counted(row['reactions'], 'reaction')}, {row['low']} of low confidence"
            for row in rows
        ],
        "hovertemplate": "%{hovertext}<extra></extra>",
        "name": word,
    }
    fill = shared | {
        "type": "choropleth",
        "z": [1] * len(rows),
        "colorscale": [[0, f"@stance-{stance}"], [1, f"@stance-{stance}"]],
        "showscale": False,
        "showlegend": False,
        "marker": {"line": {"color": "@ground", "width": 0.5}},
    }
    sign = shared | {
        "type": "scattergeo",
        "mode": "markers",
        "showlegend": True,
        "marker": {
            "symbol": [
                style.with_open(style.STANCE_SYMBOLS[stance], row["low"] == row["reactions"]) for row in rows
            ],
            "size": 9,
            "color": f"@stance-{stance}",
            "line": {"color": "@ink", "width": 1},
        },
    }
    return [fill, sign]


def _map_counts(rows: Rows, dataset: Dataset) -> str:
    counts = {
        code: sum(1 for row in rows if row["stance"] == code) for code in dataset.codes("reactions", "stance")
    }
    return ", ".join(
        f"{count} {dataset.label('reactions', 'stance', code).lower()}"
        for code, count in counts.items()
        if count
    )


def _event_label(dataset: Dataset, event: str) -> str:
    return (
        f"{_shortened(dataset.event_title(event), 44)}, {wording.short_day(dataset.events[event].start_on)}"
    )


def _event_short(dataset: Dataset, event: str) -> str:
    return wording.short_day(dataset.events[event].start_on)


def _shortened(text: str, limit: int) -> str:
    return text if len(text) <= limit else f"{text[: limit - 1].rstrip()}…"
