"""What a run is computed with: DuckDB inside the process, or Spark (--engine spark)."""

from __future__ import annotations

import os
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

MANY = 20_000_000  # rows that do not go through in the memory that is asked for otherwise
LEAST = 4 << 30
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
        if sum(one.rows for one in read.sources) > MANY:
            self.connection.execute(f"set memory_limit = '{half_of_memory()}B'")
        database.load(self.connection, read, kinds, places, decided)

    def judged(self) -> duckdb.DuckDBPyConnection:
        """The same tables."""
        return self.connection

    def close(self) -> None:
        """Close the database."""
        self.connection.close()


def half_of_memory() -> int:
    """Half of the machine's memory in bytes, as far as the system tells."""
    names = getattr(os, "sysconf_names", {})
    if "SC_PHYS_PAGES" not in names or "SC_PAGE_SIZE" not in names:
        return LEAST
    return max(os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") // 2, LEAST)


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
