"""What a correction slip is made of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from fangpin.io.table import RawTable
from fangpin.rosters.marks import Mark
from fangpin.rosters.model import Roster
from fangpin.slips.look import Look

MUST, MAY = "须改", "建议"


@dataclass(frozen=True)
class Note:
    """One fault as the sender reads it. must: the row does not count because of it."""

    must: bool
    message: str
    suggestion: str
    column: str = ""
    code: str = ""

    def text(self) -> str:
        """One line: how urgent, what is wrong, what to do."""
        told = f"【{MUST if self.must else MAY}】{self.message}"
        return f"{told}:{self.suggestion}" if self.suggestion else told


@dataclass(frozen=True)
class Wanted:
    """A roster that is to be on the slip in full: its file is read once more.

    sha256: of the file as it was read; mark: its own, where it is a slip itself; problems: as
    problems.csv has them; forced, columns: how the file is labelled (--kind, --column).
    """

    file: str
    sheet: str
    sha256: str
    kind: str
    title: str
    mark: Mark | None
    counts: tuple[int, int]
    problems: Sequence[Mapping[str, Any]]
    forced: str | None
    columns: Mapping[str, str]


@dataclass
class Sheet:
    """One sheet to mend. Positions are those of `table`, rows and columns from 0.

    rows: row -> its faults; cells: (row, column) -> faults of the cell; name: of the sheet in the
    slip; whole: the sheet can be written in full.
    """

    file: str
    sheet: str
    title: str
    roster: Roster
    mark: Mark
    counts: tuple[int, int]
    rows: dict[int, list[Note]] = field(default_factory=dict)
    cells: dict[tuple[int, int], list[Note]] = field(default_factory=dict)
    look: Look | None = None
    name: str = ""
    bad_name: str = ""

    @property
    def table(self) -> RawTable:
        """Its cells as they were sent, without marks of an earlier slip."""
        return self.roster.source

    @property
    def whole(self) -> bool:
        """Whether a sheet of Excel has room for it."""
        last = self.table.first_row + len(self.table)
        return last <= 1_048_000 and len(self.table.columns) <= 16_000

    @property
    def header(self) -> int:
        """The position of the last row of the header."""
        return self.roster.header_rows[-1] - self.table.first_row


@dataclass
class Listed:
    """A sheet that is too long to be written again: its faults alone.

    faults: (row, value, note).
    """

    file: str
    sheet: str
    title: str
    counts: tuple[int, int]
    faults: list[tuple[int, str, Note]] = field(default_factory=list)
    name: str = ""


@dataclass
class Slip:
    """What one department gets. whole: (file, sheet, note) of files and tables without rows.

    wanted: what `sheets` are made from; compared: what became of the faults that an earlier slip
    told.
    """

    department: str
    wanted: list[Wanted] = field(default_factory=list)
    sheets: list[Sheet] = field(default_factory=list)
    listed: list[Listed] = field(default_factory=list)
    whole: list[tuple[str, str, Note]] = field(default_factory=list)
    compared: Sequence[Mapping[str, object]] = ()


@dataclass(frozen=True)
class Order:
    """What is asked of the slips.

    day: the as-of date, the workbooks' own date. passwords, forced, columns: how the files are
    read once more (--kind, --column). most_rows: files with more rows have only their faults
    listed, None for no limit. compared: department -> what became of its last slip
    (fangpin.slips.compare). own: what the kinds are made from (fangpin.reading.one), None
    where that is not told: then no slip is kept for another run.
    """

    day: date
    passwords: Sequence[str] = ()
    forced: Mapping[str, str] = field(default_factory=dict)
    columns: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    most_rows: int | None = None
    compared: Mapping[str, Sequence[Mapping[str, object]]] = field(default_factory=dict)
    own: str | None = None
