"""An invented city of finished tables, nasty names and all."""

from __future__ import annotations

import random
from decimal import Decimal
from typing import Any

import pyarrow as pa

from fangpin.report.model import ALERT_COLUMNS, Results, RuleText

RULES = {
    "G1": ("脱贫不稳定户", "六(一)1", "收入", "扶贫"),
    "G2": ("低收入边缘户", "六(一)2", "收入", "扶贫"),
    "G3": ("补贴依赖户", "六(一)3", "收入", "扶贫"),
    "G4": ("刚性支出骤增户", "六(一)4", "支出", "扶贫"),
    "W1": ("因病", "六(三)", "因病", "卫健、医保"),
    "W2": ("因学", "六(三)", "因学", "教育"),
    "W3": ("因灾、因意外、因产业失败", "六(三)", "因灾", "应急、住建、农牧"),
    "W4": ("因残", "六(三)", "因残", "残联"),
    "W7": ("部门阈值", "六(三)", "因病", "医保"),
    "S1": ("义务教育未在校", "七(一)", "教育", "教育"),
    "S3": ("未参加基本医保", "七(二)", "医疗", "医保"),
    "S5": ("住房不安全", "七(三)", "住房", "住建"),
    "S6": ("饮水不安全", "七(四)", "饮水", "水务"),
    "S16": ("大病未救治", "七(二)", "因病", "卫健"),
    "C1": ("财产线索", "四(四)", "线索", "民政"),
}
COUNTIES = {
    "土默特左旗": {"察素齐镇": ["民生街", "瓦窑", "三两"], "毕克齐镇": ["大里堡", "小里堡"]},
    "托克托县": {"双河镇": ["树尔梁", "北街"], "古城镇": ["南园子"]},
    "清水河县": {"城关镇": ["八龙湾", "贺家山"], "宏河镇": ["高茂泉"]},
    "武川县": {"可可以力更镇": ["乌兰忽洞"], "哈乐镇": ["后石背图"]},
    "新城区": {"保合少镇": ["野马图"]},
}
NASTY = (
    "=HYPERLINK(1)",
    "+张三",
    "@王五",
    "乌兰·图雅其其格",
    "赵\u0001六",
    "钱\U00020bb7",
    "_x0041_",
    "'孙",
)
LEVELS = {"G4": "orange", "S1": "red", "S3": "orange", "S5": "orange", "S6": "orange", "C1": "blue"}
EVIDENCE = {
    "G1": "人均纯收入{n}元，低于5000元（扶贫/户信息.xlsx 第{n}行）",
    "W1": "近12个月自付医疗费{n}元，为上年家庭纯收入的1.82倍（医保/医疗费用.csv 第12、13、14行）",
}
MEASURES = {"W1": ["医疗救助", "防贫保", "公益慈善捐赠"], "W2": ["教育专项救助", "公益慈善捐赠"]}


def person_id(number: int) -> str:
    """An invented ID: sequence digits 950 to 999, the check digit not cared for."""
    return f"150121{1950 + number % 60}{1 + number % 12:02}15{950 + number % 50}X"


def results(per_village: int = 6, seed: int = 1, **changes: Any) -> Results:
    """Results of five counties; the last one has households and no alert."""
    rng = random.Random(seed)
    homes = [
        _household(number, place, rng) for number, place in enumerate(_places(per_village), start=1)
    ]
    alerts = [row for home in homes for row in _alerts(home, rng)]
    members = [row for home in homes for row in _members(home, rng)]
    given: dict[str, Any] = {
        "run": run_record(homes, alerts),
        "rules": {
            rule: RuleText(name, clause, "", cause, department, "household", order)
            for order, (rule, (name, clause, cause, department)) in enumerate(RULES.items())
        },
        "alerts": alert_table(alerts),
        "households": pa.Table.from_pylist(homes),
        "members": pa.Table.from_pylist(members),
        "problems": problem_table(),
    }
    return Results(**(given | changes))


