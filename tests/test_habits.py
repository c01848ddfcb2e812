"""What helps strangers to take part: forms, hooks and the pages that a forge shows beside issues."""

import re
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml

from peace_ledger import descriptor
from tests.server import ROOT

FORMS = sorted((ROOT / ".github" / "ISSUE_TEMPLATE").glob("*.yml"))
PROCESSES = sorted(path.parent for path in ROOT.glob(f"data/*/{descriptor.FILE_NAME}"))
KINDS = {"markdown", "input", "textarea", "dropdown", "checkboxes"}
HOOKS: list[dict[str, Any]] = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text(encoding="utf-8"))[
    "repos"
][0]["hooks"]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def form(name: str) -> dict[str, Any]:
    """A form for issues."""
    read: dict[str, Any] = yaml.safe_load(
        (ROOT / ".github" / "ISSUE_TEMPLATE" / f"{name}.yml").read_text(encoding="utf-8")
    )
    return read


def options(name: str, field: str) -> list[str]:
    """What can be chosen in a field of a form."""
    (found,) = [part for part in form(name)["body"] if part.get("id") == field]
    chosen: list[str] = found["attributes"]["options"]
    return chosen


def test_there_is_a_form_for_a_row_a_source_and_a_fault() -> None:
    assert [path.stem for path in FORMS] == ["add-a-source", "bug", "config", "correct-a-row"]


@pytest.mark.parametrize("name", ["correct-a-row", "add-a-source", "bug"])
def test_a_form_has_what_a_forge_asks_of_it(name: str) -> None:
    """A forge shows no form at all where one of these is wrong, and says so to nobody."""
    read = form(name)
    assert set(read) <= {"name", "description", "title", "labels", "assignees", "body"}
    assert read["name"]
    assert read["description"]
    ids = [part["id"] for part in read["body"] if part["type"] != "markdown"]
    assert len(set(ids)) == len(ids) > 3
    for part in read["body"]:
        assert part["type"] in KINDS
        assert part["attributes"].get("value" if part["type"] == "markdown" else "label")
        if part["type"] == "dropdown":
            assert len(set(part["attributes"]["options"])) == len(part["attributes"]["options"]) > 1
    assert any(part.get("validations", {}).get("required") for part in read["body"])


@pytest.mark.parametrize("folder", PROCESSES, ids=lambda folder: folder.name)
def test_the_forms_offer_the_tables_and_codes_that_there_are(folder: Path) -> None:
    package = descriptor.read(folder)
    assert options("correct-a-row", "table") == [table.name for table in package.tables]
    for name in ("kind", "perspective"):
        field = package.table("sources").field(name)
        assert options("add-a-source", name) == [field.label_of(code) for code in field.codes]


def test_a_source_is_asked_for_by_the_columns_of_the_table() -> None:
    columns = set(descriptor.read(PROCESSES[0]).table("sources").columns)
    asked = {part["id"] for part in form("add-a-source")["body"] if part["type"] != "markdown"}
    assert asked - columns == {"says"}
    assert columns - asked == {"source_id"}


@pytest.mark.parametrize("hook", HOOKS, ids=lambda hook: hook["id"])
def test_each_hook_runs_what_is_installed_here(hook: dict[str, Any]) -> None:
    python, *command = hook["entry"].split()
    assert python == ".venv/bin/python"
    assert hook["language"] == "system"
    if hook["id"] == "mypy":
        command.append("--version")  # tests/test_house.py runs it whole
    elif hook.get("pass_filenames", True):
        command += ["app.py", "--no-cache"]
        if "format" in command:
            command.append("--check")
    done = subprocess.run([sys.executable, *command], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_check_of_the_data_is_asked_for_where_data_change() -> None:
    (hook,) = [hook for hook in HOOKS if hook["id"] == "check-data"]
    assert re.search(hook["files"], "data/armenia-azerbaijan/reactions.csv")
    assert not re.search(hook["files"], "docs/data/armenia-azerbaijan.md")


def test_no_hook_comes_from_elsewhere() -> None:
    read = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text(encoding="utf-8"))
    assert [repository["repo"] for repository in read["repos"]] == ["local"]


@pytest.mark.parametrize("name", ["CONTRIBUTING", "CODE_OF_CONDUCT", "SECURITY", "CHANGELOG"])
def test_a_page_of_the_project_is_where_forges_look_and_linked_from_the_readme(name: str) -> None:
    assert (ROOT / "docs" / f"{name}.md").is_file()
    assert f"(docs/{name}.md)" in README


def test_the_changelog_is_of_the_version_that_there_is() -> None:
    """Once it is released, its heading says when; until then all stands under what is not."""
    text = (ROOT / "docs" / "CHANGELOG.md").read_text(encoding="utf-8")
    version = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
    first, *released = re.findall(r"^## (.+)$", text, re.MULTILINE)
    assert first == "[Unreleased]"
    assert all(re.fullmatch(r"\[\d+\.\d+\.\d+\] - \d{4}-\d\d-\d\d", heading) for heading in released)
    assert f"To become {version}," in text or any(heading.startswith(f"[{version}]") for heading in released)
    kinds = set(re.findall(r"^### (.+)$", text, re.MULTILINE))
    assert kinds <= {"Added", "Changed", "Deprecated", "Removed", "Fixed", "Security"}


def test_the_licence_of_the_data_stands_beside_them() -> None:
    for folder in PROCESSES:
        assert [licence.name for licence in descriptor.read(folder).licenses] == ["CC-BY-4.0"]
        assert "CC BY 4.0" in (folder / "README.md").read_text(encoding="utf-8")
