"""The files of kept tables: a Parquet file a key, and beside it what its columns are."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from fangpin.report.private import open_private

if TYPE_CHECKING:
    import duckdb

Column = tuple[str, str]  # name and DuckDB's type
WIDE = "HUGEINT"  # Parquet has no whole number of 128 bits


@dataclass(frozen=True)
class KeptFile:
    """A table that is kept; query: its rows; counts_as: the key by which later tables know it."""

    query: str
    counts_as: str


class KeptFiles:
    """Kept tables in a folder, which is made for its owner only."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def find(self, key: str) -> KeptFile | None:
        """The table of a key, None where none is kept or its file is not whole."""
        path = self.folder / f"{key}.parquet"
        told = path.with_suffix(".json")
        try:
            record = json.loads(told.read_text("utf-8"))
            if digest_of(path) != record["sha256"]:
                return None
            os.utime(told)
        except (OSError, ValueError, KeyError):
            return None
        columns = ", ".join(
            f'cast("{name}" as {kind}) as "{name}"' for name, kind in record["columns"]
        )
        return KeptFile(f"select {columns} from read_parquet({quoted(path)})", record["counts_as"])

    def keep(
        self,
        connection: duckdb.DuckDBPyConnection,
        name: str,
        columns: Sequence[Column],
        key: str,
        counts_as: str,
    ) -> None:
        """Keep a table's rows; where they can't be kept they are made again another time."""
        import duckdb

        if any(WIDE in kind and kind != WIDE for _, kind in columns):
            return
        listed = ", ".join(
            f'cast("{name}" as varchar) as "{name}"' if kind == WIDE else f'"{name}"'
            for name, kind in columns
        )
        draft = self.folder / f".{key}.{os.getpid()}.part"
        path = self.folder / f"{key}.parquet"
        try:
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            connection.execute(
                f"copy (select {listed} from {name}) to {quoted(draft)}"
                " (format parquet, compression lz4)"
            )
            draft.chmod(0o600)
            told = {"sha256": digest_of(draft), "columns": columns, "counts_as": counts_as}
            draft.replace(path)
            with open_private(path.with_suffix(".json")) as file:
                file.write(json.dumps(told).encode())
        except (OSError, duckdb.Error):
            with suppress(OSError):
                draft.unlink()


def digest_of(path: Path) -> str:
    """A digest of a file. Raises OSError."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def quoted(path: Path) -> str:
    """A path as a SQL literal."""
    return "'" + str(path).replace("'", "''") + "'"
