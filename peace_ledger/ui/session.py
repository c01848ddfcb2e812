"""The reader's session: keeps the state, its address and the widgets in step.

The address is the truth, widgets are its editors. It is read when it is not the one we wrote (first load,
link, back), unless this run comes from a widget: the browser may then still show the address from before the
reader's last choice.
"""

from dataclasses import replace
from datetime import date
from typing import Any

import streamlit as st

from peace_ledger import state as codec
from peace_ledger.state import Dropped, State, Vocabulary

Address = list[tuple[str, str]]

_STATE, _DROPPED, _ADDRESS, _TOUCHED = "state", "dropped", "address", "touched"


def begin(vocabulary: Vocabulary) -> tuple[State, list[Dropped]]:
    """Settle this run's state before anything is drawn, and bring the address in line with it."""
    session = st.session_state
    address = _address()
    touched = session.pop(_TOUCHED, False)
    if _STATE not in session or (not touched and address != session[_ADDRESS]):
        query = {name: [value for key, value in address if key == name] for name, _ in address}
        session[_STATE], session[_DROPPED] = codec.decode(query, vocabulary)
    wanted = codec.encode(session[_STATE])
    if wanted != address:
        st.query_params.from_dict(
            {name: [value for key, value in wanted if key == name] for name, _ in wanted}
        )
    session[_ADDRESS] = wanted
    return session[_STATE], session[_DROPPED]


def choose(**changes: Any) -> None:
    """Change the state from a widget's callback; the run that follows shows it and writes its address."""
    session = st.session_state
    session[_STATE] = replace(session[_STATE], **changes)
    session[_DROPPED] = []
    session[_TOUCHED] = True


def choose_period(since: date | None, until: date | None) -> None:
    """Change the period; where the two days are in the wrong order, the reader's later choice cannot be
    guessed: they swap.
    """
    if since and until and since > until:
        since, until = until, since
    choose(since=since, until=until)


def _address() -> Address:
    return [(name, value) for name in st.query_params for value in st.query_params.get_all(name)]
