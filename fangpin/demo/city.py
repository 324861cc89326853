"""The whole of a synthetic city: from a seed to the files of all departments."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from fangpin.demo import roll
from fangpin.demo.departments import civil, dwelling, health, police, poverty, schools, work
from fangpin.demo.faults import Planter
from fangpin.demo.layout import in_layout
from fangpin.demo.people import City, Dice
from fangpin.demo.render import Desk
from fangpin.demo.sheet import Book
from fangpin.demo.traits import populate
from fangpin.demo.writers import write
from fangpin.errors import UseError

DEPARTMENTS = (poverty, police, civil, schools, health, dwelling, work)
LAYOUTS = ("mixed", "csv", "xlsx")
LEAST = 10  # fewer households leave most rosters empty


def make(
    folder: Path,
    *,
    seed: int,
    households: int,
    faults: bool,
    as_of: date,
    layout: str,
    big: bool = False,
    share: float = 1.0,
) -> list[Book]:
    """Write the city (see make_city); returns the books that were written.

    big: an eighth of the households registered and fewer rows of the others, as in a real city,
    and little variety of forms;
    share: how many faults, 1 for as many as in a bad year.
    """
    if layout not in LAYOUTS:
        raise UseError(f"没有名为“{layout}”的版式", f"可用:{'、'.join(LAYOUTS)}")
    if households < LEAST or seed < 0:
        raise UseError("户数太少或种子为负", f"户数至少 {LEAST},种子不小于 0")
    city = City(as_of, Dice(seed), big)
    populate(city, households)
    roll.enrol(city)
    homes = roll.home_frame(city)
    people = roll.person_frame(city, homes)
    desk = Desk(city, (0.1 if big else 1.0) if faults else 0.0, faults, layout)
    planter = Planter(city, share)
    written = []
    for department in DEPARTMENTS:
        books = _filled(department.books(desk, homes, people))
        if faults:
            planter.spoil(books)
        for book in in_layout(books, layout):
            write(book, folder)
            written.append(book)
    if faults:
        planter.finish(written, folder)
    return written


def _filled(books: list[Book]) -> list[Book]:
    """The books without sheets that have no row, as in a small city."""
    for book in books:
        book.sheets = [sheet for sheet in book.sheets if len(sheet)]
    return [book for book in books if book.sheets]
