"""What a funder should know today: limits nearly taken, and money that comes back soon."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from sangsaeng.acts.listing import OWN
from sangsaeng.web.shape import Need, Needs
from sangsaeng.web.visits import Visit

_SOON = timedelta(days=7)
# Where a tenth or less is free there may be no room for tomorrow's sales.
_TENTHS = 10


def _find(visit: Visit) -> Iterator[Need]:
    summary = visit.one("funder.summary")
    for one in summary["limits"]:
        taken = one["blocked_won"] + one["used_won"]
        if one["limit_won"] and taken * _TENTHS >= one["limit_won"] * (_TENTHS - 1):
            yield Need(
                what=visit.t(
                    "funder_need_limit_near", buyer=one["buyer"] or visit.t("funder_buyer_hidden")
                ),
                why=visit.t("funder_need_limit_near_why"),
                who_next=visit.t("act_next_you"),
                won=one["free_won"],
                href="/funding-desk",
                button=visit.t("page_funding_desk"),
                tone="warning",
                urgency=40,
            )
    for one in summary["days"][:1]:
        if one["day"] <= visit.today + _SOON:
            yield Need(
                what=visit.t("funder_need_comes_back"),
                why=visit.t("funder_need_comes_back_why"),
                who_next=visit.t("desk_need_buyers_next"),
                by=one["day"],
                won=one["won"],
                href=f"/funding-desk/holdings?day={one['day']}",
                button=visit.t("page_funding_desk_holdings"),
                tone="success",
                urgency=70,
            )


NEEDS = (Needs(code="funder", find=_find, open_to=OWN, when=lambda v: bool(v.standing["funds"])),)
