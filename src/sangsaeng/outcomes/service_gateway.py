"""The gateway: sites are drawn for an award, and both sides confirm or refuse (row 7)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sangsaeng.database.connection import Row, Tx
from sangsaeng.database.statements import load
from sangsaeng.kernel.refusals import Refusal, refuse
from sangsaeng.ledger.service import reserve_items
from sangsaeng.outcomes.model import Award, Programme
from sangsaeng.outcomes.rules_gateway import decide_draw, decide_seed
from sangsaeng.outcomes.service_events import Change, record_change
from sangsaeng.outcomes.service_related import own_digests
from sangsaeng.outcomes.service_sides import Match, get_match, set_match, unknown_match

_SQL = load(__package__)
# Of the sites of its plan a supplier may refuse one in so many: a site can be unfit, most are not.
_ONE_IN = 3


@dataclass(frozen=True, slots=True)
class Drawn:
    """What a draw came to: `fitting` are the sites it was drawn from."""

    seed: bytes
    fitting: Sequence[int]
    matches: Sequence[int]


def draw_sites(
    tx: Tx,
    programme: Programme,
    award: Award,
    wanted: int,
    nonce: bytes,
    act_id: int,
    at: datetime,
) -> Drawn | Refusal:
    """Draw sites for an award among those that fit: consented, free, of a hazard its technology is
    for, not related to the supplier. Seed, nonce and the whole list go into the history, so that
    anybody can draw again.

    Refusals in order: programme_not_running, award_state_unfit (sites are drawn before the
    agreement), too_few_sites.
    """
    if programme.state not in ("open", "closed"):
        return refuse("programme_not_running", "programme_id", state=programme.state)
    if award.state != "funded":
        return refuse("award_state_unfit", "award_id", state=award.state)
    about = {"programme_id": award.programme_id, "award_id": award.award_id}
    rows = _fitting(tx, award)
    if len(rows) < wanted:
        return refuse("too_few_sites", "sites", found=len(rows), wanted=wanted)
    # From here it must succeed.
    hazard_of = {row["site_id"]: row["hazard"] for row in rows}
    fitting = sorted(hazard_of)
    seed = decide_seed(nonce, act_id, at, fitting)
    chosen = decide_draw(seed, fitting, wanted)
    numbers = reserve_items(tx, len(chosen))
    for match_id, site_id in zip(numbers, chosen, strict=True):
        tx.run(
            _SQL["add_match"],
            **about,
            match_id=match_id,
            site_id=site_id,
            hazard=hazard_of[site_id],
            drawn_from=len(fitting),
            seed=seed,
            at=at,
        )
        change = Change(award.programme_id, "match", match_id, "drawn", award.award_id)
        record_change(tx, change, at)
    facts = {
        "seed": seed.hex(),
        "nonce": nonce.hex(),
        "act_id": act_id,
        "drawn_at": at.isoformat(),
        "fitting": fitting,
        "drawn": chosen,
    }
    said = Change(
        award.programme_id, "award", award.award_id, "sites_drawn", award.award_id, facts=facts
    )
    record_change(tx, said, at)
    return Drawn(seed, fitting, numbers)


def _fitting(tx: Tx, award: Award) -> list[Row]:
    about = {"programme_id": award.programme_id, "award_id": award.award_id}
    hazards = tx.the(_SQL["plan_of"], **about)["accident_types"]
    about["supplier_id"] = award.supplier_id
    sides = tx.rows(
        _SQL["list_numbers_of_sides"],
        programme_id=award.programme_id,
        supplier_id=award.supplier_id,
    )
    numbers = {row["company_id"]: row["business_number"] for row in sides}
    named = own_digests(tx, numbers)
    return tx.rows(_SQL["list_fitting_sites"], **about, hazards=hazards, **named)


def confirm_match(
    tx: Tx, company_id: int, programme_id: int, match_id: int, at: datetime
) -> Match | Refusal:
    """One side's word that the works are to be done there; with both it is confirmed.

    Refusals in order: unknown_match, match_not_open, match_confirmed_already.
    """
    match = match_sided(tx, company_id, programme_id, match_id)
    if isinstance(match, Refusal):
        return match
    if match.state != "drawn":
        return refuse("match_not_open", "match_id", state=match.state)
    of_supplier = match.supplier_id == company_id
    if (match.supplier_at if of_supplier else match.site_at) is not None:
        return refuse("match_confirmed_already", "match_id", match=str(match_id))
    # From here it must succeed.
    about = {"programme_id": programme_id, "match_id": match_id}
    tx.run(_SQL["confirm_match"], **about, of_supplier=of_supplier, at=at)
    after = get_match(tx, programme_id, match_id)
    assert isinstance(after, Match)
    side = "supplier" if of_supplier else "site"
    state = "confirmed" if after.state == "confirmed" else "confirmed_by_one"
    change = Change(
        programme_id, "match", match_id, state, match.award_id, facts={"confirmed_by": side}
    )
    record_change(tx, change, at)
    return after


def refuse_match(
    tx: Tx, company_id: int, programme_id: int, match_id: int, reason: str, at: datetime
) -> Refusal | None:
    """A side refuses before the agreement. The refused site stays recorded with its reason, so
    that who was drawn and not improved is told with the results (intention to treat). A supplier
    may refuse one site in three of its plan, and each is a finding: who refuses until the draw fits
    has chosen.

    Refusals in order: unknown_match, match_not_open, too_many_refused.
    """
    match = match_sided(tx, company_id, programme_id, match_id)
    if isinstance(match, Refusal):
        return match
    if match.state not in ("drawn", "confirmed") or match.award_state != "funded":
        return refuse("match_not_open", "match_id", state=match.state)
    of_supplier = match.supplier_id == company_id
    about = {"programme_id": programme_id, "award_id": match.award_id}
    most = tx.the(_SQL["plan_of"], **about)["sites_planned"] // _ONE_IN
    if of_supplier and tx.the(_SQL["count_refused"], **about)["refused"] >= most:
        return refuse("too_many_refused", "match_id", most=most)
    # From here it must succeed.
    side = "supplier" if of_supplier else "site"
    set_match(tx, match, "refused", at, reason, {"refused_by": side})
    return None


def match_sided(tx: Tx, company_id: int, programme_id: int, match_id: int) -> Match | Refusal:
    """A match of which a company is the supplier or has the site, held still; or
    `unknown_match`."""
    match = get_match(tx, programme_id, match_id, hold=True)
    if isinstance(match, Match) and company_id not in (match.supplier_id, match.company_id):
        return unknown_match(match_id)
    return match
