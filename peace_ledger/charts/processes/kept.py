"""Promises of several processes: how those that are testable and in force stand in each."""

from collections.abc import Mapping, Sequence
from typing import Any

from peace_ledger import wording
from peace_ledger.charts.chart import Chart, Column, cells
from peace_ledger.charts.parts import promises, text
from peace_ledger.charts.processes import compared
from peace_ledger.charts.processes.compared import Line, Part, Process
from peace_ledger.dataset import Dataset
from peace_ledger.marks import mark_of
from peace_ledger.translation import _, pgettext

NAME = "processes_promises"


def kept(processes: Sequence[Process], dataset: Dataset) -> Chart:
    """Bars of shares, one line a process. The rows are those of `processes/promises`; statuses are called as
    the package that is shown calls them.
    """
    words = {code: dataset.label("commitment_updates", "status", code) for code in promises.STACKED}
    lines = [_line(process, words) for process in processes]
    looks = {code: promises.fill(code) | {"ink": f"@on-status-{code}"} for code in promises.STACKED}
    columns = (
        Column("process", _("Process")),
        Column("status", _("Status")),
        # Translators: promises.
        Column("commitments", _("Testable and in force"), "number"),
        Column("of", pgettext("head of a column: out of how many", "Of"), "number"),
        Column("low", _("Of these on low-confidence evidence alone"), "number"),
    )
    rows = [
        row | {"process": process.title, "of": line.total, "name": process.name}
        for process, line in zip(processes, lines, strict=True)
        for row in process.rows
    ]
    return Chart(
        name=NAME,
        title=_("Of the testable promises in force, how many are kept?"),
        figure=compared.shares(lines, looks, words) if rows else None,
        alt=_sentence(lines, words),
        height=compared.AROUND + compared.LINE * max(len(lines), 1),
        columns=columns,
        rows=cells(rows, columns, {"status": words}),
        marks=[mark_of(NAME, row["name"], row["status"]) for row in rows],
        narrow=compared.narrow(lines),
        empty=_("No testable promise in force is left in any process. Widen the period."),
    )


def _line(process: Process, words: dict[str, str]) -> Line:
    counts = {row["status"]: row for row in process.rows}
    total = sum(row["commitments"] for row in process.rows)
    done = counts.get("kept", {"commitments": 0})["commitments"]
    share = wording.share(done, total)
    said = _("kept: {share}", share=share) if total else _("no testable promise in force")
    parts = tuple(
        Part(
            code,
            row["commitments"],
            row["low"],
            mark_of(NAME, process.name, code),
            _hover(process, words[code], row, total),
        )
        for code in promises.STACKED
        if (row := counts.get(code))
    )
    return Line(process.title, said, parts, total)


def _hover(process: Process, status: str, row: Mapping[str, Any], total: int) -> str:
    # Translators: {share} as "60 % (12 of 20)", of the promises that are testable and in force.
    share = _("{share} testable and in force", share=wording.share(row["commitments"], total))
    # Translators: so many promises.
    low = _("{count} on evidence of low confidence alone (hollow)", count=wording.number(row["low"]))
    counted = f"<b>{text.escaped(status)}: {wording.number(row['commitments'])}</b>"
    return "<br>".join((text.lines(process.title), counted, share, low))


def _sentence(lines: Sequence[Line], words: dict[str, str]) -> str:
    told = [f"{line.title}: {_counts(line, words) or compared.none()}" for line in lines]
    return _("Testable promises in force of each process, by status. {processes}.", processes="; ".join(told))


def _counts(line: Line, words: dict[str, str]) -> str:
    return ", ".join(wording.tallied(part.count, words[part.code]) for part in line.parts)
