"""How do several peace processes compare, as far as they can be compared?"""

import streamlit as st

from peace_ledger import ledger, wording
from peace_ledger.charts.chart import Column
from peace_ledger.charts.processes import carried_out, kept, spans, speed
from peace_ledger.charts.processes.compared import Process
from peace_ledger.charts.processes.spans import Extent
from peace_ledger.charts.processes.speed import Speed
from peace_ledger.translation import N_, _, ngettext
from peace_ledger.ui import comparison, filter_bar, links, session, takeaway
from peace_ledger.ui.cards import Card, Cards, card, draw_all
from peace_ledger.ui.comparison import Comparison
from peace_ledger.ui.elements import Record, RecordList
from peace_ledger.ui.page import Page
from peace_ledger.ui.text import plain
from peace_ledger.ui.view import View

_OWN_SCALE = N_("shares of each process's own total")
ALONE = N_(
    "This ledger holds one peace process, so there is nothing to compare. Whoever runs it can put the data "
    "package of another beside it, as a folder in its data folder."
)


def page(view: View) -> None:
    """Draw the page."""
    filter_bar.show(view, of_process=False)
    st.title(_("Processes"))
    if not is_offered():
        st.markdown(plain(_(ALONE)))
        return
    through = seen(view)
    session.compared(through.pinned(through.state).beside)
    st.markdown(plain(headline(through)))
    if left := comparison.not_applied(view.state):
        st.caption(
            plain(
                # Translators: {filters} are names of parameters of the address.
                _(
                    "Not applied here, because other processes do not know them: {filters}. They stay in the "
                    "link, and hold on the other pages.",
                    filters=wording.listed(left, len(left)),
                )
            )
        )
    _say_versions(through)
    st.subheader(_("What this comparison cannot say"))
    st.markdown("\n".join(f"- {_(caveat)}" for caveat in CAVEATS))
    draw_all(through, cards(through))
    takeaway.foot(through)


def _say_versions(through: Comparison) -> None:
    """Which of the other processes are not seen in their latest data version, and which should not be."""
    for title, version in through.unopened():
        st.warning(
            plain(
                _(
                    "{process} cannot be opened in data version {version}; you see its latest.",
                    process=title,
                    version=version,
                )
            )
        )
    if older := through.older():
        st.caption(
            plain(
                # Translators: the versions as in "Armenia–Azerbaijan, data version 2026.10.1; Valleys, …".
                _("In older data versions, as the link says: {versions}.", versions="; ".join(older))
            )
        )
        links.to_page(through, "processes", _("See the latest versions"), version=None, beside=())


def is_offered() -> bool:
    """Whether there are several processes."""
    return len(ledger.loaded()) > 1


def seen(view: View) -> Comparison:
    """All processes, through the filters that all of them know."""
    return comparison.of(view)


def cards(_: View) -> Cards:
    """What stands on the page: nothing where there is nothing to compare."""
    if not is_offered():
        return {}
    return {
        carried_out.NAME: releases,
        kept.NAME: promises,
        speed.NAME: reaction_speed,
        spans.NAME: extents,
        "processes_bases": bases,
    }


def releases(view: View) -> Card:
    """How many releases announced ahead were carried out."""
    return card(
        carried_out.carried_out(_asked(view, "processes/announced_ahead"), view.dataset),
        "releases",
        _("living people; what became known only on the day itself was no promise, and is left out"),
        _(_OWN_SCALE),
        query="processes/announced_ahead",
        announced_ahead=True,
        counted_as=("people", "people_promised"),
    )


def promises(view: View) -> Card:
    """How many promises were kept."""
    return card(
        kept.kept(_asked(view, "processes/promises"), view.dataset),
        "commitments",
        _("status on {day}", day=wording.day(view.as_of)),
        _(_OWN_SCALE),
        query="processes/promises",
        testable="true",
        standings=("given",),
    )


def reaction_speed(view: View) -> Card:
    """How soon reactions came."""
    found = []
    for part in view.parts:
        median = part.rows("reactions/delay_median")
        days = median[0]["median_days"] if median else None
        found.append(Speed(*_named(part), part.rows("processes/delays"), days))
    return card(
        speed.speed(found),
        "reactions",
        _("undated rows are in no class and not in the median"),
        _("a circle is as large as its share of the process's dated reactions"),
        query={_("By delay"): "processes/delays", _("Medians"): "reactions/delay_median"},
    )


