"""Whether a call can be drawn up, opened and closed. Pure; refusals in the order of the text."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from datetime import UTC, datetime
from decimal import Decimal
from itertools import pairwise

from sangsaeng.kernel.calendar import KOREA
from sangsaeng.kernel.refusals import Refusal, refuse
from sangsaeng.outcomes.model import Programme
from sangsaeng.outcomes.model_call import Call, ProgrammeRules
from sangsaeng.outcomes.model_choosing import Draft, Period


def decide_draft(draft: Draft) -> Refusal | None:
    """Whether a draft says something that can be run (row 1).

    Refusals in order: payer_administers, running_above_budget, call_times_out_of_order,
    criterion_twice, pass_mark_out_of_reach, reward_rule_out_of_order, period_out_of_order,
    period_shares_not_one, running_too_small.
    """
    if draft.payer_id == draft.administrator_id:
        return refuse("payer_administers", "payer_number")
    if draft.running_won >= draft.budget_won:
        return refuse(
            "running_above_budget",
            "running_won",
            running=draft.running_won,
            budget=draft.budget_won,
        )
    if draft.opens_at >= draft.closes_at:
        return refuse("call_times_out_of_order", "closes_at")
    return (
        _decide_sheet(draft.call, draft.rules)
        or _decide_reward(draft.rules)
        or decide_periods(draft.periods, draft.closes_at)
        or decide_running(draft.running_won, draft.rules, draft.periods)
    )


def decide_running(
    running_won: int, rules: ProgrammeRules, periods: Sequence[Period]
) -> Refusal | None:
    """Whether every claim there can be can be verified: each award claims once a period, and its
    fee hangs on no result. Refused: running_too_small."""
    wanted = rules.verifier_fee_won * rules.most_awards * len(periods)
    if running_won < wanted:
        return refuse("running_too_small", "running_won", running=running_won, wanted=wanted)
    return None


def decide_periods(periods: Sequence[Period], closes_at: datetime) -> Refusal | None:
    """Whether the periods follow each other after the call, and their shares add up to exactly 1.
    Refused: period_out_of_order (with its line), period_shares_not_one."""
    last = closes_at.astimezone(KOREA).date()
    for line, one in enumerate(periods, start=1):
        follows = one.period_no == line and one.observed_from >= last
        if not (follows and one.observed_from < one.observed_until < one.claim_until):
            return refuse("period_out_of_order", "periods", period=line).at(line)
        last = one.observed_until
    whole = sum((one.share for one in periods), Decimal(0))
    if whole != 1:
        return refuse("period_shares_not_one", "periods", sum=str(whole))
    return None


def digest_of_draft(programme: Programme, periods: Sequence[Period]) -> str:
    """SHA-256, in hexadecimal, of everything a call would be opened with, as canonical JSON: who
    agrees to open it names what it read."""
    data = {
        "budget_won": programme.budget_won,
        "call": programme.call.model_dump(mode="json"),
        "closes_at": programme.closes_at.astimezone(UTC).isoformat(),
        "name_en": programme.name_en,
        "name_ko": programme.name_ko,
        "opens_at": programme.opens_at.astimezone(UTC).isoformat(),
        "own_account_id": programme.own_account_id,
        "periods": [
            {
                "claim_until": one.claim_until.isoformat(),
                "observed_from": one.observed_from.isoformat(),
                "observed_until": one.observed_until.isoformat(),
                "period_no": one.period_no,
                "share": str(one.share),
            }
            for one in periods
        ],
        "rules": programme.rules.model_dump(mode="json"),
        "running_won": programme.running_won,
    }
    text = json.dumps(data, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def decide_open(programme: Programme, periods: Sequence[Period], at: datetime) -> Refusal | None:
    """Whether a call may be opened: call_not_draft, programme_account_missing, call_over, then
    those of `decide_periods` and `decide_running`."""
    if programme.state != "draft":
        return refuse("call_not_draft", "programme_id", state=programme.state)
    if programme.own_account_id is None:
        return refuse("programme_account_missing", "programme_id")
    if at >= programme.closes_at:
        return refuse("call_over", "closes_at", closes=_shown(programme.closes_at))
    return decide_periods(periods, programme.closes_at) or decide_running(
        programme.running_won, programme.rules, periods
    )


def decide_close(programme: Programme, at: datetime) -> Refusal | None:
    """Whether a call may be closed: call_not_open, call_still_open before its closing time."""
    if programme.state != "open":
        return refuse("call_not_open", "programme_id", state=programme.state)
    if at < programme.closes_at:
        return refuse("call_still_open", "programme_id", closes=_shown(programme.closes_at))
    return None


def decide_receiving(programme: Programme, at: datetime) -> Refusal | None:
    """Whether applications are taken: call_not_open, also before its time; call_over from the
    closing second on (Asia/Seoul)."""
    if programme.state == "draft" or at < programme.opens_at:
        return refuse("call_not_open", "programme_id", state="draft")
    if programme.state != "open" or at >= programme.closes_at:
        return refuse("call_over", "programme_id", closes=_shown(programme.closes_at))
    return None


def _decide_sheet(call: Call, rules: ProgrammeRules) -> Refusal | None:
    codes = [one.code for one in call.score_sheet]
    for code in codes:
        if codes.count(code) > 1:
            return refuse("criterion_twice", "score_sheet", criterion=code)
    most = sum(one.most for one in call.score_sheet)
    if Decimal(rules.least_points) > most:
        return refuse("pass_mark_out_of_reach", "least_points", least=rules.least_points, most=most)
    return None


def _decide_reward(rules: ProgrammeRules) -> Refusal | None:
    """More achievement never pays less."""
    steps = [(Decimal(one.least), Decimal(one.pays)) for one in rules.steps]
    rising = all(a[0] < b[0] and a[1] <= b[1] for a, b in pairwise(steps))
    spread = Decimal(rules.linear_floor) < Decimal(rules.linear_full)
    if not steps or not rising or not spread:
        return refuse("reward_rule_out_of_order", "rules")
    return None


def _shown(moment: datetime) -> str:
    return moment.astimezone(KOREA).strftime("%Y-%m-%d %H:%M:%S")
