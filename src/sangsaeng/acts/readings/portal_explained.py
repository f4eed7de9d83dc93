"""Explain this won: a figure taken apart, down to journal lines, law, terms and the bank."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal

from sangsaeng.acts.fields import ItemId, ProgrammeId
from sangsaeng.acts.listing import OWN, RUNS, one_row
from sangsaeng.acts.model import Answer, Given
from sangsaeng.acts.shape import Asked, Page, Reading, Refused
from sangsaeng.database.statements import load
from sangsaeng.kernel.refusals import Refusal, refuse
from sangsaeng.payouts.model import Purpose
from sangsaeng.statutes.loader import value_on

_SQL = load(__package__)
# Parts that one receivable was passed on in and that are told one by one; more are one sum.
_MOST_CHILDREN = 200
_LAWS = {
    "receivable": ("max_tier", "cancel_needs_consent"),
    "sale": ("rate_year_days", "max_partial_sales"),
    "payout": ("deposit_account_scope",),
}


class ExplainFilters(Given):
    """Which figure. `item_id`: of a payout what it pays, with its `purpose`."""

    kind: Literal["receivable", "sale", "payout"]
    programme_id: ProgrammeId
    item_id: ItemId
    purpose: Literal["settlement", "sale_proceeds"] = "settlement"


class ExplainedPart(Answer):
    """A part of a figure: parts of one part add up to it, in won; below zero: taken off.

    `of_part`: whose part it is, None at the top. `facts`: names, days and rates that made it.
    """

    part_no: int
    of_part: int | None
    what: Literal[
        "face", "retained", "passed_on", "passed_on_to", "sold", "sale", "amount", "interest",
        "proceeds", "payout", "kept_for_creditors",
    ]  # fmt: skip
    won: int
    facts: dict[str, str]


class ExplainedLine(Answer):
    """A line of the journal on the receivable's accounts; its key is `leg` and `item_id`."""

    booked_on: date
    leg: int
    item_id: int
    change_won: int


class BankTold(Answer):
    """An attempt to pay: the message it went in, and the bank's entry once the money left."""

    attempt_no: int
    state: str
    end_to_end_id: str
    message_id: str
    booked_on: date | None
    entry_id: int | None
    entry_ref: str | None


class LawShown(Answer):
    """A law value that applies, with its article."""

    name: str
    title: str
    article: str


class Explained(Answer):
    """A figure with its parts, lines, terms, law and bank messages; of one's own receivable, or
    of any in a programme the asker runs. No neighbour's figures are in it."""

    kind: str
    programme_id: int
    item_id: int
    receivable_id: int
    won: int
    parts: list[ExplainedPart]
    lines: list[ExplainedLine]
    terms_id: int
    terms_from: date
    laws: list[LawShown]
    bank: list[BankTold]


@dataclass
class _Parts:
    """Parts in the order they are told."""

    rows: list[dict[str, Any]] = field(default_factory=list)

    def add(self, what: str, won: int, of: int | None = None, **facts: object) -> int:
        """A part; its number."""
        said = {name: str(value) for name, value in facts.items() if value is not None}
        number = len(self.rows) + 1
        self.rows.append(
            {"part_no": number, "of_part": of, "what": what, "won": won, "facts": said}
        )
        return number


def _sale(parts: _Parts, sale: dict[str, Any], of: int | None) -> None:
    """A sale's amount: proceeds and interest, and what made the interest."""
    top = parts.add("sale", sale["amount_won"], of, sale_id=sale["sale_id"], day=sale["sold_on"])
    parts.add("proceeds", sale["proceeds_won"], top)
    names = ("days", "rate_annual", "base_rate_annual", "auction_rate_annual", "fee_rate_annual")
    made = {name: sale[name] for name in (*names, "rounding", "matures_on")}
    parts.add("interest", sale["interest_won"], top, amount_won=sale["amount_won"], **made)


def _receivable(asked: Asked, parts: _Parts, row: dict[str, Any]) -> None:
    about = {"programme_id": row["programme_id"], "receivable_id": row["receivable_id"]}
    told = {name: row[name] for name in ("issuer", "issued_on", "matures_on", "approval_number")}
    top = parts.add("face", row["face_won"], **told)
    parts.add("retained", row["retained_won"], top)
    passed = parts.add("passed_on", row["passed_on_won"], top)
    children = asked.tx.rows(_SQL["list_passed_on_of"], **about, most=_MOST_CHILDREN + 1)
    if len(children) <= _MOST_CHILDREN:
        for child in children:
            facts = {name: child[name] for name in ("receivable_id", "holder", "matures_on")}
            parts.add("passed_on_to", child["face_won"], passed, **facts)
    sold = parts.add("sold", row["sold_won"], top)
    for sale in _sales(asked, row["receivable_id"]):
        _sale(parts, sale, sold)


