"""How the stances lean, by the side of who reacted: the first bias to know of."""

from dataclasses import replace

from peace_ledger import wording
from peace_ledger.charts import events
from peace_ledger.charts.chart import Chart
from peace_ledger.charts.parts import diverging
from peace_ledger.dataset import Dataset
from peace_ledger.engine import Rows


def stance_by_side(rows: Rows, dataset: Dataset) -> Chart:
    """Diverging bars of all reactions, as the page of an event draws those to one event."""
    return replace(
        events.stances(rows, None, dataset),
        title=_title(rows),
        empty="No reaction is left by these filters. Widen the period or take out an actor or an event.",
    )


def _title(rows: Rows) -> str:
    total = sum(row["reactions"] for row in rows)
    if not total:
        return "How do stances lean, by the side of who reacted?"
    praise = sum(row["reactions"] for row in rows if row["stance"] in ("supports", "welcomes"))
    blame = sum(row["reactions"] for row in rows if row["stance"] in diverging.UNFAVOURABLE)
    return (
        f"{wording.share(praise, total)} of the reactions support or welcome their event, "
        f"{wording.share(blame, total)} criticise or reject it"
    )
