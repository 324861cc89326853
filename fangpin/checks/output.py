"""The folder of an audit: checks.csv, the record, what was exempted, the county workbooks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fangpin import __version__
from fangpin.checks.findings import MACHINE
from fangpin.checks.workbook import write_workbooks
from fangpin.report.machine import write_csv, write_json

if TYPE_CHECKING:
    from fangpin.checks.audit import Judged
    from fangpin.checks.exempt import Exempted
    from fangpin.checks.reading import Read

FOLDER = "fangpin-audit-"


def default_out(first: Path, as_of: date) -> Path:
    """fangpin-audit-YYYYMMDD of the day of the check, beside the first input."""
    return first.resolve().parent / f"{FOLDER}{as_of:%Y%m%d}"


def write_audit(
    folder: Path,
    as_of: date,
    read: Read,
    judged: Judged,
    exempted: Exempted,
    *,
    counties: Sequence[str] = (),
) -> dict[str, Any]:
    """Write everything that an audit leaves; gives the record. counties: only these, if any."""
    from fangpin.checks.offer import write_offer

    shown = exempted.shown
    record = make_record(as_of, read, judged, exempted)
    if counties:
        record["counties"] = list(counties)
    write_csv(shown.select(MACHINE).to_arrow(), folder / "checks.csv")
    write_csv(exempted.table().to_arrow(), folder / "exempted.csv")
    write_json(record, folder / "run.json")
    write_offer(exempted, folder / "豁免登记.xlsx", as_of.isoformat())
    places = counties or counties_of(judged)
    write_workbooks(shown, places, folder / "send", as_of.isoformat())
    return record


def counties_of(judged: Judged) -> list[str]:
    """The counties that the checked rows name."""
    named: set[str | None] = set()
    for table in judged.loaded.values():
        named.update(table["county"].unique().to_pylist())
    return sorted(county for county in named if county is not None)


def make_record(as_of: date, read: Read, judged: Judged, exempted: Exempted) -> dict[str, Any]:
    """run.json: what was read, how often each check found something, what was not run and why."""
    counted = dict(exempted.shown.group_by("check").len().iter_rows())
    return {
        "version": __version__,
        "policy": "checks",
        "as_of": as_of.isoformat(),
        "inputs": inputs(read),
        "faults": [list(one) for one in read.faults],
        "skipped": [list(one) for one in read.skipped],
        "checks": {one.check.id: counted.get(one.check.id, 0) for one in judged.bound},
        "not_run": dict(judged.left_out),
        "partly": dict(judged.partly),
        **exempted.record(),
    }


def inputs(read: Read) -> list[Mapping[str, Any]]:
    """Each table that was read, with its rows."""
    return [
        {
            "name": one.file,
            "sheet": one.sheet,
            "sha256": read.files.get(one.file, ""),
            "kind": one.kind.name if one.kind else "",
            "rows": len(one),
            "skipped": one.skipped,
        }
        for one in read.rosters
    ]