def _places(per_village: int) -> list[tuple[str, str, str]]:
    return [
        (county, town, village)
        for county, towns in COUNTIES.items()
        for town, villages in towns.items()
        for village in villages
        for _ in range(per_village)
    ]


def _household(number: int, place: tuple[str, str, str], rng: random.Random) -> dict[str, Any]:
    income = None if number % 9 == 0 else Decimal(rng.randrange(500000, 4000000)) / 100
    size = 1 + number % 5
    return {
        "household_id": f"1501{number:09}",
        "head_name": NASTY[number % 40] if number % 40 < len(NASTY) else f"张{number % 7}测",
        "head_id": None if number % 17 == 0 else person_id(number),
        "county": place[0],
        "town": place[1],
        "village": None if number % 23 == 0 else place[2],
        "size": size,
        "poverty_status": ("已脱贫", "一般农户", None)[number % 3],
        "registered": (True, False, None)[number % 3],
        "rural": True,
        "income_total": income,
        "income_per_capita": None if income is None else round(income / size, 2),
        "income_per_capita_before": None,
        "rigid_costs": Decimal(rng.randrange(0, 900000)) / 100,
        "cost_illness": Decimal("1234.50"),
        "cost_schooling": Decimal("0.00"),
        "unsafe_housing": (True, False, None)[number % 3],
        "unsafe_water": None,
        "in_subsistence": number % 4 == 0,
        "has_labour": True,
        "has_worker": None,
        "phone": f"138{number:08}" if number % 2 else None,
    }


def _alerts(home: dict[str, Any], rng: random.Random) -> list[dict[str, Any]]:
    if home["county"] == "新城区" or rng.random() < 0.2:
        return []
    chosen = sorted(rng.sample(list(RULES)[:-2], rng.randrange(1, 8 if rng.random() < 0.2 else 4)))
    covered = [rule for rule in chosen if (rule, home["county"]) != ("S3", "武川县")]
    return [_alert(home, rule, rng) for rule in covered]


def _alert(home: dict[str, Any], rule: str, rng: random.Random) -> dict[str, Any]:
    check = rng.random() < 0.25
    text = EVIDENCE.get(rule, f"{RULES[rule][0]}：经比对名册认定，详见各部门名册第{{n}}行")
    evidence = [text.format(n=rng.randrange(2000, 6000))]
    if rng.random() < 0.05:
        evidence.append("很长的说明，" * 30)
    evidence.append("来源：医保/医疗费用.csv第12行“自付”")
    return {column: home.get(column) for column in ALERT_COLUMNS} | {
        "alert_id": f"{home['household_id']}-{rule}",
        "rule": rule,
        "outcome": "check" if check else "hit",
        "level": LEVELS.get(rule, rng.choice(["red", "orange", "yellow"])),
        "cause": RULES[rule][2],
        "department": RULES[rule][3],
        "clause": RULES[rule][1],
        "evidence": evidence,
        "measures": MEASURES.get(rule, ["公益慈善捐赠"]),
        "persons": [home["head_id"]] if home["head_id"] else [],
        "missing": ["上年人均纯收入", "income_total", "W1", "疑似证件号错误：医保/参保.csv 第8行"]
        if check
        else [],
        "monitored": rng.choice(["已在监测", "应纳未纳"]) if rule[0] == "G" else None,
        "change": None,
    }


def _members(home: dict[str, Any], rng: random.Random) -> list[dict[str, Any]]:
    relations = ["户主", "配偶", "之子", "之女", "之父", "之孙子"]
    return [
        {
            "household_id": home["household_id"],
            "name": home["head_name"] if index == 0 else f"张{index}员",
            "id_number": home["head_id"]
            if index == 0
            else person_id(index * 7 + rng.randrange(99)),
            "relation": relation if index < home["size"] else None,
            "age": None if index == 3 else rng.randrange(0, 90),
            "labour": rng.choice(["普通劳动力", "弱劳动力或半劳动力", "无劳动力", None]),
            "health": rng.choice(["健康", "长期慢性病,残疾", "患有大病", None]),
            "schooling": rng.choice([None, None, "小学", "普通高中一年级"]),
            "recorded": index < home["size"],
        }
        for index, relation in enumerate(
            relations[: home["size"] + (1 if rng.random() < 0.1 else 0)]
        )
    ]


