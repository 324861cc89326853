"""The few methods of a DuckDB connection that match, facts and rules use, over Spark."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa
from sqlglot import exp

from fangpin.spark.dialect import Parameters, bind, parse, spark_sql, tables
from fangpin.spark.frames import Frames, Node, rows_of

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

# Spark's names of types -> DuckDB's, as `describe` tells them.
TYPES = {"string": "VARCHAR", "int": "INTEGER", "bigint": "BIGINT"}

# What the stages after the rules read: it is kept when it is made, not made twice.
LATER = frozenset((
    "alert", "candidate", "candidate_pair", "county_covered", "duplicate", "finding", "gone_person",
    "household", "household_all", "household_fact", "household_place", "household_year", "judged",
    "member_row", "person", "person_fact", "person_rule", "refused_pair", "weak_candidate",
))  # fmt: skip


class Answer:
    """The rows of a query."""

    def __init__(self, table: pa.Table) -> None:
        self.table = table
        self.at = 0

    def to_arrow_table(self) -> pa.Table:
        """All rows as Arrow."""
        return self.table

    def fetchall(self) -> list[tuple[Any, ...]]:
        """All rows that were not fetched."""
        columns = [column.to_pylist() for column in self.table.slice(self.at).columns]
        self.at = self.table.num_rows
        return list(zip(*columns, strict=True))

    def fetchone(self) -> tuple[Any, ...] | None:
        """The next row, None after the last."""
        if self.at >= self.table.num_rows:
            return None
        row = tuple(column[self.at].as_py() for column in self.table.columns)
        self.at += 1
        return row


class SparkConnection:
    """A database whose tables are made by Spark; statements are DuckDB's SQL.

    A statement that makes or changes a table is only remembered; tables are made when a query
    asks for rows, with all that they rest on.
    """

    def __init__(self, session: SparkSession, folder: Path) -> None:
        self.session = session
        self.frames = Frames(session, folder)
        self.current: dict[str, Node] = {}

    def execute(self, query: str, parameters: Parameters = None) -> Answer:
        """Run statements; the rows of the last one, none where it makes a table."""
        answer = Answer(pa.table({}))
        for tree in parse(query):
            answer = self.run(bind(tree, parameters)) or Answer(pa.table({}))
        return answer

    def sql(self, query: str, params: Parameters = None) -> Answer:
        """The rows of a query."""
        return self.execute(query, params)

    def executemany(self, query: str, rows: Sequence[Sequence[Any]]) -> None:
        """Insert rows: `insert into x values (?, ...)`."""
        (tree,) = parse(query)
        assert isinstance(tree, exp.Insert)
        name = tree.this.name.lower()
        schema = self.frames.read(self.current[name]).schema
        self.grow(name, self.given(name, self.session.createDataFrame(list(rows), schema)))

    def register(self, name: str, table: Any) -> None:
        """Let queries name an Arrow table or a pandas frame."""
        arrow = table if isinstance(table, pa.Table) else pa.Table.from_pandas(
            table, preserve_index=False
        )  # fmt: skip
        plain = arrow.replace_schema_metadata(None)
        self.current[name.lower()] = self.given(name, self.session.createDataFrame(plain))

    def unregister(self, name: str) -> None:
        """Forget what was registered; what was made of it stays."""
        del self.current[name.lower()]

    def close(self) -> None:
        """Nothing: the session belongs to the engine."""

    def put(self, name: str, frame: DataFrame, *, hollow: bool) -> None:
        """Make a table of a frame: written when it is asked for; hollow: it has no row."""
        self.current[name] = Node(name, frame=frame, kept=hollow, empty=hollow)
        frame.createOrReplaceTempView(self.current[name].view)

    def given(self, name: str, frame: DataFrame) -> Node:
        """A version that is at hand."""
        node = Node(name, frame=frame, kept=True)
        frame.createOrReplaceTempView(node.view)
        return node

    def run(self, tree: exp.Expr) -> Answer | None:
        """One bound statement."""
        if isinstance(tree, exp.Create):
            self.create(tree)
        elif isinstance(tree, exp.Insert):
            self.grow(tree.this.name.lower(), self.query(tree.this.name, tree.expression))
        elif isinstance(tree, exp.Delete):
            self.delete(tree)
        elif isinstance(tree, exp.Update):
            self.update(tree)
        elif isinstance(tree, exp.Drop):
            for table in tree.args["tables"]:  # what was made of it still rests on it
                del self.current[table.name.lower()]
        elif isinstance(tree, exp.Describe):
            return self.describe(tree.this.name.lower())
        elif isinstance(tree, exp.Show):
            return Answer(pa.table({"name": sorted(self.current)}))
        else:
            return self.fetch(tree)
        return None

    def create(self, tree: exp.Create) -> None:
        """`create table x as ...`, a view like that, or `create table x (column type, ...)`."""
        if isinstance(tree.this, exp.Schema):
            name = tree.this.this.name
            columns = [
                exp.alias_(exp.cast(exp.Null(), one.kind.copy()), one.name)
                for one in tree.this.expressions
            ]
            made = exp.select(*columns).where("false")
        else:
            name, made = tree.this.name, tree.expression
        self.current[name.lower()] = self.query(name, made)

    def query(self, name: str, tree: exp.Expr) -> Node:
        """A version of a table by a query; rows have no order in a table."""
        query = tree.unnest()
        if isinstance(query, exp.Query) and not query.args.get("limit"):
            query.set("order", None)
        named = tables(query)
        views = {table: self.current[table].view for table in named}
        return Node(name, spark_sql(query, views), tuple(self.current[table] for table in named))

    def grow(self, name: str, rows: Node) -> None:
        """Add rows to a table."""
        old = self.current[name]
        parts = old.parts if old.parts and not old.kept else (old,)
        self.current[name] = Node(name, parts=(*parts, rows))

    def delete(self, tree: exp.Delete) -> None:
        """Take out the rows of which the condition is true."""
        condition = tree.args["where"].this
        if isinstance(condition, exp.In):
            kept: exp.Expr = exp.Not(this=condition)
        else:
            kept = exp.Not(this=exp.func("coalesce", condition, exp.false()))
        name = tree.this.name.lower()
        self.current[name] = self.query(name, exp.select("*").from_(name).where(kept))

    def update(self, tree: exp.Update) -> None:
        """Set columns of the rows of which the condition is true."""
        name = tree.this.name.lower()
        values = {one.this.name: one.expression for one in tree.expressions}
        condition = tree.args["where"].this
        columns = [
            exp.alias_(exp.case().when(condition, values[c]).else_(exp.column(c)), c)
            if c in values
            else exp.column(c)
            for c in self.frames.read(self.current[name]).columns
        ]
        self.current[name] = self.query(name, exp.select(*columns).from_(name))

    def describe(self, name: str) -> Answer:
        """Name and type of each column, as DuckDB tells them."""
        frame = self.frame(name)
        types = [field.dataType.simpleString() for field in frame.schema.fields]
        told = [TYPES.get(one, one.upper()) for one in types]
        return Answer(pa.table({"column_name": frame.columns, "column_type": told}))

    def fetch(self, tree: exp.Expr) -> Answer:
        """The rows of a query, in its order."""
        uses = {table: self.current[table] for table in tables(tree) if table in self.current}
        self.frames.settle(uses.values(), self.later())
        views: Mapping[str, str] = {table: node.view for table, node in uses.items()}
        return Answer(self.session.sql(spark_sql(tree, views)).toArrow())

    def later(self) -> list[Node]:
        """The tables that the stages after the rules read."""
        return [node for name, node in self.current.items() if is_later(name)]

    def make(self, names: Iterable[str]) -> None:
        """Make several tables."""
        self.frames.settle([self.current[name] for name in names], self.later())

    def finish(self) -> None:
        """Make all tables that later stages read, side by side."""
        self.frames.settle(self.later())

    def frame(self, name: str) -> DataFrame:
        """A table as Spark reads it, made."""
        self.make([name])
        return self.frames.read(self.current[name])

    def rows(self, name: str) -> int:
        """The rows of a table that has files."""
        return rows_of(self.frames.folder / self.current[name].view)

    def path(self, name: str) -> Path | None:
        """The folder of a table's Parquet files, None of an empty one or one that was given."""
        self.frame(name)
        path = self.frames.folder / self.current[name].view
        return path if path.exists() else None


def is_later(name: str) -> bool:
    """Whether the stages after the rules read a table: those written once and then read again."""
    return name in LATER or name.startswith(("rows_", "all_")) or name.endswith("_counted")
