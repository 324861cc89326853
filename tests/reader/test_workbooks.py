"""Workbooks that other programs wrote, and those that are made to hurt."""

from __future__ import annotations

import struct
import zipfile
from collections.abc import Callable, Sequence
from datetime import date
from io import BytesIO
from typing import Any

import msoffcrypto.format.ooxml
import pytest
from io_build import MAIN, ODS, inline, ods, xlsb, xlsb_cell, xlsb_text, zipped

from fangpin.io.limits import Limits
from reader.make import (
    HEADER,
    book,
    faults,
    inspected,
    member,
    old_book,
    only,
    parts,
    person,
    refused,
    rows_of,
    shared,
)

ONE, TWO = member(1), member(2)
PLAIN = book([HEADER, ONE, TWO])
FIELDS = ("name", "id_number", "household_id")


def _cells(row: int, values: Sequence[Any], make: Callable[[str, Any], str] = inline) -> str:
    cells = (make(f"{c}{row}", v) for c, v in zip("ABCDEFG", values, strict=False))
    return f'<row r="{row}">{"".join(cells)}</row>'


BODY = _cells(1, HEADER) + _cells(2, ONE) + _cells(3, TWO)


def test_the_name_of_a_workbook_says_nothing() -> None:
    xls = old_book([HEADER, ONE, TWO])
    for ending in ("et", "xls", "xlsx", "csv", "txt", "ods", "xlsb"):
        for data in (PLAIN, xls):
            assert only(inspected(data, f"名册.{ending}"), *FIELDS) == [ONE, TWO]


def test_an_xlsb_of_a_row() -> None:
    texts = ("序号", "", *HEADER)  # the builder merges A1 and B1
    cells = [xlsb_cell(6, n, xlsb_text(text)) for n, text in enumerate(texts)]
    (table,) = inspected(xlsb(cells), "a.xlsb")["tables"]
    assert tuple(one["field"] for one in table["columns"][2:]) == FIELDS


def _with_password(password: str) -> bytes:
    made = BytesIO()
    msoffcrypto.format.ooxml.OOXMLFile(BytesIO(PLAIN)).encrypt(password, made)
    return made.getvalue()


def test_the_built_in_password_opens_without_asking() -> None:
    assert only(inspected(_with_password("VelvetSweatshop"), "a.xlsx"), *FIELDS) == [ONE, TWO]


def test_a_password_is_asked_for_by_the_name_of_the_file() -> None:
    data = _with_password("民政2024")
    for told in ((), ("1234",)):
        answer = inspected(data, "低保.xlsx", password=told)
        assert (answer["file"], refused(answer)) == ("低保.xlsx", "file.encrypted")
        assert "密码" in answer["refused"]["message"]
    opened = inspected(data, "低保.xlsx", password=("1234", "民政2024"))
    assert only(opened, *FIELDS) == [ONE, TWO]


def test_an_ods_with_a_password_is_told_so() -> None:
    manifest = "<manifest:manifest><manifest:encryption-data/></manifest:manifest>"
    sealed = {"mimetype": ODS, "content.xml": "\x01\x02", "META-INF/manifest.xml": manifest}
    assert refused(inspected(zipped(sealed), "a.ods")) == "file.encrypted"


def test_shared_strings_in_runs_with_readings_and_blanks() -> None:
    texts = [*HEADER, *ONE]
    items = "".join(f"<si><t>{text}</t></si>" for text in texts[:3])
    items += '<si><r><t>云</t></r><r><rPr><b/></rPr><t xml:space="preserve">二 </t></r>'
    items += "<rPh sb='0' eb='1'><t>yun</t></rPh></si>"
    items += f"<si><t>{ONE[1]}</t></si><si><t>_x0009_{ONE[2]}_x000D_</t></si>"

    def cell(place: str, index: int) -> str:
        return f'<c r="{place}" t="s"><v>{index}</v></c>'

    body = _cells(1, (0, 1, 2), cell) + _cells(2, (3, 4, 5), cell)
    answer = inspected(shared(parts(body), items))
    assert only(answer, *FIELDS) == [("云二", ONE[1], ONE[2])]


def test_cells_and_rows_without_references() -> None:
    def row(values: tuple[str, ...]) -> str:
        cells = "".join(f'<c t="inlineStr"><is><t>{value}</t></is></c>' for value in values)
        return f"<row>{cells}</row>"

    data = zipped(parts(row(HEADER) + row(ONE) + row(TWO)))
    assert only(inspected(data), *FIELDS) == [ONE, TWO]


