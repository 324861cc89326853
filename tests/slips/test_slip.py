"""A slip: the sender's own sheet, marked; corrected it scans as it is and replaces its source."""

from __future__ import annotations

import shutil
from pathlib import Path

import openpyxl
import pyarrow as pa
import pytest
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from fangpin.assemble import reading_problems
from fangpin.io import read_file
from fangpin.rosters import roster_tables
from fangpin.rosters.kinds import load_kinds
from fangpin.rosters.marks import ADVICE
from fangpin.slips import write_slips
from fangpin.slips.model import Order
from tests.rosters.make import AS_OF, person
from tests.slips import make
from tests.slips.make import MENDED, correct, faulty_rows, problems, read, slip, validate, workbook


@pytest.fixture
def sent(tmp_path: Path) -> Path:
    workbook(tmp_path / "名册" / "民政" / "低保.xlsx", faulty_rows())
    return tmp_path / "名册"


def test_faulty_cells_are_marked_where_they_were(sent: Path, tmp_path: Path) -> None:
    assert validate(sent, tmp_path / "查") == 1
    page = make.page(slip(tmp_path / "查"))
    assert page["G2"].value == ADVICE
    filled = {
        cell.coordinate
        for row in page.iter_rows(min_row=3, max_col=6)
        for cell in row
        if cell.fill.patternType == "solid"
    }
    assert filled == {"C6", "C8", "E9", "C11"}
    assert "校验码" in str(page["G6"].value)
    assert page["C6"].comment is not None and "校验码" in page["C6"].comment.text
    assert page["C6"].number_format == "@"
    assert page["G7"].value is None


def test_the_sheet_looks_as_it_did(sent: Path, tmp_path: Path) -> None:
    validate(sent, tmp_path / "查")
    page = make.page(slip(tmp_path / "查"))
    assert page["A1"].font.size == 18 and page["A1"].font.bold
    assert page["A2"].fill.fgColor.rgb == "FFC6E0B4"
    assert page["B4"].comment is not None and "此人外出" in page["B4"].comment.text
    assert page.column_dimensions["C"].width == pytest.approx(24, abs=1)
    assert page.row_dimensions[5].height == pytest.approx(40, abs=1)
    assert page.freeze_panes == "A3"
    assert "A1:F1" in {str(one) for one in page.merged_cells.ranges}


def test_an_uncorrected_slip_has_the_faults_of_its_source(sent: Path, tmp_path: Path) -> None:
    validate(sent, tmp_path / "查")
    assert problems(read(slip(tmp_path / "查"))) == problems(read(sent))


def test_a_corrected_slip_scans_clean_and_replaces_its_source(sent: Path, tmp_path: Path) -> None:
    validate(sent, tmp_path / "查")
    correct(slip(tmp_path / "查"), sent / "民政" / "数据问题_民政.xlsx", MENDED)
    done = read(sent)
    assert problems(done) == []
    assert [(one.file, one.source, one.accepted) for one in done.sources] == [
        ("民政/数据问题_民政.xlsx", 0, 10)
    ]
    assert done.skipped == [
        ("民政/低保.xlsx[农村低保]", "由更正表 民政/数据问题_民政.xlsx[农村低保] 替换")
    ]


def test_a_slip_of_a_slip_replaces_both(sent: Path, tmp_path: Path) -> None:
    validate(sent, tmp_path / "查")
    first = correct(slip(tmp_path / "查"), sent / "民政" / "一.xlsx", {"C6": person(3)})
    validate(sent, tmp_path / "再查")
    again = slip(tmp_path / "再查")
    assert make.page(again)["C8"].fill.patternType == "solid"
    first.unlink()  # only the first source and the second slip remain
    correct(again, sent / "民政" / "二.xlsx", {k: v for k, v in MENDED.items() if k != "C6"})
    done = read(sent)
    assert problems(done) == []
    assert [one.file for one in done.sources] == ["民政/二.xlsx"]


