"""Whole columns: positions, kinds, and the faults that every type has."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest

from fangpin.io.table import Cell, Column
from fangpin.rosters.clean import Context, FieldType, clean_column

from .cells import cleaned, read

SPECS = [
    *map(
        FieldType,
        ("id_number", "certificate", "household_id", "name", "text", "phone", "money", "date"),
    ),
    *map(FieldType, ("bool", "int", "year", "school_year", "measure")),
    FieldType("code", codes="labour"),
    FieldType("set", codes="health"),
]


@pytest.mark.parametrize("spec", SPECS, ids=lambda spec: spec.type)
def test_an_error_and_a_formula_without_value_are_told_apart(spec: FieldType) -> None:
    assert read("#N/A", spec, kind=Cell.ERROR) == (None, "cell.error_value")
    assert read("#VALUE!", spec) == (None, "cell.error_value")
    assert read("=3000*2", spec, kind=Cell.FORMULA) == (None, "cell.formula_without_value")
    assert read(None, spec, kind=Cell.EMPTY) == (None, None)


@pytest.mark.parametrize("spec", SPECS, ids=lambda spec: spec.type)
def test_columns_without_a_row_or_a_value(spec: FieldType) -> None:
    for cells in ([], [None, None]):
        result = cleaned(cells, spec, kind=None)
        assert len(result.values) == len(cells) == result.values.null_count
        assert result.fault_codes == ()
        assert all(len(values) == len(cells) for values in result.companions.values())


def test_faults_stand_at_their_rows_in_order() -> None:
    cells = ["5", "x", None, "约7", "#N/A", "x", "8"]
    result = cleaned(cells, FieldType("money"), kind=None)
    assert result.fault_rows.tolist() == [1, 3, 4, 5]
    assert result.fault_codes == (
        "money.format",
        "money.approximate",
        "cell.error_value",
        "money.format",
    )
    assert [value is None for value in result.values.to_pylist()] == [
        False, True, True, False, True, True, False,
    ]  # fmt: skip


def test_the_same_text_in_cells_of_two_kinds_may_mean_two_things() -> None:
    text = pa.array(["2020.04", "2020.04", "43939"])
    kind = np.array([Cell.TEXT, Cell.NUMBER, Cell.NUMBER], np.uint8)
    result = clean_column(Column(text, kind), FieldType("date"), Context())
    assert result.fault_rows.tolist() == [0, 1]
    assert result.fault_codes == ("date.month_only", "date.ambiguous")


@pytest.mark.parametrize(
    "text",
    [
        pa.chunked_array([["5", None], ["6"]]),
        pa.array(["5", None, "6"], pa.large_string()),
        pa.array(["5", None, "6"], pa.string_view()),
        pa.array(["5", None, "6"]).dictionary_encode(),
        pa.array(["x", "5", None, "6", "y"]).slice(1, 3),
    ],
)
def test_every_arrow_text_is_read(text: pa.Array) -> None:
    for spec in (FieldType("money"), FieldType("int"), FieldType("id_number")):
        result = clean_column(Column(text), spec, Context())
        assert len(result.values) == 3
        assert result.values[1].as_py() is None


def test_the_types_of_the_values() -> None:
    want = {
        "money": pa.decimal128(18, 2),
        "date": pa.date32(),
        "bool": pa.bool_(),
        "int": pa.int64(),
        "year": pa.int64(),
        "school_year": pa.int64(),
        "measure": pa.float64(),
    }
    for spec in SPECS:
        got = cleaned(["x", "5"], spec, kind=None).values.type
        assert got == want.get(spec.type, pa.string()), spec.type


def test_a_type_or_list_that_is_not_there_is_our_own_fault() -> None:
    with pytest.raises(ValueError, match="unknown field type"):
        cleaned([], FieldType("colour"), kind=None)
    with pytest.raises(KeyError):
        cleaned([], FieldType("code", codes="colour"), kind=None)
