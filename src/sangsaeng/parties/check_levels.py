"""How deep a company is checked before which step, read once from `check_levels.yaml`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib import resources
from typing import Any

from sangsaeng.statutes import strict_yaml

_FILE = "check_levels.yaml"
_KEYS = frozenset({"name", "steps", "roles", "up_to_won", "checks"})


class Check(StrEnum):
    """What was looked at, of a company or of the person who acts for it."""

    INVITATION = "invitation"
    BUSINESS_NUMBER = "business_number"
    ACCOUNT_HOLDER = "account_holder"
    AGREEMENT = "agreement"
    STRONG_SIGN_IN = "strong_sign_in"  # a passkey, or a password with a code
    REPRESENTATIVE = "representative"


class Step(StrEnum):
    """What a company is about to do."""

    RECEIVE = "receive"
    PASS_ON = "pass_on"  # noqa: S105 - the name of a step
    SELL = "sell"


@dataclass(frozen=True, slots=True)
class CheckLevel:
    """One level: for these steps up to an amount (None: any), or for these roles."""

    name: str
    steps: frozenset[Step]
    roles: frozenset[str]
    up_to_won: int | None
    checks: frozenset[Check]


@cache
def newest_agreement() -> str:
    """The version of the agreement that must have been accepted before a step that asks for it;
    DataFileError when the file is faulty."""
    return str(_content()["agreement"])


@cache
def most_new_companies() -> int:
    """How many companies it never dealt with a company may name a day; DataFileError when the file
    is faulty."""
    return int(_content()["most_new_companies_a_day"])


@cache
def check_levels() -> tuple[CheckLevel, ...]:
    """From the lightest; DataFileError when the file is faulty."""
    levels = []
    for entry in _content()["levels"]:
        strict_yaml.check_keys(entry, _FILE, "level", _KEYS, frozenset())
        most = entry["up_to_won"]
        levels.append(
            CheckLevel(
                name=entry["name"],
                steps=frozenset(map(Step, entry["steps"])),
                roles=frozenset(entry["roles"]),
                up_to_won=None if most is None else int(most),
                checks=frozenset(map(Check, entry["checks"])),
            )
        )
    return tuple(levels)


def _content() -> Mapping[str, Any]:
    text = (resources.files("sangsaeng.parties") / _FILE).read_text("utf-8")
    content = strict_yaml.parse_mapping(text, _FILE)
    whole = frozenset({"agreement", "most_new_companies_a_day", "levels"})
    strict_yaml.check_keys(content, _FILE, "whole file", whole, frozenset())
    return content
