"""The run before: what `--previous` reads of a result folder."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fangpin.errors import UseError

if TYPE_CHECKING:
    import pyarrow as pa

LINKS, OPEN = "links.parquet", "unsettled.parquet"
_TABLES = ("alerts.parquet", LINKS, OPEN)
_COLUMNS = {
    "alerts.parquet": {"alert_id", "household_id", "rule", "outcome", "evidence", "persons"},
    LINKS: {"household_id", "kind", "id_number", "name", "part", "dated", "rows"},
    OPEN: {"alert_id", "since", "lacking"},
}


@dataclass(frozen=True)
class Previous:
    """A finished run.

    run: its run.json; digest: SHA-256 of that file; alerts: as written; links: the rows that its
    hits rested on, by household, kind and person; unsettled: hits of still earlier runs of which
    nobody knows whether they are over.
    """

    run: Mapping[str, Any]
    digest: str
    alerts: pa.Table = field(repr=False)
    links: pa.Table = field(repr=False)
    unsettled: pa.Table = field(repr=False)

    @property
    def day(self) -> date:
        """Its as-of date."""
        return date.fromisoformat(self.run["as_of"])

    @property
    def given(self) -> frozenset[str]:
        """The rosters and columns that it was given."""
        return frozenset(self.run["given"])

    @property
    def not_covered(self) -> Mapping[str, list[str]]:
        """Accusing roster -> the counties that it did not cover."""
        covered: Mapping[str, list[str]] = self.run["not_covered"]
        return covered

    @property
    def linkage(self) -> Mapping[str, Mapping[str, Mapping[str, int]]]:
        """Roster -> county -> its rows, and how many of them were linked."""
        linkage: Mapping[str, Mapping[str, Mapping[str, int]]] = self.run["linkage"]
        return linkage


def read_previous(folder: Path, as_of: date) -> Previous:
    """Read a result folder whole, so that the new results may take its place.

    Raises UseError: no such folder, not one that this version wrote, or of a later day.
    """
    if not folder.is_dir():
        raise UseError(f"找不到上次的结果文件夹 {folder}", "请检查 --previous")
    run, digest = _record(folder)
    tables = {name: _table(folder, name) for name in _TABLES}
    made = Previous(run, digest, *(tables[name] for name in _TABLES))
    if made.day > as_of:
        raise UseError(
            f"上次结果的基准日期 {made.day} 晚于本次的 {as_of}", "请检查 --previous 和 --as-of"
        )
    return made


def _record(folder: Path) -> tuple[dict[str, Any], str]:
    try:
        data = (folder / "run.json").read_bytes()
        run = json.loads(data)
        date.fromisoformat(run["as_of"])
    except (OSError, ValueError, KeyError, TypeError):
        raise _foreign(folder, "run.json") from None
    if not {"given", "not_covered", "linkage"} <= set(run):
        raise _foreign(folder, "run.json 中的名册比对情况")
    return run, hashlib.sha256(data).hexdigest()


def _table(folder: Path, name: str) -> pa.Table:
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        # Read through memory: the folder may be replaced while the table is in use.
        table = pq.read_table(pa.BufferReader((folder / name).read_bytes()))
    except (OSError, pa.ArrowInvalid):
        raise _foreign(folder, name) from None
    if not set(table.column_names) >= _COLUMNS[name]:
        raise _foreign(folder, name)
    return table


def _foreign(folder: Path, name: str) -> UseError:
    return UseError(
        f"{folder} 不是可以对比的 fangpin 结果(缺少可用的 {name})",
        "请指定 fangpin scan 写出的结果文件夹;较早版本的结果请用原来的名册重新运行一次",
    )
