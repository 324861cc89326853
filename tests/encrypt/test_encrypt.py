"""Everything that leaves is encrypted, each county with its own password."""

from __future__ import annotations

import io
import stat
from pathlib import Path

import msoffcrypto
import openpyxl
import pytest
from cron.county import AS_OF, person, record, rosters, scan
from msoffcrypto.exceptions import InvalidKeyError

from fangpin.cli import run
from fangpin.leaving.encrypt import encrypted, opened

PASSWORDS = {"武川县": "甲密码-1", "托克托县": "b=2", "清水河县": "c 3", "*": "其余"}


@pytest.fixture(scope="module")
def work(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A scan at the level `work` with a password a county."""
    folder = tmp_path_factory.mktemp("work")
    lines = "".join(f"{name}={password}\n" for name, password in PASSWORDS.items())
    (folder / "密码.txt").write_text(lines, "utf-8")
    words = ["--privacy", "work", "--password-file", str(folder / "密码.txt"), "-q"]
    assert scan(rosters(folder / "名册"), folder / "出", *words) in (0, 1)
    return folder


def test_every_workbook_is_sealed_with_its_own_password(work: Path) -> None:
    books = sorted((work / "出/send").glob("*.xlsx"))
    assert {b.name for b in books} >= {*(f"预警清单_{c}.xlsx" for c in list(PASSWORDS)[:3])}
    for book in books:
        data = book.read_bytes()
        assert data.startswith(b"\xd0\xcf\x11\xe0")
        own = PASSWORDS.get(book.stem.partition("_")[2], PASSWORDS["*"])
        assert openpyxl.load_workbook(io.BytesIO(opened(data, own))).sheetnames
        for wrong in set(PASSWORDS.values()) - {own}:
            office = msoffcrypto.OfficeFile(io.BytesIO(data))
            with pytest.raises(InvalidKeyError):
                office.load_key(password=wrong, verify_password=True)


def test_work_shows_what_review_hides_and_no_file_tells_a_password(work: Path) -> None:
    sealed = (work / "出/send/预警清单_武川县.xlsx").read_bytes()
    book = openpyxl.load_workbook(io.BytesIO(opened(sealed, PASSWORDS["武川县"])))
    values = {str(c.value) for sheet in book for row in sheet.iter_rows() for c in row}
    assert person(1) in values
    for path in (work / "出").rglob("*"):
        if path.is_file():
            data = path.read_bytes()
            assert not any(p.encode() in data for p in ("甲密码-1", "其余\n"))


def test_the_list_of_what_leaves_is_the_owners_own(work: Path) -> None:
    path = work / "出/leaving.json"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    told = record(work / "出", "leaving.json")
    assert told["privacy"] == "work"
    books = [one for one in told["files"] if one["name"].endswith(".xlsx")]
    assert books
    assert all(one["sealed"] and one["content"] for one in books)
    assert {one["county"] for one in books} >= {"武川县", "托克托县", "清水河县"}


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--privacy", "work"], "--password-file"),
        (["--password-file", "无此文件"], "读不出来"),
        (["--unencrypted", "--password-file", "无此文件"], "只能给一个"),
    ],
)
def test_wrong_calls(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], words: list[str], said: str
) -> None:
    assert run(["scan", str(rosters(tmp_path / "名册")), *words, "--as-of", AS_OF], debug=True) == 2
    assert said in capsys.readouterr().err
    assert not list(tmp_path.glob("fangpin-*"))


def test_a_missing_county_stops_before_anything_is_written(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "密码.txt").write_text("武川县=1\n统计汇总=2\n托克托县=3\n", "utf-8")
    words = ["--password-file", str(tmp_path / "密码.txt"), "-q"]
    assert scan(rosters(tmp_path / "名册"), tmp_path / "出", *words) == 2
    err = capsys.readouterr().err
    assert "没有 清水河县 的密码" in err
    assert sorted(p.name for p in tmp_path.iterdir()) == ["名册", "密码.txt"]


def test_a_container_of_many_sectors_opens_again() -> None:
    """Past 7 MB the container's own table of sectors goes over into further sectors."""
    import os

    plain = xlsx(os.urandom(7_300_000))
    assert opened(encrypted(plain, "密码"), "密码") == plain


def xlsx(filler: bytes) -> bytes:
    """A workbook with a large part in it."""
    import zipfile

    made = io.BytesIO()
    openpyxl.Workbook().save(made)
    with zipfile.ZipFile(made, "a") as archive:
        archive.writestr("xl/media/image1.png", filler)
    return made.getvalue()
