"""Faults of cells in columns of numbers, and as the rows of problems.csv."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from fangpin.faults import PROBLEM_COLUMNS
from fangpin.rosters.model import Roster

Rows = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Faults:
    """Faults of one table, one of each array an entry: position of the row, field, code."""

    rows: Rows
    fields: npt.NDArray[np.object_]
    codes: npt.NDArray[np.object_]

    def __len__(self) -> int:
        return len(self.rows)

    @classmethod
    def none(cls) -> Faults:
        """No fault."""
        return cls(np.zeros(0, np.int64), np.zeros(0, object), np.zeros(0, object))

    @classmethod
    def of(cls, field: str, rows: Rows, codes: Sequence[str] | str) -> Faults:
        """The faults of one field: a code each, or one for all."""
        told = np.empty(len(rows), object)
        told[:] = codes if isinstance(codes, str) else list(codes)
        return cls(rows, np.full(len(rows), field, object), told)

    def and_then(self, other: Faults) -> Faults:
        """These faults and those after them."""
        return Faults(
            np.concatenate([self.rows, other.rows]),
            np.concatenate([self.fields, other.fields]),
            np.concatenate([self.codes, other.codes]),
        )

    def take(self, which: npt.NDArray[np.bool_] | Rows) -> Faults:
        """The faults that a mask keeps, or those at some positions."""
        return Faults(self.rows[which], self.fields[which], self.codes[which])

    def rows_of(self, field: str) -> Rows:
        """The rows in which a field has a fault."""
        rows: Rows = self.rows[self.fields == field]
        return rows

    def by_field(self) -> dict[str, Rows]:
        """Field -> the rows in which it has a fault."""
        return {str(field): self.rows_of(field) for field in sorted(set(self.fields))}


def problems_of(
    roster: Roster, faults: Faults, severities: npt.NDArray[np.object_]
) -> pd.DataFrame:
    """The faults as problems, by row and then by column; value: the cell as it was sent."""
    place = {column.field: column.index for column in reversed(roster.columns) if column.field}
    columns = np.array([place.get(field, 0) for field in faults.fields], np.int64)
    order = np.lexsort((columns, faults.rows))
    faults, severities = faults.take(order), severities[order]
    data = {
        "file": np.full(len(faults), roster.file, object),
        "sheet": np.full(len(faults), roster.sheet, object),
        "row": roster.rows[faults.rows],
        "column": _headers(roster, faults),
        "field": faults.fields,
        "value": _values(roster, faults),
        "code": faults.codes,
        "severity": severities,
    }
    types = {name: "int64" if name == "row" else "str" for name in PROBLEM_COLUMNS}
    return pd.DataFrame(data, columns=list(PROBLEM_COLUMNS)).astype(types)


def _headers(roster: Roster, faults: Faults) -> list[str]:
    pairs = zip(faults.fields.tolist(), faults.rows.tolist(), strict=True)
    return [roster.header_at(field, row) for field, row in pairs]


def _values(roster: Roster, faults: Faults) -> npt.NDArray[np.object_]:
    values = np.full(len(faults), "", object)
    for field in set(faults.fields):
        if field in roster.cells:
            at = np.flatnonzero(faults.fields == field)
            texts = roster.cells[field].take(faults.rows[at]).values()
            values[at] = [text or "" for text in texts]
    return values
