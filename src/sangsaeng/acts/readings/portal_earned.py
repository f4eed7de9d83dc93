"""Deposit incentive and refunded interest taken apart, down to journal lines, law and the bank."""

from __future__ import annotations

from datetime import date
from typing import Any, Literal

from sangsaeng.acts.fields import ItemId, ProgrammeId
from sangsaeng.acts.listing import OWN, RUNS, one_row
from sangsaeng.acts.model import Answer, Given
from sangsaeng.acts.readings.portal_explained import (
    BankTold,
    ExplainedLine,
    LawShown,
)
from sangsaeng.acts.shape import Asked, Page, Reading, Refused
from sangsaeng.database.statements import load
from sangsaeng.kernel.refusals import Refusal, refuse
from sangsaeng.payouts.model import Purpose
from sangsaeng.statutes.loader import value_on

_SQL = load(__package__)
_FACTS = (
    *("receivable_id", "terms_from", "rounding", "rate_annual"),
    *("base_won", "days", "won_days", "taken_won", "kept_won"),
)


class EarnedFilters(Given):
    """Which payout: its purpose, and its number among those of the purpose."""

    purpose: Literal["incentive", "incentive_at_change", "interest_refund"]
    programme_id: ProgrammeId
    item_id: ItemId


class EarnedPart(Answer):
    """A part of what was paid, in won; parts of one part add up to it. `facts`: the receivable, the
    amount, rate and days that made it; `won_days` is the sum of each amount times its days. Of what
    companies below the payee sold it is told the won alone."""

    part_no: int
    of_part: int | None
    what: Literal[
        "payout", "earned", "incentive", "incentive_at_change", "deposit_refund", "funder_refund",
        "tax_withheld",
    ]  # fmt: skip
    won: int
    facts: dict[str, str]


class Earned(Answer):
    """A payout of incentive or refunded interest: `won` paid = earned less the tax withheld. Its
    `lines` on the payee's account add up to zero once it is ordered."""

    purpose: str
    programme_id: int
    item_id: int
    won: int
    earned_won: int
    tax_won: int
    parts: list[EarnedPart]
    lines: list[ExplainedLine]
    laws: list[LawShown]
    bank: list[BankTold]


def _laws(day: date, taxed: bool, is_corporation: bool) -> list[dict[str, str]]:
    """The law in force on the day: where parked money lies, and of the tax if any was withheld."""
    names = ["deposit_account_scope"]
    if taxed:
        whose = "corporate" if is_corporation else "individual"
        names += [f"withholding_rate_{whose}_interest", "withholding_local_rate"]
    found = [(name, value_on(name, day)) for name in names]
    return [
        {"name": name, "title": law.title, "article": law.article}
        for name, law in found
        if not isinstance(law, Refusal)
    ]


def _parts(row: dict[str, Any], made: list[dict[str, Any]], tax_won: int) -> list[dict[str, Any]]:
    tops: list[tuple[int | None, str, int, dict[str, str]]] = [
        (None, "payout", row["amount_won"], {"day": row["booked_on"].isoformat()}),
        (1, "earned", row["amount_won"] + tax_won, {}),
    ]
    for one in made:
        facts = {name: str(one[name]) for name in _FACTS if one[name] is not None}
        tops.append((2, one["what"], one["won"], facts))
    if tax_won:
        tops.append((1, "tax_withheld", -tax_won, {}))
    return [
        {"part_no": number, "of_part": of, "what": what, "won": won, "facts": facts}
        for number, (of, what, won, facts) in enumerate(tops, 1)
    ]


def _earned(asked: Asked) -> Page | Refused:
    given: EarnedFilters = asked.filters
    key = {
        "programme_id": given.programme_id,
        "purpose": Purpose[given.purpose.upper()],
        "source_id": given.item_id,
    }
    row = asked.tx.row(_SQL["get_earned_to_explain"], me=asked.company_id, **key)
    if row is None:
        return refuse("nothing_to_explain", "item_id", item=str(given.item_id))
    lines = asked.tx.rows(_SQL["list_earned_lines"], **key)
    # What was owed is what is booked in; of it the payout took its part, the treasury the rest.
    earned_won = sum(line["change_won"] for line in lines if line["change_won"] > 0)
    tax_won = earned_won - row["amount_won"]
    made = asked.tx.rows(_SQL["list_earned_parts"], **key)
    return one_row(
        {
            "purpose": given.purpose,
            "programme_id": given.programme_id,
            "item_id": given.item_id,
            "won": row["amount_won"],
            "earned_won": earned_won,
            "tax_won": tax_won,
            "parts": _parts(row, made, tax_won),
            "lines": lines,
            "laws": _laws(row["booked_on"], tax_won > 0, row["is_corporation"]),
            "bank": asked.tx.rows(_SQL["list_earned_told"], **key),
        }
    )


READINGS = (
    Reading(
        code="explain.earned",
        path="/explain/earned/{purpose}",
        read=OWN | RUNS,
        of_others=True,
        filters=EarnedFilters,
        row=Earned,
        one=True,
        list_page=_earned,
    ),
)
