"""Whatever happens to the bytes of a file on its way, it is read or it is a fault with a code."""

from __future__ import annotations

import random
import zipfile
from collections.abc import Callable
from io import BytesIO

import pytest
import xlwt
from io_build import inline, ods, xlsx_parts, zipped

from fangpin.errors import FileFault
from fangpin.io.limits import Limits
from fangpin.io.reader import read_bytes

CODES = {
    "file.empty",
    "file.encoding_mixed",
    "file.encrypted",
    "file.entity_expansion",
    "file.not_a_table",
    "file.too_large_inside",
    "file.truncated",
}


def _xlsx() -> bytes:
    cells = inline("A1", "姓名") + '<c r="B1"><f>1+1</f></c><c r="C1" t="e"><v>#N/A</v></c>'
    merges = '<mergeCells><mergeCell ref="A1:A3"/></mergeCells>'
    return zipped(xlsx_parts(f'<sheetData><row r="1">{cells}</row></sheetData>{merges}'))


def _xls() -> bytes:
    book = xlwt.Workbook()
    sheet = book.add_sheet("名册")
    for row in range(20):
        sheet.write(row, 0, f"甲{row}")
        sheet.write(row, 1, row / 4)
    data = BytesIO()
    book.save(data)
    return data.getvalue()


def _ods() -> bytes:
    cell = '<table:table-cell office:value-type="string"><text:p>甲</text:p></table:table-cell>'
    row = f"<table:table-row>{cell * 3}</table:table-row>"
    return ods(f'<table:table table:name="名册">{row * 5}</table:table>')


def _html() -> bytes:
    row = "<tr><td rowspan=2>HA01<td x:num='1'>甲&nbsp;</tr><tr><td>乙</tr>"
    return f"<html><meta charset=gbk><table>{row * 5}</table></html>".encode("gb18030")


def _csv() -> bytes:
    return ("姓名,备注\r\n" + '冯一,"因病,\n因残"\r\n' * 5).encode("gb18030")


def _damaged(data: bytes, chance: random.Random) -> bytes:
    """Cut, overwrite, take out or double some bytes."""
    if chance.random() < 0.2:
        return data[: chance.randrange(len(data))]
    for _ in range(chance.choice((1, 2, 10))):
        at = chance.randrange(len(data))
        length = chance.choice((1, 4, 40))
        new = chance.choice((b"", chance.randbytes(length), data[at : at + 2 * length]))
        data = data[:at] + new + data[at + length :] or b"x"
    return data


def _damaged_part(data: bytes, chance: random.Random) -> bytes:
    """The same to one part inside a zip."""
    with zipfile.ZipFile(BytesIO(data)) as archive:
        parts: dict[str, str | bytes] = {name: archive.read(name) for name in archive.namelist()}
    name = chance.choice(sorted(parts))
    part = parts[name]
    assert isinstance(part, bytes)
    return zipped({**parts, name: _damaged(part, chance)})


@pytest.mark.parametrize("build", [_xlsx, _xls, _ods, _html, _csv])
def test_damage_never_ends_in_a_traceback(build: Callable[[], bytes]) -> None:
    data = build()
    chance = random.Random(build.__name__)
    for _ in range(250):
        inside = data.startswith(b"PK") and chance.random() < 0.7
        damaged = _damaged_part(data, chance) if inside else _damaged(data, chance)
        try:
            file = read_bytes(damaged, "名册", (), Limits())
        except FileFault as fault:
            assert fault.code in CODES
            assert fault.detail
        else:
            assert all(len(table) for table in file.tables)
