"""The guide for coders holds to what it speaks of: columns and codes are the template's, examples are rows of
the curated package, rules are those of `check`, and nobody is named.
"""

import csv
import json
import re
from functools import cache
from pathlib import Path

import pytest

from docs.coding import fill
from peace_ledger import descriptor
from peace_ledger.check_rules import RULES
from peace_ledger.curating import scaffold
from peace_ledger.descriptor import Package

ROOT = Path(__file__).parent.parent
CURATED = ROOT / "data" / "armenia-azerbaijan"
PAGES = {page.stem: page.read_text(encoding="utf-8") for page in fill.pages()}
INDEX = "README"

_CODE = re.compile(r"(?<!`)`([^`\n]+)`(?!`)")
_EXAMPLE = re.compile(r"`([a-z0-9-]+)` \(`([a-z_]+)`\)")
_FOUND_BY = re.compile(r"\| mistake \| found by \|\n\| --- \| --- \|\n((?:\|.*\|\n)+)")
_LINK = re.compile(r"\]\(([^)#]+)\)")
_COMMANDS = {"check", "diff", "release", "import"}
_LITERALS = re.compile(r"python -m [\w.]+( curate DIR)?|\d{4}-\d\d-\d\d|-2")


@cache
def package() -> Package:
    return descriptor.read(CURATED)


@cache
def rows(table: str) -> dict[str, dict[str, str]]:
    """The rows of a curated table whose keys are one column, by key."""
    key = package().table(table).layout.primary_key or ()
    with (CURATED / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return {row[key[0]]: row for row in csv.DictReader(file)} if len(key) == 1 else {}


@cache
def examples() -> dict[str, dict[str, str]]:
    """All curated rows that can be quoted by an id."""
    return {key: row for table in fill.tables() for key, row in rows(table).items()}


@cache
def codes() -> frozenset[str]:
    columns = [field for table in (*fill.tables().values(), *package().tables) for field in table.fields]
    return frozenset(("true", "false", *(code for column in columns for code in column.codes)))


def own_words(text: str) -> str:
    """A page without what is generated and without its commands."""
    text = re.sub(r"<!-- columns: .*?<!-- end of columns -->", "", text, flags=re.DOTALL)
    return re.sub(r"```.*?```", "", text, flags=re.DOTALL)


def test_every_table_has_a_page_that_the_index_leads_to() -> None:
    assert set(PAGES) == {INDEX, *fill.tables()}
    linked = [Path(link).stem for link in _LINK.findall(PAGES[INDEX]) if "/" not in link]
    assert set(linked) >= set(fill.tables())


@pytest.mark.parametrize("name", PAGES)
def test_columns_and_codes_are_those_of_the_template(name: str) -> None:
    text = PAGES[name]
    marks = re.findall(r"<!-- columns: (\w+) -->", text)
    assert marks == ([] if name == INDEX else [name])
    assert fill.filled(text) == text, "write it anew: python -m docs.coding.fill"


def test_a_column_that_is_no_longer_there_is_noticed() -> None:
    text = PAGES["disputes"]
    line = next(line for line in text.splitlines() if line.startswith("| `claim` | yes |"))
    assert fill.filled(text.replace(line, line.replace("claim", "answer"))) == text


@pytest.mark.parametrize("name", PAGES)
def test_what_is_set_as_code_exists(name: str) -> None:
    columns = {field.name for table in fill.tables().values() for field in table.fields}
    known = {*fill.tables(), *columns, *codes(), *RULES, *examples(), *_COMMANDS}
    tokens = _CODE.findall(own_words(PAGES[name]))
    assert tokens
    assert [one for one in tokens if one not in known and not _LITERALS.fullmatch(one)] == []


@pytest.mark.parametrize("name", PAGES)
def test_an_example_has_the_code_that_is_said_of_it(name: str) -> None:
    found = _EXAMPLE.findall(own_words(PAGES[name]))
    assert [(key, code) for key, code in found if code not in examples()[key].values()] == []


@pytest.mark.parametrize("name", fill.tables())
def test_mistakes_are_found_by_rules_of_check(name: str) -> None:
    (table,) = _FOUND_BY.findall(PAGES[name])
    named = [rule for line in table.splitlines() for rule in _CODE.findall(line.split("|")[2])]
    assert len(named) >= 3
    assert [rule for rule in named if rule not in RULES] == []


@pytest.mark.parametrize("name", [name for name in fill.tables() if rows(name)])
def test_a_page_has_examples_of_its_own_table(name: str) -> None:
    quoted = set(_CODE.findall(own_words(PAGES[name])))
    assert len(quoted & rows(name).keys()) >= 5


@pytest.mark.parametrize("name", PAGES)
def test_links_lead_somewhere(name: str) -> None:
    for link in _LINK.findall(PAGES[name]):
        assert (fill.FOLDER / link).exists(), link


def test_nobody_is_named() -> None:
    persons = {row["speaker"] for row in rows("reactions").values()} - {""}
    # A person who is an actor has their name before a comma, and speaks.
    own = {key for key, row in rows("actors").items() if row["name"].split(",")[0] in persons}
    assert persons
    assert own
    text = "\n".join(own_words(page) for page in PAGES.values())
    assert [name for name in persons if name in text] == []
    assert [key for key in own if key in text] == []


def test_the_guide_is_led_to() -> None:
    assert "(coding/README.md)" in (ROOT / "docs" / "new-process.md").read_text(encoding="utf-8")
    assert "(docs/coding/README.md)" in (ROOT / "README.md").read_text(encoding="utf-8")


def test_the_template_is_read_as_it_is_written() -> None:
    document = json.loads((scaffold.TEMPLATE / "datapackage.json").read_text(encoding="utf-8"))
    assert list(fill.tables()) == [resource["name"] for resource in document["resources"]]
