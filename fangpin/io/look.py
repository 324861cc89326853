"""What a second look into a sheet's own bytes finds beside the cells that calamine gives."""

from __future__ import annotations

from dataclasses import dataclass, field

from fangpin.io.cells import ErrorText, FormulaText, Merge

# [MS-XLS] 2.5.10 Bes, [MS-XLSB] 2.5.97.2: the same codes.
_WORDS = {
    0x00: "#NULL!",
    0x07: "#DIV/0!",
    0x0F: "#VALUE!",
    0x17: "#REF!",
    0x1D: "#NAME?",
    0x24: "#NUM!",
    0x2A: "#N/A",
    0x2B: "#GETTING_DATA",
}


@dataclass
class SheetLook:
    """What the bytes of one sheet say.

    cells: (row, column), 0-based -> the cell that calamine shows as blank, or as a time where it is
    a number below zero in a date's format. doubtful: formulas
    whose cached value may be none (exactly 0, or an empty string): they count as without value
    where the whole workbook was written that way; cached: formulas with any other value.
    merges: absolute, where calamine does not tell them. rows, columns: 1-based extent of what
    is written, filled or not; count: cells written, where they were counted.
    """

    cells: dict[tuple[int, int], ErrorText | FormulaText | float] = field(default_factory=dict)
    doubtful: dict[tuple[int, int], FormulaText] = field(default_factory=dict)
    cached: int = 0
    merges: list[Merge] | None = None
    hidden_rows: int = 0
    rows: int = 0
    columns: int = 0
    count: int = 0


def error_word(code: int) -> ErrorText:
    """Excel's word for a BIFF error code."""
    return ErrorText(_WORDS.get(code, "#VALUE!"))
