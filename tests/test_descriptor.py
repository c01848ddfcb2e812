"""The descriptor: what is read of it, and what is refused."""

import json
from pathlib import Path
from typing import Any

import pytest

from peace_ledger import descriptor
from peace_ledger.descriptor import FILE_NAME
from peace_ledger.problems import InvalidPackage, Problem
from tests.fixtures import CURATED
from tests.packages import field, problems, resource, write

STANCE = field(
    "stance", categories=[{"value": "welcomes", "label": "Welcomes"}, "takes_note"], categoriesOrdered=True
)

A = field("a")


def faults(folder: Path, *resources: dict[str, Any], **properties: Any) -> list[str]:
    """The lines on a descriptor with these resources, without the name of its file."""
    write(folder, list(resources), {}, **properties)
    with pytest.raises(InvalidPackage) as caught:
        descriptor.read(folder)
    return [str(problem).removeprefix("datapackage.json:-:") for problem in caught.value.problems]


def test_tables_fields_and_code_lists_are_read(tmp_path: Path) -> None:
    parties = [
        {"side": "south", "actor_id": "s", "label": "South"},
        {"side": "north", "actor_id": "n", "label": "North"},
    ]
    write(
        tmp_path,
        [resource("views", field("day", "date"), STANCE)],
        {},
        parties=parties,
        custom={"any": "thing"},
    )
    package = descriptor.read(tmp_path)
    table = package.table("views")
    assert table.columns == ("day", "stance")
    assert table.field("day").type == "date"
    assert table.field("stance").codes == ("welcomes", "takes_note")
    assert table.field("stance").ordered
    assert [party.label for party in package.parties] == ["South", "North"]
    assert package.label("views", "stance", "welcomes") == "Welcomes"
    assert package.label("views", "stance", "takes_note") == "takes note"
    assert package.label("views", "day", "no_code") == "no code"


def test_unknown_names_say_what_there_is(tmp_path: Path) -> None:
    write(tmp_path, [resource("views", STANCE)], {})
    package = descriptor.read(tmp_path)
    with pytest.raises(LookupError, match="no table 'reviews'; it has views"):
        package.table("reviews")
    with pytest.raises(LookupError, match="no field 'stand'; it has stance"):
        package.table("views").field("stand")


def test_models_cannot_be_changed(tmp_path: Path) -> None:
    write(tmp_path, [resource("views", STANCE)], {})
    with pytest.raises(ValueError, match="frozen"):
        descriptor.read(tmp_path).version = "2"  # type: ignore[misc]


def test_a_byte_order_mark_is_passed_over(tmp_path: Path) -> None:
    write(tmp_path, [resource("views", STANCE)], {})
    file = tmp_path / descriptor.FILE_NAME
    file.write_bytes(b"\xef\xbb\xbf" + file.read_bytes())
    assert descriptor.read(tmp_path).name == "small"


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"{", "invalid JSON"),
        (b"\xff{}", "is not UTF-8 text: byte 1 cannot be read"),
        (b"[]", "object"),
        (b"", "invalid JSON"),
    ],
)
def test_an_unreadable_file_is_named(tmp_path: Path, content: bytes, message: str) -> None:
    (tmp_path / descriptor.FILE_NAME).write_bytes(content)
    with pytest.raises(InvalidPackage) as caught:
        descriptor.read(tmp_path)
    assert [problem.table for problem in caught.value.problems] == [descriptor.FILE_NAME]
    assert message in str(caught.value)


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(
        InvalidPackage, match=r"cannot be read: No such file or directory; a data package is a folder"
    ):
        descriptor.read(tmp_path / "nowhere")


@pytest.mark.parametrize(
    ("column", "line"),
    [
        ({"type": "string"}, ".name: is missing"),
        (field(""), ".name: is empty"),
        (field("a", "number"), ".type: input should be 'string'"),
        (field("a", format="email"), ".format: input should be 'default' or 'uri'"),
        (field("a", "date", format="%d/%m/%y"), ".format: "),
        (field("a", "date", format="uri"), ": a field of type date cannot have the format 'uri'"),
        (field("a", categories=[]), ".categories: is empty"),
        (field("a", categories=["x", "x"]), ": the category 'x' stands twice"),
        (field("a", "integer", categories=["x"]), ": a field of type integer cannot have categories"),
        (field("a", constraints={"minLength": 3}), ".constraints.minLength: is not checked"),
        (field("a", constraints={"required": "yes"}), ".constraints.required: "),
        (field("a", constraints={"enum": ["x", "x"]}), ".constraints.enum: 'x' stands twice"),
        (
            field("a", "list", constraints={"unique": True}),
            ": a field of type list cannot have the constraint",
        ),
        (field("a", "date", constraints={"minimum": "2020"}), ": the minimum must be a day"),
        (field("a", "date", constraints={"minimum": "2020-02-30"}), ": the minimum must be a day"),
        (field("a", "integer", constraints={"maximum": "9"}), ": the maximum must be a whole number"),
        (
            field("a", itemReference={"fields": ["a"]}),
            ": a field of type string cannot have an itemReference",
        ),
        (field("a", "list", itemType="integer"), ".itemType: input should be 'string'"),
        (field("a", missingValues=["-"]), ".missingValues: is not supported"),
        (field("Row"), ".name: 'Row' is a name that loading needs"),
    ],
)
def test_a_fault_of_a_field_is_named_with_its_place(
    tmp_path: Path, column: dict[str, Any], line: str
) -> None:
    assert faults(tmp_path, resource("t", column))[0].startswith(f"resources[0].schema.fields[0]{line}")


