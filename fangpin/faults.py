"""Faults in data: each code with its severity, its message and what to do (faults.toml)."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

PROBLEM_COLUMNS = ("file", "sheet", "row", "column", "field", "value", "code", "severity")


@dataclass(frozen=True)
class Fault:
    """One code. severity: reject (the value does not count) or remark (it does)."""

    code: str
    severity: str
    message: str
    suggestion: str

    def told(self, column: str, value: str) -> tuple[str, str]:
        """The message and the suggestion for one cell."""
        words = {"column": column or "该行", "value": value}
        return self.message.format_map(words), self.suggestion.format_map(words)


@cache
def faults() -> Mapping[str, Fault]:
    """All faults by code."""
    raw = tomllib.loads(files("fangpin").joinpath("faults.toml").read_text("utf-8"))
    return {code: Fault(code=code, **words) for code, words in raw.items()}


def fault(code: str) -> Fault:
    """The fault of a code; `<field>.missing` of a field without words of its own is `missing`."""
    known = faults()
    if code not in known and code.endswith(".missing"):
        return known["missing"]
    return known[code]


def is_remark(code: str) -> bool:
    """Whether a value with this fault counts all the same."""
    return fault(code).severity == "remark"


def describe(code: str, column: str = "", value: str = "") -> tuple[str, str]:
    """The message and the suggestion for a fault, in Chinese, one sentence each."""
    return fault(code).told(column, value)


_AGAIN = re.compile("[，,](文件)?(可能|请用 --input).*$")  # what the message says already
_ENOUGH = re.compile("有密码|^文件是空的|^文件里没有内容|^内容是|^文字编码|^文件不存在|^读了 ")


def told_of_file(code: str, detail: str = "") -> str:
    """One sentence of what is wrong with a file, its particulars in it, nothing said twice."""
    message = describe(code)[0]
    plain = _AGAIN.sub("", detail).strip("。 ")
    if not plain:
        return message
    if _ENOUGH.search(plain):
        return plain
    short = message.partition(",")[0]
    return plain if plain.startswith(short) else f"{short}:{plain}"


def describe_file(code: str, detail: str = "") -> tuple[str, str]:
    """What is wrong with a file and what to do, in Chinese, one sentence each."""
    return told_of_file(code, detail), describe(code)[1]


def fill(problems: pd.DataFrame) -> pd.DataFrame:
    """The problems with the columns `message` and `suggestion` added.

    problems: with `code`, `column` and `value`. Each distinct wording is made once.
    """
    words = problems[["code", "column", "value"]].fillna("").astype("str")
    speaking = [code for code in words["code"].unique() if "{value}" in fault(code).message]
    words.loc[~words["code"].isin(speaking), "value"] = ""
    group = words.groupby(["code", "column", "value"], sort=False).ngroup().to_numpy()
    distinct = words.drop_duplicates()
    told = [describe(*cell) for cell in distinct.itertuples(index=False, name=None)]
    messages = [message for message, _ in told]
    suggestions = [suggestion for _, suggestion in told]
    return problems.assign(
        message=[messages[n] for n in group], suggestion=[suggestions[n] for n in group]
    )
