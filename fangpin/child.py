"""Work in a process of its own, which may run away or die without harm to the run.

A child does one task after the other; it is made anew when it dies. A task is a function of a
module, named as "module:function", so that every way of starting processes can find it.
"""

from __future__ import annotations

import os
import pickle
import sys
import threading
import traceback
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib import import_module
from multiprocessing import get_context
from multiprocessing.connection import Connection
from multiprocessing.context import ForkServerContext, SpawnContext
from multiprocessing.process import BaseProcess
from pathlib import Path
from tempfile import gettempdir
from time import process_time
from typing import Any, TypeVar

from fangpin.errors import FileFault
from fangpin.io.limits import Limits


@dataclass
class Used:
    """What children used: processor seconds of all, peak memory in bytes of each by its number."""

    cpu: float = 0.0
    peaks: dict[int, int] = field(default_factory=dict)
    lock: threading.Lock = field(default_factory=threading.Lock)


USED = Used()  # a server starts the children, so that the system does not tell their parent
LONGEST = 70  # characters of a temporary folder in which the server's socket finds room
Item = TypeVar("Item")


@dataclass
class Child:
    """One child process for a task; use it from one thread at a time.

    preload: modules that the server of children imports once, where the system can fork.
    """

    task: str
    limits: Limits = field(default_factory=Limits)
    preload: Sequence[str] = ()
    _process: BaseProcess | None = None
    _pipe: Connection | None = None

    def call(self, *arguments: Any) -> Any:
        """What the task returns.

        Raises FileFault that the task raised, file.unreadable where the child dies or needs more
        than the limits' seconds or memory, RuntimeError for a bug of ours in the child.
        """
        pipe = self._ready()
        try:
            pipe.send(arguments)
            if not pipe.poll(self.limits.seconds):
                raise FileFault("file.unreadable", f"读了 {self.limits.seconds:g} 秒仍未读完")
            answer = pipe.recv_bytes()
        except (EOFError, OSError) as error:
            self.close()
            raise FileFault("file.unreadable", "读取时出错或内存不足，文件可能已损坏") from error
        except BaseException:
            self.close()
            raise
        assert self._process is not None
        return opened(answer, self._process.pid or 0)

    def close(self) -> None:
        """End the process, if there is one."""
        if self._pipe is not None:
            self._pipe.close()
        if self._process is not None and self._process.pid is not None:
            self._process.kill()
            self._process.join()
        self._pipe = self._process = None

    def _ready(self) -> Connection:
        if self._pipe is not None and self._process is not None and self._process.is_alive():
            return self._pipe
        self.close()
        context = start_method(self.preload)
        self._pipe, theirs = context.Pipe()
        arguments = (theirs, self.task, self.limits)
        self._process = context.Process(target=serve, args=arguments, daemon=True)
        self._process.start()
        theirs.close()
        try:
            self._pipe.recv()  # it is up: the time it needs for that is not the task's
        except EOFError:  # never the file's fault
            raise RuntimeError("a child process does not start") from None
        return self._pipe


def start_method(preload: Sequence[str]) -> ForkServerContext | SpawnContext:
    """A server that has imported what is needed and forks in milliseconds, where there is fork."""
    if sys.platform == "win32" or len(gettempdir()) > LONGEST:
        return get_context("spawn")
    context = get_context("forkserver")
    context.set_forkserver_preload(list(preload))
    serve_undisturbed()
    return context


def serve_undisturbed() -> None:
    """Start the server of children with Ctrl-C blocked, in it and in them: the parent ends them.

    Without that the server, interrupted while it imports, prints its traceback on the terminal.
    """
    import signal
    from multiprocessing import forkserver, resource_tracker

    resource_tracker.ensure_running()  # first: it unblocks what is blocked here
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        forkserver.ensure_running()
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


