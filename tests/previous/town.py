"""A town of a few households, written as files and scanned, to change and scan again."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from fangpin.compare.previous import Previous, read_previous
from fangpin.pipeline import scan
from fangpin.report import machine
from fangpin.report.model import Results
from fangpin.rosters.clean.id_number import check_character
from fangpin.rosters.kinds import load_kinds
from fangpin.run import ScanOptions
from fangpin.timing import Clock

DAY = date(2020, 4, 18)
Row = dict[str, Any]
Rosters = dict[str, list[Row]]
WUCHUAN, TUOKETUO = "武川县", "托克托县"


def number(born: str, sequence: int) -> str:
    """An ID number of a person born on a day (20100301), with a test sequence."""
    digits = f"150125{born}{sequence}"
    return digits + check_character(digits)


FATHER, MOTHER, PUPIL = number("19700101", 951), number("19720202", 952), number("20080303", 953)
WIDOW, SON = number("19500404", 954), number("19800505", 955)
COUPLE = number("19900606", 956), number("19910707", 957)
LONER, BABY = number("19600808", 958), number("20180909", 959)
NEWCOMER = number("19850101", 961)


def member(home: str, name: str, who: str, relation: str = "户主", **more: Any) -> Row:
    row: Row = {"household_id": home, "name": name, "id_number": who, "relation": relation}
    row |= {"county": WUCHUAN, "town": "可镇", "village": "东坡", "poverty_status": "已脱贫"}
    return row | {"labour": "普通劳动力", "health": "健康", "year": 2019} | more


def everyone(rosters: Rosters) -> list[str]:
    return [row["id_number"] for row in rosters["members"]]


def town() -> Rosters:
    """Four households with hits of sixteen rules, most of them by a single row."""
    far = {"county": TUOKETUO, "town": "双河镇", "village": "西滩"}
    rosters: Rosters = {
        "members": [
            member("A1", "赵立", FATHER),
            member("A1", "钱芳", MOTHER, "配偶"),
            member("A1", "赵小宝", PUPIL, "之子", labour="无劳动力"),
            member("B2", "孙奶奶", WIDOW, labour="丧失劳动力"),
            member("B2", "李强", SON, "之子"),
            member("C3", "周明", COUPLE[0], poverty_status="一般农户", **far),
            member("C3", "吴静", COUPLE[1], "配偶", poverty_status="一般农户", **far),
            member("D4", "郑孤", LONER, labour="弱劳动力或半劳动力", **far),
            member("D4", "郑小", BABY, "之孙", labour="无劳动力", **far),
        ],
        "population": [
            {"hukou_id": "9001", "name": "赵立", "id_number": FATHER, "relation": "户主"},
            {"hukou_id": "9001", "name": "钱芳", "id_number": MOTHER, "relation": "配偶"},
        ],
        "households": [
            {"household_id": home, "year": year, "net_income": net}
            for home, year, net in (
                ("A1", 2019, 12000), ("A1", 2018, 30000), ("B2", 2019, 4000), ("B2", 2018, 9000),
                ("C3", 2019, 8000), ("C3", 2018, 9000), ("D4", 2019, 16000), ("D4", 2018, 16000),
            )
        ],
        "medical": [
            {"id_number": MOTHER, "self_paid": 20000, "settled_on": "2019-09-01"},
            {"id_number": MOTHER, "self_paid": 3000, "settled_on": "2020-01-05"},
            {"id_number": COUPLE[1], "self_paid": 17000, "settled_on": "2019-05-02"},
        ],
        "education_costs": [
            {"id_number": SON, "amount": 4100, "paid_on": "2019-09-02"},
            {"id_number": LONER, "amount": 17000, "paid_on": "2019-10-02"},
        ],
        "disability": [
            {"id_number": WIDOW, "disability_grade": "一级", "rehabilitation_cost": 5000},
        ],
        "subsidies": [
            {"id_number": WIDOW, "subsidy_item": "草原奖补", "amount": 3000,
             "paid_on": "2019-06-01", "policy_ends_on": "2020-10-01"},
        ],
        "subsistence": [
            {"id_number": WIDOW, "scheme": "低保", "top_up": "否", "monthly_amount": 500},
        ],
        "applications": [{"id_number": COUPLE[0], "applied_on": "2020-02-01"}],
        "housing": [
            {"household_id": "A1", "danger_grade": "D", "renovated": "否"},
            {"household_id": "B2", "danger_grade": "A"},
        ],
        "water": [
            {"household_id": "D4", "quantity": "不达标", "quality": "达标"},
            {"county": WUCHUAN, "town": "可镇", "village": "东坡", "quantity": "达标",
             "quality": "不达标"},
        ],
        "employment": [{"id_number": LONER, "employed": "是", "started_on": "2019-01-01"}],
        "enrolment": [],
        "property": [{"id_number": SON, "property_type": "车辆"}],
        "deaths": [],
    }  # fmt: skip
    rosters["insurance"] = [
        {"id_number": who, "insured": "是", "premium_paid_by_government": paid, "year": 2020}
        for who, paid in ((FATHER, "否"), (MOTHER, "是"), (PUPIL, "是"), (WIDOW, "是"))
    ]
    rosters["enrolment"] = [
        {"id_number": SON, "enrolment_status": "毕业", "stage": "高中"},
    ]
    rosters["deaths"] = [{"name": "卫老", "id_number": number("19400101", 960)}]
    return rosters


@dataclass
class Office:
    """Scans what it is given, each time into a result folder of its own."""

    folder: Path
    runs: int = 0
    last: Path = field(default_factory=Path)

    def scan(
        self,
        rosters: Mapping[str, Sequence[Row]],
        previous: Path | None = None,
        day: date = DAY,
        **more: Any,
    ) -> Results:
        """Write the rosters (an empty list: no file), scan them, keep the machine files."""
        self.runs += 1
        place = self.folder / f"in{self.runs}"
        forced = write(rosters, place)
        before: Previous | None = None if previous is None else read_previous(previous, day)
        asked = ScanOptions([place], day, forced=forced, previous=before, **more)
        results = scan(asked, Clock()).results
        self.last = self.folder / f"out{self.runs}"
        self.last.mkdir()
        keep(results, self.last)
        return results


def write(rosters: Mapping[str, Sequence[Row]], place: Path) -> dict[str, str]:
    """One CSV file a roster; file name -> kind."""
    kinds = load_kinds()
    place.mkdir()
    for kind, rows in rosters.items():
        if not rows:
            continue
        names = list(dict.fromkeys(name for row in rows for name in row))
        labels = [kinds[kind].labels.get(n) or kinds.fields[n].label for n in names]
        with (place / f"{kind}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(labels)
            writer.writerows([row.get(name, "") for name in names] for row in rows)
    return {f"{kind}.csv": kind for kind, rows in rosters.items() if rows}


def keep(results: Results, out: Path) -> None:
    """What `--previous` reads of a run."""
    machine.write_parquet(results.alerts, out / "alerts.parquet")
    machine.write_json(results.run, out / "run.json")
    for name, table in results.files.items():
        machine.write_parquet(table, out / name)


def alerts(results: Results) -> dict[str, dict[str, Any]]:
    """Alerts by alert_id."""
    return {row["alert_id"]: row for row in results.alerts.to_pylist()}


def hits(results: Results) -> set[str]:
    """The alert_ids of hits."""
    return {key for key, row in alerts(results).items() if row["outcome"] == "hit"}


def changed(rosters: Rosters) -> Rosters:
    """A copy to change."""
    return deepcopy(rosters)
