"""What the program is made of: licences that may stand together, and no known vulnerability."""

import re
import subprocess
import sys
import tomllib
from datetime import date

import pytest
from packaging.utils import canonicalize_name

from tests import licences
from tests.server import ROOT

PINNED = {
    canonicalize_name(line.split("==")[0])
    for line in (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
}
ACCEPTED = ROOT / "docs" / "vulnerabilities.toml"


def test_every_part_has_a_licence_that_can_stand_beside_ours() -> None:
    parts = [*licences.distributions(), *licences.bundled()]
    assert len(parts) > 80
    wrong = [f"{part.name}: {part.licence}" for part in parts if not licences.is_allowed(part.licence)]
    print(f"{len(parts)} parts, {len(wrong)} under a licence that cannot stand beside ours")
    assert wrong == []


@pytest.mark.parametrize(
    ("licence", "expected"),
    [
        ("MIT", True),
        ("Apache-2.0 OR GPL-3.0-only", True),
        ("MIT AND Zlib", True),
        ("MIT AND GPL-3.0-only", False),
        ("GPL-3.0-only", False),
        ("", False),
        ("UNKNOWN", False),
    ],
)
def test_a_licence_is_one_of_those_that_are_allowed(licence: str, expected: bool) -> None:
    assert licences.is_allowed(licence) is expected


def test_the_page_of_licences_lists_what_is_installed() -> None:
    """Lines are compared one by one: other Pythons and systems install a few parts more or less."""
    listed = set(licences.PAGE.read_text(encoding="utf-8").splitlines())
    missing = [line for line in licences.page().splitlines() if line not in listed]
    assert missing == [], "write docs/licences.md anew: python -m tests.licences"


def test_every_part_is_pinned() -> None:
    assert [part.name for part in licences.distributions() if part.name not in PINNED] == []


# Vulnerabilities


def accepted() -> dict[str, dict[str, str]]:
    """The known vulnerabilities that do not touch us, by id."""
    found: dict[str, dict[str, str]] = tomllib.loads(ACCEPTED.read_text(encoding="utf-8"))
    return found


def test_a_vulnerability_is_accepted_with_a_reason_and_for_a_time() -> None:
    for name, why in accepted().items():
        assert re.fullmatch(r"(?:PYSEC|GHSA|CVE)-[\w-]+", name)
        assert len(why["reason"]) > 20
        assert date.fromisoformat(why["until"]) >= date.today(), f"look at {name} again"


def test_no_pinned_version_has_a_known_vulnerability() -> None:
    pytest.importorskip("pip_audit", reason="pip-audit is not installed: pip install -e '.[audit]'")
    command = [sys.executable, "-m", "pip_audit", "--requirement", "constraints.txt", "--no-deps"]
    command += [
        "--disable-pip",
        "--vulnerability-service",
        "pypi",
        "--progress-spinner",
        "off",
        "--timeout",
        "30",
    ]
    ignored = [part for name in accepted() for part in ("--ignore-vuln", name)]
    done = subprocess.run([*command, *ignored], cwd=ROOT, capture_output=True, text=True, check=False)
    told = done.stdout + done.stderr
    unknown = len(re.findall("could not be audited", told))
    if unknown >= len(PINNED) / 2 or "ConnectionError" in told or "Max retries" in told:
        pytest.skip("the database of vulnerabilities cannot be reached from here")
    assert done.returncode == 0, told
    assert unknown == 0, told
