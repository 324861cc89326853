"""Packs of checks: what is checked, of what, and by which expression, as read from TOML."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

from fangpin.checks.lines import Lines
from fangpin.checks.syntax import Written
from fangpin.errors import UseError

UNITS = {
    "person": "person", "人": "person", "household": "household", "户": "household",
    "village": "village", "村": "village", "row": "row", "行": "row",
}  # fmt: skip
SEVERITIES = ("错误", "疑点", "提示")
JOINS = ("number", "household_and_number")
RESERVED = ("_", "tables", "define")
CHECK_KEYS = ("name", "table", "unit", "when", "severity", "evidence", "missing", "note")
SETTINGS = ("table", "unit", "severity", "missing", "join")
MOST = 5000  # checks of one run
SHIPPED = "national"


@dataclass(frozen=True)
class Check:
    """One check as written. missing: what to do where a column is not there: skip or refuse."""

    id: str
    name: str
    table: str
    unit: str
    when: Written
    severity: str
    evidence: tuple[Written, ...] = ()
    missing: str = "refuse"
    within_household: bool = False  # persons are joined by household and number, as written


@dataclass(frozen=True)
class Definition:
    """An expression with arguments that has a name."""

    name: str
    arguments: tuple[str, ...]
    expression: Written


@dataclass(frozen=True)
class TableName:
    """A name for the tables of one kind that have certain columns."""

    name: str
    kind: str
    has: tuple[str, ...] = ()


@dataclass
class Pack:
    """Checks by id in their order, with the definitions and the names of tables that they use.

    Both by (file, name): a file's own count in that file alone, those of "" everywhere.
    """

    checks: dict[str, Check] = field(default_factory=dict)
    definitions: dict[tuple[str, str], Definition] = field(default_factory=dict)
    tables: dict[tuple[str, str], TableName] = field(default_factory=dict)

    def add(self, other: Pack) -> None:
        """Take what another pack has; two checks of one id are an error."""
        for name, check in other.checks.items():
            if name in self.checks:
                raise check.when.fail(f"核查规则 {name} 出现两次", "请给其中一条换个编号")
            self.checks[name] = check
        self.definitions |= other.definitions
        self.tables |= other.tables


@cache
def shipped() -> Pack:
    """The pack that comes with fangpin: 255 checks of the national system's five exports."""
    made = Pack()
    folder = resources.files("fangpin.checks").joinpath(SHIPPED)
    for file in sorted(folder.iterdir(), key=lambda one: one.name):
        if file.name.endswith(".toml"):
            made.add(read_pack(file.read_text("utf-8"), f"{SHIPPED}/{file.name}"))
    made.definitions = {("", name): one for (_, name), one in made.definitions.items()}
    made.tables = {("", name): one for (_, name), one in made.tables.items()}
    return made


def load_pack(files: Iterable[str], config: Mapping[str, Any], config_path: Path | None) -> Pack:
    """The packs that were asked for (the shipped one where none was) and the office's own checks.

    files: paths, or `national`. config: fangpin.toml, whose [checks.X] always count. Raises
    UseError: the file, the line and what is wrong.
    """
    made = Pack(definitions=dict(shipped().definitions), tables=dict(shipped().tables))
    for file in tuple(files) or (SHIPPED,):
        made.add(shipped() if file == SHIPPED else read_file(Path(file)))
    made.add(own_pack(config, config_path))
    if len(made.checks) > MOST:
        raise UseError(f"核查规则超过 {MOST} 条", "请分几次核查")
    return made


def own_pack(config: Mapping[str, Any], config_path: Path | None) -> Pack:
    """The [checks.X] of fangpin.toml, with the shipped definitions and names of tables."""
    made = Pack(definitions=dict(shipped().definitions), tables=dict(shipped().tables))
    if config.get("checks"):
        text = config_path.read_text("utf-8-sig") if config_path else ""
        source = str(config_path or "fangpin.toml")
        made.add(Reader(source, text, ("checks",)).pack(config["checks"]))
    return made


def read_file(path: Path) -> Pack:
    """A pack from a file. Raises UseError: no such file, or what is wrong in it."""
    try:
        text = path.read_text("utf-8-sig")
    except FileNotFoundError:
        raise UseError(
            f"找不到核查规则文件 {path}", f"请检查 --checks,或写 {SHIPPED} 用自带的"
        ) from None
    except (OSError, UnicodeDecodeError):
        raise UseError(f"核查规则文件 {path} 读不出来", "请另存为 UTF-8 编码的文本") from None
    return read_pack(text, str(path))


def read_pack(text: str, source: str) -> Pack:
    """A pack from the text of its file."""
    try:
        raw = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        hint = '请按 TOML 写法改正;中文的编号和名字要加双引号,如 ["本县1"]、[define."名字"]'
        raise UseError(f"核查规则文件 {source} 读不懂:{error}", hint) from None
    return Reader(source, text, ()).pack(raw)


