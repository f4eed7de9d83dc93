"""What a route consists of that is neither an act nor a reading."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from pydantic import BaseModel
from starlette.responses import Response

from sangsaeng.acts.model import Given
from sangsaeng.api.calls import Call


class Nothing(Given):
    """No more needs to be said: `{}`."""


class For(StrEnum):
    """Whom a route is open to."""

    ANYONE = "anyone"
    CALLER = "caller"  # a machine with a key, or a person for a company
    PERSON = "person"  # a person in a session, for itself


@dataclass(frozen=True, slots=True, kw_only=True)
class Door:
    """One route: `query` are its path and query parameters, `given` its body.

    `may_wait`: it answers 202 too, with the same shape. `versioned`: its path is under /v1.
    """

    code: str
    method: str
    path: str
    work: Callable[[Call], Response]
    answer: type[BaseModel] | None
    query: type[BaseModel] | None = None
    given: type[BaseModel] | None = None
    open_to: For = For.CALLER
    may_wait: bool = False
    versioned: bool = True

    def full_path(self, prefix: str) -> str:
        """The path as it is asked for."""
        return prefix + self.path if self.versioned else self.path
