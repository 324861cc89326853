"""Small cities for both engines, and rows that a careless engine would trip over."""

from __future__ import annotations

import csv
from pathlib import Path

from fangpin.demo import make_city
from tests.match.make import person

HEADERS = (
    "户编号", "姓名", "证件号码", "与户主关系", "旗县", "乡镇", "行政村", "家庭人口",
    "脱贫属性", "联系电话",
)  # fmt: skip
HOSTILE = (
    ("900001", "买买提·艾力", person(0), "户主", "武川县", "哈乐镇", "它布子村", "2", "未脱贫", ""),
    ("900001", "O'Brien\"", person(1), "配偶", "武川县", "哈乐镇", "它布子村", "2", "未脱贫", ""),
    (
        "900002",
        "\\'; drop",
        person(2),
        "户主",
        "武川县",
        "哈乐镇",
        "a\\b%_$1村",
        "1",
        "已脱贫",
        "-",
    ),
    ("900003", "${x}{y}", person(3), "户主", "", "", "", "1", "", ""),
    ("900003", "无号", "", "之子", "", "", "", "1", "", ""),
    ("900004", "孟珍", person(4)[:-1], "户主", "武川县", "哈乐镇", "?村", "1", "未脱贫", ""),
)


def city(folder: Path, seed: int = 7, households: int = 30) -> Path:
    """A demo city with faults and the hostile rows."""
    make_city(folder, seed=seed, households=households)
    with (folder / "建档立卡户花名册_难.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows((HEADERS, *HOSTILE))
    return folder
