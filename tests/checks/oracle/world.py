"""The exports as plain Python objects, and the words of the checks' README."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable
from datetime import date

Row = dict[str, str]
MEMBERS, WORK, PLANS = "监测对象信息", "已外出务工信息", "计划外出务工信息"
RURAL, VILLAGE = "乡村建设户信息", "行政村信息"
RISKS = [f"致贫/返贫风险{n}" for n in range(1, 6)]


class World:
    """Five tables and the day of the check."""

    def __init__(self, tables: dict[str, list[Row]], day: date) -> None:
        self.tables = {
            name: [{k: (v or "").strip() for k, v in row.items()} for row in rows]
            for name, rows in tables.items()
        }
        self.day = day
        self.homes: dict[str, Home] = {}
        self.persons = [Person(row, self) for row in self.tables[MEMBERS]]
        self.by_id: dict[str, list[Person]] = defaultdict(list)
        self.by_phone: dict[str, list[Person]] = defaultdict(list)
        for person in self.persons:
            self.by_id[person.id].append(person)
            self.by_phone[person["家庭成员联系电话"]].append(person)
            if person["户编号"]:
                home = self.homes.setdefault(person["户编号"], Home(person["户编号"], self))
                home.members.append(person)
        self.of_person: dict[tuple[str, str, str], list[Row]] = defaultdict(list)
        self.of_home: dict[tuple[str, str], list[Row]] = defaultdict(list)
        for name in (WORK, PLANS, RURAL):
            for row in self.tables[name]:
                self.of_person[name, row["户编号"], row["证件号码"]].append(row)
                self.of_home[name, row["户编号"]].append(row)


class Person:
    """One row of 监测对象信息."""

    def __init__(self, row: Row, world: World) -> None:
        self.row, self.world = row, world
        self.id = row["证件号码"]

    def __getitem__(self, column: str) -> str:
        return self.row[column]

    @property
    def age(self) -> int | None:
        """周岁 on the day of the check."""
        return age(self.id, self.world.day)

    @property
    def listed_age(self) -> int | None:
        """周岁 by the column 出生日期."""
        return years(plain_date(self["出生日期"]), self.world.day)

    @property
    def home(self) -> list[Person]:
        """The members of the household."""
        return self.world.homes[self["户编号"]].members if self["户编号"] else []

    def records(self, table: str) -> list[Row]:
        """The person's rows in another export."""
        if not self["户编号"] or not self.id:
            return []
        return self.world.of_person[table, self["户编号"], self.id]

    def any_record(self, table: str, test: Callable[[Row], bool] = lambda row: True) -> bool:
        """Whether one of them meets a condition."""
        return any(test(row) for row in self.records(table))


class Home:
    """A household: its columns are those of its first member."""

    def __init__(self, key: str, world: World) -> None:
        self.key, self.world = key, world
        self.members: list[Person] = []

    def __getitem__(self, column: str) -> str:
        return self.members[0][column]

    def count(self, test: Callable[[Person], bool]) -> int:
        """How many members meet a condition."""
        return sum(bool(test(member)) for member in self.members)

    def any_record(self, table: str, test: Callable[[Row], bool] = lambda row: True) -> bool:
        """Whether a row of the household in another export meets a condition."""
        return any(test(row) for row in self.world.of_home[table, self.key])


Unit = Person | Home | Row


def alleviated(one: Unit) -> bool:
    """脱贫户."""
    return one["户类型"] == "脱贫户"


def monitored(one: Unit) -> bool:
    """监测对象户."""
    return one["监测对象类别"] != ""


def removed(one: Unit) -> bool:
    """风险已消除."""
    return monitored(one) and one["风险是否已消除"] == "是"


def standing(one: Unit) -> bool:
    """风险未消除."""
    return monitored(one) and one["风险是否已消除"] == "否"


def risk(one: Unit, name: str) -> bool:
    """任一风险为."""
    return any(one[column] == name for column in RISKS)


def blank(one: Unit, *columns: str) -> bool:
    """全空."""
    return all(one[column] == "" for column in columns)


def some_blank(one: Unit, columns: Iterable[str]) -> bool:
    """任一为空."""
    return any(one[column] == "" for column in columns)


def has(text: str, *parts: str) -> bool:
    """含."""
    return any(part in text for part in parts)


def num(text: str) -> float | None:
    """A number, None where the text is none."""
    try:
        value = float(text)
    except ValueError:
        return None
    return value if abs(value) < float("inf") else None


def below(text: str, line: float) -> bool:
    value = num(text)
    return value is not None and value < line


def above(text: str, line: float) -> bool:
    value = num(text)
    return value is not None and value > line


def blank_or_zero(text: str) -> bool:
    return text == "" or num(text) == 0


def outside(text: str, low: float, high: float) -> bool:
    return below(text, low) or above(text, high)


def plain_date(text: str) -> date | None:
    """YYYYMMDD."""
    if not re.fullmatch("[0-9]{8}", text):
        return None
    try:
        return date(int(text[:4]), int(text[4:6]), int(text[6:]))
    except ValueError:
        return None


def years(born: date | None, day: date) -> int | None:
    """周岁: the birthday counts; of 29 February the first of March."""
    if born is None:
        return None
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def age(number: str, day: date) -> int | None:
    """周岁 by digits 7 to 14."""
    return years(plain_date(number[6:14]), day)


def at_least(value: int | None, low: int, below_: int = 1000) -> bool:
    return value is not None and low <= value < below_


def month(text: str) -> int | None:
    """YYYYMM or YYYY年MM月, with a day or without, as a count of months."""
    found = re.fullmatch("([0-9]{4})年?([0-9]{2})月?(?:(?<=月)([0-9]{1,2})日?)?", text)
    if not found or not 1 <= int(found[2]) <= 12 or not 1 <= int(found[3] or 1) <= 31:
        return None
    return int(found[1]) * 12 + int(found[2]) - 1


def span(first: str | int | None, last: str | int | None) -> int | None:
    """月份差."""
    a = month(first) if isinstance(first, str) else first
    b = month(last) if isinstance(last, str) else last
    return None if a is None or b is None else b - a


def when(text: str, low: str = "000101", high: str = "999912") -> bool:
    """Whether a month lies between two, both included."""
    value = month(text)
    a, b = month(low), month(high)
    assert a is not None and b is not None
    return value is not None and a <= value <= b


def month_of(day: date) -> int:
    return day.year * 12 + day.month - 1


def check_digit(text: str) -> bool | None:
    """Whether the 18th character is right; None where it can't be worked out."""
    if not re.fullmatch("[0-9]{17}", text[:17]):
        return None
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    total = sum(int(c) * w for c, w in zip(text[:17], weights, strict=True))
    return text[17] == "10X98765432"[total % 11]


def items(text: str) -> list[str]:
    """Several values in a cell."""
    return [part.strip() for part in re.split("[,，、;；]", text) if part.strip()]


def mobile(text: str) -> bool:
    return re.fullmatch("1[3-9][0-9]{9}", text) is not None
