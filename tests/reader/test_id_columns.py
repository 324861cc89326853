"""ID numbers: lost digits, wrappers, odd characters, 15 digits, every way to be wrong."""

from __future__ import annotations

import pytest
from io_build import inline, zipped

from reader.make import (
    HEADER,
    book,
    column,
    faults,
    inspected,
    old_book,
    only,
    parts,
    person,
    rows_of,
    text,
)

GOOD, OTHER = person(1), person(2, "19791231")


@pytest.mark.parametrize("number", ["150121197903059516", "1501211979030595", "15012119790305951"])
def test_a_number_cell_of_16_digits_and_more_is_lost_whatever_it_shows(number: str) -> None:
    cells = inline("A1", "身份证号码") + inline("B1", "姓名") + inline("C1", "户编号")
    data = f'<c r="A2"><v>{number}</v></c>' + inline("B2", "云一") + inline("C2", "HA1")
    sheet = f'<row r="1">{cells}</row><row r="2">{data}</row>'
    answer = inspected(zipped(parts(sheet)))
    assert only(answer, "name", "id_number") == [("云一", None)]
    assert faults(answer) == [(2, "id_number", "id.precision_lost")]


def test_lost_digits_in_the_other_formats() -> None:
    xls = old_book([("编", *HEADER), (1, "云一", 150121197903059516.0, "HA1")])
    markup = (
        "<table><tr><td>姓名<td>身份证号码<td>户编号</tr>"
        "<tr><td>云一<td x:num='150121197903059500'>1.50E+17<td>HA1</tr></table>"
    )
    comma = text([("云一", "1.50121E+17", "HA1")])
    quoted = text([("云一", '"1.50121196801059E+17"', "HA1")])
    rounded = text([("云一", "150121197903059000", "HA1")])
    for data in (xls, markup, comma, quoted, rounded):
        answer = inspected(data, "名册.xls")
        assert column(answer, "id_number") == [None], data
        assert faults(answer) == [(2, "id_number", "id.precision_lost")]


@pytest.mark.parametrize(
    "wrapped",
    [
        f"\t{GOOD}",
        f'"=""{GOOD}"""',
        f"'{GOOD}",
        f"‘{GOOD}",
        f"`{GOOD}",
        f'"{GOOD}\t"',
        f'"""{GOOD}"""',
        f"= {GOOD}",
        f"’{GOOD}’",
    ],
)
@pytest.mark.parametrize("separator", [",", ";", "|"])
def test_what_keeps_a_number_text_is_taken_off(wrapped: str, separator: str) -> None:
    answer = inspected(text([("云一", wrapped, "HA1"), ("云二", OTHER, "HA2")], separator), "a.csv")
    assert column(answer, "id_number") == [GOOD, OTHER]
    assert not faults(answer)


@pytest.mark.parametrize("wrapped", [f"'{GOOD}", f'="{GOOD}"', f"{GOOD}\n", f"\u202d{GOOD}\u202c"])
def test_wrappers_in_workbook_cells(wrapped: str) -> None:
    sheet = "".join(inline(f"{c}1", t) for c, t in zip("ABC", HEADER, strict=True))
    shown = wrapped.replace('"', "&quot;")
    row = inline("A2", "云一") + inline("B2", shown) + inline("C2", "HA1")
    answer = inspected(zipped(parts(f'<row r="1">{sheet}</row><row r="2">{row}</row>')))
    assert only(answer, "id_number") == [(GOOD,)]


_X = next(person(n, "19881102") for n in range(50) if person(n, "19881102").endswith("X"))


@pytest.mark.parametrize(
    "typed",
    [
        _X.lower(),
        _X[:-1] + "ｘ",
        _X[:6] + "\u2060" + _X[6:],
        _X[:6] + " " + _X[6:14] + " " + _X[14:],
        _X + "\u2009\u00ad",
        "\u200e" + _X + "\u200f",
        _X.translate({48 + n: 0xFF10 + n for n in range(10)}),
        _X[:10] + "\n" + _X[10:],
        "\u00a0\u3000" + _X[:3] + "\u00a0" + _X[3:],
    ],
)
def test_characters_that_nobody_sees(typed: str) -> None:
    answer = inspected(book([HEADER, ("云一", typed, "HA1")]))
    assert column(answer, "id_number") == [_X]
    assert not faults(answer)


_FROM_15 = person(1, "19800229")


@pytest.mark.parametrize(
    ("typed", "becomes", "code"),
    [
        ("150121800229951", _FROM_15, "id.from_15"),
        (" 150121 800229 951 ", _FROM_15, "id.from_15"),
        ("１５０１２１８００２２９９５１", _FROM_15, "id.from_15"),
        (150121800229951, _FROM_15, "id.from_15"),
        ("150121810229951", "150121810229951", "id.birth_date"),
        ("15012180022995X", "15012180022995X", "id.length"),
    ],
)
def test_15_digits(typed: object, becomes: str, code: str) -> None:
    answer = inspected(book([HEADER, ("云一", typed, "HA1")]))
    assert column(answer, "id_number") == [becomes]
    assert faults(answer) == [(2, "id_number", code)]


def _broken(at: int) -> str:
    return GOOD[:at] + str((int(GOOD[at]) + 1) % 10) + GOOD[at + 1 :]


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        (_broken(16), "id.check_digit"),
        (GOOD[:17] + ("0" if GOOD[17] != "0" else "1"), "id.check_digit"),
        (GOOD[:10] + "1301" + GOOD[14:], "id.birth_date"),
        (GOOD[:6] + "19000229" + GOOD[14:], "id.birth_date"),
        ("1" + GOOD, "id.length"),
        (GOOD[:17], "id.length"),
        ("l" + GOOD[1:], "id.characters"),
        (GOOD[:4] + "**********" + GOOD[14:], "id.characters"),
        ("未办理", "id.characters"),
        (None, "id.missing"),
        ("无", "id.missing"),
    ],
)
def test_one_fault_for_one_bad_number(typed: str | None, code: str) -> None:
    rows = [("户编号", "身份证号码", "姓名"), ("HA1", GOOD, "云一"), ("HA1", typed, "云二")]
    answer = inspected(book(rows))
    assert faults(answer) == [(3, "id_number", code)]
    shown = typed.upper() if typed and code != "id.missing" else None
    assert column(answer, "id_number") == [GOOD, shown]


def test_a_certificate_in_the_id_column_counts_by_its_first_18() -> None:
    rows = [HEADER, ("云一", GOOD + "43", "HA1"), ("云二", OTHER + "14B1", "HA2")]
    answer = inspected(book([*rows, ("云三", GOOD + "99", "HA3")]))
    assert column(answer, "id_number") == [GOOD, OTHER, GOOD]
    assert faults(answer) == [(4, "id_number", "disability.certificate")]


def test_a_member_without_an_id_is_a_row_all_the_same() -> None:
    answer = inspected(book([HEADER, ("云一", None, "HA1"), ("云二", "150121", None)]))
    assert [row["accepted"] for row in rows_of(answer)] == [True, False]
