"""Whatever is done to a package, `check` names it or it is harmless, and nothing breaks."""

import json
import tempfile
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from peace_ledger import check
from peace_ledger.check_rules import RULES
from peace_ledger.descriptor import FILE_NAME
from tests import corruptions
from tests.corruptions import Corruption
from tests.packages import ledger


def test_every_corruption_is_named_or_harmless(tmp_path: Path) -> None:
    folder = corruptions.copied(tmp_path / "package")
    missed = [
        line for batch in corruptions.batches(150, seed=41) for line in corruptions.tried(batch, folder)
    ]
    assert missed == []


def test_what_is_missed_is_told(tmp_path: Path) -> None:
    folder = corruptions.copied(tmp_path / "package")
    events = corruptions.rows_of("events")
    place = ("events", 1, "title")
    unseen = Corruption("unseen", place, ("type",), corruptions.written("events", events))
    events[0]["title"] = ""
    seen = Corruption("seen", place, (), corruptions.written("events", events))
    assert corruptions.tried([unseen], folder) == ["unseen at ('events', 1, 'title'): not named as type"]
    (told,) = corruptions.tried([seen], folder)
    assert told.startswith("seen at ('events', 1, 'title') is harmless, and events:1:title: is empty")


PIECES = [
    b"actor_id",
    b",",
    b";",
    b'"',
    b"\n",
    b"\r\n",
    b"\0",
    b"\xff\xfe",
    b"\xef\xbb\xbf",
    b"PAR1",
    b"x" * 40_000,
]
SOME_BYTES = st.one_of(
    st.binary(max_size=300),
    st.lists(st.one_of(st.sampled_from(PIECES), st.binary(max_size=4)), max_size=30).map(b"".join),
)


def told(folder: Path) -> bool:
    """Whether a package is refused; every problem names a rule, on one line."""
    ((_, found),) = check.check(folder).items()
    for problem in found:
        assert problem.rule in RULES
        assert len(str(problem).splitlines()) == 1
        assert json.dumps(problem.document())
    return any(problem.severity == "error" for problem in found)


@settings(max_examples=60, deadline=None)
@given(content=SOME_BYTES, after_header=st.booleans())
def test_any_bytes_as_a_table_are_named(content: bytes, after_header: bool) -> None:
    header = b"actor_id,name,kind,parent_id,side\n" if after_header else b""
    with tempfile.TemporaryDirectory() as place:
        folder = ledger(Path(place))
        (folder / "actors.csv").write_bytes(header + content)
        assert told(folder)  # The small package lacks tables that the ledger needs, whatever else.


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)


@settings(max_examples=60, deadline=None)
@given(content=st.one_of(st.binary(max_size=200), JSON.map(lambda value: json.dumps(value).encode())))
def test_any_bytes_as_a_descriptor_are_named(content: bytes) -> None:
    with tempfile.TemporaryDirectory() as place:
        folder = ledger(Path(place))
        (folder / FILE_NAME).write_bytes(content)
        assert told(folder)


@settings(max_examples=60, deadline=None)
@given(choice=st.data(), value=JSON)
def test_any_value_anywhere_in_a_descriptor_is_named_or_harmless(
    choice: st.DataObject, value: object
) -> None:
    with tempfile.TemporaryDirectory() as place:
        folder = ledger(Path(place))
        package = json.loads((folder / FILE_NAME).read_bytes())
        inner = package
        while True:
            key = choice.draw(
                st.sampled_from(sorted(inner) if isinstance(inner, dict) else range(len(inner)))
            )
            if not isinstance(inner[key], dict | list) or not inner[key] or choice.draw(st.booleans()):
                break
            inner = inner[key]
        inner[key] = value
        (folder / FILE_NAME).write_text(json.dumps(package), encoding="utf-8")
        assert told(folder)
