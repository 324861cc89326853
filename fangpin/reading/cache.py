"""What was read once is kept: cleaned rosters as Parquet, by content (owner-only).

An entry is a folder named after everything that decides what comes out: the file's content, the
kinds and their synonyms, what was forced, the version. It holds for every as-of date that no date
in the file lies after.

Beside them lie rooms for what later stages keep by content (ROOMS): there an entry is the files of
one stem, KEY.json among them. All of it is listed, bounded and cleared together.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import time
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from datetime import date
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

from fangpin import __version__
from fangpin.reading.model import FileRead, ReadOptions, Source
from fangpin.reading.one import kinds_config

META = "read.json"
ROOMS = {"tables": "(比对的中间结果)", "books": "(写好的文件)"}  # folder -> what lies in it
DRAFTS = (".new-*", *(f"{room}/.*.part" for room in ROOMS))
DEFAULT_LIMIT = 10 * 2**30  # bytes
_DAY = 24 * 3600.0  # seconds after which a draft is nobody's any more


def default_folder() -> Path:
    """Where the system keeps caches of one user."""
    own = os.environ.get("FANGPIN_CACHE")
    if own:
        return Path(own)
    if os.name == "nt":
        return Path(os.environ.get("LOCALAPPDATA") or Path.home()) / "fangpin" / "cache"
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "fangpin"


def key_of(path: Path, name: str, options: ReadOptions) -> str:
    """The name of the entry of a file under these options."""
    with path.open("rb") as file:
        content = hashlib.file_digest(file, "sha256").hexdigest()
    plain = Path(name).name
    told = [
        __version__,
        data_digest(),
        content,
        name,  # a file's and a folder's name may break a tie between kinds
        kinds_config(options),
        options.forced.get(name, options.forced.get(plain)),
        dict(options.columns.get(name, options.columns.get(plain, {}))),
    ]
    return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()


@cache
def data_digest() -> str:
    """A digest of the package's own kinds, code lists and code that reads."""
    digest = hashlib.sha256()
    for package in ("fangpin.io", "fangpin.rosters", "fangpin.rosters.clean", "fangpin.reading"):
        for file in sorted(resources.files(package).iterdir(), key=lambda f: f.name):
            if file.name.endswith((".py", ".toml")):
                digest.update(file.name.encode() + file.read_bytes())
    return digest.hexdigest()


def lookup(folder: Path, key: str, as_of: date) -> FileRead | None:
    """What was read of a file before, None where nothing was or it does not hold on this day."""
    entry = folder / key
    try:
        kept = json.loads((entry / META).read_text("utf-8"))
    except (OSError, ValueError):
        return None
    read = opened(kept, entry)
    day = date.fromisoformat(kept["as_of"])
    if as_of != day and read.latest is not None and read.latest > min(day, as_of):
        return None
    os.utime(entry / META)
    return read


def keep(folder: Path, key: str, read: FileRead, draft: Path, as_of: date) -> FileRead:
    """Move a file's rows from the draft folder into the cache; the same read with its new place."""
    write_meta(read, draft, as_of)
    entry = folder / key
    try:
        if entry.exists():
            shutil.rmtree(entry)
        draft.rename(entry)
    except OSError:  # another run was faster, or the cache lies on another disk
        return read
    moved = tuple(replace(s, path=entry / s.path.name) for s in read.sources)
    return replace(read, sources=moved)


def write_meta(read: FileRead, draft: Path, as_of: date) -> None:
    """Write an entry's faults and record beside its rows."""
    import pandas as pd

    for number, frame in enumerate(read.problems):
        text = pd.DataFrame(frame).to_json(orient="split", index=False, force_ascii=False)
        (draft / f"{number}.problems.json").write_text(text, "utf-8")
    kept = {
        "as_of": as_of.isoformat(),
        "file": read.file,
        "latest": None if read.latest is None else read.latest.isoformat(),
        "faults": read.faults,
        "sheets": read.sheets,
        "sources": [
            asdict(s) | {"path": s.path.name, "headers": dict(s.headers)} for s in read.sources
        ],
        "problems": len(read.problems),
    }
    (draft / META).write_text(json.dumps(kept, ensure_ascii=False), "utf-8")


