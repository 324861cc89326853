"""What the cleaning of a column takes and gives."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa


@dataclass(frozen=True)
class FieldType:
    """How one field is cleaned.

    type: one of the field types (id_number, money, date, ...).
    codes: the code list's name in codes.toml, for code and set.
    month_end: a month stands for its last day (ended_on, policy_ends_on).
    by_month: the header is by month, so a month alone is no remark.
    """

    type: str
    codes: str = ""
    month_end: bool = False
    by_month: bool = False


@dataclass(frozen=True)
class Context:
    """What the table says of its cells.

    date1904: serial days count from 1904.
    factor: yuan in one unit of the column (10000 for 万元); a cell's own unit wins.
    """

    date1904: bool = False
    factor: int = 1


@dataclass(frozen=True)
class Cleaned:
    """One column as typed values, with its faults.

    values: one a row, null where the cell is missing or faulty (a remark may keep its value).
    fault_rows: positions in the column, ascending, at most one fault a row.
    fault_codes: one for each of fault_rows.
    companions: id_text, disability_type, disability_grade of an ID column, one value a row.
    """

    values: pa.Array
    fault_rows: npt.NDArray[np.int64]
    fault_codes: tuple[str, ...]
    companions: dict[str, pa.Array]


class Result(NamedTuple):
    """What one cell became. `extra`: id_text, disability_type, disability_grade (ID types only)."""

    value: object | None
    fault: str | None = None
    extra: tuple[str | None, str | None, str | None] = (None, None, None)


Scalar = Callable[[str, int], Result]
"""(the cell's text, its Cell kind) -> what it becomes."""


@dataclass(frozen=True)
class Fast:
    """A vectorised first pass: `values` are right where `good`, of no meaning elsewhere."""

    values: pa.Array
    good: npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Parser:
    """How one field type is read.

    scalar defines the meaning. fast, where there is one, agrees with it on every TEXT row that it
    calls good, and on NUMBER rows of no more than fast_digits characters.
    shorten: makes texts that mean the same the same, before each distinct one is read.
    companions: which of id_text, disability_type, disability_grade it gives besides; a row that
    fast reads has its value as id_text and no disability.
    """

    arrow: pa.DataType
    scalar: Scalar
    fast: Callable[[pa.Array], Fast] | None = None
    fast_digits: int = 99
    shorten: Callable[[pa.Array], pa.Array] | None = None
    companions: tuple[str, ...] = ()
