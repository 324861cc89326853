"""The sheets of a county workbook after its cover."""

from __future__ import annotations

from datetime import date

import polars as pl
from xlsxwriter.worksheet import Worksheet

from fangpin.report.county_lines import (
    CHECK_WIDTH,
    CLAUSE_WIDTH,
    MEASURE_WIDTH,
    MISSING_WIDTH,
    QUESTION_WIDTH,
    REASON_WIDTH,
    SOURCE_WIDTH,
)
from fangpin.report.county_members import KEY
from fangpin.report.grid import Field, Grid, write_grid
from fangpin.report.styles import Book

ANSWERS = ("属实", "不属实", "部分属实", "暂未核实")
_LAST_DAY = "2099-12-31"
_WHERE = (
    Field("number", "序号", 5, "count"),
    Field("town", "乡镇", 10, wrapped=True),
    Field("village", "村", 10, wrapped=True),
    Field(KEY, "户编号", 15, wrapped=True),
    Field("head_name", "户主", 8.5, wrapped=True),
    Field("size", "人口", 5, "count"),
)
_ALERT = (
    *_WHERE,
    Field("level_word", "级别", 5, "level"),
    Field("reasons", "预警依据", REASON_WIDTH, wrapped=True),
    Field("measures", "建议措施", MEASURE_WIDTH, wrapped=True),
    Field("monitored", "监测状态", 9, "centre"),
)
_CHANGE = Field("change", "变化", 5, "centre")
_ANSWER = (
    Field("answer", "核实结果", 9, "fill"),
    Field("answered_on", "核实日期", 11, "fill_date"),
    Field("answered_by", "核实人", 8, "fill"),
    Field("answer_reason", "原因", 14, "fill"),
    Field("answer_measures", "措施", 14, "fill"),
    Field("contact", "联系人", 8, "fill"),
)
_CHECK = (
    *_WHERE,
    Field("level_word", "如属实级别", 7, "level"),
    Field("reasons", "待核事项", CHECK_WIDTH, wrapped=True),
    Field("missing", "缺什么", MISSING_WIDTH, wrapped=True),
    Field("questions", "入户要问", QUESTION_WIDTH, wrapped=True),
    Field("listed", "同时在预警清单", 8, "centre"),
    Field("found", "补充情况", 20, "fill"),
    Field("found_on", "补充日期", 11, "fill_date"),
    Field("found_by", "填报人", 8, "fill"),
)
_SOURCES = (
    Field("number", "序号", 5, "count"),
    Field("town", "乡镇", 12, wrapped=True),
    Field("village", "村", 12, wrapped=True),
    Field(KEY, "户编号", 15, wrapped=True),
    Field("head_name", "户主", 9, wrapped=True),
    Field("rule_name", "预警", 22, wrapped=True),
    Field("clause", "依据条款", CLAUSE_WIDTH, wrapped=True),
    Field("sources", "数据出处（部门/文件［工作表］行“列”）", SOURCE_WIDTH, wrapped=True),
)
_MEMBER = (
    Field("town", "乡镇", 12, wrapped=True),
    Field("village", "村", 9, wrapped=True),
    Field(KEY, "户编号", 14.5, wrapped=True),
    Field("head_name", "户主", 9.5, wrapped=True),
    Field("name", "姓名", 9.5, wrapped=True),
    Field("relation", "与户主关系", 9, wrapped=True),
    Field("age", "年龄", 5, "count"),
    Field("id_number", "证件号码", 19.5, wrapped=True),
    Field("health", "健康状况", 15, wrapped=True),
    Field("labour", "劳动能力", 11, wrapped=True),
    Field("schooling", "在校状况", 14, wrapped=True),
    Field("poverty_status", "脱贫属性", 8.5, wrapped=True),
    Field("income_total", "上年纯收入", 10.5, "money"),
    Field("income_per_capita", "人均纯收入", 10.5, "money"),
    Field("rigid_costs", "近12个月刚性支出", 10.5, "money"),
    Field("cost_illness", "其中自付医疗", 10.5, "money"),
    Field("cost_schooling", "其中教育", 9.5, "money"),
    Field("unsafe_housing", "住房", 6.5, "centre"),
    Field("unsafe_water", "饮水", 6.5, "centre"),
    Field("in_subsistence", "低保特困", 5.5, "centre"),
    Field("has_worker", "务工就业", 5.5, "centre"),
    Field("phone", "联系电话", 13, wrapped=True),
)
_EXIT = (*_WHERE, Field("state", "情况", 14), Field("note", "核实意见", 40, "fill"))


