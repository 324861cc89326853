"""Run the package's SQL files: statements in order, each with the parameters that it names."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from importlib import resources
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import duckdb
    import pyarrow as pa

PARAMETER = re.compile(r"\$([a-z_]+)")
COMMENT = re.compile(r"--[^\n]*")
WORD, TEXT = re.compile(r"\w+"), re.compile(r"'[^']*'")


def statements(package: str, file: str) -> Iterator[str]:
    """The statements of a SQL file, without comments; no literal in them holds a semicolon."""
    text = resources.files(package).joinpath("sql", file).read_text("utf-8")
    for statement in COMMENT.sub("", text).split(";"):
        if statement.strip():
            yield statement.strip()


def run(
    connection: duckdb.DuckDBPyConnection, package: str, file: str, values: Mapping[str, Any]
) -> None:
    """Run a SQL file of a package; `$name` is bound from `values` (a missing one is a KeyError)."""
    for statement in statements(package, file):
        names = sorted(set(PARAMETER.findall(statement)))
        connection.execute(statement, {name: values[name] for name in names})


def put(connection: duckdb.DuckDBPyConnection, name: str, table: pa.Table) -> None:
    """Make a table of the database of an Arrow table."""
    connection.register("incoming", table)
    connection.execute(f"create table {name} as select * from incoming")
    connection.unregister("incoming")


def names_in(query: str) -> set[str]:
    """Every word of a query that may be a table's name."""
    return set(WORD.findall(TEXT.sub("", query).lower()))
