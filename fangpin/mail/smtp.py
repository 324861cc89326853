"""Delivery: one connection for all messages, made anew after it broke."""

from __future__ import annotations

import base64
import smtplib
import socket
import ssl
from collections.abc import Mapping
from types import TracebackType

from fangpin.errors import UseError, reason
from fangpin.mail.message import Letter, as_bytes
from fangpin.mail.settings import Server

_LONGEST = 120  # characters of a server's answer


class Unsent(Exception):
    """A message that did not go out, for all its addresses; why in Chinese."""


class Carrier:
    """The connection to the mail server, made when it is first needed.

    A connection that breaks is made anew for the next message; one that can't be made is not
    tried again in this run, so that nobody waits for one time-out after the other.
    """

    def __init__(self, server: Server) -> None:
        self.server = server
        self._smtp: smtplib.SMTP | None = None
        self._down = ""

    def __enter__(self) -> Carrier:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._smtp is not None:
            try:
                self._smtp.quit()
            except (smtplib.SMTPException, OSError):
                self._smtp.close()
            self._smtp = None

    def limit(self) -> int:
        """Bytes of a message: what the config and the server both take. Raises Unsent."""
        told = self._ready().esmtp_features.get("size", "")
        own = int(told) if told.isdigit() else 0
        return min(self.server.max_size, own or self.server.max_size)

    def send(self, letter: Letter) -> dict[str, str]:
        """Send; address -> why it was refused, for those that were. Raises Unsent for all."""
        data = as_bytes(letter)
        smtp = self._ready()
        try:
            refused = smtp.sendmail(self.server.sender.addr_spec, list(letter.to), data)
        except smtplib.SMTPRecipientsRefused as error:
            refused = error.recipients
        except smtplib.SMTPServerDisconnected as error:
            self._drop()
            raise Unsent("连接中断,服务器没有确认收到") from error
        except smtplib.SMTPResponseException as error:
            raise Unsent(f"服务器不收:{answer(error.smtp_code, error.smtp_error)}") from error
        except smtplib.SMTPNotSupportedError as error:
            raise Unsent("服务器不支持这样的地址") from error
        except OSError as error:
            self._drop()
            raise Unsent(f"连接中断:{reason(error)}") from error
        if any(code == 421 for code, _ in refused.values()):  # the server is closing
            self._drop()
        return {one: answer(*told) for one, told in refused.items()}

    def _ready(self) -> smtplib.SMTP:
        if self._down:
            raise Unsent(self._down)
        if self._smtp is None:
            try:
                self._smtp = connect(self.server)
            except (smtplib.SMTPException, OSError) as error:
                self._down = unreachable(self.server, error)
                raise Unsent(self._down) from error
        return self._smtp

    def _drop(self) -> None:
        if self._smtp is not None:
            self._smtp.close()
        self._smtp = None


def connect(server: Server) -> smtplib.SMTP:
    """A connection, encrypted and logged in as the settings say; never less than they say."""
    where = (server.host, server.port)
    if server.security == "ssl":
        smtp: smtplib.SMTP = smtplib.SMTP_SSL(*where, timeout=server.timeout, context=trust(server))
    else:
        smtp = smtplib.SMTP(*where, timeout=server.timeout)
    try:
        smtp.ehlo_or_helo_if_needed()
        if server.security == "starttls":
            smtp.starttls(context=trust(server))
            smtp.ehlo()
        if server.user:
            log_in(smtp, server)
    except BaseException:
        smtp.close()
        raise
    return smtp


def log_in(smtp: smtplib.SMTP, server: Server) -> None:
    """Log in; smtplib knows only ASCII, and passwords may be Chinese (RFC 4616: UTF-8).

    Raises what smtplib's login raises.
    """
    if (server.user + server.password).isascii():
        smtp.login(server.user, server.password)
        return
    if "PLAIN" not in smtp.esmtp_features.get("auth", "").upper().split():
        raise smtplib.SMTPNotSupportedError("AUTH PLAIN")
    told = base64.b64encode(f"\0{server.user}\0{server.password}".encode()).decode()
    code, said = smtp.docmd("AUTH", f"PLAIN {told}")
    if code != 235:
        raise smtplib.SMTPAuthenticationError(code, said)


def trust(server: Server) -> ssl.SSLContext:
    """The certificates that are trusted: the system's and those of ca_file."""
    context = ssl.create_default_context()
    if server.ca_file:
        try:
            context.load_verify_locations(server.ca_file)
        except OSError:
            raise UseError(
                f"证书文件 {server.ca_file} 不能用", "请检查 [mail] ca_file(PEM 格式)"
            ) from None
    return context


def unreachable(server: Server, error: smtplib.SMTPException | OSError) -> str:
    """Why there is no connection, in one sentence without the password."""
    where = f"{server.host}:{server.port}"
    if isinstance(error, smtplib.SMTPAuthenticationError):
        return f"{where} 登录不上:用户名或密码不对({error.smtp_code})"
    if isinstance(error, smtplib.SMTPNotSupportedError):
        return f"{where} 不支持 [mail] 要求的加密或登录方式"
    if isinstance(error, ssl.SSLCertVerificationError):
        return f"{where} 的证书不可信;内部证书请写进 [mail] ca_file"
    if isinstance(error, smtplib.SMTPResponseException):
        return f"{where} 拒绝连接:{answer(error.smtp_code, error.smtp_error)}"
    if isinstance(error, socket.gaierror):
        return f"{where} 连不上:找不到这个服务器"
    return f"{where} 连不上:{reason(error) if isinstance(error, OSError) else type(error).__name__}"


def answer(code: int, text: bytes | str) -> str:
    """A server's answer on one line."""
    said = text.decode("utf-8", "replace") if isinstance(text, bytes) else text
    return f"{code} {' '.join(said.split())}"[:_LONGEST].strip()


def refusals(refused: Mapping[str, str]) -> str:
    """Refused addresses in words."""
    return ";".join(f"{address} 被拒收({why})" for address, why in sorted(refused.items()))
