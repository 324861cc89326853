"""The states between the old and the new rosters: persons of the new run, then its numbers.

A state keeps the old rows and takes single rows from the new run: first those of persons who came
(and what other rosters say of them), then the numbers of rows that are the same but for them.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl

from fangpin.diff.common import renumbered, stored

if TYPE_CHECKING:
    from fangpin.reading import Rosters, Source

ID_COLUMNS = (
    "id_number", "id_text", "id_lost", "id_disability_type", "id_disability_grade",
    "disability_certificate", "accepted",
)  # fmt: skip
HOME = {"members": "household_id", "population": "hukou_id"}  # who is in which household
PERSON, PLACE = ("home", "id", "name"), ("at", "of", "row")


@dataclass(frozen=True)
class Table:
    """A table of one of the runs with its rows. new: it is of the new run."""

    source: Source
    problems: Any
    frame: pl.DataFrame
    new: bool


@dataclass(frozen=True)
class Moves:
    """Who came and who left. gone, came: (roster, household, number or name); persons: numbers
    and homes: household numbers whose rows in other rosters come or go with them."""

    gone: pl.DataFrame
    came: pl.DataFrame
    persons: pl.Series
    homes: pl.Series


def tables(read: Rosters, new: bool) -> list[Table]:
    """The tables of a run, with what their rows may lack."""
    made = []
    for source, problems in zip(read.sources, read.problems, strict=True):
        frame = pl.read_parquet(source.path)
        texts = [c for c in ("id_number", "household_id", "hukou_id", "name") if c not in frame]
        made.append(Table(source, problems, frame.with_columns(
            pl.lit(None, pl.String).alias(c) for c in texts), new))  # fmt: skip
    return made


def people(several: list[Table], *, accepted: bool) -> pl.DataFrame:
    """roster, home, key (number, else name) and name of every row that forms households."""
    parts = [
        t.frame.filter(pl.col("accepted") | (not accepted)).select(
            roster=pl.lit(t.source.kind),
            home=pl.col(HOME[t.source.kind]),
            key=pl.coalesce("id_number", "name"),
            id=pl.col("id_number"),
            name=pl.col("name"),
        )
        for t in several
        if t.source.kind in HOME
    ]
    text = dict.fromkeys(("roster", "home", "key", "id", "name"), pl.String)
    return pl.concat([pl.DataFrame(schema=text), *parts]).unique(maintain_order=True)


def moves(old: list[Table], new: list[Table]) -> Moves:
    """Who left and who came; one whose number alone is another did neither."""
    was, now = people(old, accepted=True), people(new, accepted=True)
    who = ["roster", "home", "key"]
    gone, came = was.join(now, on=who, how="anti"), now.join(was, on=who, how="anti")
    named = ["roster", "home", "name"]
    stays = people(old, accepted=False).join(came, on=named, how="semi").select(named)
    mends = people(new, accepted=False).join(gone, on=named, how="semi").select(named)
    gone = gone.join(mends, on=named, how="anti")
    came = came.join(stays, on=named, how="anti")
    left, entered = (f["id"].drop_nulls().unique() for f in (gone, came))
    homes = [f["home"].drop_nulls().unique() for f in (was, now)]
    return Moves(
        gone.select(who),
        came.select(who),
        pl.concat([left.filter(~left.is_in(now["id"].implode())),
                   entered.filter(~entered.is_in(was["id"].implode()))]),
        pl.concat([homes[0].filter(~homes[0].is_in(homes[1].implode())),
                   homes[1].filter(~homes[1].is_in(homes[0].implode()))]),
    )  # fmt: skip


def concerned(table: Table, who: Moves) -> pl.Expr:
    """Whether a row comes or goes with the persons who do."""
    kind = table.source.kind
    if kind == "deaths":
        return pl.lit(True)
    if kind in HOME:
        moved = (who.came if table.new else who.gone).filter(pl.col("roster") == kind)
        keys = moved.select(k=pl.concat_str("home", "key", separator="\0", ignore_nulls=True))["k"]
        own = pl.concat_str(
            HOME[kind], pl.coalesce("id_number", "name"), separator="\0", ignore_nulls=True
        )
        return pl.col("accepted") & own.is_in(keys.implode())
    person = pl.col("id_number").is_in(who.persons.implode())
    return (person | pl.col("household_id").is_in(who.homes.implode())).fill_null(False)


def with_persons(old: list[Table], new: list[Table], who: Moves) -> list[Table]:
    """The old rows without those of who left, and the new rows of who came."""
    kept = [replaced(t, t.frame.filter(~concerned(t, who))) for t in old]
    added = [replaced(t, t.frame.filter(concerned(t, who))) for t in new]
    return [*kept, *(t for t in added if t.frame.height)]


def replaced(table: Table, frame: pl.DataFrame) -> Table:
    """A table with other rows."""
    return Table(table.source, table.problems, frame, table.new)


def with_numbers(state: list[Table], new: list[Table]) -> tuple[list[Table], int]:
    """The rows of a state with the numbers that the same rows have in the new run; how many."""
    made = list(state)
    count = 0
    for kind in sorted({t.source.kind for t in state}):
        own = [n for n, t in enumerate(made) if t.source.kind == kind]
        theirs = [t for t in new if t.source.kind == kind]
        mends = mended([made[n] for n in own], theirs, kind)
        for place, n in enumerate(own):
            rows = mends.filter(pl.col("at") == place)
            if rows.height:
                count += rows.height
                made[n] = replaced(made[n], renumber(made[n].frame, rows))
    return made, count


def mended(own: list[Table], theirs: list[Table], kind: str) -> pl.DataFrame:
    """Rows whose number is another: at (table), of (place in it) and the new ID columns.

    The rest of the row is the same, or, of who forms a household, its household and name.
    """
    if not theirs:
        return pl.DataFrame(schema={"at": pl.Int64, "of": pl.UInt32})
    before, after = stacked(own), stacked(theirs)
    wide = [c for c in {*before.columns, *after.columns} if c not in (*PLACE, *ID_COLUMNS)]
    ids = [c for c in ID_COLUMNS if c in before.columns or c in after.columns]
    before, after = (filled(f, [*wide, *ids], o) for f, o in ((before, after), (after, before)))
    everything, rest = sorted([*wide, *ids]), sorted(wide)
    before, after = once(before, after, everything), once(after, before, everything)
    found = paired(before, after, rest, ids)
    if kind in HOME:
        named = [HOME[kind], "name", *(["year"] if "year" in wide else [])]
        left = before.join(found, on=["at", "of"], how="anti")
        found = pl.concat([found, paired(left, after, named, ids)])
    return found


def stacked(several: list[Table]) -> pl.DataFrame:
    """The rows of tables of one roster with where each is."""
    return pl.concat(
        [
            t.frame.with_row_index("of").with_columns(at=pl.lit(n, pl.Int64))
            for n, t in enumerate(several)
        ],
        how="diagonal_relaxed",
    )


def filled(frame: pl.DataFrame, names: list[str], other: pl.DataFrame) -> pl.DataFrame:
    """The frame with all these columns, null of the other's type where it has them not."""
    absent = [pl.lit(None, other.schema[n]).alias(n) for n in names if n not in frame.columns]
    return frame.with_columns(absent).select("at", "of", *names)


