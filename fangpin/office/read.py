"""[tables] and [totals] of fangpin.toml, checked before anything is read."""

from __future__ import annotations

import tomllib
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import fields, replace
from difflib import get_close_matches
from importlib import resources
from typing import Any

from fangpin.config import NAME, Config
from fangpin.errors import UseError
from fangpin.office.model import PLACES, Part, Rate, Table, Total

_TABLE = ("by", "rates")
_RATE = ("name", "per", "of", "met", "rule")
_TOTAL = (*(one.name for one in fields(Total) if one.name != "key"), "off")
_PART = ("say", "of", "within")
_KINDS = {"str": "一段文字", "int": "一个整数", "bool": "true 或 false", "tuple": "一个列表"}
# Columns of persons that no rule names.
_MORE_FACTS = (
    "birth_date", "relation", "schooling", "education", "health", "months_worked",
    "work_ended", "disability_type", "disability_grade",
)  # fmt: skip


def tables(config: Mapping[str, Any]) -> tuple[Table, ...]:
    """The tables of rates that an office asks for, in the file's order. Raises UseError."""
    made, rules = [], _rules(config)
    for title, raw in _section(config, "tables").items():
        with _placed(config, ("tables", title)):
            made.append(_table(title, raw, rules))
    return tuple(made)


def totals(config: Mapping[str, Any]) -> tuple[Total, ...]:
    """The notice's totals, with what [totals] changes, leaves out (off = true) and adds.

    Raises UseError.
    """
    rules = _rules(config)
    text = resources.files("fangpin.office").joinpath("totals.toml").read_text("utf-8")
    known = {key: _total(key, raw, None, rules) for key, raw in tomllib.loads(text).items()}
    for key, raw in _section(config, "totals").items():
        if raw.get("off") is True and key in known:
            del known[key]
            continue
        with _placed(config, ("totals", key)):
            known[key] = _total(key, raw, known.get(key), rules)
    return tuple(known.values())


@contextmanager
def _placed(config: Mapping[str, Any], section: Sequence[str]) -> Iterator[None]:
    """Say the file and the line of a table in whatever is wrong in it."""
    try:
        yield
    except UseError as error:
        place = config.place(section) if isinstance(config, Config) else NAME
        raise UseError(f"{place}{error.message.removeprefix(NAME)}", error.hint) from None


def near(word: str, known: Iterable[str]) -> str:
    """What was perhaps meant, as an ending of a sentence."""
    found = get_close_matches(word, list(known), 3, 0.5)
    return f",可能是 {'、'.join(found)}" if found else ""


