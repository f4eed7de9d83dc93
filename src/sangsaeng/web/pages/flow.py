"""Where money went: a programme's flow, one receivable's tree, and any won explained."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from starlette.responses import Response

from sangsaeng.acts.listing import OWN, RUNS
from sangsaeng.api.problems import RefusedError
from sangsaeng.web.days import day_of, month_of
from sangsaeng.web.flowing import draw_programme, draw_tree
from sangsaeng.web.numbers import number_in
from sangsaeng.web.pages.buying import buys
from sangsaeng.web.paging import later_of
from sangsaeng.web.shape import Group, Page
from sangsaeng.web.visits import Visit

_ROWS = 50
_LINES = 100
_STATES = ("open", "parked", "paid", "grace", "unpaid", "attached", "cancelled")
_TONES = {
    "parked": "success",
    "open": "info",
    "grace": "warning",
    "unpaid": "danger",
    "attached": "warning",
    "paid": "success",
    "cancelled": "neutral",
}
# Rules that are no article of a law.
_RULES = {
    "scheme rule": "explain_rule_of_scheme",
    "industry rule": "explain_rule_of_banks",
    "worked example": "explain_rule_by_example",
    "product rule": "explain_rule_of_product",
}
_PURPOSES = ("settlement", "sale_proceeds")
# What is paid on top of what was promised: other parts, another page.
_ON_TOP = ("incentive", "incentive_at_change", "interest_refund")
# What may be told of a part; None where it is not told to the visitor.
_TOLD = (
    *("day", "receivable_id", "terms_from", "rounding", "rate_annual"),
    *("base_won", "days", "won_days", "taken_won", "kept_won"),
)


def programmes_seen(visit: Visit) -> list[dict[str, Any]]:
    """Programmes whose flow the visitor may see: those it buys in or runs."""
    rows = visit.rows("programmes.list", limit=200)
    return [row for row in rows if row["my_part"] in ("buyer", "institution")]


def _flow(visit: Visit) -> Response:
    programmes = programmes_seen(visit)
    asked = number_in(visit.query("programme_id"))
    known = [row for row in programmes if row["programme_id"] == asked]
    chosen = known[0] if known else (programmes[0] if programmes else None)
    if chosen is None:
        return visit.render("pages/flow.html", chosen=None, programmes=[], here=visit.page.path)
    span = {name: month_of(visit.query(name)) for name in ("from_on", "until")}
    flow = visit.one("flow.programme", programme_id=chosen["programme_id"], **span)
    facts = {"from_on": f"{flow['from_on']:%Y-%m}", "until": f"{flow['until']:%Y-%m}"}
    return visit.render(
        "pages/flow.html",
        chosen=chosen,
        programmes=programmes,
        flow=flow,
        drawn=draw_programme(flow, visit.lang, visit.t("flow_description", **facts)),
        named=[node for node in flow["nodes"] if node["names"]],
        hides=chosen["my_part"] == "buyer",
        sums=_sums(flow),
        here=visit.page.path,
    )


def _sums(flow: dict[str, Any]) -> list[tuple[int, int, int]]:
    """By tier how many promises and how much."""
    tiers = {node["key"]: node["tier"] for node in flow["nodes"]}
    found: dict[int, tuple[int, int]] = {}
    for one in flow["flows"]:
        tier = tiers[one["target"]]
        count, won = found.get(tier, (0, 0))
        found[tier] = (count + one["receivable_count"], won + one["won"])
    return [(tier, *sums) for tier, sums in sorted(found.items())]


def _issued(visit: Visit) -> Response:
    state = visit.query("state")
    page = visit.read(
        "receivables.issued",
        _ROWS,
        visit.query("cursor"),
        state=state if state in _STATES else None,
        due_from=day_of(visit.query("due_from")),
        due_until=day_of(visit.query("due_until")),
    )
    return visit.render(
        "pages/issued.html",
        rows=page.rows,
        later=later_of(visit, page),
        state=state,
        states=_STATES,
        tones=_TONES,
        due_from=day_of(visit.query("due_from")),
        due_until=day_of(visit.query("due_until")),
    )


def _receivable(visit: Visit) -> Response:
    """One receivable's tree as the asker may see it, its lines, and its explanation."""
    key = _key(visit, "programme_id", "receivable_id")
    flow = visit.one("flow.receivable", **key)
    asked = next(row for row in flow["nodes"] if row["asked_for"])
    one = _one_or_none(visit, "receivables.one", **key)
    own = one is not None and one["side"] == "issued"
    changes = own and asked["state"] == "open"
    return visit.render(
        "pages/receivable.html",
        key=key,
        flow=flow,
        asked=asked,
        one=one,
        drawn=draw_tree(flow["nodes"], visit.lang, visit.t("receivable_description")),
        nodes=flow["nodes"][:_LINES],
        lines=_lines(visit, key),
        explained=asked["retained_won"] is not None,
        tones=_TONES,
        may_cancel=changes and visit.may_enter("receivables.cancel"),
        may_amend=changes and visit.may_enter("receivables.amend"),
    )


