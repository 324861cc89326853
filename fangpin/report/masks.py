"""Masks for what tells who a person is, by privacy level.

work: everything. review: of an ID the region's six digits, of a phone 3 and 4. public: names with
the second character starred, no ID, no phone.
"""

from __future__ import annotations

import re

import polars as pl

from fangpin.report.model import Privacy

_STARS = "************"
_REGION = r"^[0-9]{6}"
# A run of 15 or more digits in a sentence is an ID, a certificate or a bank card.
_LONG = r"([0-9]{6})[0-9]{9,}[0-9Xx]?"
_MOBILE = r"(^|[^0-9])(1[3-9][0-9])[0-9]{4}([0-9]{4})($|[^0-9])"


def mask_id(value: str | None, privacy: Privacy) -> str | None:
    """An ID number as this level shows it; an unreadable one is stars only."""
    if value is None or privacy == "work":
        return value
    if privacy == "public":
        return None
    return (value[:6] if re.match(_REGION, value) else "") + _STARS


def mask_phone(value: str | None, privacy: Privacy) -> str | None:
    """A phone number as this level shows it: 138****1234; other numbers are stars only."""
    if value is None or privacy == "work":
        return value
    if privacy == "public":
        return None
    mobile = re.fullmatch(r"(1[0-9]{2})[0-9]{4}([0-9]{4})", value)
    return f"{mobile[1]}****{mobile[2]}" if mobile else "****"


def mask_name(value: str | None, privacy: Privacy) -> str | None:
    """A name as this level shows it: in public its second character is a star."""
    if value is None or privacy != "public":
        return value
    return value[0] + "*" + value[2:] if value else value


def names(column: pl.Expr) -> pl.Expr:
    """`mask_name` in public over a column."""
    return column.str.replace(r"^(?s)(.).?", "${1}*")


def ids(column: pl.Expr, privacy: Privacy) -> pl.Expr:
    """`mask_id` over a column; the result has no name of its own, give it one."""
    if privacy == "work":
        return column
    if privacy == "public":
        return _hidden(column)
    region = column.str.extract(f"({_REGION})", 1).fill_null("")
    return pl.when(column.is_not_null()).then(region + _STARS)


def phones(column: pl.Expr, privacy: Privacy) -> pl.Expr:
    """`mask_phone` over a column; give the result a name."""
    if privacy == "work":
        return column
    if privacy == "public":
        return _hidden(column)
    mobile = r"^(1[0-9]{2})[0-9]{4}([0-9]{4})$"
    masked = column.str.replace(mobile, "${1}****${2}")
    starred = pl.when(column.is_not_null()).then(pl.lit("****"))
    return pl.when(column.str.contains(mobile)).then(masked).otherwise(starred)


def _hidden(column: pl.Expr) -> pl.Expr:
    return column.replace_strict({}, default=None, return_dtype=pl.String)


def texts(column: pl.Expr, privacy: Privacy) -> pl.Expr:
    """Sentences without the ID, card and phone numbers that may stand in them."""
    if privacy == "work":
        return column
    masked = column.str.replace_all(_LONG, "${1}" + _STARS)
    once = masked.str.replace_all(_MOBILE, "${1}${2}****${3}${4}")
    # Twice: two numbers that share their separator overlap in one pass.
    return once.str.replace_all(_MOBILE, "${1}${2}****${3}${4}")


def tells_of_illness(*words: str) -> bool:
    """Whether words (a rule's name, its cause) tell that somebody is ill or disabled."""
    return any(sign in word for word in words for sign in ("病", "残"))
