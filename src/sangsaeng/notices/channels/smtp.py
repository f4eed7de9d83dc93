"""E-mail by the institution's own mail server. `SANGSAENG_SMTP_URL`: `smtp://[user:password@]host
[:port]`, with STARTTLS (`?tls=none`: without, for a server on this very machine), or `smtps://`.
`SANGSAENG_SMTP_FROM`: the address that letters come from."""

from __future__ import annotations

import smtplib
import ssl
from contextlib import suppress
from dataclasses import dataclass
from urllib.parse import parse_qs, unquote, urlsplit

from sangsaeng.kernel.refusals import Refusal, refuse
from sangsaeng.notices.channels.email_message import render_email
from sangsaeng.notices.channels.shape import Channel, Settings
from sangsaeng.notices.model import Letter, Medium, Sent

URL, FROM = "SANGSAENG_SMTP_URL", "SANGSAENG_SMTP_FROM"
_TIMEOUT_S = 20
_PORTS = {"smtp": 587, "smtps": 465}
_HERE = ("localhost", "127.0.0.1", "::1")
# From here on an answer means: never (RFC 5321 section 4.2.1).
_PERMANENT = 500


@dataclass(frozen=True, slots=True)
class Server:
    """Where mail is handed over, and how safely."""

    host: str
    port: int
    tls: str
    user: str | None = None
    password: str | None = None


def open_channels(settings: Settings) -> list[Channel] | Refusal:
    """The mail server that is set, if one is: `notice_setting_malformed`."""
    url, sender = settings.get(URL), settings.get(FROM, "")
    if not url:
        return []
    server = read_server(url)
    if server is None:
        return refuse("notice_setting_malformed", None, setting=URL)
    if sender.count("@") != 1 or not sender.isprintable():
        return refuse("notice_setting_malformed", None, setting=FROM)
    return [Smtp(server, sender)]


def read_server(url: str) -> Server | None:
    """A server out of its address; None where it is none, or would take mail in the open."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return None
    if parts.scheme not in _PORTS or not parts.hostname:
        return None
    tls = "implicit" if parts.scheme == "smtps" else "starttls"
    if parse_qs(parts.query).get("tls") == ["none"]:
        # A password or an address in the open is anybody's on the way.
        if parts.hostname not in _HERE:
            return None
        tls = "none"
    user, password = parts.username, parts.password
    return Server(
        host=parts.hostname,
        port=port or _PORTS[parts.scheme],
        tls=tls,
        user=None if user is None else unquote(user),
        password=None if password is None else unquote(password),
    )


class Smtp:
    """Hands letters over, several by one connection. `tls`: for a server of one's own."""

    medium = Medium.EMAIL

    def __init__(
        self,
        server: Server,
        sender: str,
        tls: ssl.SSLContext | None = None,
        timeout_s: int = _TIMEOUT_S,
    ) -> None:
        self._server, self._sender, self._tls = server, sender, tls
        self._timeout_s = timeout_s
        self._line: smtplib.SMTP | None = None

    def send(self, letter: Letter) -> Sent:
        """One try; what the server said of the address or the letter for good is final."""
        try:
            message = render_email(letter, self._sender)
        except ValueError:
            return Sent("address_malformed", final=True)
        try:
            line = self._line or self._connect()
            line.send_message(message, self._sender, [letter.to])
        except smtplib.SMTPRecipientsRefused as refused:
            worst = max((code for code, _ in refused.recipients.values()), default=0)
            return Sent("recipient_refused", final=worst >= _PERMANENT)
        except smtplib.SMTPAuthenticationError:
            self.close()
            return Sent("sign_in_refused")
        except smtplib.SMTPResponseException as refused:
            self.close()
            return Sent(
                "letter_refused",
                final=isinstance(refused, smtplib.SMTPDataError)
                and refused.smtp_code >= _PERMANENT,
            )
        except smtplib.SMTPNotSupportedError:
            self.close()
            return Sent("not_supported")
        except (smtplib.SMTPException, OSError):
            # A line that broke after the letter was said: it is sent again under the same id.
            self.close()
            return Sent("connection_failed")
        return Sent()

    def close(self) -> None:
        """End the connection."""
        line, self._line = self._line, None
        if line is not None:
            with suppress(smtplib.SMTPException, OSError):
                line.quit()
            line.close()

    def _connect(self) -> smtplib.SMTP:
        """A connection that is safe and signed in, kept for the next letter."""
        server = self._server
        context = self._tls or ssl.create_default_context()
        where = (server.host, server.port)
        line = (
            smtplib.SMTP_SSL(*where, timeout=self._timeout_s, context=context)
            if server.tls == "implicit"
            else smtplib.SMTP(*where, timeout=self._timeout_s)
        )
        self._line = line
        if server.tls == "starttls":
            line.starttls(context=context)
        if server.user is not None:
            line.login(server.user, server.password or "")
        return line
