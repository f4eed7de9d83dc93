"""What came of an award beyond its programme, told by the supplier with the paper that shows it."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from sangsaeng.acts.fields import Day, ItemId, Line, ProgrammeId, WonOrNone
from sangsaeng.acts.model import Answer, Consent, Given, Role
from sangsaeng.acts.shape import Act, Acting, Refused
from sangsaeng.kernel.refusals import Refusal
from sangsaeng.outcomes.reports.service import record_follow_on
from sangsaeng.outcomes.service_sides import award_supplied

# No supplier of the scheme has more customers than this in a paper.
_MOST_SITES = 10_000


class FollowOnTold(Given):
    """A sale to sites outside the programme, a policy fund, a guarantee, an investment, or the
    technology used again; `source`: the invoice or decision that shows it."""

    programme_id: ProgrammeId
    award_id: ItemId
    kind: Literal["sale", "policy_fund", "guarantee", "investment", "reuse"]
    amount_won: WonOrNone
    sites: Annotated[int, Field(ge=0, le=_MOST_SITES)] = 0
    source: Line
    happened_on: Day


class FollowOnStated(Answer):
    """Its number."""

    follow_on_id: int


def _record(acting: Acting, given: FollowOnTold) -> FollowOnStated | Refused:
    award = award_supplied(acting.tx, acting.company_id, given.programme_id, given.award_id)
    if isinstance(award, Refusal):
        return award
    about = (given.programme_id, given.award_id, given.kind, given.amount_won, given.sites)
    done = record_follow_on(acting.tx, *about, given.source, given.happened_on, acting.at)
    return done if isinstance(done, Refusal) else FollowOnStated(follow_on_id=done)


ACTS = (
    Act(
        code="outcomes.follow_ons.record",
        path="/outcomes/follow-ons/record",
        given=FollowOnTold,
        answer=FollowOnStated,
        enter=frozenset({Role.ENTERER, Role.APPROVER}),
        approve=frozenset({Role.APPROVER}),
        consent=Consent.ANOTHER,
        steps_up=True,
        execute=_record,
    ),
)
