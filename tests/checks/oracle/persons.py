"""The checks of persons, one function each."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from .world import (
    PLANS,
    WORK,
    Person,
    age,
    alleviated,
    at_least,
    blank,
    blank_or_zero,
    check_digit,
    has,
    items,
    mobile,
    monitored,
    plain_date,
    risk,
    standing,
)

Test = Callable[[Person], bool]
PERSONS: dict[str, Test] = {}
RURAL_CARE, WORKER_CARE = "是否参加城乡居民基本医疗保险", "是否参加城镇职工基本医疗保险"
SCHOOL, REASON, SKILL, HEALTH = "在校生状况", "义务教育阶段未上学原因", "劳动技能", "健康状况"
NONE, LOST, WEAK = "无劳动力", "丧失劳动力", "弱劳动力或半劳动力"
PLAIN, SKILLED = "普通劳动力", "技能劳动力"


def both(first: str, second: str, test: Test) -> None:
    """A check of 脱贫户 and the same of 监测对象户; "" where there is none."""
    if first:
        PERSONS[first] = lambda p: alleviated(p) and test(p)
    if second:
        PERSONS[second] = lambda p: monitored(p) and test(p)


def often(p: Person, who: Callable[[Person], bool]) -> bool:
    rows = p.world.by_id[p.id]
    return p.id != "" and len(rows) >= 2 and any(who(one) for one in rows)


PERSONS["C001"] = lambda p: often(p, alleviated)
PERSONS["C002"] = lambda p: often(p, monitored)
both("C003", "", lambda p: len(p.id) not in (18, 20, 22))
both("C004", "C005", lambda p: len(p.id) == 18 and check_digit(p.id) is False)
both("C006", "C007", lambda p: len(p.id) in (20, 22) and check_digit(p.id[:18]) is False)
both("C008", "", lambda p: p.id == "" or p.id.startswith("999999"))
both("C009", "C010", lambda p: p["民族"] == "")
both("C011", "C012", lambda p: p[HEALTH] == "")
both("C013", "C014", lambda p: p[SKILL] == "")
both("C015", "C016", lambda p: p["是否参加大病保险"] == "")
both("C017", "C018", lambda p: p["是否参加城乡居民基本养老保险"] == "")
both("C019", "", lambda p: p["与户主关系"] == "")
both("C020", "C021", lambda p: p["文化程度"] == p[SCHOOL] == p[REASON] == "")
both("C022", "C023", lambda p: p["文化程度"] != "" and p[SCHOOL] != "")
both("C024", "", lambda p: p[RURAL_CARE] == p[WORKER_CARE] and p[RURAL_CARE] in ("", "否"))
both("", "C025", lambda p: p[RURAL_CARE] == p[WORKER_CARE] == "")
both("C026", "C027", lambda p: p[RURAL_CARE] == p[WORKER_CARE] == "是")
both("C028", "C029", lambda p: "否" in (p["是否参加大病保险"], p[RURAL_CARE]))


def no_illness_cover(p: Person) -> bool:
    return p["是否参加大病保险"] in ("", "否")


def unschooled(p: Person) -> bool:
    born = plain_date(p.id[6:14])
    return (
        born is not None
        and born >= date(2007, 9, 30)
        and at_least(p.age, 6, 17)
        and blank(p, SCHOOL, REASON)
    )


PERSONS["C032"] = lambda p: not monitored(p) and no_illness_cover(p)
PERSONS["C033"] = lambda p: not monitored(p) and unschooled(p)
PERSONS["C035"] = lambda p: (
    not monitored(p)
    and (
        no_illness_cover(p)
        or p["是否危房户"] == "是"
        or p["是否解决安全饮用水"] == "否"
        or unschooled(p)
    )
)

MEN = [
    "之子",
    "之曾孙子",
    "之父",
    "之公公",
    "之女婿",
    "之叔伯",
    "之孙子",
    "之外孙子",
    "之岳父",
    "之侄儿",
    "之祖父",
]
WOMEN = [
    "之女",
    "之曾孙女",
    "之儿媳",
    "之母",
    "之婆婆",
    "之孙女",
    "之外孙女",
    "之兄弟媳妇",
    "之岳母",
    "之侄女",
    "之祖母",
]


def wrong_sex(p: Person) -> bool:
    relation, sex = p["与户主关系"], p["性别"]
    return (relation in MEN and sex == "女") or (relation in WOMEN and sex == "男")


def like_head(p: Person) -> bool:
    heads = [m["性别"] for m in p.home if m["与户主关系"] == "户主"]
    return p["与户主关系"] == "配偶" and p["性别"] != "" and p["性别"] in heads


both("C056", "", wrong_sex)
both("", "C057", lambda p: wrong_sex(p) or like_head(p))


def unable(p: Person) -> bool:
    return p[SKILL] in (NONE, LOST)


def works(p: Person) -> bool:
    return p.any_record(WORK, lambda row: row["是否已务工"] == "是")


def plans(p: Person) -> bool:
    return p.any_record(PLANS, lambda row: row["是否计划务工"] == "是")


PERSONS["C060"] = lambda p: standing(p) and risk(p, "因务工就业不稳") and unable(p)
both("", "C061", lambda p: unable(p) and (works(p) or plans(p)))


def fit(p: Person, listed: bool) -> bool:
    value = p.listed_age if listed else p.age
    return at_least(value, 16, 60) and p[HEALTH] == "健康" and p[SCHOOL] == ""


both("C062", "C063", lambda p: fit(p, True) and p[SKILL] == LOST)
both("C064", "C065", lambda p: fit(p, True) and p[SKILL] == NONE)
both("C067", "C066", lambda p: fit(p, False) and p[SKILL] in (WEAK, NONE))
both("", "C068", lambda p: fit(p, False) and p[SKILL] in (WEAK, NONE, LOST))


def under(value: int | None, line: int) -> bool:
    return value is not None and value < line


both("C069", "", lambda p: under(p.age, 16) and p[SKILL] != NONE)
both("", "C070", lambda p: under(p.listed_age, 16) and p[SKILL] not in ("", NONE))
both("", "C071", lambda p: at_least(p.age, 60, 10**9) and p[SKILL] in (PLAIN, SKILLED, LOST))
both("C072", "", lambda p: at_least(p.age, 60, 10**9) and p[SKILL] in (PLAIN, SKILLED))
both("C073", "", lambda p: p[REASON] in ("因病", "因残") and p[HEALTH] == "健康")


def job_phone(p: Person, good: Callable[[str], bool]) -> bool:
    by_work = has(p["就业渠道（易地搬迁后扶使用）"], "务工")
    return by_work and not good(p["家庭成员联系电话"].split(".")[0])


both("C074", "", lambda p: job_phone(p, lambda text: len(text) == 11))
both("C075", "", lambda p: job_phone(p, mobile))
both("", "C076", lambda p: p["务工所在地"] != "" and not mobile(p["家庭成员联系电话"]))
both(
    "C077",
    "",
    lambda p: p[SKILL] in (NONE, LOST, WEAK) and (p.any_record(WORK) or p.any_record(PLANS)),
)
PERSONS["C078"] = lambda p: p[SCHOOL] != "" and p[SKILL] != NONE
JOB, MONTHS = "公益性岗位", "公益性岗位(月数)"
both("C121", "", lambda p: p[MONTHS] != "" and p[JOB] == "")
both("C122", "", lambda p: p[JOB] != "" and p[MONTHS] == "")
PERSONS["C123"] = lambda p: p[JOB] != "" and blank_or_zero(p[MONTHS])
PERSONS["C124"] = lambda p: p[JOB] != "" and unable(p)
both("C126", "C127", lambda p: len(set(items(p[JOB]))) >= 3)
both(
    "C128",
    "",
    lambda p: "是" not in (p[RURAL_CARE], p[WORKER_CARE]) and p["是否接受医疗救助"] == "是",
)
both("C129", "", lambda p: under(p.listed_age, 16) and p[JOB] != "")
both(
    "C130",
    "",
    lambda p: blank(p, "是否参加城乡居民基本养老保险", "是否参加城镇职工基本养老保险"),
)
both("C131", "C132", lambda p: p[HEALTH] == "残疾" and p["证件类型"] != "残疾人证")
both("C133", "C134", lambda p: p.id[18:20] in ("41", "42") and p[SKILL] == PLAIN)
both(
    "",
    "C170",
    lambda p: (
        at_least(p.listed_age, 16, 60)
        and p[SCHOOL] == ""
        and p[HEALTH] not in ("", "健康")
        and p[SKILL] in (PLAIN, SKILLED)
    ),
)
both(
    "C171",
    "C172",
    lambda p: (
        at_least(p.age, 7, 10**9)
        and p[HEALTH] == "健康"
        and p[SCHOOL] in ("学龄前儿童", "学前教育")
    ),
)


def out_of_age(p: Person, school: list[str], low: int, high: int) -> bool:
    return p[SCHOOL] in school and p.age is not None and not low <= p.age <= high


MIDDLE = ["七年级", "八年级", "九年级"]
HIGH = [f"{kind}{n}年级" for kind in ("普通高中", "高中", "中职") for n in "一二三"]
both("C173", "C174", lambda p: out_of_age(p, ["小学"], 6, 14))
both("C175", "C176", lambda p: out_of_age(p, MIDDLE, 12, 17))
both("C177", "C178", lambda p: out_of_age(p, HIGH, 15, 20))
HIGHER = [
    "大专",
    "高职高专",
    "技师",
    "本科",
    "本科及以上",
    "硕士研究生",
    "博士研究生",
    "本科及研究生及以上",
]
both("C179", "C180", lambda p: p["文化程度"] in HIGHER and under(p.age, 18))
both("C181", "C182", lambda p: p[SCHOOL] == "硕士生及以上" and under(p.age, 20))
both(
    "C183", "C184", lambda p: at_least(p.age, 16, 23) and p["文化程度"] in ("小学", "文盲或半文盲")
)
both(
    "C185",
    "C186",
    lambda p: at_least(age(p.id, date(2024, 9, 1)), 6, 17) and blank(p, SCHOOL, REASON),
)


def has_policy(text: str) -> bool:
    return text not in ("", "未享受", "不享受")


both(
    "C187",
    "C188",
    lambda p: (
        at_least(p.age, 18, 60)
        and p[HEALTH] == "健康"
        and p[SCHOOL] == ""
        and has_policy(p["享受特困供养政策情况"])
    ),
)
