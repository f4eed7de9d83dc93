"""First act: the call, the applications, the scores, and what the payer funds (rows 1 to 5)."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Any

from sangsaeng.cli.safety.cast import cast
from sangsaeng.cli.safety.company import Award, Troupe
from sangsaeng.cli.safety.players import Player
from sangsaeng.cli.safety.stage import ACCOUNT, Stage
from sangsaeng.kernel.calendar import KOREA
from sangsaeng.oversight.book import hear_banks
from sangsaeng.payouts.service_unidentified import list_unidentified

CALLED_ON = date(2026, 2, 25)
CLOSES_ON = date(2026, 3, 11)
OBSERVED = (date(2026, 7, 1), date(2026, 12, 31))
CLAIMED_UNTIL = date(2027, 1, 31)
# 7.0 billion won for 50 suppliers: 80 million each on the plan, up to 52 million by results.
EACH_WON, STAGE1_WON, SUCCESS_WON = 140_000_000, 80_000_000, 52_000_000
RUNNING_EACH_WON = 8_000_000
FEE_WON = 3_000_000
_ACCIDENTS = ("caught_in", "fall", "collision", "fire")


def call(stage: Stage, troupe: Troupe) -> None:
    """The administrator draws the call up, the payer commits itself and pays in."""
    stage.set_day(CALLED_ON, 9)
    officer, other = troupe.officers
    drafted = stage.do("outcomes.calls.draft", _call(stage, troupe), officer)
    troupe.programme_id = drafted["programme_id"]
    named = {"programme_id": troupe.programme_id}
    account = {**named, "own_account_id": troupe.own_account_id}
    stated = stage.do("outcomes.calls.set_account", account, *troupe.keys)
    opened = {**named, "draft_digest": stated["draft_digest"]}
    stage.do("outcomes.calls.open", opened, officer, other, troupe.payer.second)
    stage.bank.credit(ACCOUNT, EACH_WON * troupe.size.suppliers, "safety")
    hear_banks(stage.desk, stage.at)
    stage.do("outcomes.deposits.record", {**named, **_deposit(stage)}, *troupe.keys)


def choose(stage: Stage, troupe: Troupe) -> None:
    """Suppliers apply, officers check, three assessors score, the payer funds."""
    stage.set_day(date(2026, 3, 6))
    applied = [(one, _apply(stage, troupe, n, one)) for n, one in enumerate(troupe.suppliers)]
    stage.set_day(date(2026, 3, 12))
    stage.do("outcomes.calls.close", {"programme_id": troupe.programme_id}, troupe.officers[0])
    scored = [pair for n, pair in enumerate(applied) if _check(stage, troupe, n, pair[1])]
    stage.set_day(date(2026, 3, 20))
    for order, (_, number) in enumerate(scored):
        _score(stage, troupe, order, number)
    named = {"programme_id": troupe.programme_id}
    stage.do("outcomes.recommendations.decide", named, *troupe.officers)
    stage.set_day(date(2026, 3, 31))
    for order, (supplier, number) in enumerate(scored[: troupe.size.suppliers]):
        _fund(stage, troupe, order, supplier, number)


def accident_of(order: int) -> str:
    """Against which kind of accident a supplier's technology is."""
    return _ACCIDENTS[order % len(_ACCIDENTS)]


def _call(stage: Stage, troupe: Troupe) -> dict[str, Any]:
    name = cast()["programme"]
    return {
        "payer_number": troupe.payer.number,
        "name_ko": name["ko"],
        "name_en": name["en"],
        "budget_won": EACH_WON * troupe.size.suppliers,
        "running_won": RUNNING_EACH_WON * troupe.size.suppliers,
        "call": {
            "eligibility_ko": cast()["eligibility"]["ko"],
            "eligibility_en": cast()["eligibility"]["en"],
            "accident_types": list(_ACCIDENTS),
            "score_sheet": cast()["score_sheet"],
        },
        "rules": {"verifier_fee_won": FEE_WON, "most_awards": troupe.size.suppliers},
        "opens_at": datetime.combine(stage.on(CALLED_ON), time(8), KOREA).isoformat(),
        "closes_at": datetime.combine(stage.on(CLOSES_ON), time(18), KOREA).isoformat(),
        "periods": [
            {
                "observed_from": stage.on(OBSERVED[0]).isoformat(),
                "observed_until": stage.on(OBSERVED[1]).isoformat(),
                "claim_until": stage.on(CLAIMED_UNTIL).isoformat(),
                "share": "1",
            }
        ],
    }


