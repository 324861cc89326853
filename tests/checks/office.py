"""A little office: rosters as CSV files, a configuration, and a scan of them."""

from __future__ import annotations

import csv
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from click.testing import CliRunner, Result

from fangpin.cli import cli

DAY = "2020-04-18"
Row = Mapping[str, str]
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
PLACE = {"县": "武川县", "乡": "甲镇", "村": "乙村"}


def number(born: str, place: int) -> str:
    """A sound ID number; place: 0 to 49."""
    first = f"150125{born}{950 + place}"
    return first + "10X98765432"[sum(int(c) * w for c, w in zip(first, _WEIGHTS, strict=True)) % 11]


def person(home: str, name: str, id_number: str, /, **more: str) -> Row:
    """A row of the members, 户主 unless it says otherwise."""
    row = {**PLACE, "户编号": home, "姓名": name, "证件号码": id_number, "与户主关系": "户主"}
    return row | {"户类型": "脱贫户", "年度": "2019"} | more


@dataclass(frozen=True)
class Office:
    """Where its files lie."""

    folder: Path

    def give(self, name: str, rows: Sequence[Row]) -> None:
        """Write a roster."""
        path = self.folder / "名册" / f"{name}.csv"
        path.parent.mkdir(exist_ok=True)
        headers = list(dict.fromkeys(h for row in rows for h in row))
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, headers, restval="")
            writer.writeheader()
            writer.writerows(rows)

    def configure(self, text: str) -> None:
        """Write its fangpin.toml."""
        (self.folder / "fangpin.toml").write_text(text, "utf-8")

    def run(self, *words: str) -> Result:
        """Run a command with its configuration."""
        told = ["--config", str(self.folder / "fangpin.toml")]
        return CliRunner().invoke(cli, [*words, *told], standalone_mode=False)

    def scan(self, *words: str) -> str:
        """Scan; what was said."""
        rosters, out = str(self.folder / "名册"), str(self.folder / "结果")
        result = self.run("scan", rosters, "--as-of", DAY, "--out", out, "--force", *words)
        if result.exception is not None:
            raise result.exception
        return result.output

    def alerts(self, rule: str) -> dict[str, dict[str, Any]]:
        """Household -> its alert of a rule, lists as lists."""
        path = self.folder / "结果" / "alerts.csv"
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = [row for row in csv.DictReader(file) if row["rule"] == rule]
        listed = ("evidence", "persons", "missing", "measures")
        return {r["household_id"]: r | {k: json.loads(r[k]) for k in listed} for r in rows}

    def record(self) -> dict[str, Any]:
        """run.json."""
        made: dict[str, Any] = json.loads((self.folder / "结果" / "run.json").read_text("utf-8"))
        return made
