"""The door: pages, the HTTP routes beside them, headers, and the start. Run it by `streamlit run app.py`."""

import importlib
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import streamlit as st
from starlette.middleware import Middleware

from pages.menu import MENU
from peace_ledger import (
    card_data,
    garbage,
    head,
    http,
    ledger,
    log,
    metrics,
    pickup,
    preview,
    readiness,
    settings,
    translation,
)
from peace_ledger.problems import FAULT, Unanswered
from peace_ledger.settings import InvalidSettings, Settings
from peace_ledger.sql import service
from peace_ledger.translation import _
from peace_ledger.ui import session

# The first visitor would wait for these otherwise.
WARMED_MODULES = ("pandas", "pyarrow", "scipy.stats", "nltk.metrics")

_LOG = logging.getLogger("peace_ledger.app")


@asynccontextmanager
async def lifespan(_app: st.App) -> AsyncIterator[dict[str, Any]]:
    """Load data and slow imports before the first visitor comes; without data, say why and run on. Look for
    new data until the end.
    """
    chosen = settings_if_right()
    log.begin(chosen.log if chosen else "")
    with metrics.served(chosen.metrics if chosen else ""):
        watch = pickup.Watch()
        try:
            ledger.open_all()
            service.prepare(ledger.current().engine)
        except ledger.NotLoaded as reason:
            _LOG.error("%s", start_message(reason.lines))
        for module in WARMED_MODULES:
            importlib.import_module(module)
        garbage.leave_to_the_collector()
        watch.begin()
        _LOG.info("The server takes requests.")
        with readiness.while_serving(chosen.drain if chosen else 0):
            yield {}
        watch.end()
        service.close()
    _LOG.info("The server has stopped.")


def settings_if_right() -> Settings | None:
    """What the settings say of the process itself; nothing as long as they are wrong."""
    try:
        return settings.read()
    except InvalidSettings:
        return None


def start_message(problems: tuple[str, ...]) -> str:
    """What the operator reads when there are no data to serve."""
    listed = "\n".join(f"  {problem}" for problem in problems)
    return (
        f"The Peace Ledger has no data to show:\n{listed}\n"
        "It runs on: its pages tell readers so and /healthz answers 503. Mend this: data are looked at again"
        " while it runs, settings when it is started again."
    )


def show_fault(error: Exception) -> bool:
    """Stand in for Streamlit's error box. Streamlit has logged the traceback before it calls this."""
    # The page's own language has ended with the page.
    with translation.speaking(session.language()):
        if isinstance(error, Unanswered):
            st.error(error.said())
        else:
            metrics.faulty("page")
            st.error(_(FAULT, reference=log.reference(error)))
    return True


app = st.App(
    Path(__file__).parent / "pages" / "shell.py",
    routes=[*preview.routes(MENU), *card_data.routes(MENU), *http.routes()],
    middleware=[*http.middleware(), Middleware(head.HeadTags, pages=MENU)],
    lifespan=lifespan,
    on_script_error=show_fault,
)
