"""Rosters full of nasty texts, scanned as they come: every output of every kind stays text.

One scan holds them all: as names of persons, places, departments, files, sheets and columns, and
as faulty cells that a slip shows again.
"""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from pathlib import Path

import openpyxl
import pytest
from cron.county import AS_OF, person
from lxml import etree, html

from fangpin.cli import run
from fangpin.leakcheck import check_file
from fangpin.mail.message import Letter, as_bytes
from fangpin.mail.settings import Words, address
from fangpin.rosters.clean.id_number import check_character

NASTY = (
    '=HYPERLINK("http://x.example","点")',
    "=cmd|' /C calc'!A0",
    "+1+1",
    "-2+3",
    "@SUM(1)",
    "\t=1",
    "＝1",
    "<script>alert(1)</script>",
    "<r><t>x</t></r>",
    "</style><b>",
    '"><img src=x onerror=y>',
    "_x0041_",
    "'孙",
    "赵\x01六",
    "钱\x1b[31m",
    "李\u202elsx",
    "周\u200e\u2066丁",
    "吴\ufeff乙",
    "郑😀👨\u200d👩\u200d👧",
    "王\U00020bb7",
    "冯\n陈\r\n褚",
    "卫" * 300,
    "&L&99蒋",
    "{{ 7*7 }}",
    "%s%n",
    "沈,韩;杨\"朱'",
    "ﷺ﷽",
    "Ω≈ç√∫",
    "\u0000秦"[1:] + "\u2028许",
    "乌兰·图雅其其格",
)
HEAD = ["户编号", "姓名", "证件号码", "与户主关系", "旗县区", "乡镇", "行政村", "脱贫属性",
        "人均纯收入", "年度", "联系电话"]  # fmt: skip
_NUMBER = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?")


def somebody(number: int) -> str:
    first = f"150125{1950 + number // 40}{1 + number % 12:02}{10 + number % 18}{950 + number % 49}"
    return first + check_character(first)


