"""The rules of `check`: their list for readers, and where each stands in the code."""

import re
from pathlib import Path

from peace_ledger import check_rules

ROOT = Path(__file__).parent.parent
RULE = re.compile(r"^\| `([a-z0-9-]+)` \| (.*) \| (.*) \|$", re.MULTILINE)


def test_the_list_for_readers_is_that_of_the_code() -> None:
    listed = RULE.findall((ROOT / "docs/checks.md").read_text(encoding="utf-8"))
    assert listed == [(rule.name, rule.finds, rule.remedy) for rule in check_rules.RULES.values()]


def test_every_rule_is_asked_somewhere() -> None:
    modules = [path for path in (ROOT / "peace_ledger").glob("*.py") if path.name != "check_rules.py"]
    code = "\n".join(path.read_text(encoding="utf-8") for path in modules)
    assert [name for name in check_rules.RULES if f'"{name}"' not in code] == []


def test_what_is_only_suspicious_is_a_warning() -> None:
    assert {rule.severity for rule in check_rules.ERRORS.values()} == {"error"}
    assert {rule.severity for rule in check_rules.WARNINGS.values()} == {"warning"}
    assert len(check_rules.RULES) == len(check_rules.ERRORS) + len(check_rules.WARNINGS)