def write_alerts(book: Book, place: str, day: str, rows: pl.DataFrame) -> None:
    """The list to visit, with columns to fill in."""
    changed = rows["change"].is_not_null().any()
    fields = (*_ALERT, *((_CHANGE,) if changed else ()), *_ANSWER)
    note = (
        f"共 {rows.height} 户，一户一行，按乡镇、村、级别、事由多少排列，可自上而下入户。"
        "只填黄底各栏；户编号是回收时对户的唯一依据，请勿改动。预警是线索，不是结论。"
    )
    title = f"{place}防返贫致贫预警清单（{day}）"
    grid = Grid("预警清单", title, note, fields, rows, frozen=5, least_lines=2)
    for sheet, first, last in write_grid(book, grid):
        answers: dict[str, object] = {
            "validate": "list",
            "source": list(ANSWERS),
            "error_title": "核实结果",
            "error_message": "请从下拉框中选：属实、不属实、部分属实、暂未核实。",
        }
        _validate(sheet, fields, "answer", (first, last), answers)
        _validate(sheet, fields, "answered_on", (first, last), _date_rule(day))
        _protect(sheet)


def write_checks(book: Book, place: str, day: str, rows: pl.DataFrame) -> None:
    """Households that can't be decided, what is missing and what to ask."""
    note = (
        f"共 {rows.height} 户。名册缺项或证件号疑似有误，够不够条件判断不了，"
        "请入户或向有关部门问清后填黄底各栏，下次扫描前补进名册。待核不等于有问题，也不等于没有问题。"
    )
    title = f"{place}待核户（{day}）"
    grid = Grid("待核", title, note, _CHECK, rows, frozen=5, least_lines=2)
    for sheet, first, last in write_grid(book, grid):
        _validate(sheet, _CHECK, "found_on", (first, last), _date_rule(day))
        _protect(sheet)


def write_members(book: Book, place: str, day: str, rows: pl.DataFrame) -> None:
    """Households with a row a member; the household's facts on its first row."""
    homes = int(rows["start"].sum())
    note = (
        f"预警清单和待核中的 {homes} 户、{rows.height} 人，粗线分户；户情写在每户第一行，"
        "空白和“不明”是名册里没有，不是零、不是无。金额单位：元。"
    )
    title = f"{place}户情与家庭成员（{day}）"
    grid = Grid(
        "户情",
        title,
        note,
        _MEMBER,
        rows,
        frozen=5,
        starts=rows["start"].to_list(),
        repeated=frozenset({"town", "village", KEY, "head_name"}),
    )
    for sheet, _, _ in write_grid(book, grid):
        _protect(sheet)


def write_sources(book: Book, place: str, day: str, rows: pl.DataFrame) -> None:
    """Where each alert's figures came from, to look up or to dispute."""
    note = "序号与“预警清单”一致。对数据有疑问的，按文件、行、列向报送部门核对。"
    title = f"{place}预警的数据出处（{day}）"
    for sheet, _, _ in write_grid(book, Grid("出处", title, note, _SOURCES, rows, frozen=5)):
        _protect(sheet)


def write_exits(book: Book, place: str, day: str, rows: pl.DataFrame) -> None:
    """Monitored households without any hit or check."""
    note = (
        f"共 {rows.height} 户已在监测、这次没有命中任何规则，可作为风险消除评估的线索，不是结论；"
        "“未能判定”的，是有规则缺名册没有评估。"
    )
    title = f"{place}监测无命中户（{day}）"
    for sheet, _, _ in write_grid(book, Grid("监测无命中", title, note, _EXIT, rows, frozen=5)):
        _protect(sheet)


def _date_rule(day: str) -> dict[str, object]:
    return {
        "validate": "date",
        "criteria": "between",
        "minimum": f"={_serial(day)}",
        "maximum": f"={_serial(_LAST_DAY)}",
        "input_title": "日期",
        "input_message": "如 2020-05-06",
        "error_title": "日期",
        "error_message": f"请填日期，如 2020-05-06，不早于数据截止日 {day}。",
    }


def _serial(day: str) -> int:
    return (date.fromisoformat(day) - date(1899, 12, 30)).days


def _validate(
    sheet: Worksheet,
    fields: tuple[Field, ...],
    key: str,
    rows: tuple[int, int],
    rule: dict[str, object],
) -> None:
    first, last = rows
    if first <= last:
        place = [field.key for field in fields].index(key)
        sheet.data_validation(first, place, last, place, dict(rule))


def _protect(sheet: Worksheet) -> None:
    """Lock what is not to be filled in, without a password; filters and widths stay usable."""
    allowed = ("autofilter", "sort", "format_columns", "format_rows", "format_cells")
    sheet.protect("", dict.fromkeys(allowed, True))
