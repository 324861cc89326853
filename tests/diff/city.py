"""A synthetic city as a run of one month, and the same city with edits as the run of the next."""

from __future__ import annotations

import csv
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from fangpin.demo import make_city
from fangpin.diff.engine import compare
from fangpin.diff.model import Comparison
from fangpin.diff.runs import read_run
from fangpin.pairs.decision import Decision
from fangpin.pairs.memory import Decided, save
from fangpin.pipeline import scan
from fangpin.report import machine
from fangpin.report.model import ALERT_COLUMNS
from fangpin.rosters.clean.id_number import check_character
from fangpin.run import ScanOptions
from fangpin.timing import Clock

DAY = date(2020, 4, 18)
Row = dict[str, str]
HOUSEHOLDS, MEMBERS = "扶贫/11_户表2019_*.csv", "扶贫/0[1-8]_*.csv"
INSURED = "医保/基本医保*.csv"
INCOME = ("工资性收入", "生产经营性收入", "财产性收入", "转移性收入")


@dataclass(frozen=True)
class Sheet:
    """A delimited file; head: where its header is."""

    code: str
    comma: str
    rows: list[list[str]]
    head: int


def read_sheet(path: Path) -> Sheet:
    """Read a delimited file in whatever encoding the city wrote it."""
    data = path.read_bytes()
    code = "utf-8-sig" if _is_utf8(data) else "gb18030"
    lines = data.decode(code).splitlines()
    comma = max(",\t;|", key=lambda one: sum(line.count(one) for line in lines))
    rows = list(csv.reader(lines, delimiter=comma))
    words = ("户编号", "证件号码", "身份")
    head = next(n for n, row in enumerate(rows) if any(w in c for c in row for w in words))
    return Sheet(code, comma, rows, head)


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return False
    return True


def number(row: Row) -> str:
    """The row's own ID number; of a certificate the first 18 characters."""
    names = [n for n in row if ("证件号码" in n or "身份" in n) and not n.startswith("户主")]
    return row[names[0]][:18] if names else ""


def home(row: Row) -> str:
    """The row's household number."""
    return next((value for name, value in row.items() if name.startswith("户编号")), "")


def edit(folder: Path, files: str, change: Callable[[Row], Row | None]) -> int:
    """Change or drop (None) rows of delimited files; how many were touched."""
    count = 0
    for path in sorted(folder.glob(files)):
        sheet = read_sheet(path)
        heads = sheet.rows[sheet.head]
        made = sheet.rows[: sheet.head + 1]
        for row in sheet.rows[sheet.head + 1 :]:
            before = dict(zip(heads, row, strict=False))
            after = change(dict(before))
            count += after != before
            if after is not None:
                made.append([after.get(name, "") for name in heads])
        with path.open("w", encoding=sheet.code, newline="") as file:
            csv.writer(file, delimiter=sheet.comma).writerows(made)
    return count


def listed(folder: Path, files: str) -> Iterator[Row]:
    """The rows of delimited files."""
    for path in sorted(folder.glob(files)):
        sheet = read_sheet(path)
        for row in sheet.rows[sheet.head + 1 :]:
            yield dict(zip(sheet.rows[sheet.head], row, strict=False))


def wrong(number: str) -> str:
    """The number with its check digit spoilt."""
    good = check_character(number[:17])
    return number[:17] + ("0" if good != "0" else "1")


def run(rosters: Path, out: Path, policy: str = "hohhot-2020", day: date = DAY,
        previous: Path | None = None) -> Path:  # fmt: skip
    """Scan and write what a comparison reads, with the decisions beside it."""
    from fangpin.compare.previous import read_previous

    decisions = out.parent / "配对决定.csv"
    asked = ScanOptions([rosters], day, policy, decisions=decisions, cache=out.parent / "cache")
    if previous is not None:
        asked = replace(asked, previous=read_previous(previous, day))
    done = scan(asked, Clock())
    out.mkdir(parents=True)
    made = done.results
    machine.write_parquet(made.alerts.select(ALERT_COLUMNS), out / "alerts.parquet")
    machine.write_parquet(made.households, out / "households.parquet")
    machine.write_json(made.run, out / "run.json")
    for name, table in made.files.items():
        machine.write_parquet(table, out / name)
    assert made.candidates is not None
    machine.write_parquet(made.candidates, out / "candidates.parquet")
    called = {"paths": [str(rosters.resolve())], "policy": policy, "decisions": str(decisions)}
    Clock().write(out / "timing.json", called)
    return out


