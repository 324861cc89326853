"""The checks of households, one function each."""

from __future__ import annotations

from collections.abc import Callable, Sequence

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
    has_policy,
)
from .world import (
    RISKS,
    RURAL,
    WORK,
    Home,
    Person,
    Row,
    above,
    alleviated,
    at_least,
    below,
    blank,
    blank_or_zero,
    has,
    items,
    mobile,
    monitored,
    month,
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
HOUSEHOLDS["C125"] = lambda h: h["就业帮扶"] != "" and all_unable(h)
both("", "C135", lambda h: h[WATER] == "否" and not risk(h, "因安全饮水"))
UNINSURED = "是否有家庭成员未参加城乡居民（职工）基本医疗保险"
DROPPED = "是否义务教育阶段适龄儿童少年失学辍学"
both("", "C136", lambda h: h[UNINSURED] == "是" and not risk(h, "因病"))
both(
    "",
    "C137",
    lambda h: (
        when(h[FOUND], "202301", "202312")
        and h[DROPPED] == "是"
        and not h.count(lambda p: at_least(p.age, 6, 17) and p[SCHOOL] == "")
    ),
)


def short_of_labour(h: Home) -> bool:
    return any(has(h[column], "缺劳动力") for column in RISKS)


open_("C138", lambda h: short_of_labour(h) and not h.count(unable))
open_(
    "C139",
    lambda h: len(h.members) >= 4 and short_of_labour(h) and h.count(able) >= len(h.members) / 2,
)
open_("C140", lambda h: risk(h, "缺劳动力") and h.count(able) > len(h.members) / 4)
HELPED = is_("风险消除方式", "帮扶消除")
gone("C141", lambda h: HELPED(h) and below(h["风险消除后家庭人均纯收入"], 7300))
gone("C142", all_unable)


def job_help(h: Home) -> bool:
    return h["公益岗位帮扶"] != "" or h["就业帮扶"] != ""


def working(row: Row) -> bool:
    return row["是否已务工"] == "是"


gone("C143", lambda h: job_help(h) and blank_or_zero(h["风险消除后工资性收入"]))
gone(
    "C144",
    lambda h: (
        has(h["综合保障"], "低保", "特困供养", "残疾人补贴")
        and blank_or_zero(h["风险消除后转移性收入"])
    ),
)
both(
    "",
    "C145",
    lambda h: (
        (h["风险是否已消除"] == "否" or when(h[FOUND], "202301", "202312"))
        and job_help(h)
        and not h.any_record(WORK, working)
    ),
)


def poor_relief(h: Home) -> int:
    return h.count(lambda p: p["享受低保政策情况"] in ("城市低保", "农村低保"))


def destitute(h: Home) -> int:
    return h.count(lambda p: p["享受特困供养政策情况"] in ("城市特困", "农村特困"))


both(
    "",
    "C146",
    lambda h: has(h["综合保障"], "低保", "特困供养") and not poor_relief(h) and not destitute(h),
)
both(
    "",
    "C147",
    lambda h: (
        has(h["综合保障"], "残疾人补贴") and not h.count(lambda p: p["证件类型"] == "残疾人证")
    ),
)


def unmet(name: str, columns: Sequence[str]) -> Test:
    return lambda h: risk(h, name) and blank(h, *columns)


gone("C148", unmet("因病", ("健康帮扶", "社会帮扶", "综合保障")))
gone("C149", unmet("因学", ("教育帮扶", "义务教育保障", "社会帮扶")))
gone("C150", unmet("因残", ("社会帮扶", "综合保障")))
gone("C151", unmet("因安全住房", ("住房安全保障",)))
both("", "C152", unmet("因病", ("健康帮扶", "社会帮扶")))
both("", "C153", unmet("因学", ("义务教育保障", "教育帮扶", "社会帮扶")))
both("", "C154", unmet("因残", ("综合保障", "社会帮扶")))
both("", "C155", unmet("因安全住房", ("住房安全保障", "搬迁")))
both("", "C156", unmet("因安全饮水", ("饮水安全保障",)))
gone("C157", lambda h: h[DROPPED] == "是" and h["义务教育保障"] == "")
gone("C158", lambda h: h[WATER] == "否" and h["饮水安全保障"] == "")
gone("C159", lambda h: h[UNINSURED] == "是" and blank(h, "健康帮扶", "社会帮扶"))
both("", "C160", lambda h: h[DROPPED] == "是" and h["义务教育保障"] == "")
both("", "C161", lambda h: h[UNINSURED] == "是" and blank(h, "健康帮扶", "社会帮扶"))
both("", "C162", lambda h: below(h["人均纯收入（元）"], 4000))
gone("C163", lambda h: h["产业帮扶"] != "" and num(h["风险消除后生产经营性收入"]) == 0)
DONE = "实施开发式帮扶措施情况"


def not_done(h: Home) -> bool:
    return h[DONE] in ("", "尚未实施")


open_("C164", lambda h: workers(h) and not blank(h, *FOUR) and not_done(h))
open_("C165", lambda h: h.count(able) > 0 and h["综合保障"] != "" and blank(h, *OTHERS))
open_(
    "C166",
    lambda h: (
        all_unable(h)
        and h.count(
            lambda p: has_policy(p["享受低保政策情况"]) or has_policy(p["享受特困供养政策情况"])
        )
        > 0
        and h["整户无劳动能力兜底保障户"] == "否"
    ),
)
open_("C167", lambda h: workers(h) and blank(h, *FOUR) and not_done(h))
open_("C168", lambda h: since_found(h) >= 6 and workers(h) and blank(h, *FOUR))
both(
    "",
    "C169",
    lambda h: (
        h[DONE] == "是"
        and h["产业帮扶"] == h["金融帮扶"] == "其他"
        and bool(items(h["就业帮扶"]))
        and set(items(h["就业帮扶"])) <= {"其他", "技能培训"}
    ),
)
VOCATIONAL = [f"{kind}{n}年级" for kind in ("中职", "高职高专") for n in "一二三"]
both(
    "C189",
    "C190",
    lambda h: has(h["教育帮扶"], "雨露计划") and not h.count(lambda p: p[SCHOOL] in VOCATIONAL),
)
both("", "C191", lambda h: risk(h, "因务工就业不稳") and all_unable(h))
open_("C192", lambda h: risk(h, "因务工就业不稳") and not h.any_record(WORK))
open_(
    "C193",
    lambda h: risk(h, "因病") and not h.count(lambda p: has(p["健康状况"], "大病", "慢性病")),
)
open_("C194", lambda h: risk(h, "因病") and blank_or_zero(h["合规自付支出"]))
open_("C195", lambda h: above(h["工资性收入"], 0) and below(h["工资性收入"], 100))


def one_phone_two_places(h: Home) -> bool:
    return any(
        a["家庭成员联系电话"] == b["家庭成员联系电话"] != ""
        and "" not in (a["务工所在地"], b["务工所在地"])
        and a["务工所在地"] != b["务工所在地"]
        for a in h.members
        for b in h.members
    )


both("C196", "", one_phone_two_places)
open_("C198", lambda h: poor_relief(h) > 0 and not has(h["综合保障"], "低保"))
open_("C199", lambda h: has(h["综合保障"], "低保") and not poor_relief(h))
open_("C200", lambda h: destitute(h) > 0 and not has(h["综合保障"], "特困供养"))
open_("C201", lambda h: has(h["综合保障"], "特困供养") and not destitute(h))
open_(
    "C202",
    lambda h: (
        h.count(lambda p: len(p.id) in (20, 22) and p.id[19] in "12") > 0
        and not has(h["综合保障"], "残疾人补贴")
    ),
)
both("C203", "C204", lambda h: all_unable(h) and not poor_relief(h))
gone("C205", lambda h: HELPED(h) and early(h, 1))


def away(h: Home, row: Row) -> bool:
    return row["务工所在县"] not in ("", h["县"])


open_(
    "C233",
    lambda h: (
        has(h["就业帮扶"], "劳务输出", "外出务工补贴")
        and not h.any_record(WORK, lambda row: away(h, row))
    ),
)


def later(h: Home, row: Row) -> bool:
    begun, found = month(row["开始时间"]), month(h[FOUND])
    return begun is not None and found is not None and begun >= found


both(
    "",
    "C235",
    lambda h: (
        has(h["就业帮扶"], "劳务输出")
        and not h.any_record(WORK, lambda row: later(h, row) and away(h, row))
    ),
)
