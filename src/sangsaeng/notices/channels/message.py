"""Messages to telephones (text message, Alimtalk) through the gateway of an institution or of a
relay company. `SANGSAENG_MESSAGE_URL`: where one message is posted as JSON, by https;
`SANGSAENG_MESSAGE_KEY`: its key, if it asks for one. docs/notices.md has the fields."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

import httpx

from sangsaeng.kernel.refusals import Refusal, refuse
from sangsaeng.notices.channels.shape import Channel, Settings
from sangsaeng.notices.model import Letter, Medium, Sent

URL, KEY = "SANGSAENG_MESSAGE_URL", "SANGSAENG_MESSAGE_KEY"
_TIMEOUT_S = 10
_HERE = ("localhost", "127.0.0.1", "::1")
# What the gateway says of the message itself; everything else may pass.
_FINAL = frozenset({400, 404, 413, 422})
_NOT_DIGITS = re.compile(r"[^0-9+]")
_TELEPHONE = re.compile(r"\+?[0-9]{8,15}")


def open_channels(settings: Settings) -> list[Channel] | Refusal:
    """The gateway that is set, if one is: `notice_setting_malformed`."""
    url = settings.get(URL)
    if not url:
        return []
    try:
        parts = urlsplit(url)
    except ValueError:
        return refuse("notice_setting_malformed", None, setting=URL)
    if not parts.hostname or (parts.scheme != "https" and parts.hostname not in _HERE):
        return refuse("notice_setting_malformed", None, setting=URL)
    return [Gateway(url, settings.get(KEY, ""))]


def plain_telephone(text: str) -> str | None:
    """A telephone number as digits; None where it is none."""
    digits = _NOT_DIGITS.sub("", text)
    return digits if _TELEPHONE.fullmatch(digits) else None


def as_json(letter: Letter) -> dict[str, str]:
    """What is posted: the same at every try."""
    return {
        "id": letter.message_id,
        "to": plain_telephone(letter.to) or "",
        "text": letter.brief,
        "link": letter.link,
        "language": letter.language,
    }


class Gateway:
    """Posts messages; the id lets the gateway know one that comes again."""

    medium = Medium.MESSAGE

    def __init__(self, url: str, key: str = "", timeout_s: int = _TIMEOUT_S) -> None:
        self._url, self._timeout_s = url, timeout_s
        self._headers = {"Authorization": f"Bearer {key}"} if key else {}
        self._client: httpx.Client | None = None

    def send(self, letter: Letter) -> Sent:
        """One try; what the gateway said of the message for good is final."""
        if plain_telephone(letter.to) is None:
            return Sent("address_malformed", final=True)
        headers = {**self._headers, "Idempotency-Key": letter.message_id}
        try:
            answer = self._opened().post(self._url, json=as_json(letter), headers=headers)
        except (httpx.HTTPError, httpx.InvalidURL, OSError):
            self.close()
            return Sent("connection_failed")
        if answer.is_success:
            return Sent()
        return Sent("letter_refused", final=answer.status_code in _FINAL)

    def close(self) -> None:
        """End the connection."""
        client, self._client = self._client, None
        if client is not None:
            client.close()

    def _opened(self) -> httpx.Client:
        if self._client is None:
            self._client = httpx.Client(
                timeout=self._timeout_s, trust_env=False, follow_redirects=False
            )
        return self._client
