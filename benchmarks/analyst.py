"""The script that a capable analyst writes for the same job, with pandas and openpyxl.

    python benchmarks/analyst.py FOLDER OUT [--as-of 2020-04-18]

Reads the rosters of a city that city.py wrote (xlsx with openpyxl, or CSV), checks ID numbers,
merges by ID and household number, finds the households of G1, the income part of G2, G4, W1, W2,
and for registered households S1, S3 and S5, and writes a workbook a county, a summary, alerts.csv
and problems.csv. It is what people use today, as well as they would write it: whole columns at a
time, only the columns it needs, no work twice.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
import pandas as pd
from analyst_workbooks import alert, write_workbooks

INCOME_LINE, POVERTY_LINE = 5000, 4000
WEIGHTS = np.array([7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2])
CHECK = np.array(list("10X98765432"))
WIDE = str.maketrans("０１２３４５６７８９Ｘ", "0123456789X")
IN_SCHOOL = ["在读", "随班就读", "特殊教育", "送教上门", "休学", "延缓入学"]
NOT_AT_SCHOOL = ["非在校生", "学龄前儿童", "学前教育"]
REGISTERED = ["脱贫户", "未脱贫", "返贫户"]


def main() -> None:
    """Read, judge, write."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--as-of", type=pd.Timestamp, default=pd.Timestamp("2020-04-18"))
    given = parser.parse_args()
    given.out.mkdir(parents=True, exist_ok=True)
    problems: list[pd.DataFrame] = []
    people, homes = read_people(given.folder, problems)
    homes = add_income(homes, given.folder)
    homes = add_costs(homes, people, given.folder, given.as_of, problems)
    alerts = pd.concat(
        [
            judge_households(homes),
            judge_school(people, homes, given.folder, given.as_of, problems),
            judge_insurance(people, homes, given.folder, given.as_of, problems),
            judge_housing(homes, given.folder),
        ]
    )
    alerts = alerts.sort_values(["household_id", "规则"])
    alerts.to_csv(given.out / "alerts.csv", index=False, encoding="utf-8-sig")
    pd.concat(problems).to_csv(given.out / "problems.csv", index=False, encoding="utf-8-sig")
    write_workbooks(alerts, homes, given.out)


def read(folder: Path, name: str, columns: list[str], texts: list[str]) -> pd.DataFrame:
    """All files of a roster, with only the columns that are needed; texts stay texts."""
    dtype = dict.fromkeys(texts, str)
    parts: list[pd.DataFrame] = []
    for path in sorted(folder.rglob(f"{name}*")):
        if path.suffix == ".xlsx":
            sheets = pd.read_excel(
                path, sheet_name=None, usecols=columns, dtype=dtype, engine="openpyxl"
            )
            parts += sheets.values()
        else:
            try:
                part = pd.read_csv(path, usecols=columns, dtype=dtype, encoding="utf-8-sig")
            except UnicodeDecodeError:
                part = pd.read_csv(path, usecols=columns, dtype=dtype, encoding="gb18030")
            parts.append(part)
    return pd.concat(parts, ignore_index=True)


def clean_ids(column: pd.Series) -> pd.Series:
    """ID numbers without blanks and wide digits; missing where the check fails."""
    texts = column.astype("str").str.strip().str.translate(WIDE).str.upper()
    texts = texts.where(texts.str.fullmatch(r"\d{17}[\dX]", na=False))
    known = texts.dropna()
    letters = known.to_numpy(dtype="U18").view("U1").reshape(-1, 18)
    right = CHECK[letters[:, :17].astype(int) @ WEIGHTS % 11] == letters[:, 17]
    born = pd.to_datetime(known.str[6:14], format="%Y%m%d", errors="coerce")
    return texts.where(pd.Series(right & born.notna(), index=known.index))


def money(column: pd.Series) -> pd.Series:
    """Amounts as numbers."""
    if pd.api.types.is_numeric_dtype(column):
        return column
    return pd.to_numeric(column.astype("str").str.replace(r"[,元]", "", regex=True))


