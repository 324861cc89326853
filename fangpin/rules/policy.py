"""Policies: parameters with dates, units and clauses, and the rules that a policy switches on."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from importlib import resources
from pathlib import Path
from typing import Any

from fangpin.errors import UseError

GROUPS = ("registered", "other")
Amount = int | float | tuple[str, ...]


@dataclass(frozen=True)
class Value:
    """One value of a parameter: from when, for which county and group, and by what clause."""

    start: date
    value: Amount
    clause: str
    local: bool
    county: str | None = None
    group: str | None = None
    end: date | None = None


@dataclass(frozen=True)
class Parameter:
    """A figure of a policy with its unit, allowed range and dated values."""

    name: str
    title: str
    unit: str
    values: tuple[Value, ...]
    low: float | None = None
    high: float | None = None
    vary: tuple[str, ...] = ()
    optional: bool = False
    is_list: bool = False
    choices: tuple[str, ...] = ()

    def in_force(self, day: date) -> tuple[Value, ...]:
        """The values that count on a day: the newest for each county and group."""
        newest: dict[tuple[str | None, str | None], Value] = {}
        for value in sorted(self.values, key=lambda v: v.start):
            if value.start <= day and (value.end is None or day <= value.end):
                newest[value.county, value.group] = value
        return tuple(newest.values())

    def plain(self, day: date) -> Amount:
        """The one value of a parameter that varies by neither county nor group."""
        for value in self.in_force(day):
            if value.county is None and value.group is None:
                return value.value
        raise UseError(
            f"政策参数 {self.name}({self.title})在 {day} 没有有效值",
            f"请在政策文件的 [parameters.{quoted(self.name)}] 的 values 中"
            f'加一行 {{ from = {day}, value = …, clause = "…" }}',
        )


@dataclass(frozen=True)
class Policy:
    """A policy: when it is in force, its rules, parameters and measures by cause."""

    name: str
    title: str
    start: date
    rules: tuple[str, ...]
    parameters: Mapping[str, Parameter]
    measures: Mapping[str, tuple[str, ...]]
    source: str = ""
    extends: str = ""
    raw: Mapping[str, Any] = field(default_factory=dict, repr=False, compare=False)

    def has(self, name: str, day: date) -> bool:
        """Whether a parameter has any value in force on a day."""
        return bool(self.parameters[name].in_force(day))

    def newest(self, names: set[str], day: date) -> date:
        """The start of the newest value in force among these parameters."""
        starts = [v.start for n in names for v in self.parameters[n].in_force(day)]
        return max(starts, default=self.start)


def quoted(name: str) -> str:
    """A TOML key: quoted where it has a dot."""
    return f'"{name}"' if "." in name else name


def shipped() -> list[str]:
    """The names of the policies that come with fangpin."""
    folder = resources.files("fangpin.policies")
    files = [p.name for p in folder.iterdir() if p.name.endswith(".toml")]
    return sorted(name[:-5] for name in files if name != "clauses.toml")


def load_policy(name: str) -> Policy:
    """Load a policy by its name or by the path of its file.

    Raises UseError: no such policy; the file, the parameter and the key that is wrong.
    """
    if name in shipped():
        text = resources.files("fangpin.policies").joinpath(name + ".toml").read_text("utf-8")
        return build(name, text, name + ".toml")
    path = Path(name)
    if not path.is_file():
        raise UseError(
            f"没有名为“{name}”的政策", "可用:" + "、".join(shipped()) + ",或一个 .toml 文件"
        )
    try:
        return build(path.stem, path.read_text("utf-8-sig"), str(path))
    except UnicodeDecodeError:
        raise UseError(f"政策文件 {path} 不是 UTF-8 编码", "请另存为 UTF-8") from None


def build(name: str, text: str, source: str) -> Policy:
    """Make a policy from the text of its file."""
    try:
        raw = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise UseError(f"政策文件 {source} 不是有效的 TOML:{error}", "请按出错的行改正") from None
    reader = PolicyReader(source, text)
    base = load_policy(raw["extends"]) if "extends" in raw else None
    parameters = dict(base.parameters) if base else {}
    for key, table in raw.get("parameters", {}).items():
        parameters[key] = reader.parameter(key, table, parameters.get(key), base is not None)
    measures = dict(base.measures) if base else {}
    measures.update({k: tuple(v) for k, v in raw.get("measures", {}).items()})
    return Policy(
        name=name,
        title=raw.get("title", base.title if base else name),
        start=raw.get("from", base.start if base else date(1900, 1, 1)),
        rules=tuple(raw.get("rules", base.rules if base else ())),
        parameters=parameters,
        measures=measures,
        source=source,
        extends=raw.get("extends", ""),
        raw=raw,
    )


@dataclass(frozen=True)
class PolicyReader:
    """Reads the parameters of one file; every error says file, line and parameter."""

    source: str
    text: str

    def fail(self, key: str, message: str, hint: str) -> UseError:
        """The error about a parameter, with the line where it is written."""
        lines = self.text.splitlines()
        here = (i for i, line in enumerate(lines, 1) if f"parameters.{quoted(key)}" in line)
        return UseError(f"{self.source} 第{next(here, 1)}行:参数 {key} {message}", hint)

    def parameter(
        self, key: str, table: Mapping[str, Any], base: Parameter | None, extending: bool
    ) -> Parameter:
        """One parameter; in a file that extends another, its values come before the base's."""
        if base is None and extending:
            raise self.fail(key, "在被扩展的政策中不存在", "请检查参数名")
        low, high = table.get("range", (None, None))
        made = base or Parameter(
            name=key,
            title=table.get("title", key),
            unit=table.get("unit", ""),
            values=(),
            low=low,
            high=high,
            vary=tuple(table.get("vary", ())),
            optional=bool(table.get("optional", False)),
            is_list=table.get("type") == "list",
            choices=tuple(table.get("choices", ())),
        )
        own = tuple(self.value(made, item) for item in table.get("values", ()))
        self.no_overlap(key, own)
        before = () if table.get("replace") else made.values
        kept = tuple(v for v in before if all(identity(v) != identity(o) for o in own))
        return replace(made, values=kept + own)

    def value(self, parameter: Parameter, item: Mapping[str, Any]) -> Value:
        """One value, checked for type, range, group and a clause or reason."""
        key = parameter.name
        if not isinstance(item.get("from"), date) or "value" not in item:
            raise self.fail(
                key,
                "的值缺少 from 日期或 value",
                '写法:{ from = 2020-04-18, value = 5000, clause = "…" }',
            )
        group = item.get("group")
        if group is not None and group not in GROUPS:
            raise self.fail(key, f"的 group 不能是“{group}”", "只能是 registered 或 other")
        for place in ("county", "group"):
            if item.get(place) is not None and place not in parameter.vary:
                raise self.fail(key, f"不能按 {place} 取不同的值", "请删去这一项")
        if not item.get("clause") and not item.get("local"):
            raise self.fail(key, "的值没有出处", '请写 clause = "条款",或 local = "本地理由"')
        return Value(
            start=item["from"],
            value=self.amount(parameter, item["value"]),
            clause=str(item.get("clause") or item.get("local")),
            local="local" in item,
            county=item.get("county"),
            group=group,
            end=item.get("until"),
        )

    def amount(self, parameter: Parameter, value: object) -> Amount:
        """The figure itself: of the right type and within the allowed range."""
        key = parameter.name
        if parameter.is_list:
            if not isinstance(value, list) or not all(isinstance(v, str) for v in value):
                raise self.fail(key, "应当是一组文字", '写法:value = ["…", "…"]')
            wrong = [v for v in value if parameter.choices and v not in parameter.choices]
            if wrong:
                raise self.fail(key, f"不能取“{wrong[0]}”", "可取:" + "、".join(parameter.choices))
            return tuple(value)
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise self.fail(key, "应当是数字", f"单位:{parameter.unit}")
        if (parameter.low is not None and value < parameter.low) or (
            parameter.high is not None and value > parameter.high
        ):
            raise self.fail(
                key, f"的值 {value} 超出允许范围", f"应在 {parameter.low} 到 {parameter.high} 之间"
            )
        return value

    def no_overlap(self, key: str, values: tuple[Value, ...]) -> None:
        """Two values of one place, group and day would be a tie: an error."""
        seen = set()
        for value in values:
            if identity(value) in seen:
                raise self.fail(key, f"在 {value.start} 有两个值", "请只留一个")
            seen.add(identity(value))


def identity(value: Value) -> tuple[date, str | None, str | None]:
    """What two values may not share: the day, the county and the group."""
    return value.start, value.county, value.group
