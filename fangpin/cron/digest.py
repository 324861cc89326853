"""One line of what a run found, for the mail that cron sends."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fangpin.run import Scan


def line(done: Scan, out: Path, *, same: str, status: int) -> str:
    """Alerts, changes, rows, what needs a person, where it lies; same: the run whose alerts were
    equal, "" where they were not."""
    run = done.results.run
    outcomes = done.results.alerts["outcome"].to_pylist()
    hits, checks = outcomes.count("hit"), outcomes.count("check")
    words = [f"命中 {hits} 条,待核 {checks} 条"]
    if same:
        words = [f"预警与上次({same})相同", *words]
    elif "previous" in run:
        told = run["previous"]
        ended = sum(n for cells in told["ended"].values() for n in cells.values())
        words[0] += f"(比 {told['as_of']} 新增 {told['new']},结束 {ended})"
    rows = sum(one.rows for one in done.read.sources)
    rejected = rows - sum(one.accepted for one in done.read.sources)
    words.append(f"{rows} 行中退回 {rejected} 行")
    if done.read.faults:
        words.append(f"{len(done.read.faults)} 个文件或表不能用")
    if status == 1:
        words.append("需要人处理")
    return f"fangpin {run['as_of']}:{';'.join(words)};结果 {out}"
