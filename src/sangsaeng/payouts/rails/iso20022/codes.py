"""ISO 20022 external reason codes, in our words (ExternalStatusReason1, ExternalReturnReason1)."""

from __future__ import annotations

from collections.abc import Mapping

from sangsaeng.payouts.rails.model import Reason

REASONS: Mapping[str, Reason] = {
    "AC01": Reason.ACCOUNT_INVALID,
    "AC03": Reason.ACCOUNT_INVALID,
    "RC01": Reason.ACCOUNT_INVALID,
    "AC04": Reason.CLOSED_ACCOUNT,
    "AC07": Reason.CLOSED_ACCOUNT,
    "AC06": Reason.SUSPENDED,
    "AM02": Reason.LIMIT_EXCEEDED,
    "AM14": Reason.LIMIT_EXCEEDED,
    "AM21": Reason.LIMIT_EXCEEDED,
    "AM04": Reason.INSUFFICIENT_FUNDS,
    "AM05": Reason.DUPLICATE,
    "DUPL": Reason.DUPLICATE,
    "BE01": Reason.NAME_MISMATCH,
    "BE06": Reason.NO_SUCH_ACCOUNT,
}


def reason_of(code: str) -> Reason:
    """Our reason for a bank's code; one we have no word for is `other`."""
    return REASONS.get(code, Reason.OTHER)
