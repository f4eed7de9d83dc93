"""Whether a message is really from the server: its signature, as in Standard Webhooks."""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Mapping

OLDEST_SECONDS = 300


def is_genuine(headers: Mapping[str, str], body: bytes, secret: str, now: float) -> bool:
    """Whether one of the signatures over id, time and body fits, and the message was sent within
    five minutes of `now` (seconds since 1970). `secret` as the API shows it, `whsec_...`.

    While a secret is being changed a message carries two signatures.
    """
    named = {name.lower(): value for name, value in headers.items()}
    try:
        key = base64.b64decode(secret.removeprefix("whsec_"), validate=True)
        sent_at = named["webhook-timestamp"]
        age = abs(now - int(sent_at))
        said = f"{named['webhook-id']}.{sent_at}.".encode() + body
        given = named["webhook-signature"].encode().split()
    except (KeyError, ValueError):
        return False
    right = b"v1," + base64.b64encode(hmac.new(key, said, hashlib.sha256).digest())
    fits = [hmac.compare_digest(one, right) for one in given]
    return any(fits) and age <= OLDEST_SECONDS
