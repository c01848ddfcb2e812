"""Links that last: released versions are kept, found byte for byte, and shown with what changed since."""

import csv
import io
import json
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from peace_ledger import cli, filters, ledger, versions, wording
from peace_ledger import dataset as datasets
from peace_ledger.state import State
from tests.altered import GONE, NEW, copy, healthz, newer, redescribe, rewrite, serving
from tests.asked import ask
from tests.fixtures import CURATED, TODAY, CsvRows
from tests.packages import refusals
from tests.pages import PATHS, open_page, shown

KEPT = versions.names(CURATED)
OLD = KEPT[0]
Output = pytest.CaptureFixture[str]


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The curated package with its next version; the one before is kept."""
    folder = copy(tmp_path_factory.mktemp("package") / "ledger")
    newer(folder)
    return folder


@pytest.fixture(scope="module")
def served(package: Path) -> Iterator[Path]:
    """Pages and routes show that package."""
    with serving(package):
        yield package


def read(folder: Path, table: str) -> CsvRows:
    with (folder / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def counted() -> tuple[int, int]:
    """How many rows differ in all tables, and in reactions and coverage alone, counted on the CSV files."""
    codings = sum(
        row["reaction_id"] in {one["reaction_id"] for one in read(CURATED, "reactions")[-GONE:]}
        for row in read(CURATED, "codings")
    )
    return GONE + 1 + 1 + codings, GONE + 1 + 1


# Keeping


def test_the_curated_version_is_kept_as_it_is() -> None:
    live = datasets.load(CURATED)
    assert live.version in versions.names(CURATED)
    assert versions.problems(live) == []
    assert versions.orphans(CURATED) == []
    assert not versions.release(live).is_new


def test_a_release_is_the_same_everywhere_and_shares_what_did_not_change(tmp_path: Path) -> None:
    folders = [copy(tmp_path / name) for name in ("one", "two")]
    before = {file.name for file in (CURATED / "versions" / "objects").iterdir()}
    for folder in folders:
        digest = datasets.load(folder).digest
        newer(folder)
        live = datasets.load(folder)
        assert live.digest != digest
        assert versions.release(live) == versions.Release(NEW, is_new=True, tables=11, written=3)
        assert datasets.load(folder).digest == live.digest
    files = [
        {file.relative_to(folder): file.read_bytes() for file in (folder / "versions").rglob("*.*")}
        for folder in folders
    ]
    assert files[0] == files[1]
    kept = {path.name for path in files[0] if path.parent.name == "objects"}
    assert before < kept
    assert len(kept - before) == 3
    assert versions.names(folders[0]) == (NEW, *KEPT)
    assert datasets.find_packages(tmp_path) == folders
    assert cli.main(["check", str(folders[0])]) == 0


def test_what_is_kept_has_the_rows_of_the_files_in_their_order() -> None:
    kept = versions.load(CURATED, OLD)
    for table in kept.package.tables:
        columns = ", ".join(table.columns)
        with kept.database.cursor() as cursor:
            rows = cursor.execute(f"SELECT {columns} FROM {table.name} ORDER BY row").fetchall()
        written = [tuple(row[column] for column in table.columns) for row in read(CURATED, table.name)]
        assert [tuple(text(value) for value in row) for row in rows] == written


def text(value: Any) -> str:
    if isinstance(value, list):
        return ";".join(value)
    return str(value).lower() if isinstance(value, bool) else "" if value is None else str(value)


@pytest.mark.parametrize(
    "change",
    [
        lambda folder: rewrite(folder, "events", lambda rows: [rows[0] | {"place": "Elsewhere"}, *rows[1:]]),
        lambda folder: rewrite(folder, "commitment_updates", lambda rows: rows[::-1]),
        lambda folder: redescribe(folder, lambda package: package.update(title="Another title")),
    ],
    ids=["a cell", "the order", "a text"],
)
def test_a_version_is_never_replaced(change: Callable[[Path], None], tmp_path: Path, capsys: Output) -> None:
    folder = copy(tmp_path / "ledger")
    change(folder)
    before = {file: file.read_bytes() for file in (folder / "versions").rglob("*.*")}
    with pytest.raises(versions.Refused, match="is released already, and the package was changed since"):
        versions.release(datasets.load(folder))
    assert {file: file.read_bytes() for file in (folder / "versions").rglob("*.*")} == before
    assert cli.main(["check", str(folder)]) == 1
    assert capsys.readouterr().out.startswith("datapackage.json:-:version: is released already")


def test_the_command_says_what_it_did(tmp_path: Path, capsys: Output) -> None:
    folder = copy(tmp_path / "ledger")
    newer(folder)
    assert cli.main(["release", str(folder)]) == 0
    printed = capsys.readouterr().out
    assert printed.startswith(f"version {NEW} is kept: 3 tables written, 8 kept before\n")
    assert [f"{folder / name} is written" for name in ("CHANGELOG.md", "CITATION.cff")] == [
        line for line in printed.splitlines() if line.endswith("is written")
    ]
    assert cli.main(["release", str(folder)]) == 0
    assert capsys.readouterr().out == f"version {NEW} is kept already, just so\n"
    (folder / "reactions.csv").unlink()
    assert cli.main(["release", str(folder)]) == 1
    assert capsys.readouterr().out.startswith("reactions:-:-: the file is missing")


@pytest.mark.parametrize("version", ["../2027.1", "a/b", "x" * 65, ".", "2027 1"])
def test_a_version_that_cannot_name_a_file_is_refused(version: str, tmp_path: Path, capsys: Output) -> None:
    folder = copy(tmp_path / "ledger")
    redescribe(folder, lambda package: package.update(version=version))
    assert cli.main(["release", str(folder)]) == 1
    assert "cannot name a file: write it with letters" in capsys.readouterr().out
    assert versions.names(folder) == KEPT


def test_what_belongs_to_no_version_is_told_and_left(tmp_path: Path, capsys: Output) -> None:
    folder = copy(tmp_path / "ledger")
    stray = folder / "versions" / "objects" / f"{'0' * 64}.parquet"
    stray.write_bytes(b"stray")
    assert cli.main(["check", str(folder)]) == 0
    assert (
        f"versions/objects/{stray.name} belongs to no version; `release --prune`" in capsys.readouterr().err
    )
    assert cli.main(["release", str(folder)]) == 0
    assert stray.is_file()


def test_what_belongs_to_no_version_is_deleted_when_asked(tmp_path: Path, capsys: Output) -> None:
    folder = copy(tmp_path / "ledger")
    kept = {file: file.read_bytes() for file in (folder / "versions").rglob("*.*")}
    strays = [f"{'0' * 64}.parquet", f".{'1' * 64}.parquet.42.part"]
    for name in strays:
        (folder / "versions" / "objects" / name).write_bytes(b"stray")
    newer(folder)
    assert cli.main(["release", "--prune", str(folder)]) == 0
    printed = capsys.readouterr().out
    assert all(f"versions/objects/{name} belonged to no version and is deleted" in printed for name in strays)
    assert versions.orphans(folder) == []
    assert all(file.read_bytes() == content for file, content in kept.items())
    assert versions.problems(datasets.load(folder)) == []


def test_nothing_is_deleted_while_a_version_cannot_be_read(tmp_path: Path, capsys: Output) -> None:
    folder = copy(tmp_path / "ledger")
    newer(folder)
    cut(folder)
    before = set((folder / "versions" / "objects").iterdir())
    assert cli.main(["release", "--prune", str(folder)]) == 1
    told = capsys.readouterr()
    assert told.out.startswith(f"version {NEW} is kept: 3 tables written")
    assert f"versions/{OLD}.json:-:-: " in told.out
    assert "nothing was deleted; 1 problem" in told.err
    assert before < set((folder / "versions" / "objects").iterdir())


# Damage


def missing(folder: Path) -> None:
    largest(folder).unlink()


def truncated(folder: Path) -> None:
    largest(folder).write_bytes(largest(folder).read_bytes()[:-100])


def exchanged(folder: Path) -> None:
    first, second, *_ = sorted((folder / "versions" / "objects").iterdir())
    first.write_bytes(second.read_bytes())


def cut(folder: Path) -> None:
    file = folder / "versions" / f"{OLD}.json"
    file.write_bytes(file.read_bytes()[:1000])


def of_the_future(folder: Path) -> None:
    released(folder, lambda document: document.update(releaseForm=2))


def leading_out(folder: Path) -> None:
    def change(document: dict[str, Any]) -> None:
        document["resources"][0]["path"] = "../sources.parquet"

    released(folder, change)


def of_another_name(folder: Path) -> None:
    released(folder, lambda document: document.update(version="2020.1.1"))


def largest(folder: Path) -> Path:
    return max((folder / "versions" / "objects").iterdir(), key=lambda file: file.stat().st_size)


def released(folder: Path, change: Callable[[dict[str, Any]], None]) -> None:
    file = folder / "versions" / f"{OLD}.json"
    document = json.loads(file.read_text(encoding="utf-8"))
    change(document)
    file.write_text(json.dumps(document), encoding="utf-8")


DAMAGES = {
    missing: "cannot be read: No such file or directory; restore it from a copy",
    truncated: "is not what was released: its SHA-256 is not its name; restore it from a copy",
    exchanged: "is not what was released: its SHA-256 is not its name; restore it from a copy",
    cut: f"versions/{OLD}.json:-:-: ",
    of_the_future: "was not released by this program, which knows form 1: use the program that did",
    leading_out: "must be relative, use forward slashes and stay inside the package's folder",
    of_another_name: "is not the version that the file is named by",
}


@pytest.mark.parametrize("damage", DAMAGES, ids=lambda damage: damage.__name__)
def test_what_is_damaged_is_refused_and_the_latest_is_shown(
    damage: Callable[[Path], None],
    tmp_path: Path,
    capsys: Output,
    caplog: pytest.LogCaptureFixture,
) -> None:
    folder = copy(tmp_path / "ledger")
    # Of files that two versions share, both would be told.
    for version in KEPT[1:]:
        (folder / "versions" / f"{version}.json").unlink()
    newer(folder)
    damage(folder)
    assert cli.main(["check", str(folder)]) == 1
    line = "\n".join(refusals(capsys.readouterr().out))
    assert DAMAGES[damage] in line
    assert line.startswith(f"versions/{OLD}")
    reason = "this data version is kept here, but its files are damaged; the log of the server says where"
    with serving(folder):
        assert "unopened" not in healthz()[1]["process"][0]
        page = open_page("reactions", [("data", OLD), ("stance", "rejects")])
        assert f"Not taken over from the link: data = “{OLD}” ({reason})." in page.text
        assert page.query == [("stance", "rejects")]
        assert "older-version" not in str(page.session.main)
        refused = ask("/api/v1/tables/reactions.csv", ("data", OLD))
        status, health = healthz()
    assert refused.status == 503
    assert refused.headers["content-type"] == "application/problem+json"
    assert refused.headers["retry-after"] == "60"
    problem = json.loads(refused.body)
    assert problem["detail"].startswith(f"Data version {OLD} is kept here, but its files are damaged")
    assert "\n".join(problem["problems"]) == line
    assert str(folder) not in refused.body.decode()
    assert status == 200
    assert health["process"][0]["unopened"] == {OLD: reason}
    assert caplog.text.count(f"Data version {OLD} cannot be opened") == 1
    assert DAMAGES[damage] in caplog.text


@pytest.mark.parametrize(
    "path", ["/api/v1/", "/api/v1/cite/reactions.txt", "/preview/reactions.png", "/qr/reactions.svg"]
)
def test_no_route_answers_for_a_damaged_version(path: str, tmp_path: Path) -> None:
    folder = copy(tmp_path / "ledger")
    newer(folder)
    missing(folder)
    with serving(folder):
        assert ask(path, ("data", OLD)).status == 503
        assert ask(path).status == 200


def test_what_was_restored_is_opened_a_while_later(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = copy(tmp_path / "ledger")
    newer(folder)
    file = largest(folder)
    content = file.read_bytes()
    missing(folder)

    def status() -> int:
        return ask("/api/v1/tables/reactions.csv", ("data", OLD), method="HEAD").status

    with serving(folder):
        assert status() == 503
        file.write_bytes(content)
        assert status() == 503  # it was only just tried
        monkeypatch.setattr(ledger, "TRIED_AGAIN", 0)
        assert status() == 200
        assert "unopened" not in healthz()[1]["process"][0]
        assert open_page("reactions", [("data", OLD)]).query == [("data", OLD)]


def test_a_version_without_what_pages_need_is_refused(tmp_path: Path) -> None:
    folder = copy(tmp_path / "ledger")
    newer(folder)

    def older(document: dict[str, Any]) -> None:
        document["resources"] = [each for each in document["resources"] if each["name"] != "sources"]
        for schema in (resource["schema"] for resource in document["resources"]):
            keys = schema.get("foreignKeys", [])
            schema["foreignKeys"] = [key for key in keys if key["reference"].get("resource") != "sources"]

    released(folder, older)
    with serving(folder):
        page = open_page("", [("data", OLD)])
        answer = ask("/api/v1/tables/reactions.csv", ("data", OLD))
    assert not page.session.exception
    assert "lacks what the pages of today need" in page.text
    assert answer.status == 400
    assert "lacks what the pages of today need" in json.loads(answer.body)["parameters"][0]["reason"]
    assert page.query == []


# Showing


@pytest.mark.usefixtures("served")
@pytest.mark.parametrize("path", PATHS)
def test_pages_show_the_version_of_the_link_and_keep_it(path: str) -> None:
    old = open_page(path, [("data", OLD)])
    assert not old.session.exception
    assert old.query == [("data", OLD)]
    assert not old.session.warning
    everywhere, _ = counted()
    created = datasets.descriptor.read(CURATED).created
    assert created
    assert (
        f"You see **data version {OLD}** of {wording.day(created.date())}. The latest is "
        f"**data version {NEW}** of 1 January 2099: {everywhere} rows differ "
        f"(1 changed, 1 added since and {everywhere - 2} removed since); 1 definition differs." in old.text
    )
    links = [link.proto.query_string for link in old.session.get("page_link")]
    assert all(f"data={OLD}" in link for link in links)
    assert [f"data={OLD}" in link["href"] for link in old.head["pages"]] == [True] * len(old.head["pages"])
    with_take = [card for card in [*old.cards.values(), old.foot] if "take" in card]
    assert with_take
    for card in with_take:
        assert f"data={OLD}" in card["take"]["link"]
        for downloads in card["take"].get("groups", {}).values():
            assert all(f"data={OLD}" in download["query"] for download in downloads)


@pytest.mark.usefixtures("served")
def test_numbers_are_those_of_the_version() -> None:
    total = len(read(CURATED, "reactions"))
    for version, count in ((OLD, total), (NEW, total - GONE)):
        page = open_page("reactions", [("data", version)])
        assert f"{count} recorded reactions" in page.text
        assert page.query == [("data", version)]
        table = ask("/api/v1/tables/reactions.csv", ("data", version))
        assert len(list(csv.DictReader(io.StringIO(table.body.decode("utf-8-sig"))))) == count
        about = json.loads(ask("/api/v1/tables/reactions.json", ("data", version)).body)["about"]
        assert about["data_version"] == version
        assert f"data={version}" in about["permanent_link"]
        assert f"Data version {version}" in ask("/api/v1/cite/reactions.txt", ("data", version)).body.decode()
    tags = [ask("/api/v1/tables/actors.csv", ("data", one)).headers["etag"] for one in (OLD, NEW)]
    assert tags[0] != tags[1]


@pytest.mark.usefixtures("served")
def test_an_event_that_is_gone_is_found_in_its_version() -> None:
    gone = read(CURATED, "reactions")[-1]["reaction_id"]
    found = [
        gone in ask("/api/v1/tables/reactions.csv", ("data", version)).body.decode() for version in (OLD, NEW)
    ]
    assert found == [True, False]


@pytest.mark.usefixtures("served")
@pytest.mark.parametrize("version", ["2020.1.1", "../2026.11.1", "x" * 5000, ""])
def test_an_unknown_version_is_named_with_those_there_are(version: str) -> None:
    page = open_page("reactions", [("data", version)])
    reason = f"no data version that is kept here; there is {wording.listed((NEW, *KEPT), 8)}"
    assert reason in page.text
    assert page.query == []
    answer = ask("/api/v1/tables/reactions.csv", ("data", version))
    assert answer.status == 400
    assert json.loads(answer.body)["parameters"][0]["reason"] == reason


@pytest.mark.usefixtures("served")
def test_what_differs_is_listed_for_the_page_first() -> None:
    session = open_page("reactions", [("data", OLD), ("stance", "welcomes")]).session
    page = shown(session.toggle(key="what differs").set_value(True).run())
    everywhere, here = counted()
    listed = page.cards["differing_rows"]
    assert listed["title"] == "Rows of Reactions and Coverage that differ"
    assert (listed["subtitle"], len(listed["rows"])) == (f"{here} rows", here)
    others = page.cards["other_differing_rows"]
    assert len(others["rows"]) == everywhere - here
    changed = [row["cells"] for row in listed["rows"] if row["cells"][0] == "changed"]
    first = read(CURATED, "reactions")[0]
    assert changed == [
        [
            "changed",
            ["Reactions", first["reaction_id"]],
            [
                f'speaker_role: {first["speaker_role"] or "empty"} → a spokesperson, "it is said"',
                f"confidence: {first['confidence']} → low",
            ],
        ]
    ]
    removed = {row["cells"][1][1] for row in listed["rows"] if row["cells"][0] == "removed"}
    assert removed == {row["reaction_id"] for row in read(CURATED, "reactions")[-GONE:]}
    (definition,) = page.cards["differing_definitions"]["rows"]
    assert definition["cells"][0].startswith("parties[")


@pytest.mark.usefixtures("served")
def test_the_way_to_the_latest_keeps_the_rest() -> None:
    session = open_page("reactions", [("data", OLD), ("stance", "welcomes")]).session
    (button,) = [each for each in session.button if each.label == "Go to the latest version"]
    page = shown(button.click().run())
    assert page.query == [("stance", "welcomes")]
    assert "You see" not in page.text
    latest = open_page("reactions", [("stance", "welcomes")])
    assert page.cards == latest.cards
    assert page.text == latest.text


def test_readers_who_ask_at_once_wait_for_one_opening(package: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked, opening, go_on = [], threading.Event(), threading.Event()
    load = versions.load

    def slow(folder: Path, version: str) -> datasets.Dataset:
        asked.append(version)
        opening.set()
        assert go_on.wait(30)
        return load(folder, version)

    with serving(package):
        latest = ledger.current()
        monkeypatch.setattr(versions, "load", slow)
        with ThreadPoolExecutor(4) as readers:
            opened = [readers.submit(ledger.current, (), (OLD,)) for _ in range(4)]
            assert opening.wait(30)
            # Meanwhile nobody else waits.
            assert ledger.current() is latest
            assert ledger.current((), (NEW,)) is latest
            go_on.set()
            found = {id(one.result()) for one in opened}
    assert len(found) == 1
    assert asked == [OLD]


def test_a_kept_version_asks_for_no_more_than_the_last_few_in_memory(tmp_path: Path) -> None:
    folder = copy(tmp_path / "ledger")
    for number in range(ledger.OPEN_VERSIONS + 1):
        redescribe(folder, lambda package, number=number: package.update(version=f"2027.{number}"))
        versions.release(datasets.load(folder))
    with serving(folder):
        first = ledger.current((), ("2027.0",))
        assert ledger.current((), ("2027.0",)) is first
        for number in range(1, ledger.OPEN_VERSIONS):
            ledger.current((), (f"2027.{number}",))
        assert ledger.current((), ("2027.0",)) is first
        for version in (*(f"2027.{number}" for number in range(1, ledger.OPEN_VERSIONS)), OLD):
            ledger.current((), (version,))
        assert ledger.current((), ("2027.0",)) is not first
        # Who still reads the one that was put away goes on.
        rows = first.engine.rows("tables/reactions", filters.parameters(State(), TODAY))
        assert len(rows) == len(read(CURATED, "reactions"))


def test_diff_compares_folders_and_versions(package: Path, capsys: Output) -> None:
    everywhere, _ = counted()
    assert cli.main(["diff", f"{package}@{OLD}", str(package)]) == 1
    printed = capsys.readouterr()
    assert (
        f"{OLD} → {NEW}: rows 1 added, {everywhere - 2} removed, 1 changed; definitions 1 changed"
        in printed.err
    )
    assert "reactions: 4 rows differ" in printed.out
    assert cli.main(["diff", "--json", str(CURATED), str(package)]) == 1
    document = json.loads(capsys.readouterr().out)
    assert {table["table"] for table in document["tables"]} == {"reactions", "codings", "coverage"}
    assert document["same"] is False
    assert cli.main(["diff", str(CURATED), f"{package}@{OLD}"]) == 0


@pytest.mark.parametrize("other", ["{package}@2020.1.1", "no/such/folder", "{package}@../2026.11.1"])
def test_diff_of_what_is_not_there_is_wrong_usage(other: str, package: Path, capsys: Output) -> None:
    assert cli.main(["diff", str(package), other.format(package=package)]) == 2
    told = capsys.readouterr().err
    assert f"there are {OLD}" in told or "not found: there is no folder" in told or "cannot be read" in told
