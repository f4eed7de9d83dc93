"""Tax withheld from interest refunds and deposit incentives. Pure.

national = gross x rate, below 10 won dropped; not withheld where it is below the least of the law;
local = 10 % of national, below 10 won dropped (국고금관리법 §47, 지방세법 §103의29①). Whether the
two flows are interest income is not settled, so each programme switches each flow by itself.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum


class Flow(StrEnum):
    """What a payee receives that may be interest income."""

    INTEREST_REFUND = "interest_refund"
    DEPOSIT_INCENTIVE = "deposit_incentive"


@dataclass(frozen=True, slots=True)
class WithholdingLaw:
    """The law values of a day: rates as fractions, the least national tax and the unit in won."""

    corporate_rate: Decimal
    personal_rate: Decimal
    local_rate: Decimal
    corporate_least_won: int
    personal_least_won: int
    unit_won: int

    def rate(self, is_corporation: bool) -> Decimal:
        """The national rate of a payee (법인세법 §73①, 소득세법 §129①)."""
        return self.corporate_rate if is_corporation else self.personal_rate

    def least_won(self, is_corporation: bool) -> int:
        """Below this the national tax is not withheld (법인세법 §73①, 소득세법 §86)."""
        return self.corporate_least_won if is_corporation else self.personal_least_won


def withheld_won(gross_won: int, is_corporation: bool, law: WithholdingLaw) -> tuple[int, int]:
    """What is withheld from one payment: the national and the local part."""
    national_won = _whole_units(gross_won * law.rate(is_corporation), law.unit_won)
    if national_won < law.least_won(is_corporation):
        return 0, 0
    return national_won, _whole_units(national_won * law.local_rate, law.unit_won)


def split_withheld(total_won: int, law: WithholdingLaw) -> tuple[int, int]:
    """The national and the local part of what was withheld from one payment."""
    national_won = _whole_units(total_won / (1 + law.local_rate), law.unit_won)
    while national_won + _whole_units(national_won * law.local_rate, law.unit_won) < total_won:
        national_won += law.unit_won
    return national_won, total_won - national_won


def _whole_units(amount: Decimal, unit_won: int) -> int:
    return int(amount // unit_won) * unit_won
