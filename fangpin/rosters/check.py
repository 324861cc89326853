"""Rosters to typed rows: every field cleaned, every row validated, every fault with its cell."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from fangpin.rosters.clean import Context, clean_column
from fangpin.rosters.faulty import Faults, problems_of
from fangpin.rosters.fields import Field
from fangpin.rosters.kinds import Kinds, load_kinds
from fangpin.rosters.model import Checked, Roster
from fangpin.rosters.schema import schema_faults
from fangpin.rosters.verdict import judge

_DISABILITY = ("disability_type", "disability_grade")


@dataclass(frozen=True)
class Typed:
    """The fields of a roster as typed values, with the faults of single cells.

    companions: id_text, id_disability_type, id_disability_grade.
    """

    values: dict[str, pa.Array]
    companions: dict[str, pa.Array]
    faults: Faults


def check(roster: Roster, as_of: date, kinds: Kinds | None = None) -> Checked:
    """The rows of a roster with their types, which of them count, and all faults of all rows.

    A fault in a needed field rejects the row; in any other the field is null and the row counts
    with a remark. as_of: the day after which a date is in the future.
    """
    kinds = kinds or load_kinds()
    typed = clean_fields(roster, kinds.fields)
    table = pa.table({**typed.values, **typed.companions})
    frame = table.to_pandas(types_mapper=pd.ArrowDtype) if table.num_columns else pd.DataFrame()
    broken = schema_faults(frame, roster, kinds.fields, as_of)
    for name, rows in broken.by_field().items():
        frame[name] = _without(frame[name], rows)
    verdict = judge(roster, frame, typed.faults, broken)
    frame.insert(0, "row", _arrow(roster.rows, pa.int64()))
    frame.insert(1, "accepted", _arrow(verdict.accepted, pa.bool_()))
    return Checked(roster, frame, problems_of(roster, verdict.faults, verdict.severities))


def _arrow(values: npt.NDArray[Any], kind: pa.DataType) -> Any:
    return pd.array(pa.array(values, kind), dtype=pd.ArrowDtype(kind))


def _without(values: pd.Series, rows: npt.NDArray[np.int64]) -> pd.Series:
    keep = np.ones(len(values), np.bool_)
    keep[rows] = False
    return values.where(keep)


def clean_fields(roster: Roster, fields: Mapping[str, Field]) -> Typed:
    """Each mapped field cleaned; a certificate's ID and disability fill what is missing."""
    values: dict[str, pa.Array] = {}
    companions: dict[str, dict[str, pa.Array]] = {}
    faults = Faults.none()
    for name, column in roster.cells.items():
        spec = fields[name].field_type(name in roster.by_month)
        context = Context(roster.date1904, roster.units.get(name, 1))
        cleaned = clean_column(column, spec, context)
        inverse = name in roster.inverse and spec.type == "bool"
        values[name] = pc.invert(cleaned.values) if inverse else cleaned.values
        companions[name] = cleaned.companions
        faults = faults.and_then(Faults.of(name, cleaned.fault_rows, cleaned.fault_codes))
    told = {
        "id_text": _first(companions, "id_text"),
        "id_disability_type": _first(companions, "disability_type"),
        "id_disability_grade": _first(companions, "disability_grade"),
    }
    found = {name: array for name, array in told.items() if array is not None}
    return Typed(_with_certificate(values, roster, found), found, faults)


def _first(companions: Mapping[str, Mapping[str, pa.Array]], name: str) -> pa.Array | None:
    """A companion of the ID column, where that says nothing of the certificate's column."""
    arrays = [
        companions[field][name]
        for field in ("id_number", "disability_certificate")
        if name in companions.get(field, {})
    ]
    if not arrays:
        return None
    return pc.coalesce(*arrays)


def _with_certificate(
    values: dict[str, pa.Array], roster: Roster, companions: Mapping[str, pa.Array]
) -> dict[str, pa.Array]:
    if "disability_certificate" in values:
        ids = values.get("id_number", values["disability_certificate"])
        values["id_number"] = pc.coalesce(ids, values["disability_certificate"])
    if roster.kind is None or not set(_DISABILITY) & set(roster.kind.fields):
        return values
    for name in _DISABILITY:
        told = companions.get(f"id_{name}")
        if told is not None:
            values[name] = pc.coalesce(values[name], told) if name in values else told
    return values
