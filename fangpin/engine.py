"""What a run is computed with: DuckDB inside the process, or Spark (--engine spark)."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, cast

from fangpin import database
from fangpin.kept.tables import KeptTables
from fangpin.reading import read_rosters

if TYPE_CHECKING:
    import duckdb

    from fangpin.io import InputFile
    from fangpin.pairs.memory import Decided
    from fangpin.reading import ReadOptions, Rosters
    from fangpin.rosters.kinds import Kinds

FEW = 200_000  # rows of which every table is made in no time
MANY = 20_000_000  # rows of which the tables that are made take too much room to be kept
A_ROW = 500  # bytes of memory that the tables of match and facts take for each row that was read
LEAST, UNTOLD = 2 << 30, 4 << 30  # bytes; the latter where the system does not tell what it has
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
    """DuckDB inside the process, files read by child processes.

    Tables are kept where rosters are, unless a password was needed for one.
    """

    def __init__(self) -> None:
        self.connection = database.connect()
        self.kept: tuple[Path, date] | None = None

    def read(
        self,
        files: Sequence[InputFile],
        how: ReadOptions,
        progress: Callable[[str], None] | None,
    ) -> Rosters:
        """Read, label, clean and check every file."""
        if how.cache is not None and not how.passwords:
            self.kept = how.cache / "tables", how.as_of
        return read_rosters(files, how, progress)

    def load(
        self, read: Rosters, kinds: Kinds, places: Mapping[str, str], decided: Decided | None
    ) -> None:
        """Put what was read into tables."""
        rows = sum(one.rows for one in read.sources)
        room = max(LEAST, min(rows * A_ROW, half_of_memory()))
        self.connection.execute(f"set memory_limit = '{room}B'")
        if FEW < rows <= MANY and self.kept is not None:
            kept = KeptTables(self.connection, *self.kept)
            self.connection = cast("duckdb.DuckDBPyConnection", kept)
        database.load(self.connection, read, kinds, places, decided)

    def judged(self) -> duckdb.DuckDBPyConnection:
        """The same tables."""
        if isinstance(self.connection, KeptTables):
            self.connection.rest()
        return self.connection

    def close(self) -> None:
        """Close the database."""
        self.connection.close()


def half_of_memory() -> int:
    """Half of the machine's memory in bytes, UNTOLD where the system does not tell."""
    names = getattr(os, "sysconf_names", {})
    if "SC_PHYS_PAGES" not in names or "SC_PAGE_SIZE" not in names:
        return UNTOLD
    return os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") // 2


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
