"""Business registration number (사업자등록번호): ten digits, the last one a check digit.

Weights 1 3 7 1 3 7 1 3 5 on digits 1-9, plus the tens of digit 9 x 5; check = (10 - sum mod 10)
mod 10 (domain section 7.2: 120-81-47521 is valid, 120-81-47522 is not).
"""

from __future__ import annotations

import re

from sangsaeng.kernel.refusals import Refusal, refuse

_WEIGHTS = (1, 3, 7, 1, 3, 7, 1, 3, 5)
_SHAPE = re.compile(r"\s*([0-9]{3})-?([0-9]{2})-?([0-9]{5})\s*")


def check_digit(first_nine: str) -> int:
    """The tenth digit that belongs to the first nine."""
    total = sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, first_nine, strict=True))
    total += int(first_nine[8]) * 5 // 10
    return (10 - total % 10) % 10


def parse_business_number(value: object, field: str = "business_number") -> str | Refusal:
    """Ten bare digits from `120-81-47521` or `1208147521`, or the refusal."""
    match = _SHAPE.fullmatch(value) if isinstance(value, str) else None
    digits = "".join(match.groups()) if match else ""
    if not digits or check_digit(digits[:9]) != int(digits[9]):
        return refuse("business_number_invalid", field, value=str(value)[:20])
    return digits


def invented_business_number(serial: int) -> str:
    """A valid number for an invented company; group 00 is never given to a real one."""
    first_nine = f"{100 + serial // 10_000 % 900:03d}00{serial % 10_000:04d}"
    return f"{first_nine}{check_digit(first_nine)}"
