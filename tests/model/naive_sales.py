"""Early payment by plain reasoning: prices as fractions, sales one by one, funders one by one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from fractions import Fraction

from naive_asks import Asks, Code
from naive_pieces import Piece, Room, Sold, SoldPart

CUT_OFF = time(16, 0)
VALID_MINUTES = 30
MOST_SALES = 5
# Bank of Korea: 2.5 % since 2025-05-29; what operators add comes on top in a story.
BASE_RATE = Fraction(25, 1000)


@dataclass
class Sales(Asks):
    """What is sold, to whom, and what the funders earn, give back and have back."""

    rooms: dict[int, Room] = field(default_factory=dict)
    sales: dict[int, Sold] = field(default_factory=dict)
    new_base: tuple[date, Fraction] = (date.max, Fraction(0))
    cut_off: date = date.min
    proceeds: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    refunds: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    repaid: dict[int, int] = field(default_factory=lambda: defaultdict(int))
    earned: int = 0
    fees: int = 0

    def rate_of(self, piece: Piece) -> Fraction:
        """Of the root buyer's agreement, the tenor and the day: no seller, no tier (G10)."""
        deal, days = piece.deal, (piece.matures - self.today).days
        rate = deal.price
        if deal.follows_base:
            rate += self.new_base[1] if self.today >= self.new_base[0] else BASE_RATE
        return rate + max((more for begin, more in deal.steps if begin <= days), default=0)

    def price(self, number: int, amount: int) -> tuple[int, Fraction, int]:
        """Days, rate and interest of a sale today."""
        piece = self.pieces[number]
        days, rate = (piece.matures - self.today).days, self.rate_of(piece)
        return days, rate, piece.deal.interest(amount, rate, days)

    def ask_quotes(
        self, number: int, amounts: Sequence[int], seller: str, at: datetime
    ) -> Code | None:
        """The code and line that refuse prices for parts of one piece."""
        before = 0
        for line, amount in enumerate(amounts, 1):
            code = self._why_not_sell(number, amount, before, self._standing(number), seller, at)
            if code:
                return code, line
            before += amount
        return None

    def ask_sales(
        self, number: int, amounts: Sequence[int], seller: str, quoted: datetime, at: datetime
    ) -> Code | None:
        """The code and line that refuse the sales at those prices, all or none."""
        closes = datetime.combine(quoted.date(), CUT_OFF, quoted.tzinfo)
        if at > quoted + timedelta(minutes=VALID_MINUTES) or at >= closes:
            return "stale_quote", 1
        piece, before = self.pieces[number], 0
        for line, amount in enumerate(amounts, 1):
            count = self._standing(number) + line - 1
            code = self._why_not_sell(number, amount, before, count, seller, at)
            if code:
                return code, line
            before += amount
        if piece.root in self.funded:
            return None
        trial = deepcopy(self.rooms)
        for line, amount in enumerate(amounts, 1):
            parts = self._buyers(trial, piece, amount)
            if isinstance(parts, str):
                return parts, line
            for room, won in parts:
                self._move(trial, room, blocked=won)
        return None

    def _standing(self, number: int) -> int:
        return sum(one.piece == number and one.state != "cancelled" for one in self.sales.values())

    def _why_not_sell(
        self, number: int, amount: int, before: int, count: int, seller: str, at: datetime
    ) -> str | None:
        piece = self.pieces[number]
        if amount <= 0:
            return "not_a_whole_won"
        if seller != piece.holder:
            return "not_the_holder"
        if piece.cancelled:
            return "cancelled"
        if piece.claim_by is not None:
            return "unclaimed_yet"
        if piece.parent is None and self.agreements[piece.programme].variant == "government":
            return "government_first_tier_sale"
        code = self._why_not_now(piece, at)
        if code:
            return code
        if piece.invoice is not None and self.invoices[piece.invoice].amended:
            return "invoice_amended"
        left = piece.retained - before
        if amount > left:
            return "more_than_retained"
        if amount > left - piece.locked:
            return "attached"
        if count >= MOST_SALES:
            return "too_many_partial_sales"
        suspended = self.is_suspended(self.agreements[piece.programme].buyer)
        return "buyer_suspended" if suspended and piece.root not in self.funded else None

    def _why_not_now(self, piece: Piece, at: datetime) -> str | None:
        if self.today >= piece.matures:
            return "already_due"
        if self._is_cut_off(at):
            return "after_cut_off"
        due = self.pieces[piece.root].matures
        if piece.root in self.funded or due > max(
            self.today - timedelta(days=1), self.closed or date.min
        ):
            return None
        # In a settlement's hands, waiting for a late one, or not paid.
        return "settlement_running"

    def _is_cut_off(self, at: datetime) -> bool:
        sent = self.today <= self.cut_off or (self.closed is not None and self.today <= self.closed)
        return sent or at.time() >= CUT_OFF

    def _buyers(
        self, rooms: Mapping[int, Room], piece: Piece, amount: int
    ) -> list[tuple[int, int]] | str:
        """The funder that asks least first, then the one that came first; or why nobody buys."""
        agreement = self.agreements[piece.programme]
        rate = self.rate_of(piece)
        earns = rate - min(piece.deal.fee, rate)
        willing = [
            room
            for room in rooms.values()
            if room.kind == "purchase" and room.programme == piece.programme and room.least <= earns
        ]
        if not willing:
            return "no_funder"
        caps = {
            room.provider: room
            for room in rooms.values()
            if room.kind == "purchase" and room.programme is None and room.buyer == agreement.buyer
        }
        able = [room for room in willing if room.is_open(self.today)]
        able = [r for r in able if r.provider not in caps or caps[r.provider].is_open(self.today)]
        if not able:
            return "facility_lapsed"
        found, left, under = [], amount, {who: cap.free for who, cap in caps.items()}
        for room in sorted(able, key=lambda room: (room.least, room.number)):
            take = min(left, room.free, under.get(room.provider, left))
            if take > 0:
                found.append((room.number, take))
                left -= take
                under[room.provider] = under.get(room.provider, 0) - take
        if left == 0:
            return found
        return "programme_cap" if sum(room.free for room in able) < amount else "buyer_cap"

    def _move(
        self, rooms: Mapping[int, Room], number: int, blocked: int = 0, used: int = 0
    ) -> None:
        """A room and the cap above it."""
        room = rooms[number]
        for other in rooms.values():
            above = (room.kind, room.provider, room.buyer, None)
            if other is room or (other.kind, other.provider, other.buyer, other.programme) == above:
                other.blocked += blocked
                other.used += used

    def do_sell(self, number: int, amounts: Sequence[int], ids: Sequence[int]) -> None:
        """Accepted sales of one piece."""
        piece = self.pieces[number]
        for amount, made in zip(amounts, ids, strict=True):
            days, rate, interest = self.price(number, amount)
            parked = piece.root in self.funded
            fee = min(piece.deal.fee, rate)
            sale = Sold(number, piece.holder, amount, self.today, rate, fee, interest, parked)
            self.sales[made] = sale
            if parked:
                self.unpark(piece)
                sale.parts = [SoldPart(None, amount, interest)]
            else:
                self._sell_to_funders(piece, sale, days)
            piece.retained -= amount
            piece.sold += amount

    def _sell_to_funders(self, piece: Piece, sale: Sold, days: int) -> None:
        parts = self._buyers(self.rooms, piece, sale.amount)
        assert not isinstance(parts, str)
        so_far = charged = 0
        for room, won in parts:
            so_far += won
            upto = piece.deal.interest(so_far, sale.rate, days)
            sale.parts.append(SoldPart(room, won, upto - charged))
            charged = upto
            self._move(self.rooms, room, blocked=won)

    def unpark(self, piece: Piece) -> None:
        """Parked money changes: what it earned so far is owed, and a new count of days begins."""
        assert piece.since is not None
        self.earn(piece, (self.today - piece.since).days)
        piece.since = self.today

    def earn(self, piece: Piece, days: int) -> None:
        """What parked money earned for its owner."""
        won = piece.deal.interest(piece.retained, piece.deal.incentive, days)
        if won:
            self.incentives.append((self.owner_of(piece), won))

    def owner_of(self, piece: Piece) -> str:
        """Whose is what parked money earns and what is given back."""
        first = piece.deal.owner_is_first_tier
        above = piece.root if first or piece.parent is None else piece.parent
        return self.pieces[above].holder

    def ask_cancel_sale(self, made: int, seller: str, at: datetime) -> str | None:
        """The code that refuses to take a sale back."""
        sale = self.sales[made]
        if sale.seller != seller:
            return "unknown_sale"
        if sale.state == "cancelled":
            return "sale_taken_back_already"
        return "after_cut_off" if self._is_cut_off(at) or sale.on != self.today else None

    def do_cancel_sale(self, made: int) -> None:
        """A sale is taken back before its cut-off."""
        sale = self.sales[made]
        sale.state = "cancelled"
        piece = self.pieces[sale.piece]
        piece.retained += sale.amount
        piece.sold -= sale.amount
        for part in sale.parts:
            if part.room is not None:
                self._move(self.rooms, part.room, blocked=-part.amount)

    def pay_sales(self) -> None:
        """The cut-off: sellers are paid, and the deposit's own sales give their interest back."""
        self.cut_off = self.today
        for sale in self.sales.values():
            if sale.state != "open":
                continue
            sale.state = "paid"
            self.proceeds[sale.seller] += sale.amount - sale.interest
            if sale.parked:
                self.refunds[self.owner_of(self.pieces[sale.piece])] += sale.interest
            for part in sale.parts:
                if part.room is not None:
                    self._move(self.rooms, part.room, -part.amount, part.amount)

    def repay(self, root: int, day: date) -> None:
        """A tree is funded: each funder has its money back and keeps the interest of its days."""
        for sale in self.sales.values():
            piece = self.pieces[sale.piece]
            if piece.root != root or sale.state != "paid" or sale.parked:
                continue
            deal = piece.deal
            days = (min(day, piece.matures) - sale.on).days
            for part in sale.parts:
                assert part.room is not None
                kept = min(deal.interest(part.amount, sale.rate, days), part.interest)
                if day >= piece.matures:
                    kept = part.interest
                fee = min(deal.interest(part.amount, sale.fee, days), kept)
                self.earned += kept - fee
                self.fees += fee
                self.refunds[self.owner_of(piece)] += part.interest - kept
                self.repaid[part.room] += part.amount
                self._move(self.rooms, part.room, used=-part.amount)
            sale.state = "repaid"
