"""Three counties with two households each, as rosters; everybody in them is invented."""

from __future__ import annotations

import csv
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from fangpin.cli import run
from fangpin.rosters.clean.id_number import check_character

AS_OF = "2020-04-18"
COUNTIES = {"武川县": "150125", "托克托县": "150122", "清水河县": "150124"}
NAMES = ("白雪莲", "高建国", "赵铁柱", "云秀英", "郝大海", "乔石头")
HEAD = ["户编号", "姓名", "证件号码", "与户主关系", "旗县区", "乡镇", "行政村", "脱贫属性"]


def person(number: int) -> str:
    """An ID number of nobody: sequence 950 and up, right check digit."""
    region = list(COUNTIES.values())[number // 2]
    first = f"{region}19800101{950 + number}"
    return first + check_character(first)


def members() -> list[list[str]]:
    """Six heads of households, two a county."""
    return [
        [
            f"15012{n}001",
            NAMES[n],
            person(n),
            "户主",
            list(COUNTIES)[n // 2],
            "某镇",
            "甲村",
            "已脱贫",
        ]
        for n in range(6)
    ]


def rosters(folder: Path, insured: Sequence[int] = (0, 2, 4)) -> Path:
    """The rosters of members and insurance; who is not insured is an alert."""
    write(folder / "扶贫/成员.csv", [HEAD, *members()])
    rows = [[NAMES[n], person(n), "2020", "正常参保"] for n in insured]
    write(folder / "医保/参保.csv", [["姓名", "证件号码", "参保年度", "参保状态"], *rows])
    return folder


def write(path: Path, rows: Sequence[Sequence[str]]) -> None:
    """A CSV file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows(rows)


def scan(folder: Path, out: Path, *more: str, as_of: str = AS_OF) -> int:
    """`fangpin scan`; the exit status."""
    return run(["scan", str(folder), "--as-of", as_of, "--out", str(out), *more], debug=True)


def record(out: Path, name: str = "run.json") -> dict[str, Any]:
    """What a JSON file of a run says."""
    made: dict[str, Any] = json.loads((out / name).read_text("utf-8"))
    return made


def snapshot(folder: Path) -> dict[str, tuple[int, bytes]]:
    """Every file below a folder: when it was written, and its bytes."""
    return {
        p.relative_to(folder).as_posix(): (p.stat().st_mtime_ns, p.read_bytes())
        for p in sorted(folder.rglob("*"))
        if p.is_file()
    }
