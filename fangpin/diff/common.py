"""What two runs were both given: rosters, columns, years and covered counties; the rest is cut."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fangpin.reading.one import years_of
from fangpin.rules.given import ACCUSING

if TYPE_CHECKING:
    import polars as pl

    from fangpin.reading import Rosters, Source
    from fangpin.rosters.kinds import Kind, Kinds

KEPT = frozenset({"row", "accepted", "id_text", "id_lost", "year", "name", "household_id"})


@dataclass(frozen=True)
class Only:
    """What only one of two runs was given.

    kinds: rosters; columns: roster -> fields; years: of households; counties: accusing roster ->
    the counties that it covers in this run alone.
    """

    kinds: frozenset[str]
    columns: Mapping[str, frozenset[str]]
    years: frozenset[int]
    counties: Mapping[str, frozenset[str]] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.kinds or any(self.columns.values()) or self.years or self.counties)


def only_in(
    one: Rosters, other: Rosters, kinds: Kinds, last_year: int, uncovered: Mapping[str, Any]
) -> Only:
    """What `one` was given and `other` not.

    uncovered: accusing roster -> the counties that the other run did not cover and this one did.
    """
    own, theirs = columns_of(one), columns_of(other)
    both = set(own) & set(theirs)
    columns = {k: frozenset(own[k] - theirs[k] - keys_of(kinds[k])) for k in sorted(both)}
    years = (last_year, last_year - 1)
    lost = years_in(one, years) - years_in(other, years) if "households" in both else set()
    counties = {k: frozenset(c) for k, c in sorted(uncovered.items()) if k in both and c}
    return Only(
        frozenset(set(own) - set(theirs)),
        {k: fields for k, fields in columns.items() if fields},
        frozenset(lost),
        counties,
    )


def keys_of(kind: Kind) -> frozenset[str]:
    """The fields without which rows could not be told apart."""
    return kind.deciding | KEPT


def columns_of(read: Rosters) -> dict[str, set[str]]:
    """Roster -> the fields that some table of it has."""
    found: dict[str, set[str]] = {}
    for one in read.sources:
        found.setdefault(one.kind, set()).update(one.headers)
    return found


def years_in(read: Rosters, years: tuple[int, int]) -> set[int]:
    """Which of these years the tables of households have; a row without a year is the first's."""
    told = {y for s in read.sources if s.kind == "households" for y in s.years}
    return {y for y in years if y in told or (y == years[0] and None in told)}


def newly_uncovered(was: Mapping[str, Any], now: Mapping[str, Any]) -> dict[str, set[str]]:
    """Accusing roster -> the counties that `was` covered and `now` does not."""
    lost = {k: set(now.get(k, ())) - set(was.get(k, ())) for k in ACCUSING}
    return {k: counties for k, counties in lost.items() if counties}


def without(read: Rosters, only: Only, last_year: int, folder: Path) -> Rosters:
    """The rosters without what only this run was given; what is cut is written to `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    chosen = [
        (cut(source, only, last_year, folder), problems)
        for source, problems in zip(read.sources, read.problems, strict=True)
        if source.kind not in only.kinds
    ]
    return renumbered(read, chosen)


def renumbered(read: Rosters, chosen: list[tuple[Source, Any]]) -> Rosters:
    """Rosters of these tables, numbered anew; `read` lives on for the files that they share."""
    sources = [replace(source, source=n) for n, (source, _) in enumerate(chosen)]
    return replace(read, sources=sources, problems=[problems for _, problems in chosen])


def cut(source: Source, only: Only, last_year: int, folder: Path) -> Source:
    """A table without columns and years that only this run was given."""
    import polars as pl

    gone = only.columns.get(source.kind, frozenset()) & set(source.headers)
    years = only.years if source.kind == "households" else frozenset()
    if not gone and not years:
        return source
    frame = pl.read_parquet(source.path)
    if years and "year" in frame.columns:
        frame = frame.filter(~pl.col("year").fill_null(last_year).is_in(sorted(years)))
    elif last_year in years:
        frame = frame.clear()
    frame = frame.drop([c for c in sorted(gone) if c in frame.columns])
    headers = {f: h for f, h in source.headers.items() if f not in gone}
    return stored(replace(source, headers=headers), frame, folder)


def stored(source: Source, frame: pl.DataFrame, folder: Path) -> Source:
    """A table with these rows instead of its own."""
    path = folder / f"{len(list(folder.iterdir()))}.parquet"
    frame.write_parquet(path, compression="lz4")
    return replace(
        source,
        path=path,
        rows=frame.height,
        accepted=int(frame["accepted"].sum()),
        years=years_of(frame.select(set(frame.columns) & {"accepted", "year"}).to_pandas()),
    )