def run_record(homes: list[dict[str, Any]], alerts: list[dict[str, Any]]) -> dict[str, Any]:
    """The run record that fits these tables."""
    counts: dict[str, Any] = {
        rule: {county: {"scope": 0, "hit": 0, "check": 0} for county in COUNTIES} for rule in RULES
    }
    for rule in RULES:
        for home in homes:
            counts[rule][home["county"]]["scope"] += 1 if home["poverty_status"] else 0
    for alert in alerts:
        cell = counts[alert["rule"]][alert["county"]]
        cell[alert["outcome"]] += 1
        cell["scope"] = max(cell["scope"], cell["hit"] + cell["check"])
    rules: dict[str, Any] = {
        rule: {"state": "evaluated", "missing": [], "not_in": []} for rule in RULES
    }
    rules["S16"] = {"state": "not", "missing": ["illness.treated"], "not_in": []}
    rules["C1"] = {"state": "not", "missing": ["property"], "not_in": []}
    rules["S3"] = {"state": "partly", "missing": [], "not_in": ["武川县"]}
    rules["G2"] = {"state": "partly", "missing": ["disability", "water"], "not_in": []}
    inputs = [
        {"name": f"{folder}/{kind}.csv", "sheet": "", "kind": kind, "department": department,
         "sha256": "0" * 64, "rows": rows, "accepted": rows - bad, "rejected": bad, "skipped": 3}
        for folder, kind, department, rows, bad in (
            ("扶贫", "members", "扶贫", 400, 4), ("扶贫", "households", "扶贫", 90, 0),
            ("医保", "insurance", "医保", 380, 12), ("教育", "enrolment", "教育", 77, 0),
        )
    ]  # fmt: skip
    return {
        "version": "0.1.0",
        "policy": {"name": "hohhot-2020", "title": "呼扶组发〔2020〕6号"},
        "as_of": "2020-04-18",
        "parameters": {"income_line": 5000},
        "inputs": inputs,
        "rules": rules,
        "counts": counts,
        "coverage": {"insurance": dict.fromkeys(COUNTIES, 0.93) | {"武川县": 0.31}},
        "monitored_without_hit": [homes[-1]["household_id"]],
    }


def alert_table(rows: list[dict[str, Any]]) -> pa.Table:
    """The alerts with the types that a scan gives them."""
    lists = {"evidence", "measures", "persons", "missing"}
    kind = pa.list_(pa.string())
    fields = [(name, kind if name in lists else pa.string()) for name in ALERT_COLUMNS]
    ordered = sorted(rows, key=lambda row: (row["household_id"], row["rule"]))
    return pa.Table.from_pylist(ordered, schema=pa.schema(fields))


def problem_table() -> pa.Table:
    """Faults of three departments, an unreadable file among them."""
    names = ("file", "sheet", "row", "column", "field", "value", "code", "message", "suggestion",
             "severity", "department")  # fmt: skip
    rows = [
        ("医保/参保.csv", "", 8, "身份证号", "id_number", "15012119500115950", "id.length",
         "证件号位数不对", "请按身份证原件填写", "reject", "医保"),
        ("医保/参保.csv", "", 9, "姓名", "name", "=1+1", "id.length",
         "证件号位数不对", "请按身份证原件填写", "reject", "医保"),
        ("扶贫/人表.xlsx", "脱贫户", 5, "金额", "amount", "-300", "money.negative",
         "金额不应为负", "请核对", "remark", "扶贫"),
        ("医保/加密.xlsx", "", None, None, None, None, "file.encrypted",
         "文件有密码，打不开", "请去掉密码后重报，或用 --input-password-file", "reject", "医保"),
    ]  # fmt: skip
    table = pa.Table.from_pylist([dict(zip(names, row, strict=True)) for row in rows])
    return table.set_column(2, "row", table["row"].cast(pa.int64()))
