"""What cannot be beaten: the bare readers and writers of the same cells.

    python benchmarks/floors.py calamine|polars FOLDER [--workers N]
    python benchmarks/floors.py xlsxwriter|compress OUT [--workers N]

calamine: every cell of every workbook below FOLDER by python-calamine, as Python values. polars:
every CSV file as a frame of texts. xlsxwriter: the cells of the workbooks that a scan wrote, by
XlsxWriter a call a cell, without styles. compress: zlib alone on the parts of those workbooks.
Files are shared out among N processes. Prints JSON: wall and processor seconds of the work alone,
without finding out the cells.
"""

from __future__ import annotations

import argparse
import io
import json
import os
import time
import zipfile
import zlib
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

Seconds = tuple[float, float]


def main() -> None:
    """Run one floor and print its seconds."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("floor", choices=sorted(FLOORS))
    parser.add_argument("folder", type=Path)
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    given = parser.parse_args()
    work, ending = FLOORS[given.floor]
    files = sorted(p for p in given.folder.rglob(f"*{ending}") if not p.name.startswith((".", "~")))
    with ProcessPoolExecutor(given.workers, mp_context=get_context("spawn")) as pool:
        list(pool.map(warm, range(given.workers)))
        start = time.perf_counter()
        each = list(pool.map(work, files))
        wall = time.perf_counter() - start
    # reading is all there is; a writer finds out its cells first, which is not its work
    if given.floor in ("xlsxwriter", "compress"):
        wall = sum(one[0] for one in each) / min(given.workers, max(1, len(each)))
    print(json.dumps({"wall": wall, "cpu": sum(one[1] for one in each), "files": len(files)}))


def warm(_: int) -> None:
    """Import what the work needs."""
    import polars  # noqa: F401
    import python_calamine  # noqa: F401
    import xlsxwriter  # noqa: F401


def timed(work: Callable[[], object]) -> Seconds:
    """Wall and processor seconds of some work; what it gives lives until they are taken."""
    wall, cpu = time.perf_counter(), time.process_time()
    made = work()
    told = time.perf_counter() - wall, time.process_time() - cpu
    del made
    return told


def calamine(file: Path) -> Seconds:
    """All cells of a workbook."""
    from python_calamine import CalamineWorkbook

    def read() -> list[object]:
        book = CalamineWorkbook.from_path(str(file))
        return [book.get_sheet_by_name(name).to_python() for name in book.sheet_names]

    return timed(read)


def polars(file: Path) -> Seconds:
    """A CSV file as texts."""
    import polars as pl

    def read() -> pl.DataFrame:
        data = file.read_bytes()
        try:
            text = data.removeprefix(b"\xef\xbb\xbf").decode("utf-8")
        except UnicodeDecodeError:
            text = data.decode("gb18030")
        return pl.read_csv(io.StringIO(text), infer_schema=False)

    return timed(read)


def xlsxwriter(file: Path) -> Seconds:
    """The cells of a workbook, written anew."""
    from python_calamine import CalamineWorkbook

    book = CalamineWorkbook.from_path(str(file))
    sheets: list[tuple[str, Sequence[Sequence[object]]]] = [
        (name, book.get_sheet_by_name(name).to_python()) for name in book.sheet_names
    ]
    return timed(lambda: write(sheets))


def write(sheets: Sequence[tuple[str, Sequence[Sequence[object]]]]) -> int:
    """Write rows of cells into memory; the size of the workbook."""
    import xlsxwriter as writer

    target = io.BytesIO()
    book = writer.Workbook(target)
    for name, rows in sheets:
        sheet = book.add_worksheet(name)
        for row, cells in enumerate(rows):
            for column, value in enumerate(cells):
                if isinstance(value, str):
                    if value:
                        sheet.write_string(row, column, value)
                elif isinstance(value, (int, float)):
                    sheet.write_number(row, column, value)
                else:
                    sheet.write_string(row, column, str(value))
    book.close()
    return len(target.getvalue())


def compress(file: Path) -> Seconds:
    """The parts of a workbook through zlib at its usual level."""
    with zipfile.ZipFile(file) as package:
        parts = [package.read(name) for name in package.namelist()]
    return timed(lambda: [zlib.compress(part) for part in parts])


FLOORS: dict[str, tuple[Callable[[Path], Seconds], str]] = {
    "calamine": (calamine, ".xlsx"),
    "polars": (polars, ".csv"),
    "xlsxwriter": (xlsxwriter, ".xlsx"),
    "compress": (compress, ".xlsx"),
}

if __name__ == "__main__":
    main()
