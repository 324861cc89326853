"""Whatever is done to the bytes of a file: rows or a fault, in time, in little memory."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from io_build import ods, xlsb, xlsb_cell, xlsb_text

from fangpin.child import Child, each
from fangpin.errors import FileFault
from fangpin.io.limits import Limits
from fangpin.reading import PRELOAD, FileRead, ReadOptions
from fuzz.mutate import mutant

FIXTURES = Path(__file__).parent.parent / "fixtures" / "reader"
COUNT = int(os.environ.get("FANGPIN_MUTANTS", "2000"))
FIRST = int(os.environ.get("FANGPIN_MUTANTS_FROM", "0"))
LIMITS = Limits(seconds=60, memory_bytes=1 << 30)
OPTIONS = ReadOptions(as_of=date(2024, 6, 30), limits=LIMITS)
_XML = """<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"
 xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet"><Worksheet ss:Name="名册"><Table>
 <Row><Cell><Data ss:Type="String">姓名</Data></Cell><Cell ss:Index="3" ss:MergeDown="1">
 <Data ss:Type="String">户编号</Data></Cell></Row><Row ss:Index="4"><Cell><Data ss:Type="Number">1
 </Data></Cell></Row></Table></Worksheet></Workbook>"""


def seeds() -> list[bytes]:
    """The fixtures, and small files of the formats that they do not have."""
    files = [path.read_bytes() for path in sorted(FIXTURES.iterdir())]
    texts = [xlsb_cell(6, n, xlsb_text(text)) for n, text in enumerate(("姓名", "身份证号码"))]
    cell = '<table:table-cell office:value-type="string"><text:p>姓名</text:p></table:table-cell>'
    row = f'<table:table-row table:number-rows-repeated="3">{cell * 3}</table:table-row>'
    comma = next(data for data in files if data.startswith(b"\xef\xbb\xbf")).decode("utf-8-sig")
    return [
        *files,
        xlsb(texts),
        ods(f'<table:table table:name="名册">{row}</table:table>'),
        _XML.encode(),
        comma.encode("utf-16"),
    ]


def outcomes(folder: Path, numbers: range) -> Iterator[tuple[int, str]]:
    """(number, code of the fault or rows) of each mutant, read, labelled and cleaned."""
    files = seeds()

    def make() -> Child:
        return Child("fangpin.reading.one:read_one", LIMITS, PRELOAD)

    def run(child: Child, number: int) -> tuple[int, str]:
        path = folder / f"{number}.xls"
        path.write_bytes(mutant(files, number))
        out = folder / f"out{number % 64}"
        out.mkdir(exist_ok=True)
        try:
            read: FileRead = child.call(path, path.name, OPTIONS, out)
        except FileFault as fault:
            return number, fault.code
        except RuntimeError as bug:
            return number, f"bug: {bug}"
        finally:
            path.unlink()
        return number, read.faults[0][2] if read.faults else "rows"

    yield from each(make, list(numbers), run, 2)


@pytest.mark.parametrize("count", [200, pytest.param(COUNT, marks=pytest.mark.slow)])
def test_every_mutant_ends_in_rows_or_in_a_fault_of_its_file(tmp_path: Path, count: int) -> None:
    found = dict(outcomes(tmp_path, range(FIRST, FIRST + count)))
    wrong = {n: code for n, code in found.items() if code != "rows" and code[:5] != "file."}
    assert not wrong, f"{len(wrong)} of {len(found)}: {dict(list(wrong.items())[:3])}"
    counts = Counter(found.values())
    assert counts["rows"] > len(found) // 10 and len(counts) > 5, counts
    assert counts["file.unreadable"] <= len(found) // 100, counts  # the child died or took long


def test_a_mutant_is_always_the_same() -> None:
    files = seeds()
    assert [mutant(files, n) for n in range(40)] == [mutant(files, n) for n in range(40)]
