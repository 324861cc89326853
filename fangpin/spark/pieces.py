"""A big text or Parquet file in pieces that several tasks read, each as if it were the whole.

Every piece is labelled with the file's first rows before it (they tell separator, header and kind)
and a few rows of the next piece after it (so that the last row of a piece is not taken for the
file's last one); both are dropped again. What can't be cut so is read whole.
"""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from io import StringIO
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pandas as pd

from fangpin.errors import FileFault, UseError
from fangpin.io import sniff
from fangpin.io.decode import decode
from fangpin.io.delimited import find_separator, read_delimited, split_sep_line
from fangpin.io.table import RawFile
from fangpin.reading.model import FileRead, ReadOptions, Source

if TYPE_CHECKING:
    from fangpin.rosters.model import Roster

HEAD = 500  # rows before each piece; more than separator, header and kind are told by
TAIL = 20  # rows after it
BLOCK = 1 << 24
_OTHER = (b"\xff\xfe", b"\xfe\xff", b"\x00\x00\xfe\xff", sniff.OLE2, b"PK")  # UTF-16, -32, others
Bytes = npt.NDArray[np.uint8]
_LINE, _RETURN, _QUOTE = b'\n\r"'


@dataclass(frozen=True)
class Piece:
    """A part of a file.

    start, end: bytes of a text, row groups of a Parquet file. before: rows of the file before the
    piece; rows: its own; last: whether the file ends with it.
    """

    start: int
    end: int
    before: int
    rows: int
    last: bool


@dataclass(frozen=True)
class Plan:
    """How a file is cut; sha256: of the whole file."""

    sha256: str
    format: str
    pieces: tuple[Piece, ...]


def plan(path: Path, chunk: int) -> Plan | None:
    """How to cut a file into pieces of some `chunk` bytes, None where it is read whole."""
    if path.stat().st_size <= chunk:
        return None
    with path.open("rb") as file:
        first = file.read(64)
    if first.startswith(b"PAR1"):
        from fangpin.io.parquet import row_groups

        cut = tuple(of_groups(row_groups(path), chunk))
        return Plan(digest(path), "parquet", cut) if len(cut) > 1 else None
    text = first.lstrip(b'\xef\xbb\xbf \t\r\n"')
    if first.startswith(_OTHER) or text.startswith(b"<") or text.lower().startswith(b"sep="):
        return None
    cutter = Cutter(chunk)
    with path.open("rb") as file:
        while block := file.read(BLOCK):
            if not cutter.take(block):
                return None
    return cutter.plan()


def digest(path: Path) -> str:
    """SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def of_groups(sizes: Sequence[tuple[int, int]], chunk: int) -> Iterator[Piece]:
    """Pieces of a Parquet file. sizes: (rows, bytes) of each row group."""
    start = before = rows = size = 0
    for number, (own, weight) in enumerate(sizes, 1):
        rows, size = rows + own, size + weight
        if (size >= chunk and before + rows >= HEAD) or number == len(sizes):
            yield Piece(start, number, before, rows, number == len(sizes))
            start, before, rows, size = number, before + rows, 0, 0


class Cutter:
    """Cuts a text at line ends, in one pass over its bytes.

    cuts: (byte, line) at which a piece begins. The head rows are of the first piece.
    """

    def __init__(self, chunk: int) -> None:
        self.chunk = chunk
        self.found = hashlib.sha256()
        self.cuts = [(0, 0)]
        self.place = self.lines = self.quotes = 0
        self.ending = b""

    def take(self, block: bytes) -> bool:
        """Take the next bytes; False where a record may have several lines, or it is no text."""
        self.found.update(block)
        data = np.frombuffer(block, np.uint8)
        ends = np.flatnonzero(data == _LINE)
        if 0 in block or not self.plain_ends(data) or not self.closed(data, ends):
            return False
        least = np.arange(self.lines + 1, self.lines + 1 + len(ends)) > HEAD
        places = ends + self.place + 1
        at = int(least.argmax()) if least.any() else len(ends)
        while at < len(ends):
            at += int(np.searchsorted(places[at:], self.cuts[-1][0] + self.chunk))
            if at < len(ends):
                self.cuts.append((int(places[at]), self.lines + at + 1))
                at += 1
        self.place += len(block)
        self.lines += len(ends)
        self.ending = block[-1:]
        return True

    def plain_ends(self, data: Bytes) -> bool:
        """Whether no carriage return stands alone."""
        if self.ending == b"\r" and data[0] != _LINE:
            return False
        returns = np.flatnonzero(data[:-1] == _RETURN)
        return bool((data[returns + 1] == _LINE).all())

    def closed(self, data: Bytes, ends: npt.NDArray[np.int64]) -> bool:
        """Whether as many quotes close as open in every line."""
        marks = np.flatnonzero(data == _QUOTE)
        before = self.quotes
        self.quotes += len(marks)
        if not self.quotes:
            return True
        return bool(((np.searchsorted(marks, ends) + before) % 2 == 0).all())

    def plan(self) -> Plan | None:
        """The pieces, None where there is but one."""
        lines = self.lines + (self.ending != b"\n")
        cuts = [cut for cut in self.cuts if cut[0] < self.place]
        stops = [*cuts[1:], (self.place, lines)]
        pieces = [
            Piece(start, end, line, until - line, end == self.place)
            for (start, line), (end, until) in zip(cuts, stops, strict=True)
        ]
        return Plan(self.found.hexdigest(), "csv", tuple(pieces)) if len(pieces) > 1 else None


def raw_piece(path: Path, name: str, how: Plan, piece: Piece) -> RawFile:
    """A piece with the rows around it. Raises FileFault for what can't be read so."""
    if how.format == "parquet":
        from fangpin.io.parquet import read_groups

        table = read_groups(path, piece.start, piece.end, HEAD, TAIL)
        return RawFile(name, how.sha256, "parquet", "", (table,))
    text, encoding = decode(bytes_of(path, piece))
    if '"' in text:
        whole_lines(text)
    return RawFile(name, how.sha256, "csv", encoding, (read_delimited(text),))


