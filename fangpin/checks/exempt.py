"""Exemptions: findings that somebody has answered for, until a day or until the facts change."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl

from fangpin.checks.lines import Lines
from fangpin.errors import UseError

KEYS = ("check", "key", "reason", "who", "until", "facts")
WORDS = {"check": "规则", "key": "编号", "reason": "原因", "who": "登记人", "until": "豁免至"}
HIDDEN = ("check", "key", "reason", "who", "until", "facts", "evidence")
NO_FACTS, CHANGED, OVER, GONE = "缺事实码", "事实已变", "已到期", "已不再出现"


@dataclass(frozen=True)
class Exemption:
    """One entry. facts: the fingerprint of what it rests on; where: file and line, for messages."""

    check: str
    key: str
    reason: str
    who: str
    until: date
    facts: str
    where: str


@dataclass(frozen=True)
class Exempted:
    """Findings that are shown, those that are hidden with why, and entries that hide nothing.

    hidden: HIDDEN. lapsed: (check, key, where, why, facts of now).
    """

    shown: pl.DataFrame
    hidden: pl.DataFrame
    lapsed: Sequence[tuple[str, str, str, str, str]] = field(default=())

    def counts(self) -> dict[str, int]:
        """How many findings of each check are hidden."""
        counted = dict(self.hidden.group_by("check").len().iter_rows())
        return {name: counted[name] for name in sorted(counted)}


def read_registers(files: Iterable[str]) -> list[Exemption]:
    """The entries of registers: exempt.toml, or a 豁免登记.xlsx that was filled in.

    Raises UseError: the file, the line and what is missing.
    """
    made: list[Exemption] = []
    for name in files:
        path = Path(name)
        if not path.is_file():
            raise UseError(f"找不到豁免登记 {path}", "请检查 --exempt")
        if path.suffix.lower() == ".toml":
            made += read_toml(path)
        else:
            from fangpin.checks.register import read_register

            made += [entry(table, where) for table, where in read_register(path)]
    return made


def read_toml(path: Path) -> list[Exemption]:
    """The [[exempt]] tables of a file."""
    try:
        text = path.read_text("utf-8-sig")
        raw = tomllib.loads(text)
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise UseError(f"豁免登记 {path} 读不懂:{error}", "请按 TOML 写法改正") from None
    tables = raw.get("exempt", [])
    if not isinstance(tables, list) or set(raw) - {"exempt"}:
        raise UseError(f"豁免登记 {path} 里只能有 [[exempt]]", "一条豁免写一个 [[exempt]]")
    lines = Lines(text).every("exempt")
    return [
        entry(table, f"{path.name} 第{line}行") for table, line in zip(tables, lines, strict=False)
    ]


def entry(table: Mapping[str, Any], where: str) -> Exemption:
    """One entry, with everything that it must say."""
    for key in table:
        if key not in KEYS:
            raise UseError(f"{where}:没有“{key}”这一项", "可用的项:" + "、".join(KEYS))
    for key, word in WORDS.items():
        value = table.get(key)
        if key != "until" and (not isinstance(value, str) or not value.strip()):
            raise UseError(f"{where}:缺少 {key}({word})", f'写上 {key} = "…"')
    until = table.get("until")
    if not isinstance(until, date):
        raise UseError(f"{where}:until(豁免至)应当是日期", "写成 until = 2025-06-30")
    texts = {key: str(table.get(key, "")).strip() for key in KEYS if key != "until"}
    return Exemption(**texts, until=until, where=where)


def apply(found: pl.DataFrame, entries: Sequence[Exemption], as_of: date) -> Exempted:
    """Take out what is exempted. An entry holds while its facts are the same, through `until`.

    found: columns check, key, facts, evidence among others.
    """
    now: dict[tuple[str, str], list[str]] = {}
    for check, key, facts in found.select("check", "key", "facts").iter_rows():
        now.setdefault((check, key), []).append(facts)
    good: dict[tuple[str, str, str], Exemption] = {}
    lapsed = []
    for one in entries:
        facts = now.get((one.check, one.key), [])
        why = why_not(one, facts, as_of)
        if why:
            lapsed.append((one.check, one.key, one.where, why, "、".join(facts[:1])))
        else:
            good[one.check, one.key, one.facts] = one
    told = pl.DataFrame(
        [(*at, one.reason, one.who, one.until.isoformat()) for at, one in good.items()],
        schema=dict.fromkeys(("check", "key", "facts", "reason", "who", "until"), pl.String),
        orient="row",
    )
    on = ["check", "key", "facts"]
    hidden = found.join(told, on=on, how="inner", maintain_order="left", suffix="_entry")
    hidden = hidden.select(
        pl.col("who_entry").alias("who") if name == "who" and "who_entry" in hidden.columns
        else pl.col(name)
        for name in HIDDEN
    )  # fmt: skip
    shown = found.join(told, on=on, how="anti", maintain_order="left")
    return Exempted(shown, hidden, tuple(lapsed))


def why_not(one: Exemption, facts: Sequence[str], as_of: date) -> str:
    """Why an entry hides nothing, "" where it does."""
    if not facts:
        return GONE
    if as_of > one.until:
        return OVER
    if not one.facts:
        return NO_FACTS
    return "" if one.facts in facts else CHANGED
