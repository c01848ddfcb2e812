"""What an event is called in a figure."""

from peace_ledger import wording
from peace_ledger.charts.parts import text
from peace_ledger.dataset import Dataset


def long(dataset: Dataset, event: str) -> str:
    """Its title, cut at a word, and its day."""
    return f"{text.label(dataset.event_title(event), 44)}, {day(dataset, event)}"


def day(dataset: Dataset, event: str) -> str:
    """Its day alone, where there is no room for a title."""
    return wording.short_day(dataset.events[event].start_on)
