"""The gateway of pay for success: sites are drawn for an award, and both sides say yes or no."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from sangsaeng.acts.fields import ItemId, ProgrammeId
from sangsaeng.acts.model import Answer, Consent, Given, Role
from sangsaeng.acts.shape import Act, Acting, Refused
from sangsaeng.kernel.refusals import Refusal
from sangsaeng.outcomes.service_gateway import (
    confirm_match,
    draw_sites,
    match_sided,
    refuse_match,
)
from sangsaeng.outcomes.service_sides import award_administered

# A plan names no more sites.
_MOST_SITES = 100


class DrawWanted(Given):
    """So many sites for an award. The nonce, any 32 bytes, is one part of the draw's seed; the act
    itself, the moment of its approval and the sites that fit then are the others."""

    programme_id: ProgrammeId
    award_id: ItemId
    sites: Annotated[int, Field(ge=1, le=_MOST_SITES)]
    nonce: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$", description="32 bytes, hexadecimal")]


class MatchNamed(Given):
    """A site drawn for an award."""

    programme_id: ProgrammeId
    match_id: ItemId


class MatchRefused(MatchNamed):
    """The same, and why nothing comes of it."""

    reason: Literal["technology_unfit", "unsafe", "supplier_declines", "site_declines", "other"]


class SitesDrawn(Answer):
    """The draw: from how many sites, by which seed, and the matches in the order drawn."""

    drawn_from: int
    seed: str
    matches: list[int]


class MatchStated(Answer):
    """A match as it stands after the act."""

    match_id: int
    state: str


def _draw(acting: Acting, given: DrawWanted) -> SitesDrawn | Refused:
    found = award_administered(acting.tx, acting.company_id, given.programme_id, given.award_id)
    if isinstance(found, Refusal):
        return found
    programme, award = found
    acting.touches(award.supplier_id)
    nonce = bytes.fromhex(given.nonce)
    done = draw_sites(acting.tx, programme, award, given.sites, nonce, acting.act_id, acting.at)
    if isinstance(done, Refusal):
        return done
    return SitesDrawn(
        drawn_from=len(done.fitting), seed=done.seed.hex(), matches=list(done.matches)
    )


def _confirm(acting: Acting, given: MatchNamed) -> MatchStated | Refused:
    about = (given.programme_id, given.match_id)
    done = confirm_match(acting.tx, acting.company_id, *about, acting.at)
    if isinstance(done, Refusal):
        return done
    _touch(acting, given)
    return MatchStated(match_id=done.match_id, state=done.state)


def _refuse(acting: Acting, given: MatchRefused) -> MatchStated | Refused:
    about = (given.programme_id, given.match_id)
    refused = refuse_match(acting.tx, acting.company_id, *about, given.reason, acting.at)
    if refused:
        return refused
    _touch(acting, given)
    return MatchStated(match_id=given.match_id, state="refused")


def _touch(acting: Acting, given: MatchNamed) -> None:
    match = match_sided(acting.tx, acting.company_id, given.programme_id, given.match_id)
    assert not isinstance(match, Refusal)
    for company_id in (match.supplier_id, match.company_id):
        acting.touches(company_id)


_SIDE = frozenset({Role.ENTERER, Role.APPROVER})

ACTS = (
    Act(
        code="outcomes.gateway.draw",
        path="/outcomes/gateway/draw",
        given=DrawWanted,
        answer=SitesDrawn,
        enter=frozenset({Role.PROGRAMME_OFFICER}),
        approve=frozenset({Role.PROGRAMME_OFFICER}),
        consent=Consent.ANOTHER,
        steps_up=True,
        programme_of=lambda given: given.programme_id,
        execute=_draw,
    ),
    Act(
        code="outcomes.matches.confirm",
        path="/outcomes/matches/confirm",
        given=MatchNamed,
        answer=MatchStated,
        enter=_SIDE,
        approve=frozenset({Role.APPROVER}),
        consent=Consent.ANOTHER,
        steps_up=True,
        programme_of=lambda given: given.programme_id,
        execute=_confirm,
    ),
    Act(
        code="outcomes.matches.refuse",
        path="/outcomes/matches/refuse",
        given=MatchRefused,
        answer=MatchStated,
        enter=_SIDE,
        approve=frozenset({Role.APPROVER}),
        consent=Consent.ANOTHER,
        steps_up=True,
        programme_of=lambda given: given.programme_id,
        execute=_refuse,
    ),
)
