"""What was read: a table of typed rows a roster, on disk, and every fault."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

    from fangpin.io.limits import Limits
    from fangpin.rosters.marks import Mark

Fault = tuple[str, str, str, str, int | None]  # file, sheet, code, detail, row


@dataclass(frozen=True)
class Source:
    """One roster table that was read.

    source: its place in reading order; headers: field -> header; skipped: (row, why) of rows that
    are no data; path: the Parquet file of its typed rows; years: the years of its rows, None
    for rows without one; by_pair: how many of the accepted rows count only by a confirmed pair.
    department: the top folder under the PATH, "" where the file lies in none.
    """

    source: int
    file: str
    sheet: str
    sha256: str
    kind: str
    headers: Mapping[str, str]
    rows: int
    accepted: int
    skipped: tuple[tuple[int, str], ...]
    alleviated: bool
    path: Path
    years: tuple[int | None, ...] = ()
    mark: Mark | None = None
    by_pair: int = 0
    department: str = ""

    @property
    def frame(self) -> pd.DataFrame:
        """The typed rows, as rosters.check gave them, read from disk each time."""
        import pandas as pd
        import pyarrow.parquet as pq

        table = pq.read_table(self.path)
        frame: pd.DataFrame = table.to_pandas(types_mapper=pd.ArrowDtype)
        return frame


@dataclass(frozen=True)
class FileRead:
    """What became of one file; sources are numbered within it.

    latest: the latest day among dates that may not lie ahead, None where there is none: what was
    read on one as-of date holds on another one as long as neither lies before it.
    """

    file: str
    sources: tuple[Source, ...] = ()
    problems: tuple[pd.DataFrame, ...] = ()
    faults: tuple[Fault, ...] = ()
    sheets: tuple[tuple[str, str, str], ...] = ()
    latest: date | None = None


@dataclass
class Rosters:
    """Everything that was read.

    problems: frames of faults in cells and rows; faults: (file, sheet, code, detail, row) of whole
    files and tables; skipped: (file, why); sheets: (file, sheet, why) of sheets left out; paths:
    where each file lies; folder: where typed rows lie that are not kept, gone with this object.
    """

    sources: list[Source] = field(default_factory=list)
    problems: list[pd.DataFrame] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    skipped: list[tuple[str, str]] = field(default_factory=list)
    sheets: list[tuple[str, str, str]] = field(default_factory=list)
    paths: dict[str, Path] = field(default_factory=dict)
    folder: TemporaryDirectory[str] | None = None


@dataclass(frozen=True)
class ReadOptions:
    """How files are read.

    forced: file name -> kind; columns: file name -> {header: field}; config: the user's kinds and
    synonyms; workers: files at a time; cache: the folder of what was read before, None for none.
    """

    as_of: date
    passwords: Sequence[str] = ()
    forced: Mapping[str, str] = field(default_factory=dict)
    columns: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    config: Mapping[str, object] = field(default_factory=dict)
    workers: int = 1
    cache: Path | None = None
    limits: Limits | None = None