def opened(kept: dict[str, Any], entry: Path) -> FileRead:
    """An entry as it was read."""
    return FileRead(
        file=kept["file"],
        sources=tuple(source(one, entry) for one in kept["sources"]),
        problems=tuple(problems(entry / f"{n}.problems.json") for n in range(kept["problems"])),
        faults=tuple(tuple(one) for one in kept["faults"]),
        sheets=tuple(tuple(one) for one in kept["sheets"]),
        latest=None if kept["latest"] is None else date.fromisoformat(kept["latest"]),
    )


def source(one: dict[str, Any], entry: Path) -> Source:
    """One table of an entry."""
    from fangpin.rosters.marks import Mark

    mark = one["mark"]
    if mark is not None:
        mark = Mark(**mark | {"origins": tuple(tuple(o) for o in mark["origins"])})
    told = {
        "path": entry / one["path"],
        "skipped": tuple((row, why) for row, why in one["skipped"]),
        "years": tuple(one["years"]),
        "mark": mark,
    }
    return Source(**one | told)


def problems(path: Path) -> Any:
    """The faults of one table."""
    import pandas as pd

    from fangpin.faults import PROBLEM_COLUMNS

    kept = json.loads(path.read_text("utf-8"))
    frame = pd.DataFrame(kept["data"], columns=kept["columns"])
    return frame.astype({c: "string" for c in PROBLEM_COLUMNS if c != "row"})


@dataclass(frozen=True)
class Entry:
    """What is kept of one file, or one thing made of several; size in bytes.

    used: seconds since the epoch; paths: the folder or the files that it is.
    """

    file: str
    size: int
    used: float
    paths: tuple[Path, ...]


def entries(folder: Path) -> Iterator[Entry]:
    """Everything that is kept, the longest unused first."""
    found = list(_rosters(folder))
    for room, words in ROOMS.items():
        found += _in_room(folder / room, words)
    yield from sorted(found, key=lambda e: e.used)


def _rosters(folder: Path) -> Iterator[Entry]:
    for meta in folder.glob(f"*/{META}"):
        with suppress(OSError):
            size = sum(f.stat().st_size for f in meta.parent.iterdir())
            yield Entry(_called(meta, meta.parent.name), size, meta.stat().st_mtime, (meta.parent,))


def _in_room(room: Path, words: str) -> Iterator[Entry]:
    """The entries of a room; words: what one is called that has no name of its own."""
    stems: dict[str, list[Path]] = {}
    for path in sorted(room.glob("[!.]*")):
        stems.setdefault(path.stem, []).append(path)
    for stem, paths in stems.items():
        meta = room / f"{stem}.json"
        with suppress(OSError):
            used = (meta if meta in paths else paths[0]).stat().st_mtime
            size = sum(path.stat().st_size for path in paths)
            yield Entry(_called(meta, words), size, used, tuple(paths))


def _called(meta: Path, otherwise: str) -> str:
    """The file that an entry is of; one that is damaged is listed and dropped all the same."""
    try:
        return str(json.loads(meta.read_text("utf-8"))["file"])
    except (OSError, ValueError, KeyError, TypeError):
        return otherwise


def shrink(folder: Path, limit: int) -> None:
    """Drop what was unused longest until no more than `limit` bytes are kept, and what runs that
    were killed left behind."""
    _drop(path for path in _drafts(folder) if _unused(path) > _DAY)
    kept = list(entries(folder))
    total = sum(e.size for e in kept)
    for entry in kept:
        if total <= limit:
            return
        _drop(entry.paths)
        total -= entry.size


def clear(folder: Path) -> int:
    """Drop everything; how many files were kept."""
    kept = list(entries(folder))
    for entry in kept:
        _drop(entry.paths)
    _drop(_drafts(folder))
    return len(kept)


def _drafts(folder: Path) -> list[Path]:
    return [path for pattern in DRAFTS for path in folder.glob(pattern)]


def _unused(path: Path) -> float:
    """Seconds since something was written last."""
    try:
        return time.time() - path.stat().st_mtime
    except OSError:
        return 0.0


def _drop(paths: Iterable[Path]) -> None:
    for path in paths:
        if path.is_dir():
            shutil.rmtree(path, ignore_errors=True)
        else:
            with suppress(OSError):
                path.unlink()
