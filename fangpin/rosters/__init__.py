"""Rosters: raw tables labelled, cleaned and checked; kinds and fields are data."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fangpin.io.table import RawFile
    from fangpin.rosters.kinds import Kinds
    from fangpin.rosters.model import Checked
    from fangpin.rosters.tables import Tables


def roster_tables(
    raw: RawFile,
    as_of: date,
    *,
    kinds: Kinds | None = None,
    forced_kind: str | None = None,
    forced_columns: Mapping[str, str] | None = None,
) -> list[Checked]:
    """The checked rosters of one file; `tables_of` tells of refused tables too."""
    return list(
        tables_of(
            raw, as_of, kinds=kinds, forced_kind=forced_kind, forced_columns=forced_columns
        ).checked
    )


def tables_of(
    raw: RawFile,
    as_of: date,
    *,
    kinds: Kinds | None = None,
    forced_kind: str | None = None,
    forced_columns: Mapping[str, str] | None = None,
) -> Tables:
    """Everything that became of one file: see fangpin.rosters.tables."""
    from fangpin.rosters.tables import tables_of as implementation

    return implementation(
        raw, as_of, kinds=kinds, forced_kind=forced_kind, forced_columns=forced_columns
    )
