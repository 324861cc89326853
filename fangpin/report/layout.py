"""How wide a text is and how high a row must be so that nothing of it is hidden.

Widths are in characters of a column: a Chinese character is two, a Latin one is one.
"""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

LINE = 14.5  # points of a line at 10 points, in the highest of the usual Chinese fonts
MAX_HEIGHT = 409.0  # points; Excel has no higher row
MAX_LINES = int(MAX_HEIGHT // LINE)


def width(text: str) -> float:
    """The width of one line of text."""
    return (len(text.encode("utf-8")) + len(text)) / 2


def widths(column: pl.Expr) -> pl.Expr:
    """`width` over a column of texts."""
    return (column.str.len_bytes() + column.str.len_chars()) / 2


def lines(column: pl.Expr, room: float) -> pl.Expr:
    """How many lines a text wraps to in a column of this width; null counts as one."""
    return column.str.split("\n").list.eval(_wrapped(room)).list.sum().fill_null(1)


def _wrapped(room: float) -> pl.Expr:
    # Of several lines none is full: a wide character or a full stop goes over to the next.
    one = widths(pl.element()) <= room
    return pl.when(one).then(1.0).otherwise((widths(pl.element()) / max(room - 2, 1)).ceil())


def heights(frame: pl.DataFrame, rooms: dict[str, float], least: int = 1) -> Sequence[float]:
    """The height in points of every row, from its wrapped text columns and their widths."""
    if not rooms:
        return [least * LINE + 4] * frame.height
    most = pl.max_horizontal(*(lines(pl.col(key), room) for key, room in rooms.items()))
    points = (most.clip(least) * LINE + 4).clip(upper_bound=MAX_HEIGHT)
    return frame.select(points.cast(pl.Float64).alias("points"))["points"].to_list()


def cut(column: pl.Expr, room: float) -> pl.Expr:
    """A list of lines as one text; of what a page's highest row can't show, the number is said."""
    fits = pl.element().filter(_wrapped(room).cum_sum() <= MAX_LINES - 1)
    shown = column.list.eval(fits)
    left = column.list.len() - shown.list.len()
    note = pl.format("（另有{}条打印不下，见 alerts.csv）", left)
    text = shown.list.join("\n")
    return pl.when(left > 0).then(pl.concat_str(text, note, separator="\n")).otherwise(text)
