"""Why a row was found: the values that the check rests on, as they stand in the rosters."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from fangpin.checks.plan import Use
from fangpin.checks.scope import Bound

if TYPE_CHECKING:
    import pyarrow as pa

    from fangpin.checks.audit import Judged

BLANK = "空"
NONE = "无记录"
_BETWEEN = "、"


class Evidence:
    """The rows of an audit as frames, and the values that belong to a row, made when asked for."""

    def __init__(self, judged: Judged) -> None:
        self.tables = judged.prepared.tables
        self.plan = judged.prepared.plan
        self.rows = {name: frame(table) for name, table in judged.loaded.items()}
        self._folded: dict[tuple[str, str, str], pl.DataFrame] = {}

    def of(self, bound: Bound, rows: pl.DataFrame) -> pl.Series:
        """A list of texts for each row of its table that a check found."""
        unit = bound.check.unit
        person = "hp" if bound.check.within_household else "id18"
        key = {"household": "hh", "village": "place"}.get(unit, person)
        parts: list[pl.Series] = []
        for use in bound.evidence:
            if self.plan.column(use) not in self.rows[use.table].columns:
                continue
            if use.table == bound.table and key == person:
                value = rows[self.plan.column(use)].fill_null(BLANK)
            else:
                value = self.folded(use, key, rows, use.table != bound.table)
            parts.append((self.title(use, bound) + "=" + value).alias(f"e{len(parts)}"))
        if not parts:
            return pl.Series([[]] * rows.height, dtype=pl.List(pl.String))
        return pl.DataFrame(parts).select(pl.concat_list(pl.all())).to_series()

    def title(self, use: Use, bound: Bound) -> pl.Series:
        """What a value is called: a column of another table with the table's name."""
        own = use.table == bound.table
        return pl.Series([use.column if own else f"{self.tables[use.table].title}.{use.column}"])

    def folded(self, use: Use, key: str, rows: pl.DataFrame, other: bool) -> pl.Series:
        """The different values of a column over the rows of a key, in their order."""
        column = self.plan.column(use)
        if (use.table, column, key) not in self._folded:
            own = self.rows[use.table].select(key, column).filter(pl.col(key).is_not_null())
            told = pl.col(column).fill_null(BLANK).unique(maintain_order=True)
            self._folded[use.table, column, key] = own.group_by(key, maintain_order=True).agg(
                told.str.join(_BETWEEN).alias("value")
            )
        known = rows.select(key).join(
            self._folded[use.table, column, key], on=key, how="left", maintain_order="left"
        )
        return known["value"].fill_null(NONE if other else BLANK)


def frame(table: pa.Table) -> pl.DataFrame:
    """An Arrow table as a polars frame."""
    made = pl.from_arrow(table)
    assert isinstance(made, pl.DataFrame)
    return made
