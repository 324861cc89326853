"""The tables that checks name: which rosters they are, their columns by header, their cells."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from fangpin.checks.pack import Pack, TableName
from fangpin.checks.plan import Use
from fangpin.errors import UseError
from fangpin.rosters.headers import normal
from fangpin.rosters.kinds import Kinds

if TYPE_CHECKING:
    from fangpin.checks.texts import Texts

_UNITS = ("元", "万元", "亩", "人", "个", "户", "公里", "平方米", "㎡", "个数", "%")
_KEY_FIELDS = {
    "hh": ("household_id",),
    "id18": ("id_number",),
    "hp": ("household_id", "id_number"),
    "place": ("county", "village"),
}
META = {"pid": "id_number", "hh": "household_id", "county": "county", "town": "town",
        "village": "village", "who": "name"}  # fmt: skip


@dataclass
class Table:
    """The rosters that a name stands for. columns: name as written -> column index by roster."""

    id: str
    name: TableName
    rosters: list[Texts] = field(default_factory=list)

    @property
    def title(self) -> str:
        """What it is called in messages."""
        return self.name.name

    def headers(self) -> list[str]:
        """Every header of its rosters, once."""
        return list(dict.fromkeys(c.header for r in self.rosters for c in r.columns if c.header))

    def lacking(self, use: Use) -> list[int]:
        """Which of its rosters lack a column or a key."""
        return [n for n, one in enumerate(self.rosters) if not has(one, use)]


def name_tables(pack: Pack, kinds: Kinds) -> tuple[dict[tuple[str, str], str], dict[str, Table]]:
    """Every name that a table may be given by -> its id, and the tables by id (still empty)."""
    for one in pack.tables.values():
        if one.kind not in kinds.kinds:
            raise UseError(
                f"名册名 {one.name} 指向不存在的种类 {one.kind}", "可用:" + "、".join(kinds.kinds)
            )
    plain = {("", kind.name): TableName(kind.title, kind.name) for kind in kinds}
    plain |= {("", kind.title): TableName(kind.title, kind.name) for kind in kinds}
    named = {**pack.tables, **{at: one for at, one in plain.items() if at not in pack.tables}}
    ids: dict[tuple[str, tuple[str, ...]], Table] = {}
    for one in named.values():
        ids.setdefault((one.kind, one.has), Table(f"t{len(ids)}", one))
    names = {at: ids[one.kind, one.has].id for at, one in named.items()}
    return names, {table.id: table for table in ids.values()}


def fill_tables(tables: Iterable[Table], rosters: Sequence[Texts]) -> None:
    """Give every table the rosters of its kind that have its columns."""
    for table in tables:
        table.rosters = [
            one
            for one in rosters
            if one.kind is not None
            and one.kind.name == table.name.kind
            and all(find_column(one, header) is not None for header in table.name.has)
        ]


def has(roster: Texts, use: Use) -> bool:
    """Whether a roster has a column, or what a key is made of."""
    if use.key:
        return set(_KEY_FIELDS[use.key]) <= set(roster.fields)
    return not use.column or find_column(roster, use.column) is not None


def find_column(roster: Texts, name: str) -> int | str | None:
    """The column that a name means: its index, or the field that is read from it.

    The header as written, else as it is compared, else without its unit, else a field's own name.
    """
    for test in (lambda h: h.strip() == name.strip(), lambda h: normal(h) == normal(name)):
        for one in roster.columns:
            if one.header and (test(one.header) or (one.parts and test(one.parts[-1]))):
                return one.index
    for one in roster.columns:
        if one.header and unit_apart(one.header, name):
            return one.index
    return field_named(roster, name)


def unit_apart(header: str, name: str) -> bool:
    """Whether two headers differ by a unit in brackets alone: 人均纯收入（元）, 人均纯收入."""
    longer, shorter = sorted((normal(header), normal(name)), key=len, reverse=True)
    rest = longer.removeprefix(shorter)
    return rest != longer and rest.strip("()") in _UNITS and rest.startswith("(")


def field_named(roster: Texts, name: str) -> str | None:
    """The field whose own name or label it is, where the roster has it (县, 村 and such)."""
    assert roster.kind is not None
    meaning = roster.kind.meaning(name)
    if meaning is None or meaning.field not in roster.fields:
        return None
    exact = name in (meaning.field, roster.kind.labels.get(meaning.field))
    return meaning.field if exact or meaning.field in ("county", "town", "village") else None


def cells(roster: Texts, at: int | str) -> pa.Array:
    """The cells of the data rows of a column as trimmed texts, null where nothing is left."""
    return roster.column(f"f_{at}" if isinstance(at, str) else f"h{at}")


def arrow_of(
    table: Table, columns: Mapping[str, str], number_keys: bool, aliases: Mapping[str, str]
) -> pa.Table:
    """The rows of a table: where each stands, whose it is, and columns (name -> header).

    aliases: names of counties -> canonical ones, by which villages are joined; `spot` is the
    village as it is written.
    """
    parts = []
    for source, roster in enumerate(table.rosters):
        count = len(roster)
        made: dict[str, pa.Array] = {
            "src": pa.array(np.full(count, source, np.int32)),
            "row": roster.column("row"),
        }
        for name, field_name in META.items():
            known = field_name in roster.fields
            made[name] = cells(roster, field_name) if known else empty(count)
        made["id18"] = roster.column("id18") if number_keys else made["pid"]
        made["hp"] = pc.binary_join_element_wise(made["hh"], made["pid"], "/")
        made["spot"] = place_of(made)
        made["county"] = canonical(made["county"], aliases)
        made["place"] = place_of(made)
        for name, header in columns.items():
            at = find_column(roster, header)
            made[name] = empty(count) if at is None else cells(roster, at)
        parts.append(pa.table(made))
    whole = pa.concat_tables(parts)
    return whole.add_column(0, "ord", pa.array(np.arange(len(whole), dtype=np.int64)))


def canonical(counties: pa.Array, aliases: Mapping[str, str]) -> pa.Array:
    """Counties with each alias replaced; a name is looked at once."""
    coded = counties.dictionary_encode()
    names = [aliases.get(one, one) for one in coded.dictionary.to_pylist()]
    return pa.array(names, pa.string()).take(coded.indices)


def empty(count: int) -> pa.Array:
    """A column in which nothing is known."""
    return pa.nulls(count, pa.string())


def place_of(made: Mapping[str, pa.Array]) -> pa.Array:
    """县/乡/村, null where no village is named."""
    parts = [pc.fill_null(made[name], "") for name in ("county", "town")]
    return pc.binary_join_element_wise(*parts, made["village"], "/")


def similar(table: Table, name: str) -> list[str]:
    """The headers of a table that are like a name, the likest first."""
    told = {normal(header): header for header in reversed(table.headers())}
    wanted = normal(name)
    found = get_close_matches(wanted, list(told), 3, 0.5)
    inside = [one for one in told if wanted and (wanted in one or one in wanted)]
    return [told[one] for one in dict.fromkeys([*found, *inside])][:3]
