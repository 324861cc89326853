"""The tables of Spark on the driver: what is small goes through the code that is there already."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fangpin.spark.connection import SparkConnection
from fangpin.sql import names_in

if TYPE_CHECKING:
    import duckdb

FEW = 2_000_000  # rows up to which a table is copied: it is read often


class Handed:
    """A DuckDB connection that takes over a table of Spark when a statement names it.

    It reads the Parquet files that Spark wrote where they lie; big tables stay there.
    """

    def __init__(self, connection: duckdb.DuckDBPyConnection, tables: SparkConnection) -> None:
        self.connection = connection
        self.tables = tables
        self.left = dict.fromkeys(tables.current)
        self.begun = False

    def execute(self, query: str, parameters: Any = None) -> Any:
        """DuckDB's own `execute`."""
        self.take_over(query)
        return self.connection.execute(query, parameters)

    def executemany(self, query: str, rows: Any) -> Any:
        """DuckDB's own `executemany`."""
        self.take_over(query)
        return self.connection.executemany(query, rows)

    def sql(self, query: str, **more: Any) -> Any:
        """DuckDB's own `sql`."""
        self.take_over(query)
        return self.connection.sql(query, **more)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.connection, name)

    def close(self) -> None:
        """Close DuckDB's connection."""
        self.connection.close()

    def take_over(self, query: str) -> None:
        """Make the tables of Spark that a statement names."""
        named = [name for name in self.left if name in names_in(query)]
        if not named:
            return
        if not self.begun:
            self.begun = True
            self.tables.finish()
        self.tables.make(named)
        for name in named:
            del self.left[name]
            self.take(name)

    def take(self, name: str) -> None:
        """Make one table of Spark's files."""
        path = self.tables.path(name)
        if path is None:
            self.connection.register("incoming", self.tables.frame(name).toArrow())
            self.connection.execute(f'create table "{name}" as select * from incoming')
            self.connection.unregister("incoming")
            return
        files = str(path / "*.parquet").replace("'", "''")
        kind = "table" if self.tables.rows(name) <= FEW else "view"
        self.connection.execute(
            f"create {kind} \"{name}\" as select * from read_parquet('{files}')"
        )
