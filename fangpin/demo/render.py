"""From a department's frame and a layout to a sheet of cells."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl

from fangpin.demo.forms import FEN_A_WAN, Pen
from fangpin.demo.people import City
from fangpin.demo.places import load
from fangpin.demo.sheet import TYPED, Cells, Column, Mark, Sheet
from fangpin.io.table import Cell

RELATION_CODES = {"户主": "01", "配偶": "02", "之子": "03", "之女": "04"}
LABOUR_CODES = {
    "普通劳动力": "1", "技能劳动力": "2", "弱劳动力或半劳动力": "3",
    "丧失劳动力": "4", "无劳动力": "5",
}  # fmt: skip


@dataclass(frozen=True)
class Desk:
    """What every department writes with: the city and how clerks write in it.

    variety: 1 as clerks write, 0 one plain form only; faults: plant what only the department can;
    layout: see make_city.
    """

    city: City
    variety: float
    faults: bool
    layout: str

    def draw(
        self,
        layout: str,
        frame: pl.DataFrame,
        *,
        kind: str,
        format: str,
        name: str = "",
        title: tuple[str, ...] = (),
        footer: bool = False,
        swap: tuple[str, str, str] | None = None,
    ) -> Sheet:
        """The frame as a sheet in a layout of layouts.toml.

        frame: fields as columns, money in fen; `scene` where no fault may stand (missing: nowhere);
        `mark` and `severity` name what the department itself planted in a row;
        swap: a header, and the header and field that stand in its place.
        """
        if self.layout != "mixed":
            format = {"csv": "text"}.get(self.layout, self.layout)
        subject = f"pen {kind} {layout} {title} {name} {len(frame)}"
        free = _free(frame)
        pen = Pen(self.city.dice.of(subject), self.variety, format in TYPED, free)
        columns, numbers = [], None
        for spec in load("layouts.toml")[layout]["columns"]:
            header, field, form = spec[:3]
            if swap and header == swap[0]:
                header, field = swap[1:]
            over = spec[3] if len(spec) > 3 else ""
            columns.append(Column(header, field, form, _cells(pen, field, form, frame), over))
            numbers = frame[field] if form == "id" else numbers
        sheet = Sheet(kind, name, columns, title, footer, format, free=free, numbers=numbers)
        for mark in pen.marks + _planted(frame):
            sheet.mark(mark.row, mark.code, mark.severity)
        return sheet


def _free(frame: pl.DataFrame) -> npt.NDArray[np.bool_]:
    """Rows where a fault may be planted: not of a scene, not marked by the department."""
    free = np.ones(len(frame), dtype=np.bool_)
    if "scene" in frame.columns:
        free &= ~frame["scene"].to_numpy()
    if "mark" in frame.columns:
        free &= frame["mark"].is_null().to_numpy()
    return free


def _planted(frame: pl.DataFrame) -> list[Mark]:
    """The marks that the department put on rows of its frame."""
    if "mark" not in frame.columns:
        return []
    return [
        Mark(row, code, severity)
        for row, (code, severity) in enumerate(frame.select("mark", "severity").iter_rows())
        if code is not None
    ]


def _cells(pen: Pen, field: str, form: str, frame: pl.DataFrame) -> Cells:
    """One column in its form."""
    if not field or field.startswith("="):
        word = pl.Series([field[1:] or None], dtype=pl.String)
        return Cells.of(word.new_from_index(0, len(frame)))
    values = frame[field]
    if form == "flag" and values.dtype != pl.Boolean:
        return pen.text(values)
    forms: dict[str, Callable[[pl.Series], Cells]] = {
        "id": pen.number_of_person,
        "name": pen.name,
        "text": pen.text,
        "number": pen.number,
        "year": pen.year,
        "money": pen.money,
        "date": pen.date,
        "month": pen.month,
        "flag": pen.flag,
        "wan": lambda fen: pen.money(fen, unit=FEN_A_WAN),
        "pin": lambda text: Cells.of(text, Cell.NUMBER),
        "relation": lambda words: pen.code(words, RELATION_CODES),
        "labour": lambda words: pen.code(words, LABOUR_CODES),
        "school_id": lambda numbers: Cells.of("G" + numbers),
        "insured": lambda flags: pen.flag(flags, "已参保", "未参保"),
        "signed": lambda flags: pen.flag(flags, "已签约", "未签约"),
    }
    return forms[form](values)
