"""What a kind of outcome contract consists of: the files of this folder are made of these.

A contract is data: a kind, a currency, a rounding, and the kind's own terms, each with the clause
of the paper it stands in. Amounts are whole minor units of the currency (won have none below).
Quantities are exact: `Fraction`s made from the text of decimals, never floats.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import Annotated, Generic, TypeVar

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from sangsaeng.kernel.refusals import Refusal


def _exact(text: str) -> Fraction:
    return Fraction(Decimal(text))


# A quantity as text ("0.85", "-3", "12.5"), read as an exact fraction.
Exact = Annotated[
    str, Field(pattern=r"^-?[0-9]{1,15}(\.[0-9]{1,12})?$", max_length=30), AfterValidator(_exact)
]
Amount = Annotated[int, Field(ge=0, le=10**15, description="whole minor units of the currency")]


class Terms(BaseModel):
    """A kind's terms: exact types, no unknown field."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)


class Inputs(BaseModel):
    """What a kind reckons from: verified quantities, with what was claimed beside them."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)


class Rounding(StrEnum):
    """How a fraction of a minor unit becomes whole, once, at the named step."""

    FLOOR = "floor"
    NEAREST = "nearest"


@dataclass(frozen=True, slots=True)
class Step:
    """One line of an explanation. `what` is the code of its sentence in messages.yaml
    (`explain_*`), whose blanks `facts` fill; `amount` where the line makes or cuts an amount."""

    clause: str
    what: str
    facts: Mapping[str, str | int] = field(default_factory=dict)
    amount: int | None = None


@dataclass(frozen=True, slots=True)
class Reckoned:
    """What a rule makes of its inputs. `amount` is what the payer pays; `shares` whose it is, where
    there are several; `figures` named results, exact, as for instance the achievement."""

    amount: int
    steps: tuple[Step, ...]
    shares: Mapping[str, int] = field(default_factory=dict)
    figures: Mapping[str, Fraction] = field(default_factory=dict)


T = TypeVar("T", bound=Terms)
N = TypeVar("N", bound=Inputs)


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind(Generic[T, N]):
    """One kind. `check`: refusals of terms that say nothing sensible (weights that do not add up to
    1); `highest`: the most it can ever pay, which is reserved in full (G14); `decide` is pure."""

    code: str
    terms: type[T]
    inputs: type[N]
    check: Callable[[T], Refusal | None]
    highest: Callable[[T], int]
    decide: Callable[[T, N, Rounding], Reckoned | Refusal]
