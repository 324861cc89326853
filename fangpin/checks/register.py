"""Registers of exemptions: exempt.toml, or a sheet that an office keeps; a wrong row is told."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fangpin.checks.coerce import date_of
from fangpin.checks.exempt import KEYS, Exemption, Register
from fangpin.checks.lines import Lines
from fangpin.errors import FileFault, UseError

if TYPE_CHECKING:
    from fangpin.io.table import RawTable

WORDS = {"check": "规则", "key": "户编号", "reason": "原因", "who": "登记人", "until": "豁免至"}
# Headers of a sheet and keys of a table by what they mean.
NAMES: Mapping[str, tuple[str, ...]] = {
    "check": ("规则", "规则编号", "rule", "check"),
    "key": ("户编号", "编号", "户号", "证件号码", "household", "household_id", "key"),
    "reason": ("原因", "豁免原因", "reason"),
    "who": ("登记人", "经办人", "谁", "who"),
    "until": ("豁免至", "有效期至", "到哪天", "until", "until when", "until_when"),
    "facts": ("事实码", "facts"),
}
MEANING = {name: key for key, names in NAMES.items() for name in names}
HEADER_ROWS = 10  # a header stands among the first rows of its sheet
_SERIAL = date(1899, 12, 30)  # from which a spreadsheet counts days


def read_registers(files: Iterable[str | Path]) -> Register:
    """The entries of registers: .toml, or any sheet with the columns of WORDS.

    A row that can't be used is a sentence in `faults`; the others count. Raises UseError for a
    file that can't be read at all.
    """
    entries: list[Exemption] = []
    faults: list[str] = []
    for name in files:
        path = Path(name)
        if not path.is_file():
            raise UseError(f"找不到豁免登记 {path}", "请检查 --exempt")
        rows = toml_rows(path) if path.suffix.lower() == ".toml" else sheet_rows(path)
        for cells, headers, where in rows:
            made = entry(cells, headers, where)
            if isinstance(made, str):
                faults.append(f"{made},这一条没有采用")
            else:
                entries.append(made)
    return Register(tuple(entries), tuple(faults))


Row = tuple[dict[str, Any], dict[str, str], str]  # cells by meaning, headers by meaning, place


def toml_rows(path: Path) -> Iterator[Row]:
    """The [[exempt]] tables of a file."""
    try:
        text = path.read_text("utf-8-sig")
        raw = tomllib.loads(text)
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise UseError(f"豁免登记 {path} 读不懂:{error}", "请按 TOML 写法改正") from None
    tables = raw.get("exempt", [])
    if not isinstance(tables, list) or set(raw) - {"exempt"}:
        raise UseError(f"豁免登记 {path} 里只能有 [[exempt]]", "一条豁免写一个 [[exempt]]")
    lines = Lines(text).every("exempt")
    for number, raw_table in enumerate(tables):
        table: dict[str, Any] = dict(raw_table)
        line = lines[number] if number < len(lines) else 1
        cells = {MEANING.get(n, n): value for n, value in table.items()}
        headers = {MEANING.get(n, n): n for n in table}
        yield cells, headers, f"{path.name} 第{line}行"


def sheet_rows(path: Path) -> Iterator[Row]:
    """The rows of a sheet in which anything was filled in."""
    from fangpin.faults import describe_file
    from fangpin.io import read_file

    try:
        raw = read_file(path, name=path.name)
    except FileFault as fault:
        said, hint = describe_file(fault.code, fault.detail)
        raise UseError(f"豁免登记 {path.name}:{said}", hint) from None
    found = False
    for table in raw.tables:
        at, names = header_of(table)
        if at is None:
            continue
        found = True
        yield from table_rows(table, at, names, path.name)
    if not found:
        raise UseError(
            f"{path.name} 不是豁免登记:没有“规则”“户编号”“原因”“登记人”“豁免至”这几列",
            "请按这几个表头填写",
        )


def header_of(table: RawTable) -> tuple[int | None, list[str]]:
    """The row of a sheet's header and what each column means; None where it has none."""
    columns = [column.values() for column in table.columns]
    for at in range(min(HEADER_ROWS, len(table))):
        names = [MEANING.get((column[at] or "").strip().lower(), "") for column in columns]
        if set(WORDS) <= set(names):
            return at, names
    return None, []


def table_rows(table: RawTable, at: int, names: Sequence[str], file: str) -> Iterator[Row]:
    """The rows below a header; a row that only offers a finding is no entry."""
    columns = [column.values() for column in table.columns]
    headers = {
        name: (column[at] or "").strip()
        for name, column in zip(names, columns, strict=True)
        if name
    }
    for row in range(at + 1, len(table)):
        cells = {
            name: told
            for name, column in zip(names, columns, strict=True)
            if name and (told := plain(column[row]))
        }
        filled = cells.keys() & {"reason", "who", "until"}
        if filled or (cells and "facts" not in cells):
            sheet = f"[{table.sheet}]" if table.sheet else ""
            yield cells, headers, f"{file}{sheet} 第{table.first_row + row}行"


def plain(cell: str | None) -> str:
    """A cell's text, without the apostrophe that keeps a formula from running."""
    text = (cell or "").strip()
    text = text[1:] if re.match(r"'[=+\-@0-9]", text) else text
    return text[:-2] if re.fullmatch(r"\d+\.0", text) else text


def entry(cells: Mapping[str, Any], headers: Mapping[str, str], where: str) -> Exemption | str:
    """One entry, or what is wrong with the row: where it stands, the column, what to write."""
    for key in cells:
        if key not in KEYS:
            near = get_close_matches(key, [n for names in NAMES.values() for n in names], 1)
            hint = f",是不是 {near[0]}" if near else ""
            return f"{where}:没有“{key}”这一项{hint}"
    for key, word in WORDS.items():
        value = cells.get(key)
        if value is None or (isinstance(value, str) and not value.strip()):
            return f"{where}“{headers.get(key, word)}”一列:没有填{word}"
        if key != "until" and not isinstance(value, str):
            return f"{where}“{headers[key]}”一列:应当是文字,请加上引号"
    until = day_of(cells["until"])
    if until is None:
        return f"{where}“{headers['until']}”一列:不是日期,请写成 2025-06-30"
    if re.search(r"\dE\+\d", str(cells["key"])):
        return f"{where}“{headers['key']}”一列:编号变成了科学计数,请改成文字格式再填"
    texts = {key: str(cells.get(key, "")).strip() for key in KEYS if key != "until"}
    return Exemption(**texts, until=until, where=where)


def day_of(value: object) -> date | None:
    """A day as a date, a text, or a spreadsheet's number."""
    if isinstance(value, date):
        return value
    text = str(value).strip()
    if re.fullmatch(r"\d{5}(\.0+)?", text):
        return _SERIAL + timedelta(days=int(text.partition(".")[0]))
    day = date_of(re.split(r"[ T]", text)[0])
    return None if day is None else date(day // 10000, day // 100 % 100, day % 100)


def known(register: Register, rules: Collection[str], mine: Collection[str]) -> Register:
    """The entries of this run's rules (`mine`); one of a rule that there is nowhere is a fault."""
    faults = list(register.faults)
    for one in register.entries:
        if one.check not in rules:
            near = get_close_matches(one.check, list(rules), 3, 0.5)
            hint = ",相近的:" + "、".join(near) if near else ""
            faults.append(f"{one.where}“规则”一列:没有规则“{one.check}”{hint},这一条没有采用")
    return replace(
        register,
        entries=tuple(one for one in register.entries if one.check in mine),
        faults=tuple(faults),
    )