def numbered(frame: pl.DataFrame, on: list[str]) -> pl.DataFrame:
    """Add `same` (of equal rows the number) and `sum` (a hash of the columns)."""
    hashed = frame.with_columns(sum=frame.select(on).hash_rows(seed=7))
    return hashed.with_columns(same=pl.int_range(pl.len()).over("sum"))


def once(frame: pl.DataFrame, other: pl.DataFrame, on: list[str]) -> pl.DataFrame:
    """The rows that the other side has not, each as often as it is there too often."""
    rest = numbered(frame, on).join(numbered(other, on), on=["sum", "same"], how="anti")
    return rest.select(frame.columns)


def paired(
    before: pl.DataFrame, after: pl.DataFrame, on: list[str], ids: list[str]
) -> pl.DataFrame:
    """Rows of both sides that are equal in `on`, one to one where only one of each is there."""
    one, other = (numbered(f, on) for f in (before, after))
    told = pl.any_horizontal(pl.col(c).is_not_null() for c in ("name", "household_id") if c in on)
    sure = [f.filter(pl.len().over("sum") == 1, told) for f in (one, other)]
    chosen = sure[1].select("sum", *ids)
    return sure[0].select("at", "of", "sum").join(chosen, on="sum").drop("sum")


def renumber(frame: pl.DataFrame, mends: pl.DataFrame) -> pl.DataFrame:
    """The frame with the ID columns of these rows."""
    ids = [c for c in mends.columns if c not in ("at", "of")]
    joined = frame.with_row_index("of").join(
        mends.drop("at").with_columns(mended=pl.lit(True)), on="of", how="left", suffix="_new",
        maintain_order="left",
    )  # fmt: skip
    columns = []
    for name in ids:
        other = f"{name}_new" if name in frame.columns else name
        own = pl.col(name) if name in frame.columns else pl.lit(None)
        columns.append(pl.when(pl.col("mended")).then(pl.col(other)).otherwise(own).alias(name))
    return joined.with_columns(columns).select(
        [*frame.columns, *(i for i in ids if i not in frame)]
    )


def rosters(read: Rosters, several: list[Table], folder: Path) -> Rosters:
    """The tables as rosters that can be judged; their rows are written to `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    chosen = [(stored(t.source, t.frame, folder), t.problems) for t in several]
    return renumbered(read, chosen)
