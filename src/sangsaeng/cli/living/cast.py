"""Who plays: companies of three tiers around a buyer, and those who run and watch the scheme."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib import resources
from itertools import islice
from typing import Any

import yaml

from sangsaeng.cli.safety.cast import Size
from sangsaeng.kernel.business_number import invented_business_number
from sangsaeng.oversight.demo.cast import Actor

# Apart from the numbers of the two other demonstrations.
_FIRST_SERIAL = 2_000
_SIZES = ("medium", "small", "small")


@dataclass(frozen=True, slots=True)
class Scale:
    """How much is played: companies by tier, months of history, and the safety programme."""

    tiers: tuple[int, int, int]
    months: int
    safety: Size


# The shape of a visitor's first look: a buyer with 97 companies below it, and half a year.
WHOLE = Scale((12, 60, 25), 6, Size(8, 3))


@dataclass(frozen=True, slots=True)
class Cast:
    """All companies of mutual benefit payment; `tiers[0]` are the tier-1 suppliers."""

    buyer: Actor
    small_buyer: Actor
    institution: Actor
    foundation: Actor
    ministry: Actor
    funder: Actor
    never_joiner: Actor
    tiers: tuple[tuple[Actor, ...], ...]
    new_account_bank: str
    people: Sequence[str]


def read_cast(scale: Scale) -> Cast:
    """The cast of the file, as many as the scale wants."""
    text = (resources.files(__package__) / "cast.yaml").read_text("utf-8")
    told: Mapping[str, Any] = yaml.safe_load(text)
    serials = iter(range(_FIRST_SERIAL, 5_000))
    banks: list[str] = told["banks"]

    def actor(name: str, size: str) -> Actor:
        serial = next(serials)
        bank = banks[serial * 7 % len(banks)]
        return Actor(invented_business_number(serial), name, size, bank, f"{bank}{serial:09d}")

    around = {
        name: actor(told[name], size)
        for name, size in (
            ("buyer", "large"),
            ("small_buyer", "medium"),
            ("institution", "large"),
            ("foundation", "public"),
            ("ministry", "public"),
            ("funder", "large"),
            ("never_joiner", "small"),
        )
    }
    tiers = tuple(
        tuple(actor(name, _SIZES[tier]) for name in _names(told, tier, count))
        for tier, count in enumerate(scale.tiers)
    )
    return Cast(
        **around,
        tiers=tiers,
        new_account_bank=told["new_account_bank"],
        people=told["people"],
    )


def _names(told: Mapping[str, Any], tier: int, count: int) -> list[str]:
    """The long names stand behind the first company, which a visitor may be."""
    first = (f"{one}{last}" for last in told["last_words"][tier] for one in told["first_words"])
    head = next(first)
    found = [head, *told["long_names"][tier], *islice(first, count)][:count]
    assert len(found) == count, f"{count} names wanted"
    return found
