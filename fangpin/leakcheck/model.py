"""Findings, and the one place that collects them while a file is walked through."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from fangpin.leakcheck.values import ID, mask_text, secrets

KINDS: Mapping[str, str] = MappingProxyType(
    {
        "id_number": "完整证件号",
        "id_number_15": "15 位旧证件号",
        "phone": "手机号",
        "bank_card": "银行卡号",
        "other_county": "其他旗县区的数据",
        "other_department": "其他部门的数据问题表",
        "hidden_sheet": "隐藏的工作表",
        "hidden_column": "隐藏的列",
        "hidden_row": "隐藏的行",
        "comment": "批注",
        "defined_name": "带数据的名称",
        "pivot_cache": "数据透视表缓存",
        "external_link": "外部链接",
        "property": "文件属性",
        "image": "图片（内容无法检查）",
        "embedded": "嵌入的对象（内容无法检查）",
        "macro": "宏",
        "revisions": "修订记录",
    }
)
_COUNTY_HEADERS = frozenset(
    {"旗县区", "旗县", "区县", "县区", "县", "县(市区)", "县(市、区)", "所属旗县区", "所在旗县区",
     "县名称", "county"}
)  # fmt: skip
_KEY_HEADERS = frozenset({"户编号", "household_id", "alert_id"})
_WHOLE = frozenset({"全市", "合计", "总计", "小计", "*", "—"})
_OWN_WORDS = frozenset({"", "fangpin", "openpyxl"})  # programs, no persons
_HEADER_LENGTH = 10


@dataclass(frozen=True)
class Finding:
    """One place that gives something away.

    file: the file's name without its folder; sheet: "" where the file has none; cell: A1, a row
    or column, line N of a text, or a part of the package; kind: a key of KINDS; value: masked.
    """

    file: str
    sheet: str
    cell: str
    kind: str
    value: str


@dataclass
class Leaks:
    """Collects the findings of one file; county: whose rows may stand in it, None for all;
    department: whose slip it must be, None where it need be no slip."""

    file: str
    county: str | None = None
    department: str | None = None
    departments: list[str] = field(default_factory=list)  # whose slip it says that it is
    findings: list[Finding] = field(default_factory=list)

    def add(self, sheet: str, cell: str, kind: str, value: str) -> None:
        """A finding; the value must be masked already."""
        self.findings.append(Finding(self.file, mask_text(sheet), cell, kind, value))

    def text(self, sheet: str, cell: str, text: str, *, numeric: bool = False) -> None:
        """The numbers in a text that stands anywhere."""
        for kind, shown in secrets(text, numeric=numeric):
            self.add(sheet, cell, kind, shown)

    def property(self, name: str, value: str) -> None:
        """A file property that names a person or an office."""
        self.text("", name, value)
        if value.strip().lower() not in _OWN_WORDS:
            self.add("", name, "property", covered(value))


class Sheet:
    """One table being read cell by cell, rows from above: knows what its columns are."""

    def __init__(self, leaks: Leaks, name: str) -> None:
        self.leaks, self.name = leaks, name
        self._counties: set[int] = set()
        self._keys: set[int] = set()

    def cell(self, row: int, column: int, text: str, *, numeric: bool = False) -> None:
        """A cell (from 0)."""
        self.known(row, column, text, secrets(text, numeric=numeric))

    def known(self, row: int, column: int, text: str, found: tuple[tuple[str, str], ...]) -> None:
        """A cell whose numbers were looked for before."""
        if found:
            for kind, shown in found:
                # Household numbers look like phones, cards and old IDs; a check digit tells more.
                if kind == ID or column not in self._keys:
                    self.leaks.add(self.name, address(row, column), kind, shown)
        elif len(text) <= _HEADER_LENGTH and self._header(column, text):
            return
        if column in self._counties and self.leaks.county is not None:
            self._county(row, column, text.strip())

    def _header(self, column: int, text: str) -> bool:
        word = re.sub(r"\s", "", text).replace("（", "(").replace("）", ")")
        if word in _COUNTY_HEADERS:
            self._counties.add(column)
        elif word in _KEY_HEADERS:
            self._keys.add(column)
        else:
            return False
        return True

    def _county(self, row: int, column: int, text: str) -> None:
        if text and text != self.leaks.county and text not in _WHOLE:
            self.leaks.add(self.name, address(row, column), "other_county", mask_text(text))


def covered(text: str) -> str:
    """A free text with only its first character left."""
    plain = text.strip()
    return plain[:1] + "***" if plain else ""


def address(row: int, column: int) -> str:
    """A1 for (0, 0)."""
    return f"{letters(column)}{row + 1}"


def letters(column: int) -> str:
    """A for 0, AA for 26."""
    text, number = "", column + 1
    while number:
        number, rest = divmod(number - 1, 26)
        text = chr(65 + rest) + text
    return text
