"""How clerks write values: money, dates, yes and no, names and numbers in their many forms."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import polars as pl

from fangpin.demo import ids
from fangpin.demo.sheet import Cells, Mark
from fangpin.io.table import Cell

Picks = npt.NDArray[np.int64]

WIDE = str.maketrans("0123456789X", "０１２３４５６７８９Ｘ")
YES = ["是", "√", "✓", "有", "Y", "1", "true"]
NO = ["否", "×", "无", "N", "0", "false"]
DOTS = "·•・‧．"
EXCEL_EPOCH = np.datetime64("1899-12-30")
FEN_A_WAN = 1_000_000


@dataclass
class Pen:
    """Writes the columns of one sheet. typed: the format keeps numbers and dates as such.

    variety: 1 as clerks write, 0 one plain form only; free: rows where a remark may be earned.
    """

    rng: np.random.Generator
    variety: float
    typed: bool
    free: npt.NDArray[np.bool_]
    marks: list[Mark] = field(default_factory=list)

    def pick(self, cells: Cells, share: float, *, free: bool = False) -> Picks:
        """Rows to write in another way: `share` of those that are not empty."""
        chosen = self.rng.random(len(cells.text)) < share * self.variety
        chosen &= cells.text.is_not_null().to_numpy()
        return np.flatnonzero(chosen & self.free if free else chosen)

    def remark(self, rows: list[int], code: str) -> None:
        """Note what the reader should remark on these rows."""
        self.marks += [Mark(row, code, "remark") for row in rows]

    def text(self, values: pl.Series) -> Cells:
        """Words as they are."""
        return Cells.of(values.cast(pl.String))

    def number(self, values: pl.Series) -> Cells:
        """Numbers; text such as <0.001 stays text."""
        cells = Cells.of(values.cast(pl.String), Cell.NUMBER)
        if values.dtype == pl.String:
            plain = cells.text.str.contains(r"^[\d.]+$").fill_null(False).to_numpy()
            cells.kind[~plain] = Cell.TEXT
        return cells

    def year(self, values: pl.Series) -> Cells:
        """2019 or 2019年."""
        cells = self.number(values)
        rows = self.pick(cells, 0.35)
        self._rewrite(cells, rows, [f"{t}年" for t in cells.text.gather(rows)])
        return cells

    def money(self, fen: pl.Series, *, unit: int = 100) -> Cells:
        """Fen as yuan, or as 万元 where unit is FEN_A_WAN."""
        text = yuan(fen) if unit == 100 else in_wan(fen)
        cells = Cells.of(text, Cell.NUMBER)
        if unit != 100:
            return cells
        rows = self.pick(cells, 0.13)
        styles = self.rng.integers(0, 9, size=len(rows))
        some = list(zip(fen.gather(rows), styles, strict=True))
        self._rewrite(cells, rows, [money_form(int(f), int(s)) for f, s in some])
        rows = self.pick(cells, 0.0012, free=True)
        rows = rows[(cells.kind[rows] == Cell.NUMBER) & (fen.gather(rows) > 0).to_numpy()]
        self._rewrite(cells, rows, [f"约{t}" for t in cells.text.gather(rows)])
        self.remark(rows.tolist(), "money.approximate")
        return cells

    def date(self, days: pl.Series) -> Cells:
        """Dates in the many forms; some by month only, which earns a remark."""
        cells = Cells.of(days.cast(pl.String))
        if self.typed:
            as_date = self.pick(cells, 0.35)
            cells.kind[as_date] = Cell.DATE
            if not self.variety:
                cells.kind[:] = np.where(cells.text.is_null(), Cell.EMPTY, Cell.DATE)
        rows = self.pick(cells, 0.22)
        serials = self.rng.integers(0, 7 if self.typed else 6, size=len(rows))
        texts = list(zip(cells.text.gather(rows), serials, strict=True))
        self._rewrite(cells, rows, [date_form(t, int(s)) for t, s in texts])
        cells.kind[rows[serials == 6]] = Cell.NUMBER
        rows = self.pick(cells, 0.035, free=True)
        made = [month_form(str(d), i % 3) for i, d in enumerate(days.cast(pl.String).gather(rows))]
        self._rewrite(cells, rows, made)
        self.remark(rows.tolist(), "date.month_only")
        return cells

    def month(self, days: pl.Series) -> Cells:
        """Months as systems export them under a header by month: 202304, 202304.0, 2023年4月."""
        cells = Cells.of(days.dt.to_string("%Y%m"))
        rows = self.pick(cells, 0.4)
        made = [
            f"{t}.0" if i % 3 else f"{t[:4]}年{int(t[4:])}月" for i, t in self._each(cells, rows)
        ]
        self._rewrite(cells, rows, made)
        return cells

    def flag(self, values: pl.Series, yes: str = "是", no: str = "否") -> Cells:
        """Yes and no; the usual words first."""
        words = values.replace_strict({True: yes, False: no}, return_dtype=pl.String)
        cells = Cells.of(words)
        rows = self.pick(cells, 0.4)
        made = [
            (YES if t == yes else NO)[int(d)]
            for t, d in zip(
                cells.text.gather(rows), self.rng.integers(0, 6, len(rows)), strict=True
            )
        ]
        self._rewrite(cells, rows, made)
        return cells

    def number_of_person(self, numbers: pl.Series) -> Cells:
        """ID numbers with stray blanks, quotes and full-width digits; some of 15 digits."""
        cells = Cells.of(numbers)
        rows = self.pick(cells, 0.07)
        styles = self.rng.integers(0, 7, size=len(rows))
        texts = list(zip(cells.text.gather(rows), styles, strict=True))
        self._rewrite(cells, rows, [number_form(t, int(s)) for t, s in texts])
        rows = self.pick(cells, 0.02, free=True)
        old = [
            int(r) for r in rows if str(numbers[int(r)])[6:8] == "19" and len(numbers[int(r)]) == 18
        ]
        self._rewrite(cells, np.array(old, dtype=np.int64), [ids.short(numbers[r]) for r in old])
        self.remark(old, "id.from_15")
        return cells

    def name(self, names: pl.Series) -> Cells:
        """Names with blanks inside and after, and the middle dots of every keyboard."""
        cells = Cells.of(names)
        rows = self.pick(cells, 0.02)
        made = [f"{t}　" if i % 2 else f"{t[0]} {t[1:]}" for i, t in self._each(cells, rows)]
        self._rewrite(cells, rows, made)
        dotted = np.flatnonzero(cells.text.str.contains("·").fill_null(False).to_numpy())
        dotted = dotted[self.rng.random(len(dotted)) < 0.6 * self.variety]
        made = [t.replace("·", DOTS[i % len(DOTS)]) for i, t in self._each(cells, dotted)]
        self._rewrite(cells, dotted, made)
        return cells

    def code(self, values: pl.Series, codes: dict[str, str]) -> Cells:
        """Words with the system's code before them: 01-户主."""
        cells = Cells.of(values)
        rows = self.pick(cells, 0.55)
        made = [f"{codes[t]}-{t}" if t in codes else t for _, t in self._each(cells, rows)]
        self._rewrite(cells, rows, made)
        return cells

    def _each(self, cells: Cells, rows: Picks) -> enumerate[str]:
        return enumerate(cells.text.gather(rows))

    def _rewrite(self, cells: Cells, rows: Picks, texts: list[str]) -> None:
        if len(rows):
            cells.text = cells.text.scatter(rows, texts)
            cells.kind[rows] = Cell.TEXT


