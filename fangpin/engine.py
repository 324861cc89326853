"""What a run is computed with: DuckDB inside the process, or Spark (--engine spark)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Protocol

from fangpin import database
from fangpin.reading import read_rosters

if TYPE_CHECKING:
    import duckdb

    from fangpin.io import InputFile
    from fangpin.pairs.memory import Decided
    from fangpin.reading import ReadOptions, Rosters
    from fangpin.rosters.kinds import Kinds

ENGINES = ("local", "spark")


class Engine(Protocol):
    """Reads rosters, holds the tables of match, facts and rules, and hands them on.

    connection: where match, facts and rules run.
    """

    connection: duckdb.DuckDBPyConnection

    def read(
        self,
        files: Sequence[InputFile],
        how: ReadOptions,
        progress: Callable[[str], None] | None,
    ) -> Rosters:
        """Read, label, clean and check every file."""

    def load(
        self, read: Rosters, kinds: Kinds, places: Mapping[str, str], decided: Decided | None
    ) -> None:
        """Put what was read into tables."""

    def judged(self) -> duckdb.DuckDBPyConnection:
        """Where the later stages find every table: evidence, results, reports."""

    def close(self) -> None:
        """Let go of everything."""


class Local:
    """DuckDB inside the process, files read by child processes."""

    def __init__(self) -> None:
        self.connection = database.connect()

    def read(
        self,
        files: Sequence[InputFile],
        how: ReadOptions,
        progress: Callable[[str], None] | None,
    ) -> Rosters:
        """Read, label, clean and check every file."""
        return read_rosters(files, how, progress)

    def load(
        self, read: Rosters, kinds: Kinds, places: Mapping[str, str], decided: Decided | None
    ) -> None:
        """Put what was read into tables."""
        database.load(self.connection, read, kinds, places, decided)

    def judged(self) -> duckdb.DuckDBPyConnection:
        """The same tables."""
        return self.connection

    def close(self) -> None:
        """Close the database."""
        self.connection.close()


@contextmanager
def engine_of(name: str, config: Mapping[str, Any]) -> Iterator[Engine]:
    """The engine of a run, closed afterwards. Raises UseError where it can't be had."""
    engine: Engine
    if name == "spark":
        from fangpin.spark.engine import Spark

        engine = Spark(config)
    else:
        engine = Local()
    try:
        yield engine
    finally:
        engine.close()
