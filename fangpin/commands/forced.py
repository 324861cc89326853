"""--kind and --column: what a person says of one file, checked before anything is read."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from fangpin.errors import UseError

if TYPE_CHECKING:
    from fangpin.io import InputFile
    from fangpin.rosters.kinds import Kind, Kinds

Told = TypeVar("Told")
Pairs = Sequence[tuple[str, str]]


def kinds(pairs: Pairs, config: Mapping[str, Any]) -> dict[str, str]:
    """FILE=KIND options as file -> kind. Raises UseError for a kind that there is not."""
    if not pairs:
        return {}
    from fangpin.rosters.kinds import load_kinds

    known = load_kinds(config)
    return {file: meant_kind(kind, known).name for file, kind in pairs}


def meant_kind(word: str, known: Kinds) -> Kind:
    """The kind that a word means: its name, its title, a part of that, a word of such files' names.

    Raises UseError where there is none, or more than one.
    """
    plain = word.strip()
    steps: list[Callable[[Kind], bool]] = [
        lambda kind: plain in (kind.name, kind.title),
        lambda kind: plain in re.split("[、,，（）()]", kind.title),
        lambda kind: plain in kind.words,
        lambda kind: len(plain) > 1 and plain in kind.title,
        lambda kind: any(len(one) > 1 and one in plain for one in (*kind.words, kind.title)),
    ]
    for is_meant_by in steps:
        found = [kind for kind in known if is_meant_by(kind)]
        if len(found) == 1:
            return found[0]
        if found:
            several = "、".join(f"{kind.title}({kind.name})" for kind in found)
            raise UseError(f"“{word}”可能是几种名册:{several}", "请写出其中一种")
    names = {name for kind in known for name in (kind.title, kind.name)}
    raise UseError(f"没有名册种类“{word}”{near(word, names)}", "种类见 fangpin template --list")


def columns(pairs: Pairs, config: Mapping[str, Any]) -> dict[str, dict[str, str]]:
    """FILE:HEADER=FIELD options as file -> {header: field}. Raises UseError."""
    if not pairs:
        return {}
    from fangpin.rosters.kinds import load_kinds

    fields = load_kinds(config).fields
    made: dict[str, dict[str, str]] = {}
    for left, field in pairs:
        file, header = split(left)
        if not file or not header:
            raise UseError(
                f"--column {left}={field} 缺少文件名或表头", "写法:--column 文件名:表头=字段"
            )
        if field not in fields:
            raise UseError(
                f"没有字段“{field}”{near(field, fields)}", "字段名见 fangpin inspect 文件"
            )
        made.setdefault(file, {})[header] = field
    return made


def split(text: str) -> tuple[str, str]:
    """FILE:HEADER at the first colon, but for that of a Windows drive."""
    drive = text[:2] if text[1:3] in (":\\", ":/") else ""
    file, _, header = text[len(drive) :].partition(":")
    return drive + file, header


def near(word: str, known: Iterable[str]) -> str:
    """What was perhaps meant."""
    found = get_close_matches(word, list(known))
    return f"(可能是 {'、'.join(found)})" if found else ""


def by_name(told: Mapping[str, Told], paths: Sequence[Path], option: str) -> dict[str, Told]:
    """The same by the names that files go by in a run; a person may type a name or a path.

    paths: those to read; none where that is not known yet: names stay as they are typed.
    Raises UseError for a file that is not among those to read, which would go unnoticed.
    """
    if not told or not paths:
        return dict(told)
    from fangpin.io import find_files

    files = find_files(list(paths))[0]
    made: dict[str, Told] = {}
    for typed, value in told.items():
        meant = [one.name for one in files if is_meant(typed, one)]
        if not meant:
            raise UseError(f"{option} 说的文件“{typed}”不在要读的文件中", "请检查文件名是否写对")
        made |= dict.fromkeys(meant, value)
    return made


def is_meant(typed: str, file: InputFile) -> bool:
    """Whether a typed name or path is this file."""
    if typed in (file.name, file.path.name):
        return True
    return Path(typed).resolve() == file.path.resolve()
