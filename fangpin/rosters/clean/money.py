"""Amounts of money, exact to the fen."""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Decimal

from fangpin.rosters.clean.normal import is_missing, plain
from fangpin.rosters.clean.types import Result, Scalar

FEN = Decimal("0.01")
LIMIT = Decimal(10) ** 16  # decimal128(18,2) ends there

_UNITS = {"元": 1, "圆": 1, "元整": 1, "千": 1000, "千元": 1000, "万": 10000, "万元": 10000}
_BEFORE = re.compile(r"(?:大约|约|大概|将近|近|≈|~)")
_AFTER = re.compile(r"(.*)(?:左右|上下)")
_GROUPS_BY_BLANK = re.compile(r"(?<!\d)(\d{1,3}(?: \d{3})+)(?!\d)", re.ASCII)
_BLANK_IN_NUMBER = re.compile(r"[\d.] +[\d.]", re.ASCII)
_AMOUNT = re.compile(
    r"([-+]?)(?:¥|RMB|人民币)?([-+]?)"
    r"(\d+(?:\.\d*)?|\.\d+|\d{1,3}(?:,\d{3})+(?:\.\d*)?)"
    r"(万元?|千元?|元整?|圆)?",
    re.ASCII,
)


def money_parser(factor: int) -> Scalar:
    """The parser of a column whose plain numbers are in `factor` yuan."""

    def parse_money(text: str, kind: int) -> Result:
        return _parse(text, factor)

    return parse_money


def to_yuan(number: str, factor: int) -> Decimal | None:
    """A plain decimal times `factor` in yuan, rounded half up to the fen; None past the limit."""
    if len(number) > 60:
        return None
    yuan = (Decimal(number) * factor).quantize(FEN, ROUND_HALF_UP)
    return yuan if abs(yuan) < LIMIT else None


def _parse(text: str, factor: int) -> Result:
    value = plain(text).replace("￥", "¥").replace("\u2212", "-").lstrip("'‘’`")
    if is_missing("".join(value.split())):
        return Result(None)
    value, negative = _without_brackets(_joined(value))
    exact, value = value, _without_about(value)
    found = _AMOUNT.fullmatch(value.upper())
    if not found or (found.group(1) and found.group(2)):
        return Result(None, "money.format")
    sign = found.group(1) or found.group(2)
    if sign and negative:
        return Result(None, "money.format")
    number = found.group(3).replace(",", "")
    yuan = to_yuan(number, _UNITS.get(found.group(4), factor))
    if yuan is None:
        return Result(None, "money.format")
    fault = None if value == exact else "money.approximate"
    return Result(-yuan if negative or sign == "-" else yuan, fault)


def _joined(value: str) -> str:
    """Without blanks, unless they tear a number into pieces that are no thousands."""
    value = _GROUPS_BY_BLANK.sub(lambda found: found.group(1).replace(" ", ""), value)
    return value if _BLANK_IN_NUMBER.search(value) else "".join(value.split())


def _without_brackets(value: str) -> tuple[str, bool]:
    """Brackets around an amount are the accountant's minus."""
    if value.startswith("(") and value.endswith(")"):
        return value[1:-1], True
    return value, False


def _without_about(value: str) -> str:
    after = _AFTER.fullmatch(value)
    value = after.group(1) if after else value
    before = _BEFORE.match(value)
    return value[before.end() :] if before else value
