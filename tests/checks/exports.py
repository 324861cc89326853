"""Made-up exports that hit the checks and their edges, and how they are written to files."""

from __future__ import annotations

import random
import tomllib
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from pathlib import Path

import xlsxwriter

from .oracle.world import MEMBERS, PLANS, RURAL, VILLAGE, WORK, Row

HERE = Path(__file__).parent
POOLS: dict[str, dict[str, list[str]]] = tomllib.loads((HERE / "pools.toml").read_text("utf-8"))
HEADERS: dict[str, list[str]] = tomllib.loads((HERE / "headers.toml").read_text("utf-8"))
YES_NO = ["是", "是", "否", ""]
AGES = (6, 7, 12, 14, 15, 16, 17, 18, 20, 22, 23, 60, 70)
BLANKS = ("", "", "", "", " ", "\u3000", "\t")
PLACES = [(c, t, f"第{n:03d}村") for n, (c, t) in enumerate(
    (("清溪县", "东河镇"), ("清溪县", "石桥镇"), ("云岭县", "北麓乡"), ("云岭县", "西坪镇")) * 3
)]  # fmt: skip
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


class Maker:
    """Draws exports from a seed. day: the day of the check, around which the birthdays lie."""

    def __init__(self, seed: int, day: date, households: int) -> None:
        self.random = random.Random(seed)
        self.day = day
        self.numbers = 0
        self.tables: dict[str, list[Row]] = {name: [] for name in HEADERS}
        for number in range(households):
            self.household(f"5227{number:012d}")
        for place in PLACES:
            self.add(VILLAGE, place, self.draw("village"))
        self.repeat_some_ids()

    def draw(self, pool: str) -> Row:
        """A value for each column of a pool."""
        return {name: self.random.choice(values) for name, values in POOLS[pool].items()}

    def add(self, table: str, place: Sequence[str], *parts: Mapping[str, str]) -> None:
        """A row of a table; columns that nobody drew are 是, 否 or blank."""
        row = dict(zip(HEADERS[table][:3], place, strict=True))
        for part in parts:
            row |= part
        made = {h: row[h] if h in row else self.filler(h) for h in HEADERS[table]}
        self.tables[table].append({h: self.blurred(value) for h, value in made.items()})

    def filler(self, header: str) -> str:
        """A value of a column that no pool has."""
        return self.random.choice(YES_NO)

    def blurred(self, value: str) -> str:
        """Now and then white space around a value or in place of none."""
        if not value:
            return self.random.choice(BLANKS)
        return f" {value}\u3000" if self.random.random() < 0.01 else value

    def household(self, key: str) -> None:
        """A household with its members and what the other exports hold of them."""
        own = self.draw("household")
        measures = dict.fromkeys(POOLS["measures"], "")
        if self.random.random() < 0.7:
            measures = self.draw("measures")
        if self.random.random() < 0.15:
            measures = dict.fromkeys(measures, "") | {"综合保障": "养老金"}
        if self.random.random() < 0.5:
            own |= {h: "1" for h in HEADERS[MEMBERS] if h.startswith("风险消除后") and h not in own}
        fixed = {
            h: own[h] if h in own else self.filler(h) for h in HEADERS[MEMBERS][30:]
        } | measures
        place = self.random.choice(PLACES)
        unable = self.random.random() < 0.25
        for number in range(self.random.choice((1, 2, 2, 3, 4, 4, 5, 8))):
            self.member(key, place, fixed, number, unable)
        if self.random.random() < 0.8:
            first = {"户编号": key, "姓名": "某某", "证件号码": self.number()}
            self.add(RURAL, place, first, self.draw("rural"))

    def member(self, key: str, place: Sequence[str], fixed: Row, number: int, unable: bool) -> None:
        """A member and its records."""
        who = {"户编号": key, "姓名": f"某{number}", "证件号码": self.number()}
        own = self.draw("member")
        own["出生日期"] = self.birth().strftime("%Y%m%d") if self.random.random() < 0.9 else "不详"
        if number == 0 and self.random.random() < 0.8:
            own["与户主关系"] = "户主"
        if unable:
            own["劳动技能"] = self.random.choice(("无劳动力", "丧失劳动力"))
        self.add(MEMBERS, place, fixed, own, who)
        for _ in range(self.random.choice((0, 0, 0, 1, 1, 2, 4))):
            self.add(WORK, place, self.draw("work"), who)
        for _ in range(self.random.choice((0, 0, 0, 0, 1, 2))):
            self.add(PLANS, place, self.draw("plan"), who)

    def birth(self) -> date:
        """A day at the edge of an age that a check asks for, or any day."""
        if self.random.random() < 0.25:
            return self.day - timedelta(days=self.random.randrange(1, 30000))
        anchor = self.random.choice((self.day, self.day, date(2024, 9, 1)))
        years = self.random.choice(AGES)
        edge = date(anchor.year - years, anchor.month, min(anchor.day, 28))
        if self.random.random() < 0.1:
            edge = self.random.choice((date(2007, 9, 30), date(2007, 9, 29), date(2008, 2, 29)))
        return edge + timedelta(days=self.random.choice((-1, 0, 1)))

    def number(self) -> str:
        """An ID number: mostly sound, else of another length, broken or a certificate."""
        self.numbers += 1
        born = self.birth().strftime("%Y%m%d")
        first = f"5227{self.numbers % 90 + 10}{born}{950 + self.numbers % 50}"
        digit = "10X98765432"[sum(int(c) * w for c, w in zip(first, _WEIGHTS, strict=True)) % 11]
        made = first + digit
        kind = self.random.random()
        if kind < 0.06:
            return first + self.random.choice("0123456789Xx")
        if kind < 0.08:
            return self.random.choice(("", first, made + "4", made[:8] + "1332" + made[12:]))
        if kind < 0.10:
            return "999999" + made[6:]
        if kind < 0.18:
            tail = self.random.choice(("41", "42", "43", "11", "74"))
            return (made if kind < 0.16 else first + "0") + tail + self.random.choice(("", "B1"))
        return made[:10] + "A" + made[11:] if kind < 0.19 else made

    def repeat_some_ids(self) -> None:
        """Some persons stand twice, in their own household or in another."""
        rows = self.tables[MEMBERS]
        for _ in range(len(rows) // 40):
            one, other = self.random.choice(rows), self.random.choice(rows)
            other["证件号码"] = one["证件号码"]


def write_exports(tables: Mapping[str, Sequence[Row]], folder: Path) -> None:
    """One workbook a table: title, note, header, rows, every cell text."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, rows in tables.items():
        write_export(folder / f"{name}.xlsx", name, HEADERS[name], rows)


def write_export(path: Path, title: str, headers: Sequence[str], rows: Sequence[Row]) -> None:
    """One workbook."""
    book = xlsxwriter.Workbook(path, {"constant_memory": True})
    sheet = book.add_worksheet(title)
    sheet.write_string(0, 0, title)
    sheet.write_string(1, 0, "说明：合成数据，人名、号码均为虚构")
    sheet.write_row(2, 0, headers)
    for number, row in enumerate(rows, 3):
        for place, header in enumerate(headers):
            if row[header]:
                sheet.write_string(number, place, row[header])
    book.close()
