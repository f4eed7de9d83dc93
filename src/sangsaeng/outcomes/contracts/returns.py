"""An investor's return a year, for showing beside a contract; nothing is ever paid by it.

The internal rate r solves sum of flow / (1 + r)^years = 0. It is found in floating point and shown
rounded, which is why it stands outside every determination.
"""

from __future__ import annotations

import importlib
from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

# No investment is shown that lost all but a hundred-thousandth, or grew hundredfold a year.
_LEAST, _MOST = -0.99999, 100.0


def show_return(flows: Sequence[tuple[Fraction, int]], places: int) -> str | None:
    """Percent a year of (years from the start, amount: paid in below 0), at so many places; None
    where the flows have no such rate."""

    def value_at(rate: float) -> float:
        return float(sum(amount / (1 + rate) ** float(years) for years, amount in flows))

    if not flows or value_at(_LEAST) * value_at(_MOST) >= 0:
        return None
    # Only here: loading scipy takes longer than most commands run.
    brentq = importlib.import_module("scipy.optimize").brentq
    rate = brentq(value_at, _LEAST, _MOST, xtol=1e-12)
    shown = Decimal(100 * rate).quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)
    return f"{shown + 0:f}"
