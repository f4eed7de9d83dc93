"""What an institution agrees and sets up: programmes, terms, accounts, who may fund, guarantees."""

from __future__ import annotations

from datetime import date, time
from decimal import Decimal
from typing import Annotated

from pydantic import AfterValidator, Field

from sangsaeng.acts.fields import BusinessNumber, Day, Name, Number, ProgrammeId, Rate, RateOut
from sangsaeng.acts.kinds.funders import (
    FacilityChanged,
    FacilityStated,
    FacilityWanted,
    change,
    facility_asked,
    limit_of,
    state_facility,
)
from sangsaeng.acts.model import Answer, Consent, Given, Office, Role
from sangsaeng.acts.owning import (
    company_named,
    company_to_agree,
    holds_office,
    programme_run,
)
from sangsaeng.acts.shape import Act, Acting, Refused
from sangsaeng.acts.standing import limit_won
from sangsaeng.database.connection import Tx
from sangsaeng.kernel.money import Rounding
from sangsaeng.kernel.refusals import Refusal
from sangsaeng.programmes.model import (
    AccountPurpose,
    DefaultPolicy,
    FacilityKind,
    Programme,
    RefundOwner,
    Terms,
)
from sangsaeng.programmes.service_agreements import (
    add_own_account,
    add_terms,
    admit_funder,
    open_programme,
)
from sangsaeng.programmes.service_facility import set_up_facility


def _in_korea(moment: time) -> time:
    if moment.tzinfo is not None:
        raise ValueError("a time of day in Korea, without an offset")
    return moment


TimeOfDay = Annotated[time, AfterValidator(_in_korea)]


# Who binds a company to what an institution enters about it: its own approvers; where it holds an
# office for it, that office's people.
_AGREE = frozenset({Role.APPROVER, Role.ADMINISTRATOR, Role.FOUNDATION})
_PROGRAMMES = "programmes.open"


class ProgrammeWanted(Given):
    """An agreement between a buyer, the institution that enters it and the Foundation, to which
    people of both others agree. The
    settlement and operating accounts are the institution's, the deposit account the Foundation's.
    `claim_days`: how long value waits for a payee that is not on the system."""

    buyer_number: BusinessNumber
    foundation_number: BusinessNumber
    settlement_account_id: Number
    deposit_account_id: Number
    operating_account_id: Number
    variant: Name = "credit"
    default_policy: DefaultPolicy = DefaultPolicy.INSTITUTION_ADVANCES
    max_tier: Annotated[int, Field(ge=1, le=4)] = 4
    claim_days: Annotated[int, Field(ge=1, le=366)] = 30
    insolvent_may_pass_on: bool = True
    opened_on: Day | None = None
    ends_on: Day | None = None


class ProgrammeOpened(Answer):
    """The new agreement's number."""

    programme_id: int


class TenorStep(Given):
    """From so many days of tenor on, a price is higher by this rate."""

    from_days: Annotated[int, Field(ge=0, le=9_999)]
    add_annual: Rate


class TermsWanted(Given):
    """Terms of a programme from a day on; what was issued before keeps its own. Rates are fractions
    a year; the system's fee is inside the rate of early payment."""

    programme_id: ProgrammeId
    in_force_from: Day
    early_payment_rate_annual: Rate
    deposit_incentive_rate_annual: Rate = "0"
    rounding: Rounding = Rounding.TRUNCATE
    refund_owner: RefundOwner = RefundOwner.FIRST_TIER
    max_partial_sales: Annotated[int, Field(ge=0, le=1000)] = 5
    follows_base_rate: bool = False
    tenor_steps: Annotated[list[TenorStep], Field(max_length=20)] = Field(default_factory=list)
    system_fee_rate_annual: Rate = "0"
    auction: bool = False
    quote_valid_minutes: Annotated[int, Field(ge=1, le=1440)] = 30
    cut_off_at: TimeOfDay = time(16, 0)


class TermsAdded(Answer):
    """The terms' number in their programme."""

    programme_id: int
    terms_id: int
    in_force_from: date
    early_payment_rate_annual: RateOut


