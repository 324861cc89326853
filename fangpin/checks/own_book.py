"""An office's own rules as written: [rules.X], [rules.define.X] and [parameters.X] of its file."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from fangpin.checks.pack import Definition, Reader
from fangpin.checks.syntax import Written
from fangpin.errors import UseError
from fangpin.rules.book import LEVELS
from fangpin.rules.policy import Parameter, Policy, PolicyReader

PER = {
    "person": "person", "人": "person", "household": "household", "户": "household",
    "village": "village", "村": "village",
}  # fmt: skip
KEYS = ("name", "clause", "local", "department", "cause", "per", "requires", "reads", "needs",
        "scope", "when", "level", "evidence")  # fmt: skip
RESERVED = "define"
ID = re.compile(r"[A-Z][A-Za-z]{0,7}[0-9]{1,4}")
MOST = 500  # rules of one office


@dataclass(frozen=True)
class OwnRule:
    """One rule as written; its expressions with their places."""

    id: str
    name: str
    clause: str
    department: str
    cause: str
    per: str
    when: Written
    level: Written
    evidence: Written | None = None
    scope: Written | None = None
    requires: Written | None = None
    reads: Written | None = None
    needs: tuple[str, ...] = ()


@dataclass(frozen=True)
class OwnBook:
    """Everything that an office wrote. definitions: name -> expression with arguments."""

    rules: tuple[OwnRule, ...] = ()
    definitions: Mapping[str, Definition] = field(default_factory=dict)
    parameters: Mapping[str, Parameter] = field(default_factory=dict)


def read_own(config: Mapping[str, Any], path: Path | None, policy: Policy) -> OwnBook:
    """The own rules of a configuration; none where it has none.

    Raises UseError: the file, the line, the rule, what is wrong and what to write instead.
    """
    raw, parameters = config.get("rules", {}), config.get("parameters", {})
    if not raw and not parameters:
        return OwnBook()
    text = path.read_text("utf-8-sig") if path else ""
    source = str(path or "fangpin.toml")
    if not isinstance(raw, Mapping) or not all(isinstance(v, Mapping) for v in raw.values()):
        raise UseError(f"{source} 里每条规则应当是一个表", "写成 [rules.X1],下面一行一项")
    if not isinstance(parameters, Mapping):
        raise UseError(f"{source} 里 parameters 应当是表", "写成 [parameters.参数名]")
    reader = OwnReader(source, text, ("rules",))
    made = {n: reader.rule(n, t, policy) for n, t in raw.items() if n != RESERVED}
    if len(made) > MOST:
        raise UseError(f"{source} 里自己的规则超过 {MOST} 条", "请分几次")
    defined = {n: reader.definition(n, t) for n, t in raw.get(RESERVED, {}).items()}
    own = own_parameters(parameters, policy, PolicyReader(source, text))
    return OwnBook(tuple(made.values()), defined, own)


def own_parameters(
    tables: Mapping[str, Any], policy: Policy, reader: PolicyReader
) -> dict[str, Parameter]:
    """The parameters that an office adds; those of the policy are its policy file's to change."""
    made = {}
    for name, table in tables.items():
        if name in policy.parameters:
            raise reader.fail(
                name, "政策里已经有了", "改政策的数值,请写一个 extends 的政策文件;新的请换个名字"
            )
        if not isinstance(table, Mapping) or not table.get("values"):
            raise reader.fail(
                name, "没有任何值", '写法:values = [{ from = 2020-01-01, value = 1, local = "…" }]'
            )
        made[name] = reader.parameter(name, table, None, extending=False)
    return made


class OwnReader(Reader):
    """Reads the tables of rules; every error says file, line and what to write instead."""

    def rule(self, name: str, raw: Mapping[str, Any], policy: Policy) -> OwnRule:
        """One rule."""
        self.known(raw, KEYS, name)
        if not ID.fullmatch(name):
            hint = "用大写字母开头、数字结尾,如 X1、BX12"
            raise self.fail("规则编号不能这样写", hint, name, key="name")
        per = self.choice(self.text(raw, "per", "household", name), PER, "per", name)
        if "clause" not in raw and "local" not in raw:
            hint = '写 clause = "条款",或 local = "本地理由"'
            raise self.fail("没有出处", hint, name, key="name")
        key = "clause" if "clause" in raw else "local"
        level = self.written(raw, "level", name) if "level" in raw else None
        return OwnRule(
            id=name,
            name=self.text(raw, "name", None, name),
            clause=("" if key == "clause" else "本地:") + self.text(raw, key, None, name),
            department=self.text(raw, "department", "本单位", name),
            cause=self.plain(self.text(raw, "cause", "其他", name), name),
            per=PER[per],
            when=self.written(raw, "when", name),
            level=level or Written(LEVELS[2], self.source, self.line("when", name), name),
            evidence=self.maybe(raw, "evidence", name),
            scope=self.maybe(raw, "scope", name),
            requires=self.maybe(raw, "requires", name),
            reads=self.maybe(raw, "reads", name),
            needs=self.list_of(raw, "needs", name),
        )

    def plain(self, cause: str, name: str) -> str:
        """A cause is a word: an expression in its place is refused."""
        if cause.lower().startswith("case "):
            raise self.fail("cause 只能是一个词", "如 因病、因学、其他", name, key="cause")
        return cause

    def maybe(self, raw: Mapping[str, Any], key: str, name: str) -> Written | None:
        """An expression that need not be there."""
        return self.written(raw, key, name) if key in raw else None

    def line(self, key: str, name: str) -> int:
        """The line of a key of a rule."""
        return self.lines.key(key, *self.prefix, name)
