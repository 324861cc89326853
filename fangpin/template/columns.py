"""The columns of a template: which fields of a kind, under which header, with which example."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from fangpin.rosters.clean.codes import code_lists
from fangpin.rosters.clean.id_number import check_character
from fangpin.rosters.kinds import Kind, Kinds

_NOBODY = "15012119800101950"  # sequence digits from 950 on are given to nobody
_PLACES = ("county", "town", "village")
_WHO = ("household_id", "hukou_id", "name", "head_name", "id_number", "disability_certificate")
_TEXTS = frozenset(("id_number", "certificate", "household_id", "phone", "school_year", "name"))
NEEDED, ONE_OF = "*", "☆"


@dataclass(frozen=True)
class Column:
    """One column. mark: * needed, ☆ one of a group is needed; choices: its drop-down."""

    field: str
    type: str
    label: str
    mark: str
    choices: tuple[str, ...]
    hint: str
    example: str | float

    @property
    def header(self) -> str:
        """What stands above it."""
        return self.mark + self.label

    @property
    def is_text(self) -> bool:
        """Whether what is typed must stay text."""
        return self.type in _TEXTS or self.type in ("text", "code", "set", "bool")


def columns(kind: Kind, kinds: Kinds) -> list[Column]:
    """The columns of a kind's template: the place, who it is of, then the rest."""
    have = dict.fromkeys(kind.own)
    have |= dict.fromkeys(one for one in (*_PLACES, "head_name", "name") if one in kind.fields)
    if "head_name" in kind.fields and kind.of == "household" and "name" not in kind.own:
        have.pop("name", None)
    elif kind.of != "household":
        have.pop("head_name", None)
    order = [one for one in (*_PLACES, *_WHO) if one in have]
    order += [one for one in have if one not in order]
    return [_column(name, kind, kinds) for name in order]


def _column(name: str, kind: Kind, kinds: Kinds) -> Column:
    field = kinds.fields[name]
    groups = {one for group in kind.one_of for one in group}
    mark = NEEDED if name in kind.needed else ONE_OF if name in groups else ""
    choices: tuple[str, ...] = ("是", "否") if field.type == "bool" else ()
    if field.type in ("code", "set"):
        choices = code_lists()[field.codes].values
    hint = _words()["hint"].get(field.type, "")
    return Column(
        name, field.type, kind.labels[name], mark, choices, hint, _example(field, choices)
    )


def _example(field: Any, choices: tuple[str, ...]) -> str | float:
    told = _words()["example"]
    if choices:
        return choices[0]
    value = told.get(field.name, told.get(field.type, told["text"]))
    if isinstance(value, str):
        return value.replace("{id}", _NOBODY + check_character(_NOBODY))
    return float(value)


@cache
def _words() -> dict[str, dict[str, Any]]:
    return tomllib.loads(files("fangpin.template").joinpath("words.toml").read_text("utf-8"))
