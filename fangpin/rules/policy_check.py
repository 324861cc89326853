"""Every fault of a policy file, each with its line; and what differs between two policies."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

from fangpin.errors import UseError
from fangpin.rules.book import rule_book
from fangpin.rules.policy import Parameter, Policy, PolicyReader, Value, load_policy, quoted

TOP = ("extends", "title", "from", "rules", "parameters", "measures")
OF_PARAMETER = (
    "title", "unit", "range", "vary", "type", "choices", "optional", "values", "replace",
)  # fmt: skip
OF_VALUE = ("from", "until", "county", "group", "value", "clause", "local")
OPENS = re.compile(r"\{|^\s*\[\[")  # where a value begins


@dataclass(frozen=True)
class Fault:
    """One fault: where it stands (from 1) and one sentence; hint: what to write instead."""

    line: int
    message: str
    hint: str = ""


def check_file(path: Path) -> list[Fault]:
    """All faults of a policy file in the order of their lines; an empty list: it can be used.

    Raises UseError: the file can't be opened.
    """
    try:
        text = path.read_text("utf-8-sig")
    except OSError as error:
        raise UseError(f"打不开政策文件 {path}", "请检查路径") from error
    except UnicodeDecodeError:
        return [Fault(1, "不是 UTF-8 编码", "请另存为 UTF-8")]
    try:
        raw = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        line = re.search(r"line (\d+)", str(error))
        last = len(text.splitlines())
        return [
            Fault(int(line[1]) if line else last, "不是有效的 TOML", "请检查这一行的引号和括号")
        ]
    faults = Checker(str(path), text, raw).faults()
    return sorted(dict.fromkeys(faults), key=lambda fault: (fault.line, fault.message))


@dataclass(frozen=True)
class Checker:
    """Looks for the faults of one parsed file."""

    source: str
    text: str
    raw: Mapping[str, Any]

    def faults(self) -> Iterator[Fault]:
        """Every fault, in no order."""
        yield from self.unknown(self.raw, TOP, 1, "政策文件")
        base, problem = self.base()
        if problem is not None:
            yield problem
            return
        if "from" in self.raw and not isinstance(self.raw["from"], date):
            yield Fault(self.line(r"from\s*="), "from 应当是日期", "写法:from = 2020-04-18")
        yield from self.rules(base)
        known = dict(base.parameters) if base else {}
        for name, table in self.raw.get("parameters", {}).items():
            yield from self.parameter(name, table, known.get(name), base is not None)
        for cause, several in self.raw.get("measures", {}).items():
            if not isinstance(several, list) or not all(isinstance(m, str) for m in several):
                line = self.line(re.escape(f'"{cause}"'))
                yield Fault(line, f"措施“{cause}”应当是一组文字", '写法:"因病" = ["医疗救助"]')

    def base(self) -> tuple[Policy | None, Fault | None]:
        """The policy that the file extends, or what is wrong with naming it."""
        if "extends" not in self.raw:
            return None, None
        try:
            return load_policy(str(self.raw["extends"])), None
        except UseError as error:
            return None, Fault(self.line(r"extends\s*="), f"extends:{error.message}", error.hint)

    def rules(self, base: Policy | None) -> Iterator[Fault]:
        """Rules that there are not, or that stand twice."""
        rules = self.raw.get("rules")
        if rules is None:
            if base is None:
                yield Fault(1, "没有 rules,政策不用任何规则", '写法:rules = ["G1", "G2"]')
            return
        line = self.line(r"rules\s*=")
        if not isinstance(rules, list):
            yield Fault(line, "rules 应当是一组规则编号", '写法:rules = ["G1", "G2"]')
            return
        for rule in dict.fromkeys(map(str, rules)):
            here = self.line(re.escape(f'"{rule}"'), line)
            if rule not in rule_book().rules:
                yield Fault(here, f"没有规则“{rule}”", "可用:" + "、".join(rule_book().rules))
            if rules.count(rule) > 1:
                yield Fault(here, f"规则“{rule}”写了两次", "请只留一个")

    def parameter(
        self, name: str, table: object, base: Parameter | None, extending: bool
    ) -> Iterator[Fault]:
        """The faults of one parameter and each of its values."""
        line = self.line(re.escape(f"parameters.{quoted(name)}") + r"\s*\]")
        if not isinstance(table, dict):
            yield Fault(line, f"参数 {name} 应当是一张表", f"写法:[parameters.{quoted(name)}]")
            return
        yield from self.unknown(table, OF_PARAMETER, line, f"参数 {name}")
        reader = PolicyReader(self.source, self.text)
        without = {**table, "values": []}
        if problem := self.tried(partial(reader.parameter, name, without, base, extending), line):
            yield problem
            return
        made = reader.parameter(name, without, base, extending)
        values = [item for item in table.get("values", ()) if isinstance(item, dict)]
        seen: list[Value] = []
        for place, item in enumerate(values):
            here = self.value_line(line, place)
            yield from self.unknown(item, OF_VALUE, here, f"参数 {name} 的值")
            if problem := self.tried(partial(reader.value, made, item), here):
                yield problem
                continue
            seen.append(reader.value(made, item))
            if problem := self.tried(partial(reader.no_overlap, name, tuple(seen)), here):
                yield problem
                seen.pop()
        if not values and not made.values and not made.optional:
            yield Fault(line, f"参数 {name} 没有任何值", "写法:values = [{ from = 2020-04-18, … }]")

    def tried(self, action: Callable[[], object], line: int) -> Fault | None:
        """What an action finds wrong, at a line of our own."""
        try:
            action()
        except UseError as error:
            return Fault(line, error.message.partition("行:")[2] or error.message, error.hint)
        return None

    def unknown(
        self, table: Mapping[str, Any], known: tuple[str, ...], line: int, what: str
    ) -> Iterator[Fault]:
        """Keys that mean nothing."""
        for key in table:
            if key not in known:
                here = self.line(rf"(?<![\w.]){re.escape(key)}\s*[=.\]]", line)
                yield Fault(here, f"{what}中不认识“{key}”", "可用:" + "、".join(known))

    def line(self, pattern: str, start: int = 1) -> int:
        """The first line from `start` on with a pattern, else `start`."""
        lines = self.text.splitlines()
        found = (n for n in range(start, len(lines) + 1) if re.search(pattern, lines[n - 1]))
        return next(found, start)

    def value_line(self, start: int, place: int) -> int:
        """The line of a parameter's value, counted from 0."""
        for number, line in enumerate(self.text.splitlines()[start - 1 :], start):
            place -= len(OPENS.findall(line))
            if place < 0:
                return number
        return start


