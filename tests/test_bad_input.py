"""What is wrong with data or settings is told in the same lines by pages, `/healthz`, standard error and
`check`: what, where, and how to mend it.
"""

import json
import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

import app
from peace_ledger import cli
from peace_ledger.descriptor import FILE_NAME
from tests.altered import copy, healthz, redescribe, rewrite, serving
from tests.fixtures import CURATED, CsvRows
from tests.packages import refusals
from tests.pages import open_page
from tests.records import records
from tests.server import Server, running

Spoil = Callable[[Path], None]


def cut_descriptor(folder: Path) -> None:
    path = folder / FILE_NAME
    path.write_bytes(path.read_bytes()[:5000])


def wrong_descriptor(folder: Path) -> None:
    def spoil(package: dict[str, Any]) -> None:
        package["title"] = 7
        del package["resources"][0]["path"]

    redescribe(folder, spoil)


def without_table(folder: Path) -> None:
    def spoil(package: dict[str, Any]) -> None:
        package["resources"] = [each for each in package["resources"] if each["name"] != "sources"]
        for each in package["resources"]:
            each["schema"].pop("foreignKeys", None)

    redescribe(folder, spoil)


def without_column(folder: Path) -> None:
    def spoil(package: dict[str, Any]) -> None:
        schema = next(each for each in package["resources"] if each["name"] == "sources")["schema"]
        schema["fields"] = [field for field in schema["fields"] if field["name"] != "perspective"]

    redescribe(folder, spoil)
    path = folder / "sources.csv"
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    path.write_text("".join(re.sub(r",\w*(?=\n$)", "", line) for line in lines), encoding="utf-8")


def other_header(folder: Path) -> None:
    path = folder / "events.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("start_on", "began_on", 1), encoding="utf-8")


def latin_text(folder: Path) -> None:
    path = folder / "actors.csv"
    path.write_bytes(path.read_bytes().replace(b"\nanca,", b"\nanca,\xe9", 1))


def without_file(folder: Path) -> None:
    (folder / "releases.csv").unlink()


def cell(table: str, row: int, column: str, value: str) -> Spoil:
    """Put a value into a cell; rows count from 1."""

    def change(rows: CsvRows) -> CsvRows:
        rows[row - 1][column] = value
        return rows

    return lambda folder: rewrite(folder, table, change)


ADDRESS = "is not a web address that starts with https:// or http://"
PACKAGES: dict[str, tuple[Spoil, tuple[str, ...]]] = {
    "cut descriptor": (cut_descriptor, (f"{FILE_NAME}:-:-: invalid JSON: EOF while parsing",)),
    "wrong descriptor": (
        wrong_descriptor,
        (
            f'{FILE_NAME}:-:title: input should be a valid string ("7")',
            f"{FILE_NAME}:-:resources[0].path: is missing",
        ),
    ),
    "missing table": (
        without_table,
        (f"sources:-:-: this table is missing from {FILE_NAME}; the ledger needs it",),
    ),
    "missing column": (
        without_column,
        (f"sources:-:perspective: this column is missing from {FILE_NAME}; the ledger needs it",),
    ),
    "missing file": (
        without_file,
        (
            'releases:-:-: the file is missing ("releases.csv")',
            "releases:-:-: the cells of this table, and references to it, were not checked: mend its",
        ),
    ),
    "other header": (
        other_header,
        (
            "events:-:start_on: is missing from the header",
            "events:-:began_on: stands in the header but is no field of the table: remove it or describe it",
        ),
    ),
    "not UTF-8": (latin_text, ("actors:-:-: line 3 of the file is not UTF-8 text: save the file as UTF-8",)),
    "wrong type": (
        cell("events", 3, "start_on", "last spring"),
        ('events:3:start_on: is not a day written YYYY-MM-DD ("last spring")',),
    ),
    "unknown code": (
        cell("reactions", 2, "stance", "angry"),
        ("reactions:2:stance: is not in the code list; use one of supports, welcomes",),
    ),
    "lost reference": (
        cell("reactions", 5, "event_id", "no-such-event"),
        ('reactions:5:event_id: is no event_id of events ("no-such-event")',),
    ),
    "lost item": (
        cell("events", 1, "participants", "atlantis"),
        ('events:1:participants: has an item that is no actor_id of actors ("atlantis")',),
    ),
    "script as address": (
        cell("sources", 4, "url", "javascript:window.pwned=1"),
        (f'sources:4:url: {ADDRESS} ("javascript:window.pwned=1")',),
    ),
    "data as address": (
        cell("sources", 4, "url", "data:text/html,<script>window.pwned=1</script>"),
        (f"sources:4:url: {ADDRESS}",),
    ),
}


SERVED = ("cut descriptor", "missing table", "other header", "not UTF-8", "lost reference")
"""What a real server is shown, each in a package of its own."""


def told_by_health() -> list[str]:
    status, document = healthz()
    assert status == 503
    return list(document["problems"])


def told_by_page() -> list[str]:
    page = open_page("reactions")
    assert not page.session.exception
    assert page.session.title[0].value == "The ledger cannot be shown"
    return [block.value for block in page.session.code]


