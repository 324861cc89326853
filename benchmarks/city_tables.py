"""The rows of the twelve rosters of a big city, under the headers that departments use.

Every function gives a frame of texts, and of dates where the roster has days; null is empty.
"""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import polars as pl
from city_draw import EPOCH, days, draw, flags, heads, money, pick, some, whole
from city_people import REGISTERED, STATUSES, Chunk

FILLERS = (
    "资产收益扶贫分红收入", "其他财产性收入", "耕地面积（亩）", "水面面积",
    "是否加入农民专业合作组织", "退耕还林面积（亩）", "林果面积（亩）", "牧草地面积",
    "林地面积（亩）", "是否通生产用电", "是否通生活用电", "是否通广播电视", "与村主干路距离",
    "入户路类型", "住房面积", "是否有卫生厕所", "主要燃料类型",
    "是否有龙头企业带动", "是否有创业致富带头人带动",
)  # fmt: skip

SCHOOLS = ("第一小学", "中心校", "第二中学", "民族中学")
STATES = {"在读": 0.97, "送教上门": 0.005, "休学": 0.005, "辍学": 0.01, "转出": 0.01}


def members(chunk: Chunk) -> pl.DataFrame:
    """家庭成员(人表), one row a person."""
    all_of_them = whole(chunk)
    count = all_of_them.height
    age = (chunk.as_of - EPOCH).days - all_of_them["born"].cast(pl.Int32).to_numpy()
    able = (age > 16 * 365) & (age < 60 * 365)
    labour = pick(
        ("无劳动力", "普通劳动力", "技能劳动力", "弱劳动力或半劳动力", "丧失劳动力"),
        able * chunk.rng.choice(np.array([1, 2, 3, 4]), count, p=[0.75, 0.1, 0.1, 0.05]),
    )
    registered = all_of_them["status"].to_numpy() < REGISTERED
    frame = all_of_them.select(
        pl.col("county").alias("旗县区"), pl.col("town").alias("乡镇"),
        pl.col("village").alias("行政村"), pl.col("household_id").alias("户编号*"),
        pl.col("name").alias("姓名*"), pl.col("id").alias("公民身份号码*"),
        pl.col("relation").alias("与户主关系"),
        pick(STATUSES, all_of_them["status"].to_numpy()).alias("户类型"),
        flags(registered).alias("是否享受扶贫政策"), labour.alias("劳动能力（代码-名称）"),
        draw(chunk, count, {"健康": 0.85, "长期慢性病": 0.11, "患有大病": 0.01, "残疾": 0.03})
        .alias("健康情况"),
        all_of_them["schooling"].alias("在校生情况"),
        pl.Series(able * chunk.rng.integers(0, 13, count)).cast(pl.String).alias("务工时间（月）"),
        pl.col("size").cast(pl.String).alias("家庭人口（人）"),
        pl.lit(str(chunk.as_of.year - 1)).alias("年度"),
    )  # fmt: skip
    return frame.with_columns(
        draw(chunk, count, {"小学": 0.4, "初中": 0.4, "高中": 0.15, "大专": 0.05}).alias(
            "文化程度"
        ),
        pick(("汉族", "蒙古族"), all_of_them["mongol"].cast(pl.Int64).to_numpy()).alias("民族"),
        _phones(chunk, count).alias("联系电话"),
        pick(
            ("城镇居民户口", "农业家庭户口"), all_of_them["rural"].cast(pl.Int64).to_numpy()
        ).alias("户口类型"),
    )


def _phones(chunk: Chunk, count: int) -> pl.Series:
    numbers = pl.Series(chunk.rng.integers(10_000_000_000, 10_100_000_000, count)).cast(pl.String)
    return numbers.scatter(np.flatnonzero(chunk.rng.random(count) < 0.5), None)


