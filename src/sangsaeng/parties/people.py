"""A person's name, e-mail address and telephone: sealed together, found by a digest."""

from __future__ import annotations

import json
import unicodedata
from dataclasses import asdict, dataclass

from sangsaeng.database.sealing import Keys


@dataclass(frozen=True, slots=True)
class PersonFacts:
    """A person's own data, as it is before sealing."""

    name: str
    email: str
    telephone: str = ""


def seal_person(keys: Keys, facts: PersonFacts) -> bytes:
    """For `parties.person.sealed`."""
    return keys.seal(json.dumps(asdict(facts), ensure_ascii=False, sort_keys=True), "person")


def unseal_person(keys: Keys, sealed: bytes) -> PersonFacts:
    """Back from `parties.person.sealed`."""
    return PersonFacts(**json.loads(keys.unseal(sealed, "person")))


def plain_email(email: str) -> str:
    """An address as it is compared: letters of one size, no space around."""
    plain = unicodedata.normalize("NFKC", email).strip().casefold()
    return plain.encode(errors="replace").decode()


def digest_of_email(keys: Keys, email: str) -> bytes:
    """For `parties.person.email_digest`: finds a person by its address."""
    return keys.digest(plain_email(email), "person.email")
