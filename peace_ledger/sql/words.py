"""What an answer in SQL is called and how much of it there is, on the page and in files."""

from peace_ledger import wording
from peace_ledger.sql.answer import Answer
from peace_ledger.sql.reasons import Reason
from peace_ledger.translation import N_, _

TITLE = N_("Answer to a query in SQL")


def said(reason: Reason) -> str:
    """Why a query has no answer, in the spoken language."""
    values = {
        name: wording.number(value) if isinstance(value, int) else value
        for name, value in reason.values.items()
    }
    return _(reason.text, **values)


def cut(given: Answer) -> str:
    """Why an answer has not all rows of its query, and what to do; empty where it has."""
    rows = wording.counted(len(given.rows), "row")
    if given.cut == "rows":
        return _(
            "These are the first {rows}: the query has more. Filter, group, or take the next by OFFSET.",
            rows=rows,
        )
    if given.cut == "bytes":
        return _(
            "These are the first {rows}: the next would make the answer too large. Ask for fewer columns.",
            rows=rows,
        )
    return ""
