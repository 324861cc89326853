"""Which kind a table is of, told from its columns; its names break ties."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import PurePosixPath

from fangpin.errors import UseError
from fangpin.rosters.assign import with_forced
from fangpin.rosters.kinds import Kind, Kinds
from fangpin.rosters.model import HeaderColumn
from fangpin.rosters.wide import Named, named_columns


@dataclass(frozen=True)
class Names:
    """What a table is called: its sheet and the rows above it, its file, the folders it lies in."""

    sheet: str
    file: str
    folders: str

    @classmethod
    def of(cls, path: str, sheet: str, title: str) -> Names:
        """The names of one sheet of a file."""
        pure = PurePosixPath(path)
        return cls(f"{sheet} {title}", pure.stem, " ".join(pure.parts[:-1]))


@dataclass(frozen=True)
class Forced:
    """What the user says of a file: its kind, and columns (header -> field)."""

    kind: str | None = None
    columns: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Match:
    """How well a table fits one kind: its columns as that kind reads them, what it lacks."""

    kind: Kind
    named: tuple[Named, ...]
    fields: frozenset[str]
    lacks: tuple[str, ...]
    marked: bool

    @property
    def score(self) -> int:
        """How many of the kind's fields the table has."""
        return len(self.fields)

    def rank(self, names: Names) -> tuple[int, ...]:
        """More is better: fields first, then the sheet's, the file's and the folder's name.

        Then the fields that are there under a header of their own, then those that mark the kind.
        """
        words = self.kind.words
        own = {one.meaning.field for one in self.named if one.meaning.tier < 2}
        return (
            self.score,
            any(word in names.sheet for word in words),
            any(word in names.file for word in words),
            any(word in names.folders for word in (*words, *self.kind.departments)),
            len(own),
            len(own & self.kind.marks),
        )


@dataclass(frozen=True)
class Choice:
    """The kind of a table, or the fault (code, detail) that it has none."""

    match: Match | None
    code: str = ""
    detail: str = ""


def choose(columns: Sequence[HeaderColumn], kinds: Kinds, names: Names, forced: Forced) -> Choice:
    """The kind whose fields the columns hold most of, among those whose needs are met."""
    if forced.kind is not None:
        return _forced(columns, kinds, forced.kind, forced.columns)
    matches = [match_kind(columns, kind, kinds, forced.columns) for kind in kinds]
    fitting = [match for match in matches if match.marked and not match.lacks]
    if not fitting:
        return Choice(None, "file.kind_unknown", _missing(matches))
    best = max(match.rank(names) for match in fitting)
    first = [match for match in fitting if match.rank(names) == best]
    if len(first) > 1:
        told = "、".join(f"{match.kind.title}({match.kind.name})" for match in first)
        return Choice(None, "file.kind_ambiguous", f"同样像:{told}")
    return Choice(first[0])


def match_kind(
    columns: Sequence[HeaderColumn], kind: Kind, kinds: Kinds, forced: Mapping[str, str]
) -> Match:
    """The columns as one kind reads them; forced: header -> field as the user says."""
    named = tuple(with_forced(columns, named_columns(columns, kind, kinds), kind, forced))
    fields = frozenset(one.meaning.field for one in named)
    marks = {one.meaning.field for one in named if one.meaning.tier < 2}
    return Match(kind, named, fields, _lacking(kind, fields), bool(marks & kind.marks))


def _forced(
    columns: Sequence[HeaderColumn], kinds: Kinds, name: str, headers: Mapping[str, str]
) -> Choice:
    if name not in kinds.kinds:
        raise UseError(f"没有名为 {name} 的花名册种类", "可用的种类:" + "、".join(kinds.kinds))
    match = match_kind(columns, kinds[name], kinds, headers)
    if match.lacks:
        told = f"指定为{match.kind.title},但缺少:" + "、".join(match.lacks)
        return Choice(None, "file.kind_unknown", told)
    return Choice(match)


def _lacking(kind: Kind, fields: Iterable[str]) -> tuple[str, ...]:
    """Labels of the needed columns that are not there; of groups the one that lacks least."""
    have = set(fields)
    lacks = [kind.labels[one] for one in kind.needed if one not in have]
    groups = [[kind.labels[one] for one in group if one not in have] for group in kind.one_of]
    if groups and all(groups):
        lacks.append("或".join("和".join(group) for group in groups))
    return tuple(lacks)


def _missing(matches: Sequence[Match]) -> str:
    """What the kinds lack that come nearest."""
    marked = [match for match in matches if match.marked]
    if not marked:
        return "没有能说明是哪种花名册的列(只有姓名和证件号码不够)"
    best = max(match.score - len(match.lacks) for match in marked)
    near = [match for match in marked if match.score - len(match.lacks) == best][:3]
    return ";".join(f"像{match.kind.title},但缺少:{'、'.join(match.lacks)}" for match in near)
