"""Read folders of other projects' spreadsheets and compare every cell with other readers.

    python benchmarks/public_files.py FOLDER... [--reference-python PYTHON] [--details FILE]

Each file is read by fangpin.io in a process that may use 60 seconds and 1 GB, and by openpyxl
(xlsx), xlrd (xls), pyxlsb, pandas with odfpy (ods) or the csv module, installed where PYTHON finds
them. Compared are the visible sheets' values: a date is the number that a spreadsheet keeps, an
empty text is a blank, line ends and blanks around a text don't count.
"""

from __future__ import annotations

import argparse
import json
import select
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path

from public_files_reference import Sheets, Value, rows_of

from fangpin.child import Child
from fangpin.errors import FileFault
from fangpin.io import read_file
from fangpin.io.find import ENDINGS
from fangpin.io.limits import Limits
from fangpin.io.plain import plain_rows
from fangpin.io.table import RawFile, RawTable

SECONDS = 60.0
LIMITS = Limits(seconds=SECONDS, memory_bytes=1 << 30)
UNCLEAR = frozenset({"file.unreadable"})  # says only that reading failed
NEAR = 6e-6  # half a second, in days
SINCE_1904 = 1462  # days between the two date systems


@dataclass
class Reference:
    """The other readers, in a process of their own that is started anew when it hangs."""

    python: str
    process: subprocess.Popen[str] | None = None

    def read(self, form: str, path: Path) -> Sheets | str:
        """What the reader of a format gives, or why it gives nothing."""
        if self.process is None:
            self.process = subprocess.Popen(
                [self.python, str(Path(__file__).with_name("public_files_reference.py"))],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                text=True,
            )
        assert self.process.stdin is not None and self.process.stdout is not None
        print(form, path, sep="\t", file=self.process.stdin, flush=True)
        if select.select([self.process.stdout], [], [], 3 * SECONDS)[0]:
            line = self.process.stdout.readline()
            if line:
                told: Sheets | str = json.loads(line)
                return told
        self.close()
        return "crashed or hung"

    def close(self) -> None:
        """End the process."""
        if self.process is not None:
            self.process.kill()
            self.process.wait()
        self.process = None


def main() -> None:
    """Read, compare and count everything under the folders."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folders", type=Path, nargs="+")
    parser.add_argument("--reference-python", default=sys.executable)
    parser.add_argument("--details", type=Path, help="a line a file that does not simply agree")
    given = parser.parse_args()
    child = Child("public_files:read_raw", LIMITS)
    reference = Reference(given.reference_python)
    lines = []
    try:
        for folder in given.folders:
            counts: Counter[str] = Counter()
            for path in sorted(p for p in folder.rglob("*") if p.suffix.lower() in ENDINGS):
                verdict, why = judged(child, reference, path)
                counts[verdict] += 1
                if verdict != "agree":
                    lines.append(f"{verdict}\t{path.relative_to(folder.parent)}\t{why}")
            print(summary(folder.name, counts), flush=True)
    finally:
        child.close()
        reference.close()
    if given.details:
        given.details.write_text("\n".join(lines) + "\n", "utf-8")


def summary(name: str, counts: Counter[str]) -> str:
    """One folder's line."""
    total = sum(counts.values())
    good = counts["agree"] + counts["refused"] + counts["no reference"]
    told = ", ".join(f"{verdict} {count}" for verdict, count in sorted(counts.items()))
    return f"{name}: {total} files, {good / max(total, 1):.1%} agree or refused: {told}"


def read_raw(path: Path) -> RawFile:
    """What the child does."""
    return read_file(path, limits=LIMITS)


def judged(child: Child, reference: Reference, path: Path) -> tuple[str, str]:
    """(agree, refused, no reference, differ, empty, crash, hang or unclear; why) of one file."""
    try:
        raw: RawFile = child.call(path)
    except FileFault as fault:
        return verdict_of(fault, reference, path), f"{fault.code} {fault.detail}"
    except RuntimeError as bug:
        return "crash", str(bug).splitlines()[-1]
    if raw.format not in ("xlsx", "xls", "xlsb", "ods", "csv"):
        return "no reference", raw.format
    theirs = reference.read(raw.format, path.resolve())
    if isinstance(theirs, str):
        return "no reference", theirs
    found = difference(raw, theirs)
    return ("differ", found) if found else ("agree", "")


def verdict_of(fault: FileFault, reference: Reference, path: Path) -> str:
    """Whether a fault is a clear reason; an empty file must be one for the other reader too."""
    if fault.code == "file.empty" and "隐藏" not in fault.detail:
        theirs = reference.read(guessed(path), path.resolve())
        return "empty" if isinstance(theirs, dict) and any(theirs.values()) else "refused"
    hang = "仍未读完" in fault.detail
    return "hang" if hang else "unclear" if fault.code in UNCLEAR else "refused"


def guessed(path: Path) -> str:
    """The format by the first bytes, and among zips by the ending."""
    head, ending = path.read_bytes()[:4], path.suffix.lower()
    if head == b"PK\x03\x04":
        return ending[1:] if ending in (".xlsb", ".ods") else "xlsx"
    return "xls" if head == b"\xd0\xcf\x11\xe0" else "csv"


def difference(raw: RawFile, theirs: Sheets) -> str:
    """The first cell that is not the same, "" where all are."""
    skipped = dict(raw.skipped_sheets)
    ours = {name: (rows_of(rows), n) for n, (name, rows) in enumerate(plain_rows(raw))}
    for name, rows in theirs.items():
        if rows and name not in ours and name not in skipped:
            return f"sheet {name!r} is missing"
        if rows and "空" in skipped.get(name, ""):
            return f"sheet {name!r} is empty"
    for name, (mine, n) in ours.items():
        if name not in theirs:
            return f"sheet {name!r} is too much"
        found = first_difference(raw.tables[n], mine, theirs[name])
        if found:
            return f"{name!r} {found}"
    return ""


def first_difference(table: RawTable, ours: list[list[Value]], theirs: list[list[Value]]) -> str:
    """The first cell of a sheet that is not the same."""
    covered = under_merges(table)
    for at, (mine, other) in enumerate(zip_longest(ours, theirs, fillvalue=[]), 1):
        for column, (left, right) in enumerate(zip_longest(mine, other), 1):
            if same(left, right, table.date1904) or (right is None and covered(at, column)):
                continue
            return f"row {at} column {column}: {left!r}, not {right!r}"
    return ""


def under_merges(table: RawTable) -> Callable[[int, int], bool]:
    """Whether a cell lies under a merged one (openpyxl and pandas drop what it holds)."""
    first = table.first_row

    def covered(row: int, column: int) -> bool:
        return any(
            top <= row - first <= bottom and left <= column - 1 <= right
            for top, left, bottom, right in table.merges
        )

    return covered


def same(left: Value, right: Value, date1904: bool) -> bool:
    """Whether two cells hold the same."""
    if isinstance(left, bool) or isinstance(right, bool) or isinstance(left, str):
        return left == right
    if left is None or right is None or isinstance(right, str):
        return left == right
    apart = abs(left - right)
    near = max(NEAR, 1e-9 * abs(right))
    return apart <= near or (date1904 and abs(apart - SINCE_1904) <= near)


if __name__ == "__main__":
    main()
