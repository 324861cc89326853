"""What comes back filled in wrongly is told line by line; the rest counts."""

from __future__ import annotations

from pathlib import Path

import pytest

from fangpin.cli import run
from fangpin.errors import UseError
from fangpin.pairs.forms import read_form

from .city import (
    INSURED,
    MEMBERS,
    A,
    C,
    Review,
    alerts,
    person,
    record,
    rows,
    scan,
    village,
    wrong,
)

TITLES = {"基本医保参保": "insurance"}


def again(first: Path, *forms: Path) -> list[str]:
    """Scan with these forms; the faults that were told."""
    words = [word for form in forms for word in ("--links", str(form))]
    assert scan(first.parent / "名册", first, *words) == 1
    faults: list[str] = record(first)["pairs"]["faults"]
    return faults


def test_a_sorted_workbook_reads_back(first: Path) -> None:
    review = Review(first / "配对复核.xlsx")
    review.answer({"白雪莲": "是", "赵铁柱": "否"})
    review.turn_round()
    assert review.lines()[0]["所填姓名"] == "赵铁柱"
    form = review.save(first.parent / "填好.xlsx")
    scan(first.parent / "名册", first, "--links", str(form))
    assert alerts(first) == {"150121002": "hit"}


def test_a_wrong_answer_is_told_and_the_rest_counts(first: Path) -> None:
    review = Review(first / "配对复核.xlsx")
    review.answer({"白雪莲": "大概是", "赵铁柱": "是"})
    faults = again(first, review.save(first.parent / "填好.xlsx"))
    assert faults == [
        "填好.xlsx[配对复核] 第 5 行:“是否同一人”只能填 是、否 或 不确定,这一行没有采用"
    ]
    assert alerts(first) == {"150121001": "check"}


@pytest.mark.parametrize("header", ["标记", "此人证件号", "所填姓名", "所填证件号"])
def test_a_line_that_was_changed_does_not_count(first: Path, header: str) -> None:
    review = Review(first / "配对复核.xlsx")
    review.answer({"白雪莲": "是", "赵铁柱": "是"})
    review.put(0, header, "0123456789abcdef")
    form = read_form(review.save(first.parent / "填好.xlsx"), TITLES)
    assert [one.row_name for one in form.decisions] == ["赵铁柱"]
    (fault,) = form.faults
    assert "标记与这一行的内容对不上" in fault and "第 5 行" in fault


def test_two_answers_for_one_pair_count_for_nothing(first: Path) -> None:
    forms = []
    for name, answer in (("甲.xlsx", "是"), ("乙.xlsx", "否")):
        review = Review(first / "配对复核.xlsx")
        review.answer({"白雪莲": answer})
        forms.append(review.save(first.parent / name))
    (fault,) = again(first, *forms)
    assert "甲.xlsx[配对复核] 第 5 行答“是”" in fault and "乙.xlsx" in fault
    assert alerts(first)["150121001"] == "check"


def test_a_remembered_answer_gives_way_to_a_later_date_only(first: Path) -> None:
    review = Review(first / "配对复核.xlsx")
    told = []
    for day, answer in (("2020-04-20", "是"), ("", "否"), ("2020年5月6日", "否")):
        review.answer({"白雪莲": answer})
        review.put(0, "核实日期", day)
        form = review.save(first.parent / "填好.xlsx")
        scan(first.parent / "名册", first, "--links", str(form))
        told.append(record(first)["pairs"])
    assert [(one["confirmed"], one["refused"]) for one in told] == [(1, 0), (1, 0), (0, 1)]
    assert "以前已答“是”" in told[1]["faults"][0] and told[2]["changed"] == 1
    assert rows(first.parent / "配对决定.csv")[0]["decided_on"] == "2020-05-06"


def test_a_row_confirmed_as_two_persons_is_nobodys(tmp_path: Path) -> None:
    # the wrong number lies between two brothers of one name
    one = person(1)
    other = next(
        number
        for number in (person(n) for n in range(2, 50))
        if sum(a != b for a, b in zip(one, number, strict=True)) == 2
    )
    between = next(
        text
        for at in range(18)
        if (text := one[:at] + other[at] + one[at + 1 :]) not in (one, other)
    )
    members = [["150121001", "白雪莲", one, "户主"], ["150121002", "白雪莲", other, "户主"]]
    folder, out = village(tmp_path / "名册", [["白雪莲", between]], members), tmp_path / "出"
    scan(folder, out)
    review = Review(out / "配对复核.xlsx")
    assert len(review.lines()) == 2
    assert all("至多一个是" in line["请注意"] for line in review.lines())
    review.answer({"白雪莲": "是"})
    scan(folder, out, "--links", str(review.save(tmp_path / "填好.xlsx")))
    assert record(out)["pairs"]["rows"] == {"insurance": {"several": 1}}
    assert "只留一个" in Review(out / "配对复核.xlsx").lines()[0]["请注意"]


