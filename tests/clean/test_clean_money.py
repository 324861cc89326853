"""Amounts: yuan, exact to the fen."""

from __future__ import annotations

from decimal import Decimal

import pytest

from fangpin.io.table import Cell
from fangpin.rosters.clean import Context

from .cells import read

TEN_THOUSAND = Context(factor=10_000)


@pytest.mark.parametrize(
    ("text", "yuan"),
    [
        ("4500", "4500"),
        ("12,345.60", "12345.60"),
        ("12，345.60", "12345.60"),
        ("4500元", "4500"),
        ("4500.00 元", "4500"),
        ("¥4,500", "4500"),
        ("\uffe54500.5", "4500.50"),
        ("¥ 4500", "4500"),
        ("3.2万", "32000"),
        ("0.217万", "2170"),
        ("0.091345万", "913.45"),
        ("3.000001万元", "30000.01"),
        ("12.000002 万元", "120000.02"),
        ("3千元", "3000"),
        ("４５００", "4500"),
        ("１，５００．００", "1500"),
        (" 4 500 ", "4500"),
        ("1 234 567.8", "1234567.80"),
        ("（1,200）", "-1200"),
        ("(2,790.53)", "-2790.53"),
        ("(¥1200元)", "-1200"),
        ("-1,451.08", "-1451.08"),
        ("\u22121451.08", "-1451.08"),
        ("-¥5", "-5"),
        ("¥-5", "-5"),
        ("-0.113497万元", "-1134.97"),
        ("+5", "5"),
        (".5", "0.50"),
        ("5.", "5"),
        ("0", "0"),
        ("-0.00", "0"),
        ("0.005", "0.01"),
        ("0.0049999", "0"),
        ("-0.005", "-0.01"),
        ("2.675", "2.68"),
        ("0.30000000000000004", "0.30"),
        ("9999999999999999.99", "9999999999999999.99"),
        ("'4500", "4500"),
        ('="4500"', "4500"),
    ],
)
def test_accepted(text: str, yuan: str) -> None:
    assert read(text, "money") == (Decimal(yuan), None)


@pytest.mark.parametrize(
    "text", ["约5000", "约 5,000元", "大约0.5万", "近5000", "5000左右", "5000元左右", "约¥5000"]
)
def test_about_is_a_remark(text: str) -> None:
    assert read(text, "money") == (Decimal(5000), "money.approximate")


@pytest.mark.parametrize(
    "text",
    [
        "叁仟",
        "三千多",
        "待核算",
        "1.234,56",
        "12,34",
        "1,2345",
        "1,234,56",
        "4 5",
        "12.345.60",
        "1e5",
        "1.2E+05",
        "--5",
        "-¥-5",
        "(-5)",
        "300元/月",
        "12元5角",
        "5000多",
        "5000-6000",
        "50%",
        "2020-04-18",
        "99999999999999999",
        "9" * 70,
        "约",
        "元",
        "¥",
        "3万5千",
    ],
)
def test_unreadable(text: str) -> None:
    assert read(text, "money") == (None, "money.format")


@pytest.mark.parametrize("text", [None, "", "无", "-", "—", "——", "/", "\\", "N/A", "NULL", " － "])
def test_missing(text: str | None) -> None:
    assert read(text, "money") == (None, None)


@pytest.mark.parametrize(
    ("text", "yuan"),
    [
        ("3", "30000"),
        ("3.744745", "37447.45"),
        ("3,000", "30000000"),
        ("0.00000051", "0.01"),
        ("-0.5", "-5000"),
        ("40000.00元", "40000"),
        ("3万", "30000"),
        ("约3", "30000"),
    ],
)
def test_the_columns_unit_counts_unless_the_cell_has_its_own(text: str, yuan: str) -> None:
    assert read(text, "money", TEN_THOUSAND).value == Decimal(yuan)


def test_number_cells() -> None:
    assert read("4200", "money", kind=Cell.NUMBER) == (Decimal(4200), None)
    assert read("0.308565", "money", TEN_THOUSAND, kind=Cell.NUMBER).value == Decimal("3085.65")


@pytest.mark.parametrize("kind", [Cell.DATE, Cell.BOOL])
def test_cells_of_another_kind_are_no_amounts(kind: Cell) -> None:
    text = "2020-04-18" if kind == Cell.DATE else "TRUE"
    assert read(text, "money", kind=kind) == (None, "money.format")
