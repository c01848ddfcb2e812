"""The form of `python -m peace_ledger curate DIR`: it writes what is right, says at once what is wrong, hides
how others coded, and works at its own machine alone.
"""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from streamlit import config
from streamlit.testing.v1 import AppTest

from tests.altered import copy
from tests.server import ROOT

SECONDS = 60


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the curated package."""
    return copy(tmp_path / "package")


@pytest.fixture
def form(folder: Path, monkeypatch: pytest.MonkeyPatch) -> AppTest:
    """The form, opened at that package."""
    monkeypatch.setattr(sys, "argv", ["curate.py", str(folder)])
    opened = AppTest.from_file(str(ROOT / "pages" / "curate.py"), default_timeout=SECONDS).run()
    assert not opened.exception
    return opened


def cell(form: AppTest, column: str) -> object:
    """The widget of a column, whatever its kind."""
    widgets = [*form.text_input, *form.text_area, *form.selectbox, *form.multiselect]
    (found,) = [one for one in widgets if one.label.removesuffix(" *") == column]
    return found


def choose(form: AppTest, table: str) -> AppTest:
    (picker,) = [one for one in form.selectbox if one.label == "Table"]
    return picker.set_value(table).run()


def save(form: AppTest) -> AppTest:
    (button,) = [one for one in form.button if one.label == "Save"]
    assert not button.disabled
    return button.click().run()


def test_a_row_is_added_and_one_line_written(form: AppTest, folder: Path) -> None:
    before = (folder / "actors.csv").read_text(encoding="utf-8")
    form = choose(form, "actors")
    assert "Fill in a row" in form.info[0].value
    for column, value in (
        ("actor_id", "a-new-body"),
        ("name", "A new body, of many"),
        ("kind", "civil_society"),
        ("side", "third_party"),
    ):
        form = cell(form, column).set_value(value).run()  # type: ignore[attr-defined]
    assert not form.error
    form = save(form)
    assert not form.exception
    line = 'a-new-body,"A new body, of many",civil_society,,,third_party'
    assert (folder / "actors.csv").read_text(encoding="utf-8") == f"{before}{line}\n"
    assert "One line was added to actors.csv" in form.success[0].value
    assert cell(form, "actor_id").value == ""  # type: ignore[attr-defined]


def test_a_row_is_changed_and_its_key_stays(form: AppTest, folder: Path) -> None:
    form = choose(form, "actors")
    (picker,) = [one for one in form.selectbox if one.label == "Row"]
    form = picker.set_value(("russia",)).run()
    assert cell(form, "actor_id").disabled  # type: ignore[attr-defined]
    assert [button.disabled for button in form.button if button.label == "Save"] == [True]
    form = save(cell(form, "name").set_value("Russia (changed)").run())  # type: ignore[attr-defined]
    assert "russia,Russia (changed),state" in (folder / "actors.csv").read_text(encoding="utf-8")


def test_what_is_wrong_is_said_and_cannot_be_saved(form: AppTest, folder: Path) -> None:
    before = (folder / "events.csv").read_bytes()
    form = choose(form, "events")
    for column, value in (("event_id", "A Wrong Id"), ("start_on", "30 November"), ("title", "An event")):
        form = cell(form, column).set_value(value).run()  # type: ignore[attr-defined]
    said = " ".join(error.value for error in form.error).replace("\\", "")
    assert "Still needed: kind, " in form.info[0].value
    assert "(A Wrong Id)" in said
    assert "(30 November)" in said
    assert [button.disabled for button in form.button if button.label == "Save"] == [True]
    assert (folder / "events.csv").read_bytes() == before


def test_texts_of_a_package_are_no_markup(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = (folder / "actors.csv").read_text(encoding="utf-8")
    text = text.replace("russia,Russia,", "russia,**<b>Russia</b>** :red[x],", 1)
    (folder / "actors.csv").write_text(text, encoding="utf-8")
    monkeypatch.setattr(sys, "argv", ["curate.py", str(folder)])
    form = AppTest.from_file(str(ROOT / "pages" / "curate.py"), default_timeout=SECONDS).run()
    form = choose(form, "actors")
    form = cell(form, "kind").set_value("state").run()  # type: ignore[attr-defined]
    assert not form.exception
    assert not any("<b>" in one.value for one in (*form.error, *form.warning))


def test_a_second_coder_reads_without_seeing_how_others_did(form: AppTest, folder: Path) -> None:
    (letter,) = [one for one in form.text_input if one.label == "Coder's letter"]
    form = letter.set_value("C").run()
    first = (folder / "reactions.csv").read_text(encoding="utf-8").splitlines()[1]
    shown = [one.value for one in form.tabs[1].markdown]
    assert any(first.split(",")[1] in text.replace("\\", "") for text in shown)
    assert not any("stance" in text.lower() for text in shown if not text.startswith("Read a reaction"))
    (radio,) = form.radio
    assert radio.value is None
    form = radio.set_value("neutral").run()
    (button,) = [one for one in form.button if one.label == "Save and next"]
    form = button.click().run()
    assert not form.exception
    last = (folder / "codings.csv").read_text(encoding="utf-8").splitlines()[-1]
    assert last == f"{first.split(',')[0]},C,neutral"
    assert form.radio[0].value is None


def test_where_coders_differ_is_listed(form: AppTest) -> None:
    (table,) = form.tabs[2].dataframe
    assert len(table.value) == 70
    assert list(table.value.columns) == ["reaction", "A", "B", "the table", "summary"]


@pytest.fixture
def exposed() -> Iterator[None]:
    """A server that others than its own machine can reach."""
    own = config.get_option("server.address")
    config.set_option("server.address", "0.0.0.0")  # noqa: S104
    yield
    config.set_option("server.address", own)


@pytest.mark.usefixtures("exposed")
def test_it_is_refused_where_others_can_reach_it(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "argv", ["curate.py", str(folder)])
    form = AppTest.from_file(str(ROOT / "pages" / "curate.py"), default_timeout=SECONDS).run()
    assert "only at the machine that it runs on" in form.error[0].value
    assert not form.tabs


@pytest.mark.parametrize("given", [[], ["."], ["none"]])
def test_without_a_package_it_says_so(
    given: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "argv", ["curate.py", *(str(tmp_path / one) for one in given)])
    form = AppTest.from_file(str(ROOT / "pages" / "curate.py"), default_timeout=SECONDS).run()
    assert len(form.error) == 1
    assert not form.tabs
    assert not form.exception
