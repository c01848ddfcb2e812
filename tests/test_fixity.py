"""Files of which the descriptor says how long they are, or their digest, must be just these."""

import hashlib
import os
from pathlib import Path
from typing import Any

import pytest

from peace_ledger import cli, dataset
from peace_ledger.problems import InvalidPackage
from tests.altered import copy, redescribe
from tests.packages import field, resource
from tests.test_descriptor import faults


def said(folder: Path) -> list[str]:
    """What is wrong with a package."""
    try:
        dataset.load(folder)
    except InvalidPackage as fault:
        return [str(problem) for problem in fault.problems]
    return []


def tell(folder: Path, table: str, **properties: Any) -> None:
    """Let the descriptor say something of a table."""

    def change(package: dict[str, Any]) -> None:
        next(one for one in package["resources"] if one["name"] == table).update(properties)

    redescribe(folder, change)


def whole_rows(file: Path) -> int:
    """How long a file is without its last third of rows."""
    lines = file.read_bytes().splitlines(keepends=True)
    return sum(len(line) for line in lines[: len(lines) * 2 // 3])


@pytest.mark.parametrize("algorithm", ["", "md5:", "sha1:", "sha256:", "sha512:"])
def test_a_file_that_is_what_the_descriptor_says_is_taken(algorithm: str, tmp_path: Path) -> None:
    folder = copy(tmp_path / "package")
    content = (folder / "coverage.csv").read_bytes()
    digest = hashlib.new(algorithm.rstrip(":") or "md5", content, usedforsecurity=False).hexdigest()
    tell(folder, "coverage", bytes=len(content), hash=f"{algorithm}{digest.upper()}")
    assert said(folder) == []


def test_a_copy_that_broke_off_between_two_rows_is_refused(tmp_path: Path) -> None:
    folder = copy(tmp_path / "package")
    file = folder / "coverage.csv"
    length = file.stat().st_size
    left = whole_rows(file)
    os.truncate(file, left)
    assert said(folder) == []  # nothing else can tell
    tell(folder, "coverage", bytes=length)
    assert said(folder) == [
        f"coverage:-:-: is {left:,} bytes long, and the descriptor says {length:,};"
        ' copy it again, or mend the descriptor if the file is right ("coverage.csv")'
    ]
    assert cli.main(["check", str(folder)]) == 1


def test_a_changed_byte_is_told_by_the_digest(tmp_path: Path) -> None:
    folder = copy(tmp_path / "package")
    file = folder / "coverage.csv"
    then = hashlib.sha256(file.read_bytes()).hexdigest()
    file.write_bytes(file.read_bytes() + b"\n")
    now = hashlib.sha256(file.read_bytes()).hexdigest()
    tell(folder, "coverage", hash=f"sha256:{then}")
    (line,) = said(folder)
    assert f"has the hash sha256:{now}, and the descriptor says sha256:{then}" in line


def test_what_is_no_digest_is_told_of_the_descriptor(tmp_path: Path) -> None:
    table = resource("views", field("a")) | {"hash": "sha256:12", "bytes": -1}
    assert faults(tmp_path, table) == [
        'resources[0].bytes: input should be greater than or equal to 0 ("-1")',
        "resources[0].hash: must be a digest in hexadecimal digits, by MD5, or after 'sha1:', 'sha256:', "
        "'sha512:' (\"sha256:12\")",
    ]
