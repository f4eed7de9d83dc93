"""What a company that has just come in needs first: an account that is its own."""

from __future__ import annotations

from collections.abc import Iterator

from sangsaeng.web.shape import Need, Needs
from sangsaeng.web.visits import Visit


def _find(visit: Visit) -> Iterator[Need]:
    named = visit.rows("accounts.list", limit=1)
    yield Need(
        what=visit.t("join_need_named" if named else "join_need_account"),
        why=visit.t("join_need_named_why" if named else "join_need_account_why"),
        who_next=visit.t("join_need_bank") if named else visit.t("act_next_you"),
        href="/me" if named else "/do/accounts.first",
        button=visit.t("page_me") if named else visit.t("me_name_account"),
        tone="info" if named else "warning",
        urgency=0,
    )


NEEDS = (Needs(code="joining", find=_find, when=lambda visit: not visit.caller.confirmed),)
