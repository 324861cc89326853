"""One cell at a time through clean_column, for tests that are tables."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa

from fangpin.io.table import Cell, Column
from fangpin.rosters.clean import Cleaned, Context, FieldType, clean_column


class Read(NamedTuple):
    value: Any
    fault: str | None


def column(cells: list[str | None], kind: Cell | None = None) -> Column:
    text = pa.array(cells, pa.string())
    kinds = None if kind is None else np.full(len(cells), kind, np.uint8)
    return Column(text, kinds)


def cleaned(
    cells: list[str | None], spec: FieldType, context: Context | None = None, *, kind: Cell | None
) -> Cleaned:
    return clean_column(column(cells, kind), spec, context or Context())


def read(
    text: str | None,
    spec: FieldType | str,
    context: Context | None = None,
    *,
    kind: Cell | None = None,
) -> Read:
    spec = FieldType(spec) if isinstance(spec, str) else spec
    result = cleaned([text], spec, context, kind=kind)
    return Read(result.values[0].as_py(), next(iter(result.fault_codes), None))
