"""What a control found, as it stands."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sangsaeng.kernel.refusals import Fact


class Settled(StrEnum):
    """How a finding ends: there was nothing in it, or it is so."""

    CLEARED = "cleared"
    CONFIRMED = "confirmed"


@dataclass(frozen=True, slots=True)
class Finding:
    """A finding; `stops`: nothing of its award moves before it is settled."""

    programme_id: int
    finding_id: int
    control: str
    subject: str
    subject_id: int
    award_id: int | None
    facts: Mapping[str, Fact]
    stops: bool
    found_at: datetime
    settled_at: datetime | None
    settled_as: Settled | None
    answer: str | None


@dataclass(frozen=True, slots=True)
class PriceBand:
    """What a unit of a model costs on the market, in won, and by which source."""

    model: str
    least_won: int
    most_won: int
    source: str