def _deposit(stage: Stage) -> Mapping[str, Any]:
    entry = list_unidentified(stage.database)[-1]
    return {"entry_id": entry["entry_id"], "what": "deposit"}


def _apply(stage: Stage, troupe: Troupe, order: int, supplier: Player) -> int:
    accident = accident_of(order)
    plan = {
        "technology": cast()["technologies"][accident],
        "accident_types": [accident],
        "commercial_proof": cast()["proof"],
        "quote_won": 4_000_000,
        "sites_planned": troupe.size.sites_each,
        "metrics": [
            {"metric": "units_working", "weight": "0.5"},
            {"metric": "hazards_abated", "weight": "0.3"},
            {"metric": "actions_closed", "weight": "0.2"},
        ],
    }
    wanted = {
        "programme_id": troupe.programme_id,
        "plan": plan,
        "stage1_won": STAGE1_WON,
        "success_won": SUCCESS_WON,
        "related": [{"relation": "account", "named": supplier.account_number}],
    }
    saved = stage.do("outcomes.applications.save", wanted, supplier.first)
    named = {
        "programme_id": troupe.programme_id,
        "application_id": saved["application_id"],
        "draft_digest": saved["draft_digest"],
    }
    stage.do("outcomes.applications.submit", named, supplier.first, supplier.second)
    return int(saved["application_id"])


def _check(stage: Stage, troupe: Troupe, order: int, number: int) -> bool:
    """The last to apply is in arrears with its premiums, and hears it by a code."""
    looked = {
        "programme_id": troupe.programme_id,
        "application_id": number,
        "in_arrears": order == len(troupe.suppliers) - 1,
    }
    done = stage.do("outcomes.applications.check", looked, *troupe.officers)
    return bool(done["state"] == "eligible")


def _score(stage: Stage, troupe: Troupe, order: int, number: int) -> None:
    named = {"programme_id": troupe.programme_id, "application_id": number}
    for place, assessor in enumerate(troupe.administrator.more):
        free = {**named, "conflicted": False, "statement": cast()["no_conflict"]}
        stage.do("outcomes.conflicts.declare", free, assessor)
        # Who applied earlier is no worse: the order of the story is the ranking.
        points = [
            {"criterion": "effect", "points": 58 - order // 2 - place},
            {"criterion": "price", "points": 34},
        ]
        stage.do("outcomes.scores.lock", {**named, "points": points}, assessor)


def _fund(stage: Stage, troupe: Troupe, order: int, supplier: Player, number: int) -> None:
    decided = {
        "programme_id": troupe.programme_id,
        "application_id": number,
        "decision": "fund",
        "stage1_won": STAGE1_WON,
        "success_cap_won": SUCCESS_WON,
    }
    stage.do("outcomes.awards.decide", decided, *troupe.keys)
    verifier = troupe.verifiers[order % len(troupe.verifiers)]
    nonce = hashlib.sha256(f"nonce {order}".encode()).hexdigest()
    award = Award(supplier, number, verifier, nonce)
    assigned = {
        "programme_id": troupe.programme_id,
        "award_id": number,
        "verifier_number": verifier.number,
        "nonce_digest": award.nonce_digest,
    }
    officer, other = troupe.officers
    stage.do("outcomes.verifiers.assign", assigned, officer, other, verifier.second)
    troupe.awards.append(award)
