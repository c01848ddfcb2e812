"""A version made public: its number raised where the package was changed, its rows kept for good, what is new
in it written down, and how to cite it.
"""

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import yaml  # type: ignore[import-untyped]

from peace_ledger import diff, diff_words, engine, versions
from peace_ledger.dataset import Dataset
from peace_ledger.descriptor import FILE_NAME
from peace_ledger.problems import InvalidPackage
from peace_ledger.versions import Refused, Release

CHANGELOG, CITATION = "CHANGELOG.md", "CITATION.cff"
_BY_DAY = re.compile(r"(\d{4})\.(\d{1,2})\.(\d+)")
_ENTRY = re.compile(r"^## (\S+)", re.MULTILINE)
_HEAD = "# What changed from version to version"


@dataclass(frozen=True)
class Published:
    """What was done: the version as it is kept, the number it had before where it was raised, and the files
    beside the tables that were written.
    """

    kept: Release
    raised_from: str | None
    written: tuple[str, ...]


def publish(folder: Path, today: date, version: str | None = None) -> Published:
    """Keep the present state of a package as a version, named so where a name is given. Where its own number
    is kept already with other content, the next one is taken. Raises InvalidPackage, Refused and OSError.
    """
    live = _opened(folder)
    raised_from = None
    if wanted := version or _next_where_changed(live, today):
        raised_from = _renumber(live, wanted, today)
        live = _opened(folder)
    kept = versions.release(live)
    written = [name for name, text in _beside(live) if _put(folder / name, text)]
    return Published(kept, raised_from, tuple(written))


def _opened(folder: Path) -> Dataset:
    opened = engine.open_each([folder])[folder]
    if isinstance(opened, InvalidPackage):
        raise opened
    return opened.dataset


# Numbers


def _next_where_changed(live: Dataset, today: date) -> str | None:
    if live.stored or versions.is_free_or_same(live):
        return None
    return following(live.version, versions.names(live.folder), today)


def following(version: str, taken: Sequence[str], today: date) -> str:
    """The number after one: `year.month.count` counts within the month, any other raises its last number.
    Raises Refused where there is none.
    """
    if _BY_DAY.fullmatch(version):
        month = f"{today.year}.{today.month}."
        counts = [
            int(one.removeprefix(month))
            for one in (version, *taken)
            if re.fullmatch(re.escape(month) + r"\d+", one)
        ]
        return f"{month}{max(counts, default=0) + 1}"
    found = re.fullmatch(r"(.*?)(\d+)([^\d]*)", version)
    if found is None:
        raise Refused(
            f"{FILE_NAME}: the version {version!r} has no number to be raised: name one by --version"
        )
    begin, number, end = found.groups()
    raised = int(number) + 1
    while f"{begin}{raised}{end}" in taken:
        raised += 1
    return f"{begin}{raised}{end}"


def _renumber(live: Dataset, version: str, today: date) -> str | None:
    """Put a number and the day into the descriptor, and give the number that was there before; None where it
    was this one.
    """
    file = live.folder / FILE_NAME
    text = file.read_text(encoding="utf-8-sig")
    document: dict[str, Any] = json.loads(text)
    if document["version"] == version:
        return None
    if not versions.is_name(version):
        raise Refused(versions.no_name(version))
    if version in versions.names(live.folder):
        raise Refused(f"version {version!r} is kept already, and is never replaced: name another")
    changed = _with(text, "version", version)
    if "created" in document:
        changed = _with(changed, "created", f"{today.isoformat()}T00:00:00Z")
    versions.put(file, changed.encode())
    return str(document["version"])


def _with(text: str, name: str, value: str) -> str:
    """A JSON object's text with another value at one of its own names, and every other letter as it was."""
    document: dict[str, Any] = json.loads(text)
    wanted = {**document, name: value}
    places = re.finditer(
        rf'"{name}"\s*:\s*({re.escape(json.dumps(document[name], ensure_ascii=False))})', text
    )
    tried = (text[: place.start(1)] + json.dumps(value) + text[place.end(1) :] for place in places)
    for changed in tried:
        if json.loads(changed) == wanted:
            return changed
    raise Refused(f"{FILE_NAME}: put {value!r} into {name!r} by hand, then release again")


# Files beside the tables


def _beside(live: Dataset) -> Iterator[tuple[str, str]]:
    changelog = live.folder / CHANGELOG
    before = changelog.read_text(encoding="utf-8") if changelog.exists() else f"{_HEAD}\n"
    if live.version not in _ENTRY.findall(before):
        head, mark, entries = before.partition("\n## ")
        yield CHANGELOG, f"{head.rstrip()}\n\n{_entry(live)}{mark}{entries}"
    yield CITATION, citation(live)


def _entry(live: Dataset) -> str:
    day = f" ({live.package.created.date().isoformat()})" if live.package.created else ""
    lines = [f"## {live.version}{day}", "", *_changes(live)]
    return "\n".join(lines) + "\n"


def _changes(live: Dataset) -> Iterator[str]:
    earlier = [name for name in versions.names(live.folder) if name != live.version]
    if not earlier:
        yield "The first version."
        yield ""
        yield from (f"- {table.label}: {_rows(live, table.name):,} rows" for table in live.package.tables)
        return
    try:
        old = versions.load(live.folder, earlier[0])
    except InvalidPackage:
        yield f"What is kept of the version before, {earlier[0]}, cannot be read, so nothing is compared."
        return
    try:
        yield f"Since {old.version}:"
        yield from diff_words.markdown(diff.between(old, live), live.package)
    finally:
        old.database.close()


def _rows(live: Dataset, table: str) -> int:
    with live.database.cursor() as cursor:
        return int(cursor.table(table).count("*").fetchall()[0][0])


def citation(live: Dataset) -> str:
    """How to cite the version, in the Citation File Format 1.2."""
    package = live.package
    said: dict[str, Any] = {
        "cff-version": "1.2.0",
        "message": "If you use these data, please cite them as below.",
        "type": "dataset",
        "title": package.title,
        "version": package.version,
        "authors": [{"name": one.title} for one in package.contributors]
        or [{"name": f"Contributors to “{package.title}”"}],
    }
    if package.created:
        said["date-released"] = package.created.date()
    if package.description:
        said["abstract"] = package.description
    if package.keywords:
        said["keywords"] = list(package.keywords)
    if licences := [one.name for one in package.licenses if one.name]:
        said["license"] = licences[0] if len(licences) == 1 else licences
    text: str = yaml.safe_dump(said, sort_keys=False, allow_unicode=True, width=100)
    return text


def _put(file: Path, text: str) -> bool:
    if file.exists() and file.read_text(encoding="utf-8") == text:
        return False
    versions.put(file, text.encode())
    return True
