"""Fields and the headers that mean them, seen from one kind of roster."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from fangpin.rosters.clean import FieldType
from fangpin.rosters.headers import normal


@dataclass(frozen=True)
class Field:
    """One canonical field: its type and the headers that mean it anywhere.

    label: its exact canonical name, the header of a template. negative, future: what is allowed.
    """

    name: str
    type: str
    label: str
    codes: str = ""
    headers: tuple[str, ...] = ()
    fallback: tuple[str, ...] = ()
    inverse: tuple[str, ...] = ()
    prefixes: tuple[str, ...] = ()
    negative: bool = False
    future: bool = False
    month_end: bool = False

    def field_type(self, by_month: bool = False) -> FieldType:
        """How its cells are cleaned."""
        return FieldType(self.type, self.codes, self.month_end, by_month)


class Meaning(NamedTuple):
    """What a header means in one kind.

    tier: 0 the exact canonical name, 1 another header of the field, 2 and 3 headers that count
    only where the table has none of a lower tier.
    """

    field: str
    tier: int
    inverse: bool = False


def meanings_of(
    of: str,
    known: Sequence[str],
    fields: Mapping[str, Field],
    headers: Mapping[str, Sequence[str]],
    fallback: Mapping[str, Sequence[str]],
) -> dict[str, Meaning]:
    """Every header of a kind's fields; where two fields claim one, the lower tier has it."""
    found: dict[str, Meaning] = {}
    for name in known:
        own = tuple(headers.get(name, ()))
        for text, tier, inverse in (
            *((text, 0 if n == 0 else 1, False) for n, text in enumerate(own)),
            *((text, 2, False) for text in fallback.get(name, ())),
            *_headers(fields, name, of),
        ):
            meaning = Meaning(name, tier, inverse)
            old = found.setdefault(normal(text), meaning)
            if tier < old.tier:
                found[normal(text)] = meaning
    return found


def _headers(fields: Mapping[str, Field], name: str, of: str) -> Iterator[tuple[str, int, bool]]:
    """The general headers of a field in a kind of persons, of households or a register.

    Where rows are households, the head's ID and name are the row's and a plain 身份证号 or 姓名
    takes their place only where they are missing; in other rosters the other way round; in a
    register of persons the head's are never the person's.
    """
    one = fields[name]
    if name == "id_number":
        head = [("户主" + text, 1, False) for text in (one.label, *one.headers)]
        yield from _tiers(one, of == "household", head, of == "register")
    elif name == "head_name":
        yield from _plain(one)
        yield from ((text, 2, False) for text, tier, _ in _plain(fields["name"]) if tier < 2)
    elif name == "name":
        yield from _tiers(one, False, list(_plain(fields["head_name"])), of == "register")
    else:
        yield from _plain(one)


def _tiers(
    one: Field, head_first: bool, head: list[tuple[str, int, bool]], register: bool
) -> Iterator[tuple[str, int, bool]]:
    for text, tier, inverse in _plain(one):
        yield text, (max(tier, 1) + 1 if head_first else tier), inverse
    if not register:
        yield from ((text, tier if head_first else 3, inverse) for text, tier, inverse in head)


def _plain(one: Field) -> Iterator[tuple[str, int, bool]]:
    yield one.label, 0, False
    yield one.name, 0, False
    yield from ((text, 1, False) for text in one.headers)
    yield from (
        (prefix + text, 1, False) for prefix in one.prefixes for text in (one.label, *one.headers)
    )
    yield from ((text, 1, True) for text in one.inverse)
    yield from ((text, 2, False) for text in one.fallback)
