"""Text files: encodings, separators, quotes, control characters, names that lie."""

from __future__ import annotations

import pytest

from reader.make import HEADER, column, faults, inspected, member, only, person, refused, text

TWO = [member(1, "王㛃"), member(2, "李䶮")]


@pytest.mark.parametrize("separator", [",", "\t", ";", "|"])
@pytest.mark.parametrize(
    ("encoding", "mark"),
    [
        *((codec, "") for codec in ("utf-8", "gb18030", "utf-16-le", "utf-16-be")),
        *((codec, "\ufeff") for codec in ("utf-8", "utf-16-le", "utf-16-be", "utf-32-le")),
    ],
)
def test_every_encoding_with_every_separator(encoding: str, mark: str, separator: str) -> None:
    data = (mark + text(TWO, separator)).encode(encoding)
    answer = inspected(data, "名册.csv")
    assert only(answer, "name", "id_number", "household_id") == TWO
    assert not faults(answer)


@pytest.mark.parametrize("end", ["\n", "\r", "\r\n"])
def test_every_line_end_and_none_at_the_last(end: str) -> None:
    assert only(inspected(text(TWO, end=end).rstrip(), "a.txt"), "name") == [("王㛃",), ("李䶮",)]


def test_gb18030_that_begins_after_a_megabyte_of_ascii() -> None:
    rows = [("a" * 40, person(n % 50), f"HA{n}") for n in range(16000)]
    data = text([*rows, ("王㛃", person(3), "HA9")]).encode("gb18030")
    assert only(inspected(data, "a.csv"), "name")[-1] == ("王㛃",)


def test_a_quoted_first_header_behind_one_mark_or_two() -> None:
    for mark in ("\ufeff", "\ufeff\ufeff"):
        body = f'{mark}"身份证号码"\t"姓名"\t"户编号"\n"{person(1)}"\t"云一"\t"HA1"\n'
        assert column(inspected(body, "a.txt"), "id_number") == [person(1)]


@pytest.mark.parametrize(
    ("codecs", "line"),
    [
        (("utf-8", "utf-8", "gb18030"), 3),
        (("utf-8", "gb18030", "utf-8"), 2),
        (("gb18030", "utf-8", "gb18030"), 2),
        (("gb18030", "gb18030", "utf-8"), 3),
        (("utf-8-sig", "utf-8", "gb18030"), 3),
    ],
)
def test_two_encodings_in_one_file_are_refused_with_the_line(
    codecs: tuple[str, ...], line: int
) -> None:
    lines = text(TWO).splitlines(keepends=True)
    data = b"".join(one.encode(codec) for one, codec in zip(lines, codecs, strict=True))
    answer = inspected(data, "a.csv")
    assert refused(answer) == "file.encoding_mixed"
    assert f"第 {line} 行" in answer["refused"]["message"]


def test_commas_in_amounts_of_a_file_with_another_separator() -> None:
    for separator in (";", "|", "\t"):
        rows = [(*member(1), "4,500"), (*member(2), "12,000.50")]
        answer = inspected(text(rows, separator, header=(*HEADER, "年收入（元）")), "a.csv")
        assert column(answer, "gross_income") == [4500, 12000.5]


def test_titles_above_a_delimited_table_and_a_separator_line() -> None:
    title = "土默特左旗花名册,,\n填报单位：旗乡村振兴局,,\n"
    assert only(inspected(title + text(TWO, end="\n"), "a.csv"), "name") == [("王㛃",), ("李䶮",)]
    answer = inspected("sep=|\r\n" + text(TWO, "|"), "a.csv")
    assert only(answer, "name") == [("王㛃",), ("李䶮",)]


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_quotes_with_line_ends_separators_and_quotes(separator: str) -> None:
    cell = f'"因病{separator}因残\r\n""很困难""\n需帮扶"'
    lines = [separator.join((*HEADER, "村", "备注"))]
    lines += [separator.join((*member(n), '"善岱\n村"', cell)) for n in (1, 2)]
    answer = inspected("\r\n".join(lines), "a.csv")
    assert only(answer, "name", "id_number", "household_id") == [member(1), member(2)]
    assert [row["row"] for table in answer["tables"] for row in table["rows"]] == [2, 3]


def test_a_quoted_header_of_two_lines_and_a_stray_quote() -> None:
    body = '姓名,"身份证\n号码","户\n编号",备注\n'
    body += f'云一,{person(1)},HA1,5" 屏幕\n云二,{person(2)},HA2,"好\n'
    answer = inspected(body, "a.csv")
    assert only(answer, "name", "id_number") == [("云一", person(1)), ("云二", person(2))]


def test_control_characters_in_names_are_taken_out_and_told() -> None:
    rows = [("高\x07四", person(1), "HA1"), ("\x0b马五\x1f", person(2), "H\x08A2")]
    answer = inspected(text(rows), "a.csv")
    assert only(answer, "name", "household_id") == [("高四", "HA1"), ("马五", "HA2")]
    assert faults(answer) == [
        (2, "name", "text.control_character"),
        (3, "name", "text.control_character"),
        (3, "household_id", "text.control_character"),
    ]


@pytest.mark.parametrize("name", ["=1+1", "+86", "-林", "@何", "=cmd|' /C calc'!A0", "\t=x"])
def test_a_name_that_looks_like_a_formula_is_kept_as_text(name: str) -> None:
    answer = inspected(text([(name, person(1), "HA1")]), "a.csv")
    assert column(answer, "name") == ["".join(name.split())]


def test_the_name_of_a_text_file_says_nothing() -> None:
    for ending in ("xls", "xlsx", "et", "ods", "csv", "txt", "tsv"):
        for separator in ("\t", "|", ","):
            data = text(TWO, separator).encode("gb18030")
            assert only(inspected(data, f"名册.{ending}"), "name") == [("王㛃",), ("李䶮",)]


def test_rows_shorter_and_longer_than_the_header() -> None:
    one, two = member(1), member(2)
    body = f"{','.join(HEADER)}\n{one[0]},{one[1]}\n{','.join(two)},x,,\n\n{','.join(member(3))}\n"
    answer = inspected(body, "a.csv")
    assert only(answer, "name", "household_id") == [
        (one[0], None),
        (two[0], two[2]),
        (member(3)[0], member(3)[2]),
    ]
    assert {"row": 4, "why": "空行"} in answer["tables"][0]["skipped"]
