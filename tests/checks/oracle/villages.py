"""The checks of villages."""

from __future__ import annotations

from collections.abc import Callable

from .world import Row, blank_or_zero, num, some_blank

Test = Callable[[Row], bool]


def listed(test: Test) -> Test:
    """Only villages that are 出列."""
    return lambda row: row["是否出列"] == "是" and test(row)


def is_blank(column: str) -> Test:
    return lambda row: row[column] == ""


BLANKS = {
    "C242": "村小学（个数）",
    "C243": "参加城乡居民基本养老保险人数",
    "C244": "是否通客运班车",
    "C245": "行政村卫生室个数",
    "C246": "行政村公共卫生厕所个数",
    "C247": "行政村执业（助理）医师（人）",
    "C248": "行政村生产生活垃圾集中堆放点个数（个）",
    "C249": "行政村文化（图书）室个数 （个）",
    "C250": "特困供养人口数",
    "C251": "残疾人口数",
}
ROAD = "到乡镇是否通沥青（水泥）路"


def too_many(row: Row) -> bool:
    parts = [num(row[c]) for c in ("未实现饮水安全户数", "危房户数", "总户数")]
    if parts[0] is None or parts[1] is None or parts[2] is None:
        return False
    return parts[0] + parts[1] > parts[2]


VILLAGES: dict[str, Test] = {check: listed(is_blank(column)) for check, column in BLANKS.items()}
VILLAGES["C240"] = listed(lambda row: blank_or_zero(row["总人口数"]))
VILLAGES["C241"] = listed(lambda row: blank_or_zero(row["村级集体经济收入（万元）"]))
VILLAGES["C252"] = listed(lambda row: some_blank(row, ("低保户数", "低保人口数")))
VILLAGES["C253"] = listed(lambda row: blank_or_zero(row[ROAD]) or row[ROAD] == "否")
VILLAGES["C254"] = listed(too_many)
VILLAGES["C255"] = listed(lambda row: blank_or_zero(row["总户数"]))
