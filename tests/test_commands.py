"""Every command of README.md and the documentation does what it is written for, on a copy of all there is."""

import os
import re
import shutil
import subprocess
import sys
import time
import tomllib
from collections.abc import Callable, Iterator, Mapping
from importlib.util import find_spec
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from peace_ledger import descriptor
from tests.altered import copy, redescribe
from tests.commands import PAGES, RULES, Rule, commands_of, rule_of
from tests.fixtures import CURATED
from tests.server import ROOT, Server, free_port, left_running

ALL = {page: commands_of(page) for page in PAGES}
TRIED = {page: commands for page, commands in ALL.items() if commands}
HOST = "https://ledger.example.org"
SECONDS = 120
COPIED = (
    *("app.py", "pages", "peace_ledger", "queries", "data", "tests", "docs", "benchmarks", ".streamlit"),
    *("pyproject.toml", "constraints.txt", "README.md", ".ci"),
)
WORDS = {"DIR": "data/armenia-azerbaijan", "N": "1000", "VERSION": descriptor.read(CURATED).version}
"""What stands in the place of words that a reader replaces. OUT and the like are names of new folders."""


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Path]:
    """A copy of the repository, with the folders of an operator in it."""
    for name in COPIED:
        whole = ROOT / name
        if whole.is_dir():
            shutil.copytree(whole, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(whole, tmp_path / name)
    processes, shared = tmp_path / "srv" / "processes", tmp_path / "mnt" / "shared"
    for folder in (processes, shared, tmp_path / "work"):
        folder.mkdir(parents=True)
    copy(tmp_path / "work" / "armenia-azerbaijan")
    for day in ("2026-11-01", "2026-12-01"):
        copy(tmp_path / "srv" / "versions" / day)
    (processes / "armenia-azerbaijan").symlink_to(tmp_path / "srv" / "versions" / "2026-11-01")
    for other in (processes / "a-process", shared / "a-process"):
        shutil.rmtree(copy(other) / "versions")
        redescribe(other, lambda package: package.update(name="a-process"))
    yield tmp_path
    shutil.rmtree(tmp_path)  # some megabytes for each page, which would be kept for three runs


def test_the_documents_have_commands() -> None:
    assert len(PAGES) > 60
    assert sum(map(len, TRIED.values())) > 50
    assert "python -m peace_ledger check DIR --strict" in ALL[ROOT / "docs" / "checks.md"]


def test_every_command_is_tried_or_has_a_reason() -> None:
    unknown = [command for commands in TRIED.values() for command in commands if rule_of(command) is None]
    assert unknown == [], "say in tests/commands.py how it is tried"


def test_every_rule_is_for_a_command_that_there_is() -> None:
    used = {rule_of(command) for commands in TRIED.values() for command in commands}
    assert [rule.pattern for rule in RULES if rule not in used] == []
    assert [rule.pattern for rule in RULES if rule.how in {"left", "offers", "names"} and not rule.why] == []


@pytest.mark.parametrize("page", TRIED, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_the_commands_of_a_page(page: Path, bench: Path, request: pytest.FixtureRequest) -> None:
    for command in TRIED[page]:
        rule = rule_of(command)
        assert rule is not None, command
        if rule.how == "left" or _first_page(command) != page:
            continue
        prepared = command
        if command.startswith("curl"):
            if not shutil.which("curl"):
                pytest.skip("curl is not installed")
            server: Server = request.getfixturevalue("server")
            prepared = command.replace(HOST, server.url)
        began = time.perf_counter()
        HOW[rule.how](_in_place(prepared, bench, rule), bench)
        print(f"{rule.how}, {time.perf_counter() - began:.1f} s: {command}")


def _first_page(command: str) -> Path:
    return next(page for page, commands in TRIED.items() if command in commands)


def _in_place(command: str, bench: Path, rule: Rule) -> str:
    """A command on the bench: with its folders, without the environment that it would install itself."""
    if rule.instead:
        assert rule.instead[0] in command
        command = command.replace(*rule.instead)
    for word, meant in WORDS.items():
        command = re.sub(rf"(?<=[\s@]){word}\b", meant, command)
    return re.sub(r"(?<=[\s=])(/srv|/mnt)/", rf"{bench}\1/", command).replace(".venv/bin/", "")


def _environment(bench: Path, **more: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PEACE_LEDGER_")}
    path = f"{Path(sys.executable).parent}:{kept['PATH']}"
    own = {"PATH": path, "PYTHONPATH": str(bench), "HOME": str(bench), "ID_TOKEN": "a-token"}
    return {**kept, **own, **more}


def _run(command: str, bench: Path) -> str:
    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", command],
        cwd=bench,
        env=_environment(bench),
        capture_output=True,
        text=True,
        check=False,
        timeout=SECONDS,
    )
    assert done.returncode == 0, (
        f"{command}\ngave {done.returncode}:\n{done.stdout[-3000:]}{done.stderr[-3000:]}"
    )
    return done.stdout + done.stderr


def runs(command: str, bench: Path) -> None:
    """It ends with 0. A file that is fetched is no problem told as one."""
    if command.startswith("curl"):
        command = command.replace("curl ", "curl --fail ", 1)
    _run(command, bench)


def serves(command: str, bench: Path) -> None:
    """It answers, and says that it is well where it can say so."""
    port = free_port()
    command = command.rpartition("&& ")[2].replace("--server.port 8080", f"--server.port {port}")
    path = "/healthz"
    if "http.server" in command:
        command, path = command.replace("http.server", f"http.server {port} --bind 127.0.0.1"), "/index.html"
    elif "peace_ledger curate" in command:
        command, path = f"{command} --port {port}", "/"
    environment = _environment(bench, STREAMLIT_SERVER_PORT=str(port))
    with left_running(command, bench, bench / "log.txt", environment, port, path) as server:
        assert server.ask(path).status == 200


def installs(command: str, bench: Path) -> None:
    """The extra is one of the project's, and each of its parts is pinned to a version that it allows."""
    match = re.search(r"-c (\S+) -e '?\.(?:\[([a-z-]+)\])?", command)
    assert match, command
    pins = dict(re.findall(r"^([\w-]+)==(\S+)", (bench / match[1]).read_text(encoding="utf-8"), re.MULTILINE))
    project = tomllib.loads((bench / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extra = project["optional-dependencies"][match[2]] if match[2] else ()
    for text in (*project["dependencies"], *extra):
        needed = Requirement(text)
        assert needed.specifier.contains(pins[canonicalize_name(needed.name)]), text


def offers(command: str, bench: Path) -> None:
    """The module is there, and it or one that it hands over to knows the options that are used.

    They are read, not run: the benchmarks need what only their own extra installs.
    """
    module = re.search(r"-m (\S+)(?: bench\b)?", command)
    assert module
    name = module[1].replace("peace_ledger", "benchmarks")
    file = bench / name.replace(".", "/")
    texts = [
        path.read_text(encoding="utf-8")
        for path in (file.with_suffix(".py"), file / "__main__.py")
        if path.is_file()
    ]
    assert texts, f"there is no {name}"
    texts += [
        (bench / "benchmarks" / "comparison" / f"{one}.py").read_text(encoding="utf-8")
        for one in re.findall(r"^ *from benchmarks\.comparison import (\w+)$", texts[0], re.MULTILINE)
    ]
    known = set(re.findall(r"add_argument\(\s*\"(--[a-z-]+)\"", "".join(texts)))
    assert set(re.findall(r"\s(--[a-z-]+)", command)) <= known


def names(command: str, bench: Path) -> None:
    """The tests are there, and the options are those of the tests themselves."""
    for place in re.findall(r"\stests/\S+", command):
        files = list((bench / place.strip()).rglob("test_*.py")) or [bench / place.strip()]
        assert any("def test_" in file.read_text(encoding="utf-8") for file in files if file.is_file()), place
    own = (bench / "tests" / "conftest.py").read_text(encoding="utf-8")
    known = set(re.findall(r"addoption\(\s*\"(--[a-z-]+)\"", own))
    assert set(re.findall(r"\s(--[a-z-]+)", command)) <= known
    assert all(variable in _texts(bench / "tests") for variable in re.findall(r"^([A-Z_]+)=", command))


def _texts(folder: Path) -> str:
    return "".join(path.read_text(encoding="utf-8") for path in folder.rglob("*.py"))


def imports(command: str, bench: Path) -> None:
    """What it would run is there, and imports what there is."""
    module = re.search(r"-m (\S+)$", command)
    assert module
    assert find_spec(module[1])
    _run(f"python -c 'import {module[1]}'", bench)


HOW: Mapping[str, Callable[[str, Path], None]] = {
    "runs": runs,
    "serves": serves,
    "installs": installs,
    "offers": offers,
    "names": names,
    "imports": imports,
}


@pytest.mark.parametrize(
    ("try_it", "command"),
    [
        (runs, "python -m peace_ledger check no/such/folder"),
        (serves, "streamlit run nowhere.py"),
        (installs, "pip install -c constraints.txt -e '.[nothing]'"),
        (offers, "python -m benchmarks.synthetic OUT --columns 3"),
        (names, "python -m pytest tests/nowhere.py"),
        (names, "python -m pytest tests/browser --nothing"),
        (imports, "python -m benchmarks.nowhere"),
    ],
)
def test_a_command_that_does_not_work_is_found(
    try_it: Callable[[str, Path], None], command: str, bench: Path
) -> None:
    with pytest.raises((AssertionError, KeyError, RuntimeError)):
        try_it(command, bench)
