"""What the components are sent: compact JSON, or an error that says what cannot be sent."""

import json
import re
from datetime import date
from pathlib import Path
from typing import get_args

import pytest
from streamlit.testing.v1 import AppTest

import peace_ledger
from peace_ledger.charts.chart import Kind
from peace_ledger.ui.elements import Code, Link, encoded, packed, unpacked


def test_a_message_is_compact_and_leaves_out_what_is_empty() -> None:
    message: dict[str, object] = {
        "title": "Élysée",
        "subtitle": "",
        "selected": None,
        "colors": {},
        "rows": [],
        "low": False,
    }
    assert encoded(message) == '{"title":"Élysée","rows":[],"low":false}'.encode()


def test_days_links_and_codes_become_plain_json() -> None:
    cells = [date(2023, 12, 7), Link("Text", "/sources"), Code("Welcomes", "@stance-welcomes", "circle", 1)]
    assert json.loads(encoded({"cells": cells})) == {
        "cells": [
            "2023-12-07",
            {"text": "Text", "href": "/sources"},
            {"text": "Welcomes", "token": "@stance-welcomes", "shape": "circle", "rank": 1},
        ]
    }


def test_the_first_of_a_code_list_keeps_its_rank() -> None:
    assert json.loads(encoded({"cell": Code("Supports", rank=0)}))["cell"]["rank"] == 0


def test_what_json_cannot_hold_is_named() -> None:
    with pytest.raises(TypeError, match=r"\{1\} of type set cannot be sent to the browser"):
        encoded({"cell": {1}})


def test_a_number_that_is_none_is_refused() -> None:
    with pytest.raises(ValueError, match="not JSON compliant"):
        encoded({"cell": float("nan")})


def test_a_message_is_sent_compressed() -> None:
    message = {"title": "Élysée", "rows": [["Supports"]] * 200}
    assert unpacked(packed(message)) == message
    assert len(packed(message)) < len(encoded(message)) / 10


def test_a_page_of_elements_runs_without_a_browser() -> None:
    page = AppTest.from_file(str(Path(__file__).parent / "browser" / "elements_page.py")).run(timeout=20)
    assert not page.exception
    sent = [unpacked(element.proto.bytes) for element in page.get("bidi_component")]
    assert [message["id"] for message in sent] == [
        *("bars", "timeline", "world", "grid", "nothing"),
        *("reactions", "page"),
    ]
    assert sent[0]["colors"]["@stance-supports"] == ["#1F5A85", "#86C5F1"]
    assert len(sent[5]["rows"]) == 45


def test_nothing_but_a_cell_has_the_class_of_a_cells_kind() -> None:
    classes = {f"pl-{kind}" for kind in get_args(Kind)}
    for script in (Path(peace_ledger.__file__).parent / "frontend").glob("*.js"):
        for named in re.findall(r'class: "([^"]+)"', script.read_text(encoding="utf-8")):
            assert classes.isdisjoint(named.split()), script.name
