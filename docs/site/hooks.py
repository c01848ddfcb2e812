"""What the site shows beside the pages of docs/: benchmarks, the data's own description, our font and sign.

Where the navigation has `folder/*`, every page of that folder stands, in the order of the files' names.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from properdocs.config.defaults import ProperDocsConfig
from properdocs.structure.files import File, Files
from properdocs.structure.pages import Page

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"
PAGES = ("benchmarks/README.md", "benchmarks/results/*.md", "data/*/README.md")
"""Pages that lie outside of docs/; they stand on the site as if they lay in it."""
FILES = ("benchmarks/results/*.svg",)
ASSETS = ("icon.png", "fonts/ledger-serif-1.woff2", "fonts/OFL.txt")

_LINK = re.compile(r"(?<=\]\()(?:\.\./)+[^)\s]+(?=[)\s])")


def on_config(config: ProperDocsConfig) -> ProperDocsConfig:
    """Put the pages of a folder where the navigation has `folder/*`."""
    config.nav = list(_listed(config.nav or []))
    return config


def _listed(entries: list[Any]) -> Iterator[Any]:
    for entry in entries:
        if isinstance(entry, dict):
            yield {
                title: list(_listed(below)) if isinstance(below, list) else below
                for title, below in entry.items()
            }
        elif entry.endswith("/*"):
            yield from _pages_of(entry.removesuffix("/*"))
        else:
            yield entry


def _pages_of(folder: str) -> list[str]:
    place = DOCS if (DOCS / folder).is_dir() else ROOT
    return [path.relative_to(place).as_posix() for path in sorted((place / folder).glob("*.md"))]


def on_files(files: Files, config: ProperDocsConfig) -> Files:
    """Add what lies elsewhere in the repository."""
    for pattern in (*PAGES, *FILES):
        for path in sorted(ROOT.glob(pattern)):
            files.append(File.generated(config, path.relative_to(ROOT).as_posix(), abs_src_path=str(path)))
    for name in ASSETS:
        path = ROOT / "peace_ledger" / "frontend" / name
        files.append(File.generated(config, f"assets/{path.name}", abs_src_path=str(path)))
    return files


def on_page_markdown(markdown: str, page: Page, **_: Any) -> str:
    """Turn links between docs/ and the rest of the repository into links of the site."""
    own = page.file.src_uri
    source = ROOT / own if (ROOT / own).is_file() else DOCS / own

    def on_the_site(link: re.Match[str]) -> str:
        path, mark, heading = link[0].partition("#")
        target = (source.parent / path).resolve()
        if not target.is_relative_to(ROOT):
            return link[0]
        base = DOCS if target.is_relative_to(DOCS) else ROOT
        place = target.relative_to(base).as_posix()
        return "../" * own.count("/") + place + mark + heading

    return _LINK.sub(on_the_site, markdown)