def _section(config: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    section = config.get(name, {})
    if not isinstance(section, Mapping):
        raise UseError(f"fangpin.toml 的 {name} 应是一张表", f'请写成 [{name}."名称"]')
    for key, raw in section.items():
        if not isinstance(raw, Mapping):
            raise UseError(f"fangpin.toml 的 {name}.{key} 应是一张表", f'请写成 [{name}."{key}"]')
    return section


def _table(title: str, raw: Mapping[str, Any], rules: Collection[str]) -> Table:
    where = f"[tables.{title}]"
    _only(raw, _TABLE, where)
    by = raw.get("by", "county")
    if by not in PLACES:
        raise UseError(f"fangpin.toml {where} 的 by = “{by}”", f"可用:{'、'.join(PLACES)}")
    rates = raw.get("rates")
    if not isinstance(rates, list) or not rates:
        raise UseError(
            f"fangpin.toml {where} 没有 rates",
            'rates 是指标的列表,如 rates = [{ name = "义务教育在校率", rule = "S1" }]',
        )
    return Table(title, by, tuple(_rate(one, where, rules) for one in rates))


def _rate(raw: Any, where: str, rules: Collection[str]) -> Rate:
    if not isinstance(raw, Mapping) or not isinstance(raw.get("name"), str):
        raise UseError(
            f"fangpin.toml {where} 的 rates 中有一项没有 name", '写法:{ name = "…", rule = "S1" }'
        )
    where = f"{where} “{raw['name']}”"
    _only(raw, _RATE, where)
    _types(raw, Rate, where)
    made = Rate(**raw)
    if made.per not in ("household", "person"):
        raise UseError(f"fangpin.toml {where} 的 per = “{made.per}”", "可用:household、person")
    if made.rule:
        _only(raw, ("name", "rule"), where)
        if made.rule not in rules:
            raise UseError(
                f"fangpin.toml {where} 用到了没有的规则“{made.rule}”{near(made.rule, rules)}",
                f"可用:{'、'.join(rules)}",
            )
    elif not (made.of and made.met):
        raise UseError(
            f"fangpin.toml {where} 没有写全",
            'of(分母:谁)和 met(分子:达到什么)都要写,或只写 rule = "S1"',
        )
    else:
        check(made.of, f"{where} of", rules)
        check(made.met, f"{where} met", rules)
    return made


def _total(key: str, raw: Mapping[str, Any], base: Total | None, rules: Collection[str]) -> Total:
    where = f"[totals.{key}]"
    _only(raw, _TOTAL, where)
    _types(raw, Total, where)
    given = {name: value for name, value in raw.items() if name not in ("off", "parts")}
    if "parts" in raw:
        given["parts"] = tuple(_part(one, where) for one in raw["parts"])
    if base is None:
        for name in ("name", "stated", "unit"):
            if name not in given:
                raise UseError(f"fangpin.toml {where} 没有写 {name}", "name、stated、unit 都要写")
        base = Total(key, "", 0, "")
    if "stated" in given and base.quote and "quote" not in given:
        given["quote"] = f"{base.quote}（本办改为 {given['stated']}）"
    made = replace(base, **given)
    if made.per not in ("person", "household", "town", "village"):
        raise UseError(f"fangpin.toml {where} 的 per = “{made.per}”", "可用:person、household")
    if "of" in raw:
        check(made.of, f"{where} of", rules)
    for part in made.parts if "parts" in raw else ():
        check(part.of, f"{where} “{part.say}” of", rules)
    return made


def _part(raw: Any, where: str) -> Part:
    if not isinstance(raw, Mapping) or not {"say", "of"} <= set(raw):
        raise UseError(f"fangpin.toml {where} 的 parts 写得不对", '写法:{ say = "…", of = "…" }')
    _only(raw, _PART, f"{where} parts")
    _types(raw, Part, f"{where} parts")
    return Part(**raw)


def _only(raw: Mapping[str, Any], known: Iterable[str], where: str) -> None:
    known = tuple(known)
    for key in raw:
        if key not in known:
            raise UseError(
                f"fangpin.toml {where} 中没有“{key}”这一项{near(key, known)}",
                f"可用:{'、'.join(known)}",
            )


def _types(raw: Mapping[str, Any], of: type, where: str) -> None:
    kinds = {one.name: str(one.type).partition("[")[0] for one in fields(of)}
    for key, value in raw.items():
        kind = kinds.get(key, "bool")
        right = {"str": str, "int": int, "bool": bool, "tuple": list}[kind]
        if not isinstance(value, right) or (kind == "int" and isinstance(value, bool)):
            raise UseError(f"fangpin.toml {where} 的 {key} 写得不对", f"应是{_KINDS[kind]}")


def _rules(config: Mapping[str, Any]) -> Collection[str]:
    """The rules that there are, an office's own among them."""
    from fangpin.rules.book import rule_book

    own = config.get("rules", {})
    own = own if isinstance(own, Mapping) else {}
    defined = own.get("define", {})
    return [*rule_book().rules, *own, *(defined if isinstance(defined, Mapping) else ())]


def check(text: str, where: str, rules: Collection[str]) -> None:
    """Refuse an expression that can't be read, or that names what there is not. Raises UseError."""
    from sqlglot import exp

    from fangpin.rules.book import rule_book
    from fangpin.rules.evidence import fact_names
    from fangpin.rules.expression import parse

    try:
        tree = parse(text, where)
    except UseError as error:
        message = error.message.removeprefix("规则 ")
        raise UseError(f"fangpin.toml {message}", "写法同规则的 when,见 docs/rules.md") from None
    book = rule_book()
    known = {*fact_names(), *_MORE_FACTS, *rules}
    for node in tree.walk():
        if isinstance(node, exp.Query | exp.Star):
            raise UseError(f"fangpin.toml {where} 里不能写查询", "只能用事实、规则和比较")
        if isinstance(node, exp.Anonymous) and node.name not in {*book.definitions, *rules}:
            raise UseError(
                f"fangpin.toml {where} 用到了没有的函数“{node.name}”"
                f"{near(node.name, book.definitions)}",
                "写法见 docs/rules.md",
            )
        if isinstance(node, exp.Column) and not node.table and node.name not in known:
            raise UseError(
                f"fangpin.toml {where} 用到了不存在的名称“{node.name}”{near(node.name, known)}",
                "可用的名称见 docs/office.md",
            )
