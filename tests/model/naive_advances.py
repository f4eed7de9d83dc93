"""The institution in the buyer's place, by plain reasoning: advances, late interest, recovery."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction

from naive_asks import Code
from naive_pieces import Advanced, Room, Wish
from naive_sales import Sales

# Late interest on delivered goods since 2015-07-01 (domain part 1).
LATE_RATE = Fraction(155, 1000)


@dataclass
class Advances(Sales):
    """What institutions advanced and what buyers owe them."""

    advanced: dict[int, Advanced] = field(default_factory=dict)
    moved_in: dict[int, int] = field(default_factory=lambda: defaultdict(int))
    moved_back: dict[int, int] = field(default_factory=lambda: defaultdict(int))

    def guarantee(self, number: int) -> Room | None:
        """The institution's guarantee for an agreement that has one."""
        if not self.agreements[number].advances:
            return None
        return next(
            r for r in self.rooms.values() if (r.kind, r.programme) == ("guarantee", number)
        )

    def why_no_guarantee(self, number: int, wishes: Sequence[Wish]) -> list[Code]:
        """What refuses new roots: the guarantee has ended, or is too small."""
        room = self.guarantee(number)
        if room is None:
            return []
        if not room.is_open(self.today):
            return [("guarantee_lapsed", 1)]
        free = room.free
        for line, wish in enumerate(wishes, 1):
            if wish.amount > free:
                return [("guarantee_limit", line)]
            free -= wish.amount
        return []

    def guarantee_moves(self, number: int, blocked: int = 0, used: int = 0) -> None:
        """Blocked at issue, used when the institution pays, given back as the buyer does."""
        room = self.guarantee(number)
        if room is not None:
            self._move(self.rooms, room.number, blocked, used)

    def advance(self, number: int, roots: Sequence[int], covered_on: date) -> None:
        """The institution pays whole roots."""
        for root in roots:
            piece = self.pieces[root]
            self.covered[root] = covered_on
            self.advanced[root] = Advanced(
                number, root, piece.matures, self.today, piece.face, piece.face, self.today
            )
            self.moved_in[number] += piece.face
            self.guarantee_moves(number, -piece.face, piece.face)

    def open_advances(self, number: int) -> list[Advanced]:
        of_it = [one for one in self.advanced.values() if one.programme == number]
        return sorted(of_it, key=lambda one: (one.on, one.matures, one.root))

    def _late(self, one: Advanced, day: date) -> int:
        """Late interest of the days since the open principal last changed."""
        days = (day - one.since).days
        return self.pieces[one.root].deal.interest(one.left, LATE_RATE, days)

    def recover(self, number: int, root: int | None = None, day: date | None = None) -> None:
        """The buyer's money goes to what it was advanced: principals, the oldest first; then, where
        it names neither a root nor a day, to late interest."""
        agreement = self.agreements[number]
        named = root is not None or day is not None
        before = agreement.money
        for one in self.open_advances(number):
            if named and one.root != root and one.matures != day:
                continue
            won = min(one.left, agreement.money)
            if won > 0:
                one.interest += self._late(one, self.today)
                one.since = max(one.since, self.today)
                one.left -= won
                agreement.money -= won
                self.guarantee_moves(number, used=-won)
        for one in self.open_advances(number):
            won = min(one.interest - one.interest_paid, agreement.money)
            if not named and won > 0:
                one.interest_paid += won
                agreement.money -= won
        self.moved_back[number] += before - agreement.money

    def claims(self, day: date) -> dict[int, tuple[int, int, int]]:
        """By agreement: how many roots, how much principal, how much late interest up to a day."""
        found: dict[int, tuple[int, int, int]] = {}
        for one in self.advanced.values():
            interest = one.interest - one.interest_paid
            if one.left or interest:
                count, principal, late = found.get(one.programme, (0, 0, 0))
                late += interest + self._late(one, day)
                found[one.programme] = count + 1, principal + one.left, late
        return found
