"""The questions on which sources disagree, by the row that they are about."""

from collections.abc import Mapping
from datetime import date

from peace_ledger import filters
from peace_ledger.engine import Engine
from peace_ledger.marks import RowKey
from peace_ledger.state import State


def questions(engine: Engine, known: date | None, today: date) -> Mapping[RowKey, Mapping[str, str]]:
    """The questions about each row, in words by their id: all that were known on the day known, or are today,
    whatever the other filters.
    """
    found: dict[RowKey, dict[str, str]] = {}
    for row in engine.rows("sources/disputed", filters.parameters(State(known=known), today)):
        subject = (row["subject_table"], row["subject_id"])
        found.setdefault(subject, {})[row["question_id"]] = row["question"]
    return found
