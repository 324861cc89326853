"""One answered pair, and the token by which it is known again.

The token covers what the answer rests on: the row's name and number as sent and the person's name
and number. The same wrong number in the next export, in another file, on another row, is the same
pair. Where a row has no name or no number to speak of, its roster, birth date and place are what
tells it from others, and the token covers them too.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256

YES, NO, UNSURE = "是", "否", "不确定"
ANSWERS = (YES, NO, UNSURE)
COLUMNS = (
    "token", "answer", "kind", "row_name", "row_id", "person_id", "decided_on", "by", "source",
)  # fmt: skip
TOKEN = re.compile(r"[0-9a-f]{16}")
NUMBER = re.compile(r"[0-9]{17}[0-9X]")
SPACE = re.compile(r"[ \t\r\n\f\v]+")
SEPARATOR = "\x1f"
LEAST_DIGITS = 15
LOST_END = "000"  # Excel keeps 15 digits: a number that lost some ends in zeros


@dataclass(frozen=True)
class Decision:
    """An answer, with the values that people need to recognise it; empty text: not given.

    kind: of the roster in which the pair was asked; row_id: the row's number as sent; decided_on:
    ISO date; source: the file and row that the answer was read from.
    """

    token: str
    answer: str
    kind: str
    row_name: str
    row_id: str
    person_id: str
    decided_on: str = ""
    by: str = ""
    source: str = ""


@dataclass(frozen=True)
class Values:
    """What a pair's token is made of; empty text: not given. born_on: ISO date."""

    kind: str
    row_name: str
    row_id: str
    born_on: str
    place: str
    person_name: str
    person_id: str

    @property
    def token(self) -> str:
        """The token, the same as `token_sql` makes."""
        parts = [self.row_name, self.row_id, self.person_name, self.person_id]
        if not telling(self.row_name, self.row_id):
            parts += [self.kind, self.born_on, self.place]
        text = SEPARATOR.join(SPACE.sub("", part) for part in parts)
        return sha256(text.encode("utf-8")).hexdigest()[:16]


def telling(name: str, number: str) -> bool:
    """Whether name and number alone tell a row from others."""
    digits = SPACE.sub("", number)
    return bool(name) and len(digits) >= LEAST_DIGITS and not digits.endswith(LOST_END)


@dataclass(frozen=True)
class RowValues:
    """SQL expressions of a row's values in a pair."""

    kind: str
    name: str
    number: str
    born_on: str
    place: str


def token_sql(row: RowValues, person_name: str, person_id: str) -> str:
    """SQL: the token of a row and a person, the same as `Values.token`."""
    always = joined([row.name, row.number, person_name, person_id])
    more = joined([row.kind, f"strftime({row.born_on}, '%Y-%m-%d')", row.place])
    number = bare(row.number)
    told = (
        f"coalesce({row.name}, '') <> '' and length({number}) >= {LEAST_DIGITS}"
        f" and not ends_with({number}, '{LOST_END}')"
    )
    text = f"{always} || case when {told} then '' else chr(31) || {more} end"
    return f"substr(sha256({text}), 1, 16)"


def joined(values: Iterable[str]) -> str:
    """SQL: texts without blanks, with the separator between them."""
    return " || chr(31) || ".join(bare(value) for value in values)


def bare(value: str) -> str:
    """SQL: a text without blanks, empty for null."""
    return f"regexp_replace(coalesce({value}, ''), '[ \\t\\r\\n\\f\\v]+', '', 'g')"


def place_sql(alias: str) -> str:
    """SQL: where somebody lives, in one text."""
    return f"concat_ws(' ', {alias}.county, {alias}.town, {alias}.village)"


def number_sql(alias: str) -> str:
    """SQL: a row's number as it was sent, or what is left of it."""
    return f"coalesce({alias}.id_text, {alias}.id_number, {alias}.id_lost)"
