"""Rosters as rows in the database, and whom candidates.find suggests for them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import duckdb

from fangpin import database, sql
from fangpin.match import candidates, kept_rows, links
from fangpin.pairs import confirm
from fangpin.rosters.clean.id_number import check_character
from fangpin.rosters.kinds import load_kinds
from fangpin.rosters.store import columns

Row = dict[str, Any]


def person(number: int = 0, born: str = "19800101", region: str = "150125") -> str:
    """An ID number of nobody: sequence 950 and up, right check digit."""
    first = f"{region}{born}{950 + number}"
    return first + check_character(first)


def changed(number: str, at: int = 16) -> str:
    """The number with the digit at a place (from 0) one higher."""
    return number[:at] + str((int(number[at]) + 1) % 10) + number[at + 1 :]


def known(number: str, name: str | None = "孟珍", **more: Any) -> Row:
    """A person in the population register, alone in a household."""
    return {"id_number": number, "name": name, "hukou_id": number, **more}


def lost(text: str | None = None, name: str | None = "孟珍", **more: Any) -> Row:
    """A row whose number is of no use."""
    return {"id_text": text, "name": name, "accepted": False, **more}


@dataclass(frozen=True)
class Found:
    """What was found: (kind, row from 0, number) -> (score, reason)."""

    strong: dict[tuple[str, int, str], tuple[float, str]]
    weak: dict[tuple[str, int, str], tuple[float, str]]

    @property
    def numbers(self) -> set[str]:
        """The candidates."""
        return {number for _, _, number in self.strong}

    @property
    def weak_numbers(self) -> set[str]:
        """The weak candidates."""
        return {number for _, _, number in self.weak}

    def only(self) -> tuple[float, str]:
        """Score and reason of the only candidate, weak or not."""
        (one,) = (self.strong | self.weak).values()
        return one


def find(**rosters: list[Row]) -> Found:
    """The candidates of these rosters' rows; a row is accepted unless it says otherwise."""
    kinds = load_kinds()
    connection = database.connect()
    for kind in kinds:
        types = columns(kind, kinds)
        listed = ", ".join(f"{name} {type_name}" for name, type_name in types.items())
        connection.execute(f"create table all_{kind.name} ({listed})")
        for at, row in enumerate(rosters.get(kind.name, [])):
            add(connection, kind.name, {"ord": at, "source": 0, "row": at, "accepted": True} | row)
    connection.execute(
        "create table candidate (kind varchar, ord bigint, pid bigint, id_number varchar,"
        " score double, reason varchar)"
    )
    connection.execute("create table duplicate (kind varchar, ord bigint, counts boolean)")
    connection.execute(confirm.TABLES)
    connection.execute("create table source_field (source int, field varchar, header varchar)")
    connection.execute('create table old_number (source int, "row" bigint, digits varchar)')
    kept_rows(connection, kinds)
    sql.run(connection, "fangpin.match", "persons.sql", {"last_year": 2019})
    links.link_all(connection, kinds)
    candidates.find(connection, kinds)
    return Found(rows(connection, "candidate"), rows(connection, "weak_candidate"))


def add(connection: duckdb.DuckDBPyConnection, kind: str, row: Row) -> None:
    """One row of a roster."""
    marks = ", ".join("?" * len(row))
    connection.execute(
        f"insert into all_{kind} ({', '.join(row)}) values ({marks})", list(row.values())
    )


def rows(
    connection: duckdb.DuckDBPyConnection, table: str
) -> dict[tuple[str, int, str], tuple[float, str]]:
    """A table of candidates."""
    found = connection.execute(
        f"select kind, ord, id_number, score, reason from {table} order by all"
    ).fetchall()
    assert len(found) == len({row[:3] for row in found})
    return {(kind, ord_, number): (score, why) for kind, ord_, number, score, why in found}
