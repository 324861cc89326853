"""Chinese file names come out right in two independent parsers, whatever their length."""

from __future__ import annotations

import email
from email import policy
from email.headerregistry import Address
from email.message import EmailMessage

import fast_mail_parser  # Rust's mailparse: shares nothing with the standard library
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fangpin.mail.message import Letter, as_bytes, encoded_size, pack

NAMES = [
    "预警清单_武川县.xlsx",
    "预警清单_" + "呼和浩特经济技术开发区" * 5 + ".xlsx",
    "预警清单_（未填）.xlsx",
    '预警 "清单"; 100%_县\\镇\'s.xlsx',
    "plain.xlsx",
    "预警清单_𠮷县.xlsx",
]


def letter(*files: tuple[str, bytes], subject: str = "预警清单:武川县(2020-04-18)") -> Letter:
    sender = Address("防贫办", addr_spec="fpb@example.cn")
    return Letter(sender, ["a@example.cn", "b@example.cn"], subject, "您好:\n正文\n", files, "key")


def parsed(data: bytes) -> EmailMessage:
    made = email.message_from_bytes(data, policy=policy.default)
    assert isinstance(made, EmailMessage)
    return made


@pytest.mark.parametrize("name", NAMES)
def test_two_parsers_read_the_name_and_the_bytes(name: str) -> None:
    data = as_bytes(letter((name, b"\x00\xff" * 500)))
    one = next(parsed(data).iter_attachments())
    assert one.get_filename() == name
    assert one.get_content() == b"\x00\xff" * 500
    assert one.get_content_type().endswith("spreadsheetml.sheet")
    assert not one.defects
    other = fast_mail_parser.parse_email(data).attachments[0]
    assert (other.filename, other.content) == (name, b"\x00\xff" * 500)


@pytest.mark.parametrize("name", [n for n in NAMES if '"' not in n])
def test_the_older_form_names_it_too(name: str) -> None:
    """As a client reads it that knows only encoded words: from Content-Type."""
    raw = email.message_from_bytes(as_bytes(letter((name, b"x"))))
    given_name = raw.get_payload()[1].get_param("name")  # type: ignore[union-attr, index]
    decoded = email.header.make_header(email.header.decode_header(str(given_name)))
    assert str(decoded) == name


def test_headers_and_body() -> None:
    data = as_bytes(letter(("甲.xlsx", b"x")))
    mail = parsed(data)
    assert mail["Subject"] == "预警清单:武川县(2020-04-18)"
    assert [a.addr_spec for a in mail["To"].addresses] == ["a@example.cn", "b@example.cn"]
    assert str(mail["From"]) == "防贫办 <fpb@example.cn>"
    body = mail.get_body()
    assert body is not None
    assert body.get_content() == "您好:\n正文\n"
    assert fast_mail_parser.parse_email(data).subject == mail["Subject"]
    assert max(map(len, data.split(b"\r\n"))) < 998
    assert b"\n" not in data.replace(b"\r\n", b"")
    assert data.isascii()


def test_the_same_content_has_the_same_id() -> None:
    assert letter().id == letter(subject="另一个").id
    assert letter().id.endswith("@example.cn>")


@settings(max_examples=60, deadline=None)
@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=60))
def test_any_name_comes_back(text: str) -> None:
    # as ours begin: Python's parser drops blanks at the beginning of a name
    name = f"预警清单_{text.replace('/', '_')}.xlsx"
    data = as_bytes(letter((name, b"x")))
    assert next(parsed(data).iter_attachments()).get_filename() == name
    assert fast_mail_parser.parse_email(data).attachments[0].filename == name


@settings(max_examples=200)
@given(st.lists(st.integers(0, 3_000_000), max_size=12), st.integers(100_000, 5_000_000))
def test_packing_keeps_every_file_once_and_under_the_limit(sizes: list[int], limit: int) -> None:
    parts = pack(sizes, limit)
    if parts is None:
        assert any(encoded_size(size) + 20_000 > limit for size in sizes)
        return
    assert [i for part in parts for i in part] == list(range(len(sizes)))
    for part in parts:
        assert part
        assert sum(encoded_size(sizes[i]) for i in part) < limit


def test_a_message_is_no_larger_than_reckoned() -> None:
    files = [(f"预警清单_{'很长的县名' * 20}{n}.xlsx", bytes(200_000)) for n in range(3)]
    whole = len(as_bytes(letter(*files)))
    assert whole < sum(encoded_size(200_000) for _ in files) + 20_000
