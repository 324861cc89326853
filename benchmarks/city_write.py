"""Write rosters chunk by chunk, as text files or as workbooks, in memory that stays small."""

from __future__ import annotations

import tempfile
import zipfile
from pathlib import Path
from typing import IO, Protocol

import polars as pl
from city_rosters import Roster
from xlsxwriter.utility import xl_col_to_name

MOST_ROWS = 1_048_576  # of a sheet
SLICE = 20_000  # rows whose XML is made at once
SERIAL_EPOCH = 25_569  # the serial number of 1970-01-01
_NS = "http://schemas.openxmlformats.org"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_PLAIN = r"^-?\d+(?:\.\d+)?$"
Frame = pl.DataFrame


class Writer(Protocol):
    """Takes the rows of one roster."""

    def add(self, frame: Frame) -> None:
        """Write some rows below those that are there."""

    def close(self) -> None:
        """Finish the file."""


class TextFile:
    """A CSV file."""

    def __init__(self, path: Path, roster: Roster) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self.file = path.with_name(path.name + ".csv").open("wb")
        self.roster, self.started = roster, False

    def add(self, frame: Frame) -> None:
        """Write some rows, the header first."""
        days = pl.col(pl.Date).dt.strftime(self.roster.dates)
        text = frame.with_columns(days).write_csv(include_header=not self.started)
        if self.roster.encoding == "gb18030":
            self.file.write(text.encode("gb18030"))
        else:
            self.file.write(text.encode("utf-8" if self.started else "utf-8-sig"))
        self.started = True

    def close(self) -> None:
        """Finish the file."""
        self.file.close()