def households(chunk: Chunk) -> pl.DataFrame:
    """全国系统户表, one row a household with last year's income."""
    rng, homes = chunk.rng, heads(chunk)
    count, size = homes.height, homes["size"].to_numpy()
    registered = homes["status"].to_numpy() < REGISTERED
    middle = np.where(registered, 8800, 14500)
    net = np.maximum(rng.lognormal(np.log(middle), 0.45) * size, 500).round(2)
    transfer = {name: rng.choice([0, 0, 300, 850, 1500], count) for name in _TRANSFERS}
    given = np.minimum(sum(transfer.values()), net * 0.9).round(2)
    expense = rng.integers(0, 3000, count).astype(np.float64)
    wage = ((net - given + expense) * rng.uniform(0.3, 0.8, count)).round(2)
    known = rng.random(count) >= 0.01
    amounts = {
        "人均纯收入": (net / size).round(2), "年收入": net + expense, "工资性收入": wage,
        "生产经营性收入": net - given + expense - wage, "财产性收入": np.zeros(count),
        "转移性收入": given, **transfer, "生产经营性支出": expense, "纯收入": net,
    }  # fmt: skip
    return homes.select(
        pl.lit("内蒙古自治区").alias("省"), pl.lit("呼和浩特市").alias("市"),
        pl.col("county").alias("县"), pl.col("town").alias("乡"), pl.col("village").alias("村"),
        pl.col("household_id").alias("户编号"), pl.lit(None, pl.String).alias("户主编号"),
        pl.col("name").alias("户主姓名"), pl.col("id").alias("户主证件号码"),
        pl.col("size").cast(pl.String).alias("家庭人口数"),
        pl.lit(str(chunk.as_of.year - 1)).alias("年度"),
        pl.lit("国家标准").alias("识别标准"),
        draw(chunk, count, {"因病": 4, "因残": 2, "因学": 1, "缺技术": 2, "缺劳动力": 2})
        .alias("主要致贫原因"),
        *(
            pl.when(pl.Series(known)).then(money(yuan)).alias(name)
            for name, yuan in amounts.items()
        ),
        *(pl.lit(None, pl.String).alias(name) for name in FILLERS),
    )  # fmt: skip


_TRANSFERS = ("计划生育金", "低保金", "五保金", "养老保险金", "生态补偿金", "其他转移性收入")


def insurance(chunk: Chunk) -> pl.DataFrame:
    """基本医保参保, one row a person."""
    people = some(chunk, 0.985)
    count, year = people.height, str(chunk.as_of.year)
    return pl.DataFrame(
        {
            "姓名": people["name"],
            "证件号码": people["id"],
            "参保状态": draw(chunk, count, {"已参保": 0.985, "未参保": 0.015}),
            "是否代缴": draw(chunk, count, {"是": 0.2, "否": 0.8}),
            "参保年度": draw(chunk, count, {year: 0.985, str(chunk.as_of.year - 1): 0.015}),
        }
    )


def medical(chunk: Chunk) -> pl.DataFrame:
    """医疗费用, a row a bill; a few are refunds."""
    rng = chunk.rng
    times = rng.poisson(0.45, chunk.people.height)
    people = chunk.people[np.repeat(np.arange(len(times)), times)]
    count = people.height
    own = np.minimum(rng.lognormal(np.log(700), 1.5, count), 300_000).round(2)
    fund, grave, aid = own * rng.uniform(0.5, 2, count), own * 0.1, own * 0.05
    sign = np.where(rng.random(count) < 0.003, -1, 1)
    first = date(chunk.as_of.year - 1, 1, 1)
    return pl.DataFrame(
        {
            "姓名": people["name"],
            "身份证号": people["id"],
            "医疗费总额": money((own + fund + grave + aid) * sign),
            "统筹基金支付": money(fund * sign),
            "大病保险支付": money(grave * sign),
            "医疗救助支付": money(aid * sign),
            "个人自付": money(own * sign),
            "结算日期": days(chunk, count, first, chunk.as_of),
            "诊断": draw(
                chunk, count, dict.fromkeys(("高血压", "冠心病", "脑梗死", "肺炎", "糖尿病"), 1)
            ),
        }
    )


def enrolment(chunk: Chunk) -> pl.DataFrame:
    """学籍, one row a pupil or student."""
    people = chunk.people.filter("enrolled")
    count = people.height
    years = chunk.as_of.year - 1 - chunk.rng.integers(0, 3, count)
    entered = pl.Series([date(year, 9, 1) for year in years.tolist()], dtype=pl.Date)
    return pl.DataFrame(
        {
            "姓名": people["name"],
            "身份证件号": people["id"],
            "学号": "G" + people["id"],
            "学校名称": draw(chunk, count, dict.fromkeys(SCHOOLS, 1)),
            "学段": people["stage"],
            "学籍状态": draw(chunk, count, STATES),
            "入学日期": entered,
        }
    )  # fmt: skip


def student_aid(chunk: Chunk) -> pl.DataFrame:
    """学生资助 of this school year, of registered students."""
    people = whole(chunk).filter(pl.col("enrolled") & (pl.col("status") < REGISTERED))
    people = people.filter(pl.Series(chunk.rng.random(people.height) < 0.85))
    year = chunk.as_of.year - 1
    return pl.DataFrame(
        {
            "姓名": people["name"],
            "身份证号": people["id"],
            "资助项目": pl.repeat("国家助学金", people.height, eager=True),
            "资助金额": money(chunk.rng.choice([500, 625, 1000, 2000], people.height)),
            "学年": pl.repeat(f"{year}-{year + 1}", people.height, eager=True),
        }
    )


