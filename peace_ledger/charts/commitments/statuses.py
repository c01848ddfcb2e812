"""How promises stand: by theme, and by who made them."""

from collections.abc import Mapping, Sequence
from itertools import product
from typing import Any

from peace_ledger import bidi, wording
from peace_ledger.charts import style
from peace_ledger.charts.chart import Chart, Column, cells
from peace_ledger.charts.parts import promises, text
from peace_ledger.dataset import Dataset
from peace_ledger.engine import Rows
from peace_ledger.marks import mark_of

_PANEL_GAP = 0.05
_LEAST_PANEL = 0.2
_STANDING_MEANS = {"given": "in force", "initialled": "cannot be broken yet"}
_SMALL_TEXT = '<span style="font-size:11px">{}</span>'


def status_by_theme(rows: Rows, dataset: Dataset) -> Chart:
    """Stacked bars: one line a theme, most commitments first."""
    themes = {row["theme"]: dataset.label("commitments", "theme", row["theme"]) for row in rows}
    totals = _totals(rows, "theme")
    top = next(iter(themes), None)
    return status_chart(
        rows,
        dataset,
        name="status_by_theme",
        title="How do the commitments of each theme stand?",
        group=Column("theme", "Theme"),
        groups=themes,
        lines={theme: text.escaped(word) for theme, word in themes.items()},
        alt=f". Most are on {themes[top].lower()} ({totals[top]})" if top else "",
        line_height=30,
    )


def status_by_maker(rows: Rows, dataset: Dataset) -> Chart:
    """Stacked bars: one line each for every party alone, for several of them jointly, and for all others."""
    makers = _makers(dataset)
    kept = {maker: kept_of_checkable([row for row in rows if row["maker"] == maker]) for maker in makers}
    sentences = [f"{makers[maker]}: {of}" for maker, of in kept.items()]
    return status_chart(
        rows,
        dataset,
        name="status_by_maker",
        title="Who promised, and how do the promises stand?",
        group=Column("maker", "Made by"),
        groups=makers,
        lines={
            maker: f"{text.escaped(word)}<br>{_SMALL_TEXT.format(kept[maker])}"
            for maker, word in makers.items()
        },
        alt=f". {'; '.join(sentences)}",
        line_height=52,
        more=(Column("checkable", "Of these testable and in force", "number"),),
    )


def _makers(dataset: Dataset) -> dict[str, str]:
    """The makers of `ledger/commitments.sql` in words; each has a line, with or without commitments."""
    parties = {party.actor_id: f"{bidi.isolated(party.label)} alone" for party in dataset.package.parties}
    return parties | {"joint": "Jointly", "others": "Others"}


def kept_of_checkable(rows: Rows) -> str:
    """How many of the commitments that an outsider can check, and that are in force, are kept."""
    checkable = sum(row["checkable"] for row in rows)
    kept = sum(row["checkable"] for row in rows if row["status"] == "kept")
    return f"kept: {kept} of {checkable} testable" if checkable else "none testable"


def _totals(rows: Rows, *names: str) -> dict[Any, int]:
    """Commitments by the value of a column, or by the values of several."""
    totals: dict[Any, int] = {}
    for row in rows:
        key = row[names[0]] if len(names) == 1 else tuple(row[name] for name in names)
        totals[key] = totals.get(key, 0) + row["commitments"]
    return totals


