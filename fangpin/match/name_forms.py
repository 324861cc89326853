"""Other ways in which a name may be written: look-alike characters, Mongolian transliterations."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Sequence
from functools import cache
from importlib.resources import files
from itertools import combinations, islice, product

MOST = 2  # characters of one name that were mistaken for others
LIMIT = 400  # spellings of one Mongolian name
DOT = "·"


def variants(name: str) -> Iterator[tuple[str, str]]:
    """Other names that a name may be, each once, with how: "look" or "mongolian"."""
    mongolian = same_name(name)
    yield from ((other, "mongolian") for other in mongolian)
    yield from ((other, "look") for other in same_look(name) if other not in mongolian)


def same_look(name: str) -> list[str]:
    """The names with one or two characters replaced by ones that look like them, sorted."""
    table = look_alikes()
    places = [i for i, character in enumerate(name) if character in table]
    found = set()
    for count in range(1, MOST + 1):
        for chosen in combinations(places, count):
            for put in product(*(table[name[i]] for i in chosen)):
                characters = list(name)
                for i, character in zip(chosen, put, strict=True):
                    characters[i] = character
                found.add("".join(characters))
    return sorted(found - {name})


def same_name(name: str) -> list[str]:
    """The other transliterations of a Mongolian name, sorted; none where a part is not known.

    Written together or with a middle dot between its parts.
    """
    found: set[str] = set()
    for parts in segments(name.replace(DOT, "")):
        choices = [(part, *transliterations()[part]) for part in parts]
        for put in islice(product(*choices), LIMIT):
            found |= {"".join(put), DOT.join(put)}
    return sorted(found - {name})


def segments(text: str) -> Iterator[list[str]]:
    """All ways to cut a text into known parts of Mongolian names."""
    table = transliterations()
    if text in table:
        yield [text]
    for end in range(2, len(text) - 1):
        if text[:end] in table:
            yield from ([text[:end], *rest] for rest in segments(text[end:]))


@cache
def look_alikes() -> dict[str, tuple[str, ...]]:
    """A character -> those that look like it."""
    return others(read("look_alike.toml"))


@cache
def transliterations() -> dict[str, tuple[str, ...]]:
    """A part of a Mongolian name as it is written -> its other spellings."""
    return others(read("mongolian.toml"))


def read(name: str) -> list[Sequence[str]]:
    """The groups of a table of data: characters of one look, spellings of one name."""
    groups: list[Sequence[str]] = tomllib.loads(
        files("fangpin.match").joinpath(name).read_text("utf-8")
    )["groups"]
    return groups


def others(groups: list[Sequence[str]]) -> dict[str, tuple[str, ...]]:
    """Each member of a group -> the others of all its groups, sorted."""
    found: dict[str, set[str]] = {}
    for group in groups:
        for one in group:
            found.setdefault(one, set()).update(other for other in group if other != one)
    return {one: tuple(sorted(several)) for one, several in found.items()}