def education_costs(chunk: Chunk) -> pl.DataFrame:
    """教育支出 in 万元."""
    people = chunk.people.filter(pl.col("stage").is_in(["普高", "大专", "本科"]))
    count = people.height
    return pl.DataFrame(
        {
            "身份证号": people["id"],
            "教育支出金额（万元）": money(chunk.rng.lognormal(np.log(0.5), 0.9, count), 4),
            "缴费日期": days(chunk, count, date(chunk.as_of.year - 1, 1, 1), chunk.as_of),
        }
    )


def housing(chunk: Chunk) -> pl.DataFrame:
    """住房安全鉴定, one row a household."""
    homes = heads(chunk)
    grade = draw(chunk, homes.height, {"A": 55, "B": 39, "C": 4, "D": 2})
    done = draw(chunk, homes.height, {"是": 90, "否": 8, "在建": 2})
    bad = grade.is_in(["C", "D"])
    return pl.DataFrame(
        {
            "户编号": homes["household_id"],
            "户主姓名": homes["name"],
            "户主身份证": homes["id"],
            "危房等级": grade,
            "是否改造": done.set(~bad, None),
            "鉴定日期": days(chunk, homes.height, date(2018, 1, 1), chunk.as_of),
        }
    )


def water(chunk: Chunk) -> pl.DataFrame:
    """饮水安全评价, one row a household."""
    homes, rng = heads(chunk), chunk.rng
    count = homes.height
    verdicts = {
        name: draw(chunk, count, {"达标": 0.97, "基本达标": 0.025, "不达标": 0.005})
        for name in ("水量", "水质", "用水方便程度", "供水保证率")
    }
    return pl.DataFrame(
        {
            "户编号": homes["household_id"],
            "户主身份证号": homes["id"],
            **verdicts,
            "砷(mg/L)": money(rng.exponential(0.0015, count), 4),
            "氟化物(mg/L)": money(rng.gamma(4, 0.1, count), 2),
            "氨氮(mg/L)": money(rng.exponential(0.05, count), 3),
            "工程类型": draw(chunk, count, {"集中": 0.8, "小型集中": 0.15, "分散": 0.05}),
            "评价日期": days(chunk, count, date(chunk.as_of.year - 1, 1, 1), chunk.as_of),
        }
    )


def disability(chunk: Chunk) -> pl.DataFrame:
    """残疾人证, one row a person."""
    people = some(chunk, 0.06)
    count = people.height
    cost = np.where(chunk.rng.random(count) < 0.3, chunk.rng.lognormal(8, 1, count), 0)
    return pl.DataFrame(
        {
            "姓名": people["name"],
            "身份证号": people["id"],
            "残疾类别": draw(chunk, count, {"肢体": 5, "视力": 1, "听力": 1, "智力": 1, "精神": 1}),
            "残疾等级": draw(chunk, count, {"一级": 1, "二级": 2, "三级": 3, "四级": 4}),
            "发证日期": days(chunk, count, chunk.as_of - timedelta(3000), chunk.as_of),
            "康复费用": money(cost),
        }
    )


def losses(chunk: Chunk) -> pl.DataFrame:
    """灾害、意外、产业失败损失, a row an event."""
    homes = heads(chunk).filter(pl.Series(chunk.rng.random(chunk.homes.height) < 0.03))
    count = homes.height
    return pl.DataFrame(
        {
            "户编号": homes["household_id"],
            "身份证号": homes["id"],
            "损失类型": draw(chunk, count, {"灾害": 6, "意外": 3, "产业失败": 1}),
            "损失金额（元）": money(chunk.rng.lognormal(np.log(5000), 1.2, count)),
            "发生日期": days(chunk, count, date(chunk.as_of.year - 1, 1, 1), chunk.as_of),
        }
    )


def applications(chunk: Chunk) -> pl.DataFrame:
    """个人救助申请, a row an application."""
    people = some(chunk, 0.006)
    count = people.height
    return pl.DataFrame(
        {
            "申请人姓名": people["name"],
            "身份证号": people["id"],
            "申请日期": days(chunk, count, date(chunk.as_of.year - 1, 1, 1), chunk.as_of),
            "申请原因": draw(chunk, count, {"因病": 5, "因残": 2, "因学": 1, "因灾": 1}),
            "办理状态": draw(chunk, count, {"待办": 1, "受理": 2, "办结": 6, "撤回": 1}),
        }
    )
