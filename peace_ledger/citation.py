"""A view as a citation: text, BibTeX, RIS and CSL-JSON, each with the permanent link and the data version."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import rispy  # type: ignore[import-untyped]
from pybtex.database import BibliographyData, Entry, Person  # type: ignore[import-untyped]
from pybtex.database.output import bibtex as pybtex_output  # type: ignore[import-untyped]

from peace_ledger import filters, marks, wording
from peace_ledger import state as codec
from peace_ledger.dataset import Dataset
from peace_ledger.state import State
from peace_ledger.translation import DEFAULT, N_, speaking

PUBLISHER = "Peace Ledger"

PAGES: Mapping[str, str] = {
    "": N_("Overview"),
    "reactions": N_("Reactions"),
    "releases": N_("Releases"),
    "commitments": N_("Commitments"),
    "events": N_("Events"),
    "actors": N_("Actors"),
    "sources": N_("Sources"),
    "processes": N_("Processes"),
    "query": N_("SQL"),
    "method": N_("Method"),
}
"""What each page is called, by its path."""


COMPARISON = "processes"
"""The path of the page that stands on the data of all processes."""


@dataclass(frozen=True)
class Cited:
    """What a citation says of a view. `chart` is None for a whole page, `filters` are words, `published` is
    the day of the data version where the package names it, `link` is permanent. Where processes are compared,
    `process` has all their titles and `versions` that of each.
    """

    page: str
    chart: str | None
    filters: str
    process: str
    versions: tuple[str, ...]
    published: date | None
    accessed: date
    link: str
    licence: str

    @property
    def title(self) -> str:
        """The chart, or the page where the whole of it is cited."""
        return self.chart or self.page

    @property
    def version(self) -> str:
        """The data version, or that of each process."""
        return ", ".join(self.versions)

    @property
    def data(self) -> str:
        """The data version in words."""
        return f"data version{'s' if len(self.versions) > 1 else ''} {self.version}"

    @property
    def year(self) -> int:
        """The year of the data version, else of the day of access."""
        return (self.published or self.accessed).year


def permanent_link(origin: str, path: str, state: State, version: str) -> str:
    """The address that restores a view: a page with all its filters, its chart and open mark, and the data
    version. `origin` is scheme and host without a slash at the end.
    """
    return codec.with_query(f"{origin}/{path}", replace(state, version=version))


# Citations are quoted to each other: they are in English in every language of the interface.
@speaking(DEFAULT)
def cited(
    dataset: Dataset,
    path: str,
    state: State,
    origin: str,
    accessed: date,
    others: Sequence[Dataset] = (),
) -> Cited:
    """What there is to say of a page under a state; `state.chart` picks the chart, and an open mark of that
    chart is named with it. `others` are the packages of the processes that it is compared with. Raises
    KeyError for the path of no page.
    """
    packages = [dataset.package, *(other.package for other in others)]
    days = [package.created.date() for package in packages if package.created]
    licences = dict.fromkeys(one.name or one.title for package in packages for one in package.licenses)
    return Cited(
        page=PAGES[path],
        chart=_chart_title(dataset, state),
        filters=filters.scope(state, dataset),
        process="; ".join(package.title for package in packages),
        versions=tuple(package.version for package in packages),
        published=max(days, default=None),
        accessed=accessed,
        link=codec.with_query(f"{origin}/{path}", codec.pinned(state, dataset, others)),
        licence=" or ".join(licences),
    )


@speaking(DEFAULT)
def text(cited: Cited) -> str:
    """One paragraph, as it stands in a list of references."""
    place = f"{cited.page}: {cited.chart}" if cited.chart else cited.page
    parts = (
        f"{PUBLISHER} ({cited.year})",
        f"{place} ({cited.filters})",
        f"In: {cited.process}",
        wording.sentence(cited.data),
        f"Licence {cited.licence}" if cited.licence else "",
        f"Accessed {wording.day(cited.accessed)}",
    )
    return f"{'. '.join(_one_line(part) for part in parts if part)}. {cited.link}"


def short(cited: Cited) -> str:
    """What fits into a footnote or under a picture."""
    return f"{PUBLISHER} ({cited.year}), “{_one_line(cited.title)}”, {cited.data}. {cited.link}"


def bibtex(cited: Cited) -> str:
    """One `@misc` entry, which every style knows; `urldate` and `version` are for biblatex. Text is escaped
    for LaTeX, letters beyond ASCII stay as they are (UTF-8), and the link stays as it is.
    """
    fields = {
        # In braces: styles would set names in lower case.
        "title": f"{{{_latex(cited.title)}}}",
        "howpublished": f"In: {_latex(cited.process)}",
        "publisher": _latex(PUBLISHER),
        "year": str(cited.year),
        "version": _latex(cited.version),
        "note": _latex(_note(cited)),
        "url": cited.link,
        "urldate": cited.accessed.isoformat(),
    }
    entry = Entry("misc", fields, {"author": [Person(f"{{{_latex(PUBLISHER)}}}")]})
    written: str = _Writer().to_string(BibliographyData({_key(cited): entry}))
    return written


def ris(cited: Cited) -> str:
    """One entry of the type DATA."""
    entry = {
        "type_of_reference": "DATA",
        "authors": [PUBLISHER],
        "title": cited.title,
        "secondary_title": cited.process,
        "publisher": PUBLISHER,
        "year": str(cited.year),
        "edition": wording.sentence(cited.data),
        "notes": [_note(cited)],
        "access_date": f"{cited.accessed:%Y/%m/%d}",
        "urls": [cited.link],
    }
    if cited.published:
        entry["date"] = f"{cited.published:%Y/%m/%d}"
    lines = {
        name: _one_line(value) if isinstance(value, str) else [_one_line(item) for item in value]
        for name, value in entry.items()
    }
    written: str = rispy.dumps([lines], implementation=_RisWriter)
    return written


def csl(cited: Cited) -> str:
    """A list with one item of the type `dataset`, by the schema of CSL-JSON 1.0."""
    item: dict[str, Any] = {
        "id": _key(cited),
        "type": "dataset",
        "title": cited.title,
        "container-title": cited.process,
        "author": [{"literal": PUBLISHER}],
        "publisher": PUBLISHER,
        "issued": {"date-parts": [_parts(cited.published) if cited.published else [cited.year]]},
        "version": cited.version,
        "note": _note(cited),
        "accessed": {"date-parts": [_parts(cited.accessed)]},
        "URL": cited.link,
    }
    return json.dumps([item], ensure_ascii=False, indent=2) + "\n"


def _chart_title(dataset: Dataset, state: State) -> str | None:
    if state.chart is None:
        return None
    mark = marks.read(state.mark) if state.mark else None
    words = marks.words(mark, dataset) if mark and mark.chart == state.chart else ""
    title = marks.TITLES[state.chart]
    return f"{title}: {words}" if words else title


def _note(cited: Cited) -> str:
    parts = (
        f"{cited.page}, {cited.filters}" if cited.chart else cited.filters,
        wording.sentence(cited.data),
        f"Licence {cited.licence}" if cited.licence else "",
        f"Accessed {wording.day(cited.accessed)}",
    )
    return f"{'. '.join(wording.sentence(part) for part in parts if part)}."


def _key(cited: Cited) -> str:
    words = re.findall(r"[a-z0-9]+", f"{PUBLISHER} {cited.title} {cited.version}".lower())
    return "-".join(words)


def _parts(day: date) -> list[int]:
    return [day.year, day.month, day.day]


def _one_line(text: str) -> str:
    return " ".join(text.split())


_LATEX = str.maketrans(
    {
        "\\": r"\textbackslash{}",
        # Not \{ and \}: BibTeX counts braces, escaped or not.
        "{": r"\textbraceleft{}",
        "}": r"\textbraceright{}",
        "~": r"\textasciitilde{}",
        "^": r"\textasciicircum{}",
        **{sign: f"\\{sign}" for sign in "&%$#_"},
    }
)


def _latex(text: str) -> str:
    return _one_line(text).translate(_LATEX)


class _Writer(pybtex_output.Writer):  # type: ignore[misc]
    """Writes fields as they are: pybtex's own encoder takes its input for LaTeX and escapes addresses."""

    def _encode(self, text: str) -> str:
        return text


class _RisWriter(rispy.RisWriter):  # type: ignore[misc]
    """Without the number that rispy puts before each entry."""

    def set_header(self, count: int) -> str:  # noqa: ARG002
        return ""
