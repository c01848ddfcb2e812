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
from peace_ledger.translation import N_, _, ngettext, pgettext

_PANEL_GAP = 0.05
_LEAST_PANEL = 0.2
_STANDING_MEANS = {"given": N_("in force"), "initialled": N_("cannot be broken yet")}
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
        title=_("How do the commitments of each theme stand?"),
        group=Column("theme", _("Theme")),
        groups=themes,
        lines={theme: text.escaped(word) for theme, word in themes.items()},
        alt=". " + _most_are_on(themes[top], totals[top]) if top else "",
        line_height=30,
    )


def _most_are_on(theme: str, commitments: int) -> str:
    return _(
        "Most are on {theme} ({count})", theme=wording.in_sentence(theme), count=wording.number(commitments)
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
        title=_("Who promised, and how do the promises stand?"),
        group=Column("maker", _("Made by")),
        groups=makers,
        lines={
            maker: f"{text.escaped(word)}<br>{_SMALL_TEXT.format(kept[maker])}"
            for maker, word in makers.items()
        },
        alt=f". {'; '.join(sentences)}",
        line_height=52,
        more=(Column("checkable", _("Of these testable and in force"), "number"),),
    )


def _makers(dataset: Dataset) -> dict[str, str]:
    """The makers of `ledger/commitments.sql` in words; each has a line, with or without commitments."""
    parties = {
        # Translators: who made commitments: a party without the other.
        party.actor_id: _("{party} alone", party=bidi.isolated(party.said("label")))
        for party in dataset.package.parties
    }
    return parties | {
        "joint": pgettext("who made commitments", "Jointly"),
        "others": pgettext("who made commitments", "Others"),
    }


def kept_of_checkable(rows: Rows) -> str:
    """How many of the commitments that an outsider can check, and that are in force, are kept."""
    checkable = sum(row["checkable"] for row in rows)
    kept = sum(row["checkable"] for row in rows if row["status"] == "kept")
    if not checkable:
        # Translators: of commitments.
        return _("none testable")
    return _(
        "kept: {kept} of {checkable} testable",
        kept=wording.number(kept),
        checkable=wording.number(checkable),
    )


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
        # Translators: whether a commitment is given or only initialled.
        Column("standing", _("Standing")),
        Column("status", _("Status")),
        Column("contested", _("Contested")),
        Column("commitments", _("Commitments"), "number"),
        *more,
        Column("overdue", _("Of these overdue"), "number"),
        Column("low", _("Of these on low-confidence evidence alone"), "number"),
    )
    words = {
        group.name: groups,
        "standing": dataset.labels("commitments", "standing"),
        "status": dataset.labels("commitment_updates", "status"),
    }
    table = [row | {"contested": _("contested") if row["contested"] else None} for row in rows]
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
        empty=_(promises.NONE_LEFT),
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
        means = _STANDING_MEANS.get(standing) if long else None
        words.append(f"{word}: {_(means)}" if means else word)
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
    word = dataset.label("commitment_updates", "status", status)
    return {
        "type": "bar",
        "orientation": "h",
        "name": promises.in_words(word, contested=contested, low=low),
        "showlegend": False,
        "x": [_part(row, low=low) for row in rows],
        "y": [lines[row[group]] for row in rows],
        "text": [wording.number(_part(row, low=low)) for row in rows],
        "textposition": "inside",
        "insidetextanchor": "middle",
        "textangle": 0,
        "textfont": {"color": "@ink" if low else f"@on-status-{status}"},
        "customdata": [_status_mark(name, group, row) for row in rows],
        "hovertext": [
            _hover(row, dataset, groups[row[group]], totals[row[group], row["standing"]]) for row in rows
        ],
        "hovertemplate": "%{hovertext}<extra></extra>",
        "marker": promises.fill(status, contested=contested, low=low),
    }


def _hover(row: Mapping[str, Any], dataset: Dataset, group: str, whole: int) -> str:
    status = text.escaped(dataset.label("commitment_updates", "status", row["status"]))
    counted = f"<b>{status}: {wording.number(row['commitments'])}</b>"
    standing = text.escaped(wording.in_sentence(dataset.label("commitments", "standing", row["standing"])))
    told = [
        text.escaped(group),
        promises.in_words(counted, contested=row["contested"], low=False),
        # Translators: "60 % (12 of 20) of those given": of the commitments of that standing.
        _(
            "{share} of those {standing}",
            share=wording.share(row["commitments"], whole),
            standing=standing,
        ),
        # Translators: commitments.
        _("{count} overdue", count=wording.number(row["overdue"])),
        _(
            "{count} on evidence of low confidence alone (hollow)",
            count=wording.number(row["low"]),
        ),
    ]
    return "<br>".join(told)


def _status_sentence(rows: Rows, dataset: Dataset) -> str:
    if not rows:
        return _("No commitments are left by the filters.")
    totals = _totals(rows, "status")
    parts = [
        # Translators: how many commitments have a status: "12 partly kept".
        _(
            "{count} {status}",
            count=wording.number(totals[status]),
            status=wording.in_sentence(dataset.label("commitment_updates", "status", status)),
        )
        for status in promises.STACKED
        if status in totals
    ]
    contested = sum(row["commitments"] for row in rows if row["contested"])
    low = sum(row["low"] for row in rows)
    total = sum(totals.values())
    return ngettext(
        "Stacked bars of {count} commitment: {statuses}; {contested} contested; {low} on evidence of low "
        "confidence alone",
        "Stacked bars of {count} commitments: {statuses}; {contested} contested; {low} on evidence of low "
        "confidence alone",
        total,
        count=wording.number(total),
        statuses=", ".join(parts),
        contested=wording.number(contested),
        low=wording.number(low),
    )
