"""Random inputs out of the shapes of acts and readings, with numbers of one's own, of a rival's, or
of nothing in the fields that name things."""

from __future__ import annotations

import random
from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import Any

from pydantic import BaseModel

from sangsaeng.api.bench.rivals import Asker, Things
from sangsaeng.kernel.business_number import invented_business_number

# Items and programmes that were never made.
_NO_ITEM, _NO_NUMBER = 610_000_000_000, 900_000
_SPREAD = 100_000
_OFTEN = 40
_LARGEST = 5_000_000
# Fields named otherwise than what they name.
_SAME = {
    "settlement_account_id": "own_account_id",
    "deposit_account_id": "own_account_id",
    "operating_account_id": "own_account_id",
}
_TEXTS = {
    "{3}-?[0-9]{2}-?[0-9]{5}": "number",
    "^[0-9]{8}-?": "approval",
    "{64}": "digest",
    "^(0|1)": "rate",
    "^(0(": "rate",
    "@": "email",
    "[0-9]{8,16}": "account",
    "^[0-9]{3}$": "bank",
    "a-z_": "scope",
}
# Texts of one form, by the whole pattern: one that fits is enough to come as far as the rules.
_FITS = {
    "^[a-z][a-z0-9_]{1,40}$": "units_working",
    r"^[01](\.[0-9]{1,6})?$": "0.5",
    r"^-?[0-9]{1,12}(\.[0-9]{1,6})?$": "2.5",
    r"^[0-9]{1,12}(\.[0-9]{1,6})?$": "2.5",
    r"^[0-9]{1,3}(\.[0-9]{1,6})?$": "1.5",
    r"^-?[0-9]{1,3}(\.[0-9]{1,7})?$": "37.5",
    "^20[0-9]{2}-(0[1-9]|1[0-2])$": "2026-03",
    r"^([A-Z][0-9]{0,5}|\*)$": "C29",
    "^[A-Z][0-9]{2,5}$": "C2921",
    "^[0-9]{11}$": "12345678901",
    r"^https://[^\s]{1,300}$": "https://some.example/outcomes",
    "^ocds-[a-z0-9]{6}$": "ocds-abc123",
    "^[a-z_]{1,40}$": "act_waiting",
    r"^[a-z_]{1,40}\.(csv|pdf)$": "evidence.pdf",
}
_FILES = ("documents", "content")
Json = dict[str, Any]


@cache
def schema_of(model: type[BaseModel]) -> Json:
    """The shape of an input."""
    return model.model_json_schema()


@cache
def names_in(model: type[BaseModel]) -> tuple[str, ...]:
    """The fields on the first floor that name things."""
    shape = schema_of(model)["properties"]
    return tuple(name for name in shape if name.endswith(("_id", "_ids")))


def number_of(things: Things, field: str, chance: random.Random) -> int | None:
    """A number that such a field could name, of one side."""
    known = things.get(_SAME.get(field, field))
    return chance.choice(known) if known else None


def no_number(field: str, chance: random.Random) -> int:
    """A number of nothing, of as many digits."""
    small = field == "facility_id" or field.endswith(("programme_id", "account_id"))
    within = _NO_NUMBER if small and field != "bank_account_id" else _NO_ITEM
    return within + chance.randrange(_SPREAD)


@dataclass
class Inputs:
    """Makes inputs for one who asks, on a day. `fixed`: fields that hold what is said here."""

    chance: random.Random
    asker: Asker
    today: date
    fixed: Mapping[str, int]

    def make(self, model: type[BaseModel]) -> Json:
        """An input that the shape takes."""
        shape = schema_of(model)
        made: Json = self._value(shape, shape.get("$defs", {}), "")
        return made

    def _value(self, shape: Json, defs: Json, name: str) -> Any:
        if "$ref" in shape:
            return self._value(defs[shape["$ref"].rsplit("/", 1)[1]], defs, name)
        if "anyOf" in shape:
            return self._value(self.chance.choice(shape["anyOf"]), defs, name)
        if "const" in shape:
            return shape["const"]
        if "enum" in shape:
            return self.chance.choice(shape["enum"])
        kind = shape.get("type")
        if kind == "object":
            return self._object(shape, defs)
        if kind == "array":
            count = max(shape.get("minItems", 0), self.chance.choice((1, 1, 2)))
            return [self._value(shape["items"], defs, name) for _ in range(count)]
        if kind == "integer":
            return self._number(shape, name)
        if kind == "boolean":
            return self.chance.random() < 1 / 2
        return None if kind == "null" else self._text(shape, name)

    def _object(self, shape: Json, defs: Json) -> Json:
        wanted = shape.get("required", ())
        made = {
            name: self._fixed(name, inner) if name in self.fixed else self._value(inner, defs, name)
            for name, inner in shape["properties"].items()
            if name in wanted or name in self.fixed or self.chance.randrange(100) < _OFTEN
        }
        if made.get("approval_number") and not (made.get("written_on") and made.get("total_won")):
            # An invoice that is named is described.
            made["approval_number"] = None
        return made

    def _fixed(self, name: str, shape: Json) -> int | list[int]:
        return [self.fixed[name]] if shape.get("type") == "array" else self.fixed[name]

    def _number(self, shape: Json, name: str) -> int:
        if name.endswith(("_id", "_ids")):
            return self._named(name)
        least, most = shape.get("minimum", 0), shape.get("maximum", _LARGEST)
        return self.chance.randint(least, min(most, _LARGEST))

    def _named(self, name: str) -> int:
        things = self.chance.choices((self.asker.own, self.asker.rival, {}), (6, 3, 1))[0]
        known = number_of(things, name, self.chance)
        return no_number(name, self.chance) if known is None else known

    def _text(self, shape: Json, name: str) -> str:
        chance = self.chance
        if name == "url":
            return "https://93.184.216.40/in"
        if name in _FILES:
            return b64encode(chance.randbytes(60)).decode()
        if shape.get("format") == "date":
            return f"{self.today + timedelta(days=chance.randint(-40, 60))}"
        if shape.get("format") == "date-time":
            return f"{self.today + timedelta(days=chance.randint(1, 60))}T12:00:00+09:00"
        if shape.get("format") == "time":
            return "16:00:00"
        pattern = shape.get("pattern", "")
        if pattern in _FITS:
            return _FITS[pattern]
        kind = next((kind for word, kind in _TEXTS.items() if word in pattern), "")
        if kind:
            return self._written(kind)
        least = max(1, int(shape.get("minLength", 1)))
        text = "x" * least + str(chance.randrange(_SPREAD))
        return text[: int(shape.get("maxLength", 200))]

    def _written(self, kind: str) -> str:
        chance = self.chance
        if kind == "number":
            strange = invented_business_number(9_000_000 + chance.randrange(_SPREAD))
            return chance.choice([*self.asker.numbers, strange])
        return {
            "approval": f"{self.today:%Y%m%d}{chance.randrange(10**16):016d}",
            "digest": f"{chance.getrandbits(256):064x}",
            "rate": f"0.{chance.randrange(10, 99)}",
            "email": f"somebody{chance.randrange(_SPREAD)}@some.example",
            "account": f"{chance.randrange(10**9, 10**10)}",
            "bank": "088",
            "scope": "acts.list",
        }[kind]