def test_of_two_corrections_of_one_sheet_the_later_counts(sent: Path, tmp_path: Path) -> None:
    validate(sent, tmp_path / "查")
    correct(slip(tmp_path / "查"), sent / "民政" / "更正1.xlsx", {"C6": person(3)})
    correct(slip(tmp_path / "查"), sent / "民政" / "更正2.xlsx", MENDED)
    done = read(sent)
    assert [one.file for one in done.sources] == ["民政/更正2.xlsx"]
    assert len(done.skipped) == 2


def test_a_corrected_sheet_saved_as_text_is_still_known(sent: Path, tmp_path: Path) -> None:
    validate(sent, tmp_path / "查")
    page = make.page(correct(slip(tmp_path / "查"), tmp_path / "改.xlsx", MENDED))
    lines = [[str(c if c is not None else "").replace('"', '""') for c in r] for r in page.values]
    text = "".join(",".join(f'"{cell}"' for cell in line) + "\r\n" for line in lines)
    (sent / "民政" / "改好.csv").write_text(text, "utf-8-sig")
    done = read(sent)
    assert [one.file for one in done.sources] == ["民政/改好.csv"]
    assert problems(done) == []


def test_only_the_roster_is_read_of_a_slip(sent: Path, tmp_path: Path) -> None:
    validate(sent, tmp_path / "查")
    (checked,) = roster_tables(read_file(slip(tmp_path / "查")), AS_OF)
    assert checked.roster.sheet == "农村低保"
    assert [one.header for one in checked.roster.columns] == list(make.HEAD)
    assert checked.roster.rows.tolist() == list(range(3, 13))


def test_a_text_file_comes_back_as_a_sheet_with_its_rows(tmp_path: Path) -> None:
    lines = [["某旗参保名单", "", "", ""], ["姓名", "身份证号", "是否参保", "是否代缴"]]
    lines += [[f"张{n}", person(n), "是", "否"] for n in range(5)]
    lines += [["赵一", "1.50121E+17", "是", "否"], ["", "", "", ""]]
    lines += [["赵二", make.WRONG, "是", "否"]]
    make.text_file(tmp_path / "名册" / "医保" / "参保.csv", lines)
    assert validate(tmp_path / "名册", tmp_path / "查") == 1
    out = slip(tmp_path / "查", "医保")
    page = make.page(out, "参保")
    assert page["A1"].value == "某旗参保名单"
    assert page["B8"].value == "1.50121E+17" and page["B8"].number_format == "@"
    back = tmp_path / "名册" / "医保" / "改.xlsx"
    correct(out, back, {"B8": person(7), "B10": person(8)}, sheet="参保")
    done = read(tmp_path / "名册")
    assert problems(done) == [] and [one.rows for one in done.sources] == [7]


def test_merged_cells_stay_merged_and_are_marked_once(tmp_path: Path) -> None:
    path = tmp_path / "名册" / "扶贫" / "成员.xlsx"
    head = ["户编号", "姓名", "身份证号", "与户主关系"]
    body = [["15012100001", "王甲", person(0), "户主"], [None, "王乙", person(1), "配偶"]]
    body += [[1.5012100001e17, "李甲", person(2), "户主"], [None, "李乙", person(3), "配偶"]]
    workbook(path, body, head, "成员")
    book = openpyxl.load_workbook(path)
    for cells in ("A3:A4", "A5:A6"):
        book["成员"].merge_cells(cells)
    book.save(path)
    validate(tmp_path / "名册", tmp_path / "查")
    out = slip(tmp_path / "查", "扶贫")
    page = make.page(out, "成员")
    assert {"A3:A4", "A5:A6"} <= {str(one) for one in page.merged_cells.ranges}
    assert page["E5"].value and page["E6"].value
    done = read(correct(out, tmp_path / "改.xlsx", {"A5": "15012100002"}, sheet="成员"))
    assert problems(done) == [] and done.sources[0].accepted == 4


