"""The typed rows of all rosters of one kind as one Arrow table."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from fangpin.rosters.kinds import Kind, Kinds

if TYPE_CHECKING:
    import pandas as pd

TYPES: dict[str, pa.DataType] = {
    "money": pa.decimal128(18, 2),
    "date": pa.date32(),
    "bool": pa.bool_(),
    "int": pa.int64(),
    "year": pa.int64(),
    "school_year": pa.int64(),
    "measure": pa.float64(),
}
OWN: dict[str, pa.DataType] = {
    "ord": pa.int64(),
    "source": pa.int32(),
    "row": pa.int64(),
    "accepted": pa.bool_(),
    "id_text": pa.string(),
    "id_lost": pa.string(),
    "id_disability_type": pa.string(),
    "id_disability_grade": pa.string(),
}


def schema(kind: Kind, kinds: Kinds) -> pa.Schema:
    """The columns of a kind's table: where each row stands, then every field of the kind."""
    names = list(kind.fields)
    if kind.inline:
        names += [f for f in kinds[kind.inline].fields if f not in names]
    fields = [pa.field(name, type_) for name, type_ in OWN.items()]
    fields += [pa.field(n, TYPES.get(kinds.fields[n].type, pa.string())) for n in names]
    return pa.schema(fields)


def combine(kind: Kind, kinds: Kinds, frames: Sequence[tuple[int, pd.DataFrame]]) -> pa.Table:
    """One table of all rows of a kind, in reading order.

    frames: (source, typed frame) in reading order. `ord` numbers the rows from 0; a field that a
    frame does not map is null.
    """
    wanted = schema(kind, kinds)
    parts = []
    start = 0
    for source, frame in frames:
        size = len(frame)
        columns = []
        for field in wanted:
            if field.name == "ord":
                columns.append(pa.array(np.arange(start, start + size, dtype=np.int64)))
            elif field.name == "source":
                columns.append(pa.array(np.full(size, source, dtype=np.int32)))
            elif field.name in frame.columns:
                columns.append(column(frame[field.name], field.type))
            else:
                columns.append(pa.nulls(size, field.type))
        parts.append(pa.Table.from_arrays(columns, schema=wanted))
        start += size
    return pa.concat_tables(parts) if parts else wanted.empty_table()


def column(values: pd.Series, type_: pa.DataType) -> pa.ChunkedArray | pa.Array:
    """A frame's column as Arrow, of the type that the kind's table has."""
    array = pa.array(values, from_pandas=True)
    return array if array.type == type_ else array.cast(type_)
