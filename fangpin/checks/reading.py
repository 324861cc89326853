"""Read and label files for checks, in child processes; what was read before is kept by content."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import cache as cached
from importlib import resources
from pathlib import Path
from tempfile import TemporaryDirectory, mkdtemp
from typing import TYPE_CHECKING

from fangpin.checks.texts import FileTexts, Texts, as_json, from_json
from fangpin.child import Child
from fangpin.child import each as each_in_child
from fangpin.errors import FileFault
from fangpin.io.limits import Limits
from fangpin.reading import cache

if TYPE_CHECKING:
    from fangpin.io import InputFile
    from fangpin.reading import ReadOptions
    from fangpin.rosters.kinds import Kinds

PRELOAD = ("fangpin.checks.texts", "fangpin.rosters.label", "fangpin.io.reader", "pyarrow.parquet")


@dataclass
class Read:
    """What was read. files: name -> sha256; faults: (file, sheet, code, detail) of what can't be
    used; skipped: (file, why); sheets: (file, sheet, why) of sheets left out. folder: where texts
    lie that are not kept, gone with this object."""

    rosters: list[Texts] = field(default_factory=list)
    files: dict[str, str] = field(default_factory=dict)
    faults: list[tuple[str, str, str, str]] = field(default_factory=list)
    skipped: list[tuple[str, str]] = field(default_factory=list)
    sheets: list[tuple[str, str, str]] = field(default_factory=list)
    folder: TemporaryDirectory[str] | None = None


def read(
    files: Iterable[InputFile],
    kinds: Kinds,
    options: ReadOptions,
    progress: Callable[[str], None] | None = None,
) -> Read:
    """Read every file in order; one that can't be used is a fault, the rest go on."""
    folder = TemporaryDirectory(prefix="fangpin-")
    made = Read(folder=folder)
    listed = list(files)
    for file, one in zip(listed, each(listed, options, Path(folder.name)), strict=True):
        if progress is not None:
            progress(f"已读 {file.name}")
        if one.sha256:
            made.files[file.name] = one.sha256
        made.faults += one.faults
        made.sheets += one.sheets
        made.rosters += [
            replace(r, kind=kinds[r.kind_name] if r.kind_name else None) for r in one.rosters
        ]
    if options.cache is not None:
        cache.shrink(options.cache, cache.DEFAULT_LIMIT)
    return made


def each(files: list[InputFile], options: ReadOptions, folder: Path) -> Iterator[FileTexts]:
    """What became of each file, in order; those read before come from the cache."""
    entries = {file.name: entry_of(file, options) for file in files}
    known = {name: found for name, at in entries.items() if at and (found := lookup(at))}
    fresh = iter(read_fresh([f for f in files if f.name not in known], options, folder))
    for file in files:
        if file.name in known:
            yield known[file.name]
            continue
        made, draft = next(fresh)
        entry = entries[file.name]
        yield keep(entry, made, draft) if entry is not None and not made.faults else made


def entry_of(file: InputFile, options: ReadOptions) -> Path | None:
    """The file's folder in the cache; None where nothing is kept, as of what a password opens."""
    if options.cache is None or options.passwords:
        return None
    with suppress(OSError):
        options.cache.mkdir(mode=0o700, parents=True, exist_ok=True)
        key = cache.key_of(file.path, file.name, options)
        return options.cache / hashlib.sha256(f"texts {key} {own_code()}".encode()).hexdigest()
    return None


@cached
def own_code() -> str:
    """A digest of the code that makes texts."""
    return hashlib.sha256(
        resources.files("fangpin.checks").joinpath("texts.py").read_bytes()
    ).hexdigest()


def lookup(entry: Path) -> FileTexts | None:
    """What was read of a file before, None where nothing was."""
    try:
        made = from_json(json.loads((entry / cache.META).read_text("utf-8")), entry)
    except (OSError, ValueError, KeyError, TypeError):
        return None
    if not all(Path(one.place).is_file() for one in made.rosters):
        return None
    os.utime(entry / cache.META)
    return made


def keep(entry: Path, made: FileTexts, draft: Path) -> FileTexts:
    """Move a file's texts from the draft folder into the cache; the same with its new place."""
    (draft / cache.META).write_text(as_json(made), "utf-8")
    try:
        draft.rename(entry)
    except OSError:  # another run was faster, or the cache lies on another disk
        return made
    moved = (replace(one, place=str(entry / Path(one.place).name)) for one in made.rosters)
    return replace(made, rosters=tuple(moved))


def read_fresh(
    files: list[InputFile], options: ReadOptions, folder: Path
) -> Iterator[tuple[FileTexts, Path]]:
    """Read files in children, each file into a folder of its own."""
    place = folder if options.cache is None else options.cache

    def make() -> Child:
        return Child("fangpin.checks.texts:read_texts", options.limits or Limits(), PRELOAD)

    def one(child: Child, file: InputFile) -> tuple[FileTexts, Path]:
        draft = Path(mkdtemp(prefix=".new-", dir=place))
        try:
            made: FileTexts = child.call(file.path, file.name, options, draft)
        except FileFault as fault:
            made = FileTexts(file.name, faults=((file.name, "", fault.code, fault.detail),))
        return made, draft

    if files:
        yield from each_in_child(make, files, one, options.workers, lambda f: f.size())
