"""A settled claim put down by hand: the rows behind a reward, with texts that come to its won by a
rule, as `verify` wants them."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from sangsaeng.database.connection import Tx
from sangsaeng.ledger.service import reserve_items
from sangsaeng.outcomes.contracts.contract import Contract, read_contract, render_canonical
from sangsaeng.outcomes.rules_determining import Recomputed, reckon


@dataclass(frozen=True)
class SettledClaim:
    """What a claim of a period came to, in won."""

    programme_id: int
    award_id: int
    claim_id: int
    owed_won: int
    retained_won: int = 0
    released_won: int = 0
    period_no: int = 1


def put_down_claim(tx: Tx, one: SettledClaim, on: date) -> int:
    """Agreement, claim, verification, determination and earning; the determination's number. The
    rule pays the verified share of the period's cap."""
    number, amount_won = reserve_items(tx, 1)[0], one.owed_won + one.retained_won
    caps = tx.the(
        "SELECT w.success_cap_won, outcomes.period_cap_won(w.programme_id, %(no)s::smallint,"
        " w.success_cap_won) AS won FROM outcomes.award w WHERE w.award_id = %(a)s",
        a=one.award_id,
        no=one.period_no,
    )
    about = {
        "p": one.programme_id,
        "a": one.award_id,
        "c": one.claim_id,
        "no": one.period_no,
        "d": number,
        "cap": caps["success_cap_won"],
        "amount": amount_won,
        "owed": one.owed_won,
        "retained": one.retained_won,
        "released": one.released_won,
        "day": on.isoformat(),
        **_texts(one, caps, amount_won),
    }
    for statement in (
        "INSERT INTO outcomes.agreement (programme_id, award_id, rule_version, rule_text,"
        " rule_digest, highest_won, advance_won, signed_at) VALUES (%(p)s, %(a)s, 1,"
        " %(rule)s::text, sha256(convert_to(%(rule)s::text, 'UTF8')), %(cap)s, 0, %(day)s)"
        " ON CONFLICT DO NOTHING",
        "INSERT INTO outcomes.claim (programme_id, claim_id, award_id, period_no, lines, digest,"
        " state, submitted_at) VALUES (%(p)s, %(c)s, %(a)s, %(no)s, '[]', sha256(''),"
        " 'determined', %(day)s)",
        "INSERT INTO outcomes.verification (programme_id, claim_id, verifier_id, nonce, seed,"
        " drawn, drawn_from, drawn_at, found, error_share, duties_met, fee_won, reported_at)"
        " SELECT %(p)s, %(c)s, payer_id, '', '', '[]', 0, %(day)s, '[]', 0, true, 900, %(day)s"
        " FROM outcomes.programme WHERE programme_id = %(p)s",
        "INSERT INTO outcomes.determination (programme_id, determination_id, award_id, claim_id,"
        " version, rule_version, rule_digest, input_text, input_digest, amount_won, explanation,"
        " determined_at, window_until) VALUES (%(p)s, %(d)s, %(a)s, %(c)s, 1, 1,"
        " sha256(convert_to(%(rule)s::text, 'UTF8')), %(input)s::text,"
        " sha256(convert_to(%(input)s::text, 'UTF8')), %(amount)s, '[]', %(day)s::date,"
        " %(day)s::date)",
        "INSERT INTO outcomes.earning (programme_id, claim_id, determination_id, award_id,"
        " owed_won, retained_won, released_won, booked_on) VALUES (%(p)s, %(c)s, %(d)s,"
        " %(a)s, %(owed)s, %(retained)s, %(released)s, %(day)s)",
    ):
        tx.run(statement, **about)
    if one.retained_won:
        tx.run(
            "INSERT INTO outcomes.retention (programme_id, claim_id, award_id, retained_won,"
            " until_on) VALUES (%(p)s, %(c)s, %(a)s, %(retained)s, %(day)s)",
            **about,
        )
    return number


def _texts(one: SettledClaim, caps: dict[str, Any], amount_won: int) -> dict[str, str]:
    data = {
        "contract": "award",
        "version": 1,
        "kind": "composite",
        "terms": {
            "cap": caps["success_cap_won"],
            "form": {"kind": "linear", "floor": "0", "full": "1"},
            "metrics": [{"code": "units_working", "weight": "1", "baseline": "0", "target": "1"}],
        },
    }
    rule = read_contract(data)
    assert isinstance(rule, Contract), rule
    share = str(Fraction(amount_won, caps["won"]))
    given = {
        "award_id": one.award_id,
        "cap_won": caps["won"],
        "claim_id": one.claim_id,
        "gates": {},
        "metrics": [{"code": "units_working", "claimed": share, "verified": share}],
        "period_no": one.period_no,
    }
    texts = {"rule": render_canonical(rule), "input": json.dumps(given, separators=(",", ":"))}
    reckoned = reckon(texts["rule"], texts["input"])
    assert isinstance(reckoned, Recomputed), reckoned
    assert reckoned.amount_won == amount_won
    return texts
