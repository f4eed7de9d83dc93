"""Chance: tokens, challenges and codes. Of a token only its digest is ever stored."""

from __future__ import annotations

import secrets
from hashlib import sha256

_BYTES = 32
# No letter or digit that is taken for another when it is read out.
_SPOKEN = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"


def new_token() -> str:
    """256 bits as text that fits a cookie, a header or a link."""
    return secrets.token_urlsafe(_BYTES)


def new_challenge() -> bytes:
    """256 bits for an authenticator to sign."""
    return secrets.token_bytes(_BYTES)


def new_spoken_code() -> str:
    """Eight signs in two groups, to be read out over the telephone: 40 bits."""
    signs = [secrets.choice(_SPOKEN) for _ in range(8)]
    return "".join(signs[:4]) + "-" + "".join(signs[4:])


def digest_of(token: str | bytes) -> bytes:
    """What is stored and looked up instead of a token. Not for passwords, which can be guessed."""
    given = token if isinstance(token, bytes) else token.encode("utf-8", "surrogatepass")
    return sha256(given).digest()
