"""Evidence, works and months as they are handed in, for a stage of works."""

from __future__ import annotations

from base64 import b64encode
from typing import Any

from works_stage import PNG, Works

from sangsaeng.acts.kinds.outcomes_evidence import EvidenceGiven
from sangsaeng.acts.kinds.outcomes_observing import ObservationGiven, ObservationsGiven
from sangsaeng.acts.kinds.outcomes_works import UnitGiven, WorksGiven


def evidence(works: Works, match_id: int | None, kind: str, **other: Any) -> EvidenceGiven:
    """A file of a kind, taken now; its bytes are its own."""
    text = other.pop("text", f"{match_id} {kind}")
    said = {
        "media_type": "image/png",
        "content": b64encode(PNG + text.encode()).decode(),
        "taken_at": works.at,
        **other,
    }
    return EvidenceGiven(programme_id=works.programme, match_id=match_id, kind=kind, **said)


def submitted(works: Works, match_id: int, serials: list[str], **other: Any) -> WorksGiven:
    """Works at a site with files that prove them."""
    files = [
        works.done("outcomes.evidence.add", works.suppliers, evidence(works, match_id, kind))
        for kind in ("photo_before", "photo_after", "training_list", "test_sheet")
    ]
    units = [
        UnitGiven(maker="Daehan", model="X-1", serial=serial, price_won=4_000_000)
        for serial in serials
    ]
    said = {
        "invoice_number": f"2026-{match_id}",
        "invoice_won": 40_000_000,
        "transfer_reference": f"T-{match_id}",
        "cost_won": 39_250_000,
        "installed_on": works.at.date(),
        "units": units,
        "evidence_ids": [file["evidence_id"] for file in files],
        **other,
    }
    return WorksGiven(programme_id=works.programme, match_id=match_id, **said)


def accepted(works: Works, sites: int = 2) -> list[int]:
    """Matches whose works their sites accepted."""
    matches = works.agreed(sites)
    for match_id in matches:
        given = submitted(works, match_id, [f"{match_id}-1"])
        works.done("outcomes.works.submit", works.suppliers, given)
        owner = works.owner_of(works.name_of(match_id))
        works.done("outcomes.works.accept", owner, works.named(match_id))
    return matches


def observed(works: Works, match_id: int, month: str, **other: Any) -> ObservationGiven:
    """A month of a site: nine of ten units working."""
    said = {
        "metric": "units_working",
        "numerator": "9",
        "denominator": "10",
        "headcount": 20,
        "source": "device log",
        **other,
    }
    return ObservationGiven(match_id=match_id, month=month, **said)


def observations(works: Works, *lines: ObservationGiven) -> ObservationsGiven:
    """Months as they are put down."""
    return ObservationsGiven(programme_id=works.programme, lines=list(lines))
