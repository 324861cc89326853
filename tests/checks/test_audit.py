"""`fangpin audit` from the command line: outputs, masks, status, same bytes."""

from __future__ import annotations

import csv
import json
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner, Result

from fangpin.cli import cli
from fangpin.errors import UseError
from fangpin.io import read_file
from fangpin.rosters.label import label

from .exports import HEADERS, Maker, write_export, write_exports

DAY = "2024-10-15"


@pytest.fixture(scope="module")
def exports(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("导出")
    write_exports(Maker(5, date(2024, 10, 15), households=15).tables, folder)
    return folder


def run(*words: str | Path) -> Result:
    return CliRunner().invoke(cli, ["audit", *map(str, words)], standalone_mode=False)


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def out(exports: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("run") / "结果"
    result = run(exports, "--as-of", DAY, "--out", folder)
    assert result.return_value == 0, result.output
    assert "核查 255 条规则" in result.output
    return folder


def test_the_machine_files_are_complete_and_the_owners_alone(out: Path) -> None:
    found = rows(out / "checks.csv")
    assert list(found[0]) == ["check", "key", "severity", "evidence", "file", "sheet", "row"]
    assert all(isinstance(json.loads(row["evidence"]), list) for row in found)
    assert {row["severity"] for row in found} == {"错误", "疑点", "提示"}
    assert len({(row["check"], row["key"]) for row in found}) == len(found)
    assert (out / "checks.csv").stat().st_mode & 0o077 == 0
    record = json.loads((out / "run.json").read_text("utf-8"))
    assert record["not_run"] == {} and sum(record["checks"].values()) == len(found)
    assert len(record["inputs"]) == 5


def test_a_county_gets_a_workbook_without_whole_numbers(out: Path, exports: Path) -> None:
    sent = sorted(path.name for path in (out / "send").iterdir())
    assert sent == ["一致性核查_云岭县.xlsx", "一致性核查_清溪县.xlsx"]
    numbers = {row["key"] for row in rows(out / "checks.csv") if len(row["key"]) >= 17}
    for path in (out / "send").iterdir():
        book = openpyxl.load_workbook(path)
        assert book.sheetnames[0] == "汇总"
        cells = [
            str(cell) for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row
        ]
        assert not [cell for cell in cells for number in numbers if number and number[6:] in cell]


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        ("证件号码=150101199001019500", "证件号码=150101************"),
        ("证件号码=1501011990A101950X42", "证件号码=150101************"),
        ("证件号码=空", "证件号码=空"),
        ("证件号码=空、15010119900101951", "证件号码=空、150101************"),
        ("出生日期=19900101", "出生日期=1990****"),
        ("出生日期=1990年1月1日", "出生日期=1990****"),
        ("出生日期=不详", "出生日期=不详"),
        ("户联系电话=13812345678", "户联系电话=138****5678"),
        ("户联系电话=0471-1234567、空", "户联系电话=****、空"),
        ("家庭成员联系电话=1381234567", "家庭成员联系电话=****"),
        ("识别监测时间=202304", "识别监测时间=202304"),
        ("备注=人150101199001019500", "备注=人150101************"),
    ],
)  # fmt: skip
def test_evidence_is_masked_even_where_a_number_is_broken(line: str, shown: str) -> None:
    import polars as pl

    from fangpin.checks.workbook import masked

    frame = pl.DataFrame({"line": [line]}).select(masked(pl.col("line")).alias("line"))
    assert frame["line"].to_list() == [shown]


def test_the_same_exports_give_the_same_bytes(exports: Path, out: Path, tmp_path: Path) -> None:
    again = tmp_path / "再次"
    run(exports, "--as-of", DAY, "--out", again, "-q")
    for path in sorted(out.rglob("*")):
        if path.is_file() and path.name != "timing.json":
            assert path.read_bytes() == (again / path.relative_to(out)).read_bytes(), path.name


def test_a_scan_passes_over_what_an_audit_wrote(out: Path) -> None:
    from fangpin.io import find_files

    files, skipped = find_files([out.parent])
    assert files == []
    assert [why for _, why in skipped] == ["fangpin 自己的输出文件夹"]


def test_a_scan_passes_over_what_was_sent_and_came_back(out: Path, tmp_path: Path) -> None:
    from fangpin.io import find_files

    for path in (*(out / "send").iterdir(), out / "豁免登记.xlsx"):
        (tmp_path / path.name).write_bytes(path.read_bytes())
    files, skipped = find_files([tmp_path])
    assert files == [] and len(skipped) == 3