class OwnAccountWanted(Given):
    """One of the scheme's own bank accounts: where money is settled, deposited, or funded from.
    Where its owner is another company, people of it agree."""

    purpose: AccountPurpose
    owner_number: BusinessNumber
    bank_code: Annotated[str, Field(pattern=r"^[0-9]{3}$")]
    account_number: Annotated[
        str, Field(pattern=r"^[0-9]{8,16}$", json_schema_extra={"x-confidential": True})
    ]
    name: Name | None = None


class OwnAccountAdded(Answer):
    """The account's number in the book."""

    own_account_id: int
    purpose: AccountPurpose


class FunderNamed(Given):
    """A company that may stand ready in a programme as a funder; it sees the programme
    and its terms from then on."""

    programme_id: ProgrammeId
    funder_number: BusinessNumber


class FunderAdmitted(Answer):
    """Whether the company was not let in before."""

    admitted: bool


def _sides(tx: Tx, company_id: int, given: ProgrammeWanted) -> list[int] | Refusal:
    refused = holds_office(tx, company_id, Office.INSTITUTION, _PROGRAMMES)
    if refused:
        return refused
    buyer = company_to_agree(tx, given.buyer_number, "buyer_number")
    if isinstance(buyer, Refusal):
        return buyer
    foundation = company_to_agree(
        tx, given.foundation_number, "foundation_number", Office.FOUNDATION
    )
    return foundation if isinstance(foundation, Refusal) else [buyer, foundation]


def _owner(tx: Tx, company_id: int, given: OwnAccountWanted) -> list[int] | Refusal:
    owner = company_to_agree(tx, given.owner_number, "owner_number")
    if isinstance(owner, Refusal):
        return owner
    return [] if owner == company_id else [owner]


def _open(acting: Acting, given: ProgrammeWanted) -> ProgrammeOpened | Refused:
    buyer = company_named(acting, given.buyer_number, "buyer_number")
    foundation = company_named(acting, given.foundation_number, "foundation_number")
    if isinstance(buyer, Refusal):
        return buyer
    if isinstance(foundation, Refusal):
        return foundation
    asked = Programme(
        programme_id=0,
        buyer_id=buyer.company_id,
        institution_id=acting.company_id,
        foundation_id=foundation.company_id,
        variant=given.variant,
        default_policy=given.default_policy,
        max_tier=given.max_tier,
        opened_on=given.opened_on or acting.today,
        ends_on=given.ends_on,
        claim_days=given.claim_days,
        settlement_account_id=given.settlement_account_id,
        deposit_account_id=given.deposit_account_id,
        operating_account_id=given.operating_account_id,
        insolvent_may_pass_on=given.insolvent_may_pass_on,
    )
    opened = open_programme(acting.tx, asked, str(buyer.size))
    if isinstance(opened, Refusal):
        return opened
    return ProgrammeOpened(programme_id=opened.programme_id)


def _add_terms(acting: Acting, given: TermsWanted) -> TermsAdded | Refused:
    programme = programme_run(acting, given.programme_id)
    if isinstance(programme, Refusal):
        return programme
    steps = sorted((one.from_days, Decimal(one.add_annual)) for one in given.tenor_steps)
    asked = Terms(
        terms_id=0,
        in_force_from=given.in_force_from,
        early_payment_rate_annual=Decimal(given.early_payment_rate_annual),
        deposit_incentive_rate_annual=Decimal(given.deposit_incentive_rate_annual),
        rounding=given.rounding,
        refund_owner=given.refund_owner,
        max_partial_sales=given.max_partial_sales,
        follows_base_rate=given.follows_base_rate,
        tenor_from_days=tuple(days for days, _ in steps),
        tenor_add_annual=tuple(rate for _, rate in steps),
        system_fee_rate_annual=Decimal(given.system_fee_rate_annual),
        auction=given.auction,
        quote_valid_minutes=given.quote_valid_minutes,
        cut_off_at=given.cut_off_at,
    )
    terms = add_terms(acting.tx, given.programme_id, asked)
    if isinstance(terms, Refusal):
        return terms
    return TermsAdded(
        programme_id=given.programme_id,
        terms_id=terms.terms_id,
        in_force_from=terms.in_force_from,
        early_payment_rate_annual=terms.early_payment_rate_annual,
    )


