"""Values of the money of pay for success."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Part(StrEnum):
    """The two reserves of an award."""

    STAGE1 = "stage1"
    SUCCESS = "success"


class PayableFor(StrEnum):
    """What a party is owed for; with its source it is owed once."""

    ADVANCE = "advance"
    STAGE1 = "stage1"
    REWARD = "reward"
    FEE = "fee"
    RETENTION = "retention"
    POOL = "pool"
    REIMBURSEMENT = "reimbursement"
    REOPENED = "reopened"


@dataclass(frozen=True, slots=True)
class Owed:
    """Something a party is owed: (programme, purpose, source, party) is its key.

    `source_id`: the award for an advance and stage 1, the claim for a reward, a fee and a
    retention, the programme for what is left of the pool, the payable for a reimbursement.
    """

    programme_id: int
    company_id: int
    purpose: PayableFor
    source_id: int
    amount_won: int
    award_id: int | None = None
