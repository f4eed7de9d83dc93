"""Whether the payer's decision can stand. Pure."""

from __future__ import annotations

from sangsaeng.kernel.refusals import Refusal, refuse
from sangsaeng.outcomes.model_choosing import Application, Funding, Instrument


def decide_funding(application: Application, funding: Funding) -> Refusal | None:
    """Whether a recommended application may be funded so (row 5).

    Refusals in order: application_not_recommended, more_than_asked; for a grant award_of_nothing;
    for a loan, a guarantee or an investment money_of_grants_only, instrument_terms_missing.
    """
    refused = decide_recommended(application)
    if refused:
        return refused
    for field, granted, asked in (
        ("stage1_won", funding.stage1_won, application.stage1_won),
        ("success_cap_won", funding.success_cap_won, application.success_won),
    ):
        if granted > asked:
            return refuse("more_than_asked", field, granted=granted, asked=asked)
    whole = funding.stage1_won + funding.success_cap_won
    if funding.instrument is Instrument.GRANT:
        return None if whole else refuse("award_of_nothing", "stage1_won")
    if whole:
        return refuse("money_of_grants_only", "instrument", instrument=str(funding.instrument))
    if not funding.terms:
        return refuse("instrument_terms_missing", "terms", instrument=str(funding.instrument))
    return None


def decide_recommended(application: Application) -> Refusal | None:
    """The payer decides only about what was recommended to it: application_not_recommended."""
    if application.state == "recommended":
        return None
    return refuse("application_not_recommended", "application_id", state=application.state)
