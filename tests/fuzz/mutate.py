"""Damage to files, the same for the same seed."""

from __future__ import annotations

import zipfile
from io import BytesIO
from random import Random

_BYTES = bytes(range(256))
_ODD = (
    b"\x00",
    b"\xff" * 4,
    b"\x7f\xff\xff\xff",
    b"<",
    b'"',
    b"&#0;",
    b"\xff\xfe",
    b"1" * 40,
    b"\n",
)


def mutant(seeds: list[bytes], number: int) -> bytes:
    """The mutant of this number: one of the files, damaged once or several times.

    Half of the archives are damaged inside: a part is changed and packed anew, so that its
    checksum holds and the damage gets as far as the reader of the part.
    """
    random = Random(number)
    data = seeds[number % len(seeds)]
    if data[:2] == b"PK" and random.random() < 0.6:
        return _inside(data, random)
    return _damaged(data, random, seeds)


def _damaged(data: bytes, random: Random, seeds: list[bytes]) -> bytes:
    for _ in range(random.choice((1, 1, 2, 4, 16))):
        data = random.choice(_WAYS)(data, random, seeds)
    return data


def _inside(data: bytes, random: Random) -> bytes:
    parts: dict[str, bytes] = {}
    with zipfile.ZipFile(BytesIO(data)) as archive:
        for name in archive.namelist():
            parts[name] = archive.read(name)
    name = random.choice(sorted(name for name in parts if parts[name]))
    if random.random() < 0.1:
        del parts[name]
    else:
        parts[name] = _damaged(parts[name], random, list(parts.values()))
    made = BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return made.getvalue()


def _flip(data: bytes, random: Random, seeds: list[bytes]) -> bytes:
    at = random.randrange(len(data) or 1)
    return data[:at] + bytes([random.choice(_BYTES)]) + data[at + 1 :]


def _cut(data: bytes, random: Random, seeds: list[bytes]) -> bytes:
    at = random.randrange(len(data) or 1)
    return data[:at] + data[at + random.choice((1, 2, 8, 100, 10_000)) :]


def _end(data: bytes, random: Random, seeds: list[bytes]) -> bytes:
    return data[: random.randrange(len(data) or 1)]


def _again(data: bytes, random: Random, seeds: list[bytes]) -> bytes:
    at = random.randrange(len(data) or 1)
    piece = data[at : at + random.choice((1, 20, 500))]
    return data[:at] + piece * random.choice((2, 10)) + data[at:]


def _odd(data: bytes, random: Random, seeds: list[bytes]) -> bytes:
    at = random.randrange(len(data) or 1)
    piece = random.choice(_ODD)
    return data[:at] + piece + data[at + random.choice((0, len(piece))) :]


def _splice(data: bytes, random: Random, seeds: list[bytes]) -> bytes:
    other = random.choice(seeds) or b"\x00"
    at, begin = random.randrange(len(data) or 1), random.randrange(len(other))
    return data[:at] + other[begin : begin + random.choice((4, 64, 2000))] + data[at:]


def _digits(data: bytes, random: Random, seeds: list[bytes]) -> bytes:
    """Another number where one stands: references, counts, indexes, spans."""
    places = [n for n, byte in enumerate(data[:200_000]) if 48 <= byte <= 57]
    if not places:
        return _flip(data, random, seeds)
    at = random.choice(places)
    return data[:at] + str(random.choice((0, 1, 9, 65537, 99999999, -1))).encode() + data[at + 1 :]


_WAYS = (_flip, _flip, _cut, _end, _again, _odd, _splice, _digits, _digits)
