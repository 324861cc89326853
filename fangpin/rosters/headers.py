"""Header texts: what is compared of them, and which field a header of several rows means."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Collection, Sequence
from functools import lru_cache
from typing import TypeVar

_Found = TypeVar("_Found")

_UNSEEN = re.compile(r"[\s\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\x00-\x1f]+")
_BRACKETS = str.maketrans("[]{}【】〔〕〖〗「」『』﹝﹞", "()()()()()()()()")
_STARS = re.compile(r"^[*★☆※#]+|[*★☆※#:,]+$")
_NUMBERED = re.compile(r"^(?:\d{1,2}[.、]|\(\d{1,2}\)|[一二三四五六七八九十]{1,3}、)(?=\D)")
_OF_WHICH = re.compile(r"^其中[:,]?(?=.)")
_NOTE = re.compile(r"\([^()]*\)")
_UNIT = re.compile(r"[,:/、]?(?:人民币)?(?:万元|千元|百元|元|个月|月|人|亩)$")
_NUMBER = re.compile(r"\d{1,2}|[一二三四五六七八九十]{1,2}(?![年级般次对\d])")
_GROUP = re.compile(
    r"(?:家庭)?(?:成员|人员|人口|第)?(\d{1,2}|[一二三四五六七八九十]{1,2})(?:人|位|个)?"
)
_SUM = frozenset(
    ("", "小计", "合计", "总计", "计", "总额", "数额", "金额", "总金额", "全部", "数量")
)


@lru_cache(maxsize=65536)
def normal(text: str) -> str:
    """A header as it is compared: NFKC, lower case, no blanks, stars, numbering, 其中."""
    text = _UNSEEN.sub("", unicodedata.normalize("NFKC", text).lower()).translate(_BRACKETS)
    text = _STARS.sub("", text)
    text = _NUMBERED.sub("", text)
    return _OF_WHICH.sub("", text)


@lru_cache(maxsize=65536)
def forms(text: str) -> tuple[str, ...]:
    """The forms under which a header is looked up, the fullest first.

    身份证号码(必填) is tried as it stands, without its notes in brackets, without its unit.
    """
    full = normal(text)
    bare = _without_notes(full)
    return tuple(dict.fromkeys(form for form in (full, bare, _UNIT.sub("", bare)) if form))


def _without_notes(text: str) -> str:
    while (shorter := _NOTE.sub("", text)) != text:
        text = shorter
    return _STARS.sub("", text)


def _sums_up(text: str) -> bool:
    """Whether a header says no more than that it is the sum or the unit of its group."""
    return _UNIT.sub("", _without_notes(normal(text))) in _SUM


def joined(parts: Sequence[str]) -> str:
    """A header of several rows as it is shown and named in faults: 转移性收入/其中:低保金."""
    return "/".join(part.strip() for part in parts)


def resolve(
    parts: Sequence[str],
    look_up: Callable[[str], _Found | None],
    foreign: Collection[str],
) -> _Found | None:
    """What a header means by its parts, top to bottom; None where it means nothing known.

    Parts read together come first (户主, 姓名), then a sum's parent (转移性收入, 小计), then the
    last part; under a group of somebody else's columns (监护人, 姓名) the last part alone means
    nothing.
    """
    if not parts:
        return None
    last = parts[-1]
    if len(parts) == 1:
        return look_up(last)
    parent = parts[-2]
    for together in (joined(parts), normal(parent) + normal(last)):
        found = look_up(together)
        if found is not None:
            return found
    groups = [form for part in parts[:-1] for form in forms(part)]
    if any(group.startswith(word) for group in groups for word in foreign):
        return None
    if _sums_up(last):
        found = resolve(parts[:-1], look_up, foreign)
        return found if found is not None else look_up(last)
    return look_up(last)


def resolve_numbered(
    parts: Sequence[str],
    look_up: Callable[[str], _Found | None],
    foreign: Collection[str],
) -> tuple[_Found, str] | None:
    """What a header means and its number, "" where it has none: 姓名2, 成员2姓名, 成员2/姓名."""
    for part in parts[:-1]:
        group = _GROUP.fullmatch(normal(part))
        found = look_up(parts[-1]) if group else None
        if group and found is not None:
            return found, group.group(1)
    found = resolve(parts, look_up, foreign)
    return (found, "") if found is not None else _without_number(parts, look_up, foreign)


def _without_number(
    parts: Sequence[str],
    look_up: Callable[[str], _Found | None],
    foreign: Collection[str],
) -> tuple[_Found, str] | None:
    for at in range(len(parts) - 1, -1, -1):
        text = normal(parts[at])
        for match in _NUMBER.finditer(text):
            rest = text[: match.start()] + text[match.end() :]
            shorter = [part for part in (*parts[:at], rest, *parts[at + 1 :]) if part]
            found = resolve(shorter, look_up, foreign)
            if found is not None:
                return found, match.group()
    return None
