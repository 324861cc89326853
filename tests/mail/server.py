"""A real mail server for the tests: aiosmtpd with TLS, a mailbox, and faults on demand."""

from __future__ import annotations

import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from mailbox import Maildir
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Mailbox
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

USER, PASSWORD = "fangpin", "邮箱密码"


def certificate(folder: Path) -> tuple[Path, Path]:
    """A certificate for 127.0.0.1 that nobody signed but itself, and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), False
        )
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), True)
        .sign(key, hashes.SHA256())
    )
    paths = folder / "cert.pem", folder / "key.pem"
    paths[0].write_bytes(made.public_bytes(serialization.Encoding.PEM))
    form = serialization.PrivateFormat.PKCS8
    paths[1].write_bytes(
        key.private_bytes(serialization.Encoding.PEM, form, serialization.NoEncryption())
    )
    return paths


class Faulty(Mailbox):
    """A mailbox that refuses some recipients, and cuts the connection in the middle of others'."""

    def __init__(self, folder: Path) -> None:
        super().__init__(str(folder))
        self.refuse: set[str] = set()
        self.cut: set[str] = set()
        self.envelopes: list[tuple[str, list[str]]] = []
        self.tls: list[bool] = []

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if address in self.refuse:
            return "550 no such user here"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        if self.cut & set(envelope.rcpt_tos):
            assert server.transport is not None
            server.transport.abort()
            return "250 never seen"
        assert server.transport is not None
        self.tls.append(server.transport.get_extra_info("ssl_object") is not None)
        self.envelopes.append((str(envelope.mail_from), list(envelope.rcpt_tos)))
        return await super().handle_DATA(server, session, envelope)


@dataclass
class Post:
    """The running server."""

    port: int
    handler: Faulty
    folder: Path
    cert: Path
    connections: list[Any] = field(default_factory=list)

    def messages(self) -> list[bytes]:
        """What arrived, in no order."""
        return [
            bytes(Maildir(self.folder).get_bytes(key)) for key in Maildir(self.folder).iterkeys()
        ]


def authenticate(
    server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: Any
) -> AuthResult:
    """The one user."""
    known = LoginPassword(USER.encode(), PASSWORD.encode())
    return AuthResult(success=data == known, handled=False)


class Free(Controller):
    """A controller on whatever port is free."""

    def _trigger_server(self) -> None:
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()


@contextmanager
def post_office(folder: Path, security: str = "starttls", size: int = 40 * 2**20) -> Iterator[Post]:
    """A server on a free port of this machine."""
    cert, key = certificate(folder)
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(cert, key)
    handler = Faulty(folder / "maildir")
    words: dict[str, Any] = {"hostname": "127.0.0.1", "port": 0, "data_size_limit": size}
    words |= {"authenticator": authenticate, "auth_required": security != "none"}
    if security == "ssl":
        words |= {"ssl_context": context, "auth_require_tls": False}
    elif security == "starttls":
        words |= {"tls_context": context, "require_starttls": True}
    controller = Free(handler, **words)
    controller.start()
    try:
        yield Post(controller.port, handler, folder / "maildir", cert)
    finally:
        controller.stop()
