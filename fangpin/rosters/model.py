"""What a labelled and a checked table are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import pandas as pd

from fangpin.io.table import Column, RawTable
from fangpin.rosters.kinds import Kind
from fangpin.rosters.marks import Mark

Positions = npt.NDArray[np.int64]


@dataclass(frozen=True)
class HeaderColumn:
    """One column of a table.

    header: as the file names it, of several header rows joined by "/"; parts: these rows' texts.
    field: what it is used for, None where it is kept out; why: why it is kept out although it
    means a field (another column has it). slot: which person of a wide row, -1 for all.
    """

    header: str
    field: str | None
    index: int
    parts: tuple[str, ...] = ()
    inverse: bool = False
    slot: int = -1
    why: str = ""


@dataclass(frozen=True)
class Roster:
    """One table whose columns are understood.

    kind: None where the columns tell none. score: how many fields of the kind it has.
    header_rows: the sheet's row numbers. cells: field -> cells of the data rows. headers: field ->
    header, for fields that all persons of a row share. slots: for wide rows the person's place in
    the row, one a data row; slot_headers: field -> its header at each place.
    units: field -> yuan in one unit. by_month: fields under a header by month. rows: the sheet's
    row number of each data row. skipped: rows below the header that are no data, above: rows over
    it, each (row, why). positions: the row of `source` that each data row lies in. mark: what a
    correction slip was made from.
    """

    file: str
    sheet: str
    kind: Kind | None
    score: int
    header_rows: tuple[int, ...]
    columns: tuple[HeaderColumn, ...]
    cells: Mapping[str, Column]
    headers: Mapping[str, str]
    units: Mapping[str, int]
    by_month: frozenset[str]
    inverse: frozenset[str]
    rows: Positions
    skipped: tuple[tuple[int, str], ...]
    above: tuple[tuple[int, str], ...]
    title: str
    title_says_alleviated: bool
    date1904: bool
    source: RawTable = field(repr=False)
    positions: Positions = field(repr=False)
    slots: Positions | None = field(default=None, repr=False)
    slot_headers: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    hidden_rows: int = 0
    mark: Mark | None = None

    def __len__(self) -> int:
        return len(self.rows)

    def header_at(self, name: str, at: int) -> str:
        """The header of a field for one data row (in wide rows the person's own)."""
        if self.slots is not None and name in self.slot_headers:
            return self.slot_headers[name][int(self.slots[at])]
        return self.headers.get(name, "")

    def column(self, header: str) -> Column | None:
        """The data rows' cells of any column by its header, mapped to a field or not."""
        for one in self.columns:
            if one.header == header:
                return self.source.columns[one.index].take(self.positions)
        return None


@dataclass(frozen=True)
class Refused:
    """One table (or a whole file, sheet "") that can't be used.

    code: file.kind_unknown, file.kind_ambiguous, file.column_ambiguous, file.not_a_table; detail:
    what is particular to it, in Chinese. roster: its columns and rows as far as understood.
    """

    sheet: str
    code: str
    detail: str
    roster: Roster | None = field(default=None, repr=False)


@dataclass(frozen=True)
class Labelled:
    """What became of the tables of one file; no_table: (sheet, why) of sheets that hold none."""

    rosters: tuple[Roster, ...]
    refused: tuple[Refused, ...]
    no_table: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Checked:
    """One roster with typed values.

    frame: one row a data row, in order: `row` (the sheet's number), `accepted`, the mapped fields,
    `id_text`, `id_disability_type` and `id_disability_grade` where an ID column had certificates.
    problems: file, sheet, row, column, field, value, code, severity.
    """

    roster: Roster
    frame: pd.DataFrame = field(repr=False)
    problems: pd.DataFrame = field(repr=False)

    @property
    def accepted(self) -> int:
        """How many rows count."""
        return int(self.frame["accepted"].sum())

    @property
    def rejected(self) -> int:
        """How many rows do not."""
        return len(self.frame) - self.accepted
