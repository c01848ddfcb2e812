"""Packages with a table too large for memory: built, served from files, and what goes wrong in between."""

import fcntl
import json
import os
import resource
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import duckdb
import pytest

from benchmarks import synthetic
from peace_ledger import built_parts, cli, codebook, dataset, engine
from peace_ledger.dataset import Dataset, NotBuilt
from peace_ledger.descriptor import FILE_NAME
from tests import altered
from tests.packages import refusals

Output = pytest.CaptureFixture[str]

ROWS, FILE_ROWS, CURATED_ROWS = 3_000, 1_000, 298
TOTAL = CURATED_ROWS + ROWS
TOLD = "reactions:-:-: has more than the 500 rows that are read into memory, and "
# The program with a lower limit, in a process of its own.
PROGRAM = (
    "import sys; from peace_ledger import built_parts, cli; built_parts.MOST_IN_MEMORY = 500;"
    " sys.exit(cli.main())"
)


@pytest.fixture(scope="module")
def pristine(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A package of four files of reactions, not built."""
    folder = tmp_path_factory.mktemp("large") / "package"
    synthetic.write(folder, ROWS, file_rows=FILE_ROWS)
    return folder


@pytest.fixture
def package(pristine: Path, tmp_path: Path) -> Path:
    """A copy of it for one test."""
    return Path(shutil.copytree(pristine, tmp_path / "package"))


@pytest.fixture(autouse=True)
def _limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(built_parts, "MOST_IN_MEMORY", 500)


@pytest.fixture
def built(package: Path) -> Path:
    assert cli.main(["build", str(package)]) == 0
    return package


def in_memory(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Dataset:
    """The package read the usual way."""
    with monkeypatch.context() as patch:
        patch.setattr(built_parts, "MOST_IN_MEMORY", TOTAL * 10)
        return dataset.load(folder)


def rows(loaded: Dataset, relation: str) -> list[tuple[Any, ...]]:
    return loaded.database.sql(f"FROM ({relation}) ORDER BY ALL").fetchall()


def manifest(folder: Path) -> dict[str, Any]:
    document: dict[str, Any] = json.loads((folder / "built" / "manifest.json").read_text())
    return document


def written(folder: Path) -> dict[str, int]:
    """The files of all parts and when they were written."""
    built = folder / "built"
    return {
        str(file.relative_to(built)): file.stat().st_mtime_ns
        for file in built.rglob("*")
        if file.is_file() and file.parent != built
    }


def append(folder: Path, name: str, change: str = "reaction_id || '-more' AS reaction_id") -> None:
    """Add a file with ten reactions like the first of the invented ones, or put it in place of another."""
    (folder / "reactions" / name).unlink(missing_ok=True)
    duckdb.sql(
        f"COPY (SELECT * REPLACE ({change}) FROM '{folder}/reactions/0001.parquet' LIMIT 10)"
        f" TO '{folder}/reactions/{name}'"
    )


def fault(folder: Path) -> str:
    """The one line with which a package that is not built is refused."""
    with pytest.raises(NotBuilt) as caught:
        dataset.load(folder)
    (problem,) = caught.value.problems
    line = str(problem)
    assert line.startswith(TOLD)
    assert line.endswith(f": run `python -m peace_ledger build {folder}`")
    return line.removeprefix(TOLD).removesuffix(f": run `python -m peace_ledger build {folder}`")


# A build and what is served from it


def test_a_built_package_is_exactly_what_it_is_in_memory(
    built: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stored, loaded = dataset.load(built), in_memory(built, monkeypatch)
    assert stored.stored == {"reactions"}
    assert loaded.stored == frozenset()
    assert (stored.digest, stored.version, stored.days) == (loaded.digest, loaded.version, loaded.days)
    for table in stored.package.tables:
        described = f"DESCRIBE {table.name}"
        types = [column[:2] for column in stored.database.sql(described).fetchall()]
        assert types == [column[:2] for column in loaded.database.sql(described).fetchall()]
        assert rows(stored, f"FROM {table.name}") == rows(loaded, f"FROM {table.name}")
    cells = """
        SELECT * EXCLUDE (reactions, last_row),
            CAST(sum(reactions) AS BIGINT) AS reactions, max(last_row) AS last_row
        FROM cells_reactions GROUP BY ALL
    """
    assert rows(stored, cells) == rows(loaded, built_parts.cells_query())


def test_every_query_has_the_same_rows_over_a_build(built: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stored = engine.open_engine(dataset.load(built))
    loaded = engine.open_engine(in_memory(built, monkeypatch))
    asked = [
        name
        for name, query in stored.queries.items()
        if not name.startswith(("cells/", "ledger/")) and set(query.own_parameters) <= query.optional
    ]
    assert len(asked) > 50
    for name in asked:
        found, expected = stored.rows(name, {}), loaded.rows(name, {})
        if name.startswith("filtered/"):
            found, expected = sorted(map(repr, found)), sorted(map(repr, expected))  # type: ignore[assignment]
        assert found == expected, name


def test_the_rows_of_a_part_are_sorted_by_day(built: Path) -> None:
    made = manifest(built)["parts"]
    assert [part["rows"] for part in made] == [CURATED_ROWS, FILE_ROWS, FILE_ROWS, FILE_ROWS]
    before = 0
    for part in made:
        file = built / "built" / part["key"] / "rows.parquet"
        found = duckdb.sql(f"SELECT reacted_on, row FROM '{file}'").fetchall()
        assert found == sorted(found, key=lambda one: (one[0] is None, one[0], one[1]))
        assert sorted(row for _, row in found) == list(range(before + 1, before + part["rows"] + 1))
        before += part["rows"]


def test_nothing_is_read_again_at_a_start_and_no_other_file_can_be_read(built: Path) -> None:
    source = built / "reactions" / "0002.parquet"
    state = source.stat()
    # All but the end, where Parquet says how many rows there are.
    source.write_bytes(bytes(state.st_size // 2) + source.read_bytes()[state.st_size // 2 :])
    os.utime(source, ns=(state.st_atime_ns, state.st_mtime_ns))
    loaded = dataset.load(built)
    assert loaded.database.sql("SELECT count(*) FROM reactions").fetchall() == [(TOTAL,)]
    for sql in (f"FROM '{built}/reactions/0001.parquet'", f"COPY (SELECT 1) TO '{built}/x.csv'"):
        with pytest.raises(duckdb.PermissionException):
            loaded.database.execute(sql)


def test_files_with_another_time_but_the_same_content_still_fit(built: Path) -> None:
    for file in built.rglob("*.*"):
        os.utime(file, (1, 1))
    assert dataset.load(built).stored


def test_names_and_paths_with_quotes_stay_names_and_paths(pristine: Path, tmp_path: Path) -> None:
    column = 'x"; DROP TABLE actors; --'
    package = Path(shutil.copytree(pristine, tmp_path / 'it\'s "odd"'))
    for file in (package / "reactions").iterdir():
        with_column = duckdb.read_parquet(str(file)).project("""*, 'said' AS "x""; DROP TABLE actors; --" """)
        with_column.write_parquet(f"{file}.new")
        Path(f"{file}.new").rename(file)
    document = json.loads((package / FILE_NAME).read_text())
    reactions = next(table for table in document["resources"] if table["name"] == "reactions")
    reactions["schema"]["fields"].append({"name": column, "type": "string"})
    (package / FILE_NAME).write_text(json.dumps(document))
    assert cli.main(["build", str(package)]) == 0
    opened = engine.open_engine(dataset.load(package))
    told = next(entry for entry in codebook.entries(opened.dataset) if entry.table.name == "reactions")
    assert {one.field.name: one.filled for one in told.columns}[column] == TOTAL
    assert rows(opened.dataset, "SELECT count(*) > 100 FROM actors") == [(True,)]


def test_a_small_package_needs_no_build(tmp_path: Path, capsys: Output) -> None:
    folder = altered.copy(tmp_path / "package")
    assert cli.main(["build", str(folder)]) == 0
    assert capsys.readouterr().out == f"{folder}: valid, and small enough to be served without a build\n"
    assert not (folder / "built").exists()


# What is built anew


def test_an_appended_file_makes_one_part_and_leaves_the_others(built: Path) -> None:
    before = written(built)
    append(built, "0004.parquet")
    assert fault(built) == "was built before reactions/0004.parquet changed"
    assert cli.main(["build", str(built)]) == 0
    after = written(built)
    assert {file: after[file] for file in before} == before
    assert len({file.partition("/")[0] for file in after.keys() - before.keys()}) == 1
    loaded = dataset.load(built)
    assert loaded.database.sql("SELECT count(*), max(row) FROM reactions").fetchall() == [
        (TOTAL + 10, TOTAL + 10)
    ]
    assert loaded.database.sql("SELECT sum(reactions) FROM cells_reactions").fetchall() == [(TOTAL + 10,)]


def test_a_changed_small_table_asks_for_a_build_that_keeps_all_parts(built: Path) -> None:
    before = written(built)
    altered.rewrite(built, "events", lambda lines: [{**line, "place": "Elsewhere"} for line in lines])
    assert fault(built) == "was built before events.csv changed"
    assert cli.main(["build", str(built)]) == 0
    assert written(built) == before
    assert dataset.load(built).database.sql("SELECT DISTINCT place FROM events").fetchall() == [
        ("Elsewhere",)
    ]


def test_parts_stay_for_one_build_more_for_servers_that_run_on_them(built: Path) -> None:
    served = dataset.load(built)
    first = {part["key"] for part in manifest(built)["parts"]}
    (built / "reactions" / "0003.parquet").unlink()
    assert cli.main(["build", str(built)]) == 0
    assert cli.main(["build", str(built)]) == 0
    assert served.database.sql("SELECT count(*) FROM reactions").fetchall() == [(TOTAL,)]
    append(built, "0002.parquet")
    assert cli.main(["build", str(built)]) == 0
    kept = {folder.name for folder in (built / "built").iterdir() if folder.is_dir()}
    dropped = first - kept
    assert len(dropped) == 1
    assert kept == {part["key"] for part in manifest(built)["parts"]} | set(manifest(built)["before"])


def test_cells_that_were_counted_otherwise_are_made_anew(built: Path) -> None:
    document = manifest(built)
    (built / "built" / "manifest.json").write_text(json.dumps({**document, "cells_query": "0" * 64}))
    assert fault(built) == "was built by a version of this program that counted otherwise"
    assert cli.main(["build", str(built)]) == 0
    assert dataset.load(built).stored


@pytest.mark.parametrize("text", ["", "{}", '{"form": 2}', "[]", "\0"])
def test_a_manifest_that_cannot_be_understood_asks_for_a_build(built: Path, text: str) -> None:
    (built / "built" / "manifest.json").write_text(text)
    assert fault(built) == "has a build that is damaged, or of another version of this program"
    assert cli.main(["build", str(built)]) == 0
    assert dataset.load(built).stored


def truncate(file: Path) -> None:
    file.write_bytes(file.read_bytes()[:-1])


def flip(file: Path) -> None:
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 0xFF
    file.write_bytes(bytes(content))


@pytest.mark.parametrize(
    ("name", "harm", "told"),
    [
        ("rows.parquet", truncate, "has a damaged file in its build, {place}"),
        ("cells.parquet", flip, "has a damaged file in its build, {place}"),
        ("rows.parquet", Path.unlink, "has a file in its build that cannot be read, {place}: No such file"),
        ("cells.parquet", Path.unlink, "has a file in its build that cannot be read, {place}: No such file"),
    ],
)
def test_a_damaged_part_is_told_never_read_and_made_anew(
    built: Path, name: str, harm: Any, told: str
) -> None:
    key = manifest(built)["parts"][1]["key"]
    harm(built / "built" / key / name)
    assert fault(built).startswith(told.format(place=f"{key}/{name}"))
    assert cli.main(["build", str(built)]) == 0
    assert dataset.load(built).database.sql("SELECT count(*) FROM reactions").fetchall() == [(TOTAL,)]


# What is refused


def refused(folder: Path, capsys: Output) -> list[str]:
    """The problems with which a build is refused; `check` tells the same, and the last build stays."""
    before = (folder / "built" / "manifest.json").read_bytes()
    capsys.readouterr()
    assert cli.main(["build", str(folder)]) == 1
    told = refusals(capsys.readouterr().out)
    assert (folder / "built" / "manifest.json").read_bytes() == before
    assert cli.main(["check", str(folder)]) == 1
    assert refusals(capsys.readouterr().out) == told
    return told


def test_a_package_that_is_not_built_can_be_checked(package: Path, capsys: Output) -> None:
    assert fault(package) == "was not built"
    assert cli.main(["check", str(package)]) == 0
    append(package, "0004.parquet", "'nowhere' AS event_id, reaction_id || '-more' AS reaction_id")
    capsys.readouterr()
    assert cli.main(["check", str(package)]) == 1
    told = refusals(capsys.readouterr().out)
    assert len(told) == 10
    assert told[0].startswith(f"reactions:{TOTAL + 1}:event_id: is no event_id of events")
    assert not (package / "built").exists()


def test_faulty_rows_are_named_by_their_place_in_the_whole_table(built: Path, capsys: Output) -> None:
    append(built, "0004.parquet", "'shrugs' AS stance, reaction_id || '-more' AS reaction_id")
    told = refused(built, capsys)
    assert [line.split(":")[:3] for line in told] == [
        ["reactions", str(TOTAL + place), "stance"] for place in range(1, 11)
    ]


def test_an_id_of_an_older_file_is_found_again(built: Path, capsys: Output) -> None:
    append(built, "0004.parquet", "reaction_id AS reaction_id")
    told = refused(built, capsys)
    assert len(told) == 10
    first = CURATED_ROWS + 1
    assert told[0].startswith(
        f"reactions:{TOTAL + 1}:reaction_id: must stand only once; it stands already in row {first} "
    )


def test_ids_are_found_twice_after_a_build_that_was_refused(built: Path, capsys: Output) -> None:
    append(built, "0004.parquet", "reaction_id AS reaction_id")
    assert refused(built, capsys) == refused(built, capsys)


def test_references_from_and_to_unchanged_files_are_checked_again(built: Path, capsys: Output) -> None:
    lost = duckdb.sql(f"SELECT source_id FROM '{built}/reactions/0002.parquet' LIMIT 1").fetchall()[0][0]
    altered.rewrite(built, "sources", lambda lines: [line for line in lines if line["source_id"] != lost])
    altered.rewrite(built, "codings", lambda lines: [{**lines[0], "reaction_id": "nobodys"}, *lines])
    told = refused(built, capsys)
    assert told.pop().startswith("codings:1:reaction_id: is no reaction_id of reactions")
    assert told
    assert all("is no source_id of sources" in line and lost in line for line in told)


def test_a_file_that_cannot_be_read_is_named(built: Path, capsys: Output) -> None:
    file = built / "reactions" / "0002.parquet"
    content = file.read_bytes()
    truncate(file)
    assert any("is not a Parquet file that can be read" in line for line in refused(built, capsys))
    # The end, where Parquet says what stands where, is whole; the rows are not.
    file.write_bytes(bytes(3_000) + content[3_000:])
    capsys.readouterr()
    assert cli.main(["build", str(built)]) == 1
    printed = capsys.readouterr()
    assert "0002.parquet" in printed.out + printed.err.splitlines()[-1]
    file.write_bytes(content)
    assert dataset.load(built).stored


def test_what_the_ledger_needs_is_asked_for_before_the_build_is_kept(built: Path, capsys: Output) -> None:
    before = manifest(built)

    def without_sources(package: dict[str, Any]) -> None:
        package["resources"] = [one for one in package["resources"] if one["name"] != "sources"]
        for one in package["resources"]:
            one["schema"].pop("foreignKeys", None)

    altered.redescribe(built, without_sources)
    capsys.readouterr()
    assert cli.main(["build", str(built)]) == 1
    assert "sources:-:-: this table is missing" in capsys.readouterr().out
    assert manifest(built) == before


# What breaks a build off


def run(folder: Path, **options: Any) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", PROGRAM, "build", str(folder)]
    return subprocess.run(command, capture_output=True, text=True, check=False, **options)


def leftovers(folder: Path) -> list[str]:
    return [
        file.name
        for file in (folder / "built").iterdir()
        if file.name.startswith(".") and file.name != ".lock"
    ]


@pytest.mark.parametrize(
    ("size", "told"),
    [
        (1_024, "cannot be made of 0004.parquet; what was served before still is"),
        (3_500, "cannot be built"),
    ],
    ids=["in a part", "in the manifest"],
)
def test_a_full_disk_ends_in_a_sentence_and_the_last_build_stays(built: Path, size: int, told: str) -> None:
    before, parts_before = manifest(built), written(built)
    append(built, "0004.parquet")
    done = run(built, preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (size, size)))
    assert done.returncode == 1, done.stderr
    sentence = done.stderr.splitlines()[-1]
    assert told in sentence
    assert "what was served before still is" in sentence
    assert "File too large" in sentence
    assert "Traceback" not in done.stderr
    assert manifest(built) == before
    assert leftovers(built) == []
    assert parts_before.items() <= written(built).items()
    (built / "reactions" / "0004.parquet").unlink()
    assert dataset.load(built).stored


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 8 MB."""
    place = tmp_path / "disk"
    place.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=8m", "tmpfs", str(place)], capture_output=True, check=False
    )
    if mounted.returncode:
        pytest.skip("mounting a disk needs rights that this user has not")
    yield place
    subprocess.run(["umount", str(place)], check=True)


