"""Types of values: what may be compared with what, and how a text becomes a number or a date."""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from sqlglot import exp

from fangpin.checks.syntax import Written

WORDS = {
    "text": "文字", "number": "数字", "date": "日期", "month": "年月", "bool": "条件", "null": "空",
    "list": "几项", "any": "值",
}  # fmt: skip
_DATE = re.compile(r"(\d{4})(?:(\d\d)(\d\d)|([-/.年])(\d{1,2})[-/.月](\d{1,2})日?)")
_MONTH = re.compile(r"(\d{4})(?:(\d\d)|[-/.年](\d{1,2})月?)")
Caller = Callable[[str, "Value"], "Value"]


@dataclass(frozen=True)
class Value:
    """A bound part of an expression; literal: the text or number that was written."""

    node: exp.Expr
    type: str
    literal: str | None = None


def number(value: int | str) -> exp.Expr:
    """A number as a literal of the database's doubles, which do not overflow."""
    text = str(value)
    if text.startswith("-"):
        return exp.paren(exp.Neg(this=exp.Literal.number(text[1:] + "e0")))
    return exp.Literal.number(text + "e0")


def date_of(text: str) -> int | None:
    """A date as the whole number YYYYMMDD, None where the text is none."""
    found = _DATE.fullmatch(text.strip())
    if not found:
        return None
    year = int(found[1])
    month, day = int(found[2] or found[5]), int(found[3] or found[6])
    if year < 1 or not 1 <= month <= 12 or not 1 <= day <= calendar.monthrange(year, month)[1]:
        return None
    return year * 10000 + month * 100 + day


def month_of(text: str) -> int | None:
    """A month as year * 12 + month - 1, None where the text is none."""
    found = _MONTH.fullmatch(text.strip())
    if not found:
        return None
    month = int(found[2] or found[3])
    return int(found[1]) * 12 + month - 1 if 1 <= month <= 12 else None


def month_of_date(node: exp.Expr) -> exp.Expr:
    """The month of a date that is a whole number."""
    cut = exp.func("floor", exp.Div(this=node.copy(), expression=number(10000)))
    months = exp.func("floor", exp.Div(this=node.copy(), expression=number(100)))
    within = exp.Mod(this=exp.paren(months, copy=False), expression=number(100))
    years = exp.Mul(this=cut, expression=number(12))
    return exp.paren(exp.Sub(this=exp.Add(this=years, expression=within), expression=number(1)))


def to(value: Value, wanted: str, written: Written, call: Caller) -> Value:
    """The value as another type; call: binds a function of the list by its id.

    Raises UseError where that makes no sense.
    """
    if wanted in ("any", "same", value.type) or value.type == "null":
        return value
    if value.literal is not None and value.type in ("text", "number"):
        return literal_to(value, wanted, written)
    if value.type == "text" and wanted in ("number", "date", "month"):
        return call(wanted, value)
    if value.type == "date" and wanted == "month":
        return Value(month_of_date(value.node), "month")
    if value.type == "month" and wanted == "date":
        return call("month_start", value)
    if wanted == "bool":
        raise written.fail(
            f"这里要写条件,得到的是{WORDS[value.type]}", "写成比较,如 \"是否危房户\" = '是'"
        )
    raise written.fail(f"{WORDS[value.type]}不能当{WORDS[wanted]}用", "请检查比较的两边")


def literal_to(value: Value, wanted: str, written: Written) -> Value:
    """A text or number that was written, as another type."""
    text = value.literal or ""
    if wanted == "text":
        return Value(exp.Literal.string(text), "text", text)
    made: int | str | None = None
    if wanted == "date":
        made = date_of(text)
    elif wanted == "month":
        made = month_of(text)
    elif wanted == "number":
        made = plain_number(text)
    if made is None:
        raise written.fail(f"“{text}”不是{WORDS[wanted]}", "", written.line_of(text))
    return Value(number(made), wanted)


def plain_number(text: str) -> str | None:
    """A written number as plain digits, None where it is none or too large."""
    try:
        value = Decimal(text.strip())
    except InvalidOperation:
        return None
    if not value.is_finite() or abs(value) >= 10**18 or value.as_tuple().exponent < -12:  # type: ignore[operator]
        return None
    return format(value, "f")


def common(values: list[Value], written: Written) -> str:
    """The type under which values can be compared."""
    found = {one.type for one in values} - {"null"}
    if "bool" in found and len(found) > 1:
        raise written.fail("条件不能同别的值比较", "请检查比较的两边")
    for wanted in ("month", "date", "number"):
        if wanted in found:
            typed = {one.type for one in values if one.literal is None}
            if wanted == "number" and typed & {"date", "month"}:
                continue
            return wanted
    return next(iter(found), "null")
