"""What passing on would earn, the tax credit of a period, and the tax withheld in a month."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from decimal import Decimal
from typing import Annotated

from pydantic import Field

from sangsaeng.acts.fields import Day, ItemId, ProgrammeId, RateOut, Won, WonOrNone
from sangsaeng.acts.listing import OWN, RUNS, one_row
from sangsaeng.acts.model import Answer, Given
from sangsaeng.acts.shape import Asked, Page, Reading, Refused
from sangsaeng.database.statements import load
from sangsaeng.duties.model import Expected, PassOnLine
from sangsaeng.duties.service_preview import preview_of
from sangsaeng.duties.service_tax_credit import candidate_of
from sangsaeng.kernel.calendar import KOREA
from sangsaeng.kernel.refusals import Refusal, refuse
from sangsaeng.parties.model import CompanySize
from sangsaeng.parties.service import get_company
from sangsaeng.programmes.service import get_programme
from sangsaeng.programmes.service_withholding import get_remittance

_SQL = load(__package__)
_LONGEST_DAYS = 3650
# As many as a list that is passed on may have lines.
_MOST_PARTS = 20_000

Share = Annotated[
    str,
    Field(pattern=r"^(0(\.[0-9]{1,12})?|1)$", max_length=14, description="a fraction, 0 to 1"),
]


class PreviewAsked(Given):
    """A part that might be passed on; `more_won`: further parts, each rounded by itself as its
    settlement would, for the days of `more_on`, or all for the first one's. `sold_share` of each is
    expected to be sold by its payee, `sold_after_days` after the funding; `tax_won`: the holder's
    own tax of the year."""

    programme_id: ProgrammeId
    receivable_id: ItemId
    amount_won: Won
    more_won: Annotated[list[Won], Field(max_length=_MOST_PARTS)] = Field(default_factory=list)
    matures_on: Day
    more_on: Annotated[list[Day], Field(max_length=_MOST_PARTS)] = Field(default_factory=list)
    invoice_on: Day | None = None
    payee_size: CompanySize = CompanySize.SMALL
    sold_share: Share = "0"
    sold_after_days: Annotated[int, Field(ge=0, le=_LONGEST_DAYS)] = 0
    tax_won: WonOrNone | None = None


class CreditShown(Answer):
    """A tax credit in won; None where the surtax of the year is not known."""

    earning_won: int
    gross_won: int
    taken_won: int
    surtax_won: int | None
    net_won: int | None


class PreviewShown(Answer):
    """What passing on would earn, and what keeping the money would; won."""

    amount_won: int
    refunds_belong_to_holder: bool
    interest_refund_won: int
    incentives_won: list[int]
    deposit_incentive_won: int
    for_first_tier_won: int
    credit: CreditShown
    old_way_interest_forgone_won: int
    early_payment_rate_annual: RateOut | None
    withheld_won: int
    paid_won: int


class CreditAsked(Given):
    """Of payments due in this period; without days, this year. `cash_like_fall_won`: by how much
    other cash-like settlement fell against the year before, as the company tells."""

    from_on: Day | None = None
    until: Day | None = None
    tax_won: WonOrNone | None = None
    cash_like_fall_won: WonOrNone = 0


class CandidateShown(Answer):
    """The credit on what was paid in the period, and on what is still to be paid in it."""

    from_on: date
    until: date
    paid: CreditShown
    still_to_pay: CreditShown


class RemittanceAsked(Given):
    """The month that a day lies in."""

    programme_id: ProgrammeId
    month: Day


class WithheldShown(Answer):
    """Tax withheld from one payee's payment of a day."""

    flow: str
    business_number: str
    name: str
    booked_on: date
    national_won: int
    local_won: int


class RemittanceShown(Answer):
    """What is to be paid in for a month, and by when."""

    pay_by: date
    national_won: int
    local_won: int
    items: list[WithheldShown]


def _preview(asked: Asked) -> Page | Refused:
    given: PreviewAsked = asked.filters
    key = (given.programme_id, given.receivable_id)
    row = asked.tx.row(_SQL["get_preview_parent"], programme_id=key[0], receivable_id=key[1])
    if given.more_on and len(given.more_on) != len(given.more_won):
        return refuse("field_malformed", "more_on", name="more_on")
    days = (given.matures_on, *(given.more_on or [given.matures_on] * len(given.more_won)))
    about = (given.invoice_on, str(given.payee_size))
    parts = zip((given.amount_won, *given.more_won), days, strict=True)
    lines = [PassOnLine(won, day, *about) for won, day in parts]
    expected = Expected(Decimal(given.sold_share), given.sold_after_days)
    seen = preview_of(asked.tx, key, row, lines, expected, _today(asked), given.tax_won)
    if isinstance(seen, Refusal):
        return seen
    own = {"deposit_incentive_won": seen.deposit_incentive_won, "paid_won": seen.paid_won}
    return one_row({**asdict(seen), **own, "incentives_won": list(seen.incentives_won)})


def _credit(asked: Asked) -> Page | Refused:
    given: CreditAsked = asked.filters
    today = _today(asked)
    first, last = given.from_on or date(today.year, 1, 1), given.until or date(today.year, 12, 31)
    rows = asked.tx.rows(_SQL["list_paid"], from_on=first, until=last, as_of=today)
    size = str(get_company(asked.tx, asked.company_id).size)
    seen = candidate_of(rows, size, last, given.tax_won, given.cash_like_fall_won)
    return one_row({"from_on": first, "until": last, **asdict(seen)})


def _remittance(asked: Asked) -> Page | Refused:
    given: RemittanceAsked = asked.filters
    programme = get_programme(asked.tx, given.programme_id)
    if not isinstance(programme, Refusal) and programme.institution_id != asked.company_id:
        programme = refuse("unknown_programme", "programme_id", value=str(given.programme_id))
    if isinstance(programme, Refusal):
        return programme
    seen = get_remittance(asked.tx, given.programme_id, given.month)
    if isinstance(seen, Refusal):
        return seen
    return one_row({**asdict(seen), "items": [asdict(one) for one in seen.items]})


def _today(asked: Asked) -> date:
    return asked.at.astimezone(KOREA).date()


READINGS = (
    Reading(
        code="preview.pass_on",
        path="/programmes/{programme_id}/receivables/{receivable_id}/preview",
        read=OWN,
        filters=PreviewAsked,
        row=PreviewShown,
        one=True,
        list_page=_preview,
    ),
    Reading(
        code="tax_credit.one",
        path="/tax-credit",
        read=OWN,
        filters=CreditAsked,
        row=CandidateShown,
        one=True,
        list_page=_credit,
    ),
    Reading(
        code="withholding.remittance",
        path="/programmes/{programme_id}/withholding/{month}",
        read=RUNS,
        of_others=True,
        filters=RemittanceAsked,
        row=RemittanceShown,
        one=True,
        list_page=_remittance,
    ),
)
