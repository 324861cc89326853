"""What exemptions rest on, remembered from the first run in which each hid something."""

from __future__ import annotations

import csv
import io
import os
from dataclasses import asdict, fields
from pathlib import Path

from fangpin.checks.exempt import Memory, Remembered
from fangpin.errors import UseError, reason

NAME = "豁免事实.csv"
_COLUMNS = tuple(one.name for one in fields(Remembered))


def memory_file(out: Path) -> Path:
    """Where it is kept: beside the folder of results, for its owner only."""
    return out.resolve().parent / NAME


def recall(path: Path | None) -> dict[str, Remembered]:
    """What is remembered by token; nothing where there is no file.

    Raises UseError for a file that is none of ours: its entries would rest on the facts of today.
    """
    if path is None or not path.exists():
        return {}
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = list(csv.DictReader(file))
        made = [Remembered(**{name: row[name] or "" for name in _COLUMNS}) for row in rows]
    except (OSError, UnicodeDecodeError, KeyError, TypeError, csv.Error):
        raise UseError(
            f"{path} 读不懂,它记着每条豁免依据的事实", "请从备份恢复;确实不要了,请删除它"
        ) from None
    return {one.token: one for one in made}


def save(memory: Memory, path: Path) -> None:
    """Write it, owner-only, in one move; not where nothing is or has changed.

    Raises UseError (status 4) where it can't be written.
    """
    from fangpin.report.private import open_private

    if not memory:
        return
    text = io.StringIO()
    writer = csv.DictWriter(text, _COLUMNS, lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(asdict(memory[token]) for token in sorted(memory))
    content = b"\xef\xbb\xbf" + text.getvalue().encode("utf-8")
    try:
        if path.exists() and path.read_bytes() == content:
            return
        draft = path.with_name(f".{path.name}.{os.getpid()}.part")
        with open_private(draft) as file:
            file.write(content)
        draft.replace(path)
    except OSError as error:
        raise UseError(
            f"{path} 写不进去:{reason(error)}", "请检查磁盘空间和权限", status=4
        ) from error
