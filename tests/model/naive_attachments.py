"""Creditors' orders and insolvencies by plain reasoning (G6)."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime

from naive_advances import Advances
from naive_pieces import CourtOrder, Hold, Piece


@dataclass
class Attachments(Advances):
    """Orders against companies, in the order they were served."""

    orders: dict[int, CourtOrder] = field(default_factory=dict)
    released: dict[str, int] = field(default_factory=lambda: defaultdict(int))

    def was_in_hand(self, piece: Piece) -> bool:
        """A settlement has had it in hand: its day and its root's money have come."""
        if self.closed is None or piece.root not in self.covered:
            return False
        funded_by = max(self.covered[piece.root], self.pieces[piece.root].matures)
        return funded_by <= self.closed and piece.matures <= self.closed

    def do_attach(self, number: int, company: str, amount: int) -> None:
        """An order is served: it reaches the debtor's own, the earliest day first."""
        order = self.orders[number] = CourtOrder(company, amount)
        own = [
            (piece.matures, made)
            for made, piece in self.pieces.items()
            if piece.holder == company
            and not piece.cancelled
            and piece.claim_by is None
            and not self.was_in_hand(piece)
        ]
        left = amount
        for _, made in sorted(own):
            piece = self.pieces[made]
            won = min(left, piece.retained - piece.locked)
            if won > 0:
                order.holds.append(Hold(made, won))
                piece.locked += won
                left -= won

    def ask_cancel_sale(self, made: int, seller: str, at: datetime) -> str | None:
        """And not while an order against the seller lacks what it would have reached."""
        code = super().ask_cancel_sale(made, seller, at)
        own = [one for one in self.orders.values() if one.company == seller and not one.released]
        return code or ("attached" if any(one.missing > 0 for one in own) else None)

    def do_release(self, number: int) -> None:
        """An order ends: later orders that found too little reach on, the rest is the holder's."""
        order = self.orders[number]
        order.released = True
        later = [
            other
            for other_number, other in self.orders.items()
            if other_number > number and other.company == order.company and not other.released
        ]
        held = [hold for hold in order.holds if not hold.ended]
        for hold in sorted(held, key=lambda hold: (self.pieces[hold.piece].matures, hold.piece)):
            hold.ended, left = True, hold.amount
            for other in later:
                won = min(left, other.missing)
                if won > 0:
                    other.holds.append(Hold(hold.piece, won))
                    left -= won
            piece = self.pieces[hold.piece]
            if self.was_in_hand(piece):
                hold.to_pay = left
            else:
                piece.locked -= left

    def pay_released(self) -> None:
        """What was let go after its settlement is paid with the next one."""
        for order in self.orders.values():
            for hold in order.holds:
                if hold.to_pay and not hold.paid:
                    hold.paid = True
                    self.released[order.company] += hold.to_pay

    def do_bankrupt(self, company: str, since: date) -> None:
        """A court has opened a proceeding."""
        self.insolvent.setdefault(company, since)
