"""Other exports made of the cells of made-up ones: recombined by column, and blurred."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence

from .exports import HEADERS
from .oracle.world import MEMBERS, Row

KEYS = ("户编号", "证件号码", "姓名", "县", "乡", "村", "行政村", "县(市、区、旗)", "乡(镇)")
OWN = HEADERS[MEMBERS][:30]  # of a member; the other columns are its household's


def recombined(
    tables: Mapping[str, Sequence[Row]], seed: int, share: float
) -> dict[str, list[Row]]:
    """Rows of the same persons and households; `share` of their cells from other rows."""
    draw = random.Random(seed)
    made = {}
    for name, rows in tables.items():
        pools = {header: [row[header] for row in rows] for header in HEADERS[name]}
        homes: dict[tuple[str, str], str] = {}
        made[name] = [one_row(name, row, pools, homes, (draw, share)) for row in rows]
    return made


def one_row(
    name: str,
    row: Row,
    pools: Mapping[str, Sequence[str]],
    homes: dict[tuple[str, str], str],
    how: tuple[random.Random, float],
) -> Row:
    """One row; what is the household's is the same on every member's row."""
    draw, share = how
    made = dict(row)
    for header, value in row.items():
        if header in KEYS:
            made[header] = blurred(draw, value) if draw.random() < share / 30 else value
            continue
        other = draw.choice(pools[header]) if draw.random() < share else value
        cell = blurred(draw, other) if draw.random() < share / 10 else other
        shared = name == MEMBERS and header not in OWN
        made[header] = homes.setdefault((row["户编号"].strip(), header), cell) if shared else cell
    return made


def blurred(draw: random.Random, value: str) -> str:
    """A cell that somebody spoilt."""
    month = value[:6].isdigit() and len(value) == 6
    return draw.choice(
        [
            "",
            f" {value}\u3000",
            value.replace("是", "否"),
            value[:-1],
            value + draw.choice("0123X"),
            value.replace(",", "、").replace("，", "；"),
            str(int(value) + draw.choice((-100, -1, 1, 88, 100))) if month else value,
        ]
    )
