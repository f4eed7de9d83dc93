"""Whether an application may be saved, submitted, and is eligible. Pure."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from decimal import Decimal

from sangsaeng.kernel.refusals import Refusal, refuse
from sangsaeng.outcomes.model import Programme
from sangsaeng.outcomes.model_call import Call, Plan
from sangsaeng.outcomes.model_choosing import Application, Asked, Looked, Unfit


def decide_asked(programme: Programme, supplier_id: int, asked: Asked) -> Refusal | None:
    """Whether what a supplier asks for can be granted at all (row 2).

    Refusals in order: applicant_runs_the_call, metric_twice, weights_not_one, asked_too_much.
    """
    if supplier_id in (programme.administrator_id, programme.payer_id):
        return refuse("applicant_runs_the_call", "programme_id")
    metrics = [one.metric for one in asked.plan.metrics]
    for metric in metrics:
        if metrics.count(metric) > 1:
            return refuse("metric_twice", "metrics", metric=metric)
    whole = sum((Decimal(one.weight) for one in asked.plan.metrics), Decimal(0))
    if whole != 1:
        return refuse("weights_not_one", "metrics", total=str(whole))
    most = programme.budget_won - programme.running_won
    wanted = asked.stage1_won + asked.success_won
    if wanted > most:
        return refuse("asked_too_much", "stage1_won", wanted=wanted, most=most)
    return None


def digest_of_application(application: Application, related: Sequence[tuple[str, bytes]]) -> str:
    """SHA-256, in hexadecimal, of what a draft asks for and of who stands behind the supplier, as
    canonical JSON. `related`: the relation and the digest of each name."""
    data = {
        "plan": application.plan.model_dump(mode="json"),
        "related": sorted([relation, digest.hex()] for relation, digest in related),
        "stage1_won": application.stage1_won,
        "success_won": application.success_won,
    }
    text = json.dumps(data, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def decide_unfit(
    call: Call, plan: Plan, looked: Looked, barred: bool, insolvent: bool, is_sme: bool
) -> Unfit | None:
    """The reason why an application is not eligible, the first that holds; None: it is (row 3).
    What the system knows comes first: no officer can find a barred company eligible."""
    reasons: Sequence[tuple[bool, Unfit]] = (
        (barred, Unfit.BARRED),
        (insolvent, Unfit.INSOLVENT),
        (not is_sme, Unfit.NOT_SME),
        (not set(plan.accident_types) & set(call.accident_types), Unfit.TECHNOLOGY),
        (looked.in_arrears, Unfit.ARREARS),
        (looked.concealed_or_named, Unfit.CONCEALMENT),
        (looked.not_commercialised, Unfit.NOT_COMMERCIAL),
        (looked.incomplete, Unfit.INCOMPLETE),
    )
    return next((reason for holds, reason in reasons if holds), None)
