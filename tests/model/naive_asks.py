"""What plain reasoning says to a request, without doing it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from naive_pieces import Agreement, Invoice, Piece, Wish

PAYMENT_DAYS, TENOR_DAYS = 60, 90

Code = tuple[str, int | None]


@dataclass
class Asks:
    """What is so, and what would be said of a request."""

    closed_days: frozenset[date]
    today: date
    agreements: dict[int, Agreement] = field(default_factory=dict)
    pieces: dict[int, Piece] = field(default_factory=dict)
    invoices: dict[str, Invoice] = field(default_factory=dict)
    joined: set[str] = field(default_factory=set)
    covered: dict[int, date] = field(default_factory=dict)
    funded: dict[int, date] = field(default_factory=dict)
    owed: dict[tuple[str, int], tuple[str, int]] = field(default_factory=dict)
    incentives: list[tuple[str, int]] = field(default_factory=list)
    calls: dict[tuple[int, date], tuple[str, date | None]] = field(default_factory=dict)
    banned: dict[str, tuple[date, date]] = field(default_factory=dict)
    insolvent: dict[str, date] = field(default_factory=dict)
    closed: date | None = None

    def is_suspended(self, buyer: str) -> bool:
        """Banned for non-payment, or in insolvency."""
        since, until = self.banned.get(buyer, (date.max, date.max))
        return since <= self.today <= until or self._is_insolvent(buyer)

    def _is_insolvent(self, company: str) -> bool:
        return self.insolvent.get(company, date.max) <= self.today

    def business(self, day: date) -> bool:
        """Banks are open."""
        return day.weekday() < 5 and day not in self.closed_days

    def on_or_after(self, day: date) -> date:
        """The day itself or the next on which banks are open."""
        while not self.business(day):
            day += timedelta(days=1)
        return day

    def ask_issue(self, number: int, wishes: Sequence[Wish]) -> list[Code]:
        """Codes and lines that refuse an issue; empty when it goes through."""
        agreement = self.agreements[number]
        if self.is_suspended(agreement.buyer):
            return [("buyer_suspended", None)]
        codes: list[Code] = []
        used: dict[str, int] = {}
        for line, wish in enumerate(wishes, 1):
            code = self._why_not_issue(agreement, wish, used)
            if code:
                codes.append((code, line))
            else:
                self._use(wish, used)
        if codes or agreement.variant != "cash_deposit":
            return codes
        free = agreement.cash - agreement.held
        for line, wish in enumerate(wishes, 1):
            if wish.amount > free:
                return [("deposit_not_covered", line)]
            free -= wish.amount
        return []

    def _why_not_issue(
        self, agreement: Agreement, wish: Wish, used: Mapping[str, int]
    ) -> str | None:
        if wish.amount <= 0:
            return "not_a_whole_won"
        if wish.payee == agreement.buyer:
            return "payee_is_holder"
        if wish.matures < self.today or (self.closed and wish.matures <= self.closed):
            return "already_due"
        code = self._why_not_term(wish)
        if code:
            return code
        invoice = wish.invoice
        kind = "statement" if agreement.variant == "distribution" else "tax_invoice"
        if invoice is None or invoice["kind"] != kind:
            return "evidence_missing"
        return self._why_not_invoice(agreement.buyer, wish, invoice, used)

    def _why_not_term(self, wish: Wish) -> str | None:
        if (wish.matures - self.today).days > TENOR_DAYS:
            return "tenor_limit"
        start = wish.invoice["written_on"] if wish.invoice else self.today
        if wish.matures > self.on_or_after(start + timedelta(days=PAYMENT_DAYS)):
            return "payment_term_limit"
        return None

    def _why_not_invoice(
        self, issuer: str, wish: Wish, invoice: Mapping[str, Any], used: Mapping[str, int]
    ) -> str | None:
        if (invoice["supplier"], invoice["buyer"]) != (wish.payee, issuer):
            return "evidence_other_parties"
        if invoice["written_on"] > self.today:
            return "evidence_not_yet"
        known = self.invoices.get(invoice["number"])
        promised = used.get(invoice["number"], 0)
        if known is not None:
            promised += known.promised
            if known.amended:
                return "invoice_amended"
            if known.total != invoice["total"]:
                return "invoice_differs"
        if promised == invoice["total"]:
            return "duplicate_invoice"
        return "more_than_invoice" if wish.amount > invoice["total"] - promised else None

    @staticmethod
    def _use(wish: Wish, used: dict[str, int]) -> None:
        if wish.invoice is not None:
            number = wish.invoice["number"]
            used[number] = used.get(number, 0) + wish.amount

    def ask_pass_on(self, parent_id: int, wishes: Sequence[Wish]) -> list[Code]:
        """Codes and lines that refuse a pass-on."""
        parent = self.pieces[parent_id]
        if parent.cancelled:
            return [("cancelled", None)]
        if parent.claim_by is not None:
            return [("unclaimed_yet", None)]
        code = self._why_not_open(parent)
        if code:
            return [(code, None)]
        if parent.invoice is not None and self.invoices[parent.invoice].amended:
            return [("invoice_amended", None)]
        may = self.agreements[parent.programme].insolvent_may
        if self._is_insolvent(parent.holder) and not may:
            return [("holder_insolvent", None)]
        codes: list[Code] = []
        used: dict[str, int] = {}
        left = parent.retained
        for line, wish in enumerate(wishes, 1):
            code = self._why_not_pass_on(parent, left, wish, used)
            if code:
                codes.append((code, line))
            else:
                left -= wish.amount
                self._use(wish, used)
        return codes

    def _why_not_pass_on(
        self, parent: Piece, left: int, wish: Wish, used: Mapping[str, int]
    ) -> str | None:
        if wish.amount <= 0:
            return "not_a_whole_won"
        if wish.payee == parent.holder:
            return "payee_is_holder"
        if wish.amount > left:
            return "more_than_retained"
        if wish.amount > left - parent.locked:
            return "attached"
        if wish.matures < parent.matures:
            return "maturity_order"
        if parent.tier >= self.agreements[parent.programme].max_tier:
            return "tier_limit"
        code = self._why_not_term(wish)
        if code or wish.invoice is None:
            return code
        return self._why_not_invoice(parent.holder, wish, wish.invoice, used)

    def _why_not_open(self, piece: Piece) -> str | None:
        closed = self.closed
        if self.today > piece.matures or (closed and piece.matures <= closed):
            return "already_due"
        if closed and self.pieces[piece.root].matures <= closed and piece.root not in self.funded:
            return "settlement_running"
        return None

    def ask_cancel(self, number: int, consents: Sequence[str]) -> str | None:
        """The code that refuses a cancellation."""
        piece = self.pieces[number]
        if piece.cancelled:
            return "cancelled"
        if piece.holder not in consents:
            return "consent_missing"
        if piece.retained != piece.face:
            return "has_sales_or_children"
        if piece.locked:
            return "attached"
        if piece.root in self.funded or piece.root in self.covered:
            return "already_funded"
        return self._why_not_open(piece)
