"""The shape of a problem, for the description of the API."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict


class Fault(BaseModel):
    """One refusal: `field` and `line` (from 1) of what was sent, and the facts of its sentence."""

    model_config = ConfigDict(extra="forbid")

    code: str
    field: str | None
    line: int | None
    facts: dict[str, str | int]
    ko: str
    en: str


class Problem(Fault):
    """Why something was not done (RFC 9457); `errors` holds every refusal, the first one first.

    Where it was an act, its number and state are beside it. `methods`: how to prove oneself anew.
    """

    model_config = ConfigDict(extra="allow")

    type: str
    title: str
    status: int
    detail: str
    errors: list[Fault]
    act_id: int | None = None
    state: str | None = None
    digest: str | None = None
    methods: list[str] | None = None
