"""What becomes of a payout that is stuck is told by the rule that sends it again."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from sangsaeng.payouts.model import AttemptState, Next
from sangsaeng.payouts.rails.model import Reason
from sangsaeng.payouts.rules import MOST_ATTEMPTS, decide_next, decide_resend

TODAY = date(2026, 4, 6)


@pytest.mark.parametrize(
    ("state", "reason", "attempts", "to_company", "said"),
    [
        ("unknown", None, 1, True, Next.ASKED),
        ("unknown", None, MOST_ATTEMPTS, False, Next.ASKED),
        ("returned", "closed_account", 1, True, Next.ACCOUNT),
        ("rejected", "limit_exceeded", 1, True, Next.AGAIN),
        ("rejected", "limit_exceeded", MOST_ATTEMPTS, True, Next.PERSON),
        ("returned", "closed_account", MOST_ATTEMPTS, True, Next.PERSON),
        ("returned", "closed_account", 1, False, Next.PERSON),
    ],
)
def test_what_comes_next_is_by_state_reason_and_payee(
    state: str, reason: str | None, attempts: int, to_company: bool, said: Next
) -> None:
    assert decide_next(AttemptState(state), reason, attempts, to_company) is said


@pytest.mark.parametrize("reason", [None, *Reason])
@pytest.mark.parametrize("attempts", range(1, MOST_ATTEMPTS + 2))
def test_it_never_promises_what_sending_again_would_refuse(
    reason: str | None, attempts: int
) -> None:
    found = decide_next(AttemptState.RETURNED, reason, attempts, to_company=True)
    tomorrow = TODAY + timedelta(days=1)
    refused = decide_resend(reason, attempts, False, TODAY, tomorrow)
    codes = {"payout_needs_a_person": Next.PERSON, "account_needed": Next.ACCOUNT}
    assert found is (codes[refused.code] if refused else Next.AGAIN)
