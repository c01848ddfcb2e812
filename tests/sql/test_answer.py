"""Messages of a child are believed as far as they were looked at."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from peace_ledger.sql import answer, reasons, words
from peace_ledger.sql.answer import Answer, Column, Garbled, Refused, TooMuch

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=20,
)


def test_an_answer_comes_back() -> None:
    message = {"columns": [["a", "integer"]], "rows": [[1], [None]], "cut": "rows", "seconds": 0.5}
    framed = answer.framed(message)
    assert answer.length_of(framed[:4]) == len(framed) - 4
    assert answer.read(framed[4:]) == Answer(
        (Column("a", "integer"),), [[1], [None]], "rows", 0.5, len(framed) - 4
    )


def test_refusals_are_raised() -> None:
    with pytest.raises(Refused, match="No\\.") as refused:
        answer.read(b'{"refused": "No.", "detail": "LINE 1"}')
    assert refused.value.detail == "LINE 1"
    with pytest.raises(TooMuch):
        answer.read(b'{"too_much": "No."}')


def test_values_stand_in_the_reasons_that_have_them() -> None:
    message = {"refused": reasons.STATEMENTS, "values": {"count": 1200}, "detail": ""}
    with pytest.raises(Refused, match="These are 1,200 statements") as refused:
        answer.read(json.dumps(message).encode())
    assert words.said(refused.value) == str(refused.value)


def test_a_text_of_nobodys_is_taken_as_it_stands() -> None:
    message = {"refused": "{x.__class__} {y:9999999999}", "values": {"x": "1", "y": "2"}, "detail": ""}
    with pytest.raises(Refused) as refused:
        answer.read(json.dumps(message).encode())
    assert words.said(refused.value) == str(refused.value) == message["refused"]


@pytest.mark.parametrize(
    "values", [{"name": "x"}, {"kind": None}, {"kind": 1.5}, {"kind": 10**400}, {"kind": -1}, ["kind"]]
)
def test_a_reason_with_values_that_are_none_is_not_believed(values: object) -> None:
    message = {"refused": reasons.NO_SELECT, "values": values, "detail": ""}
    with pytest.raises(Garbled):
        answer.read(json.dumps(message).encode())


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xff",
        b"no json",
        b"[" * 100_000,
        b'{"columns": [["a", "python"]], "rows": [], "cut": "", "seconds": 0.1}',
        b'{"columns": [["a", "integer"]], "rows": [[1, 2]], "cut": "", "seconds": 0.1}',
        b'{"columns": [["a", "integer"]], "rows": [[{"x": 1}]], "cut": "", "seconds": 0.1}',
        b'{"columns": [["a", "list"]], "rows": [[[["deep"]]]], "cut": "", "seconds": 0.1}',
        b'{"columns": [], "rows": [], "cut": "whim", "seconds": 0.1}',
        b'{"columns": [], "rows": [], "cut": "", "seconds": "soon"}',
    ],
)
def test_what_is_no_answer_is_not_believed(content: bytes) -> None:
    with pytest.raises(Garbled):
        answer.read(content)


@given(JSON)
def test_no_message_does_anything_else(message: object) -> None:
    try:
        given_back = answer.read(json.dumps(message).encode())
    except (Garbled, Refused):
        return
    assert isinstance(given_back, Answer)


def test_a_frame_that_is_too_long_is_not_read() -> None:
    with pytest.raises(Garbled):
        answer.length_of(b"\xff\xff\xff\xff")


@given(st.lists(st.sampled_from(["a", "a_2", "", "b", "column"]), max_size=8))
def test_names_become_unique_and_stay_in_order(names: list[str]) -> None:
    found = answer.unique(names)
    assert len(set(found)) == len(found) == len(names)
    assert all(new.startswith(old) for new, old in zip(found, names, strict=True))
