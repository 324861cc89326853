"""One run at a time in a folder of results: a lock that ends with its process.

The lock is the operating system's, on `.fangpin.lock` beside the result folders: a process that
died holds nothing. Where a file system knows no locks (some network shares) the process number
in the file decides.
"""

from __future__ import annotations

import errno
import json
import os
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from fangpin.errors import UseError
from fangpin.io.find import LOCK

NAME = LOCK
HELD = 5  # exit status
_BUSY = frozenset({errno.EACCES, errno.EAGAIN, errno.EDEADLK})
_FAR = 2**30  # on Windows a locked byte can't be read, so one beyond the content is locked


class _Busy(Exception):
    """Somebody else has the lock."""


@contextmanager
def held(out: Path) -> Iterator[None]:
    """Hold the lock of the folder that `out` lies in.

    Raises UseError (status 5) that says who holds it, OSError where the folder can't be written.
    """
    folder = out.resolve().parent
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / NAME
    descriptor: int | None = None
    try:  # from here on, so that an interruption leaves no file behind
        descriptor = _take(path)
        os.ftruncate(descriptor, 0)
        os.lseek(descriptor, 0, os.SEEK_SET)
        os.write(descriptor, json.dumps(_told(out)).encode())
        yield
    finally:
        if descriptor is not None:
            _release(path, descriptor)


def _take(path: Path) -> int:
    """The locked file, which still lies at `path`."""
    while True:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | getattr(os, "O_BINARY", 0), 0o644)
        locked = False
        try:
            _lock(descriptor, path)
            locked = True
            if _same(descriptor, path):
                return descriptor
        except _Busy:
            os.close(descriptor)
            raise UseError(
                _say(path), "请等它结束再运行;一个文件夹里同时只能有一个", status=HELD
            ) from None
        except BaseException:
            if locked and _same(descriptor, path):
                _release(path, descriptor)
            else:
                os.close(descriptor)
            raise
        os.close(descriptor)  # its holder removed it just now: there is a new one, or none


def _lock(descriptor: int, path: Path) -> None:
    """Lock the file. Raises _Busy, or OSError."""
    try:
        system_lock(descriptor)
    except OSError as error:
        if error.errno in _BUSY:
            raise _Busy from None
        if error.errno not in (errno.ENOLCK, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS):
            raise
        holder = _holder(path)
        if holder and holder.get("host") == socket.gethostname():
            if alive(int(holder.get("pid", 0))):
                raise _Busy from None
        elif holder:  # on another machine: who can tell?
            raise _Busy from None


def system_lock(descriptor: int) -> None:
    """The operating system's lock, without waiting. Raises OSError where somebody has it."""
    if sys.platform == "win32":
        import msvcrt

        os.lseek(descriptor, _FAR, os.SEEK_SET)
        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
    else:
        import fcntl

        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)


def alive(pid: int) -> bool:
    """Whether a process of this number runs on this machine."""
    if pid <= 0:
        return False
    if sys.platform == "win32":
        import ctypes

        process = ctypes.windll.kernel32.OpenProcess(0x1000, False, pid)  # query only
        if process:
            ctypes.windll.kernel32.CloseHandle(process)
        return bool(process)
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:  # it is somebody else's
        return True
    return True


def _same(descriptor: int, path: Path) -> bool:
    """Whether the locked file is the one that others would open now."""
    try:
        return os.path.samestat(os.fstat(descriptor), path.stat())
    except FileNotFoundError:
        return False


def _release(path: Path, descriptor: int) -> None:
    """Remove the file while it is locked, then unlock it; Windows removes only closed files."""
    with suppress(OSError):
        path.unlink()
    os.close(descriptor)
    if sys.platform == "win32":
        with suppress(OSError):
            path.unlink()


def _told(out: Path) -> dict[str, Any]:
    user = os.environ.get("USER") or os.environ.get("USERNAME") or ""
    return {"pid": os.getpid(), "host": socket.gethostname(), "user": user, "out": out.name}


def _holder(path: Path) -> dict[str, Any]:
    """What the holder wrote; nothing where it did not come to it."""
    try:
        told = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return told if isinstance(told, dict) else {}


def _say(path: Path) -> str:
    told = _holder(path)
    about = {"pid": "进程", "user": "用户", "host": "机器", "out": "结果文件夹"}
    known = [f"{word} {told[key]}" for key, word in about.items() if told.get(key)]
    who = f"({','.join(known)})" if known else ""
    return f"另一次运行正在使用 {path.parent}{who}"
