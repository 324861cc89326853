"""Which parser reads which field type."""

from __future__ import annotations

import pyarrow as pa

from fangpin.rosters.clean.codes import code_parser, set_parser
from fangpin.rosters.clean.dates import date_parser
from fangpin.rosters.clean.fast_date import fast_dates, without_time
from fangpin.rosters.clean.fast_id import fast_ids
from fangpin.rosters.clean.fast_money import YUAN, fast_money
from fangpin.rosters.clean.fast_text import fast_text
from fangpin.rosters.clean.flags import parse_bool
from fangpin.rosters.clean.id_number import parse_certificate, parse_id
from fangpin.rosters.clean.money import money_parser
from fangpin.rosters.clean.numbers import parse_int, parse_measure, parse_school_year, parse_year
from fangpin.rosters.clean.text import parse_household_id, parse_name, parse_phone, parse_text
from fangpin.rosters.clean.types import Context, FieldType, Parser

_ID_COMPANIONS = ("id_text", "disability_type", "disability_grade")

_SIMPLE = {
    "household_id": Parser(
        pa.string(), parse_household_id, fast_text("household_id"), fast_digits=15
    ),
    "name": Parser(pa.string(), parse_name, fast_text("name")),
    "text": Parser(pa.string(), parse_text, fast_text("text")),
    "phone": Parser(pa.string(), parse_phone, fast_text("phone")),
    "bool": Parser(pa.bool_(), parse_bool),
    "int": Parser(pa.int64(), parse_int),
    "year": Parser(pa.int64(), parse_year),
    "school_year": Parser(pa.int64(), parse_school_year),
    "measure": Parser(pa.float64(), parse_measure),
    "id_number": Parser(pa.string(), parse_id, fast_ids, fast_digits=0, companions=_ID_COMPANIONS),
    "certificate": Parser(pa.string(), parse_certificate, companions=_ID_COMPANIONS),
}


def parser_of(spec: FieldType, context: Context) -> Parser:
    """The parser of a field. Raises ValueError for a type that is not there."""
    if spec.type in _SIMPLE:
        return _SIMPLE[spec.type]
    if spec.type == "money":
        return Parser(YUAN, money_parser(context.factor), fast_money(context.factor))
    if spec.type == "date":
        scalar = date_parser(
            month_end=spec.month_end, by_month=spec.by_month, date1904=context.date1904
        )
        return Parser(pa.date32(), scalar, fast_dates, fast_digits=0, shorten=without_time)
    if spec.type == "code":
        return Parser(pa.string(), code_parser(spec.codes))
    if spec.type == "set":
        return Parser(pa.string(), set_parser(spec.codes))
    raise ValueError(f"unknown field type {spec.type}")
