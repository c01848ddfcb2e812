"""How the rows of each evidence query are listed."""

from collections.abc import Callable, Mapping

from peace_ledger.ui import listings, source_lists
from peace_ledger.ui.elements import RecordList

LISTS: Mapping[str, Callable[..., RecordList]] = {
    **listings.EVIDENCE,
    "rows": source_lists.cited_rows,
    "sources": source_lists.sources,
    "disputes": source_lists.disputes,
}
"""By the name of the query; each takes the dataset, its rows, a name and a title."""