@pytest.mark.parametrize("left", [0, 4_096, 12_288], ids=["for nothing", "for rows", "for rows and cells"])
def test_a_disk_without_space_ends_in_a_sentence_and_the_next_build_goes_on(
    built: Path, small_disk: Path, left: int
) -> None:
    package = Path(shutil.copytree(built, small_disk / "package"))
    assert cli.main(["build", str(package)]) == 0
    before = manifest(package)
    append(package, "0004.parquet")
    filler = small_disk / "filler"
    filler.write_bytes(b"x" * (shutil.disk_usage(small_disk).free - left))
    done = run(package)
    assert done.returncode == 1, done.stderr
    sentence = done.stderr.splitlines()[-1]
    assert "what was served before still is" in sentence
    assert sentence.endswith("No space left on device")
    assert "Traceback" not in done.stderr
    assert manifest(package) == before
    assert leftovers(package) == []
    filler.unlink()
    assert run(package).returncode == 0
    with dataset.load(package).database as database:
        assert database.execute("SELECT count(*) FROM reactions").fetchall() == [(TOTAL + 10,)]


def test_a_killed_build_leaves_the_last_one_and_the_next_goes_on_from_its_parts(built: Path) -> None:
    before = manifest(built)
    for number in range(4, 40):
        append(built, f"{number:04d}.parquet", f"reaction_id || '-more-{number}' AS reaction_id")
    known = {part["key"] for part in before["parts"]}
    with subprocess.Popen(
        [sys.executable, "-c", PROGRAM, "build", str(built)], stderr=subprocess.DEVNULL
    ) as process:
        finished = new_parts(built, known, process)
        os.kill(process.pid, signal.SIGKILL)
    assert process.returncode == -signal.SIGKILL
    assert manifest(built) == before
    kept = written(built)
    assert cli.main(["build", str(built)]) == 0
    assert leftovers(built) == []
    after = written(built)
    for key in finished:
        assert after[f"{key}/rows.parquet"] == kept[f"{key}/rows.parquet"]
    loaded = dataset.load(built)
    assert loaded.database.sql("SELECT count(*) FROM reactions").fetchall() == [(TOTAL + 360,)]


def new_parts(folder: Path, known: set[str], process: "subprocess.Popen[bytes]") -> set[str]:
    """The first finished parts that a running build adds to those known."""
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        names = {place.name for place in (folder / "built").iterdir() if place.is_dir()}
        if found := {name for name in names - known if not name.startswith(".")}:
            return found
        with suppress(subprocess.TimeoutExpired):
            process.wait(timeout=0.005)
            raise AssertionError("the build ended before it could be killed")
    raise AssertionError("no part was made")


def test_two_builds_do_not_run_at_once(built: Path, capsys: Output) -> None:
    append(built, "0004.parquet")
    capsys.readouterr()
    with (built / "built" / ".lock").open() as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        assert cli.main(["build", str(built)]) == 1
    assert "another build is running" in capsys.readouterr().err
    assert cli.main(["build", str(built)]) == 0


def test_a_folder_that_is_no_package_is_told(tmp_path: Path, capsys: Output) -> None:
    assert cli.main(["build", str(tmp_path)]) == 1
    assert capsys.readouterr().out.startswith(f"{FILE_NAME}:-:-: cannot be read")
