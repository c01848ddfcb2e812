"""The pages under docs/reference/ say what the code says."""

import argparse
import re

import pytest

from docs.site import reference
from docs.site.reference import commands, markdown
from peace_ledger import catalog, cli, descriptor
from tests.fixtures import CURATED


def written(name: str) -> str:
    """A page as it stands in the repository."""
    return (reference.FOLDER / name).read_text(encoding="utf-8")


def test_each_page_is_what_the_code_gives() -> None:
    made = reference.pages()
    assert sorted(made) == sorted(path.name for path in reference.FOLDER.iterdir())
    unlike = [name for name, text in made.items() if text != written(name)]
    assert unlike == [], "write them anew: python -m docs.site.reference"


def test_every_option_of_every_command_is_listed(capsys: pytest.CaptureFixture[str]) -> None:
    """Held against what `--help` prints, not against the parser that the page is made from."""
    with pytest.raises(SystemExit):
        cli.main(["--help"])
    names = re.findall(r"^ {4}(\w+) {2,}", capsys.readouterr().out, re.MULTILINE)
    assert len(names) > 4
    page = written("commands.md")
    assert re.findall(r"^## (\w+)$", page, re.MULTILINE) == names
    for name in names:
        if name == "bench":
            continue  # hands everything over, `--help` too
        with pytest.raises(SystemExit):
            cli.main([name, "--help"])
        told = capsys.readouterr().out
        own = page.partition(f"## {name}\n")[2].partition("\n## ")[0]
        options = set(re.findall(r"^ +(?:-\w, )?(--[\w-]+)", told, re.MULTILINE)) - {"--help"}
        assert [option for option in options if option not in own] == []
        assert "Exit codes: 0 " in own


def test_every_query_and_column_has_its_line() -> None:
    page = written("queries.md")
    for name, query in catalog.read().items():
        if (catalog.QUERIES / f"{name}.sql").is_file() and name.partition("/")[0] != "tables":
            assert f"### {name}\n" in page or f"| `{catalog.relation_of(name)}` |" in page, name
            assert markdown.cell(query.question) in page or query.question in page, name
    rows = re.findall(r"^\| `\w+` \| \w+ \| (.+) \|$", page, re.MULTILINE)
    assert len(rows) > 300
    assert "–" not in rows, "a column without a meaning"


def test_every_table_column_and_code_has_its_line() -> None:
    page = written("tables.md")
    for table in descriptor.read(CURATED).tables:
        own = page.partition(f"\n### {table.name}\n")[2].partition("\n### ")[0]
        lines = re.findall(r"^\| `(\w+)`", own, re.MULTILINE)
        assert [*table.columns, *(code for field in table.fields for code in field.codes)] == lines


def test_a_new_command_appears_by_itself() -> None:
    parser = cli.parser()
    (found,) = [one for one in parser._actions if isinstance(one, argparse._SubParsersAction)]
    new = found.add_parser("begin", help="begin a package", epilog="exit codes: 0 begun")
    new.add_argument("folder", metavar="DIR", help="where")
    new.add_argument("--side", nargs=2, metavar=("ONE", "OTHER"), required=True, help="the 2 sides (100 %%)")
    page = commands.page(parser)
    assert "`python -m peace_ledger begin DIR --side ONE OTHER`" in page
    assert "| `--side ONE OTHER` | the 2 sides (100 %) |" in page
    assert page.endswith("\n\nExit codes: 0 begun.\n")


def test_a_cell_is_one_line_of_text() -> None:
    assert markdown.cell("a | b\n<i>c") == "a \\| b &lt;i>c"
    assert markdown.table(["a"], []) == ""
