"""The rules of `check`: their list for readers, and where each stands in the code."""

import re
from pathlib import Path

from peace_ledger import checks

ROOT = Path(__file__).parent.parent
RULE = re.compile(r"^\| `([a-z0-9-]+)` \| (.*) \| (.*) \|$", re.MULTILINE)


def test_the_list_for_readers_is_that_of_the_code() -> None:
    listed = RULE.findall((ROOT / "docs/checks.md").read_text(encoding="utf-8"))
    assert listed == [(rule.name, rule.finds, rule.remedy) for rule in checks.RULES.values()]


def test_every_rule_is_asked_somewhere() -> None:
    modules = [path for path in (ROOT / "peace_ledger").glob("*.py") if path.name != "checks.py"]
    code = "\n".join(path.read_text(encoding="utf-8") for path in modules)
    assert [name for name in checks.RULES if f'"{name}"' not in code] == []


def test_what_is_only_suspicious_is_a_warning() -> None:
    assert {rule.severity for rule in checks.ERRORS.values()} == {"error"}
    assert {rule.severity for rule in checks.WARNINGS.values()} == {"warning"}
    assert len(checks.RULES) == len(checks.ERRORS) + len(checks.WARNINGS)
