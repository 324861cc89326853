"""Names that may be one name: equal, sounding alike, or one character apart."""

from __future__ import annotations

from functools import cache


@cache
def sound_of(character: str) -> str:
    """pypinyin's first reading of a character, without tones."""
    from pypinyin import Style, lazy_pinyin

    return lazy_pinyin(character, style=Style.NORMAL)[0]


def sound(name: str) -> tuple[str, ...]:
    """The first reading of each character of a name, without tones."""
    return tuple(map(sound_of, name))


def one_apart(one: str, other: str) -> bool:
    """Whether one character was replaced, dropped or added."""
    if len(one) == len(other):
        return sum(a != b for a, b in zip(one, other, strict=True)) == 1
    short, long = sorted((one, other), key=len)
    if len(long) - len(short) != 1:
        return False
    at = next((i for i, c in enumerate(short) if c != long[i]), len(short))
    return short[at:] == long[at + 1 :]


def likeness(one: str, other: str) -> str | None:
    """How two names agree: "equal", "sound", "character", or not at all."""
    if one == other:
        return "equal"
    if sound(one) == sound(other):
        return "sound"
    return "character" if one_apart(one, other) else None
