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
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path

from public_files_reference import Sheets, Value, rows_of

from fangpin.child import Child
from fangpin.errors import FileFault
from fangpin.io.find import ENDINGS
from fangpin.io.limits import Limits
from fangpin.io.plain import plain_rows
from fangpin.io.table import RawFile

SECONDS = 60.0
LIMITS = Limits(seconds=SECONDS, memory_bytes=1 << 30)
UNCLEAR = frozenset({"file.unreadable"})  # says only that reading failed
NEAR = 6e-6  # half a second, in days


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
    child = Child("fangpin.io.guard:read_for_parent", LIMITS)
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


def judged(child: Child, reference: Reference, path: Path) -> tuple[str, str]:
    """(agree, refused, no reference, differ, crash, hang or unclear; why) of one file."""
    try:
        raw: RawFile = child.call(str(path), None, (), LIMITS)
    except FileFault as fault:
        hang = "仍未读完" in fault.detail
        word = "hang" if hang else "unclear" if fault.code in UNCLEAR else "refused"
        return word, f"{fault.code} {fault.detail}"
    except RuntimeError as bug:
        return "crash", str(bug).splitlines()[-1]
    if raw.format not in ("xlsx", "xls", "xlsb", "ods", "csv"):
        return "no reference", raw.format
    theirs = reference.read(raw.format, path.resolve())
    if isinstance(theirs, str):
        return "no reference", theirs
    found = difference(raw, theirs)
    return ("differ", found) if found else ("agree", "")


def difference(raw: RawFile, theirs: Sheets) -> str:
    """The first cell that is not the same, "" where all are."""
    skipped = dict(raw.skipped_sheets)
    ours = {name: rows_of(rows) for name, rows in plain_rows(raw)}
    for name, rows in theirs.items():
        if rows and name not in ours and name not in skipped:
            return f"sheet {name!r} is missing"
        if rows and "空" in skipped.get(name, ""):
            return f"sheet {name!r} is empty"
    for name, rows in ours.items():
        if name not in theirs:
            return f"sheet {name!r} is too much"
        for at, (mine, other) in enumerate(zip_longest(rows, theirs[name], fillvalue=[]), 1):
            for column, (left, right) in enumerate(zip_longest(mine, other), 1):
                if not same(left, right):
                    return f"{name!r} row {at} column {column}: {left!r}, not {right!r}"
    return ""


def same(left: Value, right: Value) -> bool:
    """Whether two cells hold the same."""
    if isinstance(left, bool) or isinstance(right, bool) or isinstance(left, str):
        return left == right
    if left is None or right is None or isinstance(right, str):
        return left == right
    return abs(left - right) <= max(NEAR, 1e-9 * abs(right))


if __name__ == "__main__":
    main()
