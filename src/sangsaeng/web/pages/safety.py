"""Pay for success: the programmes of the visitor, and how far one is, with its money and awards."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from starlette.responses import Response

from sangsaeng.acts.model import Role
from sangsaeng.pictures.gauge import INKS, render_shares
from sangsaeng.web.safety.leads import LEADS, address_of, is_mine
from sangsaeng.web.safety.reading import MOST, number, programme_of
from sangsaeng.web.safety.steps import Place, place_steps
from sangsaeng.web.shape import Group, Page
from sangsaeng.web.visits import Visit

_RUNS = frozenset(
    {Role.PROGRAMME_OFFICER, Role.ASSESSOR, Role.VERIFIER, Role.WORKER_REPRESENTATIVE}
)
TONES = {
    Place.DONE: "success",
    Place.NOW: "warning",
    Place.LATER: "neutral",
    Place.NONE: "neutral",
}
AWARD_TONES = {"accepted": "info", "tail": "info", "closed": "success", "terminated": "danger"}


def takes_part(visit: Visit) -> bool:
    """Whether the visitor's company has a part in pay for success."""
    standing = visit.standing
    parts = ("improves", "is_site", "rewards")
    return bool(visit.roles & _RUNS) or any(standing[part] for part in parts)


def _list(visit: Visit) -> Response:
    calls = visit.rows("outcomes.calls.list", limit=MOST)
    waiting = visit.rows("outcomes.waiting.list", limit=MOST, mine=True)
    mine = [row for row in waiting if is_mine(visit, row)]
    counts: dict[int, int] = {}
    for row in mine:
        counts[row["programme_id"]] = counts.get(row["programme_id"], 0) + 1
    return visit.render("safety/programmes.html", calls=calls, counts=counts)


def waiting_lines(visit: Visit, **about: Any) -> list[dict[str, Any]]:
    """What waits in a programme or an award, the visitor's own first; what is done on one page, and
    several of a kind for another company, as one line."""
    found: dict[tuple[Any, ...], dict[str, Any]] = {}
    for row in visit.rows("outcomes.waiting.list", limit=MOST, **about):
        mine = is_mine(visit, row)
        href = address_of(row) if mine else None
        key = (row["what"], row["company_id"], href)
        if key not in found:
            found[key] = {**row, "mine": mine, "href": href, "times": 0, "sum_won": 0}
        line = found[key]
        line["times"] += 1
        line["sum_won"] += row["amount_won"] or 0
    lines = list(found.values())
    return sorted(lines, key=lambda one: (not one["mine"], LEADS[one["what"]].urgency))


def steps_of(visit: Visit, programme_id: int, award_id: int | None = None) -> list[Any]:
    """The rows of the workflow as far as the visitor sees them."""
    told = visit.one("outcomes.progress.one", programme_id=programme_id, award_id=award_id)
    return list(place_steps(told["steps"], visit.today))


def _show(visit: Visit) -> Response:
    programme = programme_of(visit)
    programme_id = programme["programme_id"]
    awards = visit.rows("outcomes.awards.list", limit=MOST, programme_id=programme_id)
    sites = visit.rows("outcomes.sites.list", limit=MOST, programme_id=programme_id)
    own = [row for row in sites if row["company_id"] == visit.caller.company_id]
    waiting = waiting_lines(visit, programme_id=programme_id)
    sums = money_of(visit, programme, awards)
    parts = [(visit.t(f"safety_part_{name}"), won) for name, won in _bar(sums)]
    return visit.render(
        "safety/programme.html",
        programme=programme,
        steps=steps_of(visit, programme_id),
        tones=TONES,
        award_tones=AWARD_TONES,
        awards=awards,
        sites=own,
        mine=[one for one in waiting if one["mine"]],
        others=[one for one in waiting if not one["mine"]],
        sums=sums,
        picture=render_shares("money", visit.t("safety_money_now"), parts, visit.lang),
        inks=INKS,
        parts=parts,
        actor=actor_of,
        links=_links(visit, programme),
    )


def money_of(
    visit: Visit, programme: Mapping[str, Any], awards: Sequence[Mapping[str, Any]]
) -> dict[str, int]:
    """A programme's sums as the visitor sees them, in won: of a supplier only its own."""
    programme_id = programme["programme_id"]
    about = {"programme_id": programme_id}
    payables = visit.rows("outcomes.payables.list", limit=MOST, **about)
    retentions = visit.rows("outcomes.retentions.list", limit=MOST, **about)
    clawbacks = visit.rows("outcomes.clawbacks.list", limit=MOST, **about)
    reserved = sum(
        one["stage1_won"]
        + one["success_cap_won"]
        - one["stage1_spent_won"]
        - one["success_spent_won"]
        - one["stage1_released_won"]
        - one["success_released_won"]
        for one in awards
    )
    return {
        "budget": programme["budget_won"],
        "reserved": reserved,
        "spent": sum(one["stage1_spent_won"] + one["success_spent_won"] for one in awards),
        "released": sum(one["stage1_released_won"] + one["success_released_won"] for one in awards),
        "paid": sum(one["amount_won"] for one in payables if one["paid_on"]),
        "owed": sum(
            one["amount_won"] for one in payables if not one["paid_on"] and not one["ended_on"]
        ),
        "retained": sum(one["left_won"] for one in retentions),
        "clawed_back": sum(
            (one["refund_won"] or 0) + (one["penalty_won"] or 0) for one in clawbacks
        ),
        "recovered": sum(one["recovered_won"] for one in clawbacks),
    }


def _bar(sums: Mapping[str, int]) -> list[tuple[str, int]]:
    shown = [(name, sums[name]) for name in ("paid", "owed", "retained", "reserved")]
    return [(name, won) for name, won in shown if won > 0]


def actor_of(visit: Visit, step: int) -> str:
    """Whose a row of the workflow is."""
    return visit.t(f"safety_actor_{step}")


def _links(visit: Visit, programme: Mapping[str, Any]) -> list[tuple[str, str]]:
    at = f"/safety/{programme['programme_id']}"
    found = []
    if visit.may_read("outcomes.applications.ranking"):
        found.append((visit.t("safety_link_applications"), f"{at}/applications"))
    if visit.may_enter("outcomes.observations.record_sheet"):
        found.append((visit.t("page_safety_observing"), f"{at}/observations"))
    if visit.may_read("outcomes.money.one"):
        found.append((visit.t("safety_link_money"), f"{at}/money"))
    if visit.may_read("outcomes.findings.list"):
        found.append((visit.t("safety_link_findings"), f"{at}/findings"))
    if visit.may_read("outcomes.reports.one"):
        found.append((visit.t("safety_link_report"), f"{at}/report"))
    return found


def _award(visit: Visit) -> Response:
    return visit.go(f"/safety/{number(visit, 'programme_id')}")


PAGES = (
    Page(
        code="safety.programmes",
        path="/safety",
        show=_list,
        group=Group.SAFETY,
        order=0,
        when=takes_part,
    ),
    Page(code="safety.programme", path="/safety/{programme_id}", show=_show),
    Page(code="safety.awards", path="/safety/{programme_id}/awards", show=_award),
)
