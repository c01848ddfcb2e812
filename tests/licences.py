"""The licences of what the program is made of: `python -m tests.licences` writes docs/licences.md anew."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.server import ROOT

PAGE = ROOT / "docs" / "licences.md"
EXTRAS = ("", "sign-in", "spark")
"""What a server can be installed with; what only tests and benchmarks need goes out with nothing."""
ALLOWED = {
    *("0BSD", "Apache-2.0", "BSD", "BSD-2-Clause", "BSD-3-Clause", "CC0-1.0", "CNRI-Python", "ISC", "MIT"),
    *("MIT-0", "MIT-CMU", "MPL-2.0", "OFL-1.1", "PSF-2.0", "Zlib"),
}
"""Licences under which a part may stand beside a program under Apache-2.0, as long as it stays as it is."""
_WORDS = {
    "3-Clause BSD License": "BSD-3-Clause",
    "Apache License 2.0": "Apache-2.0",
    "Apache License, Version 2.0": "Apache-2.0",
    "Apache Software License": "Apache-2.0",
    "BSD License": "BSD",
    "MIT License": "MIT",
    "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
    "PSFL": "PSF-2.0",
    "Python Software Foundation License": "PSF-2.0",
}
_LONGEST = 40
"""Letters: a longer field holds the whole text of a licence."""


@dataclass(frozen=True)
class Part:
    """Something that others have made, its licence in SPDX's words, and where it comes in."""

    name: str
    licence: str
    where: str


def distributions() -> Iterator[Part]:
    """What is installed with the program, and with its extras."""
    found: dict[str, str] = {}
    for extra in EXTRAS:
        for name in _needed("peace-ledger", extra, set()):
            found.setdefault(name, extra or "always")
    return (Part(name, licence_of(name), where) for name, where in sorted(found.items()))


def _needed(name: str, extra: str, seen: set[tuple[str, str]]) -> Iterator[str]:
    for text in metadata.requires(name) or ():
        needed = Requirement(text)
        if needed.marker is not None and not needed.marker.evaluate({"extra": extra}):
            continue
        for inner in needed.extras or {""}:
            key = (canonicalize_name(needed.name), inner)
            if key not in seen:
                seen.add(key)
                yield key[0]
                yield from _needed(needed.name, inner, seen)


def licence_of(name: str) -> str:
    """What a distribution says of its licence; empty where it says nothing that is known here."""
    told = metadata.metadata(name)
    if expression := told.get("License-Expression"):
        return str(expression)
    field = (told.get("License") or "").strip()
    if field and len(field) <= _LONGEST:
        return _WORDS.get(field, field)
    classifiers = [
        line.split(" :: ")[-1] for line in told.get_all("Classifier") or () if "License ::" in line
    ]
    return " OR ".join(dict.fromkeys(_WORDS.get(line, "") for line in classifiers))


def is_allowed(licence: str) -> bool:
    """Whether an expression allows it: all parts that AND joins do, or one of those that OR joins."""
    ways = [re.split(r" AND ", way.strip("() ")) for way in licence.split(" OR ")]
    return any(all(part.strip("() ") in ALLOWED for part in way) for way in ways)


def bundled() -> Iterator[Part]:
    """What is served to browsers as a file of ours."""
    folder = ROOT / "peace_ledger" / "frontend"
    for bundle in ("plotly", "codemirror"):
        text = (folder / bundle / "LICENSES.txt").read_text(encoding="utf-8")
        for name, licence in re.findall(r"^==== (.+) \((.+)\)$", text, re.MULTILINE):
            yield Part(name, licence, f"{bundle}.min.js")
    yield Part("Source Serif", "OFL-1.1", "fonts")
    yield Part("outlines of plotly.js, after UN Geodata", "MIT", "geo")


def page() -> str:
    """docs/licences.md."""
    lines = [
        "# Licences of others",
        "",
        "Made by `python -m tests.licences`, and held by a test: whatever is installed with the program",
        "stands here under a licence that its own, Apache-2.0, can stand beside. Versions are in",
        "`constraints.txt`. What only tests and benchmarks need is not listed.",
        "",
        "## Installed",
        "",
        "| distribution | licence | with |",
        "| --- | --- | --- |",
        *(f"| {part.name} | {part.licence} | {part.where} |" for part in distributions()),
        "",
        "## Served to browsers",
        "",
        "Beside Streamlit's own client, which is part of its distribution.",
        "",
        "| part | licence | in |",
        "| --- | --- | --- |",
        *(f"| {part.name} | {part.licence} | {part.where} |" for part in bundled()),
    ]
    return "\n".join([*lines, ""])


if __name__ == "__main__":
    Path(PAGE).write_text(page(), encoding="utf-8")
