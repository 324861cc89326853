"""The run record (run.json): what went in, what was judged, and how much came out."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping
from datetime import date
from importlib import resources
from typing import TYPE_CHECKING, Any

from fangpin import __version__

if TYPE_CHECKING:
    from fangpin.reading import Rosters, Source
    from fangpin.rosters.kinds import Kinds
    from fangpin.rules.policy import Policy
    from fangpin.rules.states import Setting, State


def inputs(read: Rosters, kinds: Kinds) -> list[dict[str, Any]]:
    """One entry a table that was read: rows = accepted + rejected, skipped rows apart."""
    return [
        {
            "name": one.file,
            "sha256": one.sha256,
            "sheet": one.sheet,
            "kind": one.kind,
            "department": department(one, kinds),
            "rows": one.rows,
            "accepted": one.accepted,
            "accepted_by_pair": one.by_pair,
            "rejected": one.rows - one.accepted,
            "skipped": len(one.skipped),
        }
        for one in read.sources
    ]


def department(one: Source, kinds: Kinds) -> str:
    """The folder that a file came in, else the department of its kind."""
    departments = kinds[one.kind].departments
    return one.department or folder(one.file) or (departments[0] if departments else "")


def folder(file: str) -> str:
    """The top folder of those that a file lies in (民政/2020/低保.xlsx), empty where in none."""
    return file.partition("/")[0] if "/" in file else ""


def parameters(policy: Policy, used: set[str], day: date) -> dict[str, Any]:
    """Every parameter that the run used: unit, and the values in force with where they stand."""
    made = {}
    for name in sorted(used):
        known = policy.parameters[name]
        made[name] = {
            "title": known.title,
            "unit": known.unit,
            "values": [
                {
                    "from": v.start.isoformat(),
                    "value": list(v.value) if isinstance(v.value, tuple) else v.value,
                    "county": v.county,
                    "group": v.group,
                    "clause": v.clause,
                    "local": v.local,
                }
                for v in known.in_force(day)
            ],
        }
    return made


def say_given(kinds: Kinds) -> Callable[[str], str]:
    """Names of rosters and columns in words; those of given.toml have words of their own."""
    text = resources.files("fangpin.rules").joinpath("given_words.toml").read_text("utf-8")
    words: dict[str, str] = tomllib.loads(text)

    def say(name: str) -> str:
        if name in words:
            return words[name]
        kind, _, field = name.partition(".")
        title = kinds[kind].title
        if not field:
            return title
        return f"{title}的“{kinds[kind].labels.get(field) or kinds.fields[field].label}”"

    return say


def outdated(policy: Policy, used: set[str], day: date) -> str:
    """A sentence where the as-of date is over a year after the newest value used, else empty."""
    newest = policy.newest(used, day)
    anniversary = date(newest.year + 1, newest.month, min(newest.day, 28))
    if day <= anniversary:
        return ""
    return (
        f"政策“{policy.name}”本次用到的参数最新一项自 {newest} 起执行,"
        f"距基准日期 {day} 已超过一年,请核对是否有新的标准"
    )


def run_record(
    read: Rosters, kinds: Kinds, setting: Setting, used: set[str], states: Mapping[str, State]
) -> dict[str, Any]:
    """What run.json holds, but for what came out."""
    policy, day = setting.policy, setting.day
    return {
        "version": __version__,
        "policy": {"name": policy.name, "title": policy.title},
        "parameters": parameters(policy, used, day),
        "as_of": day.isoformat(),
        "outdated": outdated(policy, used, day),
        "inputs": inputs(read, kinds),
        "skipped_files": [{"name": n, "why": w} for n, w in read.skipped],
        "skipped_sheets": [{"name": n, "sheet": s, "why": w} for n, s, w in read.sheets],
        "rules": {
            name: {
                "state": s.state,
                "missing": list(s.missing),
                "not_in": [c or "" for c in s.not_in],
            }
            for name, s in states.items()
        },
    }