def _add_own_account(acting: Acting, given: OwnAccountWanted) -> OwnAccountAdded | Refused:
    owner = company_named(acting, given.owner_number, "owner_number")
    if isinstance(owner, Refusal):
        return owner
    account = (given.bank_code, given.account_number, given.name or owner.name)
    own = add_own_account(
        acting.tx, given.purpose, owner.company_id, *account, acting.today, acting.company_id
    )
    if isinstance(own, Refusal):
        return own
    return OwnAccountAdded(own_account_id=own.own_account_id, purpose=own.purpose)


def _admit(acting: Acting, given: FunderNamed) -> FunderAdmitted | Refused:
    programme = programme_run(acting, given.programme_id)
    if isinstance(programme, Refusal):
        return programme
    company = company_named(acting, given.funder_number, "funder_number")
    if isinstance(company, Refusal):
        return company
    return FunderAdmitted(
        admitted=admit_funder(acting.tx, given.programme_id, company.company_id, acting.today)
    )


def _guarantee(acting: Acting, given: FacilityWanted) -> FacilityStated | Refused:
    programme = programme_run(acting, given.programme_id)
    if isinstance(programme, Refusal):
        return programme
    asked = facility_asked(acting, given, FacilityKind.GUARANTEE, programme.buyer_id)
    return state_facility(set_up_facility(acting.tx, asked, acting.today))


def _change_guarantee(acting: Acting, given: FacilityChanged) -> FacilityStated | Refused:
    return change(acting, given, FacilityKind.GUARANTEE)


ACTS = (
    Act(
        code=_PROGRAMMES,
        path="/programmes/open",
        given=ProgrammeWanted,
        answer=ProgrammeOpened,
        enter=frozenset({Role.OPERATIONS}),
        approve=frozenset({Role.CREDIT}),
        agree_by=_AGREE,
        consent=Consent.ANOTHER,
        steps_up=True,
        agree=_sides,
        execute=_open,
    ),
    Act(
        code="programmes.add_terms",
        path="/programmes/add-terms",
        given=TermsWanted,
        answer=TermsAdded,
        enter=frozenset({Role.OPERATIONS}),
        approve=frozenset({Role.CREDIT}),
        consent=Consent.ANOTHER,
        steps_up=True,
        programme_of=lambda given: given.programme_id,
        execute=_add_terms,
    ),
    Act(
        code="programmes.admit_funder",
        path="/programmes/admit-funder",
        given=FunderNamed,
        answer=FunderAdmitted,
        enter=frozenset({Role.OPERATIONS}),
        approve=frozenset({Role.CREDIT}),
        consent=Consent.ANOTHER,
        steps_up=True,
        programme_of=lambda given: given.programme_id,
        execute=_admit,
    ),
    Act(
        code="own_accounts.add",
        path="/own-accounts/add",
        given=OwnAccountWanted,
        answer=OwnAccountAdded,
        enter=frozenset({Role.OPERATIONS}),
        approve=frozenset({Role.TREASURY}),
        agree_by=_AGREE | {Role.TREASURY},
        consent=Consent.ANOTHER,
        steps_up=True,
        by_key=False,
        agree=_owner,
        execute=_add_own_account,
    ),
    Act(
        code="guarantees.set_up",
        path="/guarantees/set-up",
        given=FacilityWanted,
        answer=FacilityStated,
        enter=frozenset({Role.OPERATIONS, Role.CREDIT}),
        approve=frozenset({Role.CREDIT}),
        consent=Consent.ANOTHER,
        steps_up=True,
        amount_won=lambda given: given.limit_won,
        programme_of=lambda given: given.programme_id,
        execute=_guarantee,
    ),
    Act(
        code="guarantees.change",
        path="/guarantees/change",
        given=FacilityChanged,
        answer=FacilityStated,
        enter=frozenset({Role.OPERATIONS, Role.CREDIT}),
        approve=frozenset({Role.CREDIT}),
        consent=Consent.ANOTHER,
        steps_up=True,
        amount_won=limit_of,
        standing_won=limit_won,
        execute=_change_guarantee,
    ),
)
