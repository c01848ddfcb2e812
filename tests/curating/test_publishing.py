"""A version made public: numbers that follow each other, a descriptor changed in two lines, a changelog that
says what differs, a citation file.
"""

import json
import re
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml  # type: ignore[import-untyped]
from hypothesis import given
from hypothesis import strategies as st

from peace_ledger import dataset as datasets
from peace_ledger import versions
from peace_ledger.curating import publishing
from peace_ledger.curating.publishing import CHANGELOG, CITATION, following
from peace_ledger.descriptor import FILE_NAME
from tests.altered import NEW, copy, newer, redescribe, rewrite
from tests.fixtures import CURATED, CsvRows

OLD = datasets.descriptor.read(CURATED).version
DAY = date(2026, 11, 30)
LATER = date(2026, 12, 2)
KEPT = versions.names(CURATED)
NEXT, FIRST = following(OLD, KEPT, LATER), KEPT[-1]


def elsewhere(rows: CsvRows) -> CsvRows:
    return [rows[0] | {"place": "Else|where *there*"}, *rows[1:]]


# Numbers


@pytest.mark.parametrize(
    ("version", "taken", "day", "next_one"),
    [
        ("2026.11.1", ["2026.11.1"], DAY, "2026.11.2"),
        ("2026.11.1", ["2026.11.1", "2026.11.9", "2026.11.10"], DAY, "2026.11.11"),
        ("2026.11.4", ["2026.11.4"], date(2027, 2, 1), "2027.2.1"),
        ("0.1.0", ["0.1.0"], DAY, "0.1.1"),
        ("1.9", ["1.9", "1.10"], DAY, "1.11"),
        ("v2-draft", [], DAY, "v3-draft"),
    ],
)
def test_the_next_number(version: str, taken: list[str], day: date, next_one: str) -> None:
    assert following(version, taken, day) == next_one


def test_a_version_without_a_number_has_no_next_one() -> None:
    with pytest.raises(versions.Refused, match="name one by --version"):
        following("draft", [], DAY)


@given(st.from_regex(r"\A[0-9a-z]{1,4}[.-][0-9]{1,6}[a-z]?\Z"), st.sets(st.from_regex(r"\A1\.[0-9]{1,2}\Z")))
def test_the_next_number_is_free_and_can_name_a_file(version: str, taken: set[str]) -> None:
    raised = following(version, [*taken, version], DAY)
    assert raised not in {*taken, version}
    assert versions.is_name(raised)


# What a release does


def test_what_was_changed_gets_the_next_number(tmp_path: Path) -> None:
    folder = copy(tmp_path / "ledger")
    rewrite(folder, "events", elsewhere)
    before = (folder / FILE_NAME).read_text(encoding="utf-8").splitlines()
    done = publishing.publish(folder, LATER)
    assert (done.raised_from, done.kept.version, done.kept.is_new) == (OLD, NEXT, True)
    after = (folder / FILE_NAME).read_text(encoding="utf-8").splitlines()
    changed = [(one, other) for one, other in zip(before, after, strict=True) if one != other]
    assert [other.strip() for _, other in changed] == [
        f'"version": "{NEXT}",',
        '"created": "2026-12-02T00:00:00Z",',
    ]
    assert versions.names(folder) == (NEXT, *KEPT)
    assert versions.problems(datasets.load(folder)) == []


def test_a_name_that_is_given_is_taken(tmp_path: Path) -> None:
    folder = copy(tmp_path / "ledger")
    assert publishing.publish(folder, LATER, "2027.1").kept.version == "2027.1"
    assert publishing.publish(folder, LATER, "2027.1").kept.is_new is False
    with pytest.raises(versions.Refused, match="is kept already, and is never replaced"):
        publishing.publish(folder, LATER, OLD)
    with pytest.raises(versions.Refused, match="cannot name a file"):
        publishing.publish(folder, LATER, "a/b")


@pytest.mark.parametrize(
    "layout", [{"indent": 4}, {"separators": (",", ":")}, {"ensure_ascii": True, "indent": "\t"}]
)
def test_a_descriptor_keeps_its_layout(tmp_path: Path, layout: dict[str, Any]) -> None:
    folder = copy(tmp_path / "ledger")
    document = json.loads((folder / FILE_NAME).read_text(encoding="utf-8"))
    # A name of a part that is the same must not be taken for it.
    document["resources"][0]["version"] = OLD
    document = {"resources": document.pop("resources"), **document}
    (folder / FILE_NAME).write_text(json.dumps(document, **layout), encoding="utf-8")
    rewrite(folder, "events", elsewhere)
    publishing.publish(folder, LATER)
    wanted = {**document, "version": NEXT, "created": "2026-12-02T00:00:00Z"}
    assert (folder / FILE_NAME).read_text(encoding="utf-8") == json.dumps(wanted, **layout)


