"""An authenticator in software: ES256 passkeys, "none" or self-signed "packed" attestation."""

from __future__ import annotations

import json
import secrets
import struct
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from doors import SITE
from webauthn.helpers import base64url_to_bytes, bytes_to_base64url, encode_cbor

Json = dict[str, Any]
PRESENT, VERIFIED, ATTESTED = 0x01, 0x04, 0x40


@dataclass
class Authenticator:
    """One device with one passkey at most. Its lies are its fields."""

    rp_id: str = SITE.rp_id
    origin: str = SITE.origins[0]
    count: int = 0
    step: int = 1
    verified: bool = True
    present: bool = True
    framed: bool = False
    packed: bool = False
    key: ec.EllipticCurvePrivateKey = field(
        default_factory=lambda: ec.generate_private_key(ec.SECP256R1())
    )
    credential_id: bytes = field(default_factory=lambda: secrets.token_bytes(32))
    handle: bytes = b""

    def create(self, options: Json) -> Json:
        """What `navigator.credentials.create()` answers."""
        self.handle = base64url_to_bytes(options["user"]["id"])
        client = self._client("webauthn.create", options["challenge"])
        head = self._head(ATTESTED)
        attested = bytes(16) + struct.pack(">H", len(self.credential_id)) + self.credential_id
        data = head + attested + self._cose()
        statement = {"alg": -7, "sig": self._sign(data + sha256(client).digest())}
        attestation = {
            "fmt": "packed" if self.packed else "none",
            "attStmt": statement if self.packed else {},
            "authData": data,
        }
        return self._answer(
            clientDataJSON=client, attestationObject=encode_cbor(attestation), transports=None
        )

    def get(self, options: Json) -> Json:
        """What `navigator.credentials.get()` answers."""
        client = self._client("webauthn.get", options["challenge"])
        self.count += self.step
        data = self._head(0)
        return self._answer(
            clientDataJSON=client,
            authenticatorData=data,
            signature=self._sign(data + sha256(client).digest()),
            userHandle=self.handle,
        )

    def _answer(self, **response: bytes | None) -> Json:
        shown = {name: bytes_to_base64url(one) for name, one in response.items() if one is not None}
        name = bytes_to_base64url(self.credential_id)
        return {"id": name, "rawId": name, "type": "public-key", "response": shown}

    def _client(self, kind: str, challenge: str) -> bytes:
        said = {"type": kind, "challenge": challenge, "origin": self.origin}
        return json.dumps({**said, "crossOrigin": self.framed}).encode()

    def _head(self, flags: int) -> bytes:
        flags |= PRESENT * self.present | VERIFIED * self.verified
        return sha256(self.rp_id.encode()).digest() + struct.pack(">BI", flags, self.count)

    def _cose(self) -> bytes:
        point = self.key.public_key().public_numbers()
        x, y = (one.to_bytes(32, "big") for one in (point.x, point.y))
        return encode_cbor({1: 2, 3: -7, -1: 1, -2: x, -3: y})

    def _sign(self, data: bytes) -> bytes:
        return self.key.sign(data, ec.ECDSA(SHA256()))
