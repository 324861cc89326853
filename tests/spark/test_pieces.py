"""A big file in pieces gives what it gives whole: rows, row numbers, faults, counts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from fangpin.reading.model import FileRead, ReadOptions
from fangpin.reading.one import read_one
from fangpin.spark.pieces import HEAD, joined, plan, read_piece
from tests.match.make import person

HOW = ReadOptions(as_of=date(2020, 4, 18))
HEADERS = ("姓名", "证件号码", "参保年度", "参保状态", "是否代缴", "旗县", "参保日期")
CHUNK = 20_000


def rows(count: int) -> list[Sequence[str]]:
    """Rows of an insurance roster, a faulty one here and there."""
    made = []
    for n in range(count):
        number = person(n % 50, f"19{n % 80 + 10}{n % 12 + 1:02}{n % 28 + 1:02}")
        if n % 97 == 0:
            number = number[:-1]
        paid = "2020-13-01" if n % 101 == 0 else f"2020-01-{n % 28 + 1:02}"
        made.append((f"孟·珍{n}", number, "2020", "正常参保", "是", "武川县", paid))
    return made


def text(lines: Sequence[Sequence[str]], end: str = "\n") -> str:
    return "".join(",".join(line) + end for line in (HEADERS, *lines))


def both(path: Path, folder: Path) -> tuple[FileRead, FileRead | None]:
    """A file read whole, and in pieces."""
    whole, parts = folder / "whole", folder / "parts"
    whole.mkdir()
    parts.mkdir()
    cut = plan(path, CHUNK)
    assert cut is not None
    assert len(cut.pieces) > 3
    made = [read_piece(path, path.name, HOW, (cut, n), parts) for n in range(len(cut.pieces))]
    return read_one(path, path.name, HOW, whole), joined(made, path.name, parts)


def typed(read: FileRead) -> list[dict[str, Any]]:
    """The typed rows of a file, nulls left out."""
    (source,) = read.sources
    files = sorted(source.path.glob("*.parquet")) if source.path.is_dir() else [source.path]
    found = [row for file in files for row in pq.read_table(file).to_pylist()]
    return [{k: v for k, v in row.items() if v is not None} for row in found]


def told(read: FileRead) -> dict[str, Any]:
    (source,) = read.sources
    names = ("sheet", "sha256", "kind", "headers", "rows", "accepted", "skipped", "years")
    return {name: getattr(source, name) for name in names} | {"latest": read.latest}


def assert_same(whole: FileRead, pieces: FileRead | None) -> None:
    assert pieces is not None
    assert told(whole) == told(pieces)
    assert typed(whole) == typed(pieces)
    (one,), (other,) = whole.problems, pieces.problems
    assert len(one) > 10
    assert one.reset_index(drop=True).equals(other)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_text_in_pieces(tmp_path: Path, encoding: str, end: str) -> None:
    path = tmp_path / "城乡居民医保参保.csv"
    path.write_bytes(text(rows(3000), end).encode(encoding))
    assert_same(*both(path, tmp_path))


def test_quotes_blank_lines_and_remarks_at_the_end(tmp_path: Path) -> None:
    lines: list[Sequence[str]] = list(rows(3000))
    lines[700] = ('"孟,珍"', *lines[700][1:])
    lines[1500:1500] = [("",)] * 3
    lines += [("合计", "", "3000"), ("填表人:孟珍",)]
    path = tmp_path / "城乡居民医保参保.csv"
    path.write_text(text(lines), "utf-8")
    whole, pieces = both(path, tmp_path)
    assert_same(whole, pieces)
    assert [why for _, why in whole.sources[0].skipped][-2:] == ["合计行", "说明、签名"]


def test_a_remark_in_the_middle_is_a_row(tmp_path: Path) -> None:
    lines: list[Sequence[str]] = list(rows(3000))
    for at in range(600, 3000, 60):
        lines[at] = ("", "", "", "", "", "", "以下为补报人员请注意核对")
    path = tmp_path / "城乡居民医保参保.csv"
    path.write_text(text(lines), "utf-8")
    assert_same(*both(path, tmp_path))


@pytest.mark.parametrize(
    "content",
    [
        text([*rows(2000), ('"孟\n珍"', *rows(1)[0][1:]), *rows(2000)]).encode(),
        ("sep=,\n" + text(rows(3000))).encode(),
        text(rows(3000)).encode("utf-16"),
        text(rows(3000), "\r").encode(),
    ],
    ids=["lines in a cell", "sep", "utf-16", "old line ends"],
)
def test_what_can_not_be_cut_is_read_whole(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "参保.csv"
    path.write_bytes(content)
    assert plan(path, CHUNK) is None


def test_pieces_in_two_encodings_are_no_file(tmp_path: Path) -> None:
    path = tmp_path / "城乡居民医保参保.csv"
    path.write_bytes(
        text(rows(2000)).encode() + text(rows(2000))[len(",".join(HEADERS)) + 1 :].encode("gb18030")
    )
    whole, pieces = both_or_none(path, tmp_path)
    assert [fault[2] for fault in whole.faults] == ["file.encoding_mixed"]
    assert pieces is None


def both_or_none(path: Path, folder: Path) -> tuple[FileRead, FileRead | None]:
    cut = plan(path, CHUNK)
    assert cut is not None
    made = [read_piece(path, path.name, HOW, (cut, n), folder) for n in range(len(cut.pieces))]
    return read_one(path, path.name, HOW, folder), joined(made, path.name, folder)


def test_a_parquet_file_in_pieces(tmp_path: Path) -> None:
    made = rows(3000)
    columns = [pa.array(column) for column in zip(*made, strict=True)]
    years = columns[2].cast(pa.int64())
    table = pa.table([*columns[:2], years, *columns[3:]], names=list(HEADERS))
    path = tmp_path / "城乡居民医保参保.parquet"
    pq.write_table(table, path, row_group_size=HEAD // 2)
    assert_same(*both(path, tmp_path))


def test_parquet_is_read_as_the_same_rows_in_text(tmp_path: Path) -> None:
    """Column names are row 1, so that row numbers are those of a sheet."""
    made = rows(200)
    table = pa.table([pa.array(c) for c in zip(*made, strict=True)], names=list(HEADERS))
    days = pa.array(
        [None if "13" in d else date.fromisoformat(d) for d in table["参保日期"].to_pylist()]
    )
    table = table.set_column(6, "参保日期", days)
    pq.write_table(table, tmp_path / "参保.parquet")
    lines = [(*row[:6], "" if "13" in row[6] else row[6]) for row in made]
    (tmp_path / "参保.csv").write_text(text(lines), "utf-8")
    read = [
        read_one(tmp_path / f"参保.{e}", f"参保.{e}", HOW, folder(tmp_path, e))
        for e in ("csv", "parquet")
    ]
    assert typed(read[0]) == typed(read[1])
    assert len(read[0].problems[0]) > 0
    assert read[0].problems[0].drop(columns="file").equals(read[1].problems[0].drop(columns="file"))


def folder(parent: Path, name: str) -> Path:
    made = parent / name
    made.mkdir()
    return made


def test_a_parquet_file_cut_short_is_a_fault(tmp_path: Path) -> None:
    path = tmp_path / "参保.parquet"
    pq.write_table(pa.table({"姓名": ["孟珍"]}), path)
    path.write_bytes(path.read_bytes()[:-20])
    assert [f[2] for f in read_one(path, path.name, HOW, tmp_path).faults] == ["file.truncated"]


def test_a_column_of_lists_is_no_table(tmp_path: Path) -> None:
    path = tmp_path / "参保.parquet"
    pq.write_table(pa.table({"姓名": ["孟珍"], "证件号码": [["a"]]}), path)
    assert [f[2] for f in read_one(path, path.name, HOW, tmp_path).faults] == ["file.not_a_table"]
