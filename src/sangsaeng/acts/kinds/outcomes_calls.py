"""Calls for pay for success: drawn up and opened by the administrator, with the payer (row 1)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Annotated

from pydantic import AwareDatetime, Field

from sangsaeng.acts.fields import (
    BusinessNumber,
    Day,
    DraftDigest,
    Number,
    ProgrammeId,
    Won,
    WonOrNone,
)
from sangsaeng.acts.model import Answer, Consent, Given, Office, Role
from sangsaeng.acts.owning import company_named, holds_office
from sangsaeng.acts.shape import Act, Acting, Refused
from sangsaeng.acts.standing_outcomes import budget_won
from sangsaeng.database.connection import Tx
from sangsaeng.kernel.refusals import Refusal, refuse
from sangsaeng.outcomes.model import Programme
from sangsaeng.outcomes.model_call import Call, Criterion, ProgrammeRules, RewardStep, Share, Text
from sangsaeng.outcomes.model_choosing import Draft, Period
from sangsaeng.outcomes.service_calls import (
    close_call,
    draft_call,
    get_draft_digest,
    open_call,
    set_account,
)
from sangsaeng.outcomes.service_sides import administered

_OFFICER = frozenset({Role.PROGRAMME_OFFICER})


class CriterionWanted(Criterion, Given):
    """A line of the score sheet; the first one also decides ties."""


class CallWanted(Call, Given):
    """The call as it is published."""

    score_sheet: Annotated[Sequence[CriterionWanted], Field(min_length=1, max_length=30)]


class RewardStepWanted(RewardStep, Given):
    """From an achievement on, this share of the cap is paid."""


class RulesWanted(ProgrammeRules, Given):
    """By which rules the programme runs; what is not named stays as the product proposes it."""

    steps: Sequence[RewardStepWanted] = (
        RewardStepWanted(least="0.8", pays="0.5"),
        RewardStepWanted(least="1", pays="1"),
    )


class PeriodWanted(Given):
    """When results are observed, until when they are claimed, and which share of a reward's cap
    they can earn."""

    observed_from: Day
    observed_until: Day
    claim_until: Day
    share: Share


class CallDrafted(Given):
    """A call is drawn up; with `programme_id` a draft is drawn up again. The payer is a financial
    institution, which names the programme's bank account itself."""

    programme_id: ProgrammeId | None = None
    payer_number: BusinessNumber
    name_ko: Text
    name_en: Text
    budget_won: Won
    running_won: WonOrNone
    call: CallWanted
    rules: RulesWanted = RulesWanted()
    opens_at: AwareDatetime
    closes_at: AwareDatetime
    periods: Annotated[list[PeriodWanted], Field(min_length=1, max_length=24)]


class CallNamed(Given):
    """One programme."""

    programme_id: ProgrammeId


class CallOpened(CallNamed):
    """A draft is opened as it was read: its `draft_digest` is in the list of calls and in the
    answers of the acts that drew it up."""

    draft_digest: DraftDigest


class AccountNamed(Given):
    """The payer names the bank account in which a draft's money will lie: its own, registered for
    outcomes, and of no other programme."""

    programme_id: ProgrammeId
    own_account_id: Number


class CallStated(Answer):
    """A programme as it stands. `draft_digest`: of everything a draft would be opened with."""

    programme_id: int
    state: str
    draft_digest: str | None = None


def _draft(acting: Acting, given: CallDrafted) -> CallStated | Refused:
    payer = company_named(acting, given.payer_number, "payer_number")
    if isinstance(payer, Refusal):
        return payer
    if holds_office(acting.tx, payer.company_id, Office.INSTITUTION, "outcomes.calls.draft"):
        return refuse("unknown_company", "payer_number", number=given.payer_number)
    draft = Draft(
        administrator_id=acting.company_id,
        payer_id=payer.company_id,
        name_ko=given.name_ko,
        name_en=given.name_en,
        budget_won=given.budget_won,
        running_won=given.running_won,
        call=Call.model_validate(given.call.model_dump()),
        rules=ProgrammeRules.model_validate(given.rules.model_dump()),
        opens_at=given.opens_at,
        closes_at=given.closes_at,
        periods=[_period(number, one) for number, one in enumerate(given.periods, start=1)],
    )
    done = draft_call(acting.tx, draft, acting.at, given.programme_id)
    return done if isinstance(done, Refusal) else _drafted(acting, done)


def _period(number: int, one: PeriodWanted) -> Period:
    days: tuple[date, date, date] = (one.observed_from, one.observed_until, one.claim_until)
    return Period(number, *days, Decimal(one.share))


def _set_account(acting: Acting, given: AccountNamed) -> CallStated | Refused:
    about = (given.programme_id, acting.company_id, given.own_account_id)
    refused = set_account(acting.tx, *about, acting.at)
    return refused or _drafted(acting, given.programme_id)


def _drafted(acting: Acting, programme_id: int) -> CallStated:
    digest = get_draft_digest(acting.tx, programme_id)
    return CallStated(programme_id=programme_id, state="draft", draft_digest=digest)


def _payer(tx: Tx, company_id: int, given: CallNamed) -> list[int] | Refusal:
    found = administered(tx, company_id, given.programme_id)
    return found if isinstance(found, Refusal) else [found.payer_id]


def _open(acting: Acting, given: CallOpened) -> CallStated | Refused:
    about = (given.programme_id, acting.company_id, given.draft_digest)
    done = open_call(acting.tx, *about, acting.at)
    if isinstance(done, Programme):
        acting.touches(done.payer_id)
    return _stated(done, "open")


def _close(acting: Acting, given: CallNamed) -> CallStated | Refused:
    done = close_call(acting.tx, given.programme_id, acting.company_id, acting.at)
    return _stated(done, "closed")


def _stated(done: Programme | Refusal, state: str) -> CallStated | Refused:
    if isinstance(done, Refusal):
        return done
    return CallStated(programme_id=done.programme_id, state=state)


ACTS = (
    Act(
        # A draft binds nobody and is seen by nobody but the payer.
        code="outcomes.calls.draft",
        path="/outcomes/calls/draft",
        given=CallDrafted,
        answer=CallStated,
        enter=_OFFICER,
        execute=_draft,
    ),
    Act(
        code="outcomes.calls.set_account",
        path="/outcomes/calls/set-account",
        given=AccountNamed,
        answer=CallStated,
        enter=frozenset({Role.TREASURY}),
        approve=frozenset({Role.TREASURY}),
        consent=Consent.ANOTHER,
        steps_up=True,
        programme_of=lambda given: given.programme_id,
        execute=_set_account,
    ),
    Act(
        code="outcomes.calls.open",
        path="/outcomes/calls/open",
        given=CallOpened,
        answer=CallStated,
        enter=_OFFICER,
        approve=_OFFICER,
        agree_by=frozenset({Role.CREDIT}),
        consent=Consent.ANOTHER,
        steps_up=True,
        standing_won=budget_won,
        agree=_payer,
        programme_of=lambda given: given.programme_id,
        execute=_open,
    ),
    Act(
        # The closing time decides; who closes decides nothing.
        code="outcomes.calls.close",
        path="/outcomes/calls/close",
        given=CallNamed,
        answer=CallStated,
        enter=_OFFICER,
        programme_of=lambda given: given.programme_id,
        execute=_close,
    ),
)