def status_chart(
    rows: Rows,
    dataset: Dataset,
    *,
    name: str,
    title: str,
    group: Column,
    groups: Mapping[str, str],
    lines: Mapping[str, str],
    alt: str,
    line_height: int,
    more: tuple[Column, ...] = (),
) -> Chart:
    """Stacked bars of commitments by standing and status, one line for each of `groups`, by the column that
    `group` names; `name` is a chart whose marks have the fields of that group, standing, status, contested.
    """
    columns = (
        group,
        Column("standing", "Standing"),
        Column("status", "Status"),
        Column("contested", "Contested"),
        Column("commitments", "Commitments", "number"),
        *more,
        Column("overdue", "Of these overdue", "number"),
        Column("low", "Of these on low-confidence evidence alone", "number"),
    )
    words = {
        group.name: groups,
        "standing": dataset.labels("commitments", "standing"),
        "status": dataset.labels("commitment_updates", "status"),
    }
    table = [row | {"contested": "contested" if row["contested"] else None} for row in rows]
    standings = [
        code for code in dataset.codes("commitments", "standing") if code in _totals(rows, "standing")
    ]
    return Chart(
        name=name,
        title=title,
        figure=_status_figure(rows, dataset, name, group.name, groups, lines, standings) if rows else None,
        alt=_status_sentence(rows, dataset) + (f"{alt}." if rows else ""),
        height=86 + line_height * max(len(lines), 1),
        columns=columns,
        rows=cells(table, columns, words),
        marks=[_status_mark(name, group.name, row) for row in rows],
        narrow=_narrow_panels(rows, dataset, group.name, standings) if rows else {},
        empty=promises.NONE_LEFT,
    )


def _narrow_panels(rows: Rows, dataset: Dataset, group: str, standings: Sequence[str]) -> dict[str, Any]:
    """Changes for a narrow card: shorter headings, fewer ticks."""
    words = _panel_words(dataset, standings)
    narrow: dict[str, Any] = {f"annotations.{place}.text": word for place, word in enumerate(words)}
    step = 2 * _tick_step(max(_widest(rows, group, standings)))
    return narrow | {f"{_axis('xaxis', place)}.dtick": step for place in range(1, len(words) + 1)}


def _status_mark(name: str, group: str, row: Mapping[str, Any]) -> str:
    contested = "true" if row["contested"] else "false"
    return mark_of(name, row[group], row["standing"], row["status"], contested)


def _status_figure(
    rows: Rows,
    dataset: Dataset,
    name: str,
    group: str,
    groups: Mapping[str, str],
    lines: Mapping[str, str],
    standings: Sequence[str],
) -> dict[str, Any]:
    """One panel a standing, all to the same scale: a text that is not yet in force stands beside what is."""
    totals = _totals(rows, group, "standing")
    widest = _widest(rows, group, standings)
    panels = _panels(widest)
    headings = _panel_words(dataset, standings, long=True)
    layout = style.layout(
        barmode="stack",
        showlegend=True,
        margin={"l": 8, "r": 8, "t": 28, "b": 32},
        yaxis=style.label_axis(list(lines.values()), range=[-0.5, len(lines) - 0.5]),
        annotations=[
            {
                "text": headings[place],
                # The heading of a last, small panel may be wider than it, and reaches to the left.
                "x": domain[0] if place == 0 else domain[1],
                "xref": "paper",
                "xanchor": "left" if place == 0 else "right",
                "y": 1,
                "yref": "paper",
                "yanchor": "bottom",
                "showarrow": False,
                "font": {"color": "@muted"},
            }
            for place, (domain, _) in enumerate(panels)
        ],
        uniformtext={"minsize": 10, "mode": "hide"},
    )
    for place, (domain, reach) in enumerate(panels, 1):
        layout[_axis("xaxis", place)] = style.count_axis(
            range=[0, reach], domain=domain, dtick=_tick_step(max(widest))
        )
    traces = promises.legend(
        dataset,
        {row["status"] for row in rows},
        contested=any(row["contested"] for row in rows),
        low=any(row["low"] for row in rows),
    )
    for place, standing in enumerate(standings, 1):
        for status, contested, low in product(promises.STACKED, (False, True), (False, True)):
            segment = [
                row
                for row in rows
                if (row["standing"], row["status"], row["contested"]) == (standing, status, contested)
                and _part(row, low=low)
            ]
            if segment:
                bars = _segment(segment, dataset, name, group, groups, lines, totals, low=low)
                traces.append(bars | {"xaxis": _axis("x", place), "yaxis": "y"})
    return {"data": traces, "layout": layout}


def _part(row: Mapping[str, Any], *, low: bool) -> int:
    """How many of a row's commitments rest on evidence of low confidence alone, or on better."""
    return int(row["low"] if low else row["commitments"] - row["low"])


