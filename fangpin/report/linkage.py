"""How rows found their households, in words and as sheets: shares, falls, counties left out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from fangpin.report import masks, suppress
from fangpin.report.grid import Field
from fangpin.report.lists import Cell, write_list
from fangpin.report.model import Privacy, Results
from fangpin.report.run import Run, as_of
from fangpin.report.statistics_counts import HIDDEN
from fangpin.report.styles import Book
from fangpin.report.words import NO_PLACE, Words

_CITY = "全市"
Cells = Mapping[str, Mapping[str, int]]  # county -> rows, linked


def fallen(results: Results) -> Iterator[str]:
    """A line a roster that fell since the run before; its counties stand in the same line."""
    words = Words(results.names)
    found: dict[str, list[Mapping[str, Any]]] = {}
    for one in results.run.get("previous", {}).get("flags", ()):
        found.setdefault(one["kind"], []).append(one)
    for kind, several in found.items():
        parts = "；".join(_fall(one) for one in several)
        yield f"名册下降：{words.name(kind)}（{parts}）"


def _fall(one: Mapping[str, Any]) -> str:
    place = f"{one['county']}：" if one["county"] else ""
    if one["what"] == "roster":
        return f"本次没有提供，上次 {one['before']} 行"
    if one["what"] == "rows":
        return f"{place}行数由 {one['before']} 降到 {one['now']}"
    return f"{place}匹配率由 {one['before']:.1%} 降到 {one['now']:.1%}"


def left_out(results: Results) -> Iterator[str]:
    """Rosters that do not cover a county, and rosters without a single row of one, a line each."""
    if line := _by_kind(results, "not_covered"):
        yield f"名册未覆盖（靠它的规则在那里不评估）：{line}"
    if line := _by_kind(results, "without_rows"):
        yield f"名册中一行也没有的旗县区（按没有处理，请核对是否漏报）：{line}"


def _by_kind(results: Results, key: str) -> str:
    words = Words(results.names)
    table: Mapping[str, list[str]] = results.run.get(key) or {}
    return "；".join(f"{words.name(kind)}（{places(where)}）" for kind, where in table.items())


def places(counties: list[str]) -> str:
    """Counties in one text."""
    return "、".join(county or NO_PLACE for county in counties)


def since(run: Run) -> str | None:
    """What came of the comparison with the run before, in one line; null where there was none."""
    told = run.get("previous")
    if not told:
        return None
    ended, carried = (
        sum(sum(counties.values()) for counties in told[key].values())
        for key in ("ended", "carried")
    )
    text = f"与上次（{told['as_of']}）相比：新增 {told['new']}、持续 {told['continuing']}"
    text += f"、消除 {ended}（户·规则）"
    return text + (f"；其中上次命中、本次因缺名册或缺行转为待核 {carried}" if carried else "")


def write_linkage(book: Book, results: Results, privacy: Privacy) -> None:
    """The share of linked rows by roster and county beside the run before, then what did not."""
    linkage: Mapping[str, Cells] = results.run.get("linkage") or {}
    if not linkage:
        return
    words = Words(results.names)
    before: Mapping[str, Cells] = results.run.get("previous", {}).get("linkage", {})
    fields: tuple[Field, ...] = (
        Field("kind", "名册", 32),
        Field("county", "旗县区", 24),
        Field("rows", "数据行", 11, "int"),
        Field("linked", "对上的行", 11, "int"),
        Field("share", "匹配率", 10, "rate"),
    )
    if before:
        fields += (
            Field("rows_before", "上次数据行", 12, "int"),
            Field("share_before", "上次匹配率", 12, "rate"),
            Field("change", "匹配率变化", 12, "rate"),
        )
    rows: list[list[Cell]] = []
    for kind in sorted({*linkage, *before}):
        cells, old = _whole(linkage.get(kind, {})), _whole(before.get(kind, {}))
        gone = hidden_counties(results, kind, privacy)
        for county in _ordered(cells, old):
            line = _line(cells.get(county), old.get(county), bool(before), county in gone)
            rows.append([words.name(kind), county, *line][: len(fields)])
    note = (
        "数据行含退回的行，不含完全重复的行；没有对上的行按行内所写的旗县区计，没写的计入“未注明”。"
        "匹配率明显下降或行数明显减少的名册，先核对是否报全、证件号是否丢位。"
        + ("" if privacy == "work" else f"“{HIDDEN}”：涉及疾病、残疾的小数目，不列出。")
    )
    title = f"名册匹配情况（{as_of(results.run)}）"
    write_list(book, "匹配情况", title=title, note=note, fields=fields, rows=rows, frozen=2)
    _write_unmatched(book, results, words, privacy)


def hidden_counties(results: Results, kind: str, privacy: Privacy) -> frozenset[str]:
    """The counties, 全市 among them, for which nothing is told of a roster of the ill.

    Its rows are counted where they are matched and where they cover a county: what one sheet hides
    the other must not show.
    """
    if privacy == "work" or not masks.tells_of_illness(Words(results.names).name(kind)):
        return frozenset()
    run = results.run
    old = (run.get("previous") or {}).get("linkage", {})
    covered: Mapping[str, float] = (run.get("coverage") or {}).get(kind, {})
    counts = {c or NO_PLACE: int(n) for c, n in covered.items() if not isinstance(n, float)}
    tables = [
        _whole((run.get("linkage") or {}).get(kind, {})),
        _whole(old.get(kind, {})),
        {_CITY: (sum(counts.values()),) * 2, **{c: (n, n) for c, n in counts.items()}},
    ]
    return _hidden(*tables)


def _whole(cells: Cells) -> dict[str, tuple[int, int]]:
    """(rows, linked) by county, the city's first."""
    if not cells:
        return {}
    counties = {county: (cell["rows"], cell["linked"]) for county, cell in cells.items()}
    rows, linked = (sum(parts) for parts in zip(*counties.values(), strict=True))
    return {_CITY: (rows, linked), **counties}