def test_persons_side_by_side_are_marked_in_their_own_column(tmp_path: Path) -> None:
    head = ["户编号", "姓名", "身份证号", "姓名", "身份证号", "家庭人口数"]
    body = [["15012100001", "王甲", person(0), "王乙", make.WRONG, 2]]
    body += [["15012100002", "李甲", person(1), "李乙", person(2), 2]]
    workbook(tmp_path / "名册" / "扶贫" / "户.xlsx", body, head, "成员")
    validate(tmp_path / "名册", tmp_path / "查")
    page = make.page(slip(tmp_path / "查", "扶贫"), "成员")
    assert page["E3"].fill.patternType == "solid"
    assert page["C3"].fill.patternType is None


def test_another_department_s_values_are_not_in_a_slip(sent: Path, tmp_path: Path) -> None:
    other = [["姓名", "身份证号", "是否参保"], ["孙别处", person(20), "是"], ["钱别处", "12", "是"]]
    make.text_file(sent / "医保" / "参保.csv", other)
    validate(sent, tmp_path / "查")
    own = openpyxl.load_workbook(slip(tmp_path / "查"))
    texts = {str(c) for page in own for row in page.values for c in row if c is not None}
    assert "王甲" in texts
    assert not any("别处" in text or person(20) in text for text in texts)


def test_many_rows_of_one_cause_are_one_line(tmp_path: Path) -> None:
    body = make.rows(40)
    for row in body[:25]:
        row[3] = "不知道"
    workbook(tmp_path / "名册" / "民政" / "低保.xlsx", body)
    validate(tmp_path / "名册", tmp_path / "查")
    lines = list(make.page(slip(tmp_path / "查"), "问题汇总").values)
    assert len(lines) == 2
    assert lines[1][1] == 25 and "共 25 行" in str(lines[1][5])


def test_files_and_sheets_of_one_name_get_names_of_their_own(tmp_path: Path) -> None:
    for name in ("低保一季度", "低保二季度"):
        workbook(tmp_path / "名册" / "民政" / f"{name}.xlsx", faulty_rows(), sheet="农村低保")
    long = "一份名字长得出奇而且一直都不肯结束的城乡居民最低生活保障对象花名册"
    workbook(tmp_path / "名册" / "民政" / f"{long}.xlsx", faulty_rows(), sheet="Sheet1")
    validate(tmp_path / "名册", tmp_path / "查")
    names = openpyxl.load_workbook(slip(tmp_path / "查")).sheetnames
    assert len({name.lower() for name in names}) == len(names) == 2 + 3 + 3
    assert max(map(len, names)) <= 31
    assert {"目录", "问题汇总", "农村低保", "农村低保(2)"} <= set(names)


def test_a_file_without_a_table_is_told_in_the_contents(sent: Path, tmp_path: Path) -> None:
    (sent / "民政" / "坏.xlsx").write_bytes(b"PK\x03\x04 not a workbook")
    validate(sent, tmp_path / "查")
    cells = [str(c) for row in make.page(slip(tmp_path / "查"), "目录").values for c in row if c]
    assert any("坏.xlsx" in cell for cell in cells)


def test_the_same_input_gives_the_same_bytes(sent: Path, tmp_path: Path) -> None:
    for out in ("查", "又查"):
        validate(sent, tmp_path / out)
    assert slip(tmp_path / "查").read_bytes() == slip(tmp_path / "又查").read_bytes()


def test_clean_files_leave_nothing_behind(tmp_path: Path) -> None:
    from fangpin import cli

    workbook(tmp_path / "名册" / "民政" / "低保.xlsx", make.rows())
    words = ["validate", str(tmp_path / "名册"), "--as-of", "2020-04-18", "-q"]
    assert cli.run(words, debug=True) == 0
    assert [one.name for one in tmp_path.iterdir()] == ["名册"]


def test_the_default_folder_is_never_read(sent: Path) -> None:
    from fangpin import cli

    inside = sent / "民政" / "低保.xlsx"
    assert cli.run(["validate", str(inside), "--as-of", "2020-04-18", "-q"], debug=True) == 1
    assert (sent / "民政" / "fangpin-检查-20200418" / "send" / "数据问题_民政.xlsx").exists()
    assert [one.file for one in read(sent).sources] == ["民政/低保.xlsx"]


