"""The checks of households, one function each."""

from __future__ import annotations

from collections.abc import Callable

from .persons import (
    LOST,
    NONE,
    PLAIN,
    RURAL_CARE,
    SCHOOL,
    SKILL,
    SKILLED,
    WEAK,
    WORKER_CARE,
)
from .world import (
    RISKS,
    RURAL,
    WORK,
    Home,
    Person,
    above,
    alleviated,
    below,
    blank,
    has,
    mobile,
    monitored,
    month_of,
    num,
    outside,
    removed,
    risk,
    some_blank,
    span,
    standing,
    when,
)

Test = Callable[[Home], bool]
HOUSEHOLDS: dict[str, Test] = {}
WATER, FOUND, ENDED = "是否解决安全饮用水", "识别监测时间", "消除监测时间"
OTHERS = [
    "产业帮扶", "住房安全保障", "健康帮扶", "公益岗位帮扶", "公益性岗位帮扶其他备注", "就业帮扶",
    "搬迁", "生产生活条件改善", "教育帮扶", "社会帮扶", "金融帮扶", "饮水安全保障",
    "基础设施建设", "义务教育保障",
]  # fmt: skip
MEASURES = [*OTHERS, "综合保障"]
FOUR = ("产业帮扶", "公益岗位帮扶", "就业帮扶", "金融帮扶")


def both(first: str, second: str, test: Test) -> None:
    if first:
        HOUSEHOLDS[first] = lambda h: alleviated(h) and test(h)
    if second:
        HOUSEHOLDS[second] = lambda h: monitored(h) and test(h)


def gone(check: str, test: Test) -> None:
    HOUSEHOLDS[check] = lambda h: removed(h) and test(h)


def open_(check: str, test: Test) -> None:
    HOUSEHOLDS[check] = lambda h: standing(h) and test(h)


def is_(column: str, value: str) -> Test:
    return lambda h: h[column] == value


def unable(p: Person) -> bool:
    return p[SKILL] in (NONE, LOST)


def able(p: Person) -> bool:
    return p[SKILL] in (PLAIN, SKILLED)


def workers(h: Home) -> bool:
    return h.count(lambda p: p[SKILL] in (PLAIN, SKILLED, WEAK)) > 0


def all_unable(h: Home) -> bool:
    return h.count(unable) == len(h.members)


HOUSEHOLDS["C030"] = lambda h: h["是否危房户"] == "是" and not monitored(h)
HOUSEHOLDS["C031"] = lambda h: h[WATER] == "否" and not monitored(h)
both("C034", "", lambda h: below(h["人均纯收入（元）"], 7300) and not monitored(h))
gone("C036", is_("风险消除后是否住房损毁", "是"))
gone("C037", is_("风险消除后是否饮水设施损毁", "是"))
both("", "C038", lambda h: h[RISKS[0]] == "")
AFTER = [
    "是否义务教育阶段适龄儿童少年失学辍学", "是否住房损毁",
    "是否有家庭成员未参加城乡居民（职工）基本医疗保险", "是否饮水设施损毁", "工资性收入",
    "财产性收入", "转移性收入", "生产经营性收入", "生产经营性支出", "家庭纯收入",
    "家庭人均纯收入", "理赔收入", "合规自付支出",
]  # fmt: skip
gone("C039", lambda h: some_blank(h, ["风险消除后" + c for c in AFTER]))
gone("C040", is_("风险消除后是否义务教育阶段适龄儿童少年失学辍学", "是"))
gone("C041", is_("是否危房户", "是"))
gone("C042", is_(WATER, "否"))
HOUSEHOLDS["C043"] = lambda h: (
    h["风险是否已消除"] == "是"
    and h.count(lambda p: p[RURAL_CARE] == p[WORKER_CARE] and p[RURAL_CARE] in ("是", "否")) > 0
)
HOUSEHOLDS["C044"] = lambda h: h["风险消除方式"] == "帮扶消除" and blank(h, *MEASURES)


