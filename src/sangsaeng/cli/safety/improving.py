"""Second act: sites, what is undertaken, how things stood, and the agreement (rows 6 to 10)."""

from __future__ import annotations

import hashlib
from datetime import date
from typing import Any

from sangsaeng.cli.safety.cast import cast
from sangsaeng.cli.safety.choosing import STAGE1_WON, accident_of
from sangsaeng.cli.safety.company import Award, Troupe
from sangsaeng.cli.safety.players import Player
from sangsaeng.cli.safety.stage import Stage
from sangsaeng.kernel.refusals import Refusal
from sangsaeng.outcomes.service import get_award, get_programme
from sangsaeng.outcomes.service_agreements import preview_agreement
from sangsaeng.outcomes.service_sites import get_site, render_consent

# Twelve months before the works, as the rules of the programme want at least.
_BEFORE = (date(2025, 4, 1), date(2026, 3, 31))
_UNITS, _HAZARDS = 4, 5
_ADVANCE_WON = STAGE1_WON * 7 // 10


def register_sites(stage: Stage, troupe: Troupe) -> None:
    """Owners register their sites; owner and workers' representative sign the same text."""
    stage.set_day(date(2026, 4, 2))
    for order, player in enumerate(troupe.sites):
        number = stage.do("outcomes.sites.register", _site(troupe, order, player), *_owner(player))
        named = {"programme_id": troupe.programme_id, "site_id": number["site_id"]}
        signed = {**named, "text_digest": _consent_digest(stage, **named)}
        stage.do("outcomes.sites.consent", signed, player.first, player.second)


def draw(stage: Stage, troupe: Troupe) -> None:
    """Each award's sites are drawn through the gateway, and both sides confirm."""
    stage.set_day(date(2026, 4, 6))
    by_company = {player.company_id: player for player in troupe.sites}
    for order, award in enumerate(troupe.awards):
        wanted = {
            **_of(troupe, award),
            "sites": troupe.size.sites_each,
            "nonce": hashlib.sha256(f"draw {order}".encode()).hexdigest(),
        }
        for match_id in stage.do("outcomes.gateway.draw", wanted, *troupe.officers)["matches"]:
            named = {"programme_id": troupe.programme_id, "match_id": match_id}
            site = by_company[stage.company_of_match(match_id)]
            supplier = award.supplier
            stage.do("outcomes.matches.confirm", named, supplier.first, supplier.second)
            stage.do("outcomes.matches.confirm", named, *_owner(site))
            award.matches[match_id] = site


def agree(stage: Stage, troupe: Troupe) -> None:
    """Targets, baselines, and the agreement that freezes the rule; advances are paid."""
    for award in troupe.awards:
        stage.set_day(date(2026, 4, 8))
        _undertake(stage, troupe, award)
        stage.set_day(date(2026, 4, 20))
        _look(stage, troupe, award)
        stage.set_day(date(2026, 4, 27))
        _sign(stage, troupe, award)
    stage.pay_all(troupe.programme_id, troupe.keys)


def _undertake(stage: Stage, troupe: Troupe, award: Award) -> None:
    target = {
        **_of(troupe, award),
        "metrics": [
            {"metric": "units_working", "weight": "0.5", "stated": "absolute", "size": "0.95"},
            {"metric": "hazards_abated", "weight": "0.3", "stated": "absolute", "size": "0.9"},
            {"metric": "actions_closed", "weight": "0.2", "stated": "delta", "size": "0.4"},
        ],
        "units": [{"unit": "set", "price_won": 2_000_000, "units": _UNITS * len(award.matches)}],
    }
    supplier, officers = award.supplier, troupe.officers
    made = stage.do("outcomes.targets.propose", target, supplier.first, supplier.second)
    version = {**_of(troupe, award), "version": made["version"]}
    stage.do("outcomes.targets.approve", version, *officers, award.verifier.second)


def _look(stage: Stage, troupe: Troupe, award: Award) -> None:
    """The verifier puts down how things stand: nothing installed, five hazards a site."""
    lines = [
        {
            "match_id": match_id,
            "metric": metric,
            "numerator": numerator,
            "denominator": denominator,
            "from_on": stage.on(_BEFORE[0]).isoformat(),
            "until_on": stage.on(_BEFORE[1]).isoformat(),
            "source": cast()["sources"][metric],
        }
        for match_id in award.matches
        for metric, numerator, denominator in (
            ("units_working", "0", str(_UNITS)),
            ("hazards_abated", "0", str(_HAZARDS)),
            ("actions_closed", "4", "10"),
            # Accidents and hours of a year: they gate and are pooled, and pay nobody.
            ("ltifr", "0", "41600"),
        )
    ]
    hazards = [
        {"match_id": match_id, "hazard_no": n, "kind": "caught_in", "risk_before": 8 + n}
        for match_id in award.matches
        for n in range(1, _HAZARDS + 1)
    ]
    verifier = award.verifier
    given = {**_of(troupe, award), "lines": lines, "hazards": hazards}
    stage.do("outcomes.baselines.record", given, verifier.first)
    stage.do("outcomes.baselines.lock", _of(troupe, award), verifier.first, verifier.second)


def _sign(stage: Stage, troupe: Troupe, award: Award) -> None:
    with stage.database.transaction() as tx:
        programme = get_programme(tx, troupe.programme_id)
        held = get_award(tx, troupe.programme_id, award.award_id)
        assert not isinstance(programme, Refusal) and not isinstance(held, Refusal)
        rule = preview_agreement(tx, programme, held)
    assert not isinstance(rule, Refusal), rule
    signed = {
        **_of(troupe, award),
        "rule_digest": rule.digest.hex(),
        "advance_won": _ADVANCE_WON,
        "bond_won": _ADVANCE_WON,
        "bond_reference": f"BOND-{award.award_id}",
    }
    signers = [site.more[0] for site in award.matches.values()]
    sides = (award.supplier.second, troupe.payer.second, *signers)
    stage.do("outcomes.agreements.sign", signed, *troupe.officers, *sides)


def _site(troupe: Troupe, order: int, player: Player) -> dict[str, Any]:
    names = cast()
    return {
        "programme_id": troupe.programme_id,
        "name": player.name,
        "workplace_number": f"{player.number}1",
        "industry_code": names["industries"][order % len(names["industries"])],
        "region": names["regions"][order % len(names["regions"])],
        "headcount": 8 + order * 7 % 40,
        "hazards": [accident_of(order % troupe.size.suppliers)],
    }


def _consent_digest(stage: Stage, programme_id: int, site_id: int) -> str:
    with stage.database.transaction() as tx:
        programme, site = get_programme(tx, programme_id), get_site(tx, programme_id, site_id)
        assert not isinstance(programme, Refusal) and not isinstance(site, Refusal)
        return hashlib.sha256(render_consent(programme, site).encode()).hexdigest()


def _owner(player: Player) -> tuple[Any, Any]:
    return player.first, player.more[0]


def _of(troupe: Troupe, award: Award) -> dict[str, int]:
    return {"programme_id": troupe.programme_id, "award_id": award.award_id}
