"""Promises of several processes: how those that are testable and in force stand in each."""

from collections.abc import Sequence

from peace_ledger import wording
from peace_ledger.charts.chart import Chart, Column, cells
from peace_ledger.charts.parts import promises, text
from peace_ledger.charts.processes import compared
from peace_ledger.charts.processes.compared import Line, Part, Process
from peace_ledger.dataset import Dataset
from peace_ledger.marks import mark_of

NAME = "processes_promises"


def kept(processes: Sequence[Process], dataset: Dataset) -> Chart:
    """Bars of shares, one line a process. The rows are those of `processes/promises`; statuses are called as
    the package that is shown calls them.
    """
    words = {code: dataset.label("commitment_updates", "status", code) for code in promises.STACKED}
    lines = [_line(process, words) for process in processes]
    looks = {code: promises.fill(code) | {"ink": f"@on-status-{code}"} for code in promises.STACKED}
    columns = (
        Column("process", "Process"),
        Column("status", "Status"),
        Column("commitments", "Testable and in force", "number"),
        Column("of", "Of", "number"),
        Column("low", "Of these on low-confidence evidence alone", "number"),
    )
    rows = [
        row | {"process": process.title, "of": line.total, "name": process.name}
        for process, line in zip(processes, lines, strict=True)
        for row in process.rows
    ]
    return Chart(
        name=NAME,
        title="Of the testable promises in force, how many are kept?",
        figure=compared.shares(lines, looks, words) if rows else None,
        alt=_sentence(lines, words),
        height=compared.AROUND + compared.LINE * max(len(lines), 1),
        columns=columns,
        rows=cells(rows, columns, {"status": words}),
        marks=[mark_of(NAME, row["name"], row["status"]) for row in rows],
        narrow=compared.narrow(lines),
        empty="No testable promise in force is left in any process. Widen the period.",
    )


def _line(process: Process, words: dict[str, str]) -> Line:
    counts = {row["status"]: row for row in process.rows}
    total = sum(row["commitments"] for row in process.rows)
    done = counts.get("kept", {"commitments": 0})["commitments"]
    said = f"kept: {wording.share(done, total)}" if total else "no testable promise in force"
    parts = tuple(
        Part(
            code,
            row["commitments"],
            row["low"],
            mark_of(NAME, process.name, code),
            f"{text.lines(process.title)}<br><b>{text.escaped(words[code])}: {row['commitments']}</b>"
            f"<br>{wording.share(row['commitments'], total)} testable and in force"
            f"<br>{wording.number(row['low'])} on evidence of low confidence alone (hollow)",
        )
        for code in promises.STACKED
        if (row := counts.get(code))
    )
    return Line(process.title, said, parts, total)


def _sentence(lines: Sequence[Line], words: dict[str, str]) -> str:
    told = [
        f"{line.title}: "
        + (
            ", ".join(f"{wording.number(part.count)} {words[part.code].lower()}" for part in line.parts)
            or "none"
        )
        for line in lines
    ]
    return f"Testable promises in force of each process, by status. {'; '.join(told)}."