@contextmanager
def pool(
    make: Callable[[], Child], workers: int
) -> Iterator[Callable[[Callable[[Child, Item], Any], Item], Future[Any]]]:
    """What starts `run` on an item in one of `workers` children; each is made when it is needed.

    What has not begun when the block ends is not done, and what runs is ended.
    """
    local = threading.local()
    children: list[Child] = []
    running: set[Future[Any]] = set()

    def one(run: Callable[[Child, Item], Any], item: Item) -> Any:
        if not hasattr(local, "child"):
            local.child = make()
            children.append(local.child)
        return run(local.child, item)

    def start(run: Callable[[Child, Item], Any], item: Item) -> Future[Any]:
        future = threads.submit(one, run, item)
        running.add(future)
        future.add_done_callback(running.discard)
        return future

    with ThreadPoolExecutor(max(1, workers)) as threads:
        try:
            yield start
        finally:
            threads.shutdown(wait=False, cancel_futures=True)
            ended = False
            while not ended:  # one that was just starting is ended the next time
                for child in children:
                    child.close()
                ended = not wait(list(running), 0.1).not_done


def each(
    make: Callable[[], Child],
    items: Sequence[Item],
    run: Callable[[Child, Item], Any],
    workers: int,
    size: Callable[[Item], int] = lambda item: 0,
) -> Iterator[Any]:
    """What `run` gives for each item, in order; `workers` children at a time.

    The largest begin first, so that no child is left alone with one in the end.
    """
    with pool(make, workers) as start:
        largest = sorted(range(len(items)), key=lambda n: -size(items[n]))
        futures = {n: start(run, items[n]) for n in largest}
        for n in range(len(items)):  # what was given is not held any longer
            yield futures.pop(n).result()


def serve(pipe: Connection, task: str, limits: Limits) -> None:
    """The child: does what it is asked until the parent is gone."""
    import signal

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    confine(limits)
    module, _, name = task.partition(":")
    function = getattr(import_module(module), name)
    pipe.send("ready")
    while True:
        try:
            arguments = pipe.recv()
        except EOFError:
            return
        pipe.send_bytes(answer(function, arguments))


def confine(limits: Limits) -> None:
    """No more memory than the limits allow on top of what the child starts with.

    What it starts with is large and mostly empty: Arrow alone sets a gigabyte of addresses aside.
    What Rust prints when it panics goes nowhere.
    """
    quiet = os.open(os.devnull, os.O_WRONLY)
    os.dup2(quiet, 2)
    if sys.platform != "win32":
        import resource

        hard = resource.getrlimit(resource.RLIMIT_AS)[1]
        soft = limits.memory_bytes + address_space()
        if hard != resource.RLIM_INFINITY:
            soft = min(soft, hard)
        resource.setrlimit(resource.RLIMIT_AS, (soft, hard))


def address_space() -> int:
    """The addresses this process has mapped in bytes, 0 where the system does not tell."""
    try:
        told = Path("/proc/self/statm").read_text("ascii")
    except OSError:
        return 0
    return int(told.split()[0]) * os.sysconf("SC_PAGE_SIZE")


def answer(function: Callable[..., Any], arguments: tuple[Any, ...]) -> bytes:
    """What came of a task and what it used, for the pipe."""
    told: tuple[str, object]
    start = process_time()
    try:
        told = "done", function(*arguments)
    except FileFault as fault:
        told = "fault", (fault.code, fault.detail, fault.row)
    except MemoryError:
        told = "fault", ("file.unreadable", "内存不足", None)
    except Exception:  # our own bug: told in the parent, where it can be seen
        told = "bug", traceback.format_exc()
    return pickle.dumps((*told, process_time() - start, peak_memory()), protocol=5)


def opened(data: bytes, child: int) -> Any:
    """What came of a task, in the parent."""
    kind, content, cpu, peak = pickle.loads(data)
    with USED.lock:
        USED.cpu += cpu
        USED.peaks[child] = peak
    if kind == "fault":
        code, detail, row = content
        raise FileFault(code, detail, row)
    if kind == "bug":
        raise RuntimeError(f"a child process failed:\n{content}")
    return content


def peak_memory() -> int:
    """The largest resident size of this process in bytes, 0 where the system does not tell."""
    if sys.platform == "win32":
        return 0
    import resource

    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit
