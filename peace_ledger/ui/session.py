"""The reader's session: keeps the state, its address and the widgets in step.

The address is the truth, widgets are its editors. It is read when it is not the one we wrote (first load,
link, back), unless this run comes from a widget: the browser may then still show the address from before the
reader's last choice.

`embed` stands apart: Streamlit keeps it in the address through every run and every page, hides it from
`st.query_params` and lets nobody write it. So the state never holds it; `embedded` tells it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import starmap
from typing import Any
from urllib.parse import urlsplit

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from peace_ledger import state as codec
from peace_ledger import translation
from peace_ledger.state import Dropped, State, Vocabulary

Address = list[tuple[str, str]]

_STATE, _DROPPED, _ADDRESS, _TOUCHED, _GOAL = "state", "dropped", "address", "touched", "goal"
_SWITCHED = "switched"
_COMPARED = "compared"


def asked(name: str) -> list[str]:
    """The values of a parameter that this run is for, before it begins: what says which ledger to read the
    rest against.
    """
    return [value for key, value in _asked() if key == name]


def begin(vocabulary: Vocabulary, *, is_latest: bool) -> tuple[State, list[Dropped]]:
    """Settle this run's state before anything is drawn, and bring the address in line with it. Where the data
    are not the latest, it names their version.
    """
    session = st.session_state
    address, pairs = _address(), _asked()
    touched = session.pop(_TOUCHED, False)
    # A choice may lead to a ledger with other values: the state it left is read against this one's too.
    if touched or _STATE not in session or pairs != session[_ADDRESS]:
        query = _grouped(pairs)
        embedding = {} if touched else _embedding()
        state, dropped = codec.decode(query | embedding, vocabulary)
        session[_DROPPED] = [*session[_DROPPED], *dropped] if touched else dropped
        session[_STATE] = replace(state, embed=False)
        session[_SWITCHED] = bool(touched and session.get(_SWITCHED))
    if not is_latest:
        session[_STATE] = replace(session[_STATE], version=vocabulary.version)
    session[_STATE] = replace(session[_STATE], beside=_still_beside(session[_STATE].beside, vocabulary))
    wanted = codec.encode(session[_STATE])
    # On the way to another page the address is that page's already.
    if wanted != address and _GOAL not in session:
        st.query_params.from_dict(_grouped(wanted))
    session[_ADDRESS] = wanted
    return session[_STATE], session[_DROPPED]


def compared(beside: tuple[str, ...]) -> None:
    """The reader has seen these other processes, each in a data version: a comparison finishes on the data
    with which it began, and its address names those of which there are newer ones by now.
    """
    st.session_state[_COMPARED] = beside


def _still_beside(named: tuple[str, ...], vocabulary: Vocabulary) -> tuple[str, ...]:
    known = vocabulary.values["beside"]
    latest = codec.in_versions(reversed(known))
    began = codec.in_versions(st.session_state.get(_COMPARED, ()))
    replaced = {process: version for process, version in began.items() if latest.get(process) != version}
    pairs = starmap(codec.beside, (replaced | codec.in_versions(named)).items())
    return codec.in_order(pairs, "beside", vocabulary)


def switched() -> bool:
    """Whether what was dropped last is what the process that the reader has just chosen does not know."""
    return bool(st.session_state.get(_SWITCHED))


def embedded() -> bool:
    """Whether the address asks for the page as an embed, by what Streamlit's client takes for that."""
    return "true" in _embedding().get("embed", ())


def language() -> str:
    """The language for this run: the one of the address, else the one that the reader's browser prefers."""
    asked_for = asked("lang")
    return translation.chosen(
        asked_for[0] if asked_for else None, st.context.headers.get("accept-language", "")
    )


def reached() -> str:
    """Scheme and host by which this reader's browser reaches the site."""
    url = urlsplit(st.context.url or "")
    return f"{url.scheme}://{url.netloc}" if url.netloc else ""


def signed_in() -> bool:
    """Whether the reader has signed in. `st.user` would tell it too, and look for Streamlit's secrets on the
    disk in every run.
    """
    context = get_script_run_ctx()
    return bool(context and context.user_info.get("is_logged_in"))


def choose(**changes: Any) -> None:
    """Change the state from a widget's callback; the run that follows shows it and writes its address."""
    session = st.session_state
    if changes.get("beside", session[_STATE].beside) != session[_STATE].beside:
        session.pop(_COMPARED, None)
    session[_STATE] = replace(session[_STATE], **changes)
    session[_DROPPED] = []
    session[_TOUCHED] = True
    session[_SWITCHED] = False


def switch_to(process: str, vocabulary: Vocabulary) -> None:
    """Look at the latest data of another process through the same filters, as far as it knows them; the open
    mark stays behind.
    """
    is_default = process == vocabulary.processes[0]
    choose(process=None if is_default else process, version=None, beside=(), mark=None, chart=None)
    st.session_state[_SWITCHED] = True


def go_to(path: str | None) -> None:
    """Leave the open mark behind and go to the page of that path; None stands for the page that is shown."""
    choose(mark=None, chart=None)
    if path is not None:
        st.session_state[_GOAL] = path
        if path != "query":
            choose(sql=None, plot=None)


def follow(pages: Mapping[str, st.Page]) -> None:
    """Where the reader has asked for another page, end this run and begin one of it."""
    path = st.session_state.pop(_GOAL, None)
    if path is not None:
        st.switch_page(pages[path], query_params=codec.encode(st.session_state[_STATE]))


def choose_by_address(changes: Mapping[str, Sequence[str]], vocabulary: Vocabulary) -> None:
    """Change the state by parameters of its address; those with no values are taken out of it."""
    session = st.session_state
    query = codec.days_in_order({**_grouped(codec.encode(session[_STATE])), **changes})
    chosen, dropped = codec.decode(query, vocabulary)
    choose(**vars(chosen))
    session[_DROPPED] = dropped


def _grouped(pairs: Address) -> dict[str, list[str]]:
    return {name: [value for key, value in pairs if key == name] for name, _ in pairs}


def _asked() -> Address:
    """The address, or what the reader has chosen since by a widget."""
    session = st.session_state
    return codec.encode(session[_STATE]) if session.get(_TOUCHED) else _address()


def _address() -> Address:
    return [(name, value) for name in st.query_params for value in st.query_params.get_all(name)]


def _embedding() -> dict[str, list[str]]:
    context = get_script_run_ctx()
    values = codec.embedding(context.query_string) if context else []
    return {"embed": values} if values else {}
