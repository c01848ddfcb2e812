"""Which language a reader gets, how days and numbers are said in it, and what a catalogue must have."""

import ast
import re
import string
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from peace_ledger import check, descriptor, translation, wording
from peace_ledger.languages import update
from peace_ledger.nouns import NOUNS
from peace_ledger.problems import Problem
from peace_ledger.translation import CATALOGUES, DEFAULT, LANGUAGES, speaking
from tests.altered import copy, redescribe
from tests.fixtures import CURATED

OTHERS = tuple(language for language in LANGUAGES if language != DEFAULT)


# Which language


@pytest.mark.parametrize(
    ("asked", "preferred", "language"),
    [
        (None, "", "en"),
        ("ru", "hy-AM,hy;q=0.9", "ru"),
        (None, "hy-AM,hy;q=0.9,en;q=0.8", "hy"),
        (None, "fr-FR,fr;q=0.9,ru;q=0.7,en;q=0.8", "en"),
        (None, "fr, az;q=0.3", "az"),
        (None, "az;q=0, ru;q=0.1", "ru"),
        (None, "de, *;q=0.5", "en"),
        (None, "az;q=much, RU", "ru"),
        ("xx", "az", "az"),
        (None, ",;;q=,=", "en"),
    ],
)
def test_the_address_chooses_then_the_browser_then_english(
    asked: str | None, preferred: str, language: str
) -> None:
    assert translation.chosen(asked, preferred) == language


def test_a_language_is_spoken_within_its_block_alone() -> None:
    with speaking("ru"):
        with speaking("az"):
            assert translation.spoken() == "az"
        assert translation.spoken() == "ru"
    assert translation.spoken() == DEFAULT


# Days, numbers, nouns


@pytest.mark.parametrize(
    ("language", "long", "short", "number"),
    [
        ("en", "7 December 2023", "7 Dec 2023", "1,234.5"),
        ("az", "7 dekabr 2023", "7 dek 2023", "1.234,5"),
        ("hy", "2023 թ. դեկտեմբերի 7", "2023 թ. դեկ 7", "1 234,5"),
        ("ru", "7 декабря 2023 г.", "7 дек. 2023 г.", "1 234,5"),
    ],
)
def test_days_and_numbers_are_written_as_the_language_does(
    language: str, long: str, short: str, number: str
) -> None:
    with speaking(language):
        said = wording.day(date(2023, 12, 7)), wording.short_day(date(2023, 12, 7)), wording.number(1234.5, 1)
    assert tuple(text.replace("\u00a0", " ").replace("\u202f", " ") for text in said) == (long, short, number)


@pytest.mark.parametrize(
    ("language", "counts"),
    [
        ("ru", {1: "1 событие", 2: "2 события", 5: "5 событий", 21: "21 событие", 0: "0 событий"}),
        ("az", {0: "0 hadisə", 1: "1 hadisə", 5: "5 hadisə"}),
        ("hy", {0: "0 իրադարձություն", 1: "1 իրադարձություն", 5: "5 իրադարձություն"}),
    ],
)
def test_a_counted_noun_takes_the_form_of_its_number(language: str, counts: dict[int, str]) -> None:
    with speaking(language):
        assert {count: wording.counted(count, "event") for count in counts} == counts


def test_azerbaijani_keeps_its_two_letters_i() -> None:
    with speaking("az"):
        assert wording.sentence("iddia edilib") == "İddia edilib"
    assert wording.sentence("indeed") == "Indeed"


@pytest.mark.parametrize(
    ("language", "label", "expected"),
    [
        ("en", "In progress", "in progress"),
        ("az", "İcra edilir", "icra edilir"),
        ("az", "Işıq", "ışıq"),
        ("ru", "Выполнено", "выполнено"),
        ("hy", "Ազատված", "ազատված"),
    ],
)
def test_a_label_within_a_sentence_has_the_small_letters_of_its_language(
    language: str, label: str, expected: str
) -> None:
    with speaking(language):
        assert wording.in_sentence(label) == expected


# The catalogues


@pytest.fixture(scope="module")
def texts() -> update.Catalog:
    """The texts in the code."""
    return update.template()


def nodes() -> Iterator[ast.AST]:
    """All of the code of the interface, but for the list of nouns."""
    for folder in update.FOLDERS:
        for file in (update.ROOT / folder).rglob("*.py"):
            if file.name != "nouns.py":
                yield from ast.walk(ast.parse(file.read_text(encoding="utf-8")))


