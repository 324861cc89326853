"""One file's tables from raw cells to typed rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import pandas as pd

from fangpin.faults import PROBLEM_COLUMNS, fault
from fangpin.io.table import RawFile
from fangpin.rosters.check import check
from fangpin.rosters.kinds import Kinds, load_kinds
from fangpin.rosters.label import label
from fangpin.rosters.model import Checked, Refused


@dataclass(frozen=True)
class Tables:
    """What became of the tables of one file.

    checked: the rosters. refused: tables that can't be used and why. no_table: (sheet, why) of
    sheets that hold no roster.
    """

    checked: tuple[Checked, ...]
    refused: tuple[Refused, ...]
    no_table: tuple[tuple[str, str], ...]


def tables_of(
    raw: RawFile,
    as_of: date,
    *,
    kinds: Kinds | None = None,
    forced_kind: str | None = None,
    forced_columns: Mapping[str, str] | None = None,
) -> Tables:
    """The tables of one file labelled, cleaned and checked.

    forced_kind, forced_columns (header -> field): what --kind and --column say of this file.
    """
    kinds = kinds or load_kinds()
    labelled = label(raw, kinds, forced_kind=forced_kind, forced_columns=forced_columns)
    checked = tuple(check(roster, as_of, kinds) for roster in labelled.rosters)
    return Tables(checked, labelled.refused, labelled.no_table)


def refused_problems(file: str, refused: Sequence[Refused]) -> pd.DataFrame:
    """Refused tables as problems (row 0: the whole table), `value` what is particular."""
    data = [
        (file, one.sheet, 0, "", "", one.detail, one.code, fault(one.code).severity)
        for one in refused
    ]
    return pd.DataFrame(data, columns=list(PROBLEM_COLUMNS))
