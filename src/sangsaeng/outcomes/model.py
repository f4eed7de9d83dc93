"""Programmes and awards as the desk reads them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sangsaeng.outcomes.model_call import Call, ProgrammeRules


@dataclass(frozen=True, slots=True)
class Programme:
    """A pay-for-success programme; `state`: draft, open, closed (no more applications), ended."""

    programme_id: int
    administrator_id: int
    payer_id: int
    own_account_id: int | None
    name_ko: str
    name_en: str
    budget_won: int
    running_won: int
    call: Call
    rules: ProgrammeRules
    opens_at: datetime
    closes_at: datetime
    state: str


@dataclass(frozen=True, slots=True)
class Award:
    """What was granted to a supplier; `state`: funded, agreed, accepted, tail, closed,
    terminated."""

    programme_id: int
    award_id: int
    supplier_id: int
    instrument: str
    stage1_won: int
    success_cap_won: int
    state: str
    awarded_at: datetime
    tail_until: date | None