def _ordered(*tables: Mapping[str, object]) -> list[str]:
    counties = sorted({county for table in tables for county in table} - {_CITY})
    return [_CITY, *counties]


def _hidden(*tables: Mapping[str, tuple[int, int]]) -> frozenset[str]:
    """The counties whose numbers are not shown, in either run, of rows or of linked ones."""
    gone: set[str] = set()
    while True:
        before = len(gone)
        for table in tables:
            for place in (0, 1):
                tree: dict[suppress.Path, int] = {
                    () if county == _CITY else (county,): numbers[place]
                    for county, numbers in table.items()
                }
                already = {() if county == _CITY else (county,) for county in gone}
                found = suppress.hidden(tree, already & tree.keys()) if tree else frozenset()
                gone |= {path[0] if path else _CITY for path in found}
        if len(gone) == before:
            return frozenset(gone)


def _line(
    now: tuple[int, int] | None, old: tuple[int, int] | None, compared: bool, gone: bool
) -> list[Cell]:
    if gone:
        return [HIDDEN] * 6
    rows, linked = now or (0, 0)
    share = linked / rows if rows else None
    if not compared:
        return [rows, linked, share, None, None, None]
    rows_before, linked_before = old or (0, 0)
    share_before = linked_before / rows_before if rows_before else None
    change = share - share_before if share is not None and share_before is not None else None
    return [rows, linked, share, rows_before, share_before, change]


def _write_unmatched(book: Book, results: Results, words: Words, privacy: Privacy) -> None:
    """Rows that were accepted and match nobody, by department and roster."""
    sums: dict[tuple[str, str], list[int]] = {}
    for entry in results.run["inputs"]:
        key = (str(entry.get("department") or ""), entry["kind"])
        cell = sums.setdefault(key, [0, 0])
        cell[0] += int(entry["accepted"])
        cell[1] += int(entry.get("unmatched") or 0)
    gone = _small_rosters(results, sums, privacy)
    fields = (
        Field("department", "部门", 18),
        Field("kind", "名册", 34),
        Field("accepted", "接收", 12, "int"),
        Field("unmatched", "没有对上任何户", 16, "int"),
        Field("share", "占接收", 12, "rate"),
    )
    rows: list[list[Cell]] = []
    for (department, kind), (accepted, unmatched) in sorted(sums.items()):
        told: list[Cell] = [accepted, unmatched, unmatched / accepted if accepted else None]
        shown = [HIDDEN] * 3 if (department, kind) in gone else told
        rows.append([department, words.name(kind), *shown])
    accepted, unmatched = (sum(cell[place] for cell in sums.values()) for place in (0, 1))
    total: list[Cell] = ["合计", None, accepted, unmatched, unmatched / max(accepted, 1)]
    title = f"没有对上的行（{as_of(results.run)}）"
    note = "接收了、但证件号和户编号都不在家庭名册和户籍人口中的行；逐行见各部门的数据问题表。"
    note += f"“{HIDDEN}”：涉及疾病、残疾的小数目，不列出。" if gone else ""
    write_list(book, "未匹配", title=title, note=note, fields=fields, rows=rows, total=total)


def _small_rosters(
    results: Results, sums: Mapping[tuple[str, str], list[int]], privacy: Privacy
) -> set[tuple[str, str]]:
    """Rosters of the ill with 1 or 2 rows, and one more, that the total tell of none."""
    words = Words(results.names)
    told = (
        [] if privacy == "work" else [k for k in sums if masks.tells_of_illness(words.name(k[1]))]
    )
    gone = {
        key
        for key in told
        if suppress.SMALL & set(sums[key]) or _CITY in hidden_counties(results, key[1], privacy)
    }
    if gone:
        rest = sorted((cell[0], key) for key, cell in sums.items() if key not in gone)
        while rest and (len(gone) < 2 or sum(sums[key][1] for key in gone) in suppress.SMALL):
            gone.add(rest.pop(0)[1])
    return gone
