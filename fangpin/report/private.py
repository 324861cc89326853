"""Files that only their owner may read."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO


def open_private(path: Path) -> BinaryIO:
    """Open a new or emptied file for writing, mode 0600 from its first byte on.

    Where a file system knows no modes (a FAT stick, a network share) the file is written all the
    same. Raises OSError where it can't be written.
    """
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_BINARY", 0)
    descriptor = os.open(path, flags, 0o600)
    with suppress(OSError):  # an older file keeps the mode it had
        path.chmod(0o600)
    return os.fdopen(descriptor, "wb")
