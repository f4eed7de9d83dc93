"""Acts of others that wait for this person's word (G13)."""

from __future__ import annotations

from collections.abc import Iterator

from sangsaeng.web.pages.acts import act_name
from sangsaeng.web.shape import Need, Needs
from sangsaeng.web.visits import Visit

# Home shows the nearest ones; the rest stand on their own page.
_SHOWN = 5


def _find(visit: Visit) -> Iterator[Need]:
    for act in visit.rows("acts.list", limit=_SHOWN, mine_to_approve=True, state="waiting"):
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
