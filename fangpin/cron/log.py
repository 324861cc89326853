"""--log FILE: a line a stage with counts and seconds, appended; no person's data in it."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from fangpin.errors import UseError, reason

STAGES = {
    "read": "读入和检查",
    "load": "装入",
    "match": "比对",
    "facts": "汇总事实",
    "rules": "研判",
    "evidence": "写依据",
    "results": "整理结果",
    "write": "写出",
}
COUNTS = {
    "files": "文件",
    "tables": "表",
    "rows": "行",
    "accepted": "接收",
    "rejected": "退回",
    "persons": "人",
    "households": "户",
    "rules": "规则",
    "hits": "命中",
    "checks": "待核",
    "problems": "问题",
    "written": "写出文件",
}
_DIGITS = re.compile(r"[0-9Xx]{9,}")  # an ID, phone or card number, should one ever come this far


class Log:
    """Appends lines to a file, each in one write, so that two runs do not mix."""

    def __init__(self, path: Path) -> None:
        """Raises UseError where the file can't be written."""
        self.path = path
        try:
            os.close(self._open())
        except OSError as error:
            raise UseError(f"日志 {path} 写不进:{reason(error)}", "请检查 --log") from None

    def stage(self, name: str, seconds: float, counts: Mapping[str, int]) -> None:
        """A stage that ended."""
        told = [f"{COUNTS.get(key, key)} {number}" for key, number in counts.items()]
        self.say(",".join([STAGES.get(name, name), *told, f"{seconds:.1f} 秒"]))

    def say(self, text: str) -> None:
        """A line: local time, process, text. Raises OSError."""
        now = datetime.now().astimezone().isoformat(timespec="seconds")
        plain = _DIGITS.sub("*", " ".join(text.split()))
        descriptor = self._open()
        try:
            os.write(descriptor, f"{now} [{os.getpid()}] {plain}\n".encode())
        finally:
            os.close(descriptor)

    def _open(self) -> int:
        return os.open(self.path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
