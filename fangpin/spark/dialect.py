"""From DuckDB's SQL to Spark's: parameters as literals in the tree, then sqlglot."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

import sqlglot
from sqlglot import exp

Parameters = Mapping[str, Any] | Sequence[Any] | None
INT = 2**31
# Functions of DuckDB that sqlglot does not know; damerau_levenshtein is registered (functions).
RENAMED = {"hash": "xxhash64"}


def parse(query: str) -> list[exp.Expr]:
    """The statements of a query in DuckDB's dialect."""
    trees = (tree for tree in sqlglot.parse(query, dialect="duckdb") if tree is not None)
    return [tree for tree in trees if isinstance(tree, exp.Expr)]


def bind(tree: exp.Expr, parameters: Parameters) -> exp.Expr:
    """The tree with a literal in the place of each parameter ($name, or ? in turn)."""
    if not parameters:
        return tree
    left = iter(parameters if not isinstance(parameters, Mapping) else ())

    def one(node: exp.Expr) -> exp.Expr:
        if not isinstance(node, exp.Placeholder):
            return node
        if isinstance(parameters, Mapping):
            return literal(parameters[node.name])
        return literal(next(left))

    return tree.transform(one)


def literal(value: Any) -> exp.Expr:
    """A value as a typed literal."""
    if value is None:
        return exp.Null()
    if isinstance(value, bool):
        return exp.Boolean(this=value)
    if isinstance(value, int):
        number = exp.Literal.number(str(value))
        return number if -INT <= value < INT else exp.cast(number, "bigint")
    if isinstance(value, float):
        return exp.cast(exp.Literal.number(repr(value)), "double")
    if isinstance(value, Decimal):
        scale = max(0, -int(value.as_tuple().exponent))
        return exp.cast(exp.Literal.string(format(value, "f")), f"decimal(38, {scale})")
    if isinstance(value, date):
        return exp.cast(exp.Literal.string(value.isoformat()), "date")
    if isinstance(value, str):
        return exp.Literal.string(value)
    if isinstance(value, list | tuple):
        array = exp.Array(expressions=[literal(one) for one in value])
        return array if value else exp.cast(array, "varchar[]", dialect="duckdb")
    raise TypeError(f"no literal for {type(value).__name__}")


def spark_sql(tree: exp.Expr, views: Mapping[str, str] | None = None) -> str:
    """A query as Spark's SQL; views: table -> the view that stands for it now."""
    made = tree.copy()
    own = {cte.alias_or_name.lower() for cte in made.find_all(exp.CTE)}
    # from the inside out: what is rewritten later takes along what stands in it
    for node in reversed(list(made.walk())):
        if isinstance(node, exp.Table) and node.name.lower() not in own:
            stand_in(node, views or {})
        elif isinstance(node, exp.Div):  # a fraction, of whole numbers and decimals too
            node.set("this", exp.cast(node.this, "double"))
        elif isinstance(node, exp.In) and node.args.get("query"):
            spread(node)
            if isinstance(node.parent, exp.Not):
                node.parent.replace(not_exists(node))
        elif isinstance(node, exp.Anonymous) and node.name.lower() in RENAMED:
            node.set("this", RENAMED[node.name.lower()])
    return str(made.sql(dialect="spark", unsupported_level=sqlglot.ErrorLevel.RAISE))


def stand_in(table: exp.Table, views: Mapping[str, str]) -> None:
    """Read the view that stands for a table now, under the table's name or alias."""
    view = views.get(table.name.lower())
    if view is None:
        return
    if not table.alias:
        table.set("alias", exp.TableAlias(this=exp.to_identifier(table.name)))
    table.set("this", exp.to_identifier(view))


def spread(node: exp.In) -> None:
    """`(a, b) in (select (c, d) ...)` as Spark has it: two columns, no row of two."""
    query = node.args["query"].unnest()
    if len(query.expressions) == 1 and isinstance(query.expressions[0], exp.Tuple):
        query.set("expressions", query.expressions[0].expressions)


def not_exists(node: exp.In) -> exp.Expr:
    """`x not in (query)` as an anti-join on equality, which needs no copy of the query anywhere.

    The two differ only where x or the query is null; no query here may hold one.
    """
    left = node.this.expressions if isinstance(node.this, exp.Tuple) else [node.this]
    query = node.args["query"].unnest()
    names = [f"_v{number}" for number in range(len(left))]
    alias = exp.TableAlias(
        this=exp.to_identifier("_q"), columns=[exp.to_identifier(name) for name in names]
    )
    same = [
        exp.column(name, table="_q").eq(value.copy())
        for name, value in zip(names, left, strict=True)
    ]
    inner = exp.select("1").from_(exp.Subquery(this=query, alias=alias)).where(*same)
    return exp.Not(this=exp.Exists(this=inner))


def tables(tree: exp.Expr) -> list[str]:
    """The tables that a query reads, as often as it names them, its own CTEs aside."""
    own = {cte.alias_or_name.lower() for cte in tree.find_all(exp.CTE)}
    named = (table.name.lower() for table in tree.find_all(exp.Table))
    return sorted(name for name in named if name not in own)