def confirm(out: Path, row: Row, number: str) -> None:
    """Answer yes to the pair of a row (name, wrong number) and the person of `number`."""
    import pyarrow.parquet as pq

    token = next(
        one["token"]
        for one in pq.read_table(out / "candidates.parquet").to_pylist()
        if one["candidate_id"] == number
    )
    one = Decision(token, "是", "insurance", row["姓名"], row["证件号码"], number)
    save(Decided(answers={token: one}), out.parent / "配对决定.csv")


def difference(old: Path, new: Path) -> Comparison:
    """The comparison of two runs."""
    cache = old.parent / "cache"
    return compare(
        read_run(old),
        read_run(new),
        lambda paths, day: ScanOptions(paths=paths, as_of=day, cache=cache),
    )


NEEDED = ("扶贫", "公安", "医保", "民政", "教育")  # departments whose rosters the tests keep


@dataclass(frozen=True)
class Edits:
    """What a test may change between two months, all drawn from one city.

    insured: who is in the insurance roster under a wrong number only; poor: a household whose
    income falls; leaver: a member who leaves, no head, of another household.
    """

    folder: Path
    insured: str
    poor: str
    leaver: str

    def value(self) -> None:
        """The household earns next to nothing."""
        low = dict.fromkeys(INCOME, "100") | {"人均纯收入": "", "纯收入": "", "年收入": ""}
        assert edit(self.folder, HOUSEHOLDS, lambda r: r | low if home(r) == self.poor else r)

    def person(self, who: str) -> None:
        """The member is in no roster of households any more."""
        for files in (MEMBERS, "公安/*.csv"):
            edit(self.folder, files, lambda r: None if number(r) == who else r)

    def mended(self) -> None:
        """The insurance office sends the right number."""
        right = {"证件号码": self.insured}
        bad = wrong(self.insured)
        assert edit(self.folder, INSURED, lambda r: r | right if number(r) == bad else r)

    def roster(self) -> None:
        """The medical costs do not come."""
        for path in self.folder.glob("医保/医疗费用*.csv"):
            path.unlink()

    def parameter(self, path: Path) -> str:
        """A policy with a higher line."""
        path.write_text(
            'extends = "hohhot-2020"\ntitle = "测试"\n[parameters.income_line]\n'
            'values = [{ from = 2020-04-18, value = 30000, local = "测试" }]\n',
            "utf-8",
        )
        return str(path)

    def pair(self, old: Path) -> None:
        """The wrong number is confirmed to be the insured's."""
        rows = listed(self.folder, "医保/基本医保*.csv")
        confirm(old, next(r for r in rows if number(r) == wrong(self.insured)), self.insured)


def city(folder: Path, seed: int) -> Edits:
    """Write a city with one wrong number as `a`, and again as `b`, which is to be edited."""
    make_city(folder / "a", seed=seed, households=16, faults=False, layout="csv")
    for path in (folder / "a").iterdir():
        if path.name not in NEEDED:
            shutil.rmtree(path)
    members = {number(row): row for row in listed(folder / "a", MEMBERS)}
    insured = [
        n
        for r in listed(folder / "a", INSURED)
        if (n := number(r)) in members and members[n].get("与户主关系") != "户主"
    ]
    edit(
        folder / "a",
        INSURED,
        lambda r: {**r, "证件号码": wrong(insured[0])} if number(r) == insured[0] else r,
    )
    poor = home(next(listed(folder / "a", HOUSEHOLDS)))
    leaver = next(
        number(r)
        for r in members.values()
        if r.get("与户主关系") != "户主" and home(r) != poor and number(r) != insured[0]
    )
    shutil.copytree(folder / "a", folder / "b")
    return Edits(folder / "b", insured[0], poor, leaver)
