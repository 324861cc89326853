"""Resident ID numbers (GB 11643) and the disability certificates that carry one."""

from __future__ import annotations

import re
from datetime import date
from operator import mul

from fangpin.io.table import Cell
from fangpin.rosters.clean.normal import is_missing, plain
from fangpin.rosters.clean.types import Result

WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CHECK_CHARACTERS = "10X98765432"
FIRST_YEAR, LAST_YEAR = 1800, 2100
DISABILITY_TYPES = ("视力", "听力", "言语", "肢体", "智力", "精神", "多重")
DISABILITY_GRADES = ("一级", "二级", "三级", "四级")

_OUTSIDE = re.compile(r"[\s'\"‘’“”`´′]+")
_SCHOOL_NUMBER = re.compile(r"G(\d{15}|\d{17}[\dX])", re.ASCII)
_SCIENTIFIC = re.compile(r"[-+]?\d+(\.\d*)?E[-+]?\d+", re.ASCII)
_AS_FLOAT = re.compile(r"(\d+)\.0*", re.ASCII)
_SHAPE = re.compile(r"\d+X?|\d{17}[\dX]..(..)?", re.ASCII)
_TAIL = re.compile(r"([1-7])([1-4])([A-Z0-9]{2})?")
_DOUBLE_DIGITS = 15  # a number cell holds no more of them for certain


def check_character(first17: str) -> str:
    """The 18th character of an ID number from its first 17 digits."""
    return CHECK_CHARACTERS[sum(map(mul, map(int, first17), WEIGHTS)) % 11]


def birth_date(number: str) -> date | None:
    """The birth date in an 18-character number, None where there is no such day."""
    try:
        born = date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return None
    return born if FIRST_YEAR <= born.year <= LAST_YEAR else None


def parse_id(text: str, kind: int) -> Result:
    """An ID number; a certificate of 20 or 22 characters counts by its first 18."""
    number = _unwrapped(text, kind)
    if number is None:
        return Result(None, "id.precision_lost")
    if is_missing(number):
        return Result(None)
    if not _SHAPE.fullmatch(number):
        return _failed("id.characters", number)
    if len(number) == 15 and number.isdigit():
        return _from_15(number)
    if len(number) == 18:
        return _of_18(number)
    if len(number) in (20, 22):
        return _certificate(number)
    return _failed("id.length", number)


def parse_certificate(text: str, kind: int) -> Result:
    """A disability certificate; an ID number alone counts, with a remark."""
    result = parse_id(text, kind)
    if result.value is not None and result.extra[1] is None:
        return result._replace(fault="disability.certificate")
    return result


def _failed(code: str, number: str) -> Result:
    return Result(None, code, (number, None, None))


def _unwrapped(text: str, kind: int) -> str | None:
    """The number without what was put around it, None where its digits are lost."""
    number = _OUTSIDE.sub("", plain(text)).upper()
    if number.startswith("="):
        number = number[1:]
    school = _SCHOOL_NUMBER.fullmatch(number)
    if school:
        return school.group(1)
    if _SCIENTIFIC.fullmatch(number):
        return None
    as_float = _AS_FLOAT.fullmatch(number)
    if as_float or kind == Cell.NUMBER:
        number = as_float.group(1) if as_float else number
        if sum(map(str.isdigit, number)) > _DOUBLE_DIGITS:
            return None
    return number


def _from_15(number: str) -> Result:
    longer = f"{number[:6]}19{number[6:]}"
    if birth_date(longer) is None:
        return _failed("id.birth_date", number)
    longer += check_character(longer)
    return Result(longer, "id.from_15", (longer, None, None))


def _of_18(number: str) -> Result:
    check_holds = check_character(number[:17]) == number[17]
    if number.endswith("000") and not check_holds:
        return Result(None, "id.precision_lost")
    if birth_date(number) is None:
        return _failed("id.birth_date", number)
    if not check_holds:
        return _failed("id.check_digit", number)
    return Result(number, None, (number, None, None))


def _certificate(certificate: str) -> Result:
    """A national export has the certificate as the ID; a reissued card has two characters more."""
    number, tail = certificate[:18], _TAIL.fullmatch(certificate[18:])
    result = _of_18(number)
    if result.value is None:
        return result
    if tail is None:
        return result._replace(fault="disability.certificate")
    kind = DISABILITY_TYPES[int(tail.group(1)) - 1]
    grade = DISABILITY_GRADES[int(tail.group(2)) - 1]
    return Result(number, None, (number, kind, grade))
