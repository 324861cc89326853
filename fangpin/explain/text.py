"""A card as text for the terminal."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

WORDS = {"hit": "命中", "check": "待核", "nothing": "未命中", "not_evaluated": "未评估"}
ORDER = ("hit", "check", "nothing", "not_evaluated")
# Facts that stand in the card's head.
HEAD = ("household_id", "head_name", "head_id", "county", "town", "village", "phone")


def lines(card: Mapping[str, Any]) -> Iterator[str]:
    """The card, line by line."""
    place = "".join(p for p in card["place"] if p)
    yield f"农户 {card['household_id']}  户主 {card['head_name']}  {place}"
    yield f"政策 {card['policy']}  基准日期 {card['as_of']}"
    yield "\n成员"
    for one in card["persons"]:
        age = "年龄不明" if one["age"] is None else f"{one['age']}岁"
        parts = [one["relation"], age, one["labour"], one["health"], one["schooling"]]
        extra = "" if one["recorded"] else "(户籍在册,未录入)"
        yield f"  {one['name']}{extra}  " + "  ".join(p for p in parts if p)
    yield "\n事实"
    for one in card["facts"]:
        if one["value"] is not None and one["name"] not in HEAD:
            yield f"  {one['label']}:{said(one['value'])}" + origin(one["sources"])
    unknown = [one["label"] for one in card["facts"] if one["value"] is None]
    if unknown:
        yield "  不明:" + "、".join(dict.fromkeys(unknown))
    for outcome in ORDER:
        chosen = [r for r in card["rules"] if r["outcome"] == outcome]
        if chosen:
            yield f"\n{WORDS[outcome]}"
        for rule in chosen:
            yield from rule_lines(rule)
    if card.get("agrees") is not None:
        yield "\n按卡上数字重算:" + ("一致" if card["agrees"] else "不一致,请报告维护人员")


def rule_lines(rule: Mapping[str, Any]) -> Iterator[str]:
    """One rule: its name and clause, the reason, the numbers, the line, what is missing."""
    yield f"  {rule['id']} {rule['name']}({rule['clause']})"
    if rule.get("clause_text"):
        yield f"      条款:{rule['clause_text']}"
    if rule["outcome"] == "not_evaluated":
        yield "      未提供:" + "、".join(rule["missing"])
        return
    if rule["in_scope"] is not True:
        yield "      适用范围:" + ("不明" if rule["in_scope"] is None else "不在范围内")
    if rule["outcome"] in ("hit", "check") and rule.get("sentence"):
        yield from (f"      {one}" for one in (rule["sentence"], *rule["risks"]))
    for one in rule.get("comparisons", []):
        gap = f"(差 {abs(one['distance'])})" if one["by_policy"] else ""
        yield f"      {one['said']}{gap}"
    if rule.get("nearest"):
        yield f"      最接近的一项:{rule['nearest']['said']}"
    for person in rule.get("persons", []):
        if person["outcome"] != "nothing":
            why = f",缺:{'、'.join(person['missing'])}" if person["missing"] else ""
            yield f"      {person['name']}:{WORDS[person['outcome']]}{why}"
    if rule["missing"]:
        yield "      缺:" + "、".join(rule["missing"])
    for one in rule["parameters"]:
        source = f"本地选择:{one['clause']}" if one["local"] else one["clause"]
        yield f"      参数 {one['label']} = {said(one['value'])}{one['unit']}({source})"


def said(value: Any) -> str:
    """A value in words."""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, float):
        return f"{value:.2f}".rstrip("0").rstrip(".")
    return str(value)


def origin(sources: list[dict[str, Any]]) -> str:
    """The first cells that a fact came from."""
    if not sources:
        return ""
    first = sources[0]
    sheet = f"[{first['sheet']}]" if first["sheet"] else ""
    more = f" 等{len(sources)}行" if len(sources) > 1 else ""
    return f"  ← {first['file']}{sheet}第{first['row']}行{more}"
