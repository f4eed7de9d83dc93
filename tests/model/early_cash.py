"""What holders, funders and creditors do in a story beside promising: sell, lend, attach."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from fractions import Fraction

from hypothesis import strategies as st
from naive_asks import Code
from opening import ADVANCED, CREDIT, OPENINGS, Opening, new_terms
from scene import Scene
from wishes import SUPPLIERS

from sangsaeng.early_payment.model import Quote
from sangsaeng.early_payment.service import accept_many, quote_many
from sangsaeng.early_payment.service_cut_off import cancel_sale
from sangsaeng.kernel.calendar import KOREA
from sangsaeng.kernel.refusals import Refusal
from sangsaeng.parties.model import InsolvencyKind
from sangsaeng.programmes.service_facility import change_facility
from sangsaeng.programmes.service_insolvency import record_insolvency
from sangsaeng.receivables.model_attachment import Attachment, AttachmentKind, Released
from sangsaeng.receivables.service_attachment import record_attachment, release_attachment
from sangsaeng.settlement.service_advance import accrue_late_interest, list_claims

_HOURS = [*[time(9, 30)] * 9, time(15, 29, 59), time(15, 45), time(16, 0)]
# Minutes from quote to acceptance: firm for thirty.
_WAITS = [0, 0, 0, 0, 0, 0, 30, 31]
_LATER = ["accrue", "attach", "attach", "release", "release", "facility", "facility", "bankrupt"]
_LATER += ["fail", "terms"]


class EarlyCash(Scene):
    """Events of a story; the machine of the book is one of these."""

    served = 0
    failed_buyers: frozenset[str] = frozenset()

    def sell(self, data: st.DataObject) -> None:
        """A holder sells one part, or several at once; and thinks better of it now and then."""
        before = len(self.naive.sales)
        number = data.draw(st.sampled_from(self.wishes.likely_sold()))
        amounts = data.draw(self.wishes.for_sale(number))
        at, wait = data.draw(st.tuples(st.sampled_from(_HOURS), st.sampled_from(_WAITS)))
        other = data.draw(st.sampled_from([*[""] * 15, "S1", "S2"]))
        self.sell_parts(number, amounts, other or self.naive.pieces[number].holder, at, wait)
        if len(self.naive.sales) > before and data.draw(st.sampled_from([False] * 5 + [True])):
            self.cancel_sale(data)

    def sell_parts(
        self, number: int, amounts: list[int], seller: str, hour: time = time(12), wait: int = 0
    ) -> None:
        """Quote and accept; every price is the twin's, and an accepted quote is gone (G8)."""
        if seller not in self.book.companies:
            seller = "S1"
        company = self.book.companies[seller].company_id
        programme = self.naive.pieces[number].programme
        quoted = datetime.combine(self.book.today, hour, KOREA)
        at = quoted + timedelta(minutes=wait)
        expected = self.naive.ask_quotes(number, amounts, seller, quoted)
        wanted: list[tuple[int, int | None]] = [(number, amount) for amount in amounts]
        quotes = quote_many(self.database, programme, wanted, company, quoted)
        if isinstance(quotes, Refusal):
            self._refused(number, amounts, quotes, expected)
            return
        assert expected is None, f"quoted, but refused by plain reasoning: {expected}"
        self._check_prices(number, quotes)
        expected = self.naive.ask_sales(number, amounts, seller, quoted, at)
        ids = [one.quote_id for one in quotes]
        done = accept_many(self.database, programme, ids, company, at)
        if isinstance(done[0], Refusal):
            self._refused(number, amounts, done[0], expected)
            return
        assert expected is None, f"sold, but refused by plain reasoning: {expected}"
        for amount in amounts:
            self.story.event(self.naive, "sell", receivable=f"R{number}", amount=amount)
        self.naive.do_sell(number, amounts, [one.sale_id for one in done])
        again = accept_many(self.database, programme, ids, company, at)
        assert isinstance(again[0], Refusal) and again[0].code == "quote_not_open"

    def _refused(
        self, number: int, amounts: list[int], done: Refusal, expected: Code | None
    ) -> None:
        self.story.other(self.naive, f"sale of {amounts} of R{number} refused: {done.code}")
        assert (done.code, done.line or 1) == expected

    def _check_prices(self, number: int, quotes: list[Quote]) -> None:
        """G10: whoever asks, at whatever tier, the price is the agreement's, tenor's and day's."""
        for one in quotes:
            days, rate, interest = self.naive.price(number, one.amount_won)
            assert (one.days, Fraction(one.rate_annual), one.interest_won) == (days, rate, interest)
            assert one.proceeds_won == one.amount_won - interest

    def cancel_sale(self, data: st.DataObject) -> None:
        """Somebody wants a sale undone: today's mostly, in time or too late."""
        today = [made for made, one in self.naive.sales.items() if one.on == self.book.today]
        made = data.draw(st.sampled_from([*today * 5, *self.naive.sales]))
        hour = data.draw(st.sampled_from([time(11), time(15, 59, 59), time(16)]))
        seller = data.draw(st.sampled_from([*[self.naive.sales[made].seller] * 7, "S1"]))
        self.take_sale_back(made, seller, hour)

    def take_sale_back(self, made: int, seller: str, hour: time) -> None:
        """Somebody asks for one sale to be undone."""
        at = datetime.combine(self.book.today, hour, KOREA)
        expected = self.naive.ask_cancel_sale(made, seller, at)
        programme = self.naive.pieces[self.naive.sales[made].piece].programme
        company = self.book.companies[seller].company_id
        done = cancel_sale(self.database, programme, made, company, at)
        self.story.other(self.naive, f"sale {made} taken back: {done.code if done else 'yes'}")
        assert (done.code if done else None) == expected
        if done is None:
            self.naive.do_cancel_sale(made)

    def later(self, data: st.DataObject) -> None:
        """What happens to companies and pockets."""
        match data.draw(st.sampled_from(_LATER)):
            case "attach":
                self.attach(data)
            case "release" if self.naive.orders:
                self.release(data.draw(st.sampled_from(sorted(self.naive.orders))))
            case "facility":
                self.change_pocket(data)
            case "bankrupt":
                self.go_bankrupt(data.draw(st.sampled_from([*SUPPLIERS[:4] * 2, "B1", "B2"])))
            case "terms":
                number = data.draw(st.sampled_from([CREDIT, ADVANCED]))
                if len(self.naive.agreements[number].deals) == 1:
                    self.change_terms(number, data.draw(OPENINGS))
            case "fail":
                buyer = data.draw(st.sampled_from(["B1", "B3"]))
                self.story.event(self.naive, "fail", buyer=buyer)
                self.failed_buyers |= {buyer}
            case _:
                accrue_late_interest(self.database, self.book.today)

    def change_terms(self, number: int, opening: Opening) -> None:
        """From tomorrow on other terms hold, for what is issued then (G11)."""
        self.story.other(self.naive, f"agreement {number}, from tomorrow: {opening.deal()}")
        since = self.book.today + timedelta(days=1)
        new_terms(self.book, self.naive, number, opening, since)

    def attach(self, data: st.DataObject) -> None:
        """A creditor's order against a supplier."""
        name = data.draw(st.sampled_from(SUPPLIERS[:4]))
        self.serve(name, data.draw(st.sampled_from([150_000, 900_000, 50_000_000])))

    def serve(self, name: str, amount: int) -> None:
        """An order is served."""
        self.served += 1
        kind = AttachmentKind.ATTACHMENT if amount > 150_000 else AttachmentKind.PROVISIONAL
        done = record_attachment(
            self.database,
            self.book.companies[name].company_id,
            kind,
            f"case {self.served}",
            amount,
            self.book.today,
        )
        assert isinstance(done, Attachment), done
        self.story.event(self.naive, "attach", company=name, amount=amount)
        self.naive.do_attach(done.attachment_id, name, amount)

    def release(self, number: int) -> None:
        """An order ends, once."""
        order = self.naive.orders[number]
        done = release_attachment(self.database, number, self.book.today)
        self.story.other(self.naive, f"order {number} against {order.company} released: {done}")
        if order.released:
            assert isinstance(done, Refusal) and done.code == "attachment_released"
            return
        assert isinstance(done, Released), done
        self.naive.do_release(number)

    def change_pocket(self, data: st.DataObject) -> None:
        """A funder, or the institution, changes its limit, its end or its least rate."""
        number = data.draw(st.sampled_from(sorted(self.naive.rooms)))
        room, today = self.naive.rooms[number], self.book.today
        limit, ends, least = data.draw(
            st.tuples(
                st.sampled_from([10**12, 10**12, 3_000_000, 0, room.blocked + room.used]),
                st.sampled_from([None, None, today - timedelta(days=1), today]),
                st.sampled_from(["0", "0", "0.045", "0.09"]),
            )
        )
        self.set_pocket(number, limit, ends, least)

    def set_pocket(
        self, number: int, limit: int = 10**12, ends: date | None = None, least: str = "0"
    ) -> None:
        """A facility as it stands from now on."""
        room = self.naive.rooms[number]
        self.story.other(self.naive, f"facility {number}: {limit} won, to {ends}, from {least}")
        with self.database.transaction() as tx:
            done = change_facility(tx, number, self.book.today, limit, ends, Decimal(least))
        assert not isinstance(done, Refusal), done
        room.limit, room.ends, room.least = limit, ends, Fraction(least)

    def go_bankrupt(self, name: str) -> None:
        """A court opens a proceeding over a supplier or a buyer."""
        self.served += 1
        self.story.event(self.naive, "bankrupt", company=name)
        company, since = self.book.companies[name].company_id, self.book.today
        with self.database.transaction() as tx:
            reference = f"proceeding {self.served}"
            done = record_insolvency(tx, company, InsolvencyKind.BANKRUPTCY, reference, since)
        assert not isinstance(done, Refusal), done
        self.naive.do_bankrupt(name, since)

    def claims_differ(self) -> list[str]:
        """What the institution may claim from buyers today, to the won."""
        with self.database.transaction() as tx:
            found = {
                one.programme_id: (one.root_count, one.principal_won, one.late_interest_won)
                for one in list_claims(tx, self.book.today)
            }
        wanted = self.naive.claims(self.book.today)
        return [] if found == wanted else [f"claims: book {found}, naive {wanted}"]
