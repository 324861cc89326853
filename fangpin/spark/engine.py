"""Spark as the engine of a run."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, cast

from fangpin import database
from fangpin.errors import UseError
from fangpin.spark import functions, session
from fangpin.spark.connection import SparkConnection
from fangpin.spark.handed import Handed
from fangpin.spark.load import make_rows
from fangpin.spark.read import Run, alone, read_files, typed_folder
from fangpin.spark.settings import settings

if TYPE_CHECKING:
    import duckdb

    from fangpin.database import MakeRows
    from fangpin.io import InputFile
    from fangpin.pairs.memory import Decided
    from fangpin.reading import ReadOptions, Rosters
    from fangpin.rosters.kinds import Kinds


class Spark:
    """A session, and a folder of its own for what lies between the stages."""

    def __init__(self, config: Mapping[str, Any]) -> None:
        self.settings = settings(config)
        session.refuse_missing()
        self.folder = work_folder(self.settings.work)
        work = Path(self.folder.name)
        try:
            self.session = session.start(self.settings, work)
        except BaseException:
            self.folder.cleanup()
            raise
        functions.register(self.session)
        self.tables = SparkConnection(self.session, work / "tables")
        self.connection = cast("duckdb.DuckDBPyConnection", self.tables)
        self.handed: Handed | None = None

    def read(
        self,
        files: Sequence[InputFile],
        how: ReadOptions,
        progress: Callable[[str], None] | None,
    ) -> Rosters:
        """Read, label, clean and check every file in parallel tasks."""
        kept = typed_folder(self.settings.work)
        return read_files(Run(self.session, alone(how), kept, self.settings.chunk), files, progress)

    def load(
        self, read: Rosters, kinds: Kinds, places: Mapping[str, str], decided: Decided | None
    ) -> None:
        """Put what was read into tables."""
        rows = cast("MakeRows", make_rows)
        database.load(self.connection, read, kinds, places, decided, make_rows=rows)

    def judged(self) -> duckdb.DuckDBPyConnection:
        """A database on the driver in which the tables of Spark can be named."""
        self.handed = Handed(database.connect(), self.tables)
        return cast("duckdb.DuckDBPyConnection", self.handed)

    def close(self) -> None:
        """Stop the session; its tables go."""
        if self.handed is not None:
            self.handed.close()
        self.session.stop()
        self.folder.cleanup()


def work_folder(place: Path | None) -> TemporaryDirectory[str]:
    """A folder for its owner only, gone with the run. Raises UseError where it can't be made."""
    try:
        if place is not None:
            place.mkdir(mode=0o700, parents=True, exist_ok=True)
        return TemporaryDirectory(prefix="fangpin-spark-", dir=place, ignore_cleanup_errors=True)
    except OSError as error:
        raise UseError(
            f"[spark] 的 work = {place} 写不进去", "请改成驱动程序和每个工作节点都能读写的文件夹"
        ) from error
