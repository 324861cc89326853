from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pytest
import xlsxwriter
from io_build import rows, saved
from msoffcrypto.format.ooxml import OOXMLFile

from fangpin.errors import FileFault
from fangpin.io import read_file


def test_a_missing_file_is_a_fault(tmp_path: Path) -> None:
    with pytest.raises(FileFault, match="不存在") as caught:
        read_file(tmp_path / "没有.xlsx")
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
