"""What an answer in SQL is called and how much of it there is, on the page and in files."""

from peace_ledger import wording
from peace_ledger.sql.answer import Answer

TITLE = "Answer to a query in SQL"


def cut(given: Answer) -> str:
    """Why an answer has not all rows of its query, and what to do; empty where it has."""
    rows = wording.counted(len(given.rows), "row")
    if given.cut == "rows":
        return f"These are the first {rows}: the query has more. Filter, group, or take the next by OFFSET."
    if given.cut == "bytes":
        return f"These are the first {rows}: the next would make the answer too large. Ask for fewer columns."
    return ""
