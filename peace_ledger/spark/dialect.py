"""The SQL of `queries/` in Spark's words: decision 0032."""

from functools import cache
from typing import Any, ClassVar

import sqlglot
from sqlglot import exp
from sqlglot.dialects.dialect import rename_func
from sqlglot.dialects.spark import Spark
from sqlglot.errors import ErrorLevel
from sqlglot.generators.spark import SparkGenerator


class _Generator(SparkGenerator):
    # Relations keep their own inner relations, of which several may have one name.
    EXPRESSIONS_WITHOUT_NESTED_CTES: ClassVar[set[type[exp.Expr]]] = set()
    TRANSFORMS: ClassVar[dict[Any, Any]] = {
        **{kind: write for kind, write in SparkGenerator.TRANSFORMS.items() if kind is not exp.With},
        # len() is of lists here; texts are not measured.
        exp.Length: rename_func("SIZE"),
        exp.ArrayOverlaps: rename_func("ARRAYS_OVERLAP"),
        # CONCAT_WS would make an empty text of no list.
        exp.ArrayToString: rename_func("ARRAY_JOIN"),
    }


class _Dialect(Spark):
    Generator = _Generator


@cache
def translated(sql: str) -> str:
    """One SELECT of DuckDB, with its named parameters as they were. Raises sqlglot.errors.SqlglotError where
    that cannot be said; what can be and means another thing, the contract test finds.
    """
    tree = sqlglot.parse_one(sql, read="duckdb")
    return tree.sql(dialect=_Dialect, comments=False, unsupported_level=ErrorLevel.RAISE)