def bytes_of(path: Path, piece: Piece) -> bytes:
    """The bytes of a piece of a text between its head and its tail."""
    with path.open("rb") as file:
        head = b"".join(islice(file, HEAD)) if piece.start else b""
        file.seek(piece.start)
        own = file.read(piece.end - piece.start)
        tail = b"".join(islice(file, TAIL))
    return head + own + tail


def whole_lines(text: str) -> None:
    """Raise FileFault where a record has several lines all the same."""
    separator, rest = split_sep_line(text)
    separator = separator or find_separator(rest)
    records = sum(1 for _ in csv.reader(StringIO(rest, newline=""), delimiter=separator))
    if records != rest.count("\n") + (not rest.endswith("\n")):
        raise FileFault("file.unreadable", "一条记录有几行")


def own_rows(roster: Roster, piece: Piece, first: int) -> Roster:
    """A labelled piece without the rows around it, its rows numbered as in the file.

    first: rows that the head has beside those of the file (the names of Parquet columns).
    """
    head = HEAD + first if piece.start else 0
    own = range(head + 1, head + 1 + piece.rows + (0 if piece.start else first))
    keep = np.flatnonzero((roster.rows >= own.start) & (roster.rows < own.stop))
    move = piece.before + first - head if piece.start else 0
    return replace(
        roster,
        cells={name: column.take(keep) for name, column in roster.cells.items()},
        rows=roster.rows[keep] + move,
        positions=roster.positions[keep],
        slots=None if roster.slots is None else roster.slots[keep],
        skipped=tuple((row + move, why) for row, why in roster.skipped if row in own),
    )


@dataclass(frozen=True)
class Part:
    """What became of a piece. told, encoding: what must be the same in all pieces of a file."""

    source: Source
    problems: pd.DataFrame
    latest: date | None
    told: tuple[object, ...]
    encoding: str


def read_piece(
    path: Path, name: str, options: ReadOptions, cut: tuple[Plan, int], folder: Path
) -> Part | None:
    """One piece by the local engine's own labelling and cleaning, its rows as `folder/number`.

    cut: how the file is cut, and which piece. None where the piece alone does not tell what it
    is: then the file is read whole.
    """
    from fangpin.reading.one import as_told, kinds_config, kinds_of, latest_day, source
    from fangpin.rosters.check import check

    how, number = cut
    piece = how.pieces[number]
    kinds = kinds_of(kinds_config(options))
    try:
        raw = raw_piece(path, name, how, piece)
        labelled = as_told(raw, options, kinds)
    except (FileFault, UseError):
        return None
    if len(labelled.rosters) != 1 or labelled.refused or labelled.no_table:
        return None
    (roster,) = labelled.rosters
    if roster.mark is not None:
        return None
    checked = check(own_rows(roster, piece, int(how.format == "parquet")), options.as_of, kinds)
    made = source(raw, checked, 0, folder / f"{number:06}.parquet")
    told = (made.kind, made.headers, roster.slot_headers, roster.units, roster.columns)
    return Part(made, checked.problems, latest_day(checked, kinds), told, raw.encoding)


def joined(parts: Sequence[Part | None], file: str, folder: Path) -> FileRead | None:
    """A file of its pieces; None where they do not agree on what it is."""
    good = [part for part in parts if part is not None]
    first = good[0] if good else None
    if first is None or len(good) < len(parts):
        return None
    if any(part.told != first.told or part.encoding != first.encoding for part in good):
        return None
    years = {year for part in good for year in part.source.years}
    numbers = sorted(year for year in years if year is not None)
    source = replace(
        first.source,
        rows=sum(part.source.rows for part in good),
        accepted=sum(part.source.accepted for part in good),
        skipped=tuple(one for part in good for one in part.source.skipped),
        years=(*numbers, *((None,) if None in years else ())),
        path=folder,
    )
    days = [part.latest for part in good if part.latest is not None]
    problems = pd.concat([part.problems for part in good], ignore_index=True)
    return FileRead(file, (source,), (problems,), latest=max(days, default=None))
