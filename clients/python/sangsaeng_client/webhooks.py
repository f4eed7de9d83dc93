"""Whether a webhook is really from the server: its signature over id, time and body."""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Mapping

OLDEST_SECONDS = 300


def is_genuine(headers: Mapping[str, str], body: bytes, secret: str, now: float) -> bool:
    """True when one of the signatures fits and the message is no older than five minutes.

    While a secret is being changed a message carries two signatures.
    """
    named = {name.lower(): value for name, value in headers.items()}
    try:
        sent_at = int(named["webhook-timestamp"])
        said = f"{named['webhook-id']}.{sent_at}.".encode() + body
        given = named["webhook-signature"].split()
    except (KeyError, ValueError):
        return False
    if abs(now - sent_at) > OLDEST_SECONDS:
        return False
    right = base64.b64encode(hmac.new(secret.encode(), said, hashlib.sha256).digest()).decode()
    return any(hmac.compare_digest(one, f"v1,{right}") for one in given)
