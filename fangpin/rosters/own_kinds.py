"""What a user's fangpin.toml adds: synonyms of headers, fields, whole kinds."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from copy import deepcopy
from difflib import get_close_matches
from typing import Any

from fangpin.errors import UseError

_TYPES = (
    "id_number", "certificate", "household_id", "name", "text", "phone", "money", "date", "bool",
    "code", "set", "int", "year", "school_year", "measure",
)  # fmt: skip
_FIELD_LISTS = ("headers", "fallback", "inverse", "prefixes")
_FIELD_FLAGS = ("negative", "future", "month_end")
_KIND_LISTS = ("departments", "marks", "fields", "words")
_NEW_LISTS = (*_KIND_LISTS, "needed")
_KIND_TEXTS = {
    "name": None,
    "key": ("P", "H", "E", "V"),
    "cover": ("closed", "open", "none"),
    "of": ("person", "household", "register"),
    "event_date": None,
    "dated_by": None,
}
_SETTLED = ("key", "of", "event_date", "dated_by")  # of kinds that come with fangpin


def with_own(
    fields: dict[str, Any], kinds: dict[str, Any], config: Mapping[str, Any]
) -> tuple[dict[str, Any], dict[str, Any]]:
    """The shipped fields and kinds with the user's.

    config: `synonyms` (header -> field), `fields` (a table a field), `kinds` (a table a kind; one
    that is there gains headers, fields, marks and words). Raises UseError, which names the key.
    """
    fields, kinds = deepcopy(fields), deepcopy(kinds)
    for name, raw in _tables(config, "fields"):
        fields[name] = _field(name, raw, fields)
    for name, raw in _tables(config, "kinds"):
        kinds[name] = _kind(name, raw, kinds, fields)
    for header, name in _table(config.get("synonyms", {}), "synonyms").items():
        _known_field(name, fields, f"[synonyms] “{header}”")
    return fields, kinds


def _tables(config: Mapping[str, Any], key: str) -> Iterable[tuple[str, Mapping[str, Any]]]:
    for name, raw in _table(config.get(key, {}), key).items():
        if name == "_" or not name.isidentifier():
            raise UseError(
                f"[{key}.{name}] 的名字只能用字母、数字和下划线",
                "改用英文名,中文写在 name 或 label 里",
            )
        yield name, _table(raw, f"{key}.{name}")


def _table(raw: Any, where: str) -> Mapping[str, Any]:
    if not isinstance(raw, Mapping):
        raise UseError(f"fangpin.toml 的 [{where}] 应当是一个表", f"写成 [{where}],下面一行一项")
    return raw


def _known_field(name: Any, fields: Mapping[str, Any], where: str) -> None:
    if not isinstance(name, str) or name not in fields or name == "_":
        near = get_close_matches(str(name), [one for one in fields if one != "_"], 3)
        hint = "相近的字段:" + "、".join(near) if near else "用 [fields.名字] 定义新字段"
        raise UseError(f"{where} 指向不存在的字段 {name}", hint)


def _known_keys(raw: Mapping[str, Any], known: Iterable[str], where: str) -> None:
    known = tuple(known)
    for key in raw:
        if key not in known:
            raise UseError(f"[{where}] 里没有 {key} 这一项", "可用的项:" + "、".join(known))


def _texts(value: Any, where: str) -> list[str]:
    if isinstance(value, str):
        value = [value]
    if not isinstance(value, list) or not all(isinstance(one, str) and one for one in value):
        raise UseError(f"{where} 应当是文字的列表", '写成 ["甲", "乙"]')
    return list(value)


def _field(name: str, raw: Mapping[str, Any], fields: Mapping[str, Any]) -> dict[str, Any]:
    """A new field, or a shipped one with more headers."""
    where = f"fields.{name}"
    _known_keys(raw, ("type", "label", "codes", *_FIELD_LISTS, *_FIELD_FLAGS), where)
    old = fields.get(name, {})
    if old and raw.get("type", old["type"]) != old["type"]:
        raise UseError(f"[{where}] 不能改变已有字段的类型", f"它的类型是 {old['type']}")
    made = {**old, **raw}
    if made.get("type") not in _TYPES:
        raise UseError(f"[{where}] 缺少 type 或写错", "可用的类型:" + "、".join(_TYPES))
    if made["type"] in ("code", "set") and not made.get("codes"):
        raise UseError(f"[{where}] 的类型是 {made['type']},缺少 codes", "写上代码表的名字")
    made.setdefault("label", name)
    for key in _FIELD_LISTS:
        made[key] = [*old.get(key, ()), *_texts(raw.get(key, []), f"[{where}] 的 {key}")]
    return made


def _kind(
    name: str, raw: Mapping[str, Any], kinds: Mapping[str, Any], fields: Mapping[str, Any]
) -> dict[str, Any]:
    """A new kind, or a shipped one with more of what it has."""
    where, old = f"kinds.{name}", kinds.get(name, {})
    known = (*_KIND_TEXTS, *_NEW_LISTS, "one_of", "headers", "fallback")
    _known_keys(raw, known, where)
    for key in (*_SETTLED, "needed", "one_of"):
        if old and key in raw:
            raise UseError(f"[{where}] 是自带的种类,不能改 {key}", "另起一个名字定义新的种类")
    made: dict[str, Any] = {**old}
    for key, choices in _KIND_TEXTS.items():
        if key in raw:
            made[key] = _one_of(raw[key], choices, f"[{where}] 的 {key}")
    for key in _NEW_LISTS:
        made[key] = [*old.get(key, ()), *_texts(raw.get(key, []), f"[{where}] 的 {key}")]
    if "one_of" in raw:
        made["one_of"] = [_texts(group, f"[{where}] 的 one_of") for group in raw["one_of"]]
    for key in ("headers", "fallback"):
        made[key] = _more_headers(old.get(key, {}), raw.get(key, {}), f"{where}.{key}")
    return _complete(name, made, fields)


def _one_of(value: Any, choices: tuple[str, ...] | None, where: str) -> str:
    if not isinstance(value, str) or (choices and value not in choices):
        raise UseError(
            f"{where} 写错", "可用的值:" + "、".join(choices) if choices else "写一段文字"
        )
    return value


def _more_headers(old: Mapping[str, list[str]], raw: Any, where: str) -> dict[str, list[str]]:
    made = {field: list(texts) for field, texts in old.items()}
    for field, texts in _table(raw, where).items():
        made[field] = [*made.get(field, []), *_texts(texts, f"[{where}] 的 {field}")]
    return made


def _complete(name: str, made: dict[str, Any], fields: Mapping[str, Any]) -> dict[str, Any]:
    where = f"kinds.{name}"
    defaults = {"name": name, "key": "E", "cover": "open", "of": "person"}
    made = {**defaults, **made}
    groups = [one for group in made.get("one_of", []) for one in group]
    named = [*made["needed"], *groups, *made["marks"], *made["fields"]]
    for field in (*named, *made["headers"], *made["fallback"]):
        _known_field(field, fields, f"[{where}]")
    if not made["needed"] and not groups:
        raise UseError(f"[{where}] 没有必填的字段(needed)", '写上 needed,如 needed = ["id_number"]')
    if not made["marks"]:
        raise UseError(f"[{where}] 没有能认出它的字段(marks)", '写上 marks,如 marks = ["amount"]')
    return made
