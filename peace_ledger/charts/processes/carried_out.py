"""Releases of several processes: how many of those that were announced ahead were carried out."""

from collections.abc import Mapping, Sequence
from typing import Any

from peace_ledger import wording
from peace_ledger.charts.chart import Chart, Column, cells
from peace_ledger.charts.parts import text
from peace_ledger.charts.processes import compared
from peace_ledger.charts.processes.compared import Line, Looks, Part, Process
from peace_ledger.dataset import Dataset
from peace_ledger.marks import mark_of
from peace_ledger.translation import _

NAME = "processes_releases"
_STATUSES = ("carried_out", "partly_carried_out", "announced")


def _striped(colour: str, shape: str) -> dict[str, Any]:
    pattern = {"shape": shape, "size": 7, "solidity": 0.2, "fgcolor": "@ground", "bgcolor": colour}
    return {"color": colour, "line": {"color": "@ground", "width": 1}, "pattern": pattern, "ink": "@ground"}


_LOOKS: Looks = {
    "carried_out": _striped("@accent", ""),
    "partly_carried_out": _striped("@apart-one_step", "-") | {"ink": "@on-apart-one_step"},
    "announced": _striped("@muted", "|"),
}


def carried_out(processes: Sequence[Process], dataset: Dataset) -> Chart:
    """Bars of shares, two lines a process: handovers, and the people in them. The rows are those of
    `processes/announced_ahead`; statuses are called as the package that is shown calls them.
    """
    words = {code: dataset.label("releases", "status", code) for code in _STATUSES}
    lines = [line for process in processes for line in _lines(process, words)]
    columns = (
        Column("process", _("Process")),
        Column("status", _("Status")),
        Column("releases", _("Releases announced ahead"), "number"),
        Column("people", _("People in them"), "number"),
        Column("low", _("Releases of low confidence"), "number"),
    )
    rows = [
        row | {"process": process.title, "name": process.name}
        for process in processes
        for row in process.rows
    ]
    return Chart(
        name=NAME,
        title=_("Of the releases announced ahead, how many were carried out?"),
        figure=compared.shares(lines, _LOOKS, words) if rows else None,
        alt=_sentence(processes, words),
        height=compared.AROUND + compared.LINE * max(len(lines), 1),
        columns=columns,
        rows=cells(rows, columns, {"status": words}),
        marks=[_mark(row["name"], row["status"]) for row in rows],
        narrow=compared.narrow(lines),
        empty=_("No release that was announced ahead is left in any process. Widen the period."),
    )


def _mark(process: str, status: str) -> str:
    return mark_of(NAME, process, "true", status)


def _lines(process: Process, words: Mapping[str, str]) -> list[Line]:
    counts = {row["status"]: row for row in process.rows}
    cases = sum(row["releases"] for row in process.rows)
    return [_line(process, counts, words, cases, *what) for what in _COUNTED]


_COUNTED = (("releases", "low", "release"), ("people", "low_people", "person"))


def _line(
    process: Process,
    counts: Mapping[str, Mapping[str, Any]],
    words: Mapping[str, str],
    cases: int,
    number: str,
    low: str,
    noun: str,
) -> Line:
    total = sum(row[number] for row in counts.values())
    done = counts["carried_out"][number] if "carried_out" in counts else 0
    share = (
        wording.share(done, total)
        if cases >= compared.ENOUGH
        else _("{part} of {whole}", part=wording.number(done), whole=wording.number(total))
    )
    parts = tuple(
        Part(
            code,
            row[number],
            row[low],
            _mark(process.name, code),
            _hover(process, words[code], wording.counted(row[number], noun), total, code),
        )
        for code in _STATUSES
        if (row := counts.get(code))
    )
    return Line(process.title, _said(number, share if total else ""), parts, cases)


def _said(number: str, share: str) -> str:
    """What is said under a line of releases, or of the people in them; without a share none was announced."""
    if number == "people":
        return _("people carried out: {share}", share=share) if share else _("no people announced ahead")
    return _("releases carried out: {share}", share=share) if share else _("no releases announced ahead")


def _hover(process: Process, status: str, counted: str, total: int, code: str) -> str:
    told = [
        text.lines(process.title),
        f"<b>{text.escaped(status)}: {counted}</b>",
        # Translators: of so many releases, or people in them.
        _("of {count} announced ahead", count=wording.number(total)),
    ]
    if code == "partly_carried_out":
        told.append(_("how many of these came free is not known"))
    return "<br>".join(told)


def _sentence(processes: Sequence[Process], words: Mapping[str, str]) -> str:
    told = [
        f"{process.title}: {', '.join(_counted(row, words) for row in process.rows) or compared.none()}"
        for process in processes
    ]
    return _(
        "Releases of living people that were announced ahead, in each process. {processes}.",
        processes="; ".join(told),
    )


def _counted(row: Mapping[str, Any], words: Mapping[str, str]) -> str:
    # Translators: as "carried out 3 releases of 12 people", with {of_people} "of 12 people".
    return _(
        "{status} {releases} {of_people}",
        status=wording.in_sentence(words[row["status"]]),
        releases=wording.counted(row["releases"], "release"),
        of_people=wording.counted(row["people"], "of person"),
    )
