"""A session finishes on the data version with which it began. Where a newer one was picked up meanwhile, its
address names its own from then on, so that all that its pages lead to, and what is copied from it, is of that
version; the strip above the page says so and leads to the latest.
"""

import streamlit as st

from peace_ledger import ledger
from peace_ledger.ledger import Ledger
from peace_ledger.ui import session

_BEGUN, _NAMED = "begun", "named a version"


def ledger_of_session() -> Ledger:
    """The ledger of this run, by its address and by what the session began with. Raises ledger.NotLoaded."""
    processes, versions = session.asked("process"), session.asked("data")
    shown = ledger.current(processes, versions)
    begun: dict[str, str] = st.session_state.setdefault(_BEGUN, {})
    process = shown.vocabulary.process
    # Who leaves a version that the address named wants the latest.
    wants_latest = st.session_state.get(_NAMED, False)
    if process in begun and not versions and not wants_latest:
        shown = ledger.current(processes, [begun[process]])
    st.session_state[_NAMED] = bool(versions) or shown.latest is not None
    if not versions:
        begun[process] = shown.dataset.version
    return shown
