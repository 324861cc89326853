"""A slow second implementation of the 255 checks, in plain Python, from their statements.

It shares nothing with fangpin.checks: rows are dicts of stripped texts, a check is a function of a
person, a household or a village.
"""

from . import households_help, persons_work
from .households import HOUSEHOLDS
from .persons import PERSONS
from .villages import VILLAGES
from .work import WORK
from .world import World

__all__ = ["World", "households_help", "persons_work", "run"]


def run(world: World) -> set[tuple[str, str]]:
    """Every (check, key) that the statements report."""
    found: set[tuple[str, str]] = set()
    for person in world.persons:
        found |= {(c, person.id) for c, test in PERSONS.items() if test(person)}
    for table, tests in WORK.items():
        for row in world.tables[table]:
            found |= {(c, row["证件号码"]) for c, test in tests.items() if test(row)}
    for home in world.homes.values():
        found |= {(c, home.key) for c, test in HOUSEHOLDS.items() if test(home)}
    for row in world.tables["行政村信息"]:
        key = "/".join((row["县"], row["乡"], row["村"]))
        found |= {(c, key) for c, test in VILLAGES.items() if test(row)}
    return found
