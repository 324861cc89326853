"""Every statement of match, facts and rules is SQL of Spark too; no JVM is needed to see it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import sqlglot
from sqlglot import exp

from fangpin import database, pipeline, sql
from fangpin.demo import AS_OF
from fangpin.spark.dialect import Parameters, bind, literal, parse, spark_sql
from fangpin.timing import Clock
from tests.spark.rosters import city


class Recorded:
    """A DuckDB connection that keeps what it was asked."""

    def __init__(self, connection: Any) -> None:
        self.connection = connection
        self.asked: list[tuple[str, Parameters]] = []

    def execute(self, query: str, parameters: Parameters = None) -> Any:
        self.asked.append((query, parameters))
        return self.connection.execute(query, parameters)

    def sql(self, query: str, **more: Any) -> Any:
        self.asked.append((query, more.get("params")))
        return self.connection.sql(query, **more)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.connection, name)


@contextmanager
def recorded(monkeypatch: pytest.MonkeyPatch) -> Iterator[Recorded]:
    """The connection of the next run of the local engine."""
    made = Recorded(database.connect())
    monkeypatch.setattr(database, "connect", lambda: made)
    yield made


@pytest.fixture
def asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, Parameters]]:
    """Every statement from loading to the alerts of a small city."""
    options = pipeline.ScanOptions([city(tmp_path / "rosters")], AS_OF)
    with recorded(monkeypatch) as connection, pipeline.judged(options, Clock()):
        # the local engine's own reading of Parquet files aside
        return [one for one in connection.asked if "read_parquet" not in one[0]]


def translated(query: str, parameters: Parameters) -> Iterator[exp.Expr]:
    """Each query in a statement, through Spark's SQL and back."""
    for tree in parse(query):
        bound = bind(tree, parameters)
        query_of = bound.expression if isinstance(bound, exp.Create | exp.Insert) else bound
        if isinstance(query_of, exp.Query):
            yield sqlglot.parse_one(spark_sql(query_of), dialect="spark")


def test_every_statement_of_a_run_is_spark_sql(asked: list[tuple[str, Parameters]]) -> None:
    queries = [tree for query, values in asked for tree in translated(query, values)]
    assert len(queries) > 200
    assert not [tree for tree in queries if tree.find(exp.Placeholder)]


@pytest.mark.parametrize("package", ["fangpin.match", "fangpin.facts"])
def test_every_sql_file_is_spark_sql(package: str) -> None:
    folder = Path(str(sql.resources.files(package).joinpath("sql")))
    files = sorted(p.name for p in folder.glob("*.sql") if p.name != "origins.sql")  # the driver's
    assert files
    for file in files:
        for statement in sql.statements(package, file):
            names = set(sql.PARAMETER.findall(statement))
            values = {
                name: ["a"] if "ending" in name or name == "in_school" else 1 for name in names
            }
            assert list(translated(statement, values)) or "create" in statement


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (None, "NULL"),
        (True, "TRUE"),
        (3, "3"),
        (-3, "-3"),
        (2**40, f"CAST({2**40} AS BIGINT)"),
        (0.5, "CAST(0.5 AS DOUBLE)"),
        (Decimal("0.10"), "CAST('0.10' AS DECIMAL(38, 2))"),
        (date(2020, 2, 29), "CAST('2020-02-29' AS DATE)"),
        ("O'Brien", "'O\\'Brien'"),
        ("a\\b", "'a\\\\b'"),
        ("·", "'·'"),
        (["a", "b'"], "ARRAY('a', 'b\\'')"),
        ([], "CAST(ARRAY() AS ARRAY<STRING>)"),
    ],
)
def test_parameters_are_typed_literals(value: object, said: str) -> None:
    (tree,) = parse("select $it as x")
    bound = bind(tree, {"it": value})
    assert spark_sql(bound) == f"SELECT {said} AS x"


def test_parameters_in_turn() -> None:
    (tree,) = parse("select ? as a, ? as b")
    assert spark_sql(bind(tree, [1, "x"])) == "SELECT 1 AS a, 'x' AS b"


def test_what_is_no_value_is_refused() -> None:
    with pytest.raises(TypeError):
        literal(object())


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("select a / 2 from t", "CAST(a AS DOUBLE) / 2"),
        ("select * from t order by a", "NULLS LAST"),
        ("select row_number() over (order by a) from t", "NULLS LAST"),
        ("select * from t where a not in (select b from u)", "NOT EXISTS(SELECT 1 FROM (SELECT b"),
        ("select * from t where (a, b) not in (select (c, d) from u)", "_q._v1 = b"),
        ("select * from t where (a, b) in (select (c, d) from u)", "IN (SELECT c, d FROM"),
        ("select hash(a, b) from t", "XXHASH64(a, b)"),
        ("select strftime(a, '%Y%m%d') from t", "DATE_FORMAT(a, 'yyyyMMdd')"),
        ("select x.a from t x", "FROM n1_t AS x"),
        ("select t.a from t", "FROM n1_t AS t"),
        ("with t as (select 1 as a) select * from t", "FROM t"),
    ],
)
def test_where_the_engines_differ(query: str, said: str) -> None:
    (tree,) = parse(query)
    assert said in spark_sql(tree, {"t": "n1_t"})