def test_a_person_of_two_rows_is_told(tmp_path: Path) -> None:
    insured = [["白雪莲", wrong(A)], ["白雪莲", wrong(A, 10)], ["白雪莲", A]]
    out = tmp_path / "出"
    scan(village(tmp_path / "名册", insured), out)
    told = [line["请注意"] for line in Review(out / "配对复核.xlsx").lines()]
    assert "此人也可能是本类名册的医保/医保.csv 第 3 行" in told[0]
    assert all("此人在本类名册已有一行:医保/医保.csv 第 4 行" in one for one in told)


def test_equal_rows_are_asked_once(tmp_path: Path) -> None:
    insured = [["白雪莲", wrong(A)], ["白雪莲", wrong(A), "已参保"]]
    out = tmp_path / "出"
    scan(village(tmp_path / "名册", insured), out)
    (line,) = Review(out / "配对复核.xlsx").lines()
    assert "姓名和号码相同的还有医保/医保.csv 第 3 行" in line["请注意"]


def test_formula_like_names_stay_text(tmp_path: Path) -> None:
    members = [["150121001", "=SUM(A1)", A, "户主"], *MEMBERS[1:]]
    folder, out = village(tmp_path / "名册", [["=SUM(A1)", wrong(A)]], members), tmp_path / "出"
    scan(folder, out)
    review = Review(out / "配对复核.xlsx")
    assert review.sheet.cell(5, review.place["所填姓名"]).data_type == "s"
    review.answer({"=SUM(A1)": "是"})
    for row in review.sheet.iter_rows():
        for cell in row:
            if cell.data_type == "f":
                cell.data_type = "s"
    scan(folder, out, "--links", str(review.save(tmp_path / "填好.xlsx")))
    assert record(out)["pairs"]["rows"] == {"insurance": {"used": 1}}
    assert "'=SUM(A1)" in (tmp_path / "配对决定.csv").read_text("utf-8-sig")
    scan(folder, out)
    assert record(out)["pairs"]["rows"] == {"insurance": {"used": 1}}


def test_a_spoilt_decisions_file_keeps_its_lines(first: Path) -> None:
    review = Review(first / "配对复核.xlsx")
    review.answer({"白雪莲": "是", "赵铁柱": "是"})
    form = review.save(first.parent / "填好.xlsx")
    scan(first.parent / "名册", first, "--links", str(form))
    memory = first.parent / "配对决定.csv"
    memory.write_text(memory.read_text("utf-8-sig").replace(C, "1.50121E+17"), "utf-8-sig")
    (fault,) = again(first)
    assert "person_id 不是 18 位证件号" in fault
    assert "1.50121E+17" in memory.read_text("utf-8-sig")
    assert alerts(first) == {"150121002": "check"}


def test_a_file_that_is_no_form_is_refused(first: Path) -> None:
    with pytest.raises(UseError, match="不是配对复核表"):
        read_form(first / "alerts.csv", {})


def test_list_and_check_show_no_number(first: Path, capsys: pytest.CaptureFixture[str]) -> None:
    review = Review(first / "配对复核.xlsx")
    review.answer({"白雪莲": "是", "赵铁柱": "否"})
    form = str(review.save(first.parent / "填好.xlsx"))
    assert run(["links", "list", form], debug=True) == 0
    told = capsys.readouterr().out
    assert "是:1 对" in told and "否:1 对" in told and "150121********" in told
    assert all(text not in told for text in (A, C, wrong(A), "白雪莲"))
    assert run(["links", "check", form, "--run", str(first)], debug=True) == 0
    assert "仍然算数:2 对" in capsys.readouterr().out
    changed = village(first.parent / "五月", [["白雪莲", wrong(A, 10)], *INSURED[1:]])
    words = ["links", "check", form, str(changed), "--as-of", "2020-04-18"]
    assert run(words, debug=True) == 1
    told = capsys.readouterr().out
    assert "仍然算数:1 对" in told and "值有变动,要重新问:1 对" in told
