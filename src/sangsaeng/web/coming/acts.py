"""Acts that wait for somebody else's word, and until when."""

from __future__ import annotations

from collections.abc import Iterator

from sangsaeng.web.pages.acts import act_name
from sangsaeng.web.shape import Coming, Event
from sangsaeng.web.visits import Visit


def _find(visit: Visit) -> Iterator[Event]:
    for act in visit.waiting_acts:
        if not act["mine"] and act["expires_at"] > visit.at:
            yield Event(
                day=act["expires_at"],
                what=visit.t("coming_act", act=visit.t(act_name(act["action"]))),
                who_next=visit.t("act_next_other"),
                href=f"/acts/{act['act_id']}",
                note=act["company_name"] or "",
                won=act["amount_won"],
            )


COMING = (Coming(code="acts", find=_find),)
