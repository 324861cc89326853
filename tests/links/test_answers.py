"""A pair is asked once, and its answer counts in this run and the next."""

from __future__ import annotations

import stat
from pathlib import Path

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
    write,
    wrong,
)


def answered(first: Path, answers: dict[str, str]) -> Path:
    review = Review(first / "配对复核.xlsx")
    review.answer(answers)
    return review.save(first.parent / "填好.xlsx")


def test_the_workbook_asks_about_both_wrong_numbers_and_is_the_owners(first: Path) -> None:
    path = first / "配对复核.xlsx"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    lines = Review(path).lines()
    assert [(x["所填姓名"], x["所填证件号"], x["此人证件号"]) for x in lines] == [
        ("白雪莲", wrong(A), A),
        ("赵铁柱", wrong(C), C),
    ]
    assert lines[0]["名册"] == "基本医保参保" and lines[0]["行"] == "2"
    assert lines[0]["户编号"] == "150121001" and lines[0]["与户主关系"] == "户主"
    assert alerts(first) == {"150121001": "check", "150121002": "check"}


def test_differing_digits_are_marked(first: Path) -> None:
    review = Review(first / "配对复核.xlsx")
    cell = review.sheet.cell(review.HEADER + 1, review.place["所填证件号"]).value
    red = [str(part) for part in cell if getattr(getattr(part, "font", None), "b", False)]
    assert red == [wrong(A)[9]]


def test_yes_makes_the_row_the_persons_and_accepts_it_again(first: Path) -> None:
    form = answered(first, {"白雪莲": "是", "赵铁柱": "是"})
    scan(first.parent / "名册", first, "--links", str(form))
    told = record(first)
    assert alerts(first) == {}
    assert told["links"]["insurance"]["confirmed"] == 2
    assert told["links"]["insurance"]["exact"] == 1
    insurance = next(one for one in told["inputs"] if one["kind"] == "insurance")
    assert (insurance["rows"], insurance["accepted"], insurance["rejected"]) == (3, 3, 0)
    assert insurance["accepted_by_pair"] == 2
    assert rows(first / "candidates.csv") == []
    assert {r["severity"] for r in rows(first / "problems.csv")} == {"remark"}
    assert not (first / "配对复核.xlsx").exists()


def test_no_accuses_again_and_unsure_stays_apart(first: Path) -> None:
    form = answered(first, {"白雪莲": "否", "赵铁柱": "不确定"})
    scan(first.parent / "名册", first, "--links", str(form))
    assert alerts(first) == {"150121001": "hit", "150121002": "check"}
    assert [r["candidate_id"] for r in rows(first / "candidates.csv")] == [C]
    review = Review(first / "配对复核.xlsx", "不确定")
    assert [(x["所填姓名"], x["是否同一人"], x["核实人"]) for x in review.lines()] == [
        ("赵铁柱", "不确定", "乌兰")
    ]
    assert Review(first / "配对复核.xlsx").lines() == []


def test_an_unsure_pair_can_be_answered_on_its_sheet(first: Path) -> None:
    scan(first.parent / "名册", first, "--links", str(answered(first, {"赵铁柱": "不确定"})))
    review = Review(first / "配对复核.xlsx", "不确定")
    review.answer({"赵铁柱": "是"})
    scan(first.parent / "名册", first, "--links", str(review.save(first.parent / "二.xlsx")))
    assert record(first)["pairs"]["changed"] == 1
    assert alerts(first) == {"150121001": "check"}


def test_the_next_export_is_not_asked_again(first: Path, tmp_path: Path) -> None:
    form = answered(first, {"白雪莲": "是", "赵铁柱": "否"})
    scan(first.parent / "名册", first, "--links", str(form))
    memory = tmp_path / "配对决定.csv"
    assert stat.S_IMODE(memory.stat().st_mode) == 0o600
    assert memory.read_bytes().startswith(b"\xef\xbb\xbf")
    assert [(r["answer"], r["row_name"], r["by"]) for r in sorted(rows(memory), key=str)]
    # other file, other rows, the same wrong numbers
    village(tmp_path / "五月", [INSURED[2], INSURED[1], INSURED[0]], name="医保_5月.csv")
    scan(tmp_path / "五月", tmp_path / "五月出")
    told = record(tmp_path / "五月出")
    assert told["pairs"]["open"] == 0 and told["links"]["insurance"]["confirmed"] == 1
    assert alerts(tmp_path / "五月出") == {"150121002": "hit"}


def test_a_changed_value_asks_again(first: Path, tmp_path: Path) -> None:
    form = answered(first, {"白雪莲": "是", "赵铁柱": "否"})
    scan(first.parent / "名册", first, "--links", str(form))
    changed = [["白雪莲", wrong(A, 10)], INSURED[1], ["赵铁住", wrong(C)]]
    scan(village(tmp_path / "五月", changed), tmp_path / "五月出")
    assert record(tmp_path / "五月出")["pairs"]["open"] == 2
    assert alerts(tmp_path / "五月出") == {"150121001": "check", "150121002": "check"}


def test_a_changed_name_of_the_person_asks_again(first: Path, tmp_path: Path) -> None:
    scan(first.parent / "名册", first, "--links", str(answered(first, {"白雪莲": "是"})))
    members = [["150121001", "白雪连", A, "户主"], *MEMBERS[1:]]
    scan(village(tmp_path / "五月", members=members), tmp_path / "五月出")
    assert record(tmp_path / "五月出")["pairs"]["rows"] == {}
    assert record(tmp_path / "五月出")["pairs"]["open"] == 2


def test_a_row_with_another_fault_stays_rejected_and_accuses_nobody(tmp_path: Path) -> None:
    folder = village(tmp_path / "名册")
    head = ["姓名", "证件号码", "死亡日期"]
    write(folder / "公安/死亡.csv", [head, ["白雪莲", wrong(A), "不详年月"]])
    out = tmp_path / "出"
    scan(folder, out)
    scan(folder, out, "--links", str(answered(out, {"白雪莲": "是"})))
    told = record(out)
    assert told["pairs"]["rows"] == {"deaths": {"rejected": 1}, "insurance": {"used": 1}}
    deaths = next(one for one in told["inputs"] if one["kind"] == "deaths")
    assert (deaths["accepted"], deaths["rejected"]) == (0, 1)
    assert told["pairs"]["open"] == 1


def test_an_unidentified_member_becomes_its_population_row(tmp_path: Path) -> None:
    child = person(7, "20100101")
    members = [*MEMBERS, ["150121002", "赵小花", "", "之女"]]
    folder = village(tmp_path / "名册", members=members)
    head = ["户号", "姓名", "公民身份号码", "与户主关系", "旗县区", "乡镇", "行政村"]
    place = ["土默特左旗", "察素齐镇", "甲村"]
    people = [["H1", "赵铁柱", C, "户主", *place], ["H1", "赵小花", child, "女", *place]]
    write(folder / "公安/户籍人口.csv", [head, *people])
    out = tmp_path / "出"
    scan(folder, out)
    found = {r["code"] for r in rows(out / "problems.csv")}
    assert "match.unrecorded_member" in found
    scan(folder, out, "--links", str(answered(out, {"赵小花": "是"})))
    found = {r["code"] for r in rows(out / "problems.csv")}
    assert "match.unrecorded_member" not in found
    assert record(out)["pairs"]["rows"] == {"members": {"used": 1}}
