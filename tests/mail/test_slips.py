"""A department's correction slip by mail: its own, encrypted unless said otherwise, as written."""

from __future__ import annotations

import shutil
from pathlib import Path

import openpyxl
import pytest
from cron.county import person, record, rosters, scan, write

from fangpin.cli import run
from fangpin.leakcheck import check_file

from .conftest import settings
from .server import Post
from .test_send import arrived, send

SLIPS = '[mail.departments]\n"医保" = ["yb@example.cn"]\n"民政" = "mz@example.cn"\n'


@pytest.fixture(scope="module")
def faulty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Results with slips for 医保 and 民政, plain in 出, encrypted in 密."""
    folder = tmp_path_factory.mktemp("slips")
    rosters(folder / "名册")
    head = ["姓名", "证件号码", "参保年度", "参保状态"]
    rows = [["白雪莲", person(0), "2020", "正常参保"], ["高建国", "150125198", "2020", "正常参保"]]
    write(folder / "名册/医保/参保.csv", [head, *rows])
    head = ["户主姓名", "身份证号", "救助类别", "起始保障年月"]
    rows = [["白雪莲", person(0), "农村低保", "2019-05"], ["高建国", "1501251980", "农村低保", "?"]]
    write(folder / "名册/民政/低保.csv", [head, *rows])
    (folder / "密码.txt").write_text("*=geheim\n民政=mz-geheim\n", "utf-8")
    scan(folder / "名册", folder / "出", "-q")
    scan(folder / "名册", folder / "密", "-q", "--password-file", str(folder / "密码.txt"))
    return folder


@pytest.fixture
def office(faulty: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(faulty, tmp_path / "办"))


@pytest.fixture
def config(tmp_path: Path, post: Post) -> Path:
    path = settings(tmp_path, post)
    path.write_text(path.read_text("utf-8") + SLIPS, "utf-8")
    return path


def test_without_addresses_of_departments_no_slip_is_spoken_of(
    office: Path, tmp_path: Path, post: Post, capsys: pytest.CaptureFixture[str]
) -> None:
    assert send(office / "出", settings(tmp_path, post)) == 0
    assert "数据问题" not in capsys.readouterr().out


def test_a_plain_slip_does_not_go_unless_somebody_says_so(
    office: Path, config: Path, post: Post, capsys: pytest.CaptureFixture[str]
) -> None:
    assert send(office / "出", config) == 1
    shown = capsys.readouterr().out
    assert "部门:医保" in shown
    assert "--unencrypted" in shown
    assert send(office / "出", config, "--yes") == 1
    assert len(post.messages()) == 3  # the counties alone
    assert send(office / "出", config, "--yes", "--unencrypted") == 0
    mails = arrived(post)
    [slip] = mails["mz@example.cn"].iter_attachments()
    assert slip.get_filename() == "数据问题_民政.xlsx"
    assert "民政" in mails["mz@example.cn"]["Subject"]
    kept = record(office / "出", "send.json")
    assert kept["departments"]["民政"]["state"] == "sent"
    assert "民政" not in kept["counties"]
    assert send(office / "出", config, "--yes", "--unencrypted") == 0
    assert len(post.messages()) == 5  # nothing is sent twice


def test_an_encrypted_slip_goes(office: Path, config: Path, post: Post) -> None:
    words = ["--password-file", str(office / "密码.txt")]
    assert send(office / "密", config, "--yes", *words) == 0
    [slip] = arrived(post)["yb@example.cn"].iter_attachments()
    assert slip.get_content().startswith(b"\xd0\xcf\x11\xe0")


@pytest.mark.parametrize("folder", ["出", "密"])
def test_another_departments_slip_is_refused(
    office: Path, config: Path, post: Post, folder: str, capsys: pytest.CaptureFixture[str]
) -> None:
    send_folder = office / folder / "send"
    shutil.copy(send_folder / "数据问题_医保.xlsx", send_folder / "数据问题_民政.xlsx")
    words = ["--unencrypted", "--password-file", str(office / "密码.txt")]
    assert send(office / folder, config, "--yes", *words) == 1
    assert "部门:民政:没有发送,数据问题_民政.xlsx 写出以后被改过" in capsys.readouterr().err
    assert "mz@example.cn" not in arrived(post)
    assert "yb@example.cn" in arrived(post)


def test_leakcheck_knows_whose_slip_it_is(office: Path) -> None:
    slip = office / "出/send/数据问题_民政.xlsx"
    assert "id_number" in {one.kind for one in check_file(slip)}
    assert check_file(slip, department="民政") == []
    assert [one.kind for one in check_file(slip, department="医保")] == ["other_department"]
    book = office / "出/send/预警清单_武川县.xlsx"
    assert [one.kind for one in check_file(book, department="民政")] == ["other_department"]
    assert run(["leakcheck", str(slip), "--department", "民政"], debug=True) == 0


def test_what_was_put_into_a_slip_is_found(office: Path) -> None:
    """A hidden sheet or a name of somebody is no part of a slip."""
    slip = office / "出/send/数据问题_民政.xlsx"
    book = openpyxl.load_workbook(slip)
    book.create_sheet("别处").sheet_state = "hidden"
    book.properties.creator = "王某某"
    book.save(slip)
    kinds = {one.kind for one in check_file(slip, department="民政")}
    assert {"hidden_sheet", "property"} <= kinds


def test_the_slips_of_validate_can_be_mailed(
    office: Path, tmp_path: Path, config: Path, post: Post
) -> None:
    out = tmp_path / "检查"
    assert run(["validate", str(office / "名册"), "--as-of", "2020-04-18", "--out", str(out), "-q"],
               debug=True) == 1  # fmt: skip
    assert send(out, config, "--yes", "--unencrypted") == 0
    assert set(arrived(post)) == {"mz@example.cn", "yb@example.cn"}
