"""Yes and no, in all the ways people tick a box."""

from __future__ import annotations

import re

from fangpin.rosters.clean.normal import is_missing, tight
from fangpin.rosters.clean.types import Result

_TRUE = frozenset(
    ("是", "有", "√", "✓", "✔", "☑", "Y", "YES", "T", "TRUE", "1", "1.0", "对", "是的"),
)
_FALSE = frozenset(
    ("否", "无", "没有", "不是", "×", "✗", "✘", "✕", "✖", "☒", "N", "NO", "F", "FALSE", "0", "0.0"),
)
_CODED = re.compile(r"\d{1,2}[-_.、:]?([是否有无])", re.ASCII)
# What is over by now says neither: 已退保 is no 已参保.
_OVER = "死|去世|注销|停|退|解除|解约|解聘|取消|终止|过期|到期|中断|失|断|离|迁|撤"
_DONE = re.compile(rf"已(?!{_OVER})[^未不没]*")
_UNDONE = re.compile(r"未(?![知明定详填查核确统录采])[^已]*")


def parse_bool(text: str, kind: int) -> Result:
    """Yes or no; 无 is no here, 已… is yes and 未… is no unless it says that nobody knows."""
    value = tight(text).upper()
    coded = _CODED.fullmatch(value)
    value = coded.group(1) if coded else value
    if value in _TRUE or _DONE.fullmatch(value):
        return Result(True)
    if value in _FALSE or _UNDONE.fullmatch(value):
        return Result(False)
    return Result(None, None if is_missing(value) else "bool.format")