class Reader:
    """Reads the tables of one file; every error says file, line and what to write instead."""

    def __init__(self, source: str, text: str, prefix: tuple[str, ...]) -> None:
        self.source = source
        self.lines = Lines(text)
        self.prefix = prefix

    def fail(self, message: str, hint: str, *path: str, key: str = "") -> UseError:
        """The error at a key of a table."""
        line = self.lines.key(key, *self.prefix, *path)
        return UseError(f"{self.source} 第{line}行,{'.'.join(path)}:{message}", hint)

    def pack(self, raw: Any) -> Pack:
        """Everything that the file holds."""
        if not isinstance(raw, Mapping) or not all(isinstance(v, Mapping) for v in raw.values()):
            raise UseError(f"{self.source} 里每条核查规则应当是一个表", "写成 [编号],下面一行一项")
        settings = raw.get("_", {})
        self.known(settings, SETTINGS, "_")
        checks = {n: self.check(n, t, settings) for n, t in raw.items() if n not in RESERVED}
        file = self.source
        defined = {(file, n): self.definition(n, t) for n, t in raw.get("define", {}).items()}
        tables = {(file, n): self.table(n, t) for n, t in raw.get("tables", {}).items()}
        return Pack(checks, defined, tables)

    def known(self, table: Mapping[str, Any], keys: Iterable[str], *path: str) -> None:
        """Raise UseError for a key that has no meaning here."""
        for key in table:
            if key not in keys:
                near = get_close_matches(key, list(keys), 1)
                hint = f"是不是 {near[0]}?" if near else "可用的项:" + "、".join(keys)
                raise self.fail(f"没有“{key}”这一项", hint, *path, key=key)

    def text(self, table: Mapping[str, Any], key: str, default: str | None, *path: str) -> str:
        """A text of a table; without a default it must be there."""
        value = table.get(key, default)
        if not isinstance(value, str) or not value.strip():
            raise self.fail(f"缺少 {key},或不是一段文字", f'写上 {key} = "…"', *path, key=key)
        return value

    def choice(self, value: str, choices: Iterable[str], key: str, *path: str) -> str:
        """One of several words."""
        if value not in choices:
            hint = "可用:" + "、".join(choices)
            raise self.fail(f"{key} 不能是“{value}”", hint, *path, key=key)
        return value

    def list_of(self, table: Mapping[str, Any], key: str, *path: str) -> tuple[str, ...]:
        """A list of texts, empty where there is none."""
        value = table.get(key, [])
        if not isinstance(value, list) or not all(isinstance(v, str) and v for v in value):
            raise self.fail(f"{key} 应当是文字的列表", '写成 ["甲", "乙"]', *path, key=key)
        return tuple(value)

    def written(self, table: Mapping[str, Any], key: str, *path: str) -> Written:
        """An expression with its place."""
        text = self.text(table, key, None, *path)
        line = self.lines.text_of(key, *self.prefix, *path)
        return Written(text, self.source, line, path[-1])

    def columns(self, raw: Mapping[str, Any], name: str) -> tuple[Written, ...]:
        """The columns that tell why, each with its place."""
        line = self.lines.key("evidence", *self.prefix, name)
        listed = self.list_of(raw, "evidence", name)
        return tuple(Written(column, self.source, line, name) for column in listed)

    def check(self, name: str, raw: Mapping[str, Any], settings: Mapping[str, Any]) -> Check:
        """One check; what it does not say itself is as the file's [_] says."""
        self.known(raw, CHECK_KEYS, name)
        table = {**{k: v for k, v in settings.items() if k != "join"}, **raw}
        unit = self.choice(self.text(table, "unit", None, name), UNITS, "unit", name)
        severity = self.text(table, "severity", "疑点", name)
        missing = self.text(table, "missing", "refuse", name)
        joined = self.choice(str(settings.get("join", "number")), JOINS, "join", "_")
        return Check(
            id=name,
            name=self.text(table, "name", name, name),
            table=self.text(table, "table", None, name),
            unit=UNITS[unit],
            when=self.written(raw, "when", name),
            severity=self.choice(severity, SEVERITIES, "severity", name),
            evidence=self.columns(raw, name),
            missing=self.choice(missing, ("refuse", "skip"), "missing", name),
            within_household=joined == "household_and_number",
        )

    def definition(self, name: str, raw: Any) -> Definition:
        """One definition."""
        path = ("define", name)
        if not isinstance(raw, Mapping):
            raise self.fail("应当是一个表", f"写成 [define.{name}]", *path)
        self.known(raw, ("arguments", "expression"), *path)
        return Definition(
            name, self.list_of(raw, "arguments", *path), self.written(raw, "expression", *path)
        )

    def table(self, name: str, raw: Any) -> TableName:
        """One name of a table."""
        path = ("tables", name)
        if not isinstance(raw, Mapping):
            raise self.fail("应当是一个表", f"写成 [tables.{name}]", *path)
        self.known(raw, ("kind", "has"), *path)
        kind = self.text(raw, "kind", None, *path)
        return TableName(name, kind, self.list_of(raw, "has", *path))