def write(path: Path, rows: list[list[str]]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows(rows)


def nasty(n: int) -> str:
    return NASTY[n % len(NASTY)]


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("nasty")
    heads = [
        [f"1501{n:06}", nasty(n), somebody(n), "户主", ("武川县", nasty(n + 1))[n % 3 == 0],
         nasty(n + 2), nasty(n + 3), "已脱贫", str(n * 100 % 9000), "2019", nasty(n + 4)]
        for n in range(3 * len(NASTY))
    ]  # fmt: skip
    rosters = folder / "名册"
    write(rosters / "扶贫/=成员 & '甲'.csv", [HEAD, *heads])
    bad = [[nasty(n), nasty(n + 5), nasty(n), nasty(n)] for n in range(len(NASTY))]
    near = [[nasty(n), somebody(n)[:-1] + "0", "2020", "正常参保"] for n in range(20)]
    title = [["姓名", "证件号码", "参保年度", "参保状态"]]
    write(rosters / "@医保\u202e/参保.csv", [*title, *bad, *near])
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "=1+1'甲"
    sheet.append(["户主姓名", "身份证号", "救助类别", "=起始年月", "月保障金额"])
    for n in range(12):
        sheet.append([f" {nasty(n)[:80]}".replace("\x01", "").replace("\x1b", ""), somebody(n),
                      "农村低保", "@x", f"=-{n}元"])  # fmt: skip
    for row in sheet.iter_rows():
        for cell in row:
            cell.data_type = "s"
    (rosters / "民政").mkdir()
    book.save(rosters / "民政/低保 =1.xlsx")
    (rosters / "民政/坏.xlsx").write_bytes(b"PK\x03\x04kaputt")
    config = (
        '[tables."=十[个]*百/分?百:=SUM(1)很长很长很长很长很长很长很长很长很长很长"]\n'
        'rates = [{ name = "=1+1", of = "registered", met = "not unsafe_housing" }]\n'
        '[checks."=本办"]\nname = "@人人都报"\ntable = "家庭成员"\nunit = "户"\n'
        "when = '长度(\"姓名\") > 0'\nevidence = ['姓名', '乡镇']\n"
        '[totals.new]\nname = "@甲"\nstated = 1\nunit = "=户"\nquote = "<b>"\n'
    )
    (folder / "fangpin.toml").write_text(config, "utf-8")
    words = ["--config", str(folder / "fangpin.toml"), "--out", str(folder / "出"), "-q"]
    status = run(["scan", str(rosters), "--as-of", AS_OF, *words, "--split", "town"], debug=True)
    assert status in (0, 1)
    words = ["--config", str(folder / "fangpin.toml"), "--out", str(folder / "出/核查"), "-q"]
    run(["audit", str(rosters), "--as-of", AS_OF, *words], debug=True)
    return folder / "出"


def books(out: Path) -> list[Path]:
    return sorted(out.rglob("*.xlsx"))


def test_every_kind_of_output_is_there(out: Path) -> None:
    names = {path.name.partition("_")[0] for path in books(out)}
    assert {"预警清单", "数据问题", "统计汇总.xlsx", "配对复核.xlsx"} <= names
    assert (out / "send/report.html").is_file()


def test_no_workbook_runs_a_formula_or_leads_elsewhere(out: Path) -> None:
    for path in books(out):
        with zipfile.ZipFile(path) as archive:
            for name in archive.namelist():
                data = archive.read(name)
                root = etree.fromstring(data)
                if name.startswith("xl/worksheets/sheet"):
                    assert not root.findall(".//{*}sheetData//{*}f"), path.name
                if name.endswith(".rels"):
                    modes = [one.get("TargetMode") for one in root.iter("{*}Relationship")]
                    assert "External" not in modes, path.name
        for sheet in openpyxl.load_workbook(path).worksheets:
            assert not [c for row in sheet.iter_rows() for c in row if c.data_type == "f"]


def test_every_csv_is_guarded_and_whole(out: Path) -> None:
    files = sorted(out.rglob("*.csv"))
    named = {"alerts.csv", "problems.csv", "candidates.csv", "checks.csv"}
    assert named <= {path.name for path in files}
    for path in files:
        rows = list(csv.reader(io.StringIO(path.read_text("utf-8-sig").replace("\x00", ""),
                                           newline="")))  # fmt: skip
        assert len({len(row) for row in rows}) == 1, path.name
        for row in rows:
            for cell in row:
                assert not re.match(r"[=+\-@\t\r]", cell) or _NUMBER.fullmatch(cell), path.name


def test_the_page_is_only_the_page(out: Path) -> None:
    data = (out / "send/report.html").read_bytes()
    tree = html.fromstring(data, parser=html.HTMLParser(encoding="utf-8"))
    assert len(tree.xpath("//script")) == len(tree.xpath("//style")) == 1
    assert not tree.xpath("//b|//r|//t|//img|//@onerror")
    text = data.decode()
    assert not re.search("[\x00-\x08\x0b\x0c\x0e-\x1f\u202a-\u202e\u2066-\u2069]", text)


def test_file_names_are_plain_and_may_be_mailed(out: Path) -> None:
    listed = json.loads((out / "leaving.json").read_text("utf-8"))["files"]
    assert {one["name"] for one in listed} == {p.name for p in (out / "send").iterdir()}
    for path in (out / "send").iterdir():
        assert len(path.name.encode()) <= 255
        assert not re.search('[<>:"/\\\\|?*\x00-\x1f\x7f\u200b-\u200f\u202a-\u202e]', path.name)


def test_names_of_persons_come_through_as_they_were(out: Path) -> None:
    """A formula's text is text, not gone: the clerk must see what the roster says."""
    told = set()
    for path in (out / "send").glob("预警清单_*.xlsx"):
        for row in openpyxl.load_workbook(path)["户情"].iter_rows(4, values_only=True):
            told.add(str(row[4]))
    for name in ("@SUM(1)", "+1+1", "<script>alert(1)</script>", "_x0041_", "王\U00020bb7"):
        assert any(name.strip("'") in one for one in told), name


def test_leakcheck_walks_through_all_of_it(out: Path) -> None:
    for path in (out / "send").iterdir():
        kinds = {one.kind for one in check_file(path)}
        if not path.name.startswith("数据问题"):
            assert not kinds, (path.name, kinds)


@pytest.mark.parametrize("name", NASTY)
def test_a_county_of_that_name_can_be_written_to(name: str) -> None:
    """One line of subject, no header of its own, the same files."""
    import email
    from email import policy

    subject, body = Words().fill(
        county=name, as_of=AS_OF, files=f"  {name}.xlsx", count=1, part=1, parts=1
    )
    sender = address("防贫办 <fpb@example.cn>")
    letter = Letter(sender, ["a@example.cn"], subject, body, [("甲.xlsx", b"x")], "key")
    mail = email.message_from_bytes(as_bytes(letter), policy=policy.default)
    assert set(mail.keys()) == {
        "Content-Type", "MIME-Version", "From", "To", "Subject", "Date", "Message-ID",
    }  # fmt: skip
    assert mail["To"] == "a@example.cn"
    assert not re.search("[\x00-\x1f\u202a-\u202e\u2066-\u2069]", str(mail["Subject"]))
    assert person(0) not in str(mail)
