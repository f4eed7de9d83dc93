"""What happens in a story beside promises and payments: taking back, joining, banks, notices."""

from __future__ import annotations

from hypothesis import strategies as st
from opening import CASH
from scene import Scene
from wishes import SUPPLIERS

from sangsaeng.payouts.rails.model import Reason
from sangsaeng.receivables.service_taking_back import (
    cancel,
    record_amendment_notice,
    refuse_receivable,
)

_YES_NO = st.booleans()
_BESIDE = ["take back", "take back", "take back", "deposit", "join", "change account"]
_BESIDE += ["bank returns", "lose the answer", "amend"]
# Five tries are the most before a person must look at a payout.
_MOST_RETURNS = 3


class Beside(Scene):
    """Events of a story; the machine of the book is one of these."""

    def deposit_cash(self, amount: int) -> None:
        self.story.other(self.naive, f"cash deposited: {amount}")
        self.book.deposit(CASH, amount)
        self.naive.agreements[CASH].cash += amount

    def now_and_then(self, data: st.DataObject) -> None:
        """What happens beside the payments."""
        kind = data.draw(st.sampled_from(_BESIDE))
        name = data.draw(st.sampled_from(SUPPLIERS[:3]))
        match kind:
            case "take back" if self.naive.pieces:
                self.take_back(data)
            case "deposit":
                self.deposit_cash(data.draw(st.integers(1, 6_000_000)))
            case "join" if set(SUPPLIERS) - set(self.book.companies):
                self.join()
            case "change account":
                number = self.book.name_account(name)
                told = {"company": name, "bank": "088", "account": number}
                self.story.event(self.naive, "change_account", **told)
            case "bank returns" if self.story.returns(name) < _MOST_RETURNS:
                reason = data.draw(st.sampled_from([Reason.CLOSED_ACCOUNT, Reason.OTHER]))
                told = {"company": name, "reason": str(reason)}
                self.story.event(self.naive, "bank_returns", **told)
                self.book.return_next(name, reason)
            case "lose the answer":
                self.story.other(self.naive, "the bank's next answer is lost")
                self.book.bank.answers_to_lose += 1
            case "amend" if self.naive.pieces:
                self.amend(data.draw(st.sampled_from(sorted(self.naive.pieces))))

    def take_back(self, data: st.DataObject) -> None:
        number = data.draw(st.sampled_from(sorted(self.naive.pieces)))
        with_holder, refuse = data.draw(st.tuples(st.sampled_from([True, True, False]), _YES_NO))
        holder = self.naive.pieces[number].holder
        asking = holder if with_holder else "S1" if holder != "S1" else "S2"
        if asking in self.book.companies:
            self.take_one_back(number, asking, refuse)

    def take_one_back(self, number: int, asking: str, refuse: bool) -> None:
        """Somebody asks for a promise to be taken back, or does not want it."""
        piece = self.naive.pieces[number]
        expected = self.naive.ask_cancel(number, [asking])
        company, today = self.book.companies[asking].company_id, self.book.today
        if refuse:
            expected = expected if asking == piece.holder else "not_the_holder"
            done = refuse_receivable(self.database, piece.programme, number, company, today)
        else:
            done = cancel(self.database, piece.programme, number, [company], today)
        self.story.taken_back(self.naive, number, asking, done)
        assert (done.code if done else None) == expected
        if done is None:
            self.naive.do_cancel(number, "refused" if refuse else "consent")

    def join(self) -> None:
        name = next(name for name in SUPPLIERS if name not in self.book.companies)
        self.story.other(self.naive, f"{name} joins")
        self.book.company(name)
        self.naive.do_join(name)

    def amend(self, number: int) -> None:
        self.story.event(self.naive, "invoice_amended", receivable=f"R{number}")
        programme = self.naive.pieces[number].programme
        assert record_amendment_notice(self.database, programme, number, self.book.today) is None
        self.naive.do_amend(number)
