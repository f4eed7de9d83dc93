"""The equations of guarantee.md as plain values. Pure: rows in, both sides out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Set
from typing import Any

from sangsaeng.ledger.model import AccountKind
from sangsaeng.settlement.model import Equation

_DEPOSIT_SIDE = {
    # bank + incoming - outgoing - returned = parked, of one deposit account; ledger signs.
    AccountKind.BANK,
    AccountKind.INCOMING,
    AccountKind.OUTGOING,
    AccountKind.RETURNED,
}


def plan_run_equations(
    chunks: Mapping[str, Any], settled: Mapping[str, Any], payouts: Mapping[str, Any]
) -> list[Equation]:
    """A run's control totals, two ways: what was expected, what the journal says, what is paid."""
    kept = settled["parked_won"] + settled["locked_won"]
    given = payouts["repaid_won"] + payouts["set_off_won"]
    journal = settled["paid_won"] + settled["sold_won"] + kept
    return [
        Equation("G7", "chunks_rows", chunks["expected_count"], settled["row_count"]),
        Equation("G1", "chunks_won", chunks["expected_won"], journal),
        Equation("G7", "paid_won", settled["paid_won"], payouts["paid_won"]),
        Equation("G6", "parked_won", settled["parked_won"], payouts["transfer_won"]),
        Equation("G7", "sold_won", settled["sold_won"], payouts["bought_won"]),
        Equation("G7", "repaid_won", payouts["bought_won"], given),
        Equation("G9", "incentive_won", settled["incentive_won"], payouts["incentive_won"]),
    ]


def plan_deposit_equations(
    balances: Iterable[Mapping[str, Any]], deposit_accounts: Set[int]
) -> list[Equation]:
    """Per programme and in total: the deposit account, less what is on its way out, is what is
    parked (G6); and debits are credits (G9)."""
    parked: dict[int, int] = defaultdict(int)
    held: dict[int, int] = defaultdict(int)
    debits = credits = 0
    for row in balances:
        kind, balance = row["kind"], row["balance_won"]
        debits += max(balance, 0)
        credits += max(-balance, 0)
        # What was sold out of the deposit stays there until the cut-off pays it.
        sold_today = kind == AccountKind.PROCEEDS_DUE and row["owner"] in deposit_accounts
        if kind == AccountKind.PARKED or sold_today:
            parked[row["programme_id"]] -= balance
        if kind in _DEPOSIT_SIDE and row["owner"] in deposit_accounts:
            held[row["programme_id"]] += balance
        if kind == AccountKind.UNIDENTIFIED and row["owner"] in deposit_accounts:
            # Money nobody explained is not the scheme's when it came, and missing when it left.
            held[row["programme_id"]] += min(balance, 0)
    equations = [
        Equation("G6", f"deposit_of_programme_{number}", held[number], parked[number])
        for number in sorted({*held, *parked})
    ]
    equations.append(Equation("G6", "deposits_in_total", sum(held.values()), sum(parked.values())))
    equations.append(Equation("G9", "trial_balance", debits, credits))
    return equations
