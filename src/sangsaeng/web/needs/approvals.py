"""Acts of others that wait for this person's word (G13)."""

from __future__ import annotations

from collections.abc import Iterator

from sangsaeng.web.pages.acts import act_name
from sangsaeng.web.shape import Need, Needs
from sangsaeng.web.visits import Visit

# Home shows those that lapse first; how many more there are it says, and leads to their page.
_SHOWN = 5


def _find(visit: Visit) -> Iterator[Need]:
    mine = sorted(
        (act for act in visit.waiting_acts if act["mine"]), key=lambda act: act["expires_at"]
    )
    if len(mine) > _SHOWN:
        yield Need(
            what=visit.t("need_approve_more", count=len(mine) - _SHOWN),
            why=visit.t("need_approve_more_why"),
            who_next=visit.t("act_next_you"),
            by=mine[_SHOWN]["expires_at"],
            href="/acts",
            button=visit.t("need_approve_button"),
            tone="warning",
            urgency=10,
        )
    for act in mine[:_SHOWN]:
        yield Need(
            what=visit.t("need_approve", act=visit.t(act_name(act["action"]))),
            why=visit.t("need_approve_why", company=act["company_name"] or ""),
            who_next=visit.t("act_next_you"),
            by=act["expires_at"],
            won=act["amount_won"],
            href=f"/acts/{act['act_id']}",
            button=visit.t("need_approve_button"),
            tone="warning",
            urgency=10,
        )


NEEDS = (Needs(code="approvals", find=_find),)
