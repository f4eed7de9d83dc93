"""Sessions, the ways in, and where they are allowed: plain values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sangsaeng.acts.model import Role

Json = dict[str, Any]


class How(StrEnum):
    """How a session began."""

    PASSKEY = "passkey"
    PASSWORD_TOTP = "password_totp"  # noqa: S105 - the name of a way in
    OIDC = "oidc"
    INVITATION = "invitation"
    RECOVERY = "recovery"
    DEMO = "demo"  # a visitor of a demonstration, as one of its personas


@dataclass(frozen=True, slots=True)
class Session:
    """A session as its person sees it. `company_id`: it is for this company alone."""

    session_id: int
    person_id: int
    how: How
    began_at: datetime
    seen_at: datetime
    ends_at: datetime
    stepped_up_at: datetime | None = None
    agent: str = ""
    company_id: int | None = None

    @property
    def visiting(self) -> bool:
        """Whether it is a visitor's of a demonstration."""
        return self.how is How.DEMO


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A session just begun, and the token that its browser keeps; the token is nowhere else."""

    token: str
    session: Session


@dataclass(frozen=True, slots=True)
class Membership:
    """A company that a session's person may work for, and as what.

    `awaits_recovery`: the person came back by a recovery that this company has not confirmed yet;
    until then it cannot be chosen.
    """

    company_id: int
    business_number: str
    name: str
    roles: tuple[Role, ...]
    awaits_recovery: bool = False


@dataclass(frozen=True, slots=True)
class Site:
    """Where passkeys are good for: `rp_id` is the domain, `origins` the addresses of its pages."""

    rp_id: str
    rp_name: str
    origins: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Passkey:
    """A passkey as its person sees it; `passkey_id` is the credential's id in base64url."""

    passkey_id: str
    label: str
    added_at: datetime
    used_at: datetime | None


@dataclass(frozen=True, slots=True)
class Enrolment:
    """A secret for codes, to be shown once, and the token under which its first code comes back."""

    token: str
    secret: str
    uri: str


@dataclass(frozen=True, slots=True)
class Recovery:
    """A request to come in again that waits for a word of this person, for one company.

    The code is not shown: who asks tells it to who approves.
    """

    recovery_id: int
    person_id: int
    company_id: int
    asked_at: datetime
    ends_at: datetime


@dataclass(frozen=True, slots=True)
class OpenRecovery:
    """A request that can be withdrawn still: not used yet, or used less than a day ago."""

    recovery_id: int
    person_id: int
    asked_at: datetime
    ends_at: datetime
    used_at: datetime | None


@dataclass(frozen=True, slots=True)
class AskedRecovery:
    """What who asks keeps: `secret` opens once approved, `code` is told to who approves."""

    secret: str
    code: str


@dataclass(frozen=True, slots=True)
class Redirect:
    """Where the browser goes to sign in; it brings `state` back, and must have kept it itself."""

    url: str
    state: str


@dataclass(frozen=True, slots=True)
class Provider:
    """An institution's own sign-in (OpenID Connect). `name` is stable; sessions by it are for
    `company_id` alone. Algorithms of shared secrets are never among `algorithms`."""

    name: str
    issuer: str
    client_id: str
    client_secret: str
    redirect_uri: str
    company_id: int
    algorithms: tuple[str, ...] = ("RS256", "PS256", "ES256")
