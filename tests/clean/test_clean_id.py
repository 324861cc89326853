"""ID numbers: what is accepted, what it becomes, and the one fault of a bad one."""

from __future__ import annotations

import pytest

from fangpin.io.table import Cell
from fangpin.rosters.clean import FieldType
from fangpin.rosters.clean.id_number import check_character

from .cells import cleaned, read

GOOD = "150121197903059516"


def numbered(first17: str) -> str:
    return first17 + check_character(first17)


ENDS_IN_X = next(
    number
    for number in (numbered(f"1501211985{month:02d}02974") for month in range(1, 13))
    if number.endswith("X")
)


@pytest.mark.parametrize(
    "text",
    [
        GOOD,
        f"\t{GOOD}",
        f'="{GOOD}"',
        f"'{GOOD}",
        f"\u2018{GOOD}",
        f"\t{GOOD}\t",
        f"{GOOD[:6]}\u200b{GOOD[6:]}",
        f"{GOOD}\xa0",
        f"\u3000{GOOD} ",
        f"\ufeff{GOOD}",
        f"{GOOD[:6]} {GOOD[6:14]} {GOOD[14:]}",
        "".join(chr(ord(digit) + 0xFEE0) for digit in GOOD),
        f"G{GOOD}",
        f"\u202d{GOOD}\u202c",
    ],
)
def test_what_is_around_a_number_is_taken_off(text: str) -> None:
    assert read(text, "id_number") == (GOOD, None)


@pytest.mark.parametrize("last", ["X", "x", "\uff38", "\uff58"])
def test_the_last_character_becomes_a_capital_x(last: str) -> None:
    assert read(ENDS_IN_X[:-1] + last, "id_number") == (ENDS_IN_X, None)


@pytest.mark.parametrize("region", ["810000", "820000", "830000", "911156", "152621", "150172"])
def test_no_region_is_an_error(region: str) -> None:
    number = numbered(region + "19900101951")
    assert read(number, "id_number") == (number, None)


def test_15_digits_gain_the_century_and_the_check_character() -> None:
    assert read("150121620719973", "id_number") == ("15012119620719973X", "id.from_15")
    assert read(" 150121480530974", "id_number") == ("150121194805309741", "id.from_15")
    assert read("150121620719973", "id_number", kind=Cell.NUMBER).value == "15012119620719973X"
    assert read("150121620719973.0", "id_number").value == "15012119620719973X"
    assert read("G150121620719973", "id_number").value == "15012119620719973X"
    assert read("150121620732973", "id_number") == (None, "id.birth_date")


@pytest.mark.parametrize(
    "text",
    [
        "1.50121E+17",
        "1.50121199407275E+17",
        "1.5e17",
        "\uff11.50121E+17",
        "150121197903059000",
        "150121197902319000",
        "150121197903059516.0",
    ],
)
def test_lost_digits_are_told_from_bad_ones(text: str) -> None:
    result = cleaned([text], FieldType("id_number"), kind=None)
    assert result.fault_codes == ("id.precision_lost",)
    assert result.values[0].as_py() is None
    assert result.companions["id_text"][0].as_py() is None


@pytest.mark.parametrize("text", ["150121196801059000", GOOD, "1501211979030595", "9" * 20])
def test_a_number_cell_of_16_digits_has_lost_some_whatever_its_check_digit(text: str) -> None:
    assert read(text, "id_number", kind=Cell.NUMBER) == (None, "id.precision_lost")


def test_text_that_ends_in_000_counts_where_the_check_digit_holds() -> None:
    number = next(
        number
        for day in range(1, 29)
        if (number := numbered(f"150121196801{day:02d}000")).endswith("0000")
    )
    assert read(number, "id_number") == (number, None)


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("15O12119760715982X", "id.characters"),
        ("T60426199101010957", "id.characters"),
        ("150121-19790305-9516", "id.characters"),
        ("X50121197903059516", "id.characters"),
        ("丢失", "id.characters"),
        ("15012119760614981", "id.length"),
        ("1501211976061498X", "id.length"),
        ("15012162071997X", "id.length"),
        ("1501211976061498111", "id.length"),
        ("150121197903059516431", "id.length"),
        ("150121199002309804", "id.birth_date"),
        ("150121199013019804", "id.birth_date"),
        ("150121179912319804", "id.birth_date"),
        ("150121190002299804", "id.birth_date"),
        ("150121197606139791", "id.check_digit"),
        ("1501211976061397914", "id.length"),
        ("15012119760613979143", "id.check_digit"),
    ],
)
def test_a_bad_number_has_one_fault_and_keeps_its_text(text: str, fault: str) -> None:
    result = cleaned([text], FieldType("id_number"), kind=None)
    assert result.fault_codes == (fault,)
    assert result.values[0].as_py() is None
    kept = text[:18] if len(text) == 20 and fault != "id.characters" else text
    assert result.companions["id_text"][0].as_py() == kept


def test_29_february_is_a_birth_date_in_leap_years_only() -> None:
    for year, real in (("1900", False), ("2000", True), ("1996", True), ("1997", False)):
        number = numbered(f"150121{year}0229951")
        assert (read(number, "id_number").fault is None) is real


@pytest.mark.parametrize("text", [None, "", " ", "\u3000", "无", "-", "——", "/", "\\", "NULL"])
def test_nothing_is_no_fault(text: str | None) -> None:
    assert read(text, "id_number") == (None, None)


def test_a_certificate_in_the_id_column_gives_the_disability_too() -> None:
    cells = [GOOD, f"{GOOD}43", f"{GOOD}12B1", f"{GOOD}43B1 ", f"{ENDS_IN_X.lower()}74", None]
    result = cleaned(cells, FieldType("id_number"), kind=None)
    assert result.values.to_pylist() == [GOOD, GOOD, GOOD, GOOD, ENDS_IN_X, None]
    told = result.companions
    assert told["disability_type"].to_pylist() == [None, "肢体", "视力", "肢体", "多重", None]
    assert told["disability_grade"].to_pylist() == [None, "三级", "二级", "三级", "四级", None]
    assert told["id_text"].to_pylist() == result.values.to_pylist()
    assert result.fault_codes == ()


def test_no_certificate_no_disability_columns() -> None:
    assert set(cleaned([GOOD, "x"], FieldType("id_number"), kind=None).companions) == {"id_text"}


@pytest.mark.parametrize("tail", ["83", "45", "00", "4x", "残疾", "43残1", "4%"])
def test_a_bad_tail_on_a_good_number_is_a_remark(tail: str) -> None:
    assert read(GOOD + tail, "id_number") == (GOOD, "disability.certificate")


def test_the_certificate_column_takes_a_good_number_with_a_remark() -> None:
    assert read(f"{GOOD}43", "certificate") == (GOOD, None)
    assert read(GOOD, "certificate") == (GOOD, "disability.certificate")
    assert read("150121197606139791", "certificate") == (None, "id.check_digit")
    assert read(f"{GOOD}43", "certificate", kind=Cell.NUMBER) == (None, "id.precision_lost")
