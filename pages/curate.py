"""A form to add and change rows, and to read reactions a second time: `python -m peace_ledger curate DIR`.

It is a program of its own, which no server of the ledger runs, and it works only for a reader at the machine
that it runs on.
"""

import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

import peace_ledger
from peace_ledger.curating import rows, second_coding, tables_csv
from peace_ledger.curating.importing import Fault
from peace_ledger.curating.mapping import Unclear
from peace_ledger.curating.rows import Desk, Options, Tried
from peace_ledger.curating.second_coding import Disagreement
from peace_ledger.curating.tables_csv import Cells
from peace_ledger.descriptor import Field, Table
from peace_ledger.problems import InvalidPackage
from peace_ledger.ui.text import plain

LOOPBACK = ("127.0.0.1", "::1", "localhost")
FRONTEND = Path(peace_ledger.__file__).parent / "frontend"
NEW = "A new row"
_LONG = ("summary", "claim", "question")
# Headers by which a server in front says that it passes on what somebody else asks.
_PASSED_ON = ("x-forwarded-for", "forwarded", "via")


def main() -> None:
    """Draw the form, or say why there is none."""
    st.set_page_config(page_title="Curate · Peace Ledger", page_icon=FRONTEND / "icon.png", layout="wide")
    if not _is_at_this_machine():
        st.error("This form works only at the machine that it runs on. It is no part of a hosted ledger.")
        return
    if len(sys.argv) != 2:
        st.error("Start it by: python -m peace_ledger curate DIR")
        return
    try:
        folder = Path(sys.argv[1])
        desk = _desk(folder, _states(folder))
    except (InvalidPackage, Unclear) as fault:
        st.error(f"The package cannot be worked at. {plain(str(fault))}")
        return
    except OSError as error:
        st.error(plain(f"{error.filename}: cannot be read: {error.strerror}"))
        return
    st.title(plain(desk.package.title))
    st.caption(plain(f"{desk.folder}, data version {desk.package.version}. {_state(desk)}"))
    if said := st.session_state.pop("said", None):
        st.success(said, icon=":material/check:")
    form, coding, differing = st.tabs(["Rows", "Second coding", "Where coders differ"])
    with form:
        _rows(desk)
    if {"codings", "reactions"} <= desk.rows.keys():
        with coding:
            _coding(desk)
        with differing:
            _differing(desk)


def _states(folder: Path) -> tuple[tuple[str, int, int], ...]:
    """How the files of a package stand: name, bytes, and when they were changed."""
    files = sorted(file for file in folder.iterdir() if file.is_file())
    return tuple((file.name, file.stat().st_size, file.stat().st_mtime_ns) for file in files)


@st.cache_resource(max_entries=1, show_spinner="Reading the package …")
def _desk(folder: Path, states: tuple[tuple[str, int, int], ...]) -> Desk:  # noqa: ARG001  (the key of the cache)
    return rows.sit_down(folder)


def _is_at_this_machine() -> bool:
    headers = {name.lower() for name in st.context.headers}
    return st.get_option("server.address") in LOOPBACK and headers.isdisjoint(_PASSED_ON)


def _state(desk: Desk) -> str:
    errors = sum(problem.severity == "error" for problem in desk.known)
    warnings = len(desk.known) - errors
    if not desk.known:
        return "Nothing is wrong with it."
    return f"It has {errors} errors and {warnings} warnings: `check` lists them.".replace("`", "")


# Rows


def _rows(desk: Desk) -> None:
    table, before = _chosen(desk)
    cells, places = _form(desk, table, before)
    if not any(cells.values()):
        st.info("Fill in a row. It is checked as you go, and nothing is written until you save it.")
        return
    tried = desk.try_row(table, cells)
    _judged(tried, places)
    changed = before is None or dict(before) != dict(cells)
    if st.button("Save", type="primary", disabled=not tried.is_sound or not changed):
        _save(desk, table, cells, before, tried.line)


def _chosen(desk: Desk) -> tuple[Table, Cells | None]:
    """The table, and the row that is to be changed; None for a new one."""
    left, right = st.columns([1, 3])
    names = [table.name for table in desk.package.tables if table.name in desk.rows]
    name = left.selectbox("Table", names, format_func=lambda name: desk.package.table(name).label)
    table = desk.package.table(name)
    left.caption(plain(table.description))
    keys: list[tuple[str, ...] | None] = [None, *(tables_csv.key_of(table, row) for row in desk.rows[name])]
    words = {tables_csv.key_of(table, row): rows.row_words(table, row) for row in desk.rows[name]}
    chosen = right.selectbox(
        "Row",
        keys,
        format_func=lambda key: NEW if key is None else words[key],
        key=f"row {name}",
    )
    return table, None if chosen is None else desk.row(table, chosen)


