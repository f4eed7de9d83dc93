"""An institution's own sign-in, made up: an OpenID provider on 127.0.0.1 that can lie."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, urlsplit

from joserfc import jwt
from joserfc.jwk import ECKey

CLIENT_ID, CLIENT_SECRET = "sangsaeng", "a secret with : and %"
CALLBACK = "https://portal.example.kr/sign-in/institution"


@dataclass
class FakeProvider:
    """Codes given out, keys, and what its answers say; `claims` and `header` add lies."""

    address: str = ""
    key: Any = field(default_factory=lambda: ECKey.generate_key("P-256", {"kid": "1"}))
    signs_with: Any = None
    subject: str = "kim@institution.example.kr"
    claims: dict[str, Any] = field(default_factory=dict)
    header: dict[str, Any] = field(default_factory=lambda: {"alg": "ES256", "kid": "1"})
    metadata: dict[str, Any] = field(default_factory=dict)
    asked: dict[str, dict[str, str]] = field(default_factory=dict)
    now: int = 0
    status: int = 200
    body: bytes | None = None

    def sign_in(self, url: str) -> tuple[str, str]:
        """What the browser brings back from `url`: code and state."""
        asked = {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}
        code = f"code-{len(self.asked)}"
        self.asked[code] = asked
        return code, asked["state"]

    def answer(self, path: str, form: dict[str, str], auth: str) -> tuple[int, Any]:
        if path == "/.well-known/openid-configuration":
            ends = ("authorization_endpoint", "token_endpoint", "jwks_uri")
            found = {end: f"{self.address}/{end}" for end in ends}
            return 200, {"issuer": self.address, **found, **self.metadata}
        if path == "/jwks_uri":
            return 200, {"keys": [self.key.as_dict(private=False)]}
        return self._token(form, auth)

    def _token(self, form: dict[str, str], auth: str) -> tuple[int, Any]:
        asked = self.asked.pop(form["code"], None)
        if asked is None or not self._is_ours(form, auth, asked):
            return 400, {"error": "invalid_grant"}
        claims = {
            "iss": self.address,
            "aud": CLIENT_ID,
            "sub": self.subject,
            "nonce": asked["nonce"],
            "iat": self.now,
            "exp": self.now + 300,
        }
        claims = {name: one for name, one in {**claims, **self.claims}.items() if one is not None}
        return 200, {"id_token": self._sign(claims)}

    def _sign(self, claims: dict[str, Any]) -> str:
        if self.header["alg"] == "none":
            parts = (json.dumps(one).encode() for one in (self.header, claims))
            return (
                ".".join(base64.urlsafe_b64encode(one).rstrip(b"=").decode() for one in parts) + "."
            )
        signing = self.signs_with or self.key
        return jwt.encode(self.header, claims, signing, algorithms=["ES256", "HS256"])

    def _is_ours(self, form: dict[str, str], auth: str, asked: dict[str, str]) -> bool:
        digest = sha256(form["code_verifier"].encode()).digest()
        challenge = _plain64(digest)
        known = base64.b64encode(f"{CLIENT_ID}:{CLIENT_SECRET}".encode()).decode()
        return (
            asked["code_challenge_method"] == "S256"
            and asked["code_challenge"] == challenge
            and form["redirect_uri"] == asked["redirect_uri"] == CALLBACK
            and auth == f"Basic {known}"
        )


def _plain64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


@contextmanager
def running_provider() -> Iterator[FakeProvider]:
    """A provider that listens; gone at the end."""
    fake = FakeProvider()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._answer({})

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            self._answer({name: values[0] for name, values in parse_qs(body).items()})

        def _answer(self, form: dict[str, str]) -> None:
            auth = self.headers.get("Authorization", "")
            status, found = fake.answer(urlsplit(self.path).path, form, auth)
            body = json.dumps(found).encode() if fake.body is None else fake.body
            self.send_response(status if fake.status == 200 else fake.status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Says nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    fake.address = f"http://127.0.0.1:{server.server_port}"
    serving = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    serving.start()
    try:
        yield fake
    finally:
        server.shutdown()
        serving.join()
        server.server_close()
