"""Workbooks that an earlier run wrote are copied where they would come out the same.

A workbook is a pure function of what its writer is given, so it is kept under a digest of that, of
fangpin's own files and of the libraries that write. It is kept as it was written, before anything
is sealed with a password: in the user's own cache (0700, files 0600), beside the cleaned rosters,
which hold more of the same persons.
"""

from __future__ import annotations

import hashlib
import json
import os
import platform
import zlib
from collections.abc import Sequence
from contextlib import suppress
from functools import cache
from importlib.metadata import version
from pathlib import Path

import fangpin
from fangpin.report.private import open_private

ROOM = "books"
_BLOCK = 1 << 20  # bytes
_LIBRARIES = ("xlsxwriter", "polars", "pyarrow", "pandas", "openpyxl", "python-calamine", "jinja2")
_OWN = {".py", ".toml", ".j2", ".css", ".js"}


def key_of(task: str, *told: bytes) -> str:
    """The name of what a function writes; told: all that the content rests on."""
    digest = hashlib.sha256(made_with().encode())
    for part in (task.encode(), *told):
        digest.update(len(part).to_bytes(8, "big") + part)
    return digest.hexdigest()


@cache
def made_with() -> str:
    """A digest of fangpin's own files and of what writes beside them.

    All files: a list of those that a workbook rests on would sometime leave one out.
    """
    others = [f"{name} {version(name)}" for name in _LIBRARIES]
    others += [platform.python_version(), zlib.ZLIB_RUNTIME_VERSION]
    digest = hashlib.sha256(json.dumps(others).encode())
    folder = Path(fangpin.__file__).parent
    for path in sorted(folder.rglob("*")):
        if path.suffix in _OWN:
            name = path.relative_to(folder).as_posix()
            digest.update(f"{name}\0".encode() + hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def take(folder: Path, key: str, paths: Sequence[Path]) -> bool:
    """Copy what is kept under a key to paths; whether it was there and whole.

    Where it was not, something may lie at the paths, to be written over.
    """
    meta = folder / ROOM / f"{key}.json"
    try:
        digests = json.loads(meta.read_text("utf-8"))["sha256"]
        copied = [_copy(meta.with_suffix(f".{n}"), path) for n, path in enumerate(paths)]
        if copied != digests:
            return False
        os.utime(meta)
    except (OSError, ValueError, KeyError, TypeError):
        return False
    return True


def keep(folder: Path, key: str, paths: Sequence[Path]) -> None:
    """Keep a copy of what was written; what can't be kept is written anew another time."""
    place = folder / ROOM
    meta = place / f"{key}.json"
    drafts = [place / f".{key}.{os.getpid()}.{n}.part" for n in range(len(paths) + 1)]
    try:
        for one in (folder, place):
            one.mkdir(mode=0o700, parents=True, exist_ok=True)
        told = {"sha256": [], "file": "、".join(path.name for path in paths)}
        told["sha256"] = [_copy(path, draft) for path, draft in zip(paths, drafts, strict=False)]
        with open_private(drafts[-1]) as file:
            file.write(json.dumps(told, ensure_ascii=False).encode())
        for n, draft in enumerate(drafts[:-1]):
            draft.replace(meta.with_suffix(f".{n}"))
        drafts[-1].replace(meta)  # last: without it, or with an older one, nothing is taken
    except OSError:
        for draft in drafts:
            with suppress(OSError):
                draft.unlink()


def _copy(source: Path, target: Path) -> str:
    """Copy a file, never as a link: the copy may be sealed in its place. Its SHA-256."""
    digest = hashlib.sha256()
    with source.open("rb") as old, open_private(target) as new:
        while block := old.read(_BLOCK):
            digest.update(block)
            new.write(block)
    return digest.hexdigest()
