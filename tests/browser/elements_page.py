"""Charts and lists of every kind the components must bear, on made-up rows. Run by `elements_app.py`."""

from datetime import date, timedelta
from typing import Any

import streamlit as st

from peace_ledger.charts import style
from peace_ledger.charts.chart import Chart, Column
from peace_ledger.ui import elements
from peace_ledger.ui.elements import Code, Download, Link, Record, RecordList, TakeAway

STANCES = ("supports", "welcomes", "cautious", "neutral", "critical", "rejects")
EVENTS = ("Joint statement", "Summit in the capital", "Border agreement", "Exchange of letters")
CAPTION = "Behind it: 41 sources from 17 publishers; 9 rows of low confidence. Made-up data, version 1.0."

ADDRESS = f"https://ledger.example.org/reactions?actor=russia&data=1.0{'&event=made-up' * 20}"
TAKE = TakeAway(
    groups={
        "Numbers of this chart": (Download("/api/v1/queries/reactions/stance_by_event", "actor=russia"),),
        "Rows behind it, with sources": (
            Download("/api/v1/tables/events", "", "Events"),
            Download("/api/v1/tables/reactions", "actor=russia", "Reactions"),
        ),
    },
    cite=Download("/api/v1/cite/reactions", "actor=russia&chart=stance_by_event"),
    text=f"Peace Ledger (2026). Reactions: Stances by event. Made-up data. {ADDRESS}",
    link=ADDRESS,
)


def mark_of(chart: str, *values: object) -> str:
    return "~".join([chart, *map(str, values)])


def bars(factor: int) -> Chart:
    counts = [[(i * 7 + j * 5) % 11 * factor for i in range(len(EVENTS))] for j in range(len(STANCES))]
    figure = {
        "data": [
            {
                "type": "bar",
                "orientation": "h",
                "name": stance.capitalize(),
                "x": counts[j],
                "y": list(EVENTS),
                "customdata": [mark_of("bars", i, stance) for i in range(len(EVENTS))],
                "marker": {
                    "color": f"@stance-{stance}",
                    "pattern": {
                        "shape": style.STANCE_PATTERNS[stance],
                        "fillmode": "overlay",
                        "fgcolor": "@ground",
                        "size": 6,
                    },
                },
                "hovertemplate": "%{y}<br>%{x} reactions<extra></extra>",
            }
            for j, stance in enumerate(STANCES)
        ],
        "layout": style.layout(
            barmode="stack",
            showlegend=True,
            xaxis=style.count_axis(title={"text": "reactions"}),
            yaxis=style.label_axis(list(EVENTS)),
        ),
    }
    return Chart(
        name="bars",
        title="How do the stances towards each event spread?",
        figure=figure,
        alt="The joint statement was supported most often.",
        height=280,
        columns=(
            Column("event", "Event"),
            Column("stance", "Stance", "code"),
            Column("n", "Reactions", "number"),
        ),
        rows=[[e, s.capitalize(), counts[j][i]] for i, e in enumerate(EVENTS) for j, s in enumerate(STANCES)],
        marks=[mark_of("bars", i, s) for i in range(len(EVENTS)) for s in STANCES],
        narrow={"height": 340, "xaxis.title.text": ""},
    )


def timeline() -> Chart:
    days = [date(2023, 12, 7) + timedelta(days=9 * i) for i in range(40)]
    symbols = [style.with_open(style.STANCE_SYMBOLS[STANCES[i % 6]], hollow=i % 5 == 0) for i in range(40)]
    figure = {
        "data": [
            {
                "type": "scatter",
                "mode": "markers",
                "x": days,
                "y": [f"Lane {i % 4 + 1}" for i in range(40)],
                "customdata": [mark_of("timeline", i) for i in range(40)],
                "marker": {
                    "size": 10,
                    "symbol": symbols,
                    "color": [f"@stance-{STANCES[i % 6]}" for i in range(40)],
                },
            }
        ],
        "layout": style.layout(
            dragmode="zoom", xaxis=style.time_axis(), yaxis=style.label_axis(["Lane 1", "Lane 2"])
        ),
    }
    return Chart(
        name="timeline",
        title="What happened when?",
        figure=figure,
        alt="Forty days on four lanes.",
        height=220,
        columns=(Column("day", "Day", "date"), Column("lane", "Lane")),
        rows=[[day, f"Lane {i % 4 + 1}"] for i, day in enumerate(days)],
        marks=[mark_of("timeline", i) for i in range(40)],
    )