def calls() -> list[ast.Call]:
    """All calls in the code of the interface."""
    return [node for node in nodes() if isinstance(node, ast.Call)]


def places(text: str) -> set[str]:
    """The names in braces."""
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def test_babel_finds_every_text_that_is_said(texts: update.Catalog) -> None:
    # On Python before 3.12 it looks into no f-string.
    known = {
        one for message in texts for one in ([message.id] if isinstance(message.id, str) else message.id)
    }
    said = [
        call.args[0].value
        for call in calls()
        if ast.unparse(call.func) in {"_", "N_", "ngettext"} and isinstance(call.args[0], ast.Constant)
    ]
    assert len(said) > 900
    assert [text for text in said if text not in known] == []


@pytest.mark.parametrize("language", OTHERS)
def test_a_catalogue_is_in_step_with_the_code_and_lacks_nothing(language: str, texts: update.Catalog) -> None:
    catalogue = update.updated(language, texts)
    assert (CATALOGUES / f"{language}.po").read_bytes() == update.written(catalogue), (
        "run python -m peace_ledger.languages.update"
    )
    assert list(update.missing(catalogue)) == []


def test_browsers_have_the_calendars_of_all_languages() -> None:
    script = update.CALENDARS.read_text(encoding="utf-8")
    assert script == update.calendars(), "run python -m peace_ledger.languages.update"
    assert re.findall(r'^  "(\w+)": {$', script, re.MULTILINE) == list(OTHERS)
    assert '"long": "{d} {MMMM} {y}\u202fг."' in script


@pytest.mark.parametrize("language", OTHERS)
def test_a_translation_has_the_values_of_its_text(language: str) -> None:
    with (CATALOGUES / f"{language}.po").open("rb") as file:
        catalogue = read_po(file, locale=language)
    wrong = [
        (message.id, form)
        for message in catalogue
        if message.id
        for form in ((message.string,) if isinstance(message.string, str) else message.string)
        for ids in [(message.id,) if isinstance(message.id, str) else message.id]
        if places(form) != places(ids[-1])
    ]
    assert wrong == []


def test_there_is_a_catalogue_for_each_language_and_no_other() -> None:
    assert sorted(file.stem for file in CATALOGUES.glob("*.po")) == sorted(OTHERS)


def test_nouns_have_a_place_for_their_number() -> None:
    assert [noun for noun, forms in NOUNS.items() if any(places(form) != {"count"} for form in forms)] == []


# The words of the data


def untranslated(folder: Path) -> list[Problem]:
    (found,) = check.check(folder).values()
    return [problem for problem in found if problem.rule == "untranslated"]


def test_the_curated_package_has_its_titles_and_labels_in_all_languages() -> None:
    package = descriptor.read(CURATED)
    assert package.languages == tuple(LANGUAGES)
    assert untranslated(CURATED) == []


def test_a_label_without_a_translation_is_named_and_shown_in_the_first_language(tmp_path: Path) -> None:
    folder = copy(tmp_path / "package")

    def lose(described: dict[str, object]) -> None:
        described["parties"][0].pop("label@ru")  # type: ignore[index]
        described["version"] = "2099.1.1"

    redescribe(folder, lose)
    (found,) = untranslated(folder)
    assert found.column == "parties.armenia"
    assert "label@ru" in found.message
    with speaking("ru"):
        assert [party.said("label") for party in descriptor.read(folder).parties] == [
            "Armenia",
            "Азербайджан",
        ]


def test_a_translation_that_is_no_text_is_refused_where_it_stands(tmp_path: Path) -> None:
    folder = copy(tmp_path / "package")
    redescribe(folder, lambda described: described["parties"][0].update({"label@hy": 7}))
    with pytest.raises(descriptor.InvalidDescriptor) as refused:
        descriptor.read(folder)
    assert [problem.column for problem in refused.value.problems] == ["parties[0].label@hy"]


def test_every_noun_that_is_counted_has_forms() -> None:
    counted = [call for call in calls() if ast.unparse(call.func).endswith("counted") and len(call.args) == 2]
    nouns = {call.args[1].value for call in counted if isinstance(call.args[1], ast.Constant)}
    assert len(nouns) > 20
    assert nouns - NOUNS.keys() == set()


def test_every_noun_is_counted_somewhere() -> None:
    said = {node.value for node in nodes() if isinstance(node, ast.Constant)}
    # The clock counts what it names elsewhere: "of reaction".
    assert [noun for noun in NOUNS if noun not in said and noun.removeprefix("of ") not in said] == []
