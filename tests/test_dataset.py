"""Loading a package: what stands in its database, what a dataset says, what is refused."""

import json
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pytest

from peace_ledger.dataset import Dataset, InvalidPackage, find_packages, load
from peace_ledger.descriptor import FILE_NAME
from tests.fixtures import CURATED, CsvRows
from tests.packages import field, ledger, resource, write

LOAD_SECONDS = 1.5


@contextmanager
def loaded(folder: Path) -> Iterator[Dataset]:
    """A loaded package, closed at the end."""
    dataset = load(folder)
    try:
        yield dataset
    finally:
        dataset.database.close()


def asked(dataset: Dataset, sql: str) -> list[tuple[Any, ...]]:
    """The rows of a query."""
    with dataset.database.cursor() as cursor:
        return cursor.execute(sql).fetchall()


def refused(folder: Path) -> list[str]:
    """The problems with which a package is refused."""
    with pytest.raises(InvalidPackage) as caught:
        load(folder)
    return [str(problem) for problem in caught.value.problems]


def test_every_curated_row_is_loaded_in_the_order_of_its_file(
    dataset: Dataset, table: Callable[[str], CsvRows]
) -> None:
    for described in dataset.package.tables:
        first = described.columns[0]
        found = asked(dataset, f'SELECT "{first}", row FROM "{described.name}" ORDER BY row')
        assert found == [(line[first], row) for row, line in enumerate(table(described.name), start=1)]


def test_columns_have_the_types_of_the_descriptor(dataset: Dataset) -> None:
    expected = {
        "date": "DATE",
        "integer": "BIGINT",
        "boolean": "BOOLEAN",
        "list": "VARCHAR[]",
        "string": "VARCHAR",
    }
    for table in dataset.package.tables:
        described = [row[:2] for row in asked(dataset, f'DESCRIBE "{table.name}"')]
        columns = [(column.name, expected[column.type]) for column in table.fields]
        assert described == [*columns, ("row", "BIGINT")]


def test_empty_cells_are_null_and_lists_are_split(dataset: Dataset) -> None:
    columns = "participants, mediators, end_on, start_on"
    found = asked(dataset, f"SELECT {columns} FROM events WHERE event_id = 'joint-statement-2023-12-07'")
    assert found == [(["azerbaijan", "armenia"], None, None, date(2023, 12, 7))]


def test_codes_and_parties_stand_beside_the_tables() -> None:
    stances = "table_name = 'reactions' AND field = 'stance'"
    with loaded(CURATED) as dataset:
        codes = asked(dataset, f"SELECT code, label, rank FROM codes WHERE {stances} ORDER BY rank")
        parties = asked(dataset, "SELECT side, actor_id, label, rank FROM parties ORDER BY rank")
        tables = {name for (name,) in asked(dataset, "SHOW TABLES")}
        assert tables == {*(table.name for table in dataset.package.tables), "codes", "parties"}
    assert codes[0] == ("supports", "Supports", 1)
    assert [code for code, _, _ in codes] == [
        "supports",
        "welcomes",
        "cautious",
        "neutral",
        "critical",
        "rejects",
    ]
    assert [(rank, label) for _, _, label, rank in parties] == [(1, "Armenia"), (2, "Azerbaijan")]


def test_a_dataset_has_words_for_codes_and_ids(tmp_path: Path) -> None:
    parties = [{"side": "a", "actor_id": "armenia", "label": "South"}]
    with loaded(ledger(tmp_path, parties=parties)) as dataset:
        assert dataset.label("actors", "kind", "state") == "State"
        assert dataset.label("actors", "kind", "armed_group") == "armed group"
        assert dataset.labels("actors", "kind") == {"state": "State", "office": "office"}
        assert dataset.codes("actors", "kind") == ("state", "office")
        assert dataset.codes("actors", "name") == ()
        assert dataset.actor_name("yerevan") == "Yerevan"
        assert dataset.actors["yerevan"].parent_id == "armenia"
        assert dataset.event_title("visit") == "A visit"
        assert dataset.direction("armenia.yerevan") == "Armenia → Yerevan"
        assert dataset.days == (date(2023, 5, 1), date(2024, 1, 2))
        assert (dataset.version, dataset.folder) == ("1", tmp_path)
        with pytest.raises(KeyError):
            dataset.label("actors", "no_column", "state")
        with pytest.raises(KeyError):
            dataset.actor_name("nobody")


