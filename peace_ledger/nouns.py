"""What is counted, in the words for one and for several, by the word for one."""

from collections.abc import Mapping

Forms = tuple[str, str]


def _forms(one: str, many: str) -> Forms:
    """Two forms, for the catalogues to find."""
    return one, many


NOUNS: Mapping[str, Forms] = {
    "actor": _forms("{count} actor", "{count} actors"),
    "announced release carried out": _forms(
        "{count} announced release carried out", "{count} announced releases carried out"
    ),
    "announcement": _forms("{count} announcement", "{count} announcements"),
    "band": _forms("{count} band", "{count} bands"),
    "bar": _forms("{count} bar", "{count} bars"),
    "by actor": _forms("by {count} actor", "by {count} actors"),
    "cell": _forms("{count} cell", "{count} cells"),
    "change": _forms("{count} change", "{count} changes"),
    "claim": _forms("{count} claim", "{count} claims"),
    "claimant": _forms("{count} claimant", "{count} claimants"),
    "code": _forms("{count} code", "{count} codes"),
    "commitment": _forms("{count} commitment", "{count} commitments"),
    "dated reaction": _forms("{count} dated reaction", "{count} dated reactions"),
    "dated source": _forms("{count} dated source", "{count} dated sources"),
    "day": _forms("{count} day", "{count} days"),
    "definition": _forms("{count} definition", "{count} definitions"),
    "different stance": _forms("{count} different stance", "{count} different stances"),
    "entry": _forms("{count} entry", "{count} entries"),
    "event": _forms("{count} event", "{count} events"),
    "figure": _forms("{count} figure", "{count} figures"),
    "first bar": _forms("the first {count} bar", "the first {count} bars"),
    "from source": _forms("from {count} source", "from {count} sources"),
    "handover": _forms("{count} handover", "{count} handovers"),
    "latest stance": _forms("{count} latest stance", "{count} latest stances"),
    "month": _forms("{count} month", "{count} months"),
    "of actor": _forms("of {count} actor", "of {count} actors"),
    "of commitment": _forms("of {count} commitment", "of {count} commitments"),
    "of person": _forms("of {count} person", "of {count} people"),
    "on day": _forms("on {count} day", "on {count} days"),
    "other actor": _forms("{count} other actor", "{count} other actors"),
    "page": _forms("{count} page", "{count} pages"),
    "pair": _forms("{count} pair", "{count} pairs"),
    "period total": _forms("{count} period total", "{count} period totals"),
    "person": _forms("{count} person", "{count} people"),
    "place": _forms("{count} place", "{count} places"),
    "problem": _forms("{count} problem", "{count} problems"),
    "process": _forms("{count} process", "{count} processes"),
    "promise": _forms("{count} promise", "{count} promises"),
    "published source": _forms("{count} published source", "{count} published sources"),
    "publisher": _forms("{count} publisher", "{count} publishers"),
    "question": _forms("{count} question", "{count} questions"),
    "reaction": _forms("{count} reaction", "{count} reactions"),
    "recorded reaction": _forms("{count} recorded reaction", "{count} recorded reactions"),
    "release": _forms("{count} release", "{count} releases"),
    "release row": _forms("{count} release row", "{count} release rows"),
    "report": _forms("{count} report", "{count} reports"),
    "report of people held": _forms("{count} report of people held", "{count} reports of people held"),
    "row": _forms("{count} row", "{count} rows"),
    "search": _forms("{count} search", "{count} searches"),
    "shared event": _forms("{count} shared event", "{count} shared events"),
    "source": _forms("{count} source", "{count} sources"),
    "source has no address": _forms("{count} source has no address", "{count} sources have no address"),
    "state": _forms("{count} state", "{count} states"),
    "step": _forms("{count} step", "{count} steps"),
    "step apart": _forms("{count} step apart", "{count} steps apart"),
    "table": _forms("{count} table", "{count} tables"),
    "testable commitment": _forms("{count} testable commitment", "{count} testable commitments"),
    "to event": _forms("to {count} event", "to {count} events"),
    "total": _forms("{count} total", "{count} totals"),
    "update": _forms("{count} update", "{count} updates"),
    "update on a commitment": _forms("{count} update on a commitment", "{count} updates on commitments"),
    "version": _forms("{count} version", "{count} versions"),
    "warning": _forms("{count} warning", "{count} warnings"),
    "week": _forms("{count} week", "{count} weeks"),
    "year": _forms("{count} year", "{count} years"),
}