def _sales(asked: Asked, receivable_id: int = 0, sale_id: int = 0) -> list[dict[str, Any]]:
    """The sales of a receivable, or the one of a number; no item has the number 0."""
    given = {"programme_id": asked.filters.programme_id, "receivable_id": receivable_id}
    statement = _SQL["list_sales_to_explain"]
    return asked.tx.rows(statement, me=asked.company_id, **given, sale_id=sale_id)


def _laws(kind: str, day: date) -> Iterable[dict[str, str]]:
    for name in _LAWS[kind]:
        found = value_on(name, day)
        if not isinstance(found, Refusal):
            yield {"name": name, "title": found.title, "article": found.article}


def _day_of(parts: _Parts, receivable: dict[str, Any]) -> date:
    """The day that the figure is of: a sale's or a payout's own, else the promise's."""
    day = parts.rows[0]["facts"].get("day")
    issued_on: date = receivable["issued_on"]
    return date.fromisoformat(day) if day else issued_on


def _unknown(asked: Asked) -> Refusal:
    item = str(asked.filters.item_id)
    if asked.filters.kind == "receivable":
        return refuse("unknown_receivable", "item_id", receivable=item)
    return refuse("nothing_to_explain", "item_id", item=item)


def _payout(asked: Asked, parts: _Parts) -> int | Refusal:
    """The payout's parts; the number of the receivable it is about."""
    programme_id, item = asked.filters.programme_id, asked.filters.item_id
    purpose = Purpose[asked.filters.purpose.upper()]
    row = asked.tx.row(
        _SQL["get_payout_to_explain"],
        me=asked.company_id,
        programme_id=programme_id,
        purpose=purpose,
        source_id=item,
    )
    if row is None:
        return _unknown(asked)
    top = parts.add("payout", row["amount_won"], day=row["booked_on"])
    if purpose is Purpose.SETTLEMENT:
        # What came back unclaimed is paid to who passed it on, and was never settled as its own.
        if row["retained_won"] is not None:
            kept = row["locked_won"]
            parts.add("retained", row["retained_won"] + kept, top)
            parts.add("kept_for_creditors", -kept, top)
        return int(item)
    statement = _SQL["get_sale_of_purchase"]
    bought = asked.tx.the(statement, programme_id=programme_id, purchase_id=item)
    parts.add("amount", bought["amount_won"], top, sale_id=bought["sale_id"])
    parts.add("interest", -bought["interest_won"], top)
    (sale,) = _sales(asked, sale_id=bought["sale_id"])
    return int(sale["receivable_id"])


def _taken_apart(asked: Asked, parts: _Parts) -> int | Refusal:
    """The parts of the figure but a receivable's; the number of the receivable it is about."""
    kind, item = asked.filters.kind, asked.filters.item_id
    if kind == "payout":
        return _payout(asked, parts)
    if kind == "sale":
        for sale in _sales(asked, sale_id=item):
            _sale(parts, sale, None)
            return int(sale["receivable_id"])
        return _unknown(asked)
    return int(item)


def _explain(asked: Asked) -> Page | Refused:
    kind, programme_id = asked.filters.kind, asked.filters.programme_id
    parts = _Parts()
    receivable_id = _taken_apart(asked, parts)
    if isinstance(receivable_id, Refusal):
        return receivable_id
    about = {"programme_id": programme_id, "receivable_id": receivable_id}
    row = asked.tx.row(_SQL["get_to_explain"], me=asked.company_id, **about)
    if row is None:
        return _unknown(asked)
    bank: list[dict[str, Any]] = []
    if kind == "receivable":
        _receivable(asked, parts, row)
    if kind == "payout":
        given = {"programme_id": programme_id, "source_id": asked.filters.item_id}
        purpose = Purpose[asked.filters.purpose.upper()]
        bank = asked.tx.rows(_SQL["list_told_by_bank"], **given, purpose=purpose)
    return one_row(
        {
            "kind": kind,
            "item_id": asked.filters.item_id,
            **about,
            "won": parts.rows[0]["won"],
            "parts": parts.rows,
            "lines": asked.tx.rows(_SQL["list_lines_to_explain"], **about),
            "terms_id": row["terms_id"],
            "terms_from": row["in_force_from"],
            "laws": list(_laws(kind, _day_of(parts, row))),
            "bank": bank,
        }
    )


READINGS = (
    Reading(
        code="explain.won",
        path="/explain/{kind}",
        read=OWN | RUNS,
        of_others=True,
        filters=ExplainFilters,
        row=Explained,
        one=True,
        list_page=_explain,
    ),
)
