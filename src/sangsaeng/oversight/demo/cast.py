"""Who takes part in the demonstration. Everything follows from `cast.yaml`; nothing is drawn."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources
from typing import Any

import yaml

from sangsaeng.kernel.business_number import invented_business_number

_FIRST_SERIAL = 1_000


@dataclass(frozen=True, slots=True)
class Actor:
    """A company with the account it is paid into."""

    business_number: str
    name: str
    size: str
    bank_code: str
    account_number: str


@dataclass(frozen=True, slots=True)
class Cast:
    """All companies; `tiers[0]` are the tier-1 suppliers."""

    buyer: Actor
    institution: Actor
    foundation: Actor
    funder: Actor
    tiers: tuple[tuple[Actor, ...], ...]
    late_joiner: Actor
    never_joiner: Actor
    new_account_bank: str
    headings: tuple[str, ...]
    delivery: str


def read_cast() -> Cast:
    """The cast of the file."""
    text = resources.files(__package__).joinpath("cast.yaml").read_text("utf-8")
    told: Mapping[str, Any] = yaml.safe_load(text)
    serials = iter(range(_FIRST_SERIAL, 10_000))
    banks: list[str] = told["banks"]

    def actor(name: str, size: str) -> Actor:
        serial = next(serials)
        bank = banks[serial * 7 % len(banks)]
        return Actor(invented_business_number(serial), name, size, bank, f"{bank}{serial:09d}")

    names = iter(f"{first}{last}" for last in told["last_words"] for first in told["first_words"])
    sizes = ("medium", "small", "small", "small")
    buyer, institution, foundation = (
        actor(told["buyer"], "large"),
        actor(told["institution"], "large"),
        actor(told["foundation"], "public"),
    )
    tiers = tuple(
        tuple(actor(next(names), size) for _ in range(count))
        for count, size in zip(told["tiers"], sizes, strict=True)
    )
    return Cast(
        buyer=buyer,
        institution=institution,
        foundation=foundation,
        tiers=tiers,
        late_joiner=actor(told["late_joiner"], "small"),
        never_joiner=actor(told["never_joiner"], "small"),
        # Last, so that everybody's number and account stay what they were.
        funder=actor(told["funder"], "large"),
        new_account_bank=told["new_account_bank"],
        headings=tuple(told["headings"]),
        delivery=told["delivery"],
    )
