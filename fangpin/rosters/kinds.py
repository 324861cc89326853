"""Kinds of rosters and their fields, as data: kinds.toml, fields.toml and the user's own."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any

from fangpin.rosters.fields import Field, Meaning, meanings_of
from fangpin.rosters.headers import forms, normal


@dataclass(frozen=True)
class Kind:
    """One kind of roster; the words are those of kinds.toml.

    fields: every field that a table of the kind may have, needed ones first. labels: the header
    that a template of this kind writes for each of its own fields.
    """

    name: str
    title: str
    departments: tuple[str, ...]
    key: str
    cover: str
    of: str
    needed: tuple[str, ...] = ()
    one_of: tuple[tuple[str, ...], ...] = ()
    marks: frozenset[str] = frozenset()
    fields: tuple[str, ...] = ()
    own: tuple[str, ...] = ()
    inline: str = ""
    dated_by: str = ""
    event_date: str = ""
    strict: frozenset[str] = frozenset()
    spare: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    words: tuple[str, ...] = ()
    labels: Mapping[str, str] = field(default_factory=dict)
    meanings: Mapping[str, Meaning] = field(default_factory=dict, repr=False)

    def meaning(self, header: str) -> Meaning | None:
        """What one header text (not split in rows) means here."""
        return next((self.meanings[form] for form in forms(header) if form in self.meanings), None)

    @property
    def deciding(self) -> frozenset[str]:
        """The fields without which a table or a row is nothing: needed ones and those of groups."""
        return frozenset(self.needed).union(*self.one_of)


@dataclass(frozen=True)
class Kinds:
    """All kinds and fields of a run.

    anything: a kind that no table is of, with every field: what the columns of a table of unknown
    kind mean.
    """

    fields: Mapping[str, Field]
    kinds: Mapping[str, Kind]
    anything: Kind
    foreign: tuple[str, ...]
    by_month: frozenset[str]
    serial: frozenset[str]

    def __getitem__(self, name: str) -> Kind:
        return self.kinds[name]

    def __iter__(self) -> Iterator[Kind]:
        return iter(self.kinds.values())

    def is_by_month(self, header: str) -> bool:
        """Whether a header asks for months (识别监测时间, 发放年月)."""
        return any(form in self.by_month or form.endswith("年月") for form in forms(header))


def load_kinds(config: Mapping[str, Any] | None = None) -> Kinds:
    """The kinds that come with fangpin, with what the user's fangpin.toml adds to them.

    config: the tables `synonyms`, `fields` and `kinds` of fangpin.toml. Raises UseError for a
    field, a type or a key that is not known.
    """
    if not config or not any(config.get(key) for key in ("synonyms", "fields", "kinds")):
        return _shipped()
    from fangpin.rosters.own_kinds import with_own

    raw_fields, raw_kinds = with_own(_read("fields.toml"), _read("kinds.toml"), config)
    return build(raw_fields, raw_kinds, config.get("synonyms", {}))


@cache
def _shipped() -> Kinds:
    return build(_read("fields.toml"), _read("kinds.toml"), {})


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads(files("fangpin.rosters").joinpath(name).read_text("utf-8"))


def build(
    raw_fields: Mapping[str, Any], raw_kinds: Mapping[str, Any], synonyms: Mapping[str, str]
) -> Kinds:
    """The kinds of two parsed TOML files; synonyms (header -> field) count in every kind."""
    general, common = raw_fields["_"], raw_kinds["_"]["common"]
    fields = {name: _field(name, raw) for name, raw in raw_fields.items() if name != "_"}
    own = {normal(header): name for header, name in synonyms.items()}
    kinds = {name: _kind(name, raw_kinds, common, fields, own) for name in raw_kinds if name != "_"}
    everything = {"name": "", "of": "person", "fields": list(fields)} | _all_headers(raw_kinds)
    return Kinds(
        fields=fields,
        kinds=kinds,
        anything=_kind("", {"": everything}, {}, fields, own),
        foreign=tuple(normal(word) for word in general["foreign"]),
        by_month=frozenset(normal(header) for header in general["by_month"]),
        serial=frozenset(normal(header) for header in general["serial"]),
    )


def _all_headers(raw_kinds: Mapping[str, Any]) -> dict[str, dict[str, list[str]]]:
    """The headers that fields have in any one kind."""
    found: dict[str, dict[str, list[str]]] = {"headers": {}, "fallback": {}}
    for key, headers in found.items():
        for raw in raw_kinds.values():
            for name, texts in raw.get(key, {}).items():
                headers.setdefault(name, []).extend(texts)
    return found


def _field(name: str, raw: Mapping[str, Any]) -> Field:
    made: dict[str, Any] = {
        key: tuple(value) if isinstance(value, list) else value for key, value in raw.items()
    }
    return Field(name=name, **made)


def _kind(
    name: str,
    raw_kinds: Mapping[str, Any],
    common: Mapping[str, Sequence[str]],
    fields: Mapping[str, Field],
    synonyms: Mapping[str, str],
) -> Kind:
    raw = raw_kinds[name]
    groups = tuple(tuple(group) for group in raw.get("one_of", ()))
    first = [*raw.get("needed", ()), *(one for group in groups for one in group)]
    own = dict.fromkeys([*first, *raw.get("marks", ()), *raw.get("fields", ())])
    inline = raw_kinds[raw["inline"]]["fields"] if raw.get("inline") else ()
    known = tuple(dict.fromkeys([*own, *common.get(raw["of"], ()), *inline]))
    headers = raw.get("headers", {})
    meanings = meanings_of(raw["of"], known, fields, headers, raw.get("fallback", {}))
    meanings |= {header: Meaning(one, 1) for header, one in synonyms.items() if one in known}
    return Kind(
        name=name,
        title=raw["name"],
        departments=tuple(raw.get("departments", ())),
        key=raw.get("key", ""),
        cover=raw.get("cover", ""),
        of=raw["of"],
        needed=tuple(raw.get("needed", ())),
        one_of=groups,
        marks=frozenset(raw.get("marks", ())),
        fields=known,
        own=tuple(own),
        inline=raw.get("inline", ""),
        dated_by=raw.get("dated_by", ""),
        event_date=raw.get("event_date", ""),
        strict=frozenset(raw.get("strict", ())),
        spare={one: tuple(instead) for one, instead in raw.get("spare", {}).items()},
        words=tuple(raw.get("words", ())),
        labels={one: _label(one, raw["of"], fields, headers) for one in known},
        meanings=meanings,
    )


def _label(name: str, of: str, fields: Mapping[str, Field], headers: Mapping[str, Any]) -> str:
    if headers.get(name):
        return str(headers[name][0])
    label = fields[name].label
    return "户主" + label if of == "household" and name == "id_number" else label
