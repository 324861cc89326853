"""Reading in a process of its own, which may run away or die without harm to the run."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from types import TracebackType

from fangpin.child import Child, each
from fangpin.errors import FileFault
from fangpin.io.find import InputFile
from fangpin.io.limits import Limits
from fangpin.io.table import RawFile

_PRELOAD = ("fangpin.io.reader", "fangpin.io.workbook", "python_calamine")


class GuardedReader:
    """One child process that reads one file after the other; a new one when it dies.

    Use as a context manager. For two files at once take two readers in two threads.
    """

    def __init__(self, limits: Limits | None = None) -> None:
        self.limits = limits or Limits()
        self._child = Child("fangpin.io.guard:read_for_parent", self.limits, _PRELOAD)

    def __enter__(self) -> GuardedReader:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def read(
        self, path: str | Path, *, name: str | None = None, password: Sequence[str] = ()
    ) -> RawFile:
        """fangpin.io.read_file in the child.

        Raises FileFault as that does, and file.unreadable where the child dies or needs more
        than the limits' seconds or memory.
        """
        self._child.limits = self.limits
        file: RawFile = self._child.call(str(path), name, tuple(password), self.limits)
        return file

    def close(self) -> None:
        """End the child, if there is one."""
        self._child.close()


def read_for_parent(
    path: str, name: str | None, password: Sequence[str], limits: Limits
) -> RawFile:
    """What the child does."""
    from fangpin.io.reader import read_file

    return read_file(path, name=name, password=password, limits=limits)


def read_file_guarded(
    path: str | Path,
    *,
    name: str | None = None,
    password: Sequence[str] = (),
    limits: Limits | None = None,
) -> RawFile:
    """One file in a process of its own; see GuardedReader.read."""
    with GuardedReader(limits) as reader:
        return reader.read(path, name=name, password=password)


def read_files_guarded(
    files: Sequence[InputFile],
    *,
    password: Sequence[str] = (),
    limits: Limits | None = None,
    workers: int = 1,
) -> Iterator[RawFile | FileFault]:
    """Every file's tables or its fault, in the order given; `workers` files at a time."""
    bounds = limits or Limits()

    def make() -> Child:
        return Child("fangpin.io.guard:read_for_parent", bounds, _PRELOAD)

    def read(child: Child, file: InputFile) -> RawFile | FileFault:
        try:
            raw: RawFile = child.call(str(file.path), file.name, tuple(password), bounds)
        except FileFault as fault:
            return fault
        return raw

    yield from each(make, files, read, workers)