def test_an_exempted_finding_is_hidden_and_listed(exports: Path, out: Path, tmp_path: Path) -> None:
    first = rows(out / "checks.csv")[0]
    (tmp_path / "exempt.toml").write_text(
        f'[[exempt]]\ncheck = "{first["check"]}"\nkey = "{first["key"]}"\nreason = "已核实"\n'
        f'who = "王某"\nuntil = 2025-01-01\n[[exempt]]\ncheck = "X9"\n',
        "utf-8",
    )
    folder = tmp_path / "结果"
    result = run(
        exports, "--as-of", DAY, "--out", folder, "--exempt", tmp_path / "exempt.toml"
    )  # fmt: skip
    assert "已豁免 1 处" in result.output
    assert "exempt.toml 第7行“户编号”一列:没有填户编号,这一条没有采用" in result.output
    assert result.return_value == 1
    assert len(rows(folder / "checks.csv")) == len(rows(out / "checks.csv")) - 1
    (hidden,) = rows(folder / "exempted.csv")
    assert (hidden["rule"], hidden["key"], hidden["who"]) == (first["check"], first["key"], "王某")
    assert (tmp_path / "豁免事实.csv").stat().st_mode & 0o077 == 0


def test_an_exemption_lapses_when_its_facts_change(tmp_path: Path) -> None:
    tables = Maker(5, date(2024, 10, 15), households=4).tables
    write_exports(tables, tmp_path / "导出")
    person = next(r for r in tables["监测对象信息"] if len(r["证件号码"].strip()) == 18)
    number = person["证件号码"].strip()
    own = "[X]\ntable = '监测对象信息'\nunit = '人'\nevidence = ['民族']\n"
    own += f"when = '''\"证件号码\" = '{number}' '''\n"
    (tmp_path / "规则.toml").write_text(own, "utf-8")
    register = f"户编号,规则,原因,登记人,豁免至\n{number},X,已核实,王某,2025-01-01\n"
    (tmp_path / "登记.csv").write_text(register, "utf-8")
    words = ["--checks", tmp_path / "规则.toml", "--exempt", tmp_path / "登记.csv"]
    words += ["--as-of", DAY, "--out", tmp_path / "结果"]
    assert "已豁免 1 处" in run(tmp_path / "导出", *words).output
    assert "已豁免 1 处" in run(tmp_path / "导出", *words).output
    person["民族"] = "别的"
    write_exports(tables, tmp_path / "导出")
    told = run(tmp_path / "导出", *words).output
    assert "豁免不生效:登记.csv 第2行(X),登记后事实有变" in told
    (row,) = rows(tmp_path / "结果" / "exempted.csv")
    assert row["state"] == "lapsed" and row["evidence"] == "民族=别的" != row["before"]


def test_a_county_and_its_short_name_are_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tables = Maker(5, date(2024, 10, 15), households=8).tables
    for row in (one for several in tables.values() for one in several):
        home = next(iter(row))
        row[home] = row[home].strip().replace("云岭县", "呼和浩特经济技术开发区")
    write_exports(tables, tmp_path / "全称")
    for row in tables["已外出务工信息"] + tables["行政村信息"] + tables["监测对象信息"][::2]:
        home = next(iter(row))
        row[home] = row[home].replace("呼和浩特经济技术开发区", "经开区")
        row[home] = row[home].replace("清溪县", "清溪")
    write_exports(tables, tmp_path / "简称")
    (tmp_path / "fangpin.toml").write_text('[places]\n"清溪" = "清溪县"\n', "utf-8")
    monkeypatch.chdir(tmp_path)
    sent, found = [], []
    for name in ("全称", "简称"):
        folder = tmp_path / f"{name}结果"
        run(tmp_path / name, "--as-of", DAY, "--out", folder, "-q")
        sent.append(sorted(p.name for p in (folder / "send").iterdir()))
        found.append({(r["check"], canonical(r["key"])) for r in rows(folder / "checks.csv")})
    assert sent[0] == sent[1]
    assert sent[0] == ["一致性核查_呼和浩特经济技术开发区.xlsx", "一致性核查_清溪县.xlsx"]
    assert found[0] == found[1]


def canonical(key: str) -> str:
    county, slash, rest = key.partition("/")
    known = {"经开区": "呼和浩特经济技术开发区", "清溪": "清溪县"}
    return known.get(county, county) + slash + rest


def test_only_the_counties_that_were_asked_for(exports: Path, out: Path, tmp_path: Path) -> None:
    folder = tmp_path / "结果"
    run(exports, "--as-of", DAY, "--out", folder, "-q", "--county", "清溪县")
    assert [path.name for path in (folder / "send").iterdir()] == ["一致性核查_清溪县.xlsx"]
    mine, every = rows(folder / "checks.csv"), rows(out / "checks.csv")
    assert 0 < len(mine) < len(every)
    assert all(row in every for row in mine)


