"""`sangsaeng verify`: every rule of the guarantee that applies so far, on live data.

Each check is an equation with both sides in won, and how many single rows break it. All are read in
one snapshot.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sangsaeng.database.connection import Database, Tx
from sangsaeng.database.statements import load
from sangsaeng.ledger.service import list_balances
from sangsaeng.outcomes.model_claim import Determined
from sangsaeng.outcomes.rules_determining import Recomputed, decide_determination, reckon
from sangsaeng.outcomes.service_claims import list_periods
from sangsaeng.outcomes.service_determining import read_cases
from sangsaeng.oversight.rules_determined import highest_of, is_given
from sangsaeng.payouts.service_reconcile import record_proofs
from sangsaeng.programmes.service import deposit_account_ids
from sangsaeng.programmes.service_base_rate import base_rates_sold_at
from sangsaeng.programmes.variants import variants
from sangsaeng.programmes.variants.variant import Funding
from sangsaeng.settlement.proofs import plan_deposit_equations
from sangsaeng.settlement.service_advance import late_interest_rates

_SQL = load(__package__)
# rule, what it compares (its sentence is `proof_<what>`), statement
_CHECKS = (
    ("G1", "g1_receivables", "prove_g1_receivables"),
    ("G1", "g1_trees", "prove_g1_trees"),
    ("G1", "g1_journal", "prove_g1_journal"),
    ("G2", "g2", "prove_g2"),
    ("G3", "g3", "prove_g3"),
    ("G4", "g4", "prove_g4"),
    ("G5", "g5", "prove_g5"),
    ("G5", "g5_booked", "prove_g5_booked"),
    ("G6", "g6_receivables", "prove_g6_receivables"),
    ("G6", "g6_locks", "prove_g6_locks"),
    ("G7", "g7_payouts", "prove_g7_payouts"),
    ("G7", "g7_other", "prove_g7_other"),
    ("G7", "g7_funded", "prove_g7_funded"),
    ("G7", "g7_bank", "prove_g7_bank"),
    ("G7", "g7_due", "prove_g7_due"),
    ("G7", "g7_guarantee", "prove_g7_guarantee"),
    ("G7", "g7_proceeds", "prove_g7_proceeds"),
    ("G7", "g7_repaid", "prove_g7_repaid"),
    ("G8", "g8", "prove_g8"),
    ("G8", "g8_sold", "prove_g8_sold"),
    ("G8", "g8_purchases", "prove_g8_purchases"),
    ("G9", "g9_lines", "prove_g9_lines"),
    ("G9", "g9_checkpoint", "prove_g9_checkpoint"),
    ("G9", "g9_interest", "prove_g9_interest"),
    ("G9", "g9_facilities", "prove_g9_facilities"),
    ("G9", "g9_facility_changes", "prove_g9_facility_changes"),
    ("G9", "g9_owed", "prove_g9_owed"),
    ("G9", "g9_outcomes", "prove_g9_outcomes"),
    ("G10", "g10", "prove_g10"),
    ("G10", "g10_split", "prove_g10_split"),
    ("G11", "g11", "prove_g11"),
    ("G12", "g12_policies", "prove_g12_policies"),
    ("G12", "g12_participants", "prove_g12_participants"),
    ("G13", "g13_acts", "prove_g13_acts"),
    ("G13", "g13_chain", "prove_g13_chain"),
    ("G14", "g14_reserves", "prove_g14_reserves"),
    ("G14", "g14_payables", "prove_g14_payables"),
    ("G14", "g14_retentions", "prove_g14_retentions"),
    ("G14", "g14_earnings", "prove_g14_earnings"),
    ("G14", "g14_clawbacks", "prove_g14_clawbacks"),
)


@dataclass(frozen=True, slots=True)
class Proof:
    """One rule, its equation's sides in won (rows, for keys), and single rows that break it."""

    rule: str
    what: str
    subject: str
    left_won: int
    right_won: int
    wrong: int

    @property
    def holds(self) -> bool:
        """Both sides agree and no single row breaks the rule."""
        return self.left_won == self.right_won and self.wrong == 0


def verify(database: Database) -> list[Proof]:
    """All proofs, in the order of the rules. It changes nothing: see `guard`."""
    with database.transaction() as tx:
        # One snapshot for all: a payment between two statements must not look like a difference.
        tx.snapshot()
        return list_proofs(tx)


def list_proofs(tx: Tx) -> list[Proof]:
    """All proofs on the book as a transaction sees it; it must see one moment (`Tx.snapshot`)."""
    proofs = [_proof(tx, rule, what, statement, "all") for rule, what, statement in _CHECKS]
    proofs += [_late_interest(tx), _advances(tx), _base_rates(tx), _agreements(tx)]
    proofs += [_determinations(tx), *_deposits(tx), *_banks(tx)]
    return sorted(proofs, key=lambda proof: (int(proof.rule[1:]), proof.what, proof.subject))


def guard(database: Database, today: date) -> list[Proof]:
    """`verify`, and what follows from it: while a rule is broken nothing is instructed."""
    proofs = verify(database)
    with database.transaction() as tx:
        record_proofs(tx, all(proof.holds for proof in proofs), today)
    return proofs