def extents(view: View) -> Card:
    """How far each record reaches."""
    return card(
        spans.spans([_extent(part) for part in view.parts]),
        "rows",
        query={_("Days"): "overview/span", _("Rows and sources"): "scope/rows"},
    )


def _asked(view: View, query: str) -> list[Process]:
    return [Process(*_named(part), part.rows(query)) for part in view.parts]


def _named(part: View) -> tuple[str, str]:
    return part.ledger.vocabulary.process, part.dataset.title


def _extent(part: View) -> Extent:
    (span,), (counts,) = part.rows("overview/span"), part.rows("scope/rows")
    return Extent(
        *_named(part),
        span["first_day"],
        span["last_day"],
        events=len(part.rows("events/ties")),
        rows=counts["row_count"],
        undated=counts["undated"],
        sources=counts["sources"],
        searched=part.rows("method/counts")[0]["blanks"],
    )


def headline(view: View) -> str:
    """What is compared, in a few sentences."""
    if not is_offered():
        return _(ALONE)
    names = [part.dataset.title for part in view.parts]
    return ngettext(
        "{count} peace process side by side, in the order in which their records begin: {names}. The order "
        "ranks nobody, and there is no score: each line stands on its own data.",
        "{count} peace processes side by side, in the order in which their records begin: {names}. The order "
        "ranks nobody, and there is no score: each line stands on its own data.",
        len(names),
        count=wording.number(len(names)),
        names=wording.listed(names, len(names)),
    )


def bases(view: View) -> Card:
    """What each line stands on: the figures that the caveats are about."""
    columns = (
        Column("process", _("Process")),
        Column("rows", _("Rows"), "number"),
        Column("sources", _("Sources"), "number"),
        Column("years", _("Years"), "number"),
        Column("stances", _("Stances"), "number"),
        Column("promises", _("Promises"), "number"),
        # Translators: promises.
        Column("checkable", _("Testable, in force"), "number"),
        # Translators: releases.
        Column("announced", _("Announced only"), "number"),
        # Translators: rows.
        Column("undated", _("Undated"), "number"),
        # Translators: actors that were looked for.
        Column("searched", _("Not found"), "number"),
    )
    listed = RecordList(
        "processes_bases",
        _("What does each line stand on?"),
        columns,
        [_base(part) for part in view.parts],
        empty=_("There is no process."),
        search=False,
        widths={"process": "20rem"},
    )
    queries = {
        _("Days"): "overview/span",
        _("Rows and sources"): "scope/rows",
        _("Promises"): "commitments/summary",
        _("Releases"): "releases/summary",
    }
    return card(
        listed,
        "rows",
        _(
            "years from the first to the last day; stances in the code list; releases announced and not seen "
            "carried out; actors looked for by name and not found"
        ),
        query=queries,
        shows_evidence=False,
    )


def _base(part: View) -> Record:
    extent, promises = _extent(part), part.rows("commitments/summary")[0]
    days = (extent.last - extent.first).days if extent.first and extent.last else None
    cells = (
        extent.title,
        extent.rows,
        extent.sources,
        None if days is None else round(days / 365.25, 1),
        len(part.dataset.codes("reactions", "stance")),
        promises["commitments"],
        promises["checkable"],
        part.rows("releases/summary")[0]["announced"],
        extent.undated,
        extent.searched,
    )
    return Record(extent.name, cells)


CAVEATS = (
    N_(
        "**Coding differs.** Each package has its own coders and code lists, and what counts as testable, or "
        "as kept, is decided in each."
    ),
    N_(
        "**Coverage differs.** A record with more rows may have looked further, not seen more happen; what "
        "was not looked for is in no number."
    ),
    N_(
        "**Small numbers.** One case more or less moves a share of few far. Below five cases no share is "
        "drawn and no percentage written."
    ),
    N_(
        "**Announced only.** A release that nobody has seen carried out may have been carried out unseen; of "
        "a release carried out in part it is not known how many came free."
    ),
    N_("**Undated rows** are in no period, no class of delay and no median. They are counted beside it."),
    N_(
        "**Lengths of time differ.** A young promise had less time to be kept, and a young record "
        "has fewer of them."
    ),
)
"""Why lines that look alike need not mean the same."""


PAGE = Page("processes", page, headline, cards, seen, is_offered)