def _form(desk: Desk, table: Table, before: Cells | None) -> tuple[dict[str, str], dict[str, DeltaGenerator]]:
    """Every cell as it stands in the form, and the place below it for what is wrong there."""
    # A row that was saved, and one that is chosen, begin a form of their own.
    identity = tables_csv.key_of(table, before) if before else ""
    form = f"{table.name} {identity} {st.session_state.get('saved', 0)}"
    keys = table.layout.primary_key or ()
    last = desk.rows[table.name][-1] if desk.rows[table.name] else {}
    cells, places = {}, {}
    pair: Sequence[DeltaGenerator] = ()
    for index, column in enumerate(table.fields):
        # Two at a time, so that a phone, which puts them below each other, keeps their order.
        pair = pair if index % 2 else st.columns(2)
        held = before[column.name] if before else ""
        fixed = before is not None and column.name in keys
        like = f"as in {last[column.name]}" if column.name in keys and last else ""
        cell = _Cell(column, desk.options(table, column), held, f"{form} {column.name}", fixed, like)
        with pair[index % 2]:
            cells[column.name] = cell.draw()
            places[column.name] = st.container()
    return cells, places


@dataclass(frozen=True)
class _Cell:
    """A cell of the form: what it held before, under which key its widget keeps it, whether it stays as it
    is, and what it may look like.
    """

    column: Field
    options: Options | None
    held: str
    key: str
    fixed: bool
    like: str

    @property
    def label(self) -> str:
        return f"{self.column.name} *" if self.column.constraints.required else self.column.name

    @property
    def help(self) -> str:
        categories = self.column.categories or ()
        explained = [f"**{plain(one.label or one.value)}**: {plain(one.description)}" for one in categories]
        return "\n\n".join([plain(self.column.description), *explained])

    def draw(self) -> str:
        """Draw what the cell is edited with, and give the text that it holds."""
        if self.column.type == "list":
            return self._several()
        if self.options is not None:
            return self._one_of(self.options)
        if self.column.name in _LONG:
            text = st.text_area(self.label, self.held, key=self.key, help=self.help, height=90)
            st.caption(f"{len(text.split())} words")
            return " ".join(text.split())
        # A day is typed too, so that one that is no day can be seen and mended.
        like = "YYYY-MM-DD" if self.column.type == "date" else self.like
        return st.text_input(
            self.label, self.held, key=self.key, help=self.help, disabled=self.fixed, placeholder=like
        ).strip()

    def _several(self) -> str:
        delimiter = self.column.delimiter
        items = [item for item in self.held.split(delimiter) if item]
        words = {**{item: item for item in items}, **(self.options or {})}
        chosen = st.multiselect(
            self.label,
            list(words),
            items,
            lambda item: words.get(item, item),
            self.key,
            help=self.help,
            accept_new_options=self.options is None,
        )
        return delimiter.join(chosen)

    def _one_of(self, options: Options) -> str:
        words = {"": "", self.held: self.held, **options}
        return st.selectbox(
            self.label,
            list(words),
            list(words).index(self.held),
            lambda code: words[code],
            self.key,
            help=self.help,
            disabled=self.fixed,
        )


def _judged(tried: Tried, places: Mapping[str, DeltaGenerator]) -> None:
    """What is wrong with the row as it stands, each below its cell."""
    empty = [column for column, faults in tried.by_column.items() if _is_empty(faults)]
    for column, faults in tried.by_column.items():
        for fault in () if column in empty else faults:
            _fault(places[column], "", fault)
    if empty:
        # Not an error at each of them, while somebody is still on the way.
        st.info(f"Still needed: {', '.join(empty)}.")
    for fault in tried.elsewhere:
        problem = fault.problem
        _fault(st.container(), "" if fault.sheet_row else f"{problem.table}, row {problem.row}: ", fault)
    if tried.is_sound:
        st.caption("This line is written:")
        st.code(tried.line, language=None, wrap_lines=True)


