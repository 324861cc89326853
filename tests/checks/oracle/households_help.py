"""The checks of households about their help, risks and records."""

from __future__ import annotations

from collections.abc import Sequence

from .households import (
    FOUND,
    FOUR,
    HOUSEHOLDS,
    OTHERS,
    WATER,
    Test,
    able,
    all_unable,
    both,
    early,
    gone,
    is_,
    open_,
    since_found,
    unable,
    workers,
)
from .persons import SCHOOL, has_policy
from .world import (
    RISKS,
    WORK,
    Home,
    Row,
    above,
    at_least,
    below,
    blank,
    blank_or_zero,
    has,
    items,
    month,
    num,
    risk,
    when,
)

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
