"""Cells that cannot be read: amounts, dates, flags, words and names of no form."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from fangpin.demo.sheet import Column, Sheet
from fangpin.io.table import Cell

if TYPE_CHECKING:
    from fangpin.demo.faults import Planter

NEEDED = {
    "members": ("household_id", "name"),
    "population": ("hukou_id", "name"),
    "subsidies": ("subsidy_item", "amount"),
    "education_costs": ("amount",),
    "losses": ("amount",),
    "property": ("property_type",),
    "deaths": ("died_on",),
}
LISTED = (
    "labour", "relation", "health", "stage", "enrolment_status", "loss_type", "danger_grade",
    "scheme", "job_type",
)  # fmt: skip
MAY_LIE_AHEAD = ("policy_ends_on", "ended_on")
CONTROL = ("\x02", "\x1f")


@dataclass(frozen=True)
class Blemish:
    """A fault of single cells. rate: cells in 10,000 rows; fits: which columns may bear it."""

    code: str
    rate: float
    fits: Callable[[Sheet, Column], bool]
    texts: tuple[str | None, ...]
    kind: Cell = Cell.TEXT


def _form(*forms: str) -> Callable[[Sheet, Column], bool]:
    return lambda _, column: column.form in forms and bool(column.field)


def _needed(form: str) -> Callable[[Sheet, Column], bool]:
    return lambda sheet, column: column.form == form and column.field in needed(sheet)


def _dated(_: Sheet, column: Column) -> bool:
    return column.form == "date" and column.field not in MAY_LIE_AHEAD


def _income(sheet: Sheet, column: Column) -> bool:
    return sheet.kind == "households" and column.form == "money"


BLEMISHES = (
    Blemish("money.format", 2.0, _form("money"), ("三千左右", "待核", "见附表")),
    Blemish("money.negative", 3.0, _needed("money"), ("-350.00",)),
    Blemish("amount.missing", 3.0, _needed("money"), (None,)),
    Blemish("cell.error_value", 1.5, _income, ("#N/A", "#DIV/0!"), Cell.ERROR),
    Blemish("cell.formula_without_value", 30.0, _income, ("=W9+X9",), Cell.FORMULA),
    Blemish("date.format", 2.0, _dated, ("2019-13-45", "待定", "2019年2月30日")),
    Blemish("date.ambiguous", 1.2, _dated, ("03/04/2019", "05-06-2019")),
    Blemish("date.future", 1.2, _dated, ()),
    Blemish("bool.format", 2.0, _form("flag", "insured", "signed"), ("?", "待核实", "不详")),
    Blemish(
        "code.unknown", 2.0, lambda _, c: c.field in LISTED and c.form != "flag", ("XX", "其它类")
    ),
    Blemish("name.missing", 1.2, _needed("name"), (None,)),
    Blemish("text.control_character", 12.0, _form("name"), ()),
)


def needed(sheet: Sheet) -> tuple[str, ...]:
    """The fields without which a row of this kind is rejected, ID numbers apart."""
    return NEEDED.get(sheet.kind, ())


def plant(planter: Planter, sheet: Sheet) -> None:
    """Spoil some cells of a sheet."""
    for blemish in BLEMISHES:
        columns = [
            c
            for c in sheet.columns
            if blemish.fits(sheet, c) and _able(blemish, sheet) and c.field not in sheet.merge
        ]
        if not columns:
            continue
        for row in planter.take(blemish.code, blemish.rate, sheet):
            column = columns[int(planter.rng.integers(len(columns)))]
            text, kind = _spoilt(planter, blemish, sheet, column, int(row))
            if text is None and (blemish.texts == () or column.cells.text[int(row)] is None):
                planter.give_back(blemish.code, 1)
                continue
            column.cells.put([(int(row), text, kind)])
            emptied = blemish.code != "text.control_character"
            fatal = emptied and column.field in needed(sheet)
            sheet.mark(int(row), blemish.code, "reject" if fatal else "remark")


def _able(blemish: Blemish, sheet: Sheet) -> bool:
    """Whether the sheet's format can hold the fault."""
    if blemish.kind == Cell.FORMULA:
        return sheet.format == "xlsx"
    return blemish.code != "text.control_character" or sheet.format == "text"


def _spoilt(
    planter: Planter, blemish: Blemish, sheet: Sheet, column: Column, row: int
) -> tuple[str | None, Cell]:
    """The new text of a cell and what it is."""
    if blemish.code == "date.future":
        ahead = planter.city.as_of + timedelta(days=int(planter.rng.integers(20, 300)))
        return ahead.isoformat(), Cell.TEXT
    if blemish.code == "text.control_character":
        name = column.cells.text[row]
        sign = CONTROL[int(planter.rng.integers(len(CONTROL)))]
        return (f"{name[:1]}{sign}{name[1:]}" if name else None), Cell.TEXT
    text = blemish.texts[int(planter.rng.integers(len(blemish.texts)))]
    return text, blemish.kind if sheet.typed or blemish.kind == Cell.FORMULA else Cell.TEXT