def _proof(tx: Tx, rule: str, what: str, statement: str, subject: str) -> Proof:
    row = tx.the(_SQL[statement])
    return Proof(rule, what, subject, int(row["left_won"]), int(row["right_won"]), row["wrong"])


def _advances(tx: Tx) -> Proof:
    """An institution's advances and claims; the variants are no table, so they are told."""
    brought = [v.code for v in variants().values() if v.funding is Funding.BEFORE_ISSUE]
    row = tx.the(_SQL["prove_g7_advances"], deposit_variants=brought)
    sides = int(row["left_won"]), int(row["right_won"])
    return Proof("G7", "g7_advances", "all", *sides, row["wrong"])


def _late_interest(tx: Tx) -> Proof:
    rates = late_interest_rates()
    row = tx.the(
        _SQL["prove_g7_late_interest"],
        since=[rate.since for rate in rates],
        until=[*(rate.since for rate in rates[1:]), date.max],
        rate_annual=[rate.rate_annual or Decimal(0) for rate in rates],
    )
    sides = int(row["left_won"]), int(row["right_won"])
    return Proof("G7", "g7_late_interest", "all", *sides, row["wrong"])


def _base_rates(tx: Tx) -> Proof:
    """Interest of the sales that follow the base rate = that of those at their day's; the release
    that knows the rates is no table, so this one is compared here."""
    rows = tx.rows(_SQL["list_base_rates_of_sales"])
    known = {day: base_rates_sold_at(tx, day) for day in {row["sold_on"] for row in rows}}
    right = [
        row
        for row in rows
        if row["follows_base_rate"] and row["base_rate_annual"] in known[row["sold_on"]]
    ]
    all_won, right_won = (sum(row["interest_won"] for row in part) for part in (rows, right))
    return Proof("G10", "g10_base", "all", all_won, right_won, len(rows) - len(right))


def _agreements(tx: Tx) -> Proof:
    """The most that agreements were said to pay when they were signed = the most their rules can
    pay; a rule is data and no statement, so it is read here."""
    rows = tx.rows(_SQL["list_agreed"])
    most = [highest_of(row["rule_text"]) for row in rows]
    wrong = sum(one != row["highest_won"] for one, row in zip(most, rows, strict=True))
    said = sum(row["highest_won"] for row in rows)
    return Proof("G14", "g14_agreements", "all", said, sum(one or 0 for one in most), wrong)


def _determinations(tx: Tx) -> Proof:
    """Rewards determined = those reckoned again from the texts that were kept, digest by digest,
    each of a claim that was verified and within its period's part of the award's cap (G15)."""
    rows = tx.rows(_SQL["list_determined"])
    periods = {number: list_periods(tx, number) for number in {row["programme_id"] for row in rows}}
    again = [reckon(row["rule_text"], row["input_text"]) for row in rows]
    won = [one.amount_won if isinstance(one, Recomputed) else 0 for one in again]
    wrong = sum(
        not isinstance(one, Recomputed)
        or one.amount_won != row["amount_won"]
        or row["rule_digest"] != row["text_digest"]
        or row["rule_digest"] != row["agreed_digest"]
        or row["input_digest"] != row["given_digest"]
        or not is_given(row, periods[row["programme_id"]])
        for row, one in zip(rows, again, strict=True)
    )
    wrong += int(tx.the(_SQL["count_booked_wrongly"])["wrong"]) + _count_made_up(tx)
    stored = sum(row["amount_won"] for row in rows)
    return Proof("G15", "g15_determinations", "all", stored, sum(won), wrong)


def _count_made_up(tx: Tx) -> int:
    """Determinations whose input is not what the claim, what was found at it and what was observed
    come to, as all that was known when they were made."""
    given: dict[int, dict[int, str]] = {}
    for row in tx.rows(_SQL["list_newest_determined"]):
        given.setdefault(row["programme_id"], {})[row["claim_id"]] = row["input_text"]
    wrong = 0
    for programme_id, texts in given.items():
        try:
            cases = read_cases(tx, programme_id, sorted(texts), again=True)
            made = {case.claim_id: decide_determination(case) for case in cases}
        except (ValueError, KeyError, TypeError, AttributeError, ArithmeticError):
            # Rows that no act of ours left break the proof and never the command.
            made = {}
        for claim_id, text in texts.items():
            done = made.get(claim_id)
            wrong += not isinstance(done, Determined) or done.input_text != text
    return wrong


def _deposits(tx: Tx) -> list[Proof]:
    equations = plan_deposit_equations(list_balances(tx), deposit_account_ids(tx))
    return [
        Proof(one.rule, _heading(one.what), one.what, one.left_won, one.right_won, 0)
        for one in equations
    ]


def _heading(what: str) -> str:
    return "g9_trial_balance" if what == "trial_balance" else "g6_deposits"


def _banks(tx: Tx) -> list[Proof]:
    proofs: list[Proof] = []
    for row in tx.rows(_SQL["prove_g9_banks"]):
        subject = f"account {row['own_account_id']}"
        sides = (row["ledger_won"], row["entries_won"])
        proofs.append(Proof("G9", "g9_bank_ledger", subject, *sides, 0))
        if row["closing_won"] is not None:
            sides = (row["closing_won"], row["on_that_day_won"] or 0)
            proofs.append(Proof("G9", "g9_bank_statement", subject, *sides, 0))
    return proofs
