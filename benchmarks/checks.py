"""Make five big exports of the national system and measure an audit of them with all checks.

    python benchmarks/checks.py DIR --households 20000 [--trouble 0.02]

Most columns are in order; `trouble` is the share of those that are drawn from the pools of the
tests instead (edges, blanks, rubbish). Prints the seconds of each stage.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import time
from datetime import date, timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from checks.exports import POOLS, Maker, write_exports
from checks.oracle.world import MEMBERS, Row

DAY = date(2024, 10, 15)
# What stands in a column that is in order, where it is not the first value of its pool.
GOOD = {
    "文化程度": "初中",
    "劳动技能": "普通劳动力",
    "家庭成员联系电话": "",
    "识别监测时间": "202401",
    "风险是否已消除": "否",
    "致贫/返贫风险1": "因意外事故",
    "就业帮扶": "",
    "产业帮扶": "发展生产",
    "合规自付支出": "1200",
    "工资性收入": "5000",
    "人均纯收入（元）": "8000",
    "是否参加城镇职工基本医疗保险": "否",
    "是否危房户": "否",
    "享受低保政策情况": "未享受",
    "享受特困供养政策情况": "未享受",
    "义务教育阶段未上学原因": "",
    "开始时间": "2023年01月",
    "务工月收入": "2500",
    "务工所在地": "",
    "务工所在县": "南山区",
    "与户主关系": "其他",
    "年度交通费补助": "500",
}


NO = (
    "是否危房户",
    "是否参加城镇职工基本医疗保险",
    "是否有家庭成员未参加",
    "失学辍学",
    "损毁",
    "整户无劳动能力",
)


class Tidy(Maker):
    """Exports most of whose columns are in order."""

    trouble = 0.02

    def draw(self, pool: str) -> Row:
        """The good value of each column, now and then any."""
        return {name: self.one(name, values) for name, values in POOLS[pool].items()}

    def one(self, name: str, values: list[str]) -> str:
        """A value of a column."""
        if self.random.random() < self.trouble:
            return self.random.choice(values)
        return GOOD.get(name, values[0])

    def filler(self, header: str) -> str:
        """是 or 否, whichever is in order."""
        if self.random.random() < self.trouble:
            return super().filler(header)
        return "否" if any(part in header for part in NO) else "是"

    def blurred(self, value: str) -> str:
        """White space only where there is trouble."""
        return super().blurred(value) if self.random.random() < self.trouble else value

    def birth(self) -> date:
        """A person between 25 and 50, now and then at an edge."""
        if self.random.random() < self.trouble:
            return super().birth()
        return self.day - timedelta(days=self.random.randrange(9200, 18000))

    def number(self) -> str:
        """A sound number, now and then any."""
        while True:
            made = super().number()
            sound = len(made) == 18 and made[:17].isdecimal() and not made.startswith("999999")
            if sound or self.random.random() < self.trouble:
                return made

    def repeat_some_ids(self) -> None:
        """Ten persons stand twice."""
        rows = self.tables[MEMBERS]
        for row in self.random.sample(rows, 10):
            row["证件号码"] = rows[0]["证件号码"]


def main() -> None:
    """Make the exports where they are not there yet, audit them, print the seconds."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--households", type=int, default=20_000)
    parser.add_argument("--trouble", type=float, default=0.02)
    given = parser.parse_args()
    exports = given.folder / "exports"
    if not exports.exists():
        start = time.perf_counter()
        Tidy.trouble = given.trouble
        made = Tidy(1, DAY, given.households)
        write_exports(made.tables, exports)
        took = time.perf_counter() - start
        print(f"made {len(made.tables[MEMBERS]):,} persons in {took:.0f} s")
    out = given.folder / "out"
    words = ["audit", str(exports), "--as-of", DAY.isoformat(), "--out", str(out)]
    words += ["--force", "-q", "--no-cache", "--workers", "2"]
    start = time.perf_counter()
    subprocess.run([sys.executable, "-m", "fangpin", *words], check=True)
    took = time.perf_counter() - start
    timing = json.loads((out / "timing.json").read_text("utf-8"))
    found = sum(json.loads((out / "run.json").read_text("utf-8"))["checks"].values())
    stages = ", ".join(f"{name} {seconds:.1f}" for name, seconds in timing["seconds"].items())
    print(f"{found:,} findings in {took:.1f} s: {stages}")
    print(f"cpu {timing['cpu_seconds']:.1f} s, peak {timing['peak_memory'] / 1e9:.2f} GB")


if __name__ == "__main__":
    main()