@pytest.mark.parametrize("kind", PACKAGES)
def test_a_bad_package_is_told_alike_everywhere(
    kind: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    spoil, expected = PACKAGES[kind]
    folder = copy(tmp_path / "package")
    spoil(folder)
    with serving(folder):
        told = told_by_health()
        assert told_by_page() == told
    assert told[0] == f"The data package in {folder} cannot be used:"
    for line in expected:
        assert [one for one in told if one.startswith(line)], (line, told)
    assert cli.main(["check", str(folder)]) == 1
    assert refusals(capsys.readouterr().out) == told[1:]


def no_folder(_place: Path) -> dict[str, str]:
    return {"PEACE_LEDGER_DATA": "/no/such/folder"}


def a_file(place: Path) -> dict[str, str]:
    shutil.copy(CURATED / "events.csv", place)
    return {"PEACE_LEDGER_DATA": str(place / "events.csv")}


def an_empty_folder(place: Path) -> dict[str, str]:
    return {"PEACE_LEDGER_DATA": str(place)}


def no_engine(_place: Path) -> dict[str, str]:
    return {"PEACE_LEDGER_DATA": str(CURATED), "PEACE_LEDGER_ENGINE": "foo"}


def no_setting(_place: Path) -> dict[str, str]:
    return {"PEACE_LEDGER_DATA": str(CURATED), "PEACE_LEDGER_ENGIN": "duckdb"}


@pytest.mark.parametrize(
    ("prepare", "expected"),
    [
        (
            no_folder,
            "PEACE_LEDGER_DATA is '/no/such/folder': there is no such folder; set it to a folder that",
        ),
        (
            a_file,
            "PEACE_LEDGER_DATA is '{place}/events.csv': there is no such folder; set it to a folder that",
        ),
        (
            an_empty_folder,
            "datapackage.json:-:-: not found: neither {place} nor a folder in it holds one; name",
        ),
        (no_engine, "PEACE_LEDGER_ENGINE is 'foo': there is no such engine; set it to duckdb, or to a"),
        (
            no_setting,
            "PEACE_LEDGER_ENGIN is 'duckdb': there is no such setting (did you mean PEACE_LEDGER_ENGINE",
        ),
    ],
)
def test_a_wrong_setting_is_told_by_page_and_health(
    prepare: Callable[[Path], dict[str, str]], expected: str, tmp_path: Path
) -> None:
    variables = prepare(tmp_path)
    with serving(Path(variables.pop("PEACE_LEDGER_DATA")), **variables):
        told = told_by_health()
        assert told_by_page() == told
    assert [line for line in told if line.startswith(expected.format(place=tmp_path))], told


def test_a_page_shows_the_first_lines_of_many_and_says_where_all_are(tmp_path: Path) -> None:
    folder = copy(tmp_path / "package")
    rewrite(folder, "reactions", lambda rows: [row | {"stance": "angry"} for row in rows])
    with serving(folder):
        told = told_by_health()
        page = open_page("")
    assert len(told) > 200
    assert [block.value for block in page.session.code] == told[:20]
    assert f"and {len(told) - 20} lines more" in page.text
    assert "python -m peace_ledger check" in page.text


# A real server


@pytest.fixture(scope="module")
def broken(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Server, Path]]:
    """A server of a folder in which all packages but one are bad, and that folder."""
    root = tmp_path_factory.mktemp("processes")
    copy(root / "a-good-one")
    for kind in SERVED:
        spoil, _ = PACKAGES[kind]
        spoil(copy(root / kind.replace(" ", "-")))
    log = tmp_path_factory.mktemp("log") / "log.txt"
    with running(log, env={"PEACE_LEDGER_DATA": str(root)}) as server:
        yield server, root


def test_the_server_tells_all_of_all_packages(
    broken: tuple[Server, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    server, root = broken
    answer = server.ask("/healthz")
    told = json.loads(answer.body)["problems"]
    assert answer.status == 503
    heads = [f"The data package in {root / kind.replace(' ', '-')} cannot be used:" for kind in SERVED]
    assert sorted(line for line in told if line.endswith("cannot be used:")) == sorted(heads)
    assert cli.main(["check", str(root)]) == 1
    checked = [line.split("/", 1)[1] for line in refusals(capsys.readouterr().out)]
    assert checked == [line for line in told if line not in heads]
    (logged,) = (one for one in records(server) if one["level"] == "ERROR")
    assert logged["message"] == app.start_message(tuple(told))
    assert "traceback" not in logged


@pytest.mark.browser
def test_the_page_of_a_server_without_data_explains_and_shows_no_traceback(
    broken: tuple[Server, Path], browser: Browser
) -> None:
    server, _ = broken
    told = json.loads(server.ask("/healthz").body)["problems"]
    context = browser.new_context()
    page = context.new_page()
    page.goto(f"{server.url}/reactions?stance=rejects")
    expect(page.get_by_role("heading", name="The ledger cannot be shown")).to_be_visible()
    shown = page.get_by_test_id("stCode").locator("code")
    expect(shown).to_have_text(told)
    assert page.get_by_test_id("stException").count() == 0
    assert "Traceback" not in page.content()
    context.close()