@pytest.mark.parametrize("told", ["A1", "A1:B2", "A1:XFD1048576", "", "C9:D10", "A0:Z"])
def test_a_dimension_that_is_wrong(told: str) -> None:
    made = parts(BODY)
    sheet = str(made["xl/worksheets/sheet1.xml"])
    made["xl/worksheets/sheet1.xml"] = sheet.replace(
        "<sheetData>", f'<dimension ref="{told}"/><sheetData>'
    )
    assert only(inspected(zipped(made)), *FIELDS) == [ONE, TWO]


STRICT = "http://purl.oclc.org/ooxml"


def _strict(made: dict[str, str | bytes]) -> bytes:
    old = "http://schemas.openxmlformats.org"
    names = {
        f"{old}/spreadsheetml/2006/main": f"{STRICT}/spreadsheetml/main",
        f"{old}/officeDocument/2006/relationships": f"{STRICT}/officeDocument/relationships",
    }
    for name, content in made.items():
        text = str(content)
        for before, after in names.items():
            text = text.replace(before, after)
        made[name] = text
    return zipped(made)


def test_strict_open_xml_with_iso_dates_and_days_since_1904() -> None:
    head = _cells(1, (*HEADER, "识别时间"))
    days = [f'<c r="D{n}" t="d"><v>{d}</v></c>' for n, d in ((2, "2020-04-18T00:00:00"),)]
    body = head + _cells(2, ONE)[:-6] + days[0] + "</row>"
    assert only(inspected(_strict(parts(body))), "identified_on") == [("2020-04-18",)]
    serial = head + _cells(2, ONE)[:-6] + '<c r="D2"><v>42477</v></c></row>'
    for data in (zipped, _strict):
        made = parts(serial, settings='<workbookPr date1904="1"/>')
        assert only(inspected(data(made)), "identified_on") == [("2020-04-18",)]


def test_names_that_other_writers_give_to_parts_and_tags() -> None:
    made = parts(BODY)
    sheet = str(made["xl/worksheets/sheet1.xml"])
    prefixed = sheet.replace(f'xmlns="{MAIN}"', f'xmlns:x="{MAIN}"')
    for tag in ("worksheet", "sheetData", "row", "c", "is", "t"):
        for mark in (" ", ">"):
            prefixed = prefixed.replace(f"<{tag}{mark}", f"<x:{tag}{mark}")
        prefixed = prefixed.replace(f"</{tag}>", f"</x:{tag}>")
    links = str(made["xl/_rels/workbook.xml.rels"])
    for changes in (
        {"xl/worksheets/sheet1.xml": prefixed},
        {"xl/_rels/workbook.xml.rels": links.replace('"worksheets', '"/xl/worksheets')},
        {"xl/worksheets/sheet1.xml": ("\ufeff" + sheet).encode("utf-8")},
    ):
        assert only(inspected(zipped(made | changes)), *FIELDS) == [ONE, TWO]
    for spelt in (str.upper, lambda name: name.replace("/", "\\")):
        renamed = {spelt(name): content for name, content in made.items()}
        assert only(inspected(zipped(renamed)), *FIELDS) == [ONE, TWO]


def test_formatted_blanks_to_the_end_of_the_sheet() -> None:
    blank = "".join(f'<row r="{n}" s="1" customFormat="1"/>' for n in range(4, 50_000))
    far = blank + '<row r="1048576"><c r="A1048576" s="0"/><c r="XFD1048576" s="0"/></row>'
    answer = inspected(zipped(parts(BODY + far)))
    assert only(answer, *FIELDS) == [ONE, TWO]
    assert len(answer["tables"][0]["skipped"]) < 10


def test_a_row_of_data_in_the_last_row_of_a_sheet() -> None:
    far = _cells(1_048_576, member(3))
    answer = inspected(zipped(parts(BODY + far)))
    assert only(answer, "row", *FIELDS) == [(2, *ONE), (3, *TWO), (1_048_576, *member(3))]
    assert not faults(answer)
    assert len(answer["tables"][0]["skipped"]) < 10


