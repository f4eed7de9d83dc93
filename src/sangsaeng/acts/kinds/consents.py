"""Letting the buyer of a programme see the company's name, and taking that back (G12)."""

from __future__ import annotations

from sangsaeng.acts.fields import ProgrammeId
from sangsaeng.acts.model import Answer, Given, Role
from sangsaeng.acts.shape import Act, Acting, Refused
from sangsaeng.parties.service_consents import record_name_consent


class OfProgramme(Given):
    """The programme whose buyer it is about."""

    programme_id: ProgrammeId


class Shown(Answer):
    """Whether the buyer sees the name from now on."""

    programme_id: int
    shown: bool


def _show(acting: Acting, given: OfProgramme) -> Shown | Refused:
    return _record(acting, given, True)


def _hide(acting: Acting, given: OfProgramme) -> Shown | Refused:
    return _record(acting, given, False)


def _record(acting: Acting, given: OfProgramme, shown: bool) -> Shown | Refused:
    programme_id = given.programme_id
    refused = record_name_consent(acting.tx, programme_id, acting.company_id, shown, acting.at)
    return refused or Shown(programme_id=programme_id, shown=shown)


# It is the company's word about itself to the outside.
_ENTER = frozenset({Role.ADMINISTRATOR})

ACTS = (
    Act(
        code="names.show",
        path="/names/show",
        given=OfProgramme,
        answer=Shown,
        enter=_ENTER,
        by_key=False,
        programme_of=lambda given: given.programme_id,
        execute=_show,
    ),
    Act(
        code="names.hide",
        path="/names/hide",
        given=OfProgramme,
        answer=Shown,
        enter=_ENTER,
        by_key=False,
        programme_of=lambda given: given.programme_id,
        execute=_hide,
    ),
)