def test_tables_may_be_empty(tmp_path: Path) -> None:
    with loaded(ledger(tmp_path, actors="", events="")) as dataset:
        assert asked(dataset, "SELECT * FROM events") == []
        assert dataset.actors == {}
        assert dataset.days == (date.today(), date.today())


def test_no_query_reaches_files_or_variables(tmp_path: Path) -> None:
    outside = [(1,)]
    with loaded(ledger(tmp_path / "package")) as dataset:
        for sql in (
            f"SELECT * FROM read_csv('{CURATED}/events.csv')",
            f"SELECT * FROM '{CURATED}/events.csv'",
            f"COPY events TO '{tmp_path}/written.csv'",
            f"ATTACH '{tmp_path}/written.duckdb' AS other",
            "INSTALL httpfs",
            "SET enable_external_access = true",
            "SELECT * FROM outside",
        ):
            with pytest.raises(duckdb.Error):
                asked(dataset, sql)
    assert outside
    assert [file.name for file in tmp_path.iterdir()] == ["package"]


def test_parquet_files_load_as_csv_does(tmp_path: Path) -> None:
    csv_folder = ledger(tmp_path / "csv")
    with loaded(csv_folder) as dataset:
        expected = asked(dataset, "SELECT * FROM actors ORDER BY row"), asked(dataset, "SELECT * FROM events")
    folder = tmp_path / "parquet"
    shutil.copytree(csv_folder, folder)
    rewritten = (folder / FILE_NAME).read_text(encoding="utf-8")
    rewritten = rewritten.replace('"actors.csv"', '"actors"').replace('"events.csv"', '"events.parquet"')
    (folder / FILE_NAME).write_text(rewritten, encoding="utf-8")
    (folder / "actors").mkdir()
    with duckdb.connect() as database:
        read = database.read_csv(str(folder / "actors.csv"))
        read.order("actor_id DESC").limit(1).write_parquet(str(folder / "actors/b.parquet"))
        read.order("actor_id").limit(1).write_parquet(str(folder / "actors/a.parquet"))
        database.read_csv(str(folder / "events.csv")).write_parquet(str(folder / "events.parquet"))
    with loaded(folder) as dataset:
        found = asked(dataset, "SELECT * FROM actors ORDER BY row"), asked(dataset, "SELECT * FROM events")
    assert found == expected


def test_rows_of_many_parquet_files_keep_their_order(tmp_path: Path) -> None:
    numbers = resource("numbers", field("n", "integer"), path=["late", "early.parquet"])
    folder = ledger(tmp_path)
    package = json.loads((folder / FILE_NAME).read_text(encoding="utf-8"))
    package["resources"].append(numbers)
    (folder / FILE_NAME).write_text(json.dumps(package), encoding="utf-8")
    with duckdb.connect() as database:
        (folder / "late").mkdir()
        database.query("SELECT range AS n FROM range(1, 150001)").write_parquet(
            str(folder / "late/1.parquet")
        )
        database.query("SELECT range AS n FROM range(150001, 300001)").write_parquet(
            str(folder / "late/2.parquet")
        )
        database.query("SELECT range AS n FROM range(300001, 300011)").write_parquet(
            str(folder / "early.parquet")
        )
    with loaded(folder) as dataset:
        assert asked(dataset, "SELECT count(*), count(*) FILTER (n <> row) FROM numbers") == [(300010, 0)]


def test_folders_with_wildcards_in_their_names_are_read(tmp_path: Path) -> None:
    with loaded(ledger(tmp_path / "a[b]*?")) as dataset:
        assert asked(dataset, "SELECT count(*) FROM events") == [(2,)]