def yuan(fen: pl.Series) -> pl.Series:
    """Fen as yuan with two places: 123456 is 1234.56."""
    size = fen.abs()
    sign = pl.Series(["", "-"]).gather((fen < 0).fill_null(False).cast(pl.UInt32))
    return sign + (size // 100).cast(pl.String) + "." + (size % 100).cast(pl.String).str.zfill(2)


def in_wan(fen: pl.Series) -> pl.Series:
    """Fen as 万元 with no more places than needed: 123456 is 0.123456."""
    digits = (fen % FEN_A_WAN).cast(pl.String).str.zfill(6).str.strip_chars_end("0")
    return ((fen // FEN_A_WAN).cast(pl.String) + "." + digits).str.strip_chars_end(".")


def money_form(fen: int, style: int) -> str:
    """One way to write an amount; all mean the same."""
    sign, size = ("-", -fen) if fen < 0 else ("", fen)
    plain = f"{sign}{size // 100}.{size % 100:02d}"
    wan = f"{sign}{size // FEN_A_WAN}.{size % FEN_A_WAN:06d}".rstrip("0").rstrip(".")
    grouped = f"{sign}{size // 100:,}.{size % 100:02d}"
    brackets = f"({grouped[1:]})" if fen < 0 else grouped
    mark, other = ("", "") if fen < 0 else ("¥", "￥")
    forms = (
        f"{plain}元", f"{mark}{plain}", f"{other}{plain}", grouped, f"{wan}万", f"{wan}万元",
        plain.translate(WIDE), plain, brackets,
    )  # fmt: skip
    return forms[style]


def date_form(iso: str, style: int) -> str:
    """One way to write a day; all mean the same. Style 6 is Excel's serial number."""
    year, month, day = iso.split("-")
    m, d = int(month), int(day)
    if style == 6:
        return str((np.datetime64(iso) - EXCEL_EPOCH).astype(int))
    forms = (
        f"{year}{month}{day}", f"{year}-{m}-{d}", f"{year}/{m}/{d}", f"{year}.{m}.{d}",
        f"{year}年{m}月{d}日", f"{year}/{month}/{day} 9:30",
    )  # fmt: skip
    return forms[style]


def month_form(iso: str, style: int) -> str:
    """A day written by its month only."""
    year, month, _ = iso.split("-")
    return (f"{year}年{int(month)}月", f"{year}{month}", f"{year}.{month}")[style]


def number_form(number: str, style: int) -> str:
    """One way to write an ID number; all mean the same."""
    forms = (
        f"'{number}", f" {number} ", f"\u00a0{number} ", f"{number}\t", f"\u200b{number}",
        number.translate(WIDE), f"{number[:6]} {number[6:14]} {number[14:]}",
    )  # fmt: skip
    return forms[style].replace("X", "x") if style == 3 else forms[style]
