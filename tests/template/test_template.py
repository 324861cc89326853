"""What a template makes reads back without a fault, for every kind."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from fangpin import cli
from fangpin.commands.forced import meant_kind
from fangpin.errors import UseError
from fangpin.io import read_file
from fangpin.rosters.kinds import load_kinds
from fangpin.rosters.tables import Tables, tables_of
from fangpin.template import file_name, write_template
from fangpin.template.columns import Column, columns
from tests.rosters.make import AS_OF, person

KINDS = load_kinds()
NAMES = [kind.name for kind in KINDS]
HEADER, EXAMPLE = 3, 4


def template(name: str, folder: Path) -> Path:
    path = folder / file_name(KINDS[name])
    write_template(KINDS[name], KINDS, path)
    return path


def value(column: Column, number: int) -> object:
    """What a clerk would fill in."""
    if column.choices:
        return column.choices[number % len(column.choices)]
    own = {"id_number": person(number), "certificate": person(number) + "43"}
    if column.type in own:
        return own[column.type]
    if column.type == "date":
        return date(2020, 1, 1 + number)
    return column.example


def fill(path: Path, name: str, count: int) -> None:
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[0]
    for number in range(count):
        for place, column in enumerate(columns(KINDS[name], KINDS), start=2):
            sheet.cell(EXAMPLE + 1 + number, place, value(column, number))
    book.save(path)


def read(path: Path) -> Tables:
    return tables_of(read_file(path), AS_OF)


@pytest.mark.parametrize("name", NAMES)
def test_three_filled_rows_read_back_without_a_fault(name: str, tmp_path: Path) -> None:
    path = template(name, tmp_path)
    fill(path, name, 3)
    done = read(path)
    assert not done.refused
    (checked,) = done.checked
    roster = checked.roster
    assert roster.kind is not None and roster.kind.name == name
    fields = {one.header.strip("*☆"): one.field for one in roster.columns if one.field}
    assert fields == {one.label: one.field for one in columns(KINDS[name], KINDS)}
    assert checked.problems.empty
    assert checked.accepted == 3
    assert (EXAMPLE, "示例行") in roster.skipped
    assert not checked.frame[list(roster.cells)].isna().any().any()


@pytest.mark.parametrize("name", NAMES)
def test_a_blank_template_holds_no_row(name: str, tmp_path: Path) -> None:
    (checked,) = read(template(name, tmp_path)).checked
    assert len(checked.frame) == 0


@pytest.mark.parametrize("name", NAMES)
def test_needed_columns_are_marked(name: str, tmp_path: Path) -> None:
    sheet = opened(template(name, tmp_path))
    heads = [cell.value for cell in sheet[HEADER]]
    assert {KINDS[name].labels[one] for one in KINDS[name].needed} == {
        str(head)[1:] for head in heads if str(head).startswith("*")
    }


def opened(path: Path) -> Worksheet:
    return openpyxl.load_workbook(path).worksheets[0]


def test_numbers_that_are_names_are_text_and_codes_have_a_list(tmp_path: Path) -> None:
    sheet = opened(template("subsistence", tmp_path))
    letters = {str(cell.value).strip("*"): cell.column_letter for cell in sheet[HEADER]}
    assert sheet.column_dimensions[letters["证件号码"]].number_format == "@"
    checks = {str(one.sqref).split(":")[0]: one for one in sheet.data_validations.dataValidation}
    assert checks[f"{letters['救助类别']}5"].type == "list"
    assert checks[f"{letters['起始保障年月']}5"].type == "date"


def test_the_same_bytes_every_time(tmp_path: Path) -> None:
    first = template("members", tmp_path / "a").read_bytes()
    assert template("members", tmp_path / "b").read_bytes() == first


def test_command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = str(tmp_path / "模板")
    assert cli.run(["template", "subsistence", "残疾人证", "--out", out], debug=True) == 0
    assert sorted(p.name for p in (tmp_path / "模板").iterdir()) == [
        "模板_低保、特困供养.xlsx",
        "模板_残疾人证.xlsx",
    ]
    assert cli.run(["template", "subsistence", "--out", out], debug=True) == 2
    assert "--force" in capsys.readouterr().err
    assert cli.run(["template", "没有这种"], debug=True) == 2
    assert cli.run(["template"], debug=True) == 2
    assert cli.run(["template", "--list"], debug=True) == 0
    assert "subsistence\t低保、特困供养\t民政" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("word", "name"),
    [("低保", "subsistence"), ("特困供养", "subsistence"), ("残疾", "disability"),
     ("低保名册", "subsistence"), ("医保", "insurance"), ("大病", "illness"), ("学籍", "enrolment"),
     ("subsistence", "subsistence"), ("户籍人口", "population")],
)  # fmt: skip
def test_a_kind_goes_by_the_names_that_people_use(word: str, name: str) -> None:
    assert meant_kind(word, load_kinds()).name == name


@pytest.mark.parametrize(("word", "said"), [("监测户", "可能是几种"), ("不存在", "没有名册种类")])
def test_a_name_of_several_kinds_or_of_none_is_told(word: str, said: str) -> None:
    with pytest.raises(UseError) as caught:
        meant_kind(word, load_kinds())
    assert said in caught.value.message
