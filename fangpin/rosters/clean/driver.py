"""The cleaning of one column: each distinct cell is read once."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from fangpin.io.table import Cell, Column
from fangpin.rosters.clean.normal import cell_fault, has_control
from fangpin.rosters.clean.parsers import parser_of
from fangpin.rosters.clean.types import Cleaned, Context, FieldType, Parser, Result

_KINDS = len(Cell)
_COMPANIONS = ("id_text", "disability_type", "disability_grade")


def clean_column(column: Column, spec: FieldType, context: Context) -> Cleaned:
    """One column of cells as typed values, each fault with its position.

    Null where the cell is empty, says that there is nothing (-, /, 无), or is faulty; a remark
    keeps its value. Nothing is checked here that needs other cells or the as-of date.
    """
    parser = parser_of(spec, context)
    text = _flat(column.text)
    fast = _fast_pass(text, column.kind, parser)
    if fast is None:
        return _by_distinct(text, column.kind, parser)
    values, good = fast
    rest = np.flatnonzero(~good)
    kind = None if column.kind is None else column.kind[rest]
    slow = _by_distinct(text.take(pa.array(rest)), kind, parser)
    return _merged(values, good, rest, slow)


def read_cell(parser: Parser, text: str, kind: int) -> Result:
    """One cell: what is wrong with any type first, then the type's own reading."""
    fault = cell_fault(text.strip(), kind)
    if fault:
        return Result(None, fault)
    result = parser.scalar(text, kind)
    if result.fault is None and result.value is not None and has_control(text):
        return result._replace(fault="text.control_character")
    return result


def _flat(text: pa.Array | pa.ChunkedArray) -> pa.Array:
    if isinstance(text, pa.ChunkedArray):
        text = text.combine_chunks()
    return text if text.type == pa.string() else text.cast(pa.string())


def _fast_pass(
    text: pa.Array, kind: npt.NDArray[np.uint8] | None, parser: Parser
) -> tuple[pa.Array, npt.NDArray[np.bool_]] | None:
    """The vectorised values and where they count; an empty cell counts as read."""
    if parser.fast is None:
        return None
    fast = parser.fast(text)
    good = fast.good
    if kind is not None:
        short = np.asarray(pc.utf8_length(text).fill_null(0)) <= parser.fast_digits
        of_day = (kind == Cell.DATE) & pa.types.is_date(parser.arrow)
        good &= (kind == Cell.TEXT) | of_day | ((kind == Cell.NUMBER) & short)
    return fast.values, good | np.asarray(text.is_null())


def _by_distinct(text: pa.Array, kind: npt.NDArray[np.uint8] | None, parser: Parser) -> Cleaned:
    encoded = (parser.shorten(text) if parser.shorten else text).dictionary_encode()
    codes = np.asarray(encoded.indices.fill_null(-1)).astype(np.int64)
    distinct = encoded.dictionary.to_pylist()
    if kind is None:
        cells = [(value, int(Cell.TEXT)) for value in distinct]
    else:
        pairs, codes = _with_kinds(codes, kind)
        cells = [(distinct[pair // _KINDS], pair % _KINDS) for pair in pairs]
    results = [read_cell(parser, value, cell) for value, cell in cells]
    return _taken(results, codes, parser)


def _with_kinds(
    codes: npt.NDArray[np.int64], kind: npt.NDArray[np.uint8]
) -> tuple[list[int], npt.NDArray[np.int64]]:
    """Distinct pairs of text and kind as numbers, and each row's position among them."""
    there = codes >= 0
    pairs, inverse = np.unique(codes[there] * _KINDS + kind[there], return_inverse=True)
    positions = np.full(len(codes), -1, np.int64)
    positions[there] = inverse
    return pairs.tolist(), positions


def _taken(results: list[Result], codes: npt.NDArray[np.int64], parser: Parser) -> Cleaned:
    """Each row's value, fault and companions from its distinct cell; -1 is an empty cell."""
    at = pa.array(codes, mask=codes < 0)
    values = pa.array([result.value for result in results], parser.arrow).take(at)
    faulty = np.array([result.fault is not None for result in results] + [False])
    rows = np.flatnonzero(faulty[codes])
    faults = tuple(str(results[code].fault) for code in codes[rows])
    companions = {
        name: pa.array([result.extra[place] for result in results], pa.string()).take(at)
        for place, name in enumerate(_COMPANIONS)
        if name in parser.companions
    }
    return Cleaned(values, rows, faults, _told(companions))


def _told(companions: dict[str, pa.Array]) -> dict[str, pa.Array]:
    """The companions without disability columns that say nothing."""
    return {
        name: values
        for name, values in companions.items()
        if name == "id_text" or values.null_count < len(values)
    }


def _merged(
    values: pa.Array, good: npt.NDArray[np.bool_], rest: npt.NDArray[np.int64], slow: Cleaned
) -> Cleaned:
    """The fast values with the others put in their places."""
    mask = pa.array(~good)
    nothing = pa.nulls(len(values), pa.string())
    companions = {
        name: pc.replace_with_mask(values if name == "id_text" else nothing, mask, told)
        for name, told in slow.companions.items()
    }
    merged = pc.replace_with_mask(values, mask, slow.values)
    return Cleaned(merged, rest[slow.fault_rows], slow.fault_codes, companions)
