"""The text of a query for those filters that are set: the tests of all others are taken out before it runs,
because DuckDB would bind and plan each of them at every call.
"""

import re
from collections.abc import Iterable, Mapping

_TEST = r"(?:len\(\$[a-z_]+\) = 0|CAST\(\$[a-z_]+ AS [A-Z]+(?:\[\])?\) IS NULL)"
_TESTED = re.compile(r"(len|CAST)\(\$([a-z_]+)")
_CONDITION = re.compile(rf"\(\s*(\()?\s*({_TEST}(?:\s+AND\s+{_TEST})*)\s*(\))?\s+OR\s+")
_COMMENT = re.compile(r"--[^\n]*\n?")
_PARAMETER = re.compile(r"\$([a-z_]+)")
_RELATION = re.compile(r"\bfiltered_[a-z_]+\b")
_OPENING_OR_CLOSING = re.compile(r"'[^']*'|[()]")
_MET = "__met__"
_WHOLE = re.compile(r"SELECT\s+(?:\w+\.)?\*\s+FROM\s+(\w+)(?:\s+AS\s+\w+)?", re.ASCII)
# What looks up actors costs little each time.
_LOOKED_UP = re.compile(r"\bFROM\s+(?:filtered_lineage|ledger_lineage|actors)\b")
_MORE_THAN_A_FILTER = re.compile(r"^WITH\b|\b(?:JOIN|UNION|GROUP BY|OVER)\b")

NULL, EMPTY, SET = "null", "empty", "set"
"""What a parameter may be, as far as texts depend on it."""


def kind_of(value: object) -> str:
    """What a value is of these."""
    return NULL if value is None else EMPTY if value == () else SET


def without_unset(body: str, kinds: Mapping[str, str]) -> str:
    """A text without conditions that are met because a filter is not set, `(len($actors) = 0 OR …)`, and
    without the tests of those that are. Comments go.
    """
    text, start = _COMMENT.sub("", body).strip(), 0
    while found := _CONDITION.search(text, start):
        met = _met(found[2], kinds) if bool(found[1]) == bool(found[3]) else None
        if met:
            text = text[: found.start()] + _MET + text[_end_of(text, found.start()) :]
        elif met is False:
            text = f"{text[: found.start()]}({text[found.end() :]}"
        start = found.start() + 1
    return _simplified(text)


def _met(tests: str, kinds: Mapping[str, str]) -> bool | None:
    """Whether all tests hold; None where that cannot be told before it runs."""
    told = [_holds(function, parameter, kinds) for function, parameter in _TESTED.findall(tests)]
    return False if False in told else None if None in told else True


def _holds(function: str, parameter: str, kinds: Mapping[str, str]) -> bool | None:
    kind = kinds.get(parameter, NULL)
    if function == "CAST":
        return kind == NULL
    # The length of no list at all is NULL.
    return None if kind == NULL else kind == EMPTY


def _end_of(text: str, start: int) -> int:
    depth = 0
    for found in _OPENING_OR_CLOSING.finditer(text, start):
        depth += {"(": 1, ")": -1}.get(found[0], 0)
        if not depth:
            return found.end()
    raise ValueError(f"a bracket is not closed: {text[start:]}")


def _simplified(text: str) -> str:
    text = re.sub(rf"\b{_MET}\s+AND\s+", "", text)
    text = re.sub(rf"\s+AND\s+{_MET}\b", "", text)
    text = re.sub(rf"\s+WHERE\s+{_MET}(?=\s*(?:$|\)|GROUP BY|ORDER BY|UNION))", "", text)
    return text.replace(_MET, "TRUE")


def whole_of(text: str) -> str | None:
    """The relation that a text gives as it is."""
    found = _WHOLE.fullmatch(text)
    return found[1] if found else None


def only_filters(text: str) -> bool:
    """Whether a text takes rows from one relation, and at most looks up actors beside."""
    rest = _LOOKED_UP.sub("", text)
    return not _MORE_THAN_A_FILTER.search(rest) and len(re.findall(r"\bFROM\b", rest)) <= 1


def relations_in(text: str) -> list[str]:
    """The filtered relations that a text names, by name."""
    return sorted(set(_RELATION.findall(text)))


def parameters_in(texts: Iterable[str]) -> frozenset[str]:
    """The parameters that texts name."""
    return frozenset(name for text in texts for name in _PARAMETER.findall(text))


def reading(text: str, names: Mapping[str, str]) -> str:
    """A text that reads from other tables instead of those it names."""
    return re.sub(r"\b(?:filtered|ledger)_[a-z_]+\b", lambda found: names.get(found[0], found[0]), text)


def by_place(text: str) -> str:
    """A text whose rows all have one day, in the order of their places in the file alone: DuckDB then leaves
    out files and row groups that lie behind those it shows.
    """
    return re.sub(r"\bORDER BY (\w+\.)day NULLS LAST, (?=\1row$)", "ORDER BY ", text)


def columns_in(texts: Iterable[str], relations: Iterable[str], columns: Iterable[str]) -> frozenset[str]:
    """Those columns of relations that texts may read: named alone, or with a name that a relation has there,
    in a text that names one of the relations.
    """
    named = "|".join(columns)
    of_any = "|".join(relations)
    found = set()
    for text in texts:
        if not re.search(rf"\b(?:{of_any})\b", text):
            continue
        names = {*re.findall(rf"\b(?:{of_any})\s+AS\s+(\w+)", text), *relations, ""}
        pairs = re.findall(rf"(?:\b(\w+)\.|(?<![.\w$]))({named})\b", text)
        found |= {column for name, column in pairs if name in names}
    return frozenset(found)
