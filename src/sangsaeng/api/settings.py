"""What an installation decides about its API."""

from __future__ import annotations

from dataclasses import dataclass

SECURE_COOKIE, DEVELOPMENT_COOKIE = "__Host-sangsaeng", "sangsaeng"


@dataclass(frozen=True, slots=True)
class Settings:
    """`origins`: where our own pages are served from, as browsers say it in `Origin`; `hosts`:
    names this server answers to, empty for any. `rp_id`: the domain that passkeys are bound to.

    `insecure_development`: plain http, only on a developer's own machine: the session's cookie then
    goes without `Secure`, and nothing tells browsers to insist on https. `demonstration`: the book
    is one of invented people, whose places visitors may take.
    """

    origins: tuple[str, ...] = ()
    hosts: tuple[str, ...] = ()
    rp_id: str = "localhost"
    insecure_development: bool = False
    body_seconds: int = 30
    most_body_bytes: int = 8 * 1024 * 1024
    demonstration: bool = False

    @property
    def cookie(self) -> str:
        """The name of the session's cookie; the prefix makes browsers hold it to this host."""
        return DEVELOPMENT_COOKIE if self.insecure_development else SECURE_COOKIE
