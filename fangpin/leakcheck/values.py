"""ID, phone and bank card numbers in a text, however they are written, and their masks."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from decimal import Decimal

from fangpin.rosters.clean.id_number import birth_date, check_character

ID, OLD_ID, PHONE, CARD = "id_number", "id_number_15", "phone", "bank_card"
_STARS = "************"
_LEAST = re.compile(r"(?:[0-9][ -]?){11}")
_WIDE = re.compile("[^\x00-\x7f\u4e00-\u9fff]")
# Not the sums and identifiers of programs: hexadecimal with a letter, 24 characters and more.
_HEX = re.compile(r"(?<![0-9A-Za-z])(?=[0-9]*[a-f])[0-9a-f]{24,}(?![0-9A-Za-z])", re.IGNORECASE)
_GUID = re.compile(r"[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}")
_ID_18 = re.compile(
    r"(?<![0-9])([0-9]{6})[ -]?([0-9]{8}|[0-9]{4}[ -][0-9]{4})[ -]?([0-9]{3}[0-9Xx])"
    r"(?:[1-7][1-4](?:[0-9A-Z]{2})?)?(?![0-9])"
)
_ID_15 = re.compile(r"(?<![0-9.])[0-9]{15}(?![0-9])")
_PHONE = re.compile(
    r"(?<![0-9])(?:\+?86[ -]?)?(1[3-9][0-9])[ -]?([0-9]{4})[ -]?([0-9]{4})(?![0-9])"
)
_CARD = re.compile(r"(?<![0-9])[0-9]{4}(?:[ -]?[0-9]{4}){3}(?:[ -]?[0-9]{1,3})?(?![0-9])")
_CARD_RUN = re.compile(r"(?<![0-9])[0-9]{16,19}(?![0-9])")
_SCIENTIFIC = re.compile(r"[0-9](?:\.[0-9]+)?[Ee]\+?[0-9]{1,2}")
_PROVINCES = frozenset(
    f"{region}{place}"  # GB/T 2260: north, north-east, east, south, south-west, north-west, others
    for region, places in zip("12345678", (5, 3, 7, 6, 4, 5, 1, 3), strict=True)
    for place in range(0 if region == "5" else 1, places + 1)
)

Found = tuple[tuple[str, str], ...]


def secrets(text: str, *, numeric: bool = False) -> Found:
    """(kind, masked value) of every ID, phone and card number of a text, in that order.

    numeric: the text is a number cell, which may have lost an ID's last digits; region and birth
    date are in it all the same.
    """
    if len(text) < 11:
        return ()
    plain = _plain(text, numeric)
    if not _LEAST.search(plain):
        return ()
    found: list[tuple[str, str]] = []
    rest = _take(_ID_18, plain, found, ID, lambda m: _is_id("".join(m.groups()), numeric))
    rest = _take(_ID_15, rest, found, OLD_ID, lambda m: _is_old_id(m[0]))
    for pattern in (_CARD_RUN, _CARD):
        rest = _take(pattern, rest, found, CARD, lambda m: _is_card(re.sub("[ -]", "", m[0])))
    _take(_PHONE, rest, found, PHONE, lambda m: True)
    return tuple(found)


def mask_text(text: str) -> str:
    """A text with its numbers starred."""
    return _STARS if secrets(text) else text


def _plain(text: str, numeric: bool) -> str:
    """Full-width digits as plain ones, no invisible characters, no checksums of programs."""
    if numeric:
        return str(int(Decimal(text))) if _SCIENTIFIC.fullmatch(text) else text.partition(".")[0]
    if _WIDE.search(text):
        text = unicodedata.normalize("NFKC", text)
        text = "".join(c for c in text if unicodedata.category(c) != "Cf")
        text = re.sub("[\u2010-\u2015\u2212]", "-", text)
    if "e" in text or "E" in text or "-" in text:
        text = _GUID.sub(" ", text)
    return _HEX.sub(" ", text)


def _take(
    pattern: re.Pattern[str],
    text: str,
    found: list[tuple[str, str]],
    kind: str,
    holds: Callable[[re.Match[str]], bool],
) -> str:
    """Collect what a pattern finds and holds; gives the text without it."""

    def one(match: re.Match[str]) -> str:
        if not holds(match):
            return match[0]
        found.append((kind, _masked(kind, re.sub("[ -]", "", match[0]))))
        return " "

    return pattern.sub(one, text)


def _masked(kind: str, number: str) -> str:
    if kind == PHONE:
        return f"{number[-11:-8]}****{number[-4:]}"
    return number[: 4 if kind == CARD else 6] + _STARS


def _is_id(number: str, numeric: bool) -> bool:
    digits = re.sub("[ -]", "", number).upper()
    if digits[:2] not in _PROVINCES or birth_date(digits) is None:
        return False
    lost = numeric and digits.endswith("00")
    return lost or check_character(digits[:17]) == digits[17]


def _is_old_id(number: str) -> bool:
    return number[:2] in _PROVINCES and birth_date(f"{number[:6]}19{number[6:]}") is not None


def _is_card(number: str) -> bool:
    """Luhn's check (ISO/IEC 7812-1 annex B) of a number that a card may have."""
    if number[0] not in "34569":  # the first digit of banks' and China's own cards
        return False
    total = 0
    for place, digit in enumerate(reversed(number)):
        value = int(digit) * (1 + place % 2)
        total += value - 9 if value > 9 else value
    return total % 10 == 0
