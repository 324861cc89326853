"""Random little worlds, thick with corner cases, as CSV files that any engine can read."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

from fangpin.rosters.kinds import load_kinds

from .candidates import edits
from .tables import idn
from .world_values import COLUMNS, COUNTIES, COUNTY_WORDS, INLINE, MILD, ODDS, VALUES, VILLAGE_WORDS

BIRTHS = (
    "20200418", "20200119", "20200120", "20130831", "20130901", "20100707", "20040831",
    "20040901", "20040418", "20040419", "20020418", "20020419", "19720229", "19600418",
    "19600419", "19480101", "19850303", "19851111", "19901231", "19790909", "19660606",
)  # fmt: skip
NAMES = (
    "孟珍",
    "孟真",
    "孟珍晓",
    "王刚",
    "王钢",
    "特木尔·布和",
    "于花",
    "赵一二",
    "李四",
    "张伟",
    "章维",
)
NEEDED = ("subsidy_item", "amount")
OF_HEADS = ("housing", "water", "relocation", "losses", "industry_support", "households")

Row = dict[str, Any]


@dataclass
class Person:
    """One invented person: where recorded (household and year), and the hukou of the person."""

    id: str
    name: str
    homes: list[tuple[str, int | None]]
    hukou: str
    relation: str
    place: tuple[str, str, str]


class World:
    """A world made from a seed: the same seed, the same world."""

    def __init__(self, seed: int) -> None:
        self.rng = Random(seed)
        self.people: list[Person] = []
        self.values = VALUES | MILD if self.chance(40) else VALUES
        for number in range(self.rng.randint(4, 16)):
            self._household(number)

    def chance(self, percent: int) -> bool:
        """True in so many of a hundred cases."""
        return self.rng.randrange(100) < percent

    def _household(self, number: int) -> None:
        rng, hid = self.rng, f"15012500000{number:02d}"
        place = rng.choice(COUNTIES)
        recorded = self.chance(78)
        for i in range(rng.randint(1, 4)):
            person_id = idn(rng.choice(BIRTHS), 950 + rng.randrange(50))
            homes: list[tuple[str, int | None]] = []
            if recorded and not self.chance(12):
                homes.append((hid, rng.choice((2019, 2019, None))))
            if self.people and self.chance(5) and self.people[-1].homes:
                homes.append((self.people[-1].homes[0][0], rng.choice((2018, 2019, None))))
            hukou = f"6{number if not self.chance(8) else rng.randrange(14):05d}"
            relation = "户主" if i == 0 and not self.chance(10) else "之子"
            self.people.append(Person(person_id, rng.choice(NAMES), homes, hukou, relation, place))

    def value(self, field: str) -> str:
        """A text for a field, now and then empty."""
        return "" if self.chance(ODDS.get(field, 12)) else self.rng.choice(self.values[field])

    def identity(self, person: Person) -> str:
        """The person's ID as a department wrote it."""
        text, draw = person.id, self.rng.randrange(100)
        if draw < 6:
            return self.rng.choice(sorted(edits(text)))
        if draw < 8:
            return ""
        if draw < 10:
            return f"{text[0]}.{text[1:15]}E+17"
        if draw < 12:
            return text + "4" + "1234"[int(text[16]) % 4]
        if draw < 14 and text[6:8] == "19":
            return text[:6] + text[8:17]
        return idn("19770707", 999) if draw < 15 else text

    def _name(self, person: Person) -> str:
        draw = self.rng.randrange(100)
        return self.rng.choice(NAMES) if draw < 6 else "" if draw < 10 else person.name

    def _place(self, person: Person) -> Row:
        county, town, village = person.place
        return {
            "county": self.rng.choice(COUNTY_WORDS[county]),
            "town": town,
            "village": village + self.rng.choice(VILLAGE_WORDS),
        }

    def row(self, kind: str, person: Person, columns: tuple[str, ...]) -> Row:
        """One row about a person."""
        row: Row = {field: self.value(field) for field in columns if field in VALUES}
        row["id_number"] = self.identity(person)
        row["head_name" if kind in OF_HEADS else "name"] = self._name(person)
        if person.homes:
            row["household_id"] = person.homes[0][0] if not self.chance(30) else ""
        if self.chance(4):
            row["household_id"] = f"15012500000{self.rng.randrange(16):02d}"
            row["id_number"] = person.id
        row |= {"hukou_id": person.hukou, "relation": person.relation}
        if kind == "water" and self.chance(85):
            return row  # a row of the household: no village stands in it
        if kind == "water":
            row |= {"id_number": "", "household_id": "", "head_name": ""}
        return {**row, **self._place(person)}

    def rows(self, kind: str, columns: tuple[str, ...]) -> list[Row]:
        """The rows of a roster in random order, with rows that come twice."""
        found: list[Row] = []
        for person in self.people:
            if kind == "members":
                for home, year in person.homes:
                    own = {"household_id": home, "year": year or ""}
                    found.append({**self.row(kind, person, columns), **own, "name": person.name})
                continue
            often = {"population": 90, "deaths": 6}.get(kind, 55)
            for _ in range(1 + self.chance(20)):
                if self.chance(often):
                    found.append(self.row(kind, person, columns))
        for row in list(found):
            if self.chance(4):
                found.append(dict(row))
            if self.chance(4):
                field = self.rng.choice([c for c in columns if c in VALUES] or ["name"])
                found.append({**row, field: self.value(field) if field in VALUES else ""})
        if kind == "population":
            for row in found:
                row["name"] = row["name"] or "李四"
        if self.chance(30):
            self.rng.shuffle(found)
        return found

    def write(self, folder: Path) -> None:
        """The rosters as CSV files, some of them missing, some in two files of other columns."""
        given = 97 if self.chance(60) else 75
        for kind, all_columns in COLUMNS.items():
            if kind != "members" and not self.chance(given):
                continue
            for part in range(1 + self.chance(20)):
                optional = [
                    c for c in all_columns[1:] if given == 97 or c in NEEDED or not self.chance(12)
                ]
                if part and self.chance(50) and len(optional) > 1:
                    optional.remove(self.rng.choice([c for c in optional if c not in NEEDED]))
                if kind == "members" and self.chance(25):
                    optional += self.rng.sample(INLINE, 4)
                columns = (all_columns[0], *optional)
                self._write(folder, kind, part, columns)

    def _write(self, folder: Path, kind: str, part: int, columns: tuple[str, ...]) -> None:
        labels = load_kinds()[kind].labels
        title = "脱贫户" if kind == "members" and self.chance(40) else ""
        always = ["id_number"]
        if kind == "members":
            always += ["household_id", "name", "relation", "county", "town", "village", "year"]
        elif kind == "population":
            always += ["hukou_id", "name", "relation", "county", "town", "village"]
        elif kind in OF_HEADS:
            always += ["household_id"] if self.chance(70) else []
            always += ["head_name"] if self.chance(50) else []
        else:
            always += ["name"] if self.chance(80) else []
        fields = [*always, *(c for c in columns if c not in always)]
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / f"{kind}{title}_{part}.csv"
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow([labels.get(field) or _label(field) for field in fields])
            for row in self.rows(kind, columns):
                writer.writerow([row.get(field, "") for field in fields])


def _label(field: str) -> str:
    return load_kinds().fields[field].label


def write_world(seed: int, folder: Path) -> None:
    """The world of a seed, written to a folder."""
    World(seed).write(folder)
