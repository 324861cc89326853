"""Results as Parquet tables by county, for whoever goes on with them in another program."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from fangpin.spark.settings import settings

if TYPE_CHECKING:
    import pyarrow as pa

    from fangpin.report.model import Results
    from fangpin.run import Judged, ScanOptions

NOWHERE = "未注明"  # the county of a row that names none
# The county that a row names; several persons of one row name the same.
NAMED = """
    select w.at, min(a.county) as county
    from wanted w
    join source s on s.file = w.file and s.sheet = w.sheet and s.kind = '{kind}'
    join all_{kind} a on a.source = s.source and a.row = w.row
    group by w.at
"""


def asked_for(options: ScanOptions) -> bool:
    """Whether results are to be Parquet tables instead of workbooks."""
    return options.engine == "spark" and settings(options.config).output == "parquet"


def with_county(done: Judged, made: Results) -> Results:
    """The results with a column county in problems and candidates: what the roster's row says."""
    candidates = made.candidates
    return replace(
        made,
        problems=named(done, made.problems),
        candidates=None if candidates is None else named(done, candidates),
    )


def named(done: Judged, rows: pa.Table) -> pa.Table:
    """A table of file, sheet, row and more with each row's county; null where it names none."""
    import pyarrow as pa

    connection = done.connection
    places = pa.table({name: rows[name] for name in ("file", "sheet", "row")})
    connection.register(
        "wanted", places.append_column("at", pa.array(range(len(rows)), pa.int64()))
    )
    there = {one.kind for one in done.read.sources}
    kinds = [k.name for k in done.kinds if k.name in there and "county" in k.fields]
    counties: list[str | None] = [None] * len(rows)
    for kind in kinds:
        for at, county in connection.execute(NAMED.format(kind=kind)).fetchall():
            counties[at] = county
    connection.unregister("wanted")
    return rows.append_column("county", pa.array(counties, pa.string()))


def write_tables(made: Results, out: Path) -> None:
    """Write run.json and the folders alerts, households, problems, candidates, a folder a county
    in each (county=武川县/0.parquet), readable by their owner only."""
    from fangpin.report.machine import write_json
    from fangpin.report.model import ALERT_COLUMNS, PROBLEM_COLUMNS

    write_json(made.run, out / "run.json")
    tables = {
        "alerts": made.alerts.select(ALERT_COLUMNS),
        "households": made.households,
        "problems": made.problems.select([*PROBLEM_COLUMNS, "county"]),
    }
    if made.candidates is not None:
        tables["candidates"] = made.candidates
    for name, table in tables.items():
        write_by_county(table, out / name)


def write_by_county(table: pa.Table, folder: Path) -> None:
    """Write the rows of each county, in their order, as Hive names its partitions."""
    import pyarrow.compute as pc

    from fangpin.report.machine import write_parquet

    counties = pc.fill_null(table["county"], NOWHERE)
    rest = table.drop_columns(["county"])
    folder.mkdir(mode=0o700)
    for county in sorted(pc.unique(counties).to_pylist()):
        place = folder / f"county={county.replace('/', '%2F')}"
        place.mkdir(mode=0o700)
        write_parquet(rest.filter(pc.equal(counties, county)), place / "0.parquet")
