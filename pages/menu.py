"""All pages, in the order of the menu."""

from pages import (
    actors,
    commitments,
    events,
    method,
    overview,
    processes,
    query,
    reactions,
    releases,
    sources,
)
from peace_ledger.ui.page import Page

MENU: tuple[Page, ...] = (
    overview.PAGE,
    reactions.PAGE,
    releases.PAGE,
    commitments.PAGE,
    events.PAGE,
    actors.PAGE,
    sources.PAGE,
    processes.PAGE,
    query.PAGE,
    method.PAGE,
)