def _lines(visit: Visit, key: dict[str, int]) -> Sequence[dict[str, Any]]:
    code = "ledger.lines_in_programme" if visit.roles & RUNS else "ledger.lines"
    return visit.rows(code, limit=_LINES, **key)


def _one_or_none(visit: Visit, code: str, **filters: Any) -> dict[str, Any] | None:
    """A document, or None where it is not the visitor's to see."""
    if not visit.may_read(code):
        return None
    try:
        return visit.one(code, **filters)
    except RefusedError:
        return None


def _explain(visit: Visit) -> Response:
    """A figure taken apart, down to journal lines, law, terms and the bank's message."""
    purpose = visit.query("purpose", "settlement")
    if purpose in _ON_TOP and visit.path_values["kind"] == "payout":
        return _explain_earned(visit, purpose)
    told = visit.one(
        "explain.won",
        kind=visit.path_values["kind"],
        purpose=purpose if purpose in _PURPOSES else "settlement",
        **_key(visit, "programme_id", "item_id"),
    )
    laws = [{**law, "article": _article(visit, law["article"])} for law in told["laws"]]
    # Nothing of it is no part worth a line, but the figure itself is.
    parts = [part for part in told["parts"] if part["won"] or part["of_part"] is None]
    depths = _depths(told["parts"])
    return visit.render("pages/explain.html", told=told, parts=parts, depths=depths, laws=laws)


def _explain_earned(visit: Visit, purpose: str) -> Response:
    """An incentive or a refund taken apart, and the tax withheld from it."""
    key = _key(visit, "programme_id", "item_id")
    told = visit.one("explain.earned", purpose=purpose, **key)
    laws = [{**law, "article": _article(visit, law["article"])} for law in told["laws"]]
    depths = _depths(told["parts"])
    for part in told["parts"]:
        part["facts"] = {**dict.fromkeys(_TOLD), **part["facts"]}
    return visit.render("pages/explain_earned.html", told=told, depths=depths, laws=laws)


def _article(visit: Visit, article: str) -> str:
    code = _RULES.get(article)
    return visit.t(code) if code else article


def _depths(parts: Sequence[dict[str, Any]]) -> dict[int, int]:
    """How deep each part stands below the figure."""
    found: dict[int, int] = {}
    for part in parts:
        above = part["of_part"]
        found[part["part_no"]] = 0 if above is None else found[above] + 1
    return found


def _key(visit: Visit, *names: str) -> dict[str, int]:
    return {name: number_in(visit.path_values[name]) or 0 for name in names}


PAGES = (
    Page(
        code="flow",
        path="/flow",
        show=_flow,
        open_to=OWN,
        when=buys,
        group=Group.BUYING,
        order=50,
    ),
    Page(
        code="flow.run",
        path="/flow/run",
        show=_flow,
        open_to=RUNS,
        group=Group.DESK,
        order=95,
    ),
    Page(
        code="issued",
        path="/issued",
        show=_issued,
        open_to=OWN,
        when=buys,
        group=Group.BUYING,
        order=40,
    ),
    Page(
        code="receivable",
        path="/receivables/{programme_id}/{receivable_id}",
        show=_receivable,
        open_to=OWN | RUNS,
    ),
    Page(
        code="explain",
        path="/explain/{kind}/{programme_id}/{item_id}",
        show=_explain,
        open_to=OWN | RUNS,
    ),
)