@pytest.mark.parametrize("count", [1, 4])
def test_what_unpacks_to_far_more_than_it_is(count: int) -> None:
    made = parts(BODY)
    for n in range(count):
        made[f"xl/media/{n}.xml"] = bytes(240_000_000 // count)
    answer = inspected(zipped(made), "名册.xlsx")
    assert refused(answer) == "file.too_large_inside"


def test_a_declared_size_that_lies() -> None:
    data = bytearray(zipped(parts(BODY + f"<!--{'0' * 30_000_000}-->")))
    size = next(
        entry.file_size
        for entry in zipfile.ZipFile(BytesIO(data)).infolist()
        if entry.filename.endswith("sheet1.xml")
    )
    told = struct.pack("<I", size)
    while (at := data.find(told)) >= 0:
        data[at : at + 4] = struct.pack("<I", 1000)
    answer = inspected(bytes(data), limits=Limits(free_bytes=1_000_000))
    assert refused(answer).startswith("file.")


def test_entities_inside_a_workbook() -> None:
    made = parts(BODY)
    sheet = str(made["xl/worksheets/sheet1.xml"])
    made["xl/worksheets/sheet1.xml"] = '<!DOCTYPE x [<!ENTITY a "b">]>' + sheet
    assert refused(inspected(zipped(made))) == "file.entity_expansion"


def test_a_workbook_cut_off() -> None:
    for data in (PLAIN, old_book([HEADER, ONE] * 200)):
        for keep in (0.3, 0.6, 0.9):
            answer = inspected(data[: int(len(data) * keep)])
            assert refused(answer) == "file.truncated"


def _ods_row(values: Sequence[str], attributes: str = "", cell: str = "") -> str:
    cells = "".join(
        f'<table:table-cell office:value-type="string"><text:p>{v}</text:p></table:table-cell>'
        for v in values
    )
    return f"<table:table-row {attributes}>{cells}{cell}</table:table-row>"


def test_an_ods_with_repeats_of_blanks_and_values() -> None:
    wide = '<table:table-cell table:number-columns-repeated="16380"/>'
    gap = f'<table:table-row table:number-rows-repeated="3">{wide}</table:table-row>'
    tail = f'<table:table-row table:number-rows-repeated="1048500">{wide}</table:table-row>'
    body = _ods_row(HEADER, cell=wide) + gap + _ods_row(ONE, cell=wide) + _ods_row(TWO) + tail
    answer = inspected(ods(f'<table:table table:name="名册">{body}</table:table>'), "a.ods")
    assert only(answer, "row", *FIELDS) == [(5, *ONE), (6, *TWO)]


def test_an_ods_with_dates_numbers_and_merged_rows() -> None:
    head = _ods_row(("户编号", "姓名", "身份证号码", "识别时间", "年收入"))
    merged = (
        '<table:table-cell office:value-type="string" table:number-rows-spanned="2">'
        "<text:p>HA1</text:p></table:table-cell>"
    )
    rest = (
        '<table:table-cell office:value-type="date" office:date-value="2020-04-18"/>'
        '<table:table-cell office:value-type="float" office:value="4500.5"/>'
    )

    def row(first: str, number: int) -> str:
        name, identity, _ = member(number)
        return (
            f"<table:table-row>{first}{_ods_row((name, identity))[17:-18]}{rest}</table:table-row>"
        )

    body = head + row(merged, 1) + row("<table:covered-table-cell/>", 2)
    answer = inspected(ods(f'<table:table table:name="名册">{body}</table:table>'), "a.ods")
    assert only(answer, "household_id", "name", "identified_on", "gross_income") == [
        ("HA1", ONE[0], "2020-04-18", 4500.5),
        ("HA1", TWO[0], "2020-04-18", 4500.5),
    ]


@pytest.mark.parametrize("epoch", [False, True])
def test_an_xls_with_days_in_both_systems_and_merged_rows(epoch: bool) -> None:
    day = date(2020, 4, 18)
    rows = [("户编号", "姓名", "身份证号码", "识别时间"), ("HA1", *ONE[:2], day)]
    data = old_book([*rows, (None, *TWO[:2], day)], date1904=epoch, merges=[(1, 2, 0, 0)])
    answer = inspected(data, "a.xls")
    assert only(answer, "household_id", "identified_on") == [("HA1", "2020-04-18")] * 2


def test_nothing_in_a_workbook_is_no_roster_in_silence() -> None:
    assert refused(inspected(book([[]]))) == "file.empty"
    assert refused(inspected(b"")) == "file.empty"
    assert refused(inspected(book([("一段话",)]))) == "file.not_a_table"


def test_rows_without_a_wanted_column_say_what_is_missing() -> None:
    answer = inspected(book([("姓名", "身份证号码"), ONE[:2]]))
    (table,) = answer["tables"]
    assert table["refused"]["code"] == "file.kind_unknown"
    assert rows_of(answer)[0]["id_number"] == person(1)