@pytest.mark.parametrize(
    ("table", "line"),
    [
        (resource("t"), "schema.fields: is empty"),
        ({"name": "t", "path": "t.csv"}, "schema: is missing"),
        ({"name": "t", "schema": {"fields": [A]}}, "path: is missing"),
        (resource("t", A, path="../t.csv"), "path[0]: '../t.csv' must be relative"),
        (resource("t", A, path="/t.csv"), "path[0]: '/t.csv' must be relative"),
        (resource("t", A, path="x/../../t.csv"), "path[0]: 'x/../../t.csv' must be relative"),
        (resource("t", A, path="."), "path[0]: '.' must be relative"),
        (resource("t", A, path="a\\b.csv"), "path[0]: 'a\\\\b.csv' must be relative"),
        (resource("t", A, path="https://x.org/t.csv"), "path[0]: 'https://x.org/t.csv' is an address"),
        (resource("t", A, path=["t.csv", "u.csv"]), "path: a CSV table must be one file"),
        (resource("t", A) | {"dialect": {"header": False}}, "dialect.header: "),
        (
            resource("t", A) | {"dialect": {"delimiter": "ab"}},
            "dialect.delimiter: must be one ASCII character",
        ),
        (resource("t", A) | {"encoding": "latin-1"}, "encoding: "),
        (resource("t", A) | {"format": "xlsx"}, "format: "),
        (resource("Codes", A), "name: 'Codes' is a name that loading needs"),
        (resource("t", A, fieldsMatch="subset"), "schema.fieldsMatch: "),
        (resource("t", A, field("A")), "schema.fields[1].name: 'A' stands twice"),
        (resource("t", A, primaryKey=["b"]), "schema.primaryKey: 'b' is no field of table 't'"),
        (resource("t", A, primaryKey="a"), "schema.primaryKey: input should be a valid array"),
        (resource("t", field("a", "list"), primaryKey=["a"]), "schema.primaryKey: 'a' is a list"),
        (resource("t", A, uniqueKeys=[["b"]]), "schema.uniqueKeys[0]: 'b' is no field"),
    ],
)
def test_a_fault_of_a_table_is_named_with_its_place(tmp_path: Path, table: dict[str, Any], line: str) -> None:
    assert faults(tmp_path, table)[0].startswith(f"resources[0].{line}")


@pytest.mark.parametrize(
    ("fields", "reference", "line"),
    [
        (["x"], {"fields": ["a"]}, "fields: 'x' is no field of table 't'"),
        (["a"], {"resource": "v", "fields": ["a"]}, "reference.resource: 'v' is no table of this package"),
        (["a"], {"resource": "u", "fields": ["x"]}, "reference.fields: 'x' is no field of table 'u'"),
        (["a"], {"resource": "u", "fields": ["d"]}, "reference.fields: 'd' is not of the type of 'a'"),
        (["a"], {"fields": ["a", "b"]}, "reference.fields: 1 fields cannot point at 2"),
    ],
)
def test_a_wrong_reference_is_named_with_its_place(
    tmp_path: Path, fields: list[str], reference: dict[str, Any], line: str
) -> None:
    key = {"fields": fields, "reference": reference}
    target = resource("u", field("d", "date"), A)
    found = faults(tmp_path, resource("t", A, field("b"), foreignKeys=[key]), target)
    assert found == [f"resources[0].schema.foreignKeys[0].{line}"]


def test_a_wrong_item_reference_is_named_with_its_place(tmp_path: Path) -> None:
    members = field("members", "list", itemReference={"resource": "u", "fields": ["x"]})
    found = faults(tmp_path, resource("t", members), resource("u", field("a")))
    assert found == ["resources[0].schema.fields[0].itemReference.fields: 'x' is no field of table 'u'"]