def test_the_digest_follows_every_byte(tmp_path: Path) -> None:
    folder = ledger(tmp_path)
    digests = set()
    for name in (FILE_NAME, "actors.csv", "events.csv"):
        with loaded(folder) as dataset:
            digests.add(dataset.digest)
        content = (folder / name).read_bytes()
        (folder / name).write_bytes(
            content.replace(b"A visit", b"A Visit").replace(b"Yerevan", b"yerevan") + b"\n"
        )
    with loaded(folder) as dataset:
        digests.add(dataset.digest)
        again = dataset.digest
    with loaded(folder) as dataset:
        assert dataset.digest == again
    assert len(digests) == 4
    assert all(len(digest) == 12 for digest in digests)


def test_a_package_with_problems_is_refused_with_all_of_them(tmp_path: Path) -> None:
    folder = ledger(tmp_path, actors="a,A,state,,x\na,B,king,,x\n", events="e,E,soon,\n")
    assert refused(folder) == [
        'actors:2:actor_id: must stand only once; it stands already in row 1 ("a")',
        'actors:2:kind: is not in the code list; use one of state, office ("king")',
        'events:1:start_on: is not a day written YYYY-MM-DD ("soon")',
    ]


def test_the_message_of_a_refusal_says_what_and_where(tmp_path: Path) -> None:
    with pytest.raises(InvalidPackage) as caught:
        load(ledger(tmp_path, events="e,E,soon,\n"))
    assert str(caught.value).splitlines() == [
        f"The data package in {tmp_path} cannot be used:",
        'events:1:start_on: is not a day written YYYY-MM-DD ("soon")',
    ]


def test_what_the_ledger_cannot_do_without_is_named(tmp_path: Path) -> None:
    actors = resource("actors", *(field(name) for name in ("actor_id", "name", "kind", "side")))
    folder = write(tmp_path, [actors], {"actors.csv": "actor_id,name,kind,side\n"})
    assert refused(folder) == [
        f"actors:-:parent_id: this column is missing from {FILE_NAME}; the ledger needs it",
        f"events:-:-: this table is missing from {FILE_NAME}; the ledger needs it",
    ]


def test_a_party_must_be_an_actor(tmp_path: Path) -> None:
    parties = [{"side": "a", "actor_id": "nobody", "label": "South"}]
    assert refused(ledger(tmp_path, parties=parties)) == [
        f'{FILE_NAME}:-:parties[0].actor_id: is no actor_id of actors ("nobody")'
    ]


def test_packages_are_found_in_a_folder_or_in_its_folders(tmp_path: Path) -> None:
    second, first = ledger(tmp_path / "b"), ledger(tmp_path / "a")
    (tmp_path / "c").mkdir()
    assert find_packages(tmp_path) == [first, second]
    assert find_packages(first) == [first]


@pytest.mark.parametrize("name", ["nowhere", "empty", "file"])
def test_where_there_is_no_package_the_message_says_what_to_do(tmp_path: Path, name: str) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "file").touch()
    with pytest.raises(InvalidPackage, match=r"datapackage\.json:-:-: not found: ") as caught:
        find_packages(tmp_path / name)
    assert str(tmp_path / name) in str(caught.value)


def test_loading_the_curated_package_is_quick() -> None:
    durations = []
    for _ in range(3):
        start = time.perf_counter()
        with loaded(CURATED):
            durations.append(time.perf_counter() - start)
    assert min(durations) < LOAD_SECONDS


def test_the_featured_event_must_be_an_event(tmp_path: Path) -> None:
    loaded = load(ledger(tmp_path / "good", featured_event="meeting"))
    assert loaded.package.featured_event == "meeting"
    with pytest.raises(InvalidPackage) as refused:
        load(ledger(tmp_path / "bad", featured_event="nothing"))
    assert [str(problem) for problem in refused.value.problems] == [
        'datapackage.json:-:featured_event: is no event_id of events ("nothing")'
    ]


def test_ids_have_no_sign_by_which_links_join_them(tmp_path: Path) -> None:
    folder = ledger(
        tmp_path / "package",
        actors="u.n.,United Nations,state,,a\nfrance,France,state,,a\n",
        events="a~b,A meeting,2024-01-02,\nu.n.,A visit,2023-05-01,\n",
    )
    assert refused(folder) == [
        'actors:1:actor_id: has a sign by which links join ids (~ .): choose another ("u.n.")',
        'events:1:event_id: has a sign by which links join ids (~): choose another ("a~b")',
    ]
