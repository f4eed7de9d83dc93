"""An institution's own sign-in: OpenID Connect, authorization code with PKCE.

Believed is only what the provider signed, for us, now, in answer to this very request.
"""

from __future__ import annotations

import base64
import json
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any, cast
from urllib.parse import urlencode, urlsplit

import httpx
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from sangsaeng.signin.model import Json, Provider

_TIMEOUT = httpx.Timeout(10)
_MOST_BYTES = 256 * 1024
_METADATA_LASTS = timedelta(hours=1)
_LEEWAY_SECONDS = 60
_LONGEST_SUBJECT = 255
# A shared secret as key would let whoever knows our client's secret write its own answers.
_SIGNED_WITH = frozenset({"RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384"})


class OidcUnreachableError(Exception):
    """The provider did not answer, or not as one."""


class OidcRefusedError(Exception):
    """What the provider answered is not to be believed."""


class OidcClient:
    """Speaks to one provider; keep one for a process. Raises the two errors above."""

    def __init__(self, provider: Provider, http: httpx.Client | None = None) -> None:
        assert provider.algorithms and set(provider.algorithms) <= _SIGNED_WITH
        self.provider = provider
        self._http = http or httpx.Client(timeout=_TIMEOUT, follow_redirects=False)
        self._metadata: tuple[datetime, Json] | None = None

    def authorize_url(self, state: str, nonce: str, verifier: str, at: datetime) -> str:
        """Where the browser goes."""
        asked = {
            "response_type": "code",
            "client_id": self.provider.client_id,
            "redirect_uri": self.provider.redirect_uri,
            "scope": "openid",
            "state": state,
            "nonce": nonce,
            "code_challenge": _challenge_of(verifier),
            "code_challenge_method": "S256",
        }
        endpoint = self._endpoint("authorization_endpoint", at)
        return f"{endpoint}{'&' if urlsplit(endpoint).query else '?'}{urlencode(asked)}"

    def subject_of(self, code: str, verifier: str, nonce: str, at: datetime) -> str:
        """Whom the provider names for the code that the browser brought back."""
        answer = self._post_code(code, verifier, at)
        token = answer.get("id_token")
        if not isinstance(token, str):
            raise OidcRefusedError("no id_token")
        keys = self._get(self._endpoint("jwks_uri", at))
        try:
            known = KeySet.import_key_set(cast(Any, keys))
            claims = jwt.decode(token, known, algorithms=list(self.provider.algorithms)).claims
            self._registry(nonce, at).validate(claims)
        except (JoseError, ValueError, KeyError, TypeError) as wrong:
            raise OidcRefusedError(type(wrong).__name__) from wrong
        return self._subject(claims)

    def _registry(self, nonce: str, at: datetime) -> jwt.JWTClaimsRegistry:
        return jwt.JWTClaimsRegistry(
            now=int(at.timestamp()),
            leeway=_LEEWAY_SECONDS,
            iss={"essential": True, "value": self.provider.issuer},
            aud={"essential": True, "value": self.provider.client_id},
            exp={"essential": True},
            iat={"essential": True},
            nonce={"essential": True, "value": nonce},
            sub={"essential": True},
        )

    def _subject(self, claims: Json) -> str:
        audience = claims["aud"]
        several = isinstance(audience, list) and len(audience) > 1
        named = claims.get("azp")
        if (several or named is not None) and named != self.provider.client_id:
            raise OidcRefusedError("azp")
        subject = claims["sub"]
        if not isinstance(subject, str) or not 0 < len(subject) <= _LONGEST_SUBJECT:
            raise OidcRefusedError("sub")
        return subject

    def _endpoint(self, name: str, at: datetime) -> str:
        if self._metadata is None or not self._is_fresh(self._metadata[0], at):
            base = self.provider.issuer.rstrip("/")
            found = self._get(f"{base}/.well-known/openid-configuration")
            if found.get("issuer") != self.provider.issuer:
                raise OidcRefusedError("issuer")
            self._metadata = at, found
        endpoint = self._metadata[1].get(name)
        if not isinstance(endpoint, str):
            raise OidcUnreachableError(name)
        return _safe(endpoint)

    def _is_fresh(self, since: datetime, at: datetime) -> bool:
        return timedelta(0) <= at - since < _METADATA_LASTS

    def _post_code(self, code: str, verifier: str, at: datetime) -> Json:
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": self.provider.redirect_uri,
            "code_verifier": verifier,
        }
        auth = httpx.BasicAuth(self.provider.client_id, self.provider.client_secret)
        return self._read("POST", self._endpoint("token_endpoint", at), data=form, auth=auth)

    def _get(self, url: str) -> Json:
        return self._read("GET", _safe(url))

    def _read(self, method: str, url: str, **more: Any) -> Json:
        body = b""
        headers = {"Accept": "application/json"}
        try:
            with self._http.stream(method, url, headers=headers, **more) as answer:
                for part in answer.iter_bytes():
                    body += part
                    if len(body) > _MOST_BYTES:
                        raise OidcUnreachableError("too much")
            found = json.loads(body)
        except (httpx.HTTPError, ValueError) as broken:
            raise OidcUnreachableError(type(broken).__name__) from broken
        if answer.status_code in (400, 401, 403):
            raise OidcRefusedError(str(answer.status_code))
        if answer.status_code != httpx.codes.OK or not isinstance(found, dict):
            raise OidcUnreachableError(str(answer.status_code))
        return found


def _challenge_of(verifier: str) -> str:
    return base64.urlsafe_b64encode(sha256(verifier.encode()).digest()).rstrip(b"=").decode()


def _safe(url: str) -> str:
    parts = urlsplit(url)
    if parts.scheme == "https" or (parts.scheme == "http" and parts.hostname == "127.0.0.1"):
        return url
    raise OidcRefusedError("not https")