def since_found(h: Home) -> int:
    value = span(h[FOUND], month_of(h.world.day))
    return -(10**6) if value is None else value


both("", "C045", lambda h: len(h[FOUND]) == 6 and since_found(h) >= 2 and blank(h, *MEASURES))
gone("C046", lambda h: some_blank(h, ("信息采集人", "信息采集人联系电话")))
PREMIUM = "城乡居民基本医疗保险个人缴费补贴"
open_("C047", lambda h: when(h[FOUND], "202210", "202303") and not has(h["健康帮扶"], PREMIUM))
open_("C048", lambda h: when(h[FOUND], "202304") and has(h["健康帮扶"], PREMIUM))
both(
    "",
    "C049",
    lambda h: (
        when(h[FOUND], high="202208")
        and h.count(lambda p: p[SCHOOL].startswith(("中职", "高职"))) > 0
        and not has(h["教育帮扶"], "雨露计划")
    ),
)
both("", "C050", lambda h: when(h[FOUND], "202301") and above(h["人均纯收入（元）"], 20000))
HOUSEHOLDS["C051"] = lambda h: (
    (h["就业帮扶"] != "" or h.count(lambda p: p["公益性岗位"] != "") > 0) and not h.any_record(WORK)
)
both("", "C052", lambda h: risk(h, "因残") and not h.count(lambda p: has(p["健康状况"], "残疾")))


def early(h: Home, most: int) -> bool:
    value = span(h[FOUND], h[ENDED])
    return value is not None and value <= most


gone("C053", lambda h: when(h[ENDED], "202204") and early(h, 5))


def same_sex(h: Home) -> bool:
    heads = {p["性别"] for p in h.members if p["与户主关系"] == "户主"}
    spouses = {p["性别"] for p in h.members if p["与户主关系"] == "配偶"}
    return bool(heads & spouses - {""})


both("C054", "C055", same_sex)
both("", "C058", lambda h: risk(h, "其他"))
both("", "C059", lambda h: risk(h, "因自然灾害") and h["因自然灾害子项"] == "")
both("C079", "", lambda h: h["是否通生活用电"] in ("", "否"))
both("", "C080", is_("是否通生活用电", ""))
both("C081", "", lambda h: h[WATER] != "是")
both("C082", "", is_(WATER, ""))
HOUSEHOLDS["C083"] = lambda h: h.any_record(RURAL, alleviated) and h["是否有卫生厕所"] != "是"


def area(column: str, most: int) -> Test:
    return lambda h: outside(h[column], 0, most)


for _blanks, _ranges, _column, _most in (
    (("C084", "C085"), ("C086", "C087"), "耕地面积（亩）", 100),
    (("C088", "C089"), ("C090", "C091"), "林地面积（亩）", 200),
    (("", "C092"), ("C093", "C094"), "退耕还林面积（亩）", 200),
    (("", "C095"), ("C096", "C097"), "林果面积（亩）", 200),
    (("C098", "C099"), ("C100", "C101"), "牧草地面积", 100),
    (("", "C102"), ("C103", "C104"), "水面面积", 100),
):
    both(*_blanks, is_(_column, ""))
    both(*_ranges, area(_column, _most))
both("C105", "C106", is_("入户道路是否硬化", ""))
both("C107", "C108", is_("住房面积", ""))
both("C109", "C110", is_("是否危房户", ""))
ROAD = "与村主干路距离"
both("C111", "C112", lambda h: above(h[ROAD], 5))
both("C113", "", lambda h: num(h[ROAD]) is None)
both("", "C114", is_(ROAD, ""))


def heads(h: Home) -> int:
    return h.count(lambda p: p["与户主关系"] == "户主")


both("C115", "C117", lambda h: heads(h) == 0)
both("C116", "C118", lambda h: heads(h) > 1)
both("C119", "", lambda h: len(h["户联系电话"]) != 11)
both("", "C120", lambda h: not mobile(h["户联系电话"]))
