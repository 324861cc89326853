"""Dates as people and spreadsheets write them."""

from __future__ import annotations

from datetime import date

import pytest

from fangpin.io.table import Cell
from fangpin.rosters.clean import Context, FieldType

from .cells import read

DAY = date(2020, 4, 18)
MONTH_END = FieldType("date", month_end=True)
BY_MONTH = FieldType("date", by_month=True)


@pytest.mark.parametrize(
    "text",
    [
        "2020-4-18",
        "2020-04-18",
        "2020/4/18",
        "2020.4.18",
        "2020. 4. 18",
        "2020年4月18日",
        "2020 年 4 月 18 日",
        "2020年4月18号",
        "2020年04月18",
        "20200418",
        "20200418.0",
        "２０２０－０４－１８",
        "2020—4—18",
        "2020-04-18 00:00:00",
        "2020-04-18T00:00:00",
        "2020-04-18T09:30:00.000+08:00",
        "2020/04/18 9:30",
        "2020/4/18 0:00:00",
        "2020年4月18日 9时30分",
        "2020年4月18日9时30分15秒",
        "20200418093000",
        "20200418 09:30",
        "'2020-04-18",
        '="2020-04-18"',
        "43939",
        "43939.0",
        "18/4/2020",
        "4/18/2020",
    ],
)
def test_a_day(text: str) -> None:
    assert read(text, "date") == (DAY, None)


@pytest.mark.parametrize("text", ["43939", "43939.395833", "20200418"])
def test_a_day_as_a_number(text: str) -> None:
    assert read(text, "date", kind=Cell.NUMBER) == (DAY, None)


@pytest.mark.parametrize("text", ["2020-04-18", "2020-04-18 09:30:00"])
def test_a_date_cell(text: str) -> None:
    assert read(text, "date", kind=Cell.DATE) == (DAY, None)


def test_serial_days_of_both_calendars() -> None:
    assert read("42477", "date", Context(date1904=True), kind=Cell.NUMBER) == (DAY, None)
    assert read("367", "date", kind=Cell.NUMBER) == (date(1901, 1, 1), None)
    assert read("73050", "date", kind=Cell.NUMBER) == (date(2099, 12, 31), None)


@pytest.mark.parametrize("text", ["0", "12", "42", "2019", "2020", "1900", "999999", "2958465"])
def test_numbers_that_are_no_days(text: str) -> None:
    assert read(text, "date", kind=Cell.NUMBER) == (None, "date.format")


@pytest.mark.parametrize(
    "text", ["2020年4月", "202004", "202004.0", "2020.04", "2020.4", "2020-04", "2020/4", "2020-4"]
)
def test_a_month(text: str) -> None:
    assert read(text, "date") == (date(2020, 4, 1), "date.month_only")
    assert read(text, MONTH_END) == (date(2020, 4, 30), "date.month_only")
    assert read(text, BY_MONTH) == (date(2020, 4, 1), None)


def test_a_month_as_a_number() -> None:
    assert read("202004", "date", kind=Cell.NUMBER) == (date(2020, 4, 1), "date.month_only")
    assert read("202002", MONTH_END, kind=Cell.NUMBER).value == date(2020, 2, 29)
    assert read("202304", BY_MONTH, kind=Cell.NUMBER) == (date(2023, 4, 1), None)


@pytest.mark.parametrize("text", ["2020.1", "2020.4", "2020.04", "2020.11"])
def test_a_number_with_a_fraction_is_no_month(text: str) -> None:
    assert read(text, "date", kind=Cell.NUMBER) == (None, "date.ambiguous")


@pytest.mark.parametrize(
    "text", ["4/5/2020", "05-04-2020", "5.4.2020", "20-4-18", "2.3.20", "2020.1"]
)
def test_two_readings(text: str) -> None:
    assert read(text, "date") == (None, "date.ambiguous")


def test_two_readings_of_the_same_day_are_one() -> None:
    assert read("4/4/2020", "date") == (date(2020, 4, 4), None)


@pytest.mark.parametrize(
    "text",
    [
        "待定",
        "2019",
        "2019年",
        "2019-13-45",
        "2020年2月30日",
        "2019-02-29",
        "20200230",
        "202013",
        "2020-00-10",
        "2020.13",
        "2020.123",
        "2020-4-18至2021-4-18",
        "2020-04-18x",
        "2020-04-189:30",
        "0020-04-18",
        "9999-12-31",
        "31/31/2020",
        "99-99-99",
        "2020-04-18 25:70",
        "1200",
        "12345",
        "长期",
        "TRUE",
    ],
)
def test_unreadable(text: str) -> None:
    assert read(text, "date") == (None, "date.format")


@pytest.mark.parametrize("text", [None, "", "无", "——", "-", "/", "N/A", "NULL"])
def test_missing(text: str | None) -> None:
    assert read(text, "date") == (None, None)
