"""What people ask for: mostly sensible lines, and every kind of mistake now and then."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from hypothesis import strategies as st
from naive import Naive
from naive_pieces import Piece, Wish

from books import Book
from sangsaeng.receivables.model import PromiseLine

SUPPLIERS = ("S1", "S2", "S3", "S4", "S5", "S6")
_MISTAKES = ["payee", "amount", "days", "other", "future", "differs", "none", "statement", "known"]


def _mostly(
    good: st.SearchStrategy[Wish],
    issuer: str,
    amounts: st.SearchStrategy[int],
    days: st.SearchStrategy[date],
    mistaken: Callable[[Wish, str], Wish],
) -> st.SearchStrategy[Wish]:
    """Good lines, one in five with one mistake."""

    @st.composite
    def line(draw: st.DrawFn) -> Wish:
        wish = draw(good)
        mistake = draw(st.sampled_from([""] * 36 + _MISTAKES))
        match mistake:
            case "":
                return wish
            case "payee":
                return replace(wish, payee=issuer)
            case "amount":
                return replace(wish, amount=draw(amounts))
            case "days":
                return replace(wish, matures=draw(days))
            case _:
                return mistaken(wish, mistake)

    return line()


class Wishes:
    """Draws lines, and keeps the invoices that were accepted, to be used again."""

    def __init__(self, book: Book, naive: Naive) -> None:
        self._book = book
        self._naive = naive
        self._invoices: dict[str, Mapping[str, Any]] = {}
        self._count = 0

    def remember(self, wishes: Sequence[Wish]) -> None:
        """Invoices of an accepted call."""
        for wish in wishes:
            if wish.invoice is not None:
                self._invoices.setdefault(wish.invoice["number"], wish.invoice)

    def likely_parents(self) -> list[int]:
        """Receivables to pass on from: mostly those that hold something, best of all parked."""
        every = sorted(self._naive.pieces)
        held = [n for n in every if self._open(self._naive.pieces[n])]
        held = [n for n in held if self._is_above_the_last_tier(self._naive.pieces[n])] or held
        parked = [n for n in held if self._naive.pieces[n].root in self._naive.funded]
        fair = max(len(every), 1)
        return [*held * (3 * fair // max(len(held), 1)), *parked * fair, *every]

    def likely_sold(self) -> list[int]:
        """Receivables to sell from: mostly those that can be."""
        every = sorted(self._naive.pieces)
        held = [n for n in every if self._open(self._naive.pieces[n])]
        below = [n for n in held if self._naive.pieces[n].parent is not None]
        attached = [n for n in held if self._naive.pieces[n].locked]
        fair = max(len(every), 1)
        return [*held * (3 * fair // max(len(held), 1)), *below * fair, *attached * fair, *every]

    def for_sale(self, number: int) -> st.SearchStrategy[list[int]]:
        """Parts of a receivable: one mostly, all of it or more than there is, too many."""
        piece = self._naive.pieces[number]
        free = piece.retained - piece.locked
        one = st.one_of(
            st.integers(1, max(free, 1)),
            st.integers(1, max(free, 1)),
            st.sampled_from([free, free, free + 1, piece.retained, piece.retained + 1, 0, -1]),
        )
        if piece.locked:
            one = st.one_of(one, st.sampled_from([free + 1, piece.retained]))
        several = st.sampled_from([[max(free // 7, 1)] * count for count in (2, 3, 6)])
        return st.one_of(one.map(lambda won: [won]), one.map(lambda won: [won]), several)

    def _open(self, piece: Piece) -> bool:
        return piece.retained > 0 and not piece.cancelled and piece.matures > self._naive.today

    def _is_above_the_last_tier(self, piece: Piece) -> bool:
        return piece.tier < self._naive.agreements[piece.programme].max_tier

    def for_issue(self, number: int) -> st.SearchStrategy[list[Wish]]:
        """Lines for a buyer."""
        buyer = self._naive.agreements[number].buyer
        kind = "statement" if self._naive.agreements[number].variant == "distribution" else ""
        return st.lists(self._issue_line(buyer, kind), min_size=1, max_size=3)

    def _issue_line(self, buyer: str, kind: str) -> st.SearchStrategy[Wish]:
        good = st.builds(
            self.make,
            st.just(buyer),
            st.sampled_from(SUPPLIERS),
            st.integers(1, 3_000_000),
            self._days(st.integers(0, 20), self._naive.today),
            st.sampled_from(["exact", "exact", "exact", "larger", "known"]),
            st.just(kind),
        )
        wrong_days = self._days(st.sampled_from([-1, 60, 61, 62, 64, 91]), self._naive.today)
        return _mostly(good, buyer, st.sampled_from([0, -7, 9_000_001]), wrong_days, self._mistaken)

    @staticmethod
    def _days(ahead: st.SearchStrategy[int], start: date) -> st.SearchStrategy[date]:
        return ahead.map(lambda days: start + timedelta(days=days))

    def _mistaken(self, wish: Wish, what: str) -> Wish:
        issuer = wish.invoice["buyer"] if wish.invoice else wish.payee
        return self.make(issuer, wish.payee, wish.amount, wish.matures, what, "")

    def for_pass_on(self, parent: int) -> st.SearchStrategy[list[Wish]]:
        """Lines for a holder."""
        piece = self._naive.pieces[parent]
        most = max(piece.retained, 1)
        good = st.builds(
            self.make,
            st.just(piece.holder),
            st.sampled_from([name for name in SUPPLIERS if name != piece.holder]),
            st.integers(1, most),
            self._days(st.sampled_from([0, 1, 3, 5, 10, 15, 25]), piece.matures),
            st.sampled_from(["none", "none", "none", "exact", "known"]),
            st.just(""),
        )
        wrong_amounts = st.sampled_from([0, most + 1, most])
        wrong_days = self._days(st.sampled_from([-1, 75, 95]), piece.matures)
        line = _mostly(good, piece.holder, wrong_amounts, wrong_days, self._mistaken)
        return st.lists(line, min_size=1, max_size=3)

    def make(
        self, issuer: str, payee: str, amount: int, matures: Any, invoice: str, kind: str
    ) -> Wish:
        """A line with an invoice of the given kind, or none."""
        if invoice == "none":
            return Wish(payee, amount, matures)
        known = self._known(issuer) if invoice in ("known", "differs") else None
        if known is not None:
            payee = known["supplier"]
            total = known["total"] + (1 if invoice == "differs" else 0)
            return Wish(payee, amount, matures, {**known, "total": total})
        self._count += 1
        written_on = self._naive.today + timedelta(days=1 if invoice == "future" else 0)
        return Wish(
            payee,
            amount,
            matures,
            {
                "number": f"{written_on:%Y%m%d}{self._count:016d}",
                "supplier": "S6" if invoice == "other" else payee,
                "buyer": issuer,
                "written_on": written_on,
                "total": max(amount, 1) * (3 if invoice == "larger" else 1),
                "kind": kind or ("statement" if invoice == "statement" else "tax_invoice"),
            },
        )

    def _known(self, issuer: str) -> Mapping[str, Any] | None:
        found = [one for one in self._invoices.values() if one["buyer"] == issuer]
        left = [one for one in found if not self._used_up(one)]
        every = left or found
        return every[-1] if every else None

    def _used_up(self, invoice: Mapping[str, Any]) -> bool:
        known = self._naive.invoices.get(invoice["number"])
        return known is not None and known.promised == known.total

    def lines(self, wishes: Sequence[Wish]) -> list[PromiseLine]:
        """The same lines as the product takes them."""
        return [
            self._book.line(wish.payee, wish.amount, wish.matures, self._evidence(wish), line)
            for line, wish in enumerate(wishes, 1)
        ]

    def _evidence(self, wish: Wish) -> Any:
        if wish.invoice is None:
            return None
        told = wish.invoice
        sides = told["supplier"], told["buyer"]
        rest = told["written_on"], told["number"], told["kind"]
        return self._book.invoice(*sides, told["total"], *rest)
