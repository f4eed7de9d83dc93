"""What comes for a company: its money, and what of its own ends or begins."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from sangsaeng.acts.listing import OWN
from sangsaeng.acts.readings.coming import ComingRow
from sangsaeng.web.rendering import value_label
from sangsaeng.web.shape import Coming, Event
from sangsaeng.web.visits import Visit
from sangsaeng.web.words import kinds_of

_KINDS = tuple(kinds_of(ComingRow, "what"))
# A month has some thirty kinds of days; more of them say nothing at home.
_MOST = 100


@dataclass(frozen=True, slots=True)
class _Lead:
    """`list`: the generic list where it stands, else `path`, with the row's day filled in."""

    who: str
    path: str = ""
    list: str = ""


_LEADS: Mapping[str, _Lead] = {
    "money": _Lead("need_buyer_next", "/money"),
    "fund": _Lead("act_next_you", "/funding"),
    "grace": _Lead("act_next_you", "/funding"),
    "comes_back": _Lead("desk_need_buyers_next", "/funding-desk/holdings?day={day}"),
    "facility": _Lead("act_next_you", "/funding-desk"),
    "auction": _Lead("act_next_you", "/funding-desk"),
    "quote": _Lead("act_next_you", list="early_payment.quotes"),
    "account": _Lead("need_nobody_next", list="accounts.list"),
    "claim_by": _Lead("coming_payee", list="receivables.issued"),
    "invitation": _Lead("coming_payee", list="invitations.list"),
    "mandate": _Lead("need_institution_next", list="mandates.list"),
    "key": _Lead("act_next_you", list="api_keys.list"),
}


def _find(visit: Visit) -> Iterator[Event]:
    for row in visit.rows("coming.list", _MOST):
        lead = _LEADS[row["what"]]
        if lead.list and not visit.may_read(lead.list):
            continue
        count = visit.t("coming_count", count=row["count"]) if row["count"] > 1 else ""
        yield Event(
            day=row["day"],
            what=value_label(row["what"], visit.lang, _KINDS),
            who_next=visit.t(lead.who),
            href=f"/lists/{lead.list}" if lead.list else lead.path.format(day=row["day"]),
            note=" · ".join(part for part in (row["name"], count) if part),
            won=row["won"],
        )


COMING = (
    Coming(code="company", find=_find, open_to=OWN, when=lambda visit: visit.caller.confirmed),
)