def test_the_changelog_says_what_differs_and_grows_at_its_top(tmp_path: Path) -> None:
    folder = copy(tmp_path / "ledger")
    publishing.publish(folder, LATER)
    first = (folder / CHANGELOG).read_text(encoding="utf-8")
    assert f"## {FIRST} (2026-11-24)\n\nThe first version.\n" in first
    assert "- Reactions: 298 rows\n" in first
    newer(folder)
    publishing.publish(folder, LATER)
    second = (folder / CHANGELOG).read_text(encoding="utf-8")
    assert re.findall(r"^## (\S+)", second, re.MULTILINE) == [NEW, *KEPT]
    assert second.endswith(first.partition("\n## ")[2])
    entry = second.partition(f"## {NEW}")[2].partition("\n## ")[0]
    assert f"Since {OLD}:\nRows 1 added, 9 removed, 1 changed; definitions 1 changed.\n" in entry
    assert entry.count("- Removed ") == 9
    assert '`confidence` "' in entry
    assert "### Coverage\n\n- Added `" in entry
    written = {name: (folder / name).read_bytes() for name in (CHANGELOG, CITATION)}
    assert publishing.publish(folder, LATER).written == ()
    assert {name: (folder / name).read_bytes() for name in (CHANGELOG, CITATION)} == written


def test_texts_of_rows_are_no_markup_of_the_changelog(tmp_path: Path) -> None:
    folder = copy(tmp_path / "ledger")
    publishing.publish(folder, LATER)
    rewrite(folder, "events", lambda rows: [rows[0] | {"title": "<b>`#` [x](y)</b> | *z*"}, *rows[1:]])
    publishing.publish(folder, LATER)
    (line,) = (
        one for one in (folder / CHANGELOG).read_text(encoding="utf-8").splitlines() if "`title`" in one
    )
    assert r"\<b\>\`\#\` \[x\](y)\</b\> \| \*z\*" in line


def test_many_rows_are_counted_and_not_all_listed(tmp_path: Path) -> None:
    folder = copy(tmp_path / "ledger")
    publishing.publish(folder, LATER)
    rewrite(folder, "codings", lambda _: [])
    publishing.publish(folder, LATER)
    text = (folder / CHANGELOG).read_text(encoding="utf-8")
    assert text.count("- Removed ") == 50
    assert "- 546 more rows were removed.\n" in text


def test_the_citation_file_says_who_what_and_under_what_terms(tmp_path: Path) -> None:
    folder = copy(tmp_path / "ledger")
    redescribe(folder, lambda package: package.update(contributors=[{"title": "A team: of “coders”"}]))
    publishing.publish(folder, LATER)
    said = yaml.safe_load((folder / CITATION).read_text(encoding="utf-8"))
    package = datasets.descriptor.read(folder)
    assert said["cff-version"] == "1.2.0"
    assert (said["type"], said["title"], said["version"]) == ("dataset", package.title, package.version)
    assert said["date-released"] == LATER
    assert said["authors"] == [{"name": "A team: of “coders”"}]
    assert said["license"] == "CC-BY-4.0"
    assert "prisoner release" in said["keywords"]


@pytest.mark.parametrize(
    "spoil",
    [
        lambda folder: (folder / "events.csv").unlink(),
        lambda folder: rewrite(folder, "events", lambda rows: [rows[0] | {"kind": "feast"}, *rows[1:]]),
    ],
)
def test_nothing_is_published_of_a_package_that_is_not_valid(
    tmp_path: Path, spoil: Callable[[Path], None]
) -> None:
    folder = copy(tmp_path / "ledger")
    spoil(folder)
    before = {file: file.read_bytes() for file in folder.rglob("*.*") if file.is_file()}
    with pytest.raises(datasets.InvalidPackage):
        publishing.publish(folder, LATER)
    assert {file: file.read_bytes() for file in folder.rglob("*.*") if file.is_file()} == before
