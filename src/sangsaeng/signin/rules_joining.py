"""What a person enters about itself, looked at for shape only."""

from __future__ import annotations

import re

from sangsaeng.kernel.refusals import Refusal, refuse

LONGEST_NAME = 100
_EMAIL = re.compile(r"[^@\s]{1,64}@[^@\s]{1,189}")
_TELEPHONE = re.compile(r"[0-9+()\- ]{0,30}")


def check_person(name: str, email: str, telephone: str) -> Refusal | None:
    """Refused, in this order: `person_name_missing`, `email_malformed`, `telephone_malformed`."""
    shown = name.strip()
    if not shown or not shown.isprintable() or len(shown) > LONGEST_NAME:
        return refuse("person_name_missing", "name", most=LONGEST_NAME)
    refused = check_email(email)
    if refused is None and not _TELEPHONE.fullmatch(telephone.strip()):
        return refuse("telephone_malformed", "telephone")
    return refused


def check_email(email: str) -> Refusal | None:
    """`email_malformed`; whether it is anybody's shows when a letter arrives."""
    bare = email.strip()
    if _EMAIL.fullmatch(bare) and bare.isprintable():
        return None
    return refuse("email_malformed", "email")