def test_an_empty_package_is_refused(tmp_path: Path) -> None:
    assert faults(tmp_path)[0].startswith("resources: is empty")


def test_tables_of_one_name_are_refused(tmp_path: Path) -> None:
    found = faults(tmp_path, resource("t", field("a")), resource("T", field("a"), path="u.csv"))
    assert found == ["resources[1].name: 'T' stands twice (capital letters make no difference)"]


def test_parties_of_one_side_are_refused(tmp_path: Path) -> None:
    party = {"side": "south", "actor_id": "s", "label": "South"}
    assert faults(tmp_path, resource("t", field("a")), parties=[party, party]) == [
        "parties: the side 'south' stands twice"
    ]


def test_all_faults_are_named_at_once(tmp_path: Path) -> None:
    found = faults(
        tmp_path, resource("t", field("a", "number")), resource("u", field("b", "time")), version=7
    )
    assert [line.split(": ")[0] for line in found] == [
        "version",
        "resources[0].schema.fields[0].type",
        "resources[1].schema.fields[0].type",
    ]


def test_a_problem_is_one_line_whatever_it_holds() -> None:
    problem = Problem("a\nb", "is\rwrong", 3, None, "x\n" + "y" * 200)
    assert str(problem).startswith('a\\nb:3:-: is\\rwrong ("x\\n')
    assert len(str(problem).splitlines()) == 1
    assert len(str(problem)) < 150


def test_the_curated_descriptor_defines_each_code_once() -> None:
    package = descriptor.read(CURATED)
    lists: dict[tuple[str, ...], set[str]] = {}
    for table in package.tables:
        for column in table.fields:
            assert not (column.categories and column.constraints.enum), f"{table.name}.{column.name}"
            for category in column.categories or ():
                assert category.label, f"{table.name}.{column.name}: {category.value} has no label"
                assert category.description, f"{table.name}.{column.name}: {category.value} has no definition"
            if column.codes:
                lists.setdefault(column.codes, set()).add(
                    json.dumps([column.label_of(code) for code in column.codes])
                )
    assert [labels for labels in lists.values() if len(labels) > 1] == []


def test_the_curated_descriptor_points_at_nothing_outside() -> None:
    text = (CURATED / descriptor.FILE_NAME).read_text(encoding="utf-8")
    assert "SCHEMA.md" not in text
    assert problems(CURATED) == []


@pytest.mark.parametrize(
    ("text", "line"),
    [
        (
            '{"title": "a", "title": "b"}',
            "-: is a key that stands twice in one object; only the last would count",
        ),
        ('{"x": [1, NaN]}', '-: is no number that JSON knows: write a number, or null ("NaN")'),
        ('{\n"x": ]}', "-: invalid JSON: expected value at line 2 column 6"),
        ("[" * 10_000, "-: invalid JSON: recursion limit exceeded"),
        ("", "-: invalid JSON: EOF while parsing a value at line 1 column 0"),
    ],
)
def test_what_is_no_good_json_is_named(tmp_path: Path, text: str, line: str) -> None:
    (tmp_path / FILE_NAME).write_text(text, encoding="utf-8")
    assert any(str(problem).startswith(f"{FILE_NAME}:-:{line}") for problem in faults_in(tmp_path))


def test_a_huge_descriptor_is_not_read(tmp_path: Path) -> None:
    with (tmp_path / FILE_NAME).open("wb") as file:
        file.truncate(descriptor.LARGEST + 1)
    (problem,) = faults_in(tmp_path)
    assert problem.message.startswith("has 16,000,001 bytes; a descriptor has 16,000,000 at most")


def faults_in(folder: Path) -> tuple[Problem, ...]:
    with pytest.raises(InvalidPackage) as caught:
        descriptor.read(folder)
    return caught.value.problems


def test_what_is_sound_of_a_descriptor_is_known(tmp_path: Path) -> None:
    key = {"fields": ["a"], "reference": {"resource": "lost", "fields": ["a"]}}
    tables = [
        resource("lost", field("a", "text")),
        resource("kept", field("a"), field("b", "list", itemReference=None), foreignKeys=[key]),
        resource("other", field("a"), primaryKey=["nothing"]),
    ]
    write(tmp_path, tables, {}, title=7)
    with pytest.raises(descriptor.InvalidDescriptor) as caught:
        descriptor.read(tmp_path)
    assert [problem.column for problem in caught.value.problems] == [
        "title",
        "resources[0].schema.fields[0].type",
        "resources[2].schema.primaryKey",
    ]
    assert caught.value.sound is not None
    (kept,) = caught.value.sound.tables
    assert kept.name == "kept"
    assert kept.layout.foreign_keys == ()
