"""The command line, as a shell sees it."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from peace_ledger import cli
from peace_ledger.checks import RULES
from tests.fixtures import CURATED
from tests.packages import ledger

Output = pytest.CaptureFixture[str]

BAD_EVENTS = "e,E,soon,\nf,F,2024-01-01,later\n"
BAD_LINES = [
    'events:1:start_on: is not a day written YYYY-MM-DD ("soon") [type]',
    'events:2:end_on: is not a day written YYYY-MM-DD ("later") [type]',
]


def test_a_valid_package_gives_no_line_and_0(capsys: Output) -> None:
    assert cli.main(["check", str(CURATED)]) == 0
    printed = capsys.readouterr()
    assert printed.out == ""
    assert printed.err == f"{CURATED}: valid\n"


def test_problems_are_printed_a_line_each_and_give_1(tmp_path: Path, capsys: Output) -> None:
    assert cli.main(["check", str(ledger(tmp_path, events=BAD_EVENTS))]) == 1
    printed = capsys.readouterr()
    assert printed.out.splitlines() == BAD_LINES
    assert printed.err == f"{tmp_path}: 2 problems\n"


def test_several_packages_are_told_apart(tmp_path: Path, capsys: Output) -> None:
    shutil.copytree(CURATED, tmp_path / "good")
    ledger(tmp_path / "bad", events=BAD_EVENTS)
    assert cli.main(["check", str(tmp_path)]) == 1
    printed = capsys.readouterr()
    assert printed.out.splitlines() == [f"bad/{line}" for line in BAD_LINES]
    assert printed.err.splitlines() == [f"{tmp_path}/bad: 2 problems", f"{tmp_path}/good: valid"]


def test_json_holds_every_part_of_a_problem(tmp_path: Path, capsys: Output) -> None:
    ledger(tmp_path, events=BAD_EVENTS)
    assert cli.main(["check", "--json", str(tmp_path)]) == 1
    document = json.loads(capsys.readouterr().out)
    assert document["valid"] is False
    (package,) = document["packages"]
    assert package["folder"] == str(tmp_path)
    assert package["problems"][0] == {
        "table": "events",
        "row": 1,
        "column": "start_on",
        "value": "soon",
        "message": "is not a day written YYYY-MM-DD",
        "rule": "type",
        "severity": "error",
        "remedy": RULES["type"].remedy,
        "line": None,
    }


def test_json_of_a_valid_package(capsys: Output) -> None:
    assert cli.main(["check", "--json", str(CURATED)]) == 0
    document = json.loads(capsys.readouterr().out)
    assert document == {"valid": True, "packages": [{"folder": str(CURATED), "valid": True, "problems": []}]}


def test_a_folder_without_a_package_is_a_problem(tmp_path: Path, capsys: Output) -> None:
    assert cli.main(["check", str(tmp_path)]) == 1
    assert capsys.readouterr().out.startswith("datapackage.json:-:-: not found: ")


@pytest.mark.parametrize(
    "arguments", [[], ["check"], ["check", "no/such/folder"], ["chekc", "."], ["check", ".", "--xml"]]
)
def test_wrong_usage_gives_2(arguments: list[str], capsys: Output) -> None:
    with pytest.raises(SystemExit) as stopped:
        cli.main(arguments)
    assert stopped.value.code == 2
    assert capsys.readouterr().err.startswith("usage: python -m peace_ledger")


@pytest.mark.parametrize("arguments", [["--help"], ["check", "--help"]])
def test_help_names_the_exit_codes(arguments: list[str], capsys: Output) -> None:
    with pytest.raises(SystemExit) as stopped:
        cli.main(arguments)
    assert stopped.value.code == 0
    assert "exit codes: 0 all valid, 1 problems were found, 2 wrong usage" in capsys.readouterr().out


def test_the_module_runs_and_help_imports_nothing_heavy() -> None:
    code = (
        "import runpy, sys\n"
        "sys.argv = ['peace_ledger', '--help']\n"
        "try:\n    runpy.run_module('peace_ledger', run_name='__main__')\n"
        "finally:\n    assert 'duckdb' not in sys.modules and 'pydantic' not in sys.modules\n"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr
    assert "validate data packages" in ran.stdout
