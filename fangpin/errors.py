"""Faults in use: what a person called wrongly or a file that can't be read, never our own bugs."""

from __future__ import annotations

from errno import errorcode


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


REASONS = {
    "EACCES": "没有权限",
    "EPERM": "没有权限",
    "EROFS": "只读",
    "ENOSPC": "磁盘已满",
    "EDQUOT": "磁盘配额已用完",
    "EFBIG": "文件太大",
    "EEXIST": "同名的文件已存在",
    "ENOENT": "没有这个文件夹",
    "ENOTDIR": "上级不是文件夹",
    "EISDIR": "是一个文件夹",
    "ENAMETOOLONG": "名称太长",
    "EIO": "磁盘读写出错",
    "EBUSY": "正被占用",
    "ETXTBSY": "正被占用",
    "EMFILE": "打开的文件太多",
    "ECONNREFUSED": "连接被拒绝",
    "ECONNRESET": "连接被对方断开",
    "ECONNABORTED": "连接被断开",
    "EPIPE": "连接已断开",
    "EHOSTUNREACH": "网络不通",
    "ENETUNREACH": "网络不通",
    "ETIMEDOUT": "超时",
}


def reason(error: OSError) -> str:
    """Why the system refused, in Chinese; its own words where there are none here."""
    if isinstance(error, TimeoutError):
        return "超时"
    known = REASONS.get(errorcode.get(error.errno or 0, ""))
    return known or error.strerror or type(error).__name__
