"""A comparison in lines for the terminal, and as JSON."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from fangpin.diff.model import CAUSES, STATES, UNKNOWN_COUNTY, Change, Comparison

WORDS = {"hit": "命中", "check": "待核", "nothing": "无"}
SHOWN = 20  # changes of one cause that the terminal lists
ORDER = (
    "原因按固定顺序逐步重新运行认定:基准日期、政策参数(按参数名)、政策规则、"
    "本次没有的名册或覆盖、人员、身份比对、数据值、本次新有的名册;各原因相加等于全部变化"
)


def lines(made: Comparison) -> Iterator[str]:
    """What to print: by rule and county, then by cause with each change."""
    yield f"上次 {said(made.old)}\n本次 {said(made.new)}"
    yield from (f"注意:{note}" for note in made.notes)
    if not made.changes:
        yield f"两次的预警没有变化,持续 {sum(made.kept.values())} 条"
        return
    yield "\n规则、旗县区:" + "/".join(STATES.values())
    for rule, counties in made.counts().items():
        total = {s: sum(cell[s] for cell in counties.values()) for s in STATES}
        if not total["new"] + total["switched"] + total["ended"]:
            continue
        yield f"{rule} {made.rules.get(rule, '')}:{figures(total)}"
        for county, cell in counties.items():
            yield f"    {county}:{figures(cell)}"
    yield f"\n变化共 {len(made.changes)} 条,按原因:"
    if made.rerun:
        yield ORDER
    for cause, number in made.causes().items():
        yield f"\n{CAUSES[cause]}:{number} 条"
        own = [change for change in made.changes if change.why.cause == cause]
        for change in own[:SHOWN]:
            yield from one(change)
        if len(own) > SHOWN:
            yield f"  另有 {len(own) - SHOWN} 条,用 --out 写出名单"


def said(told: Any) -> str:
    """A run in words."""
    return f"{told['folder']}:数据截止 {told['as_of']},政策 {told['policy']}"


def figures(cell: dict[str, int]) -> str:
    """The figures of a cell of the table, as its heading orders them."""
    return " / ".join(str(cell[state]) for state in STATES)


def one(change: Change) -> Iterator[str]:
    """One change in lines."""
    place = change.home.county or UNKNOWN_COUNTY
    name = change.home.head_name or ""
    turn = f"{WORDS[change.before]}→{WORDS[change.after]}"
    yield f"  {change.rule} {place} {change.household_id} {name} {turn}:{change.why.text}"
    yield from (f"      {cell}" for cell in change.why.cells)


def as_json(made: Comparison) -> dict[str, Any]:
    """Everything of a comparison, JSON values only; no ID number is in it."""
    return {
        "old": dict(made.old),
        "new": dict(made.new),
        "mode": "rerun" if made.rerun else "stored",
        "notes": list(made.notes),
        "counts": made.counts(),
        "causes": made.causes(),
        "changes": [
            {
                "household_id": c.household_id,
                "rule": c.rule,
                "head_name": c.home.head_name,
                "county": c.home.county,
                "town": c.home.town,
                "village": c.home.village,
                "before": c.before,
                "after": c.after,
                "state": c.state,
                "cause": c.why.cause,
                "why": c.why.text,
                "cells": list(c.why.cells),
            }
            for c in made.changes
        ],
    }
