"""The options of `programme terms` that make the price of early payment."""

from __future__ import annotations

import re
from datetime import time
from decimal import Decimal
from typing import Annotated, Any

import typer

from sangsaeng.cli.rates import parse_rate
from sangsaeng.kernel.refusals import Refusal, refuse

_DAYS = re.compile(r"[0-9]{1,4}")


def _parse_time(text: str) -> time:
    """A time of day in Korea; a default comes here as it is."""
    try:
        given = time.fromisoformat(str(text))
    except ValueError:
        raise typer.BadParameter(f"{str(text)[:20]} (HH:MM)") from None
    if given.tzinfo is not None:
        raise typer.BadParameter(f"{str(text)[:20]} (HH:MM)")
    return given


FollowsBaseRate = Annotated[bool, typer.Option("--follows-base-rate", help="help_option_follows")]
TenorSteps = Annotated[
    list[str] | None,
    typer.Option("--tenor-step", metavar="DAYS=RATE", help="help_option_tenor_step"),
]
SystemFee = Annotated[str, typer.Option("--system-fee-rate", help="help_option_system_fee")]
WithAuction = Annotated[bool, typer.Option("--auction", help="help_option_auction")]
QuoteMinutes = Annotated[
    int, typer.Option("--quote-minutes", min=1, max=1440, help="help_option_quote_minutes")
]
CutOffAt = Annotated[
    time,
    typer.Option("--cut-off", parser=_parse_time, metavar="HH:MM", help="help_option_cut_off"),
]


def parse_pricing(
    margin: Decimal, follows_base_rate: bool, tenor_steps: list[str] | None, system_fee: str
) -> dict[str, Any] | Refusal:
    """The fields of Terms that these options give.

    Refusals in order: rate_invalid, fee_above_rate (the fee is inside the rate),
    tenor_step_invalid.
    """
    fee = parse_rate(system_fee, "system_fee_rate")
    if isinstance(fee, Refusal):
        return fee
    if not follows_base_rate and fee > margin:
        return refuse("fee_above_rate", "system_fee_rate")
    steps: list[tuple[int, Decimal]] = []
    for text in tenor_steps or []:
        days, _, rate = text.partition("=")
        addition = parse_rate(rate, "tenor_step")
        if isinstance(addition, Refusal) or not _DAYS.fullmatch(days):
            return refuse("tenor_step_invalid", "tenor_step", value=text[:20])
        if int(days) in dict(steps):
            # Two additions from the same day on: nobody could say which one holds.
            return refuse("tenor_step_invalid", "tenor_step", value=text[:20])
        steps.append((int(days), addition))
    steps.sort()
    return {
        "follows_base_rate": follows_base_rate,
        "tenor_from_days": tuple(days for days, _ in steps),
        "tenor_add_annual": tuple(rate for _, rate in steps),
        "system_fee_rate_annual": fee,
    }