def _is_empty(faults: Sequence[Fault]) -> bool:
    return any(fault.problem.rule == "required" for fault in faults)


def _fault(place: DeltaGenerator, where: str, fault: Fault) -> None:
    problem = fault.problem
    value = "" if problem.value is None else f" ({problem.value})"
    text = plain(f"{where}{problem.message}{value}. {problem.remedy}")
    if problem.severity == "error":
        place.error(text, icon=":material/block:")
    else:
        place.warning(text, icon=":material/warning:")


def _save(desk: Desk, table: Table, cells: Cells, before: Cells | None, line: str) -> None:
    try:
        desk.save(table, cells, before)
    except rows.Changed:
        st.error("The row in the file was changed meanwhile. Load this page again, and see what it says now.")
        return
    except ValueError as faults:
        st.error(f"It was not written. {plain(str(faults))}")
        return
    except OSError as error:
        st.error(plain(f"It was not written: {error.filename}: {error.strerror}"))
        return
    st.session_state["saved"] = st.session_state.get("saved", 0) + 1
    done = "added to" if before is None else "changed in"
    st.session_state["said"] = f"One line was {done} {table.paths[0]}: `{line.replace('`', '')}`"
    st.rerun()


# Second coding


def _coding(desk: Desk) -> None:
    st.write(
        "Read a reaction as if nobody had before. How others read it is not shown until you have given your"
        " own."
    )
    known = sorted({row["coder"] for row in desk.rows["codings"]})
    coder = st.text_input(
        "Coder's letter",
        key="coder",
        max_chars=1,
        help=f"There are {', '.join(known)}." if known else "A, B, C …",
    )
    if not (coder.isascii() and coder.isupper()):
        st.info("Give the letter that stands for you, in capitals.")
        return
    waiting = second_coding.left(desk, coder)
    total = len(desk.rows["reactions"])
    st.progress((total - len(waiting)) / total if total else 1.0, f"{total - len(waiting)} of {total} read")
    if not waiting:
        st.success("You have read all reactions.")
        return
    reaction = waiting[0]
    _reaction(desk, reaction)
    stance = desk.package.table("codings").field("stance")
    chosen = st.radio(
        "Stance",
        stance.codes,
        None,
        stance.label_of,
        captions=[plain(category.description) for category in stance.categories or ()],
        key=f"coding {coder} {reaction['reaction_id']}",
    )
    if st.button("Save and next", type="primary", disabled=chosen is None) and chosen:
        cells = {"reaction_id": reaction["reaction_id"], "coder": coder, "stance": chosen}
        table = desk.package.table("codings")
        _save(desk, table, cells, None, ",".join(cells.values()))


def _reaction(desk: Desk, reaction: Cells) -> None:
    """What a coder sees of a reaction: all but how it was read."""
    for name, column in (("events", "event_id"), ("actors", "actor_id"), ("sources", "source_id")):
        row = desk.row(desk.package.table(name), (reaction[column],))
        words = rows.row_words(desk.package.table(name), row) if row else reaction[column]
        st.markdown(f"**{column}** {plain(words)}")
        if row and row.get("url"):
            st.markdown(plain(row["url"]))
    for column in second_coding.SHOWN:
        if reaction.get(column):
            st.markdown(f"**{column}** {plain(reaction[column])}")


def _differing(desk: Desk) -> None:
    found = second_coding.disagreements(desk)
    coders, agreement = second_coding.how_far(desk)
    if len(coders) < 2:
        st.info("There is one coder so far. A second one reads all reactions under “Second coding”.")
        return
    alpha = "" if agreement.alpha is None else f" Krippendorff's alpha is {agreement.alpha:.2f}."
    st.write(
        f"{len(found)} of {agreement.units} reactions that {' and '.join(coders)} read have different"
        f" stances.{alpha} What the table says is decided by hand: change the row, and give the reason in"
        " your version control."
    )
    st.dataframe([_line(desk, one, coders) for one in found], hide_index=True)


def _line(desk: Desk, one: Disagreement, coders: Sequence[str]) -> Mapping[str, str]:
    label = desk.package.table("codings").field("stance").label_of
    read = {coder: label(one.stances[coder]) if coder in one.stances else "" for coder in coders}
    return {
        "reaction": one.reaction["reaction_id"],
        **read,
        "the table": label(one.decided),
        "summary": one.reaction["summary"],
    }


main()
