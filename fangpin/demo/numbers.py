"""Damaged ID numbers: what typing, spreadsheets and systems do to them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from fangpin.demo import ids
from fangpin.demo.names import misheard
from fangpin.demo.sheet import Column, Sheet
from fangpin.io.table import Cell

if TYPE_CHECKING:
    from fangpin.demo.faults import Planter

RATES = {  # rows in 10,000
    "digit": 20.0, "swap": 8.0, "drop": 8.0, "add": 6.0, "sound": 6.0, "letter": 4.0,
    "lost": 10.0, "missing": 11.0, "birth": 6.0, "check": 12.0,
}  # fmt: skip
ALONE = ("missing", "sound")  # no fault of its own where the household's number stands in
BY_HOUSEHOLD = ("households", "housing", "water", "losses", "industry_support", "relocation")
TRIES = 20
TYPED_LOST = 15  # digits that a number cell keeps


def plant(planter: Planter, sheet: Sheet) -> None:
    """Damage some ID numbers of a sheet, and note what a reader should find."""
    column = next((c for c in sheet.columns if c.form == "id"), None)
    if column is None or sheet.numbers is None:
        return
    for fault, rate in RATES.items():
        if fault == "missing" and sheet.kind in BY_HOUSEHOLD:
            continue
        changes = []
        for row in planter.take(f"id {fault}", rate, sheet):
            made = _damaged(planter, fault, sheet, column, int(row))
            if made is None:
                planter.give_back(f"id {fault}", 1)
                continue
            text, kind, code = made
            changes.append((int(row), text, kind))
            sheet.mark(int(row), code, severity(sheet, int(row)), sheet.numbers[int(row)][:18])
        column.cells.put(changes)


def severity(sheet: Sheet, row: int) -> str:
    """What becomes of a row whose ID is of no use: a remark where its household is known."""
    if sheet.kind == "members":
        return "remark"
    number = sheet.column("household_id")
    known = number is not None and number.cells.text[row] is not None
    return "remark" if known and sheet.kind in BY_HOUSEHOLD else "reject"


def _damaged(
    planter: Planter, fault: str, sheet: Sheet, column: Column, row: int
) -> tuple[str | None, Cell, str] | None:
    """The cell's new text, what it is, and the code; None where the row cannot bear the fault."""
    assert sheet.numbers is not None
    number = str(sheet.numbers[row])
    if len(number) != 18:
        return None
    if fault == "missing":
        return None, Cell.TEXT, "id.missing"
    if fault == "lost":
        return _lost(number, typed=bool((column.cells.kind != Cell.TEXT).any()) or sheet.typed)
    if fault == "sound" and not _mishear(sheet, row):
        return None
    for _ in range(TRIES):
        text = _mistyped(planter.rng, fault, number)
        code = ids.fault(text)
        if _nobody(text, planter):  # a reader may say either of two faults
            continue
        if code not in (None, "id.from_15", "id.precision_lost"):
            assert code is not None
            return text, Cell.TEXT, code
    return None


def _nobody(text: str, planter: Planter) -> bool:
    """Whether nobody alive was born on that day, though it may be a day."""
    born = text[6:14]
    today = f"{planter.city.as_of:%Y%m%d}"
    return len(text) == 18 and born.isdigit() and not "1900" <= born <= today


def _mistyped(rng: np.random.Generator, fault: str, number: str) -> str:
    """The number with one slip."""
    at = int(rng.integers(6, 17))
    digit = str(rng.integers(10))
    if fault in ("digit", "sound"):
        return number[:at] + digit + number[at + 1 :]
    if fault == "swap":
        return number[: at - 1] + number[at] + number[at - 1] + number[at + 1 :]
    if fault == "drop":
        return number[:at] + number[at + 1 :]
    if fault == "add":
        return number[:at] + digit + number[at:]
    if fault == "letter":
        return number[:at] + "OIl?"[int(digit) % 4] + number[at + 1 :]
    if fault == "birth":
        wrong = number[:10] + f"{int(rng.integers(13, 20))}" + number[12:17]
        return wrong + ids.check_letter(wrong)
    return number[:17] + digit


def _lost(number: str, *, typed: bool) -> tuple[str, Cell, str] | None:
    """As a number of 15 digits that hold, or in scientific notation where all is text."""
    if number.endswith("X"):
        return None
    if typed:
        return number[:TYPED_LOST] + "000", Cell.NUMBER, "id.precision_lost"
    return f"{number[0]}.{number[1:6]}E+17", Cell.TEXT, "id.precision_lost"


def _mishear(sheet: Sheet, row: int) -> bool:
    """Write the name of a row as it sounds; False where there is no such name."""
    column = sheet.column("name") or sheet.column("head_name")
    if column is None or column.form != "name":
        return False
    name = column.cells.text[row]
    other = misheard(str(name)) if name else None
    if other is None:
        return False
    column.cells.put([(row, other, Cell.TEXT)])
    return True
