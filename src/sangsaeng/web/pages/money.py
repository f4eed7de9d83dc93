"""Your money: what is to come, from whom and when; what came; and one receivable from close by."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any
from urllib.parse import urlencode

from starlette.responses import Response

from sangsaeng.acts.model import COMPANY_ROLES
from sangsaeng.api.problems import RefusedError
from sangsaeng.kernel.refusals import refuse
from sangsaeng.papers.named_money import Certificate, Issuer, write_certificate
from sangsaeng.papers.printing import render_paper
from sangsaeng.web.days import month_of
from sangsaeng.web.holding import account_in_use, account_text, list_coming, list_late
from sangsaeng.web.numbers import number_in
from sangsaeng.web.shape import Group, Page
from sangsaeng.web.visits import Visit

_LINES = 20
_OWN_RULE = " rule"
_STATE_TONES: Mapping[str, str] = {
    "parked": "success",
    "open": "info",
    "grace": "warning",
    "unpaid": "danger",
    "attached": "warning",
    "paid": "success",
    "cancelled": "neutral",
}
_PAYOUT_TONES: Mapping[str, str] = {
    "credited": "success",
    "returned": "danger",
    "rejected": "danger",
    "unknown": "warning",
}


def _show(visit: Visit) -> Response:
    if visit.query("tab") == "paid":
        return _paid(visit)
    summary = visit.one("money.summary")
    month = month_of(visit.query("month"))
    coming = list_coming(visit, _LINES, visit.query("cursor"), month)
    first = not visit.query("cursor")
    late = list_late(visit) if first and month is None and summary["overdue_won"] else []
    return visit.render(
        "pages/money.html",
        summary=summary,
        month=month,
        first=first,
        rows=[*late, *coming.rows],
        later=_later(coming.later, month),
        account=account_text(visit, account_in_use(visit)),
        sells=visit.may_enter("early_payment.accept"),
        passes=visit.may_enter("receivables.pass_on"),
        tones=_STATE_TONES,
    )


def _later(cursor: str | None, month: date | None) -> str | None:
    if cursor is None:
        return None
    asked = {"cursor": cursor, **({"month": f"{month:%Y-%m}"} if month else {})}
    return f"/money?{urlencode(asked)}"


def _paid(visit: Visit) -> Response:
    page = visit.read("payouts.list", _LINES, visit.query("cursor"))
    accounts = {row["bank_account_id"]: row for row in visit.rows("accounts.list")}
    rows = [
        {**row, "account": account_text(visit, accounts.get(row["bank_account_id"]))}
        for row in page.rows
    ]
    later = None
    if page.next_cursor:
        later = f"/money?{urlencode({'tab': 'paid', 'cursor': page.next_cursor})}"
    return visit.render("pages/money_paid.html", rows=rows, later=later, tones=_PAYOUT_TONES)


def _key(visit: Visit) -> dict[str, Any]:
    return {
        name: number_in(visit.path_values[name], 9 if name == "programme_id" else 15) or 0
        for name in ("programme_id", "receivable_id")
    }


def _one(visit: Visit) -> Response:
    """One receivable: who pays, where it came from, why this day, and every won of it."""
    key = _key(visit)
    one = visit.one("receivables.one", **key)
    held = one["side"] == "held"
    lines = visit.read("ledger.lines", 100, **key).rows if held else []
    sales = visit.rows("early_payment.sales", **key) if held else []
    parts = visit.rows(
        "receivables.issued", programme_id=key["programme_id"], parent_id=key["receivable_id"]
    )
    return visit.render(
        "pages/money_one.html",
        one=one,
        held=held,
        lines=lines,
        sales=sales,
        parts=parts if held else [],
        account=account_text(visit, account_in_use(visit)),
        tones=_STATE_TONES,
        sells=visit.may_enter("early_payment.accept"),
        passes=visit.may_enter("receivables.pass_on"),
    )


def _certificate(visit: Visit) -> Response:
    """What a holder shows to others: who owes, who guarantees, that nobody reclaims."""
    key = _key(visit)
    one = visit.one("receivables.one", **key)
    if one["side"] != "held" or one["retained_won"] is None:
        receivable = str(key["receivable_id"])
        raise RefusedError(refuse("unknown_receivable", "receivable_id", receivable=receivable))
    told = visit.one(
        "explain.won",
        kind="receivable",
        programme_id=key["programme_id"],
        item_id=key["receivable_id"],
    )
    named = f"{key['programme_id']}-{key['receivable_id']}"
    paper = write_certificate(
        Certificate(
            number=f"{named} / {visit.today.isoformat()}",
            receivable=named,
            holder=one["holder"],
            owes=one["buyer"],
            guarantor=one["guarantor"] or "",
            face_won=one["face_won"],
            retained_won=one["retained_won"],
            issued_on=one["issued_on"],
            matures_on=one["matures_on"],
            playbook=_steps(visit, one),
            articles=tuple(map(_article, told["laws"])),
        ),
        Issuer(one["institution"], _number_of(visit, one["institution"])),
        visit.lang,
    )
    data = render_paper(paper, visit.lang, visit.today)
    headers = {"content-disposition": f'attachment; filename="certificate-{named}.pdf"'}
    return Response(data, 200, headers, "application/pdf")


def _article(law: Mapping[str, str]) -> str:
    """A law and its article; the scheme's and the banks' own rules have a title alone."""
    own_rule = law["article"].endswith(_OWN_RULE)
    return law["title"] if own_rule else f"{law['title']} {law['article']}"


def _steps(visit: Visit, one: Mapping[str, Any]) -> tuple[str, ...]:
    """What happens at default, one step after the other."""
    codes = ["money_default_grace", "money_default_no_recourse"]
    if one["guarantor"]:
        codes.insert(1, "money_default_guarantor")
    return tuple(visit.t(code, guarantor=one["guarantor"] or "") for code in codes)


def _number_of(visit: Visit, name: str) -> str:
    """The business number of a company by its name, among those the visitor knows."""
    rows = visit.rows("companies.known", name=name)
    return next((str(row["business_number"]) for row in rows if row["name"] == name), "–")


def _holds(visit: Visit) -> bool:
    return bool(visit.standing["holds"])


PAGES = (
    Page(
        code="money",
        path="/money",
        show=_show,
        open_to=COMPANY_ROLES,
        listed=_holds,
        group=Group.MONEY,
        order=10,
    ),
    Page(
        code="money.one",
        path="/money/{programme_id}/{receivable_id}",
        show=_one,
        open_to=COMPANY_ROLES,
    ),
    Page(
        code="money.certificate",
        path="/money/{programme_id}/{receivable_id}/certificate",
        show=_certificate,
        open_to=COMPANY_ROLES,
    ),
)
