"""The folder that a scan writes: made beside its place, then renamed, never half there."""

from __future__ import annotations

import json
import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from glob import escape as glob_escape
from pathlib import Path

from fangpin.errors import UseError


def default_out(first: Path, as_of: date) -> Path:
    """fangpin-YYYYMMDD of the as-of date, beside the first input."""
    return first.resolve().parent / f"fangpin-{as_of:%Y%m%d}"


def may_replace(out: Path, as_of: date, force: bool) -> None:
    """Raise UseError unless `out` is free, forced, or fangpin's own of the same as-of date."""
    if not out.exists() or force:
        return
    if out.is_dir() and not any(out.iterdir()):
        return
    record = out / "run.json"
    try:
        own = json.loads(record.read_text("utf-8")).get("as_of") == as_of.isoformat()
    except (OSError, ValueError):
        own = False
    if not own:
        raise UseError(
            f"输出文件夹 {out} 已存在,且不是同一基准日期的 fangpin 结果",
            "请换一个 --out,或加 --force 覆盖",
        )


@contextmanager
def new_folder(out: Path) -> Iterator[Path]:
    """A folder to write into that takes the place of `out` when all went well.

    Raises OSError where the place can't be written.
    """
    out.parent.mkdir(parents=True, exist_ok=True)
    draft = out.with_name(f".{out.name}.{os.getpid()}.part")
    if draft.exists():
        shutil.rmtree(draft)
    draft.mkdir(mode=0o700)
    try:
        yield draft
        put(draft, out)
    finally:
        if draft.exists():
            shutil.rmtree(draft, ignore_errors=True)


def recover(out: Path) -> None:
    """Clear up after a run that was killed while it wrote: its draft goes, and where it had just
    moved the results that it was to replace, they come back. Hold the lock (fangpin.cron.lock).

    Raises OSError where the results can't be put back.
    """
    from fangpin.cron.lock import alive

    parent = out.resolve().parent
    if not parent.is_dir():
        return
    for left in sorted(parent.glob(f".{glob_escape(out.name)}.*")):
        found = re.fullmatch(r"\.([0-9]+)\.(part|old)", left.name.removeprefix(f".{out.name}"))
        if found is None or (int(found[1]) != os.getpid() and alive(int(found[1]))):
            continue
        if found[2] == "old" and not out.exists():
            left.rename(out)
        else:
            shutil.rmtree(left, ignore_errors=True)


def put(draft: Path, out: Path) -> None:
    """Rename `draft` to `out`; what was there goes only when the new one is in place."""
    if not out.exists():
        draft.rename(out)
        return
    old = out.with_name(f".{out.name}.{os.getpid()}.old")
    out.rename(old)
    try:
        draft.rename(out)
    except OSError:
        old.rename(out)
        raise
    shutil.rmtree(old, ignore_errors=True)
