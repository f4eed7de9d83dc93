"""Institution codes (금융기관 공동코드): three digits by which a payout finds its bank.

Data: `institutions.yaml` (domain section 7.3). Lists in use disagree on some securities firms, so
each entry says how sure it is; a code not in the file is refused, never guessed.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib import resources
from itertools import pairwise
from types import MappingProxyType

from sangsaeng.kernel.refusals import Refusal, refuse
from sangsaeng.statutes import strict_yaml
from sangsaeng.statutes.strict_yaml import DataFileError

KINDS = frozenset({"bank", "securities", "cooperative", "savings", "post", "central_bank"})
_FILE = "institutions.yaml"
_CODE = re.compile(r"[0-9]{3}")
_FILE_KEYS = frozenset({"checked_on", "source", "institutions"})
_KEYS = frozenset({"kind", "confidence", "names"})
_CONFIDENCES = frozenset({"high", "medium"})
_LANGUAGES = frozenset({"ko", "en"})


@dataclass(frozen=True, slots=True)
class Institution:
    """An institution under one name: from `in_use_from` to `until` (both included, None: open)."""

    code: str
    name: Mapping[str, str]
    kind: str
    in_use_from: date
    until: date | None
    confidence: str
    note: str | None


@cache
def _institutions() -> Mapping[str, tuple[Institution, ...]]:
    text = (resources.files("sangsaeng.parties") / _FILE).read_text("utf-8")
    return MappingProxyType(parse_institutions(text))


def parse_institutions(text: str) -> dict[str, tuple[Institution, ...]]:
    """Code -> its names through time, oldest first; DataFileError names the faulty code."""
    content = strict_yaml.parse_mapping(text, _FILE)
    strict_yaml.check_keys(content, _FILE, "whole file", _FILE_KEYS, frozenset())
    strict_yaml.check_day(content["checked_on"], _FILE, "checked_on")
    return {code: _parse_code(code, entry) for code, entry in content["institutions"].items()}


def _parse_code(code: str, content: object) -> tuple[Institution, ...]:
    if not _CODE.fullmatch(code):
        raise DataFileError(_FILE, code, "is not three digits")
    entry = strict_yaml.check_keys(content, _FILE, code, _KEYS, frozenset({"until", "note"}))
    kind = strict_yaml.check_choice(entry["kind"], KINDS, _FILE, f"{code}.kind")
    confidence = strict_yaml.check_choice(
        entry["confidence"], _CONFIDENCES, _FILE, f"{code}.confidence"
    )
    until = None
    if "until" in entry:
        until = strict_yaml.check_day(entry["until"], _FILE, f"{code}.until")
    found = []
    for written, name in entry["names"].items():
        at = f"{code}.names.{written}"
        in_use_from = strict_yaml.check_day(written, _FILE, at)
        strict_yaml.check_keys(name, _FILE, at, _LANGUAGES, frozenset())
        found.append(
            Institution(code, name, kind, in_use_from, until, confidence, entry.get("note"))
        )
    days = [institution.in_use_from for institution in found]
    if until:
        days.append(until)
    if any(after <= before for before, after in pairwise(days)):
        raise DataFileError(_FILE, code, "days must be in order")
    return tuple(found)


def institution_on(code: str, day: date, field: str = "bank_code") -> Institution | Refusal:
    """The institution of `code` under its name of `day`, or `bank_code_unknown`."""
    for institution in reversed(_institutions().get(code, ())):
        if institution.in_use_from <= day and (
            institution.until is None or day <= institution.until
        ):
            return institution
    return refuse("bank_code_unknown", field, code=code[:10])


def list_institutions(day: date) -> tuple[Institution, ...]:
    """Every institution one may name on `day`, by code, for a form's list of choices."""
    found = (institution_on(code, day) for code in sorted(_institutions()))
    return tuple(institution for institution in found if isinstance(institution, Institution))
