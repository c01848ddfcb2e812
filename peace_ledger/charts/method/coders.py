"""Where two coders agree, and where they differ."""

from collections.abc import Mapping
from typing import Any

from peace_ledger import wording
from peace_ledger.charts import style
from peace_ledger.charts.chart import Chart, Column, cells
from peace_ledger.charts.parts import text
from peace_ledger.dataset import Dataset
from peace_ledger.marks import mark_of
from peace_ledger.translation import _, pgettext

_CELL, _HEAD = 44, 60
"""Heights in px: of a cell, and of the names above the cells."""
_DARK = 0.55
"""From which part of the strongest colour on a number is set in the ground's colour."""


def coder_agreement(
    counts: Mapping[tuple[str, str], int], first: str, second: str, dataset: Dataset
) -> Chart:
    """A table of codes as a heat map: lines are the first coder's, columns the second's, both in the order of
    the code list; the diagonal, where both agree, is outlined.

    `counts` holds how many units have which two codes.
    """
    labels = dataset.labels("codings", "stance")
    codes = list(labels)
    names = [text.escaped(label) for label in labels.values()]
    found = [(one, other) for one in codes for other in codes if counts.get((one, other))]
    total = sum(counts.values())
    same = sum(count for (one, other), count in counts.items() if one == other)
    columns = (
        Column("first", _("Coder {coder}", coder=first)),
        Column("second", _("Coder {coder}", coder=second)),
        Column("steps", _("Steps apart"), "number"),
        Column("count", _("Reactions"), "number"),
    )
    table = [
        {
            "first": labels[one],
            "second": labels[other],
            "steps": abs(codes.index(one) - codes.index(other)),
            "count": counts[one, other],
        }
        for one, other in found
    ]
    places = {
        "tickvals": list(range(len(codes))),
        "showgrid": False,
        "zeroline": False,
        "ticks": "",
        "automargin": True,
        "fixedrange": True,
    }
    return Chart(
        name="coder_agreement",
        title=(
            # Translators: {share} is "60 % (12 of 20)", or below five "3 of 4".
            _(
                "Coders {first} and {second} chose the same stance for {share} of the reactions",
                first=first,
                second=second,
                share=wording.share(same, total),
            )
            if total
            else _("Where do coders agree, and where do they differ?")
        ),
        figure={
            "data": [_cells(counts, codes, names, first, second), _numbers(counts, codes)],
            "layout": style.layout(
                xaxis=places
                | {
                    "side": "top",
                    "ticktext": names,
                    "range": [-0.5, len(codes) - 0.5],
                    "title": {"text": _("coder {coder}", coder=text.escaped(second))},
                },
                yaxis=places
                | {
                    "ticktext": names,
                    "range": [len(codes) - 0.5, -0.5],
                    "title": {"text": _("coder {coder}", coder=text.escaped(first))},
                },
                shapes=[_outline(place) for place in range(len(codes))],
                margin={"l": 8, "r": 8, "t": _HEAD, "b": 8},
            ),
        }
        if total
        else None,
        alt=_sentence(counts, total, same, labels),
        height=_HEAD + 8 + _CELL * len(codes),
        columns=columns,
        rows=cells(table, columns),
        marks=[mark_of("coder_agreement", first, one, second, other) for one, other in found],
        narrow={"xaxis.tickangle": -50, "xaxis.tickfont.size": 11, "yaxis.tickfont.size": 11},
        empty=_("Of the reactions that these filters leave, none was read by two coders. Clear a filter."),
    )


def _cells(
    counts: Mapping[tuple[str, str], int], codes: list[str], names: list[str], first: str, second: str
) -> dict[str, Any]:
    most = max(counts.values())

    coders = [_("coder {coder}", coder=text.escaped(coder)) for coder in (first, second)]

    def words(one: int, other: int) -> str:
        steps = abs(one - other)
        apart = wording.counted(steps, "step apart") if steps else pgettext("stances", "the same")
        count = counts.get((codes[one], codes[other]), 0)
        return (
            f"{coders[0]}: {names[one]}<br>{coders[1]}: {names[other]}"
            f"<br><b>{wording.counted(count, 'reaction')}</b>, {apart}"
        )

    places = range(len(codes))
    return {
        "type": "heatmap",
        "x": list(places),
        "y": list(places),
        # By the root, so that the few disagreements do not fade beside the many agreements.
        "z": [
            [
                (counts.get((one, other), 0) / most) ** 0.5 if counts.get((one, other)) else None
                for other in codes
            ]
            for one in codes
        ],
        "zmin": 0,
        "zmax": 1,
        "colorscale": [[0, "@ground"], [1, "@accent"]],
        "showscale": False,
        "xgap": 2,
        "ygap": 2,
        "customdata": [
            [
                mark_of("coder_agreement", first, one, second, other) if counts.get((one, other)) else None
                for other in codes
            ]
            for one in codes
        ],
        "hovertext": [[words(one, other) for other in places] for one in places],
        "hovertemplate": "%{hovertext}<extra></extra>",
        "hoverongaps": False,
    }


def _numbers(counts: Mapping[tuple[str, str], int], codes: list[str]) -> dict[str, Any]:
    most = max(counts.values())
    places = [
        (codes.index(other), codes.index(one), count) for (one, other), count in counts.items() if count
    ]
    return {
        "type": "scatter",
        "mode": "text",
        "x": [x for x, _, _ in places],
        "y": [y for _, y, _ in places],
        "text": [wording.number(count) for _, _, count in places],
        "textfont": {
            "size": 13,
            "color": ["@ground" if (count / most) ** 0.5 > _DARK else "@ink" for _, _, count in places],
        },
        "hoverinfo": "skip",
        "showlegend": False,
    }


def _outline(place: int) -> dict[str, Any]:
    edge = 0.48
    return {
        "type": "rect",
        "x0": place - edge,
        "x1": place + edge,
        "y0": place - edge,
        "y1": place + edge,
        "line": {"color": "@ink", "width": 1.5},
        "fillcolor": "@none",
    }


def _sentence(counts: Mapping[tuple[str, str], int], total: int, same: int, labels: Mapping[str, str]) -> str:
    if not total:
        return _("No reactions that two coders read are left by the filters.")
    apart = {pair: count for pair, count in counts.items() if pair[0] != pair[1]}
    read = wording.counted(total, "reaction")
    if not apart:
        return _(
            "Table of the stances of two coders for {reactions}: {same} agree, none differs.",
            reactions=read,
            same=wording.number(same),
        )
    (one, other), most = max(apart.items(), key=lambda item: item[1])
    # Translators: "… 12 agree, 3 differ. The most frequent difference is critical against rejects: 2."
    return _(
        "Table of the stances of two coders for {reactions}: {same} agree, {differing} differ. "
        "The most frequent difference is {one} against {other}: {count}.",
        reactions=read,
        same=wording.number(same),
        differing=wording.number(total - same),
        one=wording.in_sentence(labels[one]),
        other=wording.in_sentence(labels[other]),
        count=wording.number(most),
    )