def test_huge_sheets_are_written_row_by_row(
    sent: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from fangpin.slips import look, write

    monkeypatch.setattr(look, "MOST_CELLS", 10)
    monkeypatch.setattr(write, "_BIG", 10)
    validate(sent, tmp_path / "查")
    done = read(correct(slip(tmp_path / "查"), tmp_path / "改.xlsx", MENDED))
    assert problems(done) == [] and done.sources[0].accepted == 10
    assert sorted(one.name for one in (tmp_path / "查" / "send").iterdir()) == [
        "数据问题_民政.xlsx"
    ]


def test_old_workbooks_keep_numbers_and_dates(tmp_path: Path) -> None:
    import xlwt

    book = xlwt.Workbook()
    page = book.add_sheet("低保")
    day = xlwt.easyxf(num_format_str="yyyy-mm-dd")
    for column, text in enumerate(make.HEAD):
        page.write(0, column, text)
    for number, row in enumerate(faulty_rows(), start=1):
        for column, value in enumerate(row):
            if value is not None:
                page.write(number, column, value, *([day] if column == 5 else []))
    folder = tmp_path / "名册" / "民政"
    folder.mkdir(parents=True)
    book.save(str(folder / "低保.xls"))
    validate(tmp_path / "名册", tmp_path / "查")
    out = slip(tmp_path / "查")
    assert problems(read(out)) == problems(read(tmp_path / "名册"))
    page_back = make.page(out, "低保")
    assert page_back["E2"].value == 300 and page_back["F2"].is_date
    shutil.copy(out, folder / "原样.xlsx")
    assert [one.file for one in read(tmp_path / "名册").sources] == ["民政/原样.xlsx"]


def test_days_that_count_from_1904_stay_the_same_days(tmp_path: Path) -> None:
    path = workbook(tmp_path / "名册" / "民政" / "低保.xlsx", faulty_rows())
    book = openpyxl.load_workbook(path)
    book.epoch = CALENDAR_MAC_1904
    for row in range(3, 13):
        cell = book["农村低保"].cell(row, 6)
        cell.value, cell.number_format = 42_000 + row, "General"
    book.save(path)
    validate(tmp_path / "名册", tmp_path / "查")
    before, after = (
        roster_tables(read_file(one), AS_OF)[0].frame["started_on"].tolist()
        for one in (path, slip(tmp_path / "查"))
    )
    assert before == after and str(before[0]) == "2018-12-31"


def test_of_a_long_file_only_the_faults_are_listed(sent: Path, tmp_path: Path) -> None:
    kinds = load_kinds()
    done = read(sent)
    order = Order(AS_OF, most_rows=9)
    (path,) = write_slips(done, kinds, reading_problems(done, kinds), tmp_path / "查", order)
    book = openpyxl.load_workbook(path)
    assert book.sheetnames == ["目录", "问题汇总", "农村低保_问题行"]
    lines = list(book["农村低保_问题行"].values)[2:]
    assert [line[0] for line in lines] == [6, 8, 9, 11]
    assert lines[2][3] == "三百"
    assert read(path).sources == []


def test_what_matching_found_of_others_is_not_told(sent: Path, tmp_path: Path) -> None:
    kinds = load_kinds()
    done = read(sent)
    table = reading_problems(done, kinds).to_pylist()
    other = {**table[0], "row": 3, "column": "", "field": "", "value": "孙别处"}
    table += [{**other, "code": "match.deceased"}, {**other, "code": "match.name_differs"}]
    problems = pa.Table.from_pylist(table)
    (path,) = write_slips(done, kinds, problems, tmp_path / "查", Order(AS_OF))
    book = openpyxl.load_workbook(path)
    causes = [line[2:4] for line in book["问题汇总"].values]
    assert len(causes) == 1 + 4 + 1
    texts = {str(c) for page in book for row in page.values for c in row if c is not None}
    assert "孙别处" not in texts