class Workbook:
    """An xlsx file whose sheet is continued in another one where it is full."""

    def __init__(self, path: Path, roster: Roster) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self.zip = zipfile.ZipFile(
            path.with_name(path.name + ".xlsx"), "w", zipfile.ZIP_DEFLATED, compresslevel=6
        )
        self.roster, self.name = roster, path.name
        self.texts: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115
        self.known = self.sheets = self.row = 0
        self.sheet: IO[bytes] | None = None

    def add(self, frame: Frame) -> None:
        """Write some rows, on the next sheet those for which there is no room."""
        while frame.height:
            if self.sheet is None or self.row >= MOST_ROWS:
                self._next(frame)
            now = frame.head(MOST_ROWS - self.row)
            self._rows(now)
            frame = frame.slice(now.height)

    def close(self) -> None:
        """Finish the sheet and write what belongs to the workbook."""
        self._end()
        self._parts()
        self.zip.close()
        self.texts.close()

    def _next(self, frame: Frame) -> None:
        self._end()
        self.sheets += 1
        name = f"xl/worksheets/sheet{self.sheets}.xml"
        self.sheet, self.row = self.zip.open(name, "w", force_zip64=True), 0
        # <dimension ref="A1"/>: who writes rows as they come knows no better
        head = f'<worksheet xmlns="{_NS}/spreadsheetml/2006/main"><dimension ref="A1"/><sheetData>'
        self.sheet.write((_HEAD + head).encode())
        header = pl.DataFrame({name: [name] for name in frame.columns})
        self._rows(header)

    def _end(self) -> None:
        if self.sheet is not None:
            self.sheet.write(b"</sheetData></worksheet>")
            self.sheet.close()
            self.sheet = None

    def _rows(self, frame: Frame) -> None:
        assert self.sheet is not None
        for start in range(0, frame.height, SLICE):
            part = frame.slice(start, SLICE)
            cells = [self._column(part[name], place) for place, name in enumerate(part.columns)]
            numbers = pl.int_range(self.row + 1, self.row + part.height + 1, eager=True)
            made = pl.DataFrame([numbers.cast(pl.String).alias("row"), *(s for s, _ in cells)])
            line = pl.concat_str(
                pl.format('<row r="{}">', "row"), *(cell for _, cell in cells), pl.lit("</row>")
            )
            self.sheet.write(made.select(line.str.join("")).item().encode())
            self.row += part.height

    def _column(self, values: pl.Series, place: int) -> tuple[pl.Series, pl.Expr]:
        """A column's XML: of a cell what follows its reference, null for an empty one."""
        name = f"c{place}"
        if values.dtype == pl.Date and self.roster.real_dates:
            serial = values.cast(pl.Int32).cast(pl.Int64) + SERIAL_EPOCH
            body = '" s="1"><v>' + serial.cast(pl.String) + "</v></c>"
        else:
            if values.dtype == pl.Date:
                values = values.dt.strftime(self.roster.dates)
            number = self._numbers(values) if values.name in self.roster.numbers else None
            body = self._text(values) if number is None else number
        head = pl.format('<c r="{}{}{}', pl.lit(xl_col_to_name(place)), "row", name).fill_null("")
        return body.alias(name), head

    def _numbers(self, values: pl.Series) -> pl.Series | None:
        """Numbers where a text is one, else texts; None for a header."""
        plain = values.str.contains(_PLAIN)
        if not plain.any():
            return None
        number = '"><v>' + values + "</v></c>"
        if plain.fill_null(True).all():
            return number
        return number.zip_with(plain.fill_null(True), self._text(values.set(plain, None)))

    def _text(self, values: pl.Series) -> pl.Series:
        if self.roster.inline:
            return (
                '" t="inlineStr"><is><t xml:space="preserve">' + _escaped(values) + "</t></is></c>"
            )
        coded = values.to_arrow().dictionary_encode()
        fresh = pl.Series(coded.dictionary.to_pylist(), dtype=pl.String)
        if fresh.len():
            items = '<si><t xml:space="preserve">' + _escaped(fresh) + "</t></si>"
            self.texts.write(items.str.join("").item().encode())
        index = pl.Series(coded.indices).cast(pl.Int64) + self.known
        self.known += fresh.len()
        return '" t="s"><v>' + index.cast(pl.String) + "</v></c>"

    def _parts(self) -> None:
        count = range(1, self.sheets + 1)
        kind = "application/vnd.openxmlformats-officedocument.spreadsheetml"
        made = {
            "[Content_Types].xml": f'<Types xmlns="{_NS}/package/2006/content-types">'
            '<Default Extension="rels" ContentType='
            '"application/vnd.openxmlformats-package.relationships+xml"/>'
            '<Default Extension="xml" ContentType="application/xml"/>'
            f'<Override PartName="/xl/workbook.xml" ContentType="{kind}.sheet.main+xml"/>'
            f'<Override PartName="/xl/styles.xml" ContentType="{kind}.styles+xml"/>'
            f'<Override PartName="/xl/sharedStrings.xml" ContentType="{kind}.sharedStrings+xml"/>'
            + "".join(
                f'<Override PartName="/xl/worksheets/sheet{n}.xml"'
                f' ContentType="{kind}.worksheet+xml"/>'
                for n in count
            )
            + "</Types>",
            "_rels/.rels": _relations([("officeDocument", "xl/workbook.xml")]),
            "xl/_rels/workbook.xml.rels": _relations(
                [("worksheet", f"worksheets/sheet{n}.xml") for n in count]
                + [("styles", "styles.xml"), ("sharedStrings", "sharedStrings.xml")]
            ),
            "xl/workbook.xml": f'<workbook xmlns="{_NS}/spreadsheetml/2006/main"'
            f' xmlns:r="{_NS}/officeDocument/2006/relationships"><sheets>'
            + "".join(f'<sheet name="Sheet{n}" sheetId="{n}" r:id="rId{n}"/>' for n in count)
            + "</sheets></workbook>",
            "xl/styles.xml": _STYLES,
        }
        for name, text in made.items():
            self.zip.writestr(name, _HEAD + text)
        with self.zip.open("xl/sharedStrings.xml", "w", force_zip64=True) as part:
            head = f'<sst xmlns="{_NS}/spreadsheetml/2006/main" uniqueCount="{self.known}">'
            part.write((_HEAD + head).encode())
            self.texts.seek(0)
            while data := self.texts.read(1 << 20):
                part.write(data)
            part.write(b"</sst>")


def _escaped(values: pl.Series) -> pl.Series:
    return values.str.replace_many(["&", "<", ">"], ["&amp;", "&lt;", "&gt;"])


def _relations(targets: list[tuple[str, str]]) -> str:
    items = "".join(
        f'<Relationship Id="rId{n}" Type="{_NS}/officeDocument/2006/relationships/{kind}"'
        f' Target="{target}"/>'
        for n, (kind, target) in enumerate(targets, start=1)
    )
    return f'<Relationships xmlns="{_NS}/package/2006/relationships">{items}</Relationships>'


_STYLES = (
    f'<styleSheet xmlns="{_NS}/spreadsheetml/2006/main">'
    '<fonts count="1"><font><sz val="11"/><name val="宋体"/></font></fonts>'
    '<fills count="2"><fill><patternFill patternType="none"/></fill>'
    '<fill><patternFill patternType="gray125"/></fill></fills>'
    '<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
    '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
    '<cellXfs count="2"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>'
    '<xf numFmtId="14" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>'
    '</cellXfs><cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles>'
    "</styleSheet>"
)
