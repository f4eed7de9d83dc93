"""What a kind of outcome contract consists of: the files of `kinds/` are made of these.

A contract is data: a kind, a currency, a rounding, and the kind's own terms, each with the clause
of the paper it stands in. Amounts are whole minor units of the currency (won have none below).
Quantities are exact: `Fraction`s made from the text of decimals or of a/b, never floats.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction
from typing import Annotated, Generic, TypeVar

from pydantic import BaseModel, ConfigDict, Field, PlainSerializer, PlainValidator

from sangsaeng.kernel.refusals import Fact, Refusal

# Decimals as people write them; a/b as sums of many sites' measurements come out.
_TEXT = re.compile(r"-?[0-9]{1,15}(\.[0-9]{1,12})?|-?[0-9]{1,120}/[1-9][0-9]{0,119}")
_PLACES, _DIGITS, _LONGEST = 12, 15, 120
# Of a quantity for people: six places, as rates per million hours are quoted with two or three.
_SHOWN_PLACES = 6


def read_exact(value: object) -> Fraction:
    """A quantity from text ("0.85", "-3", "46/50"); a Fraction stays one. Raises ValueError."""
    if isinstance(value, Fraction):
        if len(str(abs(value.numerator))) > _LONGEST or len(str(value.denominator)) > _LONGEST:
            raise ValueError("too long")
        return value
    if not isinstance(value, str) or not _TEXT.fullmatch(value):
        raise ValueError('a quantity is text: "0.85", "-3" or "46/50"')
    return Fraction(value)


def read_quantity(value: object) -> Fraction:
    """A quantity that is counted or measured: never below 0. Raises ValueError."""
    exact = read_exact(value)
    if exact < 0:
        raise ValueError(BELOW_0)
    return exact


def read_share(value: object) -> Fraction:
    """A quantity from 0 to 1. Raises ValueError."""
    exact = read_exact(value)
    if not 0 <= exact <= 1:
        raise ValueError("a share is from 0 to 1")
    return exact


def render_exact(value: Fraction) -> str:
    """The canonical text: the shortest decimal where there is one, else a/b in lowest terms."""
    scaled = value * 10**_PLACES
    if scaled.denominator != 1 or abs(value) >= 10**_DIGITS:
        return f"{value.numerator}/{value.denominator}"
    sign, digits = "-" if value < 0 else "", str(abs(scaled.numerator)).rjust(_PLACES + 1, "0")
    places = digits[-_PLACES:].rstrip("0")
    return f"{sign}{digits[:-_PLACES]}{'.' if places else ''}{places}"


def show(value: Fraction) -> str:
    """A quantity for people: exact where six places do, else cut there with the fraction beside."""
    short = Fraction(int(value * 10**_SHOWN_PLACES), 10**_SHOWN_PLACES)
    if short == value:
        return render_exact(value)
    cut = f"{render_exact(short)}…"
    whole = f"{value.numerator}/{value.denominator}"
    return f"{cut} ({whole})" if len(whole) <= 2 * _DIGITS else cut


# What a ValidationError says of a negative quantity; contract.py makes its refusal of it.
BELOW_0 = "below 0"

_AS_TEXT = PlainSerializer(render_exact, return_type=str)
Exact = Annotated[Fraction, PlainValidator(read_exact), _AS_TEXT]
Quantity = Annotated[Fraction, PlainValidator(read_quantity), _AS_TEXT]
ExactShare = Annotated[Fraction, PlainValidator(read_share), _AS_TEXT]
Amount = Annotated[int, Field(ge=0, le=10**15, description="whole minor units of the currency")]
Code = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,40}$")]
Clause = Annotated[str, Field(max_length=60)]


class Terms(BaseModel):
    """A kind's terms: exact types, no unknown field."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)


class Inputs(BaseModel):
    """What a kind reckons from: verified quantities, with what was claimed beside them."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)


class Rounding(StrEnum):
    """How a fraction of a minor unit becomes whole, once, in `round_amount`."""

    FLOOR = "floor"
    NEAREST = "nearest"


def round_amount(exact: Fraction, rounding: Rounding) -> int:
    """The one named step that rounds money; exactly half goes up."""
    if rounding is Rounding.FLOOR:
        return exact.numerator // exact.denominator
    return (2 * exact.numerator + exact.denominator) // (2 * exact.denominator)


@dataclass(frozen=True, slots=True)
class Step:
    """One line of an explanation. `what` is the code of its sentence in messages.yaml
    (`explain_*`), whose blanks `facts` fill: whole numbers are amounts, everything else is text.
    `amount` where the line makes (or, below 0, cuts) an amount: they add up to what is paid."""

    clause: str
    what: str
    facts: Mapping[str, Fact] = field(default_factory=dict)
    amount: int | None = None


def cap_step(clause: str, cap: int, before: int, over: int) -> Step:
    """The line of a cap, `before` of which is gone: what is above it, or that nothing is."""
    if over <= 0:
        return Step(clause, "explain_within_cap", {"cap": cap, "before": before}, 0)
    return Step(clause, "explain_cap", {"cap": cap, "before": before, "cut": over}, -over)


@dataclass(frozen=True, slots=True)
class Reckoned:
    """What a rule makes of its inputs. `amount` is what the payer pays; `shares` whose it is, where
    there are several; `figures` named results, exact, as for instance the achievement."""

    amount: int
    steps: Sequence[Step]
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
