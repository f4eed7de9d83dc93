"""Third act: works, their proof, and their acceptance by both sides of each site (rows 11, 12)."""

from __future__ import annotations

import base64
from datetime import date, datetime, time, timedelta
from typing import Any

from sangsaeng.cli.safety.cast import cast
from sangsaeng.cli.safety.choosing import STAGE1_WON
from sangsaeng.cli.safety.company import Award, Troupe
from sangsaeng.cli.safety.players import Player
from sangsaeng.cli.safety.stage import Stage
from sangsaeng.kernel.calendar import KOREA

INSTALLED_ON = date(2026, 6, 10)
# Four devices at each of six sites cost 76.8 million of stage 1's 80: the rest goes back.
UNIT_WON, UNITS = 3_200_000, 4
PRICED_TEN_TIMES = 10
_PNG = b"\x89PNG\r\n\x1a\n"
_KINDS = ("photo_before", "photo_after", "training_list", "test_sheet", "invoice", "transfer")


def install(stage: Stage, troupe: Troupe, late: int | None = None) -> None:
    """Devices go in, with photographs, serial numbers, invoices; owners and workers accept them.

    One supplier, the story's fraud, bills its devices at ten times their price. `late`: a site
    where nothing is installed yet; what its supplier spent is not accepted before it is.
    """
    stage.set_day(date(2026, 4, 29))
    band = {
        "programme_id": troupe.programme_id,
        "model": "GUARD-1",
        "least_won": UNIT_WON * 8 // 10,
        "most_won": UNIT_WON * 12 // 10,
        "source": cast()["price_source"],
    }
    stage.do("outcomes.price_bands.set", band, *troupe.officers)
    stage.set_day(date(2026, 6, 12))
    for award in troupe.awards:
        for match_id, site in award.matches.items():
            if match_id != late:
                submit_works(stage, troupe, award, match_id, INSTALLED_ON)
                named = {"programme_id": troupe.programme_id, "match_id": match_id}
                stage.do("outcomes.works.accept", named, site.first, site.second)
    stage.set_day(date(2026, 6, 19))
    for award in troupe.awards:
        if late in award.matches:
            continue
        cost = min(_price(troupe, award) * UNITS * len(award.matches), STAGE1_WON)
        accepted = {
            "programme_id": troupe.programme_id,
            "award_id": award.award_id,
            "cost_won": cost,
        }
        stage.do("outcomes.costs.accept", accepted, *troupe.officers, troupe.payer.second)
    stage.pay_all(troupe.programme_id, troupe.keys)


def add_evidence(
    stage: Stage, troupe: Troupe, match_id: int, by: Player, kind: str, taken_on: date
) -> int:
    """A file of a site, with when and where it was taken; its number."""
    wanted = {
        "programme_id": troupe.programme_id,
        "match_id": match_id,
        "kind": kind,
        "media_type": "image/png",
        # An invented picture, another one each time.
        "content": base64.b64encode(_PNG + f"{kind} {match_id} {taken_on}".encode()).decode(),
        "taken_at": datetime.combine(stage.on(taken_on), time(10), KOREA).isoformat(),
        # Each site a few hundred metres from the next.
        "latitude": f"{36 + match_id % 500 / 250:.4f}",
        "longitude": f"{127 + match_id // 500 % 500 / 250:.4f}",
        "device": "demo phone",
    }
    return int(stage.do("outcomes.evidence.add", wanted, by.first)["evidence_id"])


def _price(troupe: Troupe, award: Award) -> int:
    return UNIT_WON * (PRICED_TEN_TIMES if award is troupe.fraud else 1)


def submit_works(
    stage: Stage, troupe: Troupe, award: Award, match_id: int, installed_on: date
) -> None:
    """What was installed at a site, with its proof; owner and workers have not accepted it yet."""
    supplier, price_won = award.supplier, _price(troupe, award)
    taken = {"photo_before": installed_on - timedelta(days=9)}
    evidence = [
        add_evidence(stage, troupe, match_id, supplier, kind, taken.get(kind, installed_on))
        for kind in _KINDS
    ]
    units = [_unit(match_id, n, price_won) for n in range(1, UNITS + 1)]
    installed = stage.on(installed_on)
    works = {
        "programme_id": troupe.programme_id,
        "match_id": match_id,
        "invoice_number": f"{installed:%Y%m%d}-{match_id:08d}-00000001",
        "invoice_won": price_won * UNITS,
        "transfer_reference": f"T{match_id}",
        "cost_won": price_won * UNITS,
        "installed_on": installed.isoformat(),
        "units": units,
        "evidence_ids": evidence,
    }
    stage.do("outcomes.works.submit", works, supplier.first, supplier.second)


def _unit(match_id: int, order: int, price_won: int) -> dict[str, Any]:
    return {
        "maker": "Demo",
        "model": "GUARD-1",
        "serial": f"G{match_id:06d}-{order}",
        "price_won": price_won,
    }
