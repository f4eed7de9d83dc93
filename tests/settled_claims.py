"""A settled claim put down by hand: the rows behind a reward, with texts that come to its won by a
rule, as `verify` wants them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, LiteralString

from psycopg.types.json import Jsonb

from sangsaeng.database.connection import Tx
from sangsaeng.ledger.service import reserve_items
from sangsaeng.outcomes.contracts.contract import Contract, read_contract, render_canonical
from sangsaeng.outcomes.model_claim import Determined
from sangsaeng.outcomes.service_determining import reckon_claims


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
    """Agreement, site, claim, verification, determination and earning; the determination's number.
    The rule pays the verified share of the period's cap; it was found as it was claimed."""
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
        "rule": _rule(caps["success_cap_won"]),
    }
    line = {
        "metric": "units_working",
        "numerator": str(amount_won),
        "denominator": str(caps["won"]),
    }
    line["match_id"] = _site(tx, about)
    found = {**line, "visited_on": on.isoformat(), "reason": ""}
    about = {**about, "lines": Jsonb([line]), "found": Jsonb([found])}
    for statement in _CLAIMED:
        tx.run(statement, **about)
    (done,) = reckon_claims(tx, one.programme_id, [one.claim_id])
    assert isinstance(done, Determined), done
    assert done.amount_won == amount_won
    for statement in _EARNED:
        tx.run(statement, **about, input=done.input_text)
    if one.retained_won:
        tx.run(
            "INSERT INTO outcomes.retention (programme_id, claim_id, award_id, retained_won,"
            " until_on) VALUES (%(p)s, %(c)s, %(a)s, %(retained)s, %(day)s)",
            **about,
        )
    return number


_CLAIMED: tuple[LiteralString, ...] = (
    "INSERT INTO outcomes.agreement (programme_id, award_id, rule_version, rule_text,"
    " rule_digest, highest_won, advance_won, signed_at) VALUES (%(p)s, %(a)s, 1,"
    " %(rule)s::text, sha256(convert_to(%(rule)s::text, 'UTF8')), %(cap)s, 0, %(day)s)"
    " ON CONFLICT DO NOTHING",
    "INSERT INTO outcomes.claim (programme_id, claim_id, award_id, period_no, lines, digest,"
    " state, submitted_at) VALUES (%(p)s, %(c)s, %(a)s, %(no)s, %(lines)s, sha256(''),"
    " 'determined', %(day)s)",
    "INSERT INTO outcomes.verification (programme_id, claim_id, verifier_id, nonce, seed, drawn,"
    " drawn_from, drawn_at, found, error_share, duties_met, fee_won, reported_at) SELECT %(p)s,"
    " %(c)s, payer_id, '', '', '[]', 1, %(day)s, %(found)s, 0, true, 900, %(day)s"
    " FROM outcomes.programme WHERE programme_id = %(p)s",
)
_EARNED: tuple[LiteralString, ...] = (
    "INSERT INTO outcomes.determination (programme_id, determination_id, award_id, claim_id,"
    " version, rule_version, rule_digest, input_text, input_digest, amount_won, explanation,"
    " determined_at, window_until) VALUES (%(p)s, %(d)s, %(a)s, %(c)s, 1, 1,"
    " sha256(convert_to(%(rule)s::text, 'UTF8')), %(input)s::text,"
    " sha256(convert_to(%(input)s::text, 'UTF8')), %(amount)s, '[]', %(day)s::date,"
    " %(day)s::date)",
    "INSERT INTO outcomes.earning (programme_id, claim_id, determination_id, award_id,"
    " owed_won, retained_won, released_won, booked_on) VALUES (%(p)s, %(c)s, %(d)s,"
    " %(a)s, %(owed)s, %(retained)s, %(released)s, %(day)s)",
)


def _site(tx: Tx, about: dict[str, Any]) -> int:
    """The award's one site with accepted works; its match's number."""
    known = tx.row("SELECT match_id FROM outcomes.match WHERE award_id = %(a)s", **about)
    if known is not None:
        return int(known["match_id"])
    site, match = reserve_items(tx, 2)
    tx.run(
        "INSERT INTO outcomes.site (programme_id, site_id, company_id, name, workplace_number,"
        " industry_code, region, headcount, hazards) SELECT %(p)s, %(s)s, payer_id, 'site',"
        " lpad(%(s)s::text, 11, '0'), 'C29', 'Incheon', 20, '{caught_in}'"
        " FROM outcomes.programme WHERE programme_id = %(p)s",
        **about,
        s=site,
    )
    tx.run(
        "INSERT INTO outcomes.match (programme_id, match_id, award_id, site_id, hazard,"
        " drawn_from, seed, drawn_at, supplier_at, site_at, state) VALUES (%(p)s, %(m)s, %(a)s,"
        " %(s)s, 'caught_in', 9, '', %(day)s, %(day)s, %(day)s, 'accepted')",
        **about,
        s=site,
        m=match,
    )
    return match


def _rule(cap_won: int) -> str:
    data = {
        "contract": "award",
        "version": 1,
        "kind": "composite",
        "terms": {
            "cap": cap_won,
            "form": {"kind": "linear", "floor": "0", "full": "1"},
            "metrics": [{"code": "units_working", "weight": "1", "baseline": "0", "target": "1"}],
        },
    }
    rule = read_contract(data)
    assert isinstance(rule, Contract), rule
    return render_canonical(rule)
