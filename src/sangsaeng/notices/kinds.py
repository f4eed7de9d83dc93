"""Every kind of thing that people are told: who hears it, in whose words, where it leads.

Adding one is an entry here, its sentences, and a statement in `planning.sql`. `title`, `text` and
`next` are codes of sentences; where a notice's facts say a `variant`, its own stand in the
mappings. `next` always says who acts next and by when, or that nobody has to.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from sangsaeng.notices.model import Cadence

# People who work with a company's money; the roles' names are those of `acts.model`.
MONEY = ("viewer", "enterer", "approver", "administrator", "treasury")
WATCH = (*MONEY, "operations", "credit", "foundation")
SITE = ("worker_representative", "enterer", "approver", "administrator")


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """One kind. `roles`: who of a company hears it, None for all of its people. `locked`: told at
    once, by e-mail at least, whatever was chosen. `path`: in the portal, blanks from the facts."""

    code: str
    name: str
    title: str
    text: str | Mapping[str, str]
    next: str | Mapping[str, str]
    path: str
    roles: tuple[str, ...] | None = MONEY
    cadence: Cadence = Cadence.AT_ONCE
    locked: bool = False
    # Not of a person's choosing: told to an address.
    to_address: bool = False


_PROMISE_TEXTS = MappingProxyType(
    {
        "guaranteed": "mail_receivable_guaranteed",
        "deposited": "mail_receivable_deposited",
        "unguaranteed": "mail_receivable_unguaranteed",
    }
)
_ALL = (
    Kind(
        code="act_waiting",
        name="mail_name_act_waiting",
        title="mail_act_waiting",
        text="mail_act_waiting_text",
        next="mail_act_waiting_next",
        path="/acts/{act_id}",
        roles=None,
    ),
    Kind(
        code="act_decided",
        name="mail_name_act_decided",
        title="mail_act_decided",
        text={
            "executed": "mail_act_executed",
            "refused": "mail_act_refused",
            "rejected": "mail_act_rejected",
            "expired": "mail_act_expired",
        },
        next={
            "executed": "mail_nobody_next",
            "refused": "mail_act_again_next",
            "rejected": "mail_act_again_next",
            "expired": "mail_act_again_next",
        },
        path="/acts/{act_id}",
        roles=None,
    ),
    Kind(
        code="act_expiring",
        name="mail_name_act_expiring",
        title="mail_act_expiring",
        text="mail_act_expiring_text",
        next="mail_act_waiting_next",
        path="/acts/{act_id}",
        roles=None,
    ),
    Kind(
        code="receivable_received",
        name="mail_name_receivable_received",
        title="mail_receivable_received",
        text=_PROMISE_TEXTS,
        next="mail_receivable_next",
        path="/money/{programme_id}/{receivable_id}",
    ),
    Kind(
        code="money_coming",
        name="mail_name_money_coming",
        title="mail_money_coming",
        text="mail_money_coming_text",
        next="mail_money_coming_next",
        path="/money",
        cadence=Cadence.DAILY,
    ),
    Kind(
        code="money_credited",
        name="mail_name_money_credited",
        title="mail_money_credited",
        text="mail_money_credited_text",
        next="mail_nobody_next",
        path="/money?tab=paid",
    ),
    Kind(
        code="money_returned",
        name="mail_name_money_returned",
        title="mail_money_returned",
        text="mail_money_returned_text",
        next="mail_money_returned_next",
        path="/account",
    ),
    Kind(
        code="account_changed",
        name="mail_name_account_changed",
        title="mail_account_changed",
        text={
            "named": "mail_account_named",
            "verified": "mail_account_verified",
            "refused": "mail_account_refused",
        },
        next={
            "named": "mail_account_named_next",
            "verified": "mail_account_verified_next",
            "refused": "mail_account_refused_next",
        },
        path="/account",
        roles=None,
        locked=True,
    ),
    Kind(
        code="funding_called",
        name="mail_name_funding_called",
        title="mail_funding_called",
        text="mail_funding_called_text",
        next="mail_funding_called_next",
        path="/funding",
    ),
    Kind(
        code="funding_soon",
        name="mail_name_funding_soon",
        title="mail_funding_soon",
        text="mail_funding_soon_text",
        next="mail_funding_soon_next",
        path="/funding",
    ),
    Kind(
        code="quote_lapsing",
        name="mail_name_quote_lapsing",
        title="mail_quote_lapsing",
        text="mail_quote_lapsing_text",
        next="mail_quote_lapsing_next",
        path="/early-cash",
        roles=("enterer", "approver"),
    ),
    Kind(
        code="account_starts",
        name="mail_name_account_starts",
        title="mail_account_starts",
        text="mail_account_starts_text",
        next="mail_account_starts_next",
        path="/account",
        roles=None,
        locked=True,
    ),
    Kind(
        code="funding_missed",
        name="mail_name_funding_missed",
        title="mail_funding_missed",
        text={"grace": "mail_funding_grace", "unpaid": "mail_funding_unpaid"},
        next={"grace": "mail_funding_grace_next", "unpaid": "mail_funding_unpaid_next"},
        path="/funding",
        locked=True,
    ),
    Kind(
        code="default_told",
        name="mail_name_default_told",
        title="mail_default_told",
        text="mail_default_text",
        next="mail_default_next",
        path="/lists/notices.mine",
        roles=WATCH,
        locked=True,
    ),
    Kind(
        code="invitation",
        name="mail_name_invitation",
        title="mail_invitation",
        text={
            "company": "mail_invitation_company",
            "colleague": "mail_invitation_colleague",
        },
        next="mail_invitation_next",
        path="/join/{token}",
        locked=True,
        to_address=True,
    ),
    Kind(
        code="sign_in_changed",
        name="mail_name_sign_in_changed",
        title="mail_sign_in_changed",
        text={
            "passkey": "mail_passkey_added",
            "recovery": "mail_recovery_asked",
            "recovered": "mail_recovery_used",
        },
        next={
            "passkey": "mail_sign_in_next",
            "recovery": "mail_recovery_next",
            "recovered": "mail_sign_in_next",
        },
        path="/me",
        roles=None,
        locked=True,
    ),
    Kind(
        code="works_waiting",
        name="mail_name_works_waiting",
        title="mail_works_waiting",
        text="mail_works_waiting_text",
        next="mail_works_waiting_next",
        path="/safety/{programme_id}/matches/{match_id}",
        roles=SITE,
    ),
    Kind(
        code="claim_soon",
        name="mail_name_claim_soon",
        title="mail_claim_soon",
        text="mail_claim_soon_text",
        next="mail_claim_soon_next",
        path="/safety/{programme_id}/awards/{award_id}/claim",
    ),
    Kind(
        code="determination_made",
        name="mail_name_determination_made",
        title="mail_determination_made",
        text="mail_determination_text",
        next="mail_determination_next",
        path="/safety/{programme_id}/claims/{claim_id}",
    ),
    Kind(
        code="dispute_decided",
        name="mail_name_dispute_decided",
        title="mail_dispute_decided",
        text={"upheld": "mail_dispute_upheld", "dismissed": "mail_dispute_dismissed"},
        next={"upheld": "mail_dispute_upheld_next", "dismissed": "mail_nobody_next"},
        path="/safety/{programme_id}/claims/{claim_id}",
    ),
    Kind(
        code="payable_paid",
        name="mail_name_payable_paid",
        title="mail_payable_paid",
        text={"account": "mail_payable_account", "receivable": "mail_payable_receivable"},
        next="mail_nobody_next",
        path="/safety/{programme_id}",
        cadence=Cadence.DAILY,
    ),
)
KINDS: Mapping[str, Kind] = MappingProxyType({kind.code: kind for kind in _ALL})
# Why a payment came back, by the code that rails agree on.
REASONS: Mapping[str, str] = MappingProxyType(
    {
        "closed_account": "mail_why_closed_account",
        "no_such_account": "mail_why_no_such_account",
        "name_mismatch": "mail_why_name_mismatch",
        "suspended": "mail_why_suspended",
        "account_invalid": "mail_why_account_invalid",
        "limit_exceeded": "mail_why_limit_exceeded",
        "other": "mail_why_other",
    }
)
# What a payment was for, by the purpose of its payout.
PURPOSES: Mapping[int, str] = MappingProxyType(
    {
        1: "mail_for_settlement",
        2: "mail_for_incentive",
        3: "mail_for_incentive",
        5: "mail_for_sale",
        7: "mail_for_refund",
        11: "mail_for_released",
        13: "mail_for_outcomes",
    }
)