def _widest(rows: Rows, group: str, standings: Sequence[str]) -> list[int]:
    """Commitments of the longest line of each panel."""
    totals = _totals(rows, group, "standing")
    return [max(count for (_, of), count in totals.items() if of == standing) for standing in standings]


def _panels(widest: Sequence[int]) -> list[tuple[list[float], float]]:
    """Domain and reach of each panel, so that a commitment is as long in one as in the other."""
    room = 1 - _PANEL_GAP * (len(widest) - 1)
    wanted = [max(count / sum(widest), _LEAST_PANEL) for count in widest]
    widths = [room * share / sum(wanted) for share in wanted]
    unit = max(1.04 * count / width for count, width in zip(widest, widths, strict=True))
    panels = []
    start = 0.0
    for width in widths:
        panels.append(([round(start, 4), round(start + width, 4)], unit * width))
        start += width + _PANEL_GAP
    return panels


def _panel_words(dataset: Dataset, standings: Sequence[str], *, long: bool = False) -> list[str]:
    words = []
    for standing in standings:
        word = text.escaped(dataset.label("commitments", "standing", standing))
        words.append(f"{word}: {_STANDING_MEANS[standing]}" if long and standing in _STANDING_MEANS else word)
    return words


def _axis(name: str, place: int) -> str:
    return name if place == 1 else f"{name}{place}"


def _tick_step(widest: int) -> int:
    return next(
        (step for step in (1, 2, 5, 10, 20, 50, 100, 200, 500) if widest / step <= 8), widest // 8 + 1
    )


def _segment(
    rows: Rows,
    dataset: Dataset,
    name: str,
    group: str,
    groups: Mapping[str, str],
    lines: Mapping[str, str],
    totals: Mapping[tuple[str, str], int],
    *,
    low: bool,
) -> dict[str, Any]:
    """The bars of one status in one panel: the same standing, the same status, contested or not; of these
    the part of low confidence, or the rest.
    """
    status, contested = rows[0]["status"], rows[0]["contested"]
    standing = text.escaped(dataset.label("commitments", "standing", rows[0]["standing"]).lower())
    word = dataset.label("commitment_updates", "status", status)
    return {
        "type": "bar",
        "orientation": "h",
        "name": promises.in_words(word, contested=contested, low=low),
        "showlegend": False,
        "x": [_part(row, low=low) for row in rows],
        "y": [lines[row[group]] for row in rows],
        "text": [str(_part(row, low=low)) for row in rows],
        "textposition": "inside",
        "insidetextanchor": "middle",
        "textangle": 0,
        "textfont": {"color": "@ink" if low else f"@on-status-{status}"},
        "customdata": [_status_mark(name, group, row) for row in rows],
        "hovertext": [
            f"{text.escaped(groups[row[group]])}<br><b>{text.escaped(word)}: {row['commitments']}</b>"
            f"{', contested' if contested else ''}"
            f"<br>{_share(row, totals[row[group], row['standing']])} of those {standing}"
            f"<br>{row['overdue']} overdue"
            f"<br>{row['low']} on evidence of low confidence alone (hollow)"
            for row in rows
        ],
        "hovertemplate": "%{hovertext}<extra></extra>",
        "marker": promises.fill(status, contested=contested, low=low),
    }


def _share(row: Mapping[str, Any], whole: int) -> str:
    return wording.share(row["commitments"], whole)


def _status_sentence(rows: Rows, dataset: Dataset) -> str:
    if not rows:
        return "No commitments are left by the filters."
    totals = _totals(rows, "status")
    parts = [
        f"{totals[status]} {dataset.label('commitment_updates', 'status', status).lower()}"
        for status in promises.STACKED
        if status in totals
    ]
    contested = sum(row["commitments"] for row in rows if row["contested"])
    low = sum(row["low"] for row in rows)
    total = wording.counted(sum(totals.values()), "commitment")
    return (
        f"Stacked bars of {total}: {', '.join(parts)}; {wording.number(contested)} contested; "
        f"{wording.number(low)} on evidence of low confidence alone"
    )
