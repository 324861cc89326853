"""Faults in use: what a person called wrongly or a file that can't be read, never our own bugs."""

from __future__ import annotations


class UseError(Exception):
    """A wrong call or configuration: one Chinese sentence and what to do.

    status: the exit status (cli.md): 2 wrong call, 3 no usable input, 4 output can't be written.
    """

    def __init__(self, message: str, hint: str = "", status: int = 2) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        self.status = status


class FileFault(Exception):
    """A whole file or table that can't be used; the others go on.

    code: file.encrypted, file.too_large_inside, ... (faults.toml); detail: what is particular to
    this file, in Chinese, without any person's data; row: the first line concerned, if any.
    """

    def __init__(self, code: str, detail: str = "", row: int | None = None) -> None:
        super().__init__(f"{code} {detail}".strip())
        self.code = code
        self.detail = detail
        self.row = row
