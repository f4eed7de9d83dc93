"""What the Foundation and the Ministry should know first: a proof that fails, a default."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sangsaeng.web.pages.scheme import WATCHERS
from sangsaeng.web.shape import Need, Needs
from sangsaeng.web.visits import Visit


def _find(visit: Visit) -> Iterator[Need]:
    for row in visit.one("scheme.summary")["programmes"]:
        programme = visit.t("scheme_programme", number=str(row["programme_id"]))
        if not row["holds"]:
            apart = abs(row["deposit_won"] - row["claims_won"])
            why = visit.t("need_proof_broken_why", programme=programme, won=apart)
            yield _need(visit, "need_proof_broken", why, apart, 0)
        if row["unpaid_calls"]:
            facts: dict[str, Any] = {"count": row["unpaid_calls"], "advance": row["advance_won"]}
            why = visit.t("need_default_why", programme=programme, **facts)
            yield _need(visit, "need_default", why, row["unpaid_won"], 15)


def _need(visit: Visit, what: str, why: str, won: int, urgency: int) -> Need:
    return Need(
        what=visit.t(what),
        why=why,
        who_next=visit.t("need_scheme_who"),
        won=won,
        href="/scheme",
        button=visit.t("need_scheme_button"),
        tone="danger",
        urgency=urgency,
    )


NEEDS = (Needs(code="scheme", find=_find, open_to=WATCHERS),)
