"""The command line, as a shell sees it."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from peace_ledger import cli
from peace_ledger.check_rules import RULES
from peace_ledger.dataset import load
from peace_ledger.descriptor import FILE_NAME
from peace_ledger.engine import open_engine
from tests.altered import copy, redescribe, rewrite
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
    assert printed.err == f"{tmp_path}: 2 problems\n  type: {RULES['type'].remedy}\n"


def test_several_packages_are_told_apart(tmp_path: Path, capsys: Output) -> None:
    shutil.copytree(CURATED, tmp_path / "good")
    ledger(tmp_path / "bad", events=BAD_EVENTS)
    assert cli.main(["check", str(tmp_path)]) == 1
    printed = capsys.readouterr()
    assert printed.out.splitlines() == [f"bad/{line}" for line in BAD_LINES]
    summaries = [line for line in printed.err.splitlines() if not line.startswith(" ")]
    assert summaries == [f"{tmp_path}/bad: 2 problems", f"{tmp_path}/good: valid"]


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


def suspicious(folder: Path) -> Path:
    """A package that has a warning and no error."""
    shutil.rmtree(copy(folder) / "versions")
    rewrite(folder, "reactions", lambda rows: [rows[0] | {"summary": "Rejects it. "}, *rows[1:]])
    return folder


def test_warnings_alone_refuse_nothing_unless_asked(tmp_path: Path, capsys: Output) -> None:
    folder = suspicious(tmp_path / "package")
    assert cli.main(["check", str(folder)]) == 0
    printed = capsys.readouterr()
    message = "warning: begins or ends with a blank: remove it"
    assert printed.out == f'reactions:1:summary: {message} ("Rejects it. ") [stray-blank]\n'
    assert printed.err.splitlines()[0] == f"{folder}: valid; 1 warning"
    assert cli.main(["check", "--strict", str(folder)]) == 1
    capsys.readouterr()
    assert cli.main(["check", "--json", str(folder)]) == 0
    document = json.loads(capsys.readouterr().out)
    assert document["valid"] is True
    assert [problem["severity"] for problem in document["packages"][0]["problems"]] == ["warning"]
    assert open_engine(load(folder)).dataset.version


def test_a_broken_part_hides_no_other(tmp_path: Path, capsys: Output) -> None:
    folder = suspicious(tmp_path / "package")
    (folder / "events.csv").write_bytes(b"PK\x03\x04")
    rewrite(folder, "commitments", lambda rows: [rows[0] | {"testable": "maybe"}, *rows[1:]])
    redescribe(folder, lambda package: package["resources"][4].pop("path"))
    assert cli.main(["check", str(folder)]) == 1
    rules = [line.rsplit(" [", 1)[1] for line in capsys.readouterr().out.splitlines()]
    assert rules == ["descriptor]", "not-checked]", "file-kind]", "not-checked]", "type]", "stray-blank]"]


def test_annotations_stand_at_the_line_of_the_row(tmp_path: Path, capsys: Output) -> None:
    folder = suspicious(tmp_path / "package")
    said = "Says, 50 %:\nno.\nNever."
    rewrite(
        folder,
        "reactions",
        lambda rows: [rows[0] | {"summary": said}, rows[1], rows[2] | {"stance": "so\nso"}, *rows[3:]],
    )
    (folder / "sources.csv").write_bytes((folder / "sources.csv").read_bytes() + b"one,cell\n")
    redescribe(folder, lambda package: package["parties"][0].update(actor_id="no,body"))
    assert cli.main(["check", "--format", "github", str(folder)]) == 1
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith(
        f"::error file={folder}/sources.csv,line=593,title=cells%3A sources%2C row 592::sources:592:-: has 2"
    )
    # The summary of the first row has three lines.
    assert [line.split("::")[1] for line in lines if "stance" in line] == [
        f"error file={folder}/reactions.csv,line=6,title=code-list%3A reactions%2C row 3%2C stance"
    ]
    assert all(line.startswith(("::error ", "::warning ")) for line in lines)


def test_a_descriptor_is_annotated_where_it_breaks_off(tmp_path: Path, capsys: Output) -> None:
    folder = copy(tmp_path / "package")
    (folder / FILE_NAME).write_text('{\n"name": "x",\n"title": ]\n', encoding="utf-8")
    assert cli.main(["check", "--format", "github", str(folder)]) == 1
    first, _ = capsys.readouterr().out.splitlines()
    assert first.startswith(f"::error file={folder}/{FILE_NAME},line=3,title=json%3A {FILE_NAME}::")


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


# A package of one's own


def test_new_and_import_make_a_package(tmp_path: Path, capsys: Output) -> None:
    folder = tmp_path / "mine"
    made = cli.main(["new", str(folder), "--title", "Mine", "--party", "a=One", "--party", "b=Two"])
    assert made == 0
    assert "a package with 11 tables, between One, Two" in capsys.readouterr().out
    (tmp_path / "actors.csv").write_text(
        "Actor ID;Name;Kind;ISO3;Side\nhost;The host;State;FRA;Third party\n", encoding="utf-8"
    )
    assert cli.main(["import", str(tmp_path / "actors.csv"), str(folder)]) == 0
    printed = capsys.readouterr()
    assert "sheet 'actors' is actors: 1 added, 0 changed, 0 as they were" in printed.out
    assert printed.err.startswith(f"{folder}: is valid")
    assert "host,The host,state,FRA,,third_party" in (folder / "actors.csv").read_text(encoding="utf-8")
    assert cli.main(["check", str(folder)]) == 0


def test_rows_that_would_spoil_a_package_are_not_taken_over(tmp_path: Path, capsys: Output) -> None:
    folder = copy(tmp_path / "package")
    before = (folder / "actors.csv").read_bytes()
    (tmp_path / "actors.csv").write_text("actor_id,kind\nrussia,empire\n", encoding="utf-8")
    assert cli.main(["import", str(tmp_path / "actors.csv"), str(folder)]) == 1
    printed = capsys.readouterr()
    assert "sheet 'actors', row 2, column kind: " in printed.out
    assert f"{folder}: nothing was taken over; 1 problem" in printed.err
    assert (folder / "actors.csv").read_bytes() == before


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (["new", "{folder}"], "is there already and not empty"),
        (["new", "{folder}/new", "--party", "One"], "'One' is no party"),
        (["import", "{folder}/none.xlsx", "{folder}"], "there is no file or folder"),
        (["import", "{folder}/datapackage.json", "{folder}"], "is no spreadsheet by its name"),
        (["import", "{folder}/versions", "{folder}"], "no sheet has the name of a table"),
        (["import", "{folder}", "{folder}", "--mapping", "{folder}/datapackage.json"], "is not TOML"),
    ],
)
def test_what_cannot_be_begun_or_read_gives_2(
    tmp_path: Path, capsys: Output, arguments: list[str], reason: str
) -> None:
    folder = copy(tmp_path / "package")
    try:
        code: object = cli.main([one.format(folder=folder) for one in arguments])
    except SystemExit as usage:
        code = usage.code
    assert code == 2
    assert reason in capsys.readouterr().err


def test_a_folder_that_cannot_be_written_gives_1(tmp_path: Path, capsys: Output) -> None:
    (tmp_path / "file").write_text("")
    assert cli.main(["new", str(tmp_path / "file" / "new")]) == 1
    assert "cannot be written" in capsys.readouterr().err