def grid() -> Chart:
    actors = [f"Actor {letter}" for letter in "ABCDEFGH"]
    codes = [[(i * 3 + j) % 6 for j in range(len(EVENTS))] for i in range(len(actors))]
    scale = [
        [share, f"@stance-{stance}"]
        for i, stance in enumerate(STANCES)
        for share in (i / len(STANCES), (i + 1) / len(STANCES))
    ]
    figure = {
        "data": [
            {
                "type": "heatmap",
                "x": list(EVENTS),
                "y": actors,
                "z": codes,
                "zmin": -0.5,
                "zmax": 5.5,
                "colorscale": scale,
                "showscale": False,
                "xgap": 2,
                "ygap": 2,
                "customdata": [
                    [mark_of("grid", i, j) for j in range(len(EVENTS))] for i in range(len(actors))
                ],
            }
        ],
        "layout": style.layout(
            xaxis={"type": "category", "side": "top", "showgrid": False}, yaxis=style.label_axis(actors)
        ),
    }
    return Chart(
        name="grid",
        title="Who said what of which event?",
        figure=figure,
        alt="Eight actors and four events.",
        height=300,
        columns=(Column("actor", "Actor"), *(Column(event, event, "code") for event in EVENTS)),
        rows=[[actor, *(STANCES[code] for code in codes[i])] for i, actor in enumerate(actors)],
        marks=[None] * len(actors),
    )


def world() -> Chart:
    places = ["FRA", "USA", "IRN", "TUR", "GEO", "DEU"]
    figure = {
        "data": [
            {
                "type": "choropleth",
                "locationmode": "ISO-3",
                "locations": places,
                "z": list(range(6)),
                "zmin": -0.5,
                "zmax": 5.5,
                "colorscale": [[i / 5, f"@stance-{stance}"] for i, stance in enumerate(STANCES)],
                "showscale": False,
                "marker": {"line": {"color": "@ground", "width": 0.5}},
                "customdata": [mark_of("world", place) for place in places],
            }
        ],
        "layout": style.layout(geo={"resolution": 50, "projection": {"type": "natural earth"}}),
    }
    return Chart(
        name="world",
        title="Where do states stand?",
        figure=figure,
        alt="Six states on a map.",
        height=300,
        columns=(Column("state", "State"), Column("stance", "Stance", "code")),
        rows=[[place, STANCES[i]] for i, place in enumerate(places)],
        marks=[mark_of("world", place) for place in places],
    )


def nothing() -> Chart:
    return Chart(
        name="nothing",
        title="How long did each promise take?",
        figure=None,
        alt="",
        height=260,
        columns=(),
        rows=[],
        marks=[],
        empty="No promise was kept in this period. Widen the period or clear the filters.",
    )


def reactions() -> RecordList:
    columns = (
        Column("actor", "Actor"),
        Column("day", "Day", "date"),
        Column("stance", "Stance", "code"),
        Column("phrase", "Key phrase", "quote"),
        Column("people", "People", "number"),
        Column("summary", "Summary", "long"),
        Column("source", "Source", "link"),
    )
    return RecordList(
        name="reactions",
        title="All reactions",
        subtitle="7 Dec 2023 to 30 Nov 2024 · 45 reactions (3 undated)",
        columns=columns,
        rows=[_reaction(i) for i in range(45)],
        widths={"summary": "34%"},
    )


def _reaction(i: int) -> Record:
    stance = STANCES[i % 6]
    names = (
        "European Council president",
        '=HYPERLINK("x")',
        "<b>Foreign ministry</b>",
        "Élysée Palace",
        "Actor",
    )
    phrase = "a “major” breakthrough, she said" if i % 3 == 0 else None
    cells: list[Any] = [
        f"{names[i % 5]} {i + 1}",
        None if i % 15 == 4 else date(2023, 12, 7) + timedelta(days=i),
        Code(stance.capitalize(), f"@stance-{stance}", style.STANCE_SYMBOLS[stance], STANCES.index(stance)),
        phrase,
        None if i % 4 else -1200 + i,
        "Welcomes the release of the people held and calls on both sides to go on, in a text read at noon.",
        [
            Link("Bad", "javascript:alert(1)"),
            Link("Ministry, press release", f"https://example.org/{i}"),
            Link("Here", "/sources"),
        ],
    ]
    return Record(f"r{i}", cells, mark=mark_of("reactions", i), low=i % 7 == 3, contested=i % 9 == 5)


def main() -> None:
    st.set_page_config(layout="wide")
    st.title("Elements")
    factor = st.segmented_control("Factor", [1, 2], default=1) or 1
    shown = st.session_state.setdefault("mark", None)
    words = {"subtitle": "7 Dec 2023 to 30 Nov 2024 · 298 reactions (+ 58 undated)", "caption": CAPTION}

    def choose(mark: str) -> None:
        st.session_state["mark"] = mark or None

    def drawn(chart: Chart, **more: Any) -> str | None:
        told = elements.of_chart(chart, selected=shown, **{**words, **more})
        return elements.put(told, key=chart.name, on_mark=choose)

    answers = [drawn(bars(factor), take=TAKE)]
    left, right = st.columns(2)
    with left:
        answers.append(drawn(timeline()))
        answers.append(drawn(world()))
    with right:
        answers.append(drawn(grid()))
        answers.append(drawn(nothing(), caption=""))
    told = elements.of_records(reactions(), selected=shown, take=TAKE)
    answers.append(elements.put(told, key="reactions", on_mark=choose))
    elements.put_plain(elements.of_foot(TAKE), key="foot")
    st.text(f"open: {shown} · answered: {[answer for answer in answers if answer is not None]}")


main()
