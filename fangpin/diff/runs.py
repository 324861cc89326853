"""A finished run as a comparison reads it: its record, its alerts, its policy, its inputs."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fangpin.diff.model import Home, Key
from fangpin.errors import UseError
from fangpin.pairs.memory import NAME, Decided, gather
from fangpin.rules.book import rule_book
from fangpin.rules.policy import Parameter, Policy, Value, load_policy

if TYPE_CHECKING:
    import pyarrow as pa

    from fangpin.reading import Rosters

BEGINNING = date(1900, 1, 1)
COLUMNS = ["household_id", "rule", "outcome", "head_name", "county", "town", "village", "evidence"]
CARRIED = "待核：上次命中"  # how the sentence begins of a check that only --previous wrote


@dataclass(frozen=True)
class Run:
    """A result folder. called: where its inputs lay and the policy that was asked for."""

    folder: Path
    record: Mapping[str, Any]
    called: Mapping[str, Any]
    outcomes: Mapping[Key, str]
    homes: Mapping[str, Home]
    carried: Mapping[Key, str]
    households: pa.Table = field(repr=False)

    @property
    def day(self) -> date:
        """Its as-of date."""
        return date.fromisoformat(self.record["as_of"])

    @property
    def paths(self) -> list[Path]:
        """Where its inputs lay."""
        return [Path(p) for p in self.called.get("paths", ())]

    @property
    def counties(self) -> frozenset[str] | None:
        """The counties that it was limited to, None for all."""
        limited = self.record.get("counties")
        return frozenset(limited) if limited else None

    def told(self) -> dict[str, str]:
        """What names it for a reader."""
        policy = self.record["policy"]["name"]
        return {"folder": self.folder.name, "as_of": self.record["as_of"], "policy": policy}


def read_run(folder: Path) -> Run:
    """Read a result folder. Raises UseError where it is none."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        record = json.loads((folder / "run.json").read_text("utf-8"))
        date.fromisoformat(record["as_of"])
        alerts = pq.read_table(folder / "alerts.parquet", columns=COLUMNS)
        households = pq.read_table(folder / "households.parquet")
        record["rules"], record["parameters"], record["inputs"], record["policy"]["name"]
    except (OSError, ValueError, KeyError, TypeError, pa.ArrowInvalid):
        raise UseError(
            f"{folder} 不是 fangpin scan 的结果文件夹", "写法:fangpin diff 上次结果 本次结果"
        ) from None
    rows = alerts.to_pylist()
    homes = {
        row["household_id"]: Home(row["head_name"], row["county"], row["town"], row["village"])
        for row in rows
    }
    carried = {
        (row["household_id"], row["rule"]): said[0]
        for row in rows
        if row["outcome"] == "check"
        and (said := [text for text in row["evidence"] if text.startswith(CARRIED)])
    }
    outcomes = {(row["household_id"], row["rule"]): row["outcome"] for row in rows}
    return Run(folder, record, called_of(folder), outcomes, homes, carried, households)


def called_of(folder: Path) -> Mapping[str, Any]:
    """Where the inputs of a run lay; empty where its timing.json is gone."""
    try:
        called: Mapping[str, Any] = json.loads((folder / "timing.json").read_text("utf-8"))[
            "called"
        ]
    except (OSError, ValueError, KeyError, TypeError):
        return {}
    return called


def same_inputs(run: Run, read: Rosters) -> bool:
    """Whether what was read now is, by content, what the run had read."""
    before = Counter((one["name"], one["sheet"], one["kind"], one["sha256"], one["rows"])
                     for one in run.record["inputs"])  # fmt: skip
    return before == Counter((s.file, s.sheet, s.kind, s.sha256, s.rows) for s in read.sources)


def answers(run: Run, titles: Mapping[str, str]) -> Decided:
    """The answered pairs that counted in a run: those remembered now whose tokens it met."""
    memory = Path(run.called.get("decisions") or run.folder.resolve().parent / NAME)
    met = set(run.record.get("pairs", {}).get("tokens", ()))
    if not met:
        return Decided()
    known = gather(memory, (), titles).answers
    return Decided(answers={token: one for token, one in known.items() if token in met})


def policy_of(run: Run, other: Run) -> Policy:
    """The policy as the run had it: figures and rules from its record, whatever the file says now.

    other: the run whose policy gives what the record lacks where its own file is gone.
    """
    base = base_policy(run, other)
    recorded = run.record["parameters"]
    parameters = {
        name: frozen(known, recorded.get(name), run.day) for name, known in base.parameters.items()
    }
    name = run.record["policy"]["name"]
    rules = tuple(rule for rule in run.record["rules"] if rule in rule_book().rules)
    return replace(base, name=name, start=BEGINNING, rules=rules, parameters=parameters)


def base_policy(run: Run, other: Run) -> Policy:
    """The file of a run's policy, else the one that the other run had, else the shipped one."""
    names = [run.called.get("policy"), run.record["policy"]["name"], other.called.get("policy")]
    for name in names:
        if not name:
            continue
        try:
            return load_policy(str(name))
        except UseError:
            continue
    return load_policy("hohhot-2020")


def frozen(known: Parameter, recorded: Mapping[str, Any] | None, day: date) -> Parameter:
    """A parameter with the values that counted on a day, from the beginning on."""
    if recorded is None:
        own = tuple(replace(v, start=BEGINNING, end=None) for v in known.in_force(day))
        return replace(known, values=own)
    values = [
        Value(
            start=BEGINNING,
            value=tuple(one["value"]) if isinstance(one["value"], list) else one["value"],
            clause=one["clause"],
            local=one["local"],
            county=one["county"],
            group=one["group"],
        )
        for one in recorded["values"]
    ]
    return replace(known, values=tuple(values))


def figures(parameter: Parameter) -> tuple[tuple[str, str, Any], ...]:
    """The figures of a frozen parameter: county, group, value."""
    found = ((v.county or "", v.group or "", v.value) for v in parameter.values)
    return tuple(sorted(found, key=lambda one: one[:2]))


def say_figures(parameter: Parameter) -> str:
    """The figures of a parameter in words."""
    groups = {"registered": "建档立卡户", "other": "其他农户", "": ""}
    parts = []
    for county, group, value in figures(parameter):
        said = "、".join(value) if isinstance(value, tuple) else f"{value:g}"
        where = county + groups.get(group, group)
        parts.append(f"{where} {said}".strip())
    return ";".join(parts) or "未设"
