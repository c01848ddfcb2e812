"""Children over a copy: one query each, ended at the deadline, replaced, bounded, and gone with their
server.
"""

import os
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from peace_ledger.sql import pool
from peace_ledger.sql.answer import Answer, Refused, TooMuch
from peace_ledger.sql.copies import Copy
from peace_ledger.sql.pool import Busy, Pool, TooSlow, Unavailable
from tests.server import ROOT
from tests.waiting import until

ENDLESS = "SELECT count(*) FROM range(100000000000)"


def children_of(pid: int) -> list[int]:
    """The processes that a process has started."""
    found = []
    for place in Path("/proc").glob("[0-9]*/stat"):
        try:
            # The name of the program stands in brackets, and may hold anything.
            fields = place.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[1]) == pid:
            found.append(int(place.parent.name))
    return found


def lives(pid: int) -> bool:
    """Whether a process does anything; one that has ended may wait for whoever asks after it."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def test_values_come_back_in_types_that_files_have(children: Pool) -> None:
    given = children.ask(
        """SELECT 1 AS n, 1.5 AS d, 0.5::FLOAT AS f, true AS b, 'é' AS t, ['a', NULL] AS l, DATE '2023-12-07'
        AS day, date_trunc('month', DATE '2023-12-07') AS month, TIMESTAMP '2023-12-07 10:00' AS at, NULL AS
        nothing, [1, 2] AS numbers, {'a': 1} AS s, 9007199254740993 AS large, 'NaN'::DOUBLE AS nan, TIME
        '10:00' AS time, DATE 'infinity' AS far, 'x'::BLOB AS bytes, sum(1) AS total, INTERVAL 1 DAY AS span;
         -- the end;"""
    )
    assert {column.name: column.type for column in given.columns} == {
        "n": "integer",
        "d": "number",
        "f": "number",
        "b": "boolean",
        "t": "string",
        "l": "list",
        "day": "date",
        "month": "date",
        "at": "string",
        "nothing": "string",
        "numbers": "string",
        "s": "string",
        "large": "string",
        "nan": "string",
        "time": "string",
        "far": "string",
        "bytes": "string",
        "total": "integer",
        "span": "string",
    }
    (row,) = given.rows
    assert row[:10] == [
        1,
        1.5,
        0.5,
        True,
        "é",
        ["a", "NULL"],
        "2023-12-07",
        "2023-12-01",
        "2023-12-07 10:00:00",
        None,
    ]
    assert row[10:] == [
        "[1, 2]",
        "{'a': 1}",
        "9007199254740993",
        "nan",
        "10:00:00",
        "infinity",
        "x",
        1,
        "1 day",
    ]


def test_columns_of_one_name_get_names_of_their_own(children: Pool) -> None:
    given = children.ask("SELECT 1 AS a, 2 AS a, 3 AS a_2")
    assert [column.name for column in given.columns] == ["a", "a_2", "a_2_2"]


def test_rows_keep_their_order(children: Pool) -> None:
    given = children.ask(
        "SELECT range AS n, range::DATE IS NULL FROM range(2000) ORDER BY n DESC".replace("::DATE", "")
    )
    assert [row[0] for row in given.rows] == list(range(1999, -1, -1))


@pytest.mark.parametrize(
    ("sql", "rows", "cut"),
    [
        ("SELECT * FROM range(10000)", 10_000, ""),
        ("SELECT * FROM range(10001)", 10_000, "rows"),
        ("SELECT repeat('x', 1000000) FROM range(100)", 4, "bytes"),
        ("SELECT repeat('x', 6000000)", 0, "bytes"),
    ],
)
def test_an_answer_is_cut_and_says_so(children: Pool, sql: str, rows: int, cut: str) -> None:
    given = children.ask(sql)
    assert (len(given.rows), given.cut) == (rows, cut)


@pytest.mark.parametrize(
    ("sql", "said"),
    [
        ("SELECT foo FROM reactions", '"foo" not found'),
        ("SELECT * FROM reaction", "Did you mean reactions?"),
        ("SELECT 1; SELECT 2", "These are 2 statements"),
        ("DROP TABLE reactions", "a statement of the kind DROP"),
        ("SELECT $x", "parameters"),
        ("SELECT getvariable('x')", "getvariable is not available"),
        ("FROM read_csv('x.csv')", "Only the tables here can be read"),
        ("SHOW DATABASES", "SHOW databases is not available"),
        (f"SELECT {'(' * 1500}1{')' * 1500}", "nested too deeply"),
        ("SELECT '\ud800'", "half of a character"),
        ("WITH x AS (DELETE FROM reactions RETURNING *) FROM x", "DELETE"),
    ],
)
def test_what_is_refused_says_why(children: Pool, sql: str, said: str) -> None:
    with pytest.raises(Refused) as refused:
        children.ask(sql)
    assert said in str(refused.value)
    assert str(refused.value).endswith((".", "!", "?"))


def test_a_fault_shows_its_place_in_the_readers_text(children: Pool) -> None:
    with pytest.raises(Refused) as refused:
        children.ask("SELECT stance,\n  foo FROM reactions")
    assert refused.value.detail.startswith("LINE 2:   foo FROM")


@pytest.mark.parametrize(
    "sql", ["SHOW TABLES", "DESCRIBE reactions", "SUMMARIZE reactions", "FROM queries.reactions_summary"]
)
def test_what_is_there_can_be_looked_up(children: Pool, sql: str) -> None:
    assert children.ask(sql).rows


def test_too_much_memory_is_a_sentence_and_others_are_answered(children: Pool) -> None:
    with pytest.raises(TooMuch, match="more memory"):
        children.ask("SELECT repeat('x', 2000000000)")
    assert children.ask("SELECT 1").rows == [[1]]


def test_a_query_ends_at_the_deadline_and_its_process_with_it(copied: Copy) -> None:
    alone = Pool(copied, deadline=0.5, at_once=1, waiting=0, warm=1)
    try:
        until(lambda: alone._ready, "the children of the pool")
        pid = alone._ready[0]._process.pid
        with pytest.raises(TooSlow, match=r"within 0\.5 s"):
            alone.ask(ENDLESS)
        assert not Path(f"/proc/{pid}").exists()
    finally:
        alone.close()


def test_twenty_readers_at_once_are_all_answered(copied: Copy) -> None:
    children = Pool(copied, deadline=60, at_once=4, waiting=20, warm=2)
    with ThreadPoolExecutor(20) as readers:
        found = list(readers.map(lambda n: children.ask(f"SELECT {n} AS n").rows[0][0], range(20)))
    assert found == list(range(20))
    children.close()


def test_too_many_who_wait_are_told_at_once(copied: Copy) -> None:
    children = Pool(copied, deadline=3, at_once=1, waiting=1, warm=1)
    try:
        with ThreadPoolExecutor(2) as readers:
            slow = [readers.submit(outcome, children, ENDLESS) for _ in range(2)]
            until(lambda: children._in_line == 1 and children._free == 0, "the children of the pool")
            with pytest.raises(Busy, match="again in a few seconds"):
                children.ask("SELECT 1")
            assert {TooSlow} <= {one.result() for one in slow} <= {TooSlow, Busy}
        assert children.ask("SELECT 1").rows == [[1]]
    finally:
        children.close()


def outcome(children: Pool, sql: str) -> type[object]:
    """What came of a query."""
    try:
        return type(children.ask(sql))
    except (TooSlow, Busy, Refused) as told:
        return type(told)


def test_children_that_somebody_ends_are_replaced(copied: Copy) -> None:
    children = Pool(copied, deadline=20, at_once=2, waiting=2, warm=2)
    try:
        until(lambda: len(children._ready) == 2, "the children of the pool")
        for child in children._ready:
            os.kill(child._process.pid, signal.SIGKILL)
        assert children.ask("SELECT 1").rows == [[1]]
    finally:
        children.close()


def test_a_closed_pool_says_so(copied: Copy) -> None:
    children = Pool(copied, warm=1)
    children.close()
    with pytest.raises(Unavailable, match="Run it again"):
        children.ask("SELECT 1")


SERVER = f"""
import sys, threading
sys.path.insert(0, {str(ROOT)!r})
from pathlib import Path
from peace_ledger.sql.copies import Copy
from peace_ledger.sql.pool import Pool
children = Pool(Copy(Path(sys.argv[1])), deadline=60, at_once=2, warm=2)
threading.Thread(target=children.ask, args=({ENDLESS!r},), daemon=True).start()
children.ask("SELECT 1")
print("ready", flush=True)
threading.Event().wait()
"""


def test_children_end_with_a_server_that_is_killed(copied: Copy) -> None:
    with subprocess.Popen([sys.executable, "-c", SERVER, copied.folder], stdout=subprocess.PIPE) as server:
        assert server.stdout
        try:
            said = server.stdout.readline()
            until(lambda: len(children_of(server.pid)) >= 2, "children")
            started = children_of(server.pid)
        finally:
            server.kill()
    assert said == b"ready\n"
    until(lambda: not any(lives(pid) for pid in started), "the children of the pool")


def test_a_child_is_told_nothing_of_the_environment(copied: Copy, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LEDGER_SECRET", "the-canary-sings")
    child = pool._Child(copied.told(5))
    try:
        environment = Path(f"/proc/{child._process.pid}/environ")
        until(lambda: b"LC_ALL" in environment.read_bytes(), "the children of the pool")
        assert b"canary" not in environment.read_bytes()
        assert len(os.listdir(f"/proc/{child._process.pid}/fd")) < 20
    finally:
        child.end()


def test_a_system_that_cannot_confine_runs_nothing(copied: Copy, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        pool,
        "_START",
        "import sys, platform; platform.machine = lambda: 'abacus'; " + pool._START,
    )
    children = Pool(copied, warm=1)
    try:
        with pytest.raises(Unavailable, match="cannot confine a query, so none is run"):
            children.ask("SELECT 1")
    finally:
        children.close()


def test_a_child_that_cannot_start_is_a_sentence(copied: Copy, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pool, "_START", "raise SystemExit(1)")
    children = Pool(copied, warm=1)
    try:
        with pytest.raises(Unavailable, match="its log says why"):
            children.ask("SELECT 1")
    finally:
        children.close()


def test_an_answer_is_one(children: Pool) -> None:
    assert isinstance(children.ask("SELECT 1"), Answer)
