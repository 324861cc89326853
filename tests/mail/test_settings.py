"""What stands wrong in [mail] is told in a sentence."""

from __future__ import annotations

from typing import Any

import pytest

from fangpin.errors import UseError
from fangpin.mail import settings

GOOD = {"host": "mail.example.cn", "sender": "防贫办 <a@example.cn>"}


@pytest.mark.parametrize(
    ("mail", "said"),
    [
        ({}, "host"),
        ({"host": "x"}, "sender"),
        ({**GOOD, "hots": 1}, "hots"),
        ({**GOOD, "security": "tls"}, "security"),
        ({**GOOD, "port": 99999}, "port"),
        ({**GOOD, "max_size": "大"}, "max_size"),
        ({**GOOD, "sender": "nobody"}, "sender"),
        ({**GOOD, "security": "none", "user": "a"}, "明文"),
        ({**GOOD, "user": "a"}, "密码"),
        ({**GOOD, "user": "a", "password_file": "/无此文件"}, "读不出来"),
    ],
)
def test_wrong_servers(mail: dict[str, Any], said: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(settings.PASSWORD, raising=False)
    with pytest.raises(UseError) as caught:
        settings.server({"mail": mail})
    assert said in caught.value.message


def test_a_good_server(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(settings.PASSWORD, "geheim")
    made = settings.server({"mail": {**GOOD, "user": "a", "max_size": "10MB", "security": "ssl"}})
    assert (made.port, made.max_size, made.password) == (465, 10 * 2**20, "geheim")
    assert "geheim" not in repr(made)


@pytest.mark.parametrize(
    "to",
    [
        "x",
        {"武川县": "a b@example.cn"},
        {"武川县": ["a@"]},
        {"武川县": 3},
        {"武川县": ["a@b\r\nBcc: c"]},
    ],
)
def test_wrong_addresses(to: Any) -> None:
    with pytest.raises(UseError):
        settings.addresses({"mail": {"to": to}})


def test_one_address_may_stand_alone_and_twice_counts_once() -> None:
    to = {"武川县": "a@example.cn", "托克托县": ["b@example.cn", "b@example.cn"], "乙": []}
    assert settings.addresses({"mail": {"to": to}}) == {
        "武川县": ("a@example.cn",), "托克托县": ("b@example.cn",), "乙": (),
    }  # fmt: skip


@pytest.mark.parametrize("subject", ["{county", "{who}", "{0}", "{county.x}"])
def test_wrong_templates(subject: str) -> None:
    with pytest.raises(UseError):
        settings.words({"mail": {"subject": subject}})


def test_a_subject_is_one_line() -> None:
    made = settings.words({"mail": {"subject": "清单\n{county}"}})
    subject, _ = made.fill(county="武川县\r\nBcc: x", as_of="", files="", count=1, part=1, parts=1)
    assert subject == "清单 武川县 Bcc: x"
