"""The checks of persons and what the work exports hold of them."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

from .persons import PERSONS, SCHOOL, SKILL, SKILLED, both, plans, under, works
from .world import (
    WORK,
    Person,
    Row,
    age,
    alleviated,
    at_least,
    below,
    blank_or_zero,
    has,
    monitored,
    month,
    month_of,
    num,
    standing,
    when,
)

PERSONS["C197"] = lambda p: (
    p["家庭成员联系电话"] != ""
    and any(one["户编号"] != p["户编号"] for one in p.world.by_phone[p["家庭成员联系电话"]])
)

BEGAN, ENDED = "开始时间", "结束时间"
both(
    "C206",
    "",
    lambda p: p.any_record(WORK, lambda r: when(r[BEGAN], "202001", "202012") and r[ENDED] == ""),
)
PERSONS["C207"] = lambda p: (
    standing(p)
    and has(p["就业帮扶"], "外出务工补贴")
    and p.any_record(WORK, lambda r: blank_or_zero(r["年度交通费补助"]))
)
PERSONS["C208"] = lambda p: p.any_record(WORK, lambda r: below(r["务工月收入"], 400))


def still_open(p: Person) -> bool:
    def one(row: Row) -> bool:
        end = month(row[ENDED])
        late = row[ENDED] == "" or (end is not None and end > month_of(p.world.day))
        return row["是否已务工"] == "否" and late

    return p.any_record(WORK, one)


both("C209", "C210", still_open)
both("C212", "C213", lambda p: p[SCHOOL] != "" and (works(p) or plans(p)))
both("C217", "", lambda p: p.any_record(WORK) and not has(p["务工所在地"], "县", "区"))
both("C220", "C221", lambda p: has(p["享受特困供养政策情况"], "特困") and works(p))


def public_job(p: Person) -> bool:
    return p.any_record(WORK, lambda row: has(row["就业渠道"], "公益性岗位"))


both("C222", "C223", lambda p: at_least(p.age, 70, 10**9) and public_job(p))
both("", "C224", lambda p: under(p.age, 16) and public_job(p))


def overlapping(p: Person) -> bool:
    far = 10**9
    rows = [(month(r[BEGAN]), month(r[ENDED])) for r in p.records(WORK)]
    rows.sort(key=lambda r: (far if r[0] is None else r[0], far if r[1] is None else r[1]))
    return any(a[1] is not None and b[0] is not None and b[0] < a[1] for a, b in pairwise(rows))


def too_young(row: Row) -> bool:
    start = month(row[BEGAN])
    if start is None:
        return False
    return under(age(row["证件号码"], date(start // 12, start % 12 + 1, 1)), 16)


both("", "C231", overlapping)
PERSONS["C232"] = lambda p: (alleviated(p) or monitored(p)) and p.any_record(WORK, too_young)
PERSONS["C234"] = lambda p: (
    standing(p)
    and p.any_record(
        WORK,
        lambda r: (
            r["务工所在县"] != ""
            and r["务工所在县"] == p["县"]
            and (num(r["年度交通费补助"]) or 0) > 0
        ),
    )
)
both("C238", "C236", lambda p: p["文化程度"] in ("大专", "本科及以上") and not p.any_record(WORK))
both("C239", "C237", lambda p: p[SKILL] == SKILLED and not p.any_record(WORK))
