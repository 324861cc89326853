"""`fangpin send` through a real server: what arrives, what is refused, what a second try sends."""

from __future__ import annotations

import email
import hashlib
import random
import shutil
import stat
from email import policy
from email.message import EmailMessage
from pathlib import Path
from string import ascii_lowercase

import openpyxl
import pytest
from cron.county import person, record, rosters, scan

from fangpin.cli import run
from fangpin.report.machine import write_json

from .conftest import TO, settings
from .server import PASSWORD, Post, post_office


def send(out: Path, config: Path, *more: str) -> int:
    return run(["send", str(out), "--config", str(config), *more], debug=True)


def arrived(post: Post) -> dict[str, EmailMessage]:
    """Messages by what stands in To."""
    made = {}
    for data in post.messages():
        mail = email.message_from_bytes(data, policy=policy.default)
        assert isinstance(mail, EmailMessage)
        made[str(mail["To"])] = mail
    return made


def test_without_yes_nothing_is_sent(
    out: Path, config: Path, post: Post, capsys: pytest.CaptureFixture[str]
) -> None:
    assert send(out, config) == 0
    shown = capsys.readouterr().out
    for county, several in TO.items():
        assert county in shown
        assert all(one in shown for one in several)
        assert f"预警清单_{county}.xlsx" in shown
    assert "KB" in shown
    assert not post.messages()
    assert not (out / "send.json").exists()


def test_each_county_gets_its_own_workbook_over_tls(out: Path, config: Path, post: Post) -> None:
    assert send(out, config, "--yes") == 0
    mails = arrived(post)
    assert set(mails) == {", ".join(several) for several in TO.values()}
    for county, several in TO.items():
        mail = mails[", ".join(several)]
        [book] = mail.iter_attachments()
        path = out / "send" / f"预警清单_{county}.xlsx"
        assert book.get_filename() == path.name
        assert book.get_content() == path.read_bytes()
        assert county in mail["Subject"]
        assert "2020-04-18" in mail["Subject"]
        held = record(out, "send.json")["counties"][county]
        assert held["state"] == "sent"
        for address in several:
            told = held["to"][address][path.name]
            assert told["sha256"] == hashlib.sha256(path.read_bytes()).hexdigest()
            assert told["message_id"] == mail["Message-ID"]
    assert post.handler.tls == [True, True, True]
    assert {sender for sender, _ in post.handler.envelopes} == {"fpb@example.cn"}
    assert stat.S_IMODE((out / "send.json").stat().st_mode) == 0o600
    assert PASSWORD not in (out / "send.json").read_text("utf-8")


def test_a_second_send_sends_only_what_changed(
    out: Path, config: Path, post: Post, capsys: pytest.CaptureFixture[str]
) -> None:
    send(out, config, "--yes")
    assert send(out, config, "--yes") == 0
    assert len(post.messages()) == 3
    assert "没有变化" in capsys.readouterr().out
    book = out / "send/预警清单_武川县.xlsx"
    changed = openpyxl.load_workbook(book)
    changed.worksheets[0]["A1"] = "改过的封面"
    changed.properties.creator = "fangpin"
    changed.save(book)
    send(out, config, "--yes")
    assert [to for _, to in post.handler.envelopes[3:]] == [["wc@example.cn"]]


def test_a_refused_recipient_stops_nobody_else_and_is_tried_again(
    out: Path, config: Path, post: Post, capsys: pytest.CaptureFixture[str]
) -> None:
    post.handler.refuse = {"tkt2@example.cn", "qsh@example.cn"}
    assert send(out, config, "--yes") == 1
    err = capsys.readouterr().err
    assert "清水河县:发送失败,qsh@example.cn 被拒收(550 no such user here)" in err
    assert "托克托县:部分地址没有收到,tkt2@example.cn" in err
    assert "武川县" not in err
    states = record(out, "send.json")["counties"]
    assert {c: s["state"] for c, s in states.items()} == {
        "托克托县": "partly", "武川县": "sent", "清水河县": "failed",
    }  # fmt: skip
    post.handler.refuse = set()
    assert send(out, config, "--yes") == 0
    again = [to for _, to in post.handler.envelopes[2:]]
    assert sorted(again) == [["qsh@example.cn"], ["tkt2@example.cn"]]


def test_a_cut_connection_loses_nothing(
    out: Path, config: Path, post: Post, capsys: pytest.CaptureFixture[str]
) -> None:
    post.handler.cut = {"wc@example.cn"}  # the second of three
    assert send(out, config, "--yes") == 1
    assert "武川县:发送失败,连接中断" in capsys.readouterr().err
    assert len(post.messages()) == 2
    post.handler.cut = set()
    assert send(out, config, "--yes") == 0
    assert [to for _, to in post.handler.envelopes[2:]] == [["wc@example.cn"]]


def test_no_server_fails_every_county_at_once(
    out: Path, tmp_path: Path, post: Post, capsys: pytest.CaptureFixture[str]
) -> None:
    config = settings(tmp_path, Post(1, post.handler, post.folder, post.cert))
    assert send(out, config, "--yes") == 1
    err = capsys.readouterr().err
    assert all(f"{county}:发送失败,127.0.0.1:1 连不上" in err for county in TO)