def differences(first: Policy, second: Policy) -> Iterator[str]:
    """What differs, in lines of Chinese: - is only in the first, + only in the second."""
    book = rule_book().rules
    for sign, one, other in (("-", first, second), ("+", second, first)):
        for rule in one.rules:
            if rule not in other.rules:
                named = f"{book[rule].name}({book[rule].clause})" if rule in book else ""
                yield f"  {sign} 规则 {rule} {named}"
    for name in dict.fromkeys([*first.parameters, *second.parameters]):
        before, after = first.parameters.get(name), second.parameters.get(name)
        lines = list(parameter_differences(before, after))
        if lines:
            known = after or before
            assert known is not None
            yield f"  参数 {name} {known.title}({known.unit})"
            yield from lines
    for cause in dict.fromkeys([*first.measures, *second.measures]):
        old, new = first.measures.get(cause, ()), second.measures.get(cause, ())
        if old != new:
            yield f"  措施 {cause}:{'、'.join(old) or '(无)'} → {'、'.join(new) or '(无)'}"


def parameter_differences(before: Parameter | None, after: Parameter | None) -> Iterator[str]:
    """The values, and the range, that only one of two has."""
    old, new = (() if p is None else p.values for p in (before, after))
    yield from (f"    - {say_value(value)}" for value in old if value not in new)
    yield from (f"    + {say_value(value)}" for value in new if value not in old)
    if before and after and (before.low, before.high) != (after.low, after.high):
        yield f"    允许范围 {before.low} 到 {before.high} → {after.low} 到 {after.high}"


def say_value(value: Value) -> str:
    """One value with its dates, place, group and where it stands."""
    shown = "、".join(value.value) if isinstance(value.value, tuple) else str(value.value)
    group = {"registered": "建档立卡户", "other": "其他户"}.get(value.group or "", "")
    where = "".join(f" {part}" for part in (value.county, group) if part)
    until = f" 至 {value.end}" if value.end else ""
    source = f"本地选择:{value.clause}" if value.local else f"出处:{value.clause}"
    return f"自 {value.start}{until}{where}:{shown or '(空)'}  {source}"
