"""Read, label, clean and check every file: what the later stages start from."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory, mkdtemp
from typing import TYPE_CHECKING

from fangpin.child import Child, start_method
from fangpin.child import each as each_in_child
from fangpin.errors import FileFault
from fangpin.io.limits import Limits
from fangpin.reading import cache
from fangpin.reading.model import FileRead, ReadOptions, Rosters, Source
from fangpin.reading.one import refused
from fangpin.reading.replaced import drop_replaced

if TYPE_CHECKING:
    from fangpin.io import InputFile

PRELOAD = (
    "fangpin.reading.one",
    "fangpin.rosters.check",
    "fangpin.rosters.label",
    "fangpin.io.reader",
    "fangpin.io.regular",
    "fangpin.reading.warm",
)

__all__ = ["FileRead", "ReadOptions", "Rosters", "Source", "read_rosters", "ready"]


def read_rosters(
    files: Iterable[InputFile],
    options: ReadOptions,
    progress: Callable[[str], None] | None = None,
) -> Rosters:
    """Read every file in order; a file or table that can't be used is a fault, the rest go on."""
    folder = TemporaryDirectory(prefix="fangpin-")
    made = Rosters(folder=folder)
    listed = list(files)
    for file, read in zip(listed, each(listed, options, Path(folder.name)), strict=True):
        if progress is not None:
            progress(f"已读 {file.name}")
        add(made, file, read)
    drop_replaced(made)
    if options.cache is not None:
        cache.shrink(options.cache, cache.DEFAULT_LIMIT)
    return made


def add(made: Rosters, file: InputFile, read: FileRead) -> None:
    """Add what became of one file."""
    made.paths[file.name] = file.path
    first = len(made.sources)
    made.sources += [
        replace(s, source=first + n, department=file.department) for n, s in enumerate(read.sources)
    ]
    made.problems += read.problems
    made.faults += read.faults
    made.sheets += read.sheets


def each(files: list[InputFile], options: ReadOptions, folder: Path) -> Iterator[FileRead]:
    """What became of each file, in order; those read before come from the cache."""
    keys: dict[str, str] = {}
    known: dict[str, FileRead] = {}
    for file in files:
        key = key_of(file, options)
        found = None if key is None else cache.lookup(cache_folder(options), key, options.as_of)
        if key is not None:
            keys[file.name] = key
        if found is not None:
            known[file.name] = found
    fresh = iter(read_fresh([f for f in files if f.name not in known], options, folder))
    for file in files:
        if file.name in known:
            yield known[file.name]
            continue
        read, draft = next(fresh)
        if file.name in keys and not read.faults:
            read = cache.keep(cache_folder(options), keys[file.name], read, draft, options.as_of)
        yield read


def cache_folder(options: ReadOptions) -> Path:
    """The cache, made for its owner only."""
    assert options.cache is not None
    options.cache.mkdir(mode=0o700, parents=True, exist_ok=True)
    return options.cache


def key_of(file: InputFile, options: ReadOptions) -> str | None:
    """The file's key in the cache; None where nothing is kept, as of what a password opens."""
    if options.cache is None or options.passwords:
        return None
    with suppress(OSError):
        return cache.key_of(file.path, file.name, options)
    return None


def read_fresh(
    files: list[InputFile], options: ReadOptions, folder: Path
) -> Iterator[tuple[FileRead, Path]]:
    """Read files in children, each file into a folder of its own."""
    place = folder if options.cache is None else cache_folder(options)
    limits = options.limits or Limits()

    def make() -> Child:
        return Child("fangpin.reading.one:read_one", limits, PRELOAD)

    def read(child: Child, file: InputFile) -> tuple[FileRead, Path]:
        draft = Path(mkdtemp(prefix=".new-", dir=place))
        try:
            made: FileRead = child.call(file.path, file.name, options, draft)
        except FileFault as fault:
            made = refused(file.name, fault)
        return made, draft

    yield from each_in_child(make, files, read, options.workers, lambda file: file.size())


def ready() -> None:
    """Let the server of children begin to import what reading needs, beside what the run does."""
    start_method(PRELOAD)
