"""Chinese words for kinds, fields and facts, and what to ask where one is missing."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property
from importlib.resources import files
from types import MappingProxyType

LEVEL_WORDS: Mapping[str, str] = MappingProxyType(
    {"red": "红", "orange": "橙", "yellow": "黄", "blue": "蓝"}
)
STATE_WORDS: Mapping[str, str] = MappingProxyType(
    {"evaluated": "已评估", "partly": "部分评估", "not": "未评估"}
)
CHANGE_WORDS: Mapping[str, str] = MappingProxyType({"new": "新增", "continuing": "持续"})
GROUP_WORDS: Mapping[str, str] = MappingProxyType(
    {"G": "监测对象", "N": "监测对象", "W": "预警", "S": "保障", "C": "线索"}
)
NO_PLACE = "（未填）"


@cache
def _tables() -> dict[str, dict[str, str]]:
    text = files("fangpin.report").joinpath("words.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def sentences(table: str) -> Mapping[str, str]:
    """The sentences of a table of words.toml, in its order."""
    return MappingProxyType(_tables()[table])


@dataclass(frozen=True)
class Words:
    """Names of ids: the run's own first, then the built-in ones, else the id as it is.

    own: Chinese names by id; rules: names of rules by id.
    """

    own: Mapping[str, str]
    rules: Mapping[str, str] = field(default_factory=dict)

    def name(self, key: str) -> str:
        """The Chinese name of a kind, field, fact or rule; of `kind.field` both, joined by 的."""
        tables = _tables()
        for names in (self.rules, self.own, tables["kinds"], tables["facts"]):
            if known := names.get(key):
                return known
        kind, dot, column = key.partition(".")
        return f"{self.name(kind)}的{self.name(column)}" if dot and _is_id(key) else key

    def question(self, key: str) -> str | None:
        """What to ask a household where this, an id or its name, is missing; of a rule nothing."""
        if key in self.rules:
            return None
        questions = _tables()["questions"]
        ident = self._ids.get(key, key)
        if known := questions.get(ident) or questions.get(ident.rpartition(".")[2]):
            return known
        if "证件号" in key or "身份证" in key:
            return questions["id_number"]
        return f"请核实：{self.name(key)}。"

    @cached_property
    def _ids(self) -> dict[str, str]:
        """Ids by their names."""
        tables = _tables()
        known = {**tables["kinds"], **tables["facts"], **self.own}
        return {name: key for key, name in reversed(known.items())}


def _is_id(key: str) -> bool:
    return key.replace(".", "").replace("_", "").isascii() and " " not in key