def read_people(folder: Path, problems: list[pd.DataFrame]) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The members, and one row a household."""
    names = {
        "户编号*": "household_id", "姓名*": "name", "公民身份号码*": "id", "与户主关系": "relation",
        "户类型": "status", "是否享受扶贫政策": "policy", "在校生情况": "schooling",
        "户口类型": "hukou", "旗县区": "旗县区", "乡镇": "乡镇", "行政村": "行政村",
    }  # fmt: skip
    texts = ["户编号*", "公民身份号码*"]
    people = read(folder, "01_农户家庭成员信息表", list(names), texts).rename(columns=names)
    people["sent"], people["id"] = people["id"], clean_ids(people["id"])
    problems.append(bad(people, "家庭成员"))
    people["born"] = pd.to_datetime(people["id"].str[6:14], format="%Y%m%d")
    head = people[people["relation"] == "户主"].drop_duplicates("household_id")
    homes = head.set_index("household_id")[
        ["name", "旗县区", "乡镇", "行政村", "status", "policy", "hukou"]
    ]
    homes["size"] = people.groupby("household_id").size()
    homes["registered"] = homes["status"].isin(REGISTERED)
    homes["rural"] = ~homes["hukou"].fillna("").str.contains("非农业|城镇")
    return people, homes


def bad(frame: pd.DataFrame, roster: str) -> pd.DataFrame:
    """The rows whose number can't be used."""
    rows = frame.loc[frame["id"].isna(), ["sent"]]
    return pd.DataFrame(
        {"名册": roster, "行": rows.index + 2, "证件号码": rows["sent"], "问题": "证件号码有误"}
    )


def add_income(homes: pd.DataFrame, folder: Path) -> pd.DataFrame:
    """Last year's income of each household."""
    names = {"户编号": "household_id", "纯收入": "income", "人均纯收入": "per_capita"}
    frame = read(folder, "11_户表", list(names), ["户编号"]).rename(columns=names)
    frame = frame.drop_duplicates("household_id", keep="last").set_index("household_id")
    homes = homes.join(frame)
    homes["per_capita"] = homes["per_capita"].fillna(homes["income"] / homes["size"])
    return homes


def by_person(
    frame: pd.DataFrame, people: pd.DataFrame, roster: str, problems: list[pd.DataFrame]
) -> pd.DataFrame:
    """Rows of a roster with the household of their person; what matches no one is a problem."""
    frame["sent"], frame["id"] = frame["id"], clean_ids(frame["id"])
    problems.append(bad(frame, roster))
    known = people.dropna(subset="id").drop_duplicates("id")[["id", "household_id"]]
    merged = frame.dropna(subset="id").reset_index(names="line").merge(known, how="left", on="id")
    lost = merged[merged["household_id"].isna()]
    problems.append(
        pd.DataFrame(
            {"名册": roster, "行": lost["line"] + 2, "证件号码": lost["id"], "问题": "未匹配到农户"}
        )
    )
    return merged.dropna(subset="household_id")


def in_window(days: pd.Series, as_of: pd.Timestamp) -> pd.Series:
    """Whether a day lies in the last twelve months; a missing one counts."""
    days = pd.to_datetime(days)
    return days.isna() | ((days > as_of - pd.DateOffset(months=12)) & (days <= as_of))


def add_costs(
    homes: pd.DataFrame,
    people: pd.DataFrame,
    folder: Path,
    as_of: pd.Timestamp,
    problems: list[pd.DataFrame],
) -> pd.DataFrame:
    """The household's costs of the last twelve months by cause."""
    bills = read(folder, "医疗费用结算明细", ["身份证号", "个人自付", "结算日期"], ["身份证号"])
    bills.columns = ["id", "amount", "day"]
    schooling = read(
        folder, "教育支出", ["身份证号", "教育支出金额（万元）", "缴费日期"], ["身份证号"]
    )
    schooling.columns = ["id", "amount", "day"]
    care = read(folder, "残疾人证", ["身份证号", "康复费用"], ["身份证号"])
    care.columns = ["id", "amount"]
    losses = read(folder, "灾害意外损失", ["户编号", "损失金额（元）", "发生日期"], ["户编号"])
    losses.columns = ["household_id", "amount", "day"]
    for frame in (bills, schooling, care, losses):
        frame["amount"] = money(frame["amount"])
    schooling["amount"] *= 10_000
    costs = {
        "illness": by_person(
            bills[in_window(bills["day"], as_of)].copy(), people, "医疗费用", problems
        ),
        "schooling": by_person(
            schooling[in_window(schooling["day"], as_of)].copy(), people, "教育支出", problems
        ),
        "care": by_person(care, people, "残疾人证", problems),
        "losses": losses[in_window(losses["day"], as_of)],
    }
    for name, frame in costs.items():
        total = frame.groupby("household_id")["amount"].sum().round(2)
        homes[name] = total.reindex(homes.index).fillna(0)
    homes["rigid"] = homes[list(costs)].sum(axis=1).round(2)
    homes["after"] = (homes["income"] - homes["rigid"]) / homes["size"]
    return homes


def text(amounts: pd.Series) -> pd.Series:
    """Amounts as they are shown."""
    return amounts.map("{:.2f}".format)


