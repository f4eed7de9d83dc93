"""The whole book once more, naively: plain dictionaries, no SQL, no batches, nothing clever.

Written from the rules of guarantee and scenario, not from the product's code; the state machine
holds both to the won and to the refusal code after every step.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from naive_asks import Code
from naive_attachments import Attachments
from naive_pieces import Invoice, Piece, Wish

BAN_YEARS = 2


@dataclass
class Naive(Attachments):
    """Everything that is so, by plain reasoning."""

    def ask_issue(self, number: int, wishes: Sequence[Wish]) -> list[Code]:
        """Codes and lines that refuse an issue; the guarantee is looked at last."""
        return super().ask_issue(number, wishes) or self.why_no_guarantee(number, wishes)

    def do_issue(self, number: int, wishes: Sequence[Wish], ids: Sequence[int]) -> None:
        """An accepted issue."""
        agreement = self.agreements[number]
        for wish, made in zip(wishes, ids, strict=True):
            self._promise(wish)
            self._add(number, made, wish, None)
            self.guarantee_moves(number, wish.amount)
            if agreement.variant == "cash_deposit":
                agreement.held += wish.amount

    def do_pass_on(self, parent_id: int, wishes: Sequence[Wish], ids: Sequence[int]) -> None:
        """An accepted pass-on."""
        parent = self.pieces[parent_id]
        if parent.root in self.funded:
            self.unpark(parent)
        for wish, made in zip(wishes, ids, strict=True):
            self._promise(wish)
            parent.retained -= wish.amount
            parent.passed_on += wish.amount
            self._add(parent.programme, made, wish, parent_id)

    def _promise(self, wish: Wish) -> None:
        if wish.invoice is not None:
            total = wish.invoice["total"]
            known = self.invoices.setdefault(wish.invoice["number"], Invoice(total))
            known.promised += wish.amount

    def _add(self, number: int, made: int, wish: Wish, parent_id: int | None) -> None:
        parent = self.pieces[parent_id] if parent_id is not None else None
        piece = Piece(
            order=len(self.pieces),
            programme=number,
            parent=parent_id,
            root=parent.root if parent else made,
            tier=parent.tier + 1 if parent else 1,
            holder=wish.payee,
            face=wish.amount,
            retained=wish.amount,
            matures=wish.matures,
            invoice=wish.invoice["number"] if wish.invoice else None,
            deal=parent.deal if parent else self.agreements[number].deal_on(self.today),
        )
        if parent:
            piece.since = self.today if parent.root in self.funded else None
            if wish.payee not in self.joined:
                wait = self.today + timedelta(days=self.agreements[number].claim_days)
                piece.claim_by = max(self.today, min(wait, wish.matures - timedelta(days=1)))
        self.pieces[made] = piece

    def do_cancel(self, number: int, reason: str) -> None:
        """An accepted cancellation, refusal or return of unclaimed value."""
        piece = self.pieces[number]
        piece.cancelled, piece.cancelled_on = reason, self.today
        if piece.parent is not None:
            self.pieces[piece.parent].retained += piece.face
            self.pieces[piece.parent].passed_on -= piece.face
        else:
            self.guarantee_moves(piece.programme, -piece.face)
            if self.agreements[piece.programme].variant == "cash_deposit":
                self.agreements[piece.programme].held -= piece.face
        if piece.invoice is not None:
            self.invoices[piece.invoice].promised -= piece.face

    def do_join(self, company: str) -> None:
        """A company joins; what waits for it is its own."""
        self.joined.add(company)
        for piece in self.pieces.values():
            if piece.holder == company and not piece.cancelled:
                piece.claim_by = None

    def do_amend(self, number: int) -> None:
        """The tax authority's notice."""
        invoice = self.pieces[number].invoice
        if invoice is not None:
            self.invoices[invoice].amended = True

    def do_pay_in(self, number: int, amount: int, root: int | None, day: date | None) -> None:
        """The buyer's money: first what it names, a root or a day; then what the institution
        advanced, with its late interest; then whole roots by day and age."""
        self.agreements[number].money += amount
        if root is not None:
            self.recover(number, root=root)
            if root in self.uncovered(number):
                self._cover(root)
        if day is not None:
            self.recover(number, day=day)
            self._cover_whole([r for r in self.uncovered(number) if self.pieces[r].matures == day])
        self.recover(number)
        self.cover_in_order(number, day)

    def cover_in_order(self, number: int, first_day: date | None = None) -> None:
        """Money at hand goes to whole roots; the first that does not fit ends it."""
        roots = self.uncovered(number)
        self._cover_whole(sorted(roots, key=lambda root: self.pieces[root].matures != first_day))

    def _cover_whole(self, roots: Sequence[int]) -> None:
        for root in roots:
            if not self._cover(root):
                break

    def uncovered(self, number: int) -> list[int]:
        roots = [
            (piece.matures, piece.order, made)
            for made, piece in self.pieces.items()
            if piece.programme == number
            and piece.parent is None
            and not piece.cancelled
            and made not in self.covered
        ]
        return [made for _, _, made in sorted(roots)]

    def _cover(self, root: int) -> bool:
        piece = self.pieces[root]
        agreement = self.agreements[piece.programme]
        if piece.face > agreement.money:
            return False
        agreement.money -= piece.face
        self.covered[root] = self._next_settlement()
        self.guarantee_moves(piece.programme, -piece.face)
        return True

    def _next_settlement(self) -> date:
        """A day already taken in hand takes nothing more."""
        return max(self.today, self.closed + timedelta(days=1) if self.closed else self.today)

    def morning(self) -> None:
        """Unclaimed value returns, the deepest tier first."""
        waiting = [
            (piece.programme, -piece.tier, made)
            for made, piece in self.pieces.items()
            if piece.claim_by and piece.claim_by < self.today and not piece.cancelled
        ]
        for _, _, made in sorted(waiting):
            piece = self.pieces[made]
            if self.closed and piece.matures <= self.closed:
                continue
            if piece.root in self.funded:
                piece.cancelled = "unclaimed_parked"
                piece.cancelled_on = self._next_settlement()
            elif not self._in_hand(piece.root):
                self.do_cancel(made, "unclaimed")

    def _in_hand(self, root: int) -> bool:
        """A settlement that was killed goes on with what it had when the day was closed."""
        if root not in self.covered or self.closed is None:
            return False
        return max(self.covered[root], self.pieces[root].matures) <= self.closed

    def gather(self) -> None:
        """The money at hand for what is due today: given to roots before the settlement begins."""
        for number, agreement in self.agreements.items():
            if agreement.variant != "cash_deposit":
                self.recover(number)
                self.cover_in_order(number)
            due = [r for r in self.uncovered(number) if self.pieces[r].matures <= self.today]
            if agreement.advances and due:
                self.advance(number, due, self._next_settlement())
                self.recover(number)
            for root in due if agreement.variant == "cash_deposit" else []:
                agreement.cash -= self.pieces[root].face
                agreement.held -= self.pieces[root].face
                self.covered[root] = self.today

    def close(self) -> None:
        """From here on today's settlement has everything due in hand."""
        before = self.closed or date.min
        for piece in self.pieces.values():
            is_live_root = piece.parent is None and not piece.cancelled
            if is_live_root and before <= piece.matures <= self.today:
                self.calls.setdefault((piece.programme, piece.matures), ("due", None))
        self.closed = self.today
        self.pay_sales()

    def settle(self) -> None:
        """What was due when the day was closed: roots, then what is below them."""
        day = self.closed
        assert day is not None
        for root, covered_on in sorted(self.covered.items()):
            if root not in self.funded and max(covered_on, self.pieces[root].matures) <= day:
                self._fund(root, day)
        for made, piece in self.pieces.items():
            if piece.parent is None or piece.root not in self.funded or piece.paid:
                continue
            due = piece.matures <= day and not piece.cancelled
            returned = piece.cancelled == "unclaimed_parked" and piece.cancelled_on <= day
            if (due or returned) and piece.retained:
                self._pay_child(made, piece, day)

    def _fund(self, root: int, day: date) -> None:
        self.funded[root] = day
        for piece in self.pieces.values():
            if piece.root == root and not piece.cancelled:
                piece.since = day
        self.repay(root, day)
        self._pay(root, self.pieces[root].holder)

    def _pay_child(self, made: int, piece: Piece, day: date) -> None:
        assert piece.since is not None and piece.parent is not None
        self.earn(piece, (min(day, piece.matures) - piece.since).days)
        self._pay(made, self.pieces[piece.parent].holder if piece.cancelled else piece.holder)

    def _pay(self, made: int, payee: str) -> None:
        """What creditors attached stays in the book."""
        piece = self.pieces[made]
        piece.paid = True
        if piece.retained > piece.locked:
            self.owed["settlement", made] = payee, piece.retained - piece.locked

    def age_calls(self) -> None:
        """How the buyers' calls stand at the end of the day that was closed."""
        day = self.closed
        assert day is not None
        for (number, due_on), (state, grace) in sorted(self.calls.items()):
            missing = any(self.pieces[root].matures == due_on for root in self.uncovered(number))
            missing = missing or any(
                one.left and one.matures == due_on for one in self.open_advances(number)
            )
            if not missing:
                self.calls[number, due_on] = "funded", grace
            elif state == "due":
                after = self.on_or_after(self.on_or_after(due_on) + timedelta(days=1))
                self._warn(number, due_on, after, day)
            elif state == "grace" and grace is not None and day >= grace:
                self._warn(number, due_on, grace, day)

    def _warn(self, number: int, due_on: date, grace: date, day: date) -> None:
        """Grace to the end of the next business day after the due one; then two years' ban."""
        self.calls[number, due_on] = "grace", grace
        if day >= grace:
            self.calls[number, due_on] = "unpaid", grace
            since = day + timedelta(days=1)
            until = since.replace(year=since.year + BAN_YEARS)
            self.banned[self.agreements[number].buyer] = since, until