def test_a_leak_is_not_sent_and_the_rest_is(
    out: Path, config: Path, post: Post, capsys: pytest.CaptureFixture[str]
) -> None:
    book = out / "send/预警清单_武川县.xlsx"
    changed = openpyxl.load_workbook(book)
    changed.worksheets[0]["A9"] = person(0)
    changed.save(book)
    assert send(out, config) == 1
    assert "不发送" in capsys.readouterr().out
    assert send(out, config, "--yes") == 1
    err = capsys.readouterr().err
    assert "武川县:没有发送" in err
    assert "完整证件号" in err
    assert person(0) not in err
    assert sorted(arrived(post)) == ["qsh@example.cn", "tkt@example.cn, tkt2@example.cn"]


def test_large_files_go_in_several_messages(out: Path, tmp_path: Path, post: Post) -> None:
    listed = record(out, "leaving.json")
    book = out / "send/预警清单_武川县.xlsx"
    grow(book)
    second = next(one for one in listed["files"] if one["name"] == book.name)
    shutil.copy(book, book.with_name("预警清单_武川县_乙镇.xlsx"))
    files = [*listed["files"], {**second, "name": "预警清单_武川县_乙镇.xlsx"}]
    write_json({**listed, "files": files}, out / "leaving.json")
    limit = int(book.stat().st_size * 1.6) + 30_000  # one fits with its base64, two do not
    assert send(out, settings(tmp_path, post, more=f"max_size = {limit}\n"), "--yes") == 0
    mails = [mail for mail in map(email_of, post.messages()) if "武川" in mail["Subject"]]
    assert sorted(str(mail["Subject"])[-5:] for mail in mails) == ["(1/2)", "(2/2)"]
    names = sorted(part.get_filename() or "" for m in mails for part in m.iter_attachments())
    assert names == ["预警清单_武川县.xlsx", "预警清单_武川县_乙镇.xlsx"]
    assert all(len(data) < limit for data in post.messages())


def test_a_file_over_the_limit_is_told(
    out: Path, tmp_path: Path, post: Post, capsys: pytest.CaptureFixture[str]
) -> None:
    grow(out / "send/预警清单_武川县.xlsx")
    assert send(out, settings(tmp_path, post, more='max_size = "100k"\n'), "--yes") == 1
    assert "武川县:发送失败,有文件超过一封邮件的上限" in capsys.readouterr().err
    assert len(post.messages()) == 2


def grow(path: Path) -> None:
    """Add some 60 KB of text to a workbook."""
    dice, book = random.Random(3), openpyxl.load_workbook(path)
    sheet = book.create_sheet("附")
    for _ in range(2500):
        sheet.append(["".join(dice.choices(ascii_lowercase, k=40))])
    book.properties.creator = "fangpin"
    book.save(path)


def email_of(data: bytes) -> EmailMessage:
    made = email.message_from_bytes(data, policy=policy.default)
    assert isinstance(made, EmailMessage)
    return made


@pytest.mark.parametrize("security", ["ssl", "none"])
def test_other_ways_to_connect(out: Path, tmp_path: Path, security: str) -> None:
    (tmp_path / security).mkdir()
    with post_office(tmp_path / security, security) as post:
        assert send(out, settings(tmp_path, post, security), "--yes") == 0
        assert len(post.messages()) == 3
        assert post.handler.tls == [security == "ssl"] * 3


def test_a_server_that_nobody_vouches_for_gets_nothing(
    out: Path, tmp_path: Path, post: Post, capsys: pytest.CaptureFixture[str]
) -> None:
    config = settings(tmp_path, post)
    text = config.read_text("utf-8")
    lines = [line for line in text.splitlines() if not line.startswith("ca_file")]
    config.write_text("\n".join(lines), "utf-8")
    assert send(out, config, "--yes") == 1
    assert "证书不可信" in capsys.readouterr().err
    assert not post.messages()


def test_a_wrong_password_is_told(
    out: Path, config: Path, post: Post, monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    monkeypatch.setenv("FANGPIN_MAIL_PASSWORD", "falsch")
    assert send(out, config, "--yes") == 1
    err = capsys.readouterr().err
    assert "用户名或密码不对" in err
    assert "falsch" not in err


def test_what_the_server_says_it_takes_counts(out: Path, tmp_path: Path) -> None:
    (tmp_path / "klein").mkdir()
    with post_office(tmp_path / "klein", size=20_000) as post:
        assert send(out, settings(tmp_path, post), "--yes") == 1
        assert not post.messages()


def test_encrypted_workbooks_are_opened_for_the_check(
    tmp_path: Path, post: Post, config: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "密码.txt").write_text("geheim", "utf-8")
    words = ["--password-file", str(tmp_path / "密码.txt")]
    folder = tmp_path / "密"
    scan(rosters(folder / "名册"), folder / "出", "--privacy", "work", "-q", *words)
    assert send(folder / "出", config, "--yes") == 1
    assert "--password-file" in capsys.readouterr().err
    assert not post.messages()
    assert send(folder / "出", config, "--yes", *words) == 0
    assert len(post.messages()) == 3
    # encrypted anew, the bytes differ and the content does not: nothing is sent again
    before = (folder / "出/send/预警清单_武川县.xlsx").read_bytes()
    scan(folder / "名册", folder / "出", "--privacy", "work", "-q", "--force", *words)
    assert (folder / "出/send/预警清单_武川县.xlsx").read_bytes() != before
    assert send(folder / "出", config, "--yes", *words) == 0
    assert len(post.messages()) == 3
