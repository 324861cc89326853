"""Read and clean one big roster, beside the bare readers of the same file.

    python benchmarks/reading.py [--rows 200000] [--seed 1] [--repeat 3] [--profile]

The same 25 columns as xlsx and as CSV. For xlsx, fangpin (cells, header, kind, cleaning, checks) is
set against python-calamine's bare cells, for CSV against the bare polars reader. Each runs in a
process of its own, in turn; the least CPU time of the repeats counts, because other work on the
machine lengthens only the wall time.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

LIMITS = {"xlsx": 3.0, "csv": 2.5}
HEADER = (
    "户编号",
    "姓名",
    "证件号码",
    "与户主关系",
    "家庭人口数",
    "旗县",
    "乡镇",
    "村",
    "脱贫户属性",
    "健康状况",
    "劳动能力",
    "在校生状况",
    "文化程度",
    "民族",
    "联系电话",
    "是否享受政策",
    "务工时间(月)",
    "年度",
    "工资性收入",
    "经营性收入",
    "财产性收入",
    "转移性收入",
    "纯收入",
    "识别监测时间",
    "备注",
)
_SURNAMES, _GIVEN = "云白郭赵钱孙李周吴郑王冯陈", "一二三大小明芳强丽英"


def main() -> None:
    """Write the files, run everything in turn, print times and ratios."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rows", type=int, default=200_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--repeat", type=int, default=3)
    parser.add_argument("--profile", action="store_true", help="where fangpin's time goes")
    parser.add_argument("--run", choices=sorted(RUNS), help=argparse.SUPPRESS)
    parser.add_argument("--file", type=Path, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.run:
        print(json.dumps(timed(RUNS[given.run], given.file)))
        return
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write(folder, given.rows, random.Random(given.seed))
        if given.profile:
            for form in LIMITS:
                profiled(folder / f"big.{form}")
            return
        print(f"{given.rows:,} rows of {len(HEADER)} cells, load {os.getloadavg()[0]:.1f}")
        worst = [report(form, folder, given.repeat) for form in LIMITS]
    sys.exit(0 if all(worst) else 1)


def report(form: str, folder: Path, repeat: int) -> bool:
    """One format's line: fangpin, the bare reader, the ratio and what it may be."""
    names = ("fangpin", "calamine" if form == "xlsx" else "polars", "cells")
    runs: dict[str, list[dict[str, float]]] = {name: [] for name in names}
    for _ in range(repeat):
        for name in names:
            runs[name].append(run(name, folder / f"big.{form}"))
    least = {
        name: {key: min(one[key] for one in told) for key in told[0]} for name, told in runs.items()
    }
    ours, bare, cells = (least[name] for name in names)
    for name, one in least.items():
        print(
            f"{form} {name:9} CPU {one['cpu']:6.2f} s  wall {one['wall']:6.2f} s"
            f"  {one['mb']:5.0f} MB"
        )
    ratio, limit = ours["cpu"] / bare["cpu"], LIMITS[form]
    wall = ours["wall"] / bare["wall"]
    print(f"{form} ratio {ratio:.2f} of CPU, {wall:.2f} of wall time (at most {limit})")
    print(f"{form} reading alone {cells['cpu'] / bare['cpu']:.2f} of CPU")
    return ratio <= limit


def run(name: str, file: Path) -> dict[str, float]:
    """One run in a process of its own."""
    command = [sys.executable, __file__, "--run", name, "--file", str(file)]
    told: dict[str, float] = json.loads(subprocess.run(command, check=True, stdout=-1).stdout)
    return told


def timed(work: Callable[[Path], Any], file: Path) -> dict[str, float]:
    """CPU and wall seconds without imports, and the peak of memory in MB."""
    work(file.with_name(f"small{file.suffix}"))
    cpu, wall = time.process_time(), time.perf_counter()
    kept = work(file)
    cpu, wall = time.process_time() - cpu, time.perf_counter() - wall
    del kept
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {"cpu": cpu, "wall": wall, "mb": peak}


def fangpin(file: Path) -> Any:
    """Everything from bytes to typed rows and faults."""
    from fangpin.io import read_file
    from fangpin.rosters import roster_tables

    checked = roster_tables(read_file(file), date(2024, 6, 30))
    assert len(checked) == 1 and checked[0].accepted == len(checked[0].frame)
    return checked


def cells(file: Path) -> Any:
    """fangpin's reading alone."""
    from fangpin.io import read_file

    return read_file(file)


def calamine(file: Path) -> Any:
    """The bare cells."""
    from python_calamine import CalamineWorkbook

    return CalamineWorkbook.from_path(str(file)).get_sheet_by_index(0).to_python()


def polars(file: Path) -> Any:
    """The bare frame, every column as text, as a roster has to be read."""
    import polars as pl

    return pl.read_csv(file, infer_schema=False)


RUNS: dict[str, Callable[[Path], Any]] = {
    "cells": cells,
    "fangpin": fangpin,
    "calamine": calamine,
    "polars": polars,
}


def profiled(file: Path) -> None:
    """fangpin's own time by function."""
    import cProfile
    import pstats

    fangpin(file.with_name(f"small{file.suffix}"))
    profile = cProfile.Profile()
    profile.runcall(fangpin, file)
    pstats.Stats(profile).sort_stats("tottime").print_stats(25)


def write(folder: Path, count: int, rng: random.Random) -> None:
    """big and small, each as xlsx and CSV."""
    import polars as pl
    import xlsxwriter

    for name, rows in (("small", 50), ("big", count)):
        data = [row(n, rng) for n in range(rows)]
        texts = [[str(cell) for cell in one] for one in data]
        pl.DataFrame(texts, schema=HEADER, orient="row").write_csv(folder / f"{name}.csv")
        with xlsxwriter.Workbook(folder / f"{name}.xlsx", {"constant_memory": True}) as book:
            day = book.add_format({"num_format": "yyyy-mm-dd"})
            sheet = book.add_worksheet("家庭成员")
            for n, one in enumerate([HEADER, *data]):
                for column, cell in enumerate(one):
                    if isinstance(cell, date):
                        sheet.write_datetime(n, column, cell, day)
                    else:
                        sheet.write(n, column, cell)


def row(n: int, rng: random.Random) -> list[str | int | float | date]:
    """One invented person."""
    from fangpin.rosters.clean.id_number import check_character

    born = date(1940, 1, 1) + timedelta(days=rng.randrange(29000))
    first = f"1501{21 + n % 5}{born:%Y%m%d}{950 + n % 50}"
    incomes: list[str | int | float | date] = [round(rng.random() * 9000, 2) for _ in range(4)]
    return [
        f"HA{n // 3:07d}",
        rng.choice(_SURNAMES) + rng.choice(_GIVEN) + rng.choice(_GIVEN),
        first + check_character(first),
        ("户主", "配偶", "之子")[n % 3],
        rng.randrange(1, 7),
        "土默特左旗",
        f"第{n % 9}镇",
        f"第{n % 300}村",
        "脱贫户",
        rng.choice(("健康", "长期慢性病", "残疾,患有大病")),
        rng.choice(("普通劳动力", "丧失劳动力")),
        "非在校生",
        rng.choice(("小学", "初中", "高中")),
        rng.choice(("汉族", "蒙古族")),
        f"129{n % 10**8:08d}",
        rng.choice(("是", "否")),
        rng.randrange(12),
        2024,
        *incomes,
        round(rng.random() * 20000, 2),
        born + timedelta(days=365 * 20),
        rng.choice(("因病", "因残", "无", "已核实")),
    ]


if __name__ == "__main__":
    main()
