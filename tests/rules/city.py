"""Demo cities, read once and judged as often as a test asks."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from fangpin import database, record
from fangpin.demo import AS_OF, make_city
from fangpin.pipeline import judge_stage, read_stage
from fangpin.reading import Rosters
from fangpin.rosters.kinds import Kinds
from fangpin.rules.book import rule_book
from fangpin.rules.policy import load_policy
from fangpin.rules.states import Setting
from fangpin.run import Judged, ScanOptions
from fangpin.timing import Clock

Outcomes = dict[tuple[str, str], str]


@dataclass(frozen=True)
class DemoCity:
    """A demo city as it was read; folder: its rosters."""

    folder: Path
    read: Rosters
    kinds: Kinds

    def present(self) -> list[str]:
        """The kinds of its rosters."""
        return sorted({one.kind for one in self.read.sources})

    @contextmanager
    def judged(self, *without: str, more: Rosters | None = None) -> Iterator[Judged]:
        """The city judged without some kinds of rosters, and with more."""
        kept = [
            (one, problems)
            for one, problems in zip(self.read.sources, self.read.problems, strict=True)
            if one.kind not in without
        ]
        if more is not None:
            kept += zip(more.sources, more.problems, strict=True)
        sources = [replace(one, source=place) for place, (one, _) in enumerate(kept)]
        read = replace(self.read, sources=sources, problems=[found for _, found in kept])
        book = rule_book()
        given = database.given(read, self.kinds, AS_OF.year - 1, dict(book.given))
        say = record.say_given(self.kinds)
        setting = Setting(book, load_policy("hohhot-2020"), AS_OF, given, say)
        connection = database.connect("1GB")
        try:
            database.load(connection, read, self.kinds, {})
            yield judge_stage(connection, read, self.kinds, setting, Clock())
        finally:
            connection.close()


def demo_city(folder: Path, seed: int, households: int) -> DemoCity:
    """Make a city with faults and read it."""
    make_city(folder, seed=seed, households=households)
    read, kinds = read_stage(ScanOptions([folder], AS_OF), Clock())
    return DemoCity(folder, read, kinds)


def outcomes(done: Judged) -> Outcomes:
    """(household, rule) -> hit or check."""
    rows = done.connection.execute(
        "select h.household_id, a.rule, a.hit from alert a join household_fact h on h.hh = a.hh"
    ).fetchall()
    return {(home, rule): "hit" if hit else "check" for home, rule, hit in rows}
