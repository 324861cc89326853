"""The pandera schema of a kind, built from its data: it checks typed columns, it changes none."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from fangpin.rosters.faulty import Faults
from fangpin.rosters.fields import Field
from fangpin.rosters.model import Roster

_MISSING = {"id_number": "id.missing", "disability_certificate": "id.missing"}


def pandera() -> Any:
    """pandera.pandas, kept from importing pyspark.pandas where Spark is installed too: that takes
    a second, warns of pandas 3, and nothing here needs it."""
    sys.modules.setdefault("pyspark.pandas", None)  # type: ignore[arg-type]
    import pandera.pandas

    return pandera.pandas


def missing_code(field: str) -> str:
    """The code of a needed value that is not there."""
    return _MISSING.get(field, f"{field}.missing")


def schema_faults(
    frame: pd.DataFrame, roster: Roster, fields: Mapping[str, Field], as_of: date
) -> Faults:
    """What the schema finds in all columns of all rows: missing values, negative money, dates
    in the future."""
    if not len(frame) or not len(frame.columns):
        return Faults.none()
    schema = build_schema(frame, roster, fields, as_of)
    try:
        schema.validate(frame, lazy=True)
    except pandera().errors.SchemaErrors as errors:
        return _faults(errors.failure_cases)
    return Faults.none()


def build_schema(
    frame: pd.DataFrame, roster: Roster, fields: Mapping[str, Field], as_of: date
) -> Any:
    """A pandera DataFrameSchema with a column for each field of the frame."""
    pa_schema = pandera()
    needed = frozenset(roster.kind.needed) if roster.kind else frozenset()
    columns = {}
    for name in frame.columns:
        if name in fields:
            checks = list(_checks(fields[name], name in needed, as_of))
            columns[name] = pa_schema.Column(
                nullable=True, checks=[pa_schema.Check(test, **how) for test, how in checks]
            )
    return pa_schema.DataFrameSchema(columns)


def _checks(
    field: Field, needed: bool, as_of: date
) -> Iterator[tuple[Callable[[pd.Series], pd.Series], dict[str, Any]]]:
    if needed:
        yield pd.Series.notna, {"error": missing_code(field.name), "ignore_na": False}
    if field.type == "money" and not field.negative:
        yield (lambda values: values >= 0), {"error": "money.negative"}
    if field.type == "date" and not field.future:
        yield (lambda values: values <= as_of), {"error": "date.future"}


def _faults(cases: pd.DataFrame) -> Faults:
    return Faults(
        cases["index"].to_numpy(np.int64),
        cases["column"].to_numpy(object),
        cases["check"].to_numpy(object),
    )
