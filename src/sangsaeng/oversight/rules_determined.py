"""What a determination and an agreement say of themselves, held against the rows beside them.

Pure; texts that nobody of ours wrote break a proof and never the command.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from sangsaeng.outcomes.contracts.contract import Contract, read_contract
from sangsaeng.outcomes.model_claim import Period
from sangsaeng.outcomes.rules_determining import period_cap_won


def highest_of(rule_text: str) -> int | None:
    """The most a rule can ever pay, in won; None where the text is no contract."""
    try:
        found = read_contract(json.loads(rule_text))
    except (ValueError, TypeError, AttributeError):
        return None
    return found.highest if isinstance(found, Contract) else None


def is_given(row: Mapping[str, Any], periods: Sequence[Period]) -> bool:
    """Whether a determination's input names its own award, claim, period and the period's part of
    the cap, and its amount is within that; a claim that nobody verified has no period here."""
    if row["period_no"] not in {one.period_no for one in periods}:
        return False
    cap_won = period_cap_won(row["success_cap_won"], periods, row["period_no"])
    wanted = {name: row[name] for name in ("award_id", "claim_id", "period_no")}
    wanted["cap_won"] = cap_won
    try:
        given = json.loads(row["input_text"])
        said = {name: given[name] for name in wanted}
    except (ValueError, KeyError, TypeError):
        return False
    return said == wanted and row["amount_won"] <= cap_won
