from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from io_build import read_bytes, rows

from fangpin.errors import FileFault
from fangpin.io.cells import table_of
from fangpin.io.decode import decode
from fangpin.io.delimited import fast_columns, find_separator, read_delimited, slow_columns

LINES = "姓名,身份证号码\r\n王㛃,150121196909099899\r\n李䶮,150121196909099901\r\n"


@pytest.mark.parametrize(
    ("codec", "mark", "name"),
    [
        ("utf-8", b"", "utf-8"),
        ("utf-8", b"\xef\xbb\xbf", "utf-8-sig"),
        ("gb18030", b"", "gb18030"),
        ("utf-16-le", b"\xff\xfe", "utf-16-le"),
        ("utf-16-be", b"\xfe\xff", "utf-16-be"),
        ("utf-16-le", b"", "utf-16-le"),
        ("utf-16-be", b"", "utf-16-be"),
    ],
)
def test_every_encoding_gives_the_same_text(codec: str, mark: bytes, name: str) -> None:
    assert decode(mark + LINES.encode(codec)) == (LINES, name)


@pytest.mark.parametrize(("first", "second"), [("utf-8", "gb18030"), ("gb18030", "utf-8")])
def test_lines_of_another_encoding_are_refused_by_line(first: str, second: str) -> None:
    data = "姓名,县\r\n冯一,武川县\r\n".encode(first) + "冯二,武川县\r\n".encode(second)
    with pytest.raises(FileFault) as caught:
        decode(data)
    assert (caught.value.code, caught.value.row) == ("file.encoding_mixed", 3)


def test_one_appended_utf8_line_that_also_reads_as_gb18030_is_found() -> None:
    data = ("姓名,县\n" * 500).encode("gb18030") + "冯二,县城\n".encode()
    data.decode("gb18030")  # to rubbish, but without an error
    with pytest.raises(FileFault) as caught:
        decode(data)
    assert (caught.value.code, caught.value.row) == ("file.encoding_mixed", 501)


@pytest.mark.parametrize("codec", ["utf-8", "gb18030", "utf-16"])
def test_a_file_that_ends_inside_a_character_is_truncated(codec: str) -> None:
    with pytest.raises(FileFault) as caught:
        decode("姓名,县\n冯一,武川县\n冯二,武".encode(codec)[:-1])
    assert (caught.value.code, caught.value.row) == ("file.truncated", 3)


@pytest.mark.parametrize(
    "data", [b"%PDF-1.7\n\x00\x01", b"\x89PNG\r\n\x1a\n\x00", bytes(range(256))]
)
def test_what_is_no_text_is_no_table(tmp_path: Path, data: bytes) -> None:
    with pytest.raises(FileFault) as caught:
        read_bytes(tmp_path, data, "名册.csv")
    assert caught.value.code == "file.not_a_table"


@pytest.mark.parametrize("data", [b"", b"\r\n\r\n", b",,\r\n,,\r\n"])
def test_an_empty_file_says_so(tmp_path: Path, data: bytes) -> None:
    with pytest.raises(FileFault) as caught:
        read_bytes(tmp_path, data, "名册.csv")
    assert caught.value.code == "file.empty"


@pytest.mark.parametrize("separator", ["\t", ",", ";", "|"])
def test_the_separator_is_what_cuts_evenly(separator: str) -> None:
    lines = [["姓名", "收入", "备注"], ["褚一", "4,500", "甲;乙"], ["褚二", "12,000.5", "无|有"]]
    quoted = [[f'"{c}"' if separator in c else c for c in line] for line in lines]
    text = "名册，共2人\n" + "\n".join(separator.join(line) for line in quoted) + "\n"
    assert find_separator(text) == separator
    assert rows(read_delimited(text))[1:] == lines


def test_excels_own_separator_line_is_no_record() -> None:
    assert rows(read_delimited("sep=;\r\n姓名;县\r\n甲;乙\r\n")) == [["姓名", "县"], ["甲", "乙"]]


def test_rows_are_records_and_blank_lines_count() -> None:
    table = read_delimited('姓名,备注\n\n韩一,"因病,\n因残"\n韩二,"自述""难"""\n,\n')
    assert rows(table) == [
        ["姓名", "备注"],
        [None, None],
        ["韩一", "因病,\n因残"],
        ["韩二", '自述"难"'],
    ]


def test_a_quote_that_never_closes_swallows_nothing() -> None:
    table = read_delimited('姓名,县\n"小明,武川县\n小红,武川县\n小刚,武川县\n')
    assert rows(table)[1] == ['"小明', "武川县"]
    assert len(table) == 4


def test_two_stray_quotes_swallow_nothing() -> None:
    table = read_delimited('姓名,县,乡\n"小明,甲,乙\n小红,甲,乙\n小刚",甲,乙\n小丽,甲,乙\n')
    assert [row[0] for row in rows(table)] == ["姓名", '"小明', "小红", '小刚"', "小丽"]


def test_a_line_break_in_quotes_stays_where_the_lines_alone_are_no_records() -> None:
    table = read_delimited('姓名,县,备注\n小明,甲,"一,\n二"\n小红,"甲\n乙",丙\n小刚,甲,"无"\n')
    assert [row[0] for row in rows(table)] == ["姓名", "小明", "小红", "小刚"]


def test_numbers_kept_as_text_are_unwrapped_and_formulas_are_not() -> None:
    table = read_delimited('a,b\n"=""150121196508219546""","=HYPERLINK(""x"",""y"")"\n="007",x\n')
    assert rows(table)[1:] == [["150121196508219546", '=HYPERLINK("x","y")'], ["007", "x"]]


_FIELD = st.text(alphabet='",\n\r a张\x0b', max_size=6)


@settings(max_examples=300, deadline=None)
@given(st.lists(st.lists(_FIELD, min_size=2, max_size=2), min_size=1, max_size=6), st.booleans())
def test_the_fast_way_reads_as_the_slow_one_or_not_at_all(
    fields: list[list[str]], quoted: bool
) -> None:
    def cell(text: str) -> str:
        return '"' + text.replace('"', '""') + '"' if quoted else text

    text = "\n".join(",".join(map(cell, row)) for row in fields)
    fast = fast_columns(text, ",")
    if fast is not None:
        slow = slow_columns(text, ",")
        assert rows(table_of("", fast)) == rows(table_of("", slow))


def test_a_large_file_takes_the_fast_way_with_the_same_rows() -> None:
    lines = ["姓名,身份证号码,备注", *(f"甲{i},15012119{i:010d},,"[:-1] for i in range(9000))]
    text = "\r\n".join(lines) + "\r\n"
    assert fast_columns(text, ",") is not None
    table = read_delimited(text)
    assert len(table) == 9001
    assert rows(table)[9000] == ["甲8999", "15012119" + "0000008999", None][: len(table.columns)]
