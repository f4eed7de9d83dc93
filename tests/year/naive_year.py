"""A year of the scheme by plain reasoning from the scenario format's own arithmetic: lists, whole
numbers and fractions, one day after the other. It shares no code with the product."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date
from fractions import Fraction
from typing import Any

from naive_papers import ONE_DAY, Paper, Seen, Sold, is_open, next_open

_CREDITS = ((15, Fraction(5, 1000)), (30, Fraction(3, 1000)), (60, Fraction(15, 10000)))


class NaiveYear:
    """The book in lists. `event` gives the refusal's code or None."""

    def __init__(self, head: Mapping[str, Any], first: date) -> None:
        terms = head["terms"]
        self.variant: str = head["variant"]
        self.guaranteed = head["default_policy"] == "institution_advances"
        self.margin = Fraction(terms["early_payment_rate_annual"])
        self.steps = [(days, Fraction(add)) for days, add in terms["tenor_steps"].items()]
        self.fee = Fraction(terms["system_fee_rate_annual"])
        self.incentive_rate = Fraction(terms["deposit_incentive_rate_annual"])
        self.nearest = terms["rounding"] == "nearest"
        self.to_first = terms["refund_owner"] == "first_tier"
        self.max_tier: int = terms["max_tier"]
        self.max_sales: int = terms["max_partial_sales"]
        self.today = first
        self.run_through: date | None = None
        self.papers: dict[str, Paper] = {}
        self.sold: list[Sold] = []
        self.locked: Counter[str] = Counter()
        self.suspended: dict[str, date] = {}
        self.failed: set[str] = set()
        self.calls: dict[tuple[str, date], str] = {}
        self.day, self.all = Seen(), Seen()

    def won(self, amount: int, rate: Fraction, days: int) -> int:
        """Interest, rounded once."""
        exact = amount * rate * max(days, 0) / 365
        return int(exact + Fraction(1, 2)) if self.nearest else int(exact)

    def owner(self, paper: Paper) -> str:
        """Whose refund and incentive of a receivable's parked money is."""
        return (paper.root if self.to_first else paper.parent or paper).holder

    def taken(self, day: date) -> bool:
        """Whether a run has already taken what is due on a day."""
        return self.run_through is not None and day <= self.run_through

    def event(self, kind: str, what: Mapping[str, Any]) -> str | None:
        """Do one event of the file."""
        code: str | None = getattr(self, f"_{kind}")(what)
        return code

    def _issue(self, what: Mapping[str, Any]) -> str | None:
        buyer = what["buyer"]
        if self.suspended.get(buyer, date.max) <= self.today:
            return "buyer_suspended"
        if what["face"] <= 0:
            return "not_a_whole_won"
        if what["matures_on"] < self.today or self.taken(what["matures_on"]):
            return "already_due"
        self._add(what, None, buyer)
        return None

    def _add(self, what: Mapping[str, Any], parent: Paper | None, buyer: str = "") -> Paper:
        tier = parent.tier + 1 if parent else 1
        told = (what["matures_on"], what["face"], what["face"], self.today)
        paper = Paper(what["receivable"], parent, what["holder"], tier, *told)
        paper.buyer = buyer
        self.papers[paper.name] = paper
        return paper

    def _not_open(self, paper: Paper) -> str | None:
        if self.today > paper.matures or self.taken(paper.matures):
            return "already_due"
        if self.taken(paper.root.matures) and not paper.root.settled:
            return "settlement_running"
        return None

    def _pass_on(self, what: Mapping[str, Any]) -> str | None:
        parent, won = self.papers[what["parent"]], what["face"]
        if parent.cancelled:
            return "cancelled"
        if code := self._not_open(parent):
            return code
        for wrong, code in (
            (parent.amended, "invoice_amended"),
            (won <= 0, "not_a_whole_won"),
            (what["holder"] == parent.holder, "payee_is_holder"),
            (won > parent.retained, "more_than_retained"),
            (won > parent.free, "attached"),
            (what["matures_on"] < parent.matures, "maturity_order"),
            (parent.tier >= self.max_tier, "tier_limit"),
        ):
            if wrong:
                return code
        self._count_days(parent)
        parent.retained -= won
        child = self._add(what, parent)
        if parent.root.settled:
            child.changed = self.today
        return None

    def _count_days(self, paper: Paper) -> None:
        """Parked money is about to change: what it earned until today is credited."""
        if paper.root.settled is None:
            return
        since = paper.changed or paper.root.settled
        earned = self.won(paper.retained, self.incentive_rate, (self.today - since).days)
        self._credit("incentive", self.owner(paper), earned)
        paper.changed = self.today

    def _credit(self, what: str, whose: str, won: int) -> None:
        for seen in (self.day, self.all):
            getattr(seen, what)[whose] += won

    def _sell(self, what: Mapping[str, Any]) -> str | None:
        paper, won = self.papers[what["receivable"]], what["amount"]
        parked = paper.root.settled is not None
        buyer = paper.root.buyer
        late = self.taken(paper.root.matures) or paper.root.matures < self.today
        for wrong, code in (
            (won <= 0, "not_a_whole_won"),
            (paper.cancelled, "cancelled"),
            (self.variant == "government" and paper.tier == 1, "government_first_tier_sale"),
            (self.today >= paper.matures, "already_due"),
            (not parked and late, "settlement_running"),
            (paper.amended, "invoice_amended"),
            (won > paper.retained, "more_than_retained"),
            (won > paper.free, "attached"),
            (paper.sales >= self.max_sales, "too_many_partial_sales"),
            (not parked and self.suspended.get(buyer, date.max) <= self.today, "buyer_suspended"),
        ):
            if wrong:
                return code
        if parked:
            self._count_days(paper)
        days = (paper.matures - self.today).days
        rate = self.margin + max((add for most, add in self.steps if most <= days), default=0)
        interest = self.won(won, rate, days)
        paper.retained -= won
        paper.sales += 1
        self.sold.append(Sold(paper, won, interest, self.today, rate, parked))
        return None

    def _fund(self, what: Mapping[str, Any]) -> str | None:
        root = self.papers[what["receivable"]]
        if self.variant == "cash_deposit" or root.buyer in self.failed:
            return None
        if root.covered is None:
            root.covered = self.today
        root.advanced = 0
        return None

    def _fail(self, what: Mapping[str, Any]) -> None:
        self.failed.add(what["buyer"])

    def _mature(self, _: Mapping[str, Any]) -> None:
        return None

    def _cancel(self, what: Mapping[str, Any]) -> str | None:
        paper = self.papers[what["receivable"]]
        for wrong, code in (
            (paper.cancelled, "cancelled"),
            (paper.holder not in what["consents"], "consent_missing"),
            (paper.retained != paper.face, "has_sales_or_children"),
            (paper.locked > 0, "attached"),
            (paper.root.covered is not None, "already_funded"),
        ):
            if wrong:
                return code
        if late := self._not_open(paper):
            return late
        paper.cancelled = True
        if paper.parent:
            paper.parent.retained += paper.face
        return None

    def _attach(self, what: Mapping[str, Any]) -> str | None:
        left = what["amount"]
        if left <= 0:
            return "not_a_whole_won"
        # Python keeps what is equal in the order of its making, which is that of the names.
        for paper in sorted(self.papers.values(), key=lambda one: one.matures):
            settles = paper.root.covered and max(paper.root.covered, paper.root.matures)
            in_hand = settles and self.taken(settles) and self.taken(paper.matures)
            if paper.holder != what["company"] or paper.cancelled or in_hand:
                continue
            lock = min(left, paper.free)
            paper.locked += lock
            self.locked[paper.holder] += lock
            left -= lock
        return None

    def _bankrupt(self, what: Mapping[str, Any]) -> None:
        name = what["company"]
        self.suspended[name] = min(self.suspended.get(name, self.today), self.today)

    def _invoice_amended(self, what: Mapping[str, Any]) -> None:
        self.papers[what["receivable"]].amended = True

    def settle(self) -> None:
        """The day's settlement run; nothing on a closed day."""
        if not is_open(self.today):
            return
        for sale in self.sold:
            if not sale.sent:
                sale.sent = True
                self._credit("payouts", sale.paper.holder, sale.amount - sale.interest)
                if sale.from_deposit:
                    self._credit("refund", self.owner(sale.paper), sale.interest)
        for root in self._roots():
            self._cover(root)
            if root.covered and root.matures <= self.today and not root.settled:
                self._settle_root(root)
        for paper in self.papers.values():
            due = paper.parent and paper.matures <= self.today and paper.parked > 0
            if due:
                self._settle_child(paper)
        self._age_calls()
        self.run_through = self.today

    def _roots(self) -> Iterator[Paper]:
        for paper in self.papers.values():
            if paper.parent is None and not paper.cancelled:
                yield paper

    def _cover(self, root: Paper) -> None:
        if root.covered is not None or root.matures > self.today:
            return
        if self.variant == "cash_deposit":
            root.covered = self.today
        elif self.guaranteed:
            root.covered, root.advanced = self.today, root.face

    def _settle_root(self, root: Paper) -> None:
        root.settled = self.today
        self._credit("payouts", root.holder, root.free)
        for sale in self.sold:
            if sale.paper.root is not root or sale.from_deposit or sale.repaid:
                continue
            sale.repaid = True
            self._credit("payouts", "funder", sale.amount)
            kept = sale.interest
            waited = (min(self.today, sale.paper.matures) - sale.day).days
            if self.today < sale.paper.matures:
                kept = min(kept, self.won(sale.amount, sale.rate, waited))
            fee = min(self.won(sale.amount, self.fee, waited), kept)
            for seen in (self.day, self.all):
                seen.earned += kept - fee
                seen.fee += fee
            self._credit("refund", self.owner(sale.paper), sale.interest - kept)

    def _settle_child(self, paper: Paper) -> None:
        since = paper.changed or paper.root.settled
        assert since is not None
        days = (min(self.today, paper.matures) - since).days
        earned = self.won(paper.retained, self.incentive_rate, days)
        self._credit("incentive", self.owner(paper), earned)
        self._credit("payouts", paper.holder, paper.free)
        paper.paid = True

    def _age_calls(self) -> None:
        missing: Counter[tuple[str, date]] = Counter()
        for root in self._roots():
            if root.matures <= self.today:
                missing[root.buyer, root.matures] += root.advanced if root.covered else root.face
        for call, won in missing.items():
            if self.calls.get(call) == "funded":
                continue
            if won == 0:
                self.calls[call] = "funded"
            elif self.today > next_open(call[1]) and self.calls.get(call) != "unpaid":
                self.calls[call] = "unpaid"
                begins = self.today + ONE_DAY
                buyer = call[0]
                self.suspended[buyer] = min(self.suspended.get(buyer, begins), begins)

    def status(self, paper: Paper) -> str:
        """Where a receivable stands, in the file's words."""
        if paper.cancelled:
            return "cancelled"
        root = paper.root
        if not root.settled:
            unpaid = self.calls.get((root.buyer, root.matures)) == "unpaid"
            return "unpaid" if unpaid else "open"
        return "parked" if paper.parked else "paid"

    def forgone(self, name: str) -> int:
        """What the parts a company passed on would have earned it in the deposit."""
        won = 0
        for paper in self._passed_on(name):
            if paper.root.settled:
                days = (paper.matures - max(paper.root.settled, paper.issued)).days
                won += self.won(paper.face, self.incentive_rate, days)
        return won

    def tax_credit(self, name: str) -> int:
        """0.5, 0.3 and 0.15 % of what was paid within 15, 30 and 60 days, each truncated."""
        paid: Counter[Fraction] = Counter()
        for paper in self._passed_on(name):
            if paper.root.settled and self.taken(paper.matures):
                days = (paper.matures - paper.issued).days
                rate = next(r for most, r in _CREDITS if days <= most)
                paid[rate] += paper.face
        return sum(int(won * rate) for rate, won in paid.items())

    def _passed_on(self, name: str) -> Iterator[Paper]:
        for paper in self.papers.values():
            if paper.parent and paper.parent.holder == name and not paper.cancelled:
                yield paper

    def expectations(self, at_the_end: bool) -> dict[str, Any]:
        """All that can be asked of the book now: of the day, or of all days."""
        seen = self.all if at_the_end else self.day
        people = sorted({paper.holder for paper in self.papers.values()})
        buyers = sorted({root.buyer for root in self.papers.values() if root.buyer})
        refund = "interest_refund" if at_the_end else "interest_refund_due"
        claims: Counter[str] = Counter()
        for root in self._roots():
            claims[root.buyer] += root.advanced
        expected: dict[str, Any] = {
            "payouts": {name: seen.payouts[name] for name in [*people, "funder"]},
            "parked": {name: paper.parked for name, paper in self.papers.items()},
            "status": {name: self.status(paper) for name, paper in self.papers.items()},
            "deposit_incentive": {name: seen.incentive[name] for name in people},
            refund: {name: seen.refund[name] for name in people},
            "interest_earned_by_funder": seen.earned,
            "system_fee": seen.fee,
            "locked": {name: self.locked[name] for name in people},
            "claims": {f"institution_on_{name}": claims[name] for name in buyers},
        }
        if at_the_end:
            expected["tax_credit_candidate"] = {name: self.tax_credit(name) for name in people}
            expected["old_way_interest_forgone"] = {name: self.forgone(name) for name in people}
        return expected

    def next_day(self) -> None:
        """Tomorrow."""
        self.today += ONE_DAY
        self.day = Seen()