def test_what_was_read_before_is_not_read_again(
    exports: Path, out: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from fangpin import child

    def never(*_: object) -> None:
        raise AssertionError("a file was read again")

    monkeypatch.setattr(child.Child, "call", never)
    run(exports, "--as-of", DAY, "--out", tmp_path / "结果", "-q", "--workers", "2")
    assert (tmp_path / "结果/checks.csv").read_bytes() == (out / "checks.csv").read_bytes()
    result = run(exports, "--as-of", DAY, "--out", tmp_path / "结果", "-q", "--no-cache")
    assert isinstance(result.exception, AssertionError)


def test_one_audit_at_a_time(exports: Path, tmp_path: Path) -> None:
    from fangpin.cron.lock import held

    with held(tmp_path / "结果"):
        result = run(exports, "--as-of", DAY, "--out", tmp_path / "结果", "-q")
    assert isinstance(result.exception, UseError)
    assert result.exception.status == 5


def test_a_wrong_check_is_told_before_anything_is_read(tmp_path: Path) -> None:
    (tmp_path / "规则.toml").write_text(
        "[X]\ntable = '监测对象信息'\nunit = '人'\nwhen = '''周数(\"a\") > 1'''\n", "utf-8"
    )
    broken = tmp_path / "坏.xlsx"
    broken.write_bytes(b"PK\x03\x04")  # reading it would be a fault, not this error
    result = run(broken, "--checks", tmp_path / "规则.toml", "--as-of", DAY)
    assert isinstance(result.exception, UseError)
    assert "规则.toml 第4行,X:没有名为“周数”的函数" in result.exception.message
    assert not list(tmp_path.glob("fangpin-audit-*"))


def test_files_that_cannot_be_used_need_a_person(exports: Path, tmp_path: Path) -> None:
    (tmp_path / "坏.xlsx").write_bytes(b"PK\x03\x04")
    result = run(exports, tmp_path / "坏.xlsx", "--as-of", DAY, "--out", tmp_path / "结果")
    assert result.return_value == 1
    assert "坏.xlsx" in result.output


def test_no_roster_is_no_input(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("只是一段话\n", "utf-8")
    result = run(tmp_path, "--as-of", DAY)
    assert isinstance(result.exception, UseError)
    assert result.exception.status == 3


def test_an_expected_roster_that_did_not_come_needs_a_person(
    exports: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "fangpin.toml").write_text('expect = ["deaths"]\n', "utf-8")
    monkeypatch.chdir(tmp_path)
    assert run(exports, "--as-of", DAY, "--out", tmp_path / "结果", "-q").return_value == 1


def test_one_export_alone_is_checked_as_far_as_it_goes(exports: Path, tmp_path: Path) -> None:
    result = run(exports / "行政村信息.xlsx", "--as-of", DAY, "--out", tmp_path / "结果")
    assert "核查 16 条规则" in result.output
    assert "未提供:监测对象信息" in result.output


def test_an_export_in_two_files_is_one_and_a_missing_column_leaves_its_file_out(
    tmp_path: Path,
) -> None:
    tables = Maker(6, date(2024, 10, 15), households=12).tables
    whole, parts = tmp_path / "整", tmp_path / "分"
    write_exports(tables, whole)
    write_exports({n: r for n, r in tables.items() if n != "监测对象信息"}, parts)
    members = tables["监测对象信息"]
    middle = next(
        n for n in range(len(members) // 2, len(members))
        if members[n]["户编号"].strip() != members[n - 1]["户编号"].strip()
    )  # fmt: skip
    headers = HEADERS["监测对象信息"]
    write_export(parts / "甲.xlsx", "监测对象信息", headers, members[:middle])
    less = [h for h in reversed(headers) if h != "民族"]
    write_export(parts / "乙.xlsx", "监测对象信息", less, members[middle:])
    for folder in (whole, parts):
        run(folder, "--as-of", DAY, "--out", tmp_path / f"{folder.name}结果", "-q")
    one, two = (
        {(r["check"], r["key"]) for r in rows(tmp_path / f"{name}结果" / "checks.csv")}
        for name in ("整", "分")
    )
    assert {check for check, _ in one - two} <= {"C009", "C010"}
    assert two <= one
    partly = json.loads((tmp_path / "分结果" / "run.json").read_text("utf-8"))["partly"]
    assert partly == {"C009": "乙.xlsx", "C010": "乙.xlsx"}


def test_the_exports_are_rosters_of_their_kinds(exports: Path) -> None:
    kinds = {}
    for path in exports.iterdir():
        (one,) = label(read_file(path)).rosters
        assert one.kind is not None
        kinds[path.stem] = one.kind.name
    assert kinds == {
        "监测对象信息": "members",
        "已外出务工信息": "employment",
        "计划外出务工信息": "work_plans",
        "乡村建设户信息": "households",
        "行政村信息": "village_info",
    }
