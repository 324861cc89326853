from __future__ import annotations

import sys
from io import BytesIO
from pathlib import Path

import pytest
import xlsxwriter
from io_build import inline, rows, saved, xlsx_parts, zipped
from msoffcrypto.format.ooxml import OOXMLFile

from fangpin.child import USED
from fangpin.errors import FileFault
from fangpin.io import find_files, read_file
from fangpin.io.guard import GuardedReader, read_file_guarded, read_files_guarded
from fangpin.io.limits import Limits


def _workbook(name: str) -> bytes:
    cells = inline("A1", "姓名") + inline("B1", name) + '<c r="C1"><v>1.5</v></c>'
    return zipped(xlsx_parts(f'<sheetData><row r="1">{cells}</row></sheetData>'))


def test_a_child_reads_as_the_parent_does_file_after_file(tmp_path: Path) -> None:
    for name in ("a.xlsx", "c.xlsx", "d.xlsx"):
        saved(tmp_path, _workbook(name), name)
    saved(tmp_path, b"PK\x03\x04rubbish", "b.xlsx")
    files, _ = find_files([tmp_path])
    answers = list(read_files_guarded(files, workers=2))
    assert isinstance(answers[1], FileFault)
    assert answers[1].code == "file.truncated"
    for file, answer in zip(files, answers, strict=True):
        if not isinstance(answer, FileFault):
            here = read_file(file.path, name=file.name)
            assert (answer.path, answer.sha256) == (here.path, here.sha256)
            assert [rows(t) for t in answer.tables] == [rows(t) for t in here.tables]


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux holds a process to its memory")
def test_a_child_that_takes_too_long_or_dies_is_a_fault_and_the_next_file_is_read(
    tmp_path: Path,
) -> None:
    row = f"<row>{'<c><v>1.5</v></c>' * 20}</row>"
    big = saved(tmp_path, zipped(xlsx_parts(f"<sheetData>{row * 200_000}</sheetData>")), "大.xlsx")
    small = saved(tmp_path, _workbook("小"), "小.xlsx")
    for limits in (Limits(seconds=0.4), Limits(memory_bytes=600 << 20)):
        with GuardedReader(limits) as reader:
            with pytest.raises(FileFault) as caught:
                reader.read(big)
            assert caught.value.code == "file.unreadable"
            reader.limits = Limits()  # a busy machine may need longer than that for any file
            assert rows(reader.read(small).tables[0]) == [["姓名", "小", "1.5"]]


def test_what_children_use_is_counted(tmp_path: Path) -> None:
    before = USED.cpu
    with GuardedReader() as reader:
        reader.read(saved(tmp_path, _workbook("小"), "小.xlsx"))
    assert USED.cpu > before
    assert max(USED.peaks.values()) > 10 << 20


def test_a_missing_file_is_a_fault(tmp_path: Path) -> None:
    with pytest.raises(FileFault, match="不存在") as caught:
        read_file_guarded(tmp_path / "没有.xlsx")
    assert caught.value.code == "file.unreadable"


@pytest.mark.parametrize(("given", "opens"), [((), False), (("错",), False), (("错", "对"), True)])
def test_a_workbook_with_a_password(tmp_path: Path, given: tuple[str, ...], opens: bool) -> None:
    path = saved(tmp_path, _encrypted("对"), "密.xlsx")
    if opens:
        assert rows(read_file(path, password=given).tables[0])[0][0] == "0"
        return
    with pytest.raises(FileFault, match="密码") as caught:
        read_file(path, password=given)
    assert caught.value.code == "file.encrypted"


def test_excels_built_in_password_is_tried_without_asking(tmp_path: Path) -> None:
    path = saved(tmp_path, _encrypted("VelvetSweatshop"), "只读.xlsx")
    assert len(read_file(path).tables) == 1


def _encrypted(password: str) -> bytes:
    plain, data = BytesIO(), BytesIO()
    with xlsxwriter.Workbook(plain, {"in_memory": True}) as book:
        book.add_worksheet().write_row(0, 0, list(range(200)))
    plain.seek(0)
    OOXMLFile(plain).encrypt(password, data)
    return data.getvalue()
