"""The checks of the rows of the work exports, by their own columns."""

from __future__ import annotations

from collections.abc import Callable

from .world import PLANS, Row, alleviated, has, monitored, outside, some_blank
from .world import WORK as WORK_TABLE

Test = Callable[[Row], bool]
_DONE: dict[str, Test] = {"C211": lambda r: r["开始时间"] == ""}
_PLANNED: dict[str, Test] = {}
WORK: dict[str, dict[str, Test]] = {WORK_TABLE: _DONE, PLANS: _PLANNED}
FIVE = ("务工月收入", "务工企业名称", "所属行业", "就业渠道", "是否点对点输送")


def both(table: dict[str, Test], first: str, second: str, test: Test) -> None:
    if first:
        table[first] = lambda r: alleviated(r) and test(r)
    table[second] = lambda r: monitored(r) and test(r)


def far_public_job(row: Row) -> bool:
    place = row["务工所在县"]
    return place not in ("", row["县"]) and has(row["就业渠道"], "公益性岗位", "帮扶车间")


both(_DONE, "C214", "C215", lambda r: r["务工所在县"] == "")
both(_PLANNED, "", "C216", lambda r: r["是否计划务工"] == "是" and r["计划务工所在县"] == "")
both(_DONE, "C218", "C219", far_public_job)
both(_DONE, "C225", "C226", lambda r: some_blank(r, FIVE))
both(_DONE, "C227", "C228", lambda r: outside(r["务工月收入"], 100, 30000))
both(_PLANNED, "C229", "C230", lambda r: r["是否计划务工"] == "是" and r["就业服务需求"] == "")
