"""Reading in a process of its own, which may run away or die without harm to the run."""

from __future__ import annotations

import os
import pickle
import sys
import threading
import traceback
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from multiprocessing import get_context
from multiprocessing.connection import Connection
from multiprocessing.context import ForkServerContext, SpawnContext
from multiprocessing.process import BaseProcess
from pathlib import Path
from types import TracebackType

from fangpin.errors import FileFault
from fangpin.io.find import InputFile
from fangpin.io.limits import Limits
from fangpin.io.table import RawFile

_PRELOAD = [
    "fangpin.io.delimited",
    "fangpin.io.reader",
    "fangpin.io.workbook",
    "lxml.etree",
    "python_calamine",
]


class GuardedReader:
    """One child process that reads one file after the other; a new one when it dies.

    Use as a context manager. For two files at once take two readers in two threads.
    """

    def __init__(self, limits: Limits | None = None) -> None:
        self.limits = limits or Limits()
        self._child: BaseProcess | None = None
        self._pipe: Connection | None = None

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
        try:
            pipe = self._ready()
            pipe.send((str(path), name, tuple(password)))
            if not pipe.poll(self.limits.seconds):
                raise FileFault("file.unreadable", f"读了 {self.limits.seconds:g} 秒仍未读完")
            answer = pipe.recv_bytes()
        except (EOFError, OSError) as error:
            self.close()
            raise FileFault("file.unreadable", "读取时出错或内存不足，文件可能已损坏") from error
        except BaseException:
            self.close()
            raise
        return _opened(answer)

    def close(self) -> None:
        """End the child, if there is one."""
        if self._pipe is not None:
            self._pipe.close()
        if self._child is not None:
            self._child.kill()
            self._child.join()
        self._pipe = self._child = None

    def _ready(self) -> Connection:
        if self._pipe is not None and self._child is not None and self._child.is_alive():
            return self._pipe
        self.close()
        context = _context()
        self._pipe, theirs = context.Pipe()
        self._child = context.Process(target=_serve, args=(theirs, self.limits), daemon=True)
        self._child.start()
        theirs.close()
        self._pipe.recv()  # it is up: the time it needs for that is not the file's
        return self._pipe


def _context() -> ForkServerContext | SpawnContext:
    """A server that has imported the readers and forks in milliseconds, where there is fork."""
    if sys.platform == "win32":
        return get_context("spawn")
    context = get_context("forkserver")
    context.set_forkserver_preload(_PRELOAD)
    return context


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
    local = threading.local()
    readers: list[GuardedReader] = []

    def read(file: InputFile) -> RawFile | FileFault:
        if not hasattr(local, "reader"):
            local.reader = GuardedReader(limits)
            readers.append(local.reader)
        try:
            raw: RawFile = local.reader.read(file.path, name=file.name, password=password)
        except FileFault as fault:
            return fault
        return raw

    with ThreadPoolExecutor(max(1, workers)) as pool:
        try:
            yield from pool.map(read, files)
        finally:
            for reader in readers:
                reader.close()


def _serve(pipe: Connection, limits: Limits) -> None:
    """The child: answers requests until the parent is gone."""
    import signal

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _confine(limits)
    pipe.send("ready")
    while True:
        try:
            path, name, password = pipe.recv()
        except EOFError:
            return
        pipe.send_bytes(_answer(path, name, password, limits))


def _confine(limits: Limits) -> None:
    """No more memory than the limits allow; what Rust prints when it panics goes nowhere."""
    quiet = os.open(os.devnull, os.O_WRONLY)
    os.dup2(quiet, 2)
    if sys.platform != "win32":
        import resource

        hard = resource.getrlimit(resource.RLIMIT_AS)[1]
        soft = limits.memory_bytes
        if hard != resource.RLIM_INFINITY:
            soft = min(soft, hard)
        resource.setrlimit(resource.RLIMIT_AS, (soft, hard))


def _answer(path: str, name: str | None, password: Sequence[str], limits: Limits) -> bytes:
    from fangpin.io.reader import read_file

    answer: tuple[str, object]
    try:
        answer = "file", read_file(path, name=name, password=password, limits=limits)
    except FileFault as fault:
        answer = "fault", (fault.code, fault.detail, fault.row)
    except MemoryError:
        answer = "fault", ("file.unreadable", "内存不足", None)
    except Exception:  # our own bug: told in the parent, where it can be seen
        answer = "bug", traceback.format_exc()
    return pickle.dumps(answer, protocol=5)


def _opened(data: bytes) -> RawFile:
    kind, content = pickle.loads(data)
    if kind == "fault":
        code, detail, row = content
        raise FileFault(code, detail, row)
    if kind == "bug":
        raise RuntimeError(f"reading failed in the child process:\n{content}")
    file: RawFile = content
    return file
