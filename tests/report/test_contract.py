"""Each privacy level keeps its contract: which columns, what they show, and no leak."""

from __future__ import annotations

import re
from pathlib import Path

import openpyxl
import polars as pl
import pytest

from fangpin.leakcheck import check_file
from fangpin.report import contract, write_reports
from fangpin.report.county import write_counties
from fangpin.report.grid import Field, Grid, write_grid
from fangpin.report.model import Privacy, Results
from fangpin.report.styles import Book

from .build import COUNTIES

LEVELS: tuple[Privacy, ...] = ("work", "review", "public")
PERSONAL = {"户编号", "户主", "姓名", "证件号码", "联系电话", "年龄", "健康状况", "与户主关系"}
MASKED = {
    "review": {
        "证件号码": re.compile(r"([0-9]{6})?\*{12}"),
        "联系电话": re.compile(r"1[0-9]{2}\*{4}[0-9]{4}|\*{4}"),
    },
    "public": {"户主": re.compile(r".\*.*", re.DOTALL)},
}


@pytest.fixture(scope="module", params=LEVELS)
def level(
    request: pytest.FixtureRequest, city: Results, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Privacy, Path]:
    folder = tmp_path_factory.mktemp(request.param)
    write_reports(city, folder, privacy=request.param)
    return request.param, folder / "send"


def test_the_columns_are_those_of_the_contract(level: tuple[Privacy, Path]) -> None:
    privacy, folder = level
    allowed = contract.columns(privacy)
    seen = set()
    for path in folder.glob("预警清单_*.xlsx"):
        for sheet in openpyxl.load_workbook(path).worksheets:
            if sheet.title == "说明":
                continue
            headers = {cell.value for cell in sheet[3]}
            assert headers <= allowed[sheet.title]
            seen.add(sheet.title)
    assert seen == set(allowed)


def test_numbers_are_masked_as_the_level_says(level: tuple[Privacy, Path]) -> None:
    privacy, folder = level
    for path in folder.glob("预警清单_*.xlsx"):
        for sheet in openpyxl.load_workbook(path).worksheets[1 if privacy != "public" else 0 :]:
            names = [cell.value for cell in sheet[3]]
            for column, pattern in MASKED.get(privacy, {}).items():
                if column in names:
                    cells = [
                        row[names.index(column)] for row in sheet.iter_rows(4, values_only=True)
                    ]
                    assert all(pattern.fullmatch(str(cell)) for cell in cells if cell is not None)


def test_statistics_and_page_name_nobody(level: tuple[Privacy, Path]) -> None:
    _, folder = level
    for sheet in openpyxl.load_workbook(folder / "统计汇总.xlsx").worksheets:
        for row in sheet.iter_rows(max_row=5, values_only=True):
            assert not PERSONAL & set(map(str, row))
    text = (folder / "report.html").read_text(encoding="utf-8")
    assert not any(f">{word}<" in text for word in PERSONAL)


def test_only_work_gives_numbers_away(level: tuple[Privacy, Path]) -> None:
    privacy, folder = level
    for county in COUNTIES:
        kinds = {one.kind for one in check_file(folder / f"预警清单_{county}.xlsx", county=county)}
        # Few of the invented IDs have a valid check digit.
        assert kinds <= ({"phone", "id_number"} if privacy == "work" else set())
    for name in ("统计汇总.xlsx", "report.html"):
        assert check_file(folder / name) == []


def test_public_holds_nothing_that_work_hides(city: Results, tmp_path: Path) -> None:
    public, work = contract.columns("public"), contract.columns("work")
    assert not set.union(*map(set, public.values())) & (PERSONAL - {"户主"})
    assert contract.columns("review") == work
    for path in write_counties(city, tmp_path, "public"):
        text = str([list(s.values) for s in openpyxl.load_workbook(path).worksheets])
        assert not re.search("病|残|低保|1501|元", text)


def test_a_column_outside_the_contract_is_not_written(tmp_path: Path) -> None:
    with (tmp_path / "x.xlsx").open("wb") as file:
        book = Book(file, title="", day="2020-04-18", allowed=contract.columns("public"))
        fields = (Field("village", "村", 9), Field("id", "证件号码", 9))
        with pytest.raises(ValueError, match="证件号码"):
            write_grid(book, Grid("公示", "", "", fields, pl.DataFrame({"village": ["甲"]})))
        book.close()
