"""Little rosters in memory and the checks of a text over them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

import polars as pl

from fangpin.checks import audit
from fangpin.checks.findings import findings
from fangpin.checks.pack import Pack, read_pack, shipped
from fangpin.checks.texts import Texts, texts_of
from fangpin.io.cells import text_column
from fangpin.io.table import RawFile, RawTable
from fangpin.rosters.kinds import load_kinds
from fangpin.rosters.label import label

DAY = date(2024, 10, 15)
Rows = Sequence[Mapping[str, str | None]]
WHO = ("户编号", "姓名", "证件号码", "与户主关系")


def member(home: str, number: str, /, **more: str | None) -> dict[str, str | None]:
    """A row of 监测对象信息 with what marks the roster."""
    return {"户编号": home, "姓名": "某某", "证件号码": number, "与户主关系": "户主"} | more


def roster(name: str, rows: Rows) -> Texts:
    """A roster of text cells; blank cells are None."""
    headers = list(dict.fromkeys(h for row in rows for h in row))
    columns = [text_column([h, *(row.get(h) for row in rows)]) for h in headers]
    raw = RawFile(f"{name}.xlsx", "0", "xlsx", "", (RawTable(name, tuple(columns)),))
    labelled = label(raw, load_kinds())
    assert len(labelled.rosters) == 1, labelled.refused
    return texts_of(labelled.rosters[0])


def pack_of(text: str) -> Pack:
    """A pack from its text, with the shipped definitions and names of tables."""
    made = Pack(definitions=dict(shipped().definitions), tables=dict(shipped().tables))
    made.add(read_pack(text, "本县.toml"))
    return made


def prepare(text: str, day: date = DAY) -> audit.Prepared:
    """The bound checks of a pack's text."""
    return audit.prepare(pack_of(text), load_kinds(), day)


def judge(text: str, day: date = DAY, **tables: Rows) -> audit.Judged:
    """The checks of a text over rosters."""
    return audit.judge(prepare(text, day), [roster(name, rows) for name, rows in tables.items()])


def found(text: str, day: date = DAY, **tables: Rows) -> pl.DataFrame:
    """What the checks of a text find in rosters."""
    return findings(judge(text, day, **tables))


def keys(when: str, unit: str = "person", day: date = DAY, **tables: Rows) -> list[str]:
    """The keys that one condition on 监测对象信息 finds."""
    text = f"[X]\ntable = '监测对象信息'\nunit = '{unit}'\nwhen = '''{when}'''\n"
    return found(text, day, **tables)["key"].to_list()
