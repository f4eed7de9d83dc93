"""Field types that acts and readings share: exact, bounded, said once."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, Field, PlainSerializer, WithJsonSchema
from pydantic_core import PydanticCustomError

from sangsaeng.kernel.business_number import parse_business_number
from sangsaeng.kernel.money import LARGEST_WON, has_rate_places
from sangsaeng.kernel.refusals import Refusal

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
# A day outside is a slip of the hand, and the calendar and the law have no entry for it.
FIRST_DAY, LAST_DAY = date(2000, 1, 1), date(2099, 12, 31)


def _written_as_day(value: object) -> object:
    # Digits alone would be read as seconds since 1970; here a day is text, and only in one form.
    if not isinstance(value, str):
        return value
    if not _DAY.fullmatch(value):
        raise ValueError("a day as YYYY-MM-DD")
    return date.fromisoformat(value)


def _in_this_century(day: date) -> date:
    if not FIRST_DAY <= day <= LAST_DAY:
        raise ValueError(f"a day from {FIRST_DAY} to {LAST_DAY}")
    return day


def _exact_rate(text: str) -> str:
    if not has_rate_places(Decimal(text)):
        raise ValueError("at most 12 decimal places")
    return text


def _checked_number(text: str) -> str:
    digits = parse_business_number(text, "business_number")
    if isinstance(digits, Refusal):
        # The kind of a custom error is the stable code of its refusal; faces say its sentence.
        raise PydanticCustomError(digits.code, "{value}", {"value": text})
    return digits


Won = Annotated[int, Field(ge=1, le=LARGEST_WON, description="whole won")]
WonOrNone = Annotated[int, Field(ge=0, le=LARGEST_WON, description="whole won, or 0")]
ItemId = Annotated[int, Field(ge=1, le=10**15 - 1)]
ProgrammeId = Annotated[int, Field(ge=1, le=2**31 - 1)]
Number = Annotated[int, Field(ge=1, le=2**31 - 1)]
BusinessNumber = Annotated[
    str,
    Field(pattern=r"^[0-9]{3}-?[0-9]{2}-?[0-9]{5}$", max_length=12),
    AfterValidator(_checked_number),
]
Name = Annotated[str, Field(min_length=1, max_length=100)]
Line = Annotated[str, Field(min_length=1, max_length=200)]
Day = Annotated[date, BeforeValidator(_written_as_day), AfterValidator(_in_this_century)]
# Of a person: nobody alive was born before.
BirthDay = Annotated[date, BeforeValidator(_written_as_day), Field(ge=date(1900, 1, 1))]
# Of a draft as it was read, so that nobody agrees to one that was changed in between.
DraftDigest = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$", description="sha256, hexadecimal")]
# A fraction a year as text: 0.0425 is 4.25 %.
Rate = Annotated[
    str,
    Field(pattern=r"^(0|1)(\.[0-9]{1,12})?$", max_length=14, description="a fraction a year"),
    AfterValidator(_exact_rate),
]
# Rates leave as text too: a JSON number would pass through a binary fraction in most clients.
RateOut = Annotated[
    Decimal,
    PlainSerializer(lambda value: format(value, "f"), return_type=str),
    WithJsonSchema({"type": "string", "pattern": r"^[0-9]+(\.[0-9]+)?$"}),
]