def judge_households(homes: pd.DataFrame) -> pd.DataFrame:
    """G1, the income part of G2, G4, W1 and W2."""
    low = homes[(homes["status"] == "脱贫户") & (homes["per_capita"] < INCOME_LINE)]
    edge = homes[
        homes["rural"] & ~homes["registered"] & (homes["policy"] != "是")
        & (homes["per_capita"] <= INCOME_LINE)
    ]  # fmt: skip
    rigid = homes[(homes["rigid"] > 0) & (homes["after"] < POVERTY_LINE)]
    said = "家庭纯收入" + text(rigid["income"]) + "元，刚性支出" + text(rigid["rigid"])
    said += "元，扣除后人均" + text(rigid["after"]) + "元，低于4000元"
    parts = [
        alert(low, "G1", "人均纯收入" + text(low["per_capita"]) + "元，低于5000元"),
        alert(edge, "G2", "人均纯收入" + text(edge["per_capita"]) + "元，不高于5000元"),
        alert(rigid, "G4", said),
    ]
    for rule, cost, word in (("W1", "illness", "医疗"), ("W2", "schooling", "教育")):
        hit = homes[(homes[cost] > 0) & (homes[cost] > homes["income"])]
        share = hit[cost] / hit["income"]
        level = pd.Series(np.select([share > 2, share > 1.5], ["红", "橙"], "黄"), index=hit.index)
        said = (
            f"近12个月{word}支出"
            + text(hit[cost])
            + "元，上年家庭纯收入"
            + text(hit["income"])
            + "元"
        )
        parts.append(alert(hit, rule, said, level))
    return pd.concat(parts)


def by_names(people: pd.DataFrame, homes: pd.DataFrame, rule: str, said: str) -> pd.DataFrame:
    """A rule's list from the persons concerned."""
    names = people.groupby("household_id")["name"].agg("、".join)
    return alert(homes.loc[names.index], rule, names + said)


def of_registered(people: pd.DataFrame, homes: pd.DataFrame) -> pd.DataFrame:
    """The identified members of registered households."""
    registered = homes.index[homes["registered"]]
    return people[people["household_id"].isin(registered) & people["id"].notna()]


def judge_school(
    people: pd.DataFrame,
    homes: pd.DataFrame,
    folder: Path,
    as_of: pd.Timestamp,
    problems: list[pd.DataFrame],
) -> pd.DataFrame:
    """S1: of compulsory school age and not on the roll."""
    roll = read(folder, "学籍", ["身份证件号", "学籍状态"], ["身份证件号"])
    roll.columns = ["id", "state"]
    roll = by_person(roll, people, "学籍", problems)
    year = as_of.year - (as_of.month < 9)
    first, last = pd.Timestamp(year - 15, 9, 1), pd.Timestamp(year - 6, 8, 31)
    children = of_registered(people, homes)
    children = children[children["born"].between(first, last)]
    there = children["id"].isin(roll.loc[roll["state"].isin(IN_SCHOOL), "id"])
    listed = children["id"].isin(roll["id"])
    said = children["schooling"].isna() | children["schooling"].isin(NOT_AT_SCHOOL)
    return by_names(children[~there & (listed | said)], homes, "S1", "：义务教育阶段，未见有效学籍")


def judge_insurance(
    people: pd.DataFrame,
    homes: pd.DataFrame,
    folder: Path,
    as_of: pd.Timestamp,
    problems: list[pd.DataFrame],
) -> pd.DataFrame:
    """S3: not in this year's basic medical insurance."""
    insured = read(folder, "基本医保参保", ["证件号码", "参保状态", "参保年度"], ["证件号码"])
    insured.columns = ["id", "state", "year"]
    insured = by_person(insured, people, "基本医保", problems)
    insured = insured[(insured["state"] == "已参保") & (insured["year"] == as_of.year)]
    members = of_registered(people, homes)
    old = members["born"] <= as_of - pd.Timedelta(days=90)
    return by_names(
        members[old & ~members["id"].isin(insured["id"])], homes, "S3", "：不在当年参保名册"
    )


def judge_housing(homes: pd.DataFrame, folder: Path) -> pd.DataFrame:
    """S5: a house of grade C or D that was not renovated."""
    houses = read(folder, "住房安全鉴定", ["户编号", "危房等级", "是否改造"], ["户编号"])
    houses = houses.drop_duplicates("户编号", keep="last").set_index("户编号")
    unsafe = houses[houses["危房等级"].isin(["C", "D"]) & (houses["是否改造"] != "是")]
    hit = homes[homes["registered"]].join(unsafe, how="inner")
    level = hit["危房等级"].map({"C": "橙", "D": "红"})
    return alert(hit, "S5", "住房鉴定等级" + hit["危房等级"] + "，未完成改造", level)


if __name__ == "__main__":
    main()
