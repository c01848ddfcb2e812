"""How the stances lean, by the side of who reacted: the first bias to know of."""

from dataclasses import replace

from peace_ledger import wording
from peace_ledger.charts import events
from peace_ledger.charts.chart import Chart
from peace_ledger.charts.parts import scale
from peace_ledger.dataset import Dataset
from peace_ledger.engine import Rows
from peace_ledger.translation import _


def stance_by_side(rows: Rows, dataset: Dataset) -> Chart:
    """Diverging bars of all reactions, as the page of an event draws those to one event."""
    return replace(
        events.stances(rows, None, dataset),
        title=_title(rows, dataset),
        empty=_("No reaction is left by these filters. Widen the period or take out an actor or an event."),
    )


def _title(rows: Rows, dataset: Dataset) -> str:
    total = sum(row["reactions"] for row in rows)
    if not total:
        return _("How do stances lean, by the side of who reacted?")
    counts = events.by_stance(rows)
    favour, good = scale.favour(counts, dataset)
    blame, bad = scale.blame(counts, dataset)
    # Translators: {favour} and {blame} are shares: "60 % (12 of 20)"; {good} is "supports or welcomes", {bad}
    # "critical or rejects".
    return _(
        "{favour} of the reactions are coded {good}, {blame} {bad}",
        favour=wording.share(favour, total),
        good=good,
        blame=wording.share(blame, total),
        bad=bad,
    )
