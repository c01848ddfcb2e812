"""Rows of several tables, table by table."""

from peace_ledger.dataset import Dataset
from peace_ledger.engine import Rows


def grouped(rows: Rows, dataset: Dataset) -> dict[str, Rows]:
    """Rows by their `table_name`, in the package's order of tables; tables without rows are left out."""
    found = {
        table.name: [row for row in rows if row["table_name"] == table.name]
        for table in dataset.package.tables
    }
    return {name: own for name, own in found.items() if own}
