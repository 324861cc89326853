"""The summary of an audit in lines."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from fangpin.faults import told_of_file

MOST = 20  # entries that hide nothing, told one by one


def summary(record: Mapping[str, Any], out: Path) -> str:
    """What was read, found, not run and exempted; no person's data."""
    counts = record["checks"]
    lines = [told_input(one) for one in record["inputs"]]
    lines += [
        f"{file}{f'[{sheet}]' if sheet else ''}:{told_of_file(code, detail)}"
        for file, sheet, code, detail in record["faults"]
    ]
    lines += [f"{file}:未读,{why}" for file, why in record["skipped"]]
    hit = sum(1 for n in counts.values() if n)
    lines.append(f"核查 {len(counts)} 条规则:{hit} 条有问题,共 {sum(counts.values())} 处")
    reasons: dict[str, list[str]] = {}
    for check, why in record["not_run"].items():
        reasons.setdefault(why, []).append(check)
    lines += [f"未核查 {len(n)} 条({why}):{shortened(n)}" for why, n in reasons.items()]
    if record["partly"]:
        lines.append(f"有的文件缺列、只核查了一部分的 {len(record['partly'])} 条,见 run.json")
    lines += exemptions(record)
    lines.append(f"结果:{out}(下发的在 {out / 'send'})")
    return "\n".join(lines) + "\n"


def told_input(one: Mapping[str, Any]) -> str:
    """One table that was read."""
    sheet = f"[{one['sheet']}]" if one["sheet"] else ""
    return f"{one['name']}{sheet}:{one['rows']} 行,另跳过 {one['skipped']} 行"


def shortened(names: list[str]) -> str:
    """The first of several names."""
    return "、".join(names[:8]) + (" 等" if len(names) > 8 else "")


def exemptions(record: Mapping[str, Any]) -> list[str]:
    """How many findings are hidden, which entries hide nothing and why, which rows are wrong."""
    lines = []
    if record["exempted"]:
        lines.append(f"已豁免 {sum(record['exempted'].values())} 处,见 exempted.csv")
    lapsed = record["lapsed"]
    lines += [f"豁免不生效:{where}({check}),{why}" for check, _, where, why, _ in lapsed[:MOST]]
    if len(lapsed) > MOST:
        lines.append(f"豁免不生效:另有 {len(lapsed) - MOST} 条,见 exempted.csv")
    return lines + [f"豁免登记:{fault}" for fault in record["exempt_faults"]]
