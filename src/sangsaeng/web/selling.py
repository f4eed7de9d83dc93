"""Early cash on a screen: what could be sold, which parts come first, and what it would bring."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from sangsaeng.kernel.refusals import Refusal
from sangsaeng.web.holding import find_held
from sangsaeng.web.numbers import number_in
from sangsaeng.web.visits import Visit

# Lines that cannot be sold are found one after another; beyond so many, the rest is not asked.
_MOST_TRIES = 25
# What one sheet prices at once: more would keep the bar waiting. The rest is sold after it.
MOST_PARTS = 200
Parts = tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Scope:
    """What early cash may come from: of one programme, or one receivable of it. `others`: further
    programmes by number, buyer and what could be sold. `cut`: there is more, due later. Rows are
    those that the book says could be sold, as `sellable_won` of home and of the lists."""

    programme_id: int
    receivable_id: int | None
    rows: Sequence[dict[str, Any]]
    others: Sequence[tuple[int, str, int]] = ()
    cut: bool = False

    @property
    def most_won(self) -> int:
        """All that could be sold."""
        return sum(row["sellable_won"] for row in self.rows)


@dataclass(frozen=True, slots=True)
class Offer:
    """What an amount would bring. Without `parts` nothing can be sold, and `refusals` say why."""

    amount_won: int
    most_won: int
    parts: Parts = ()
    quotes: Sequence[dict[str, Any]] = ()
    refusals: Sequence[Refusal] = field(default_factory=tuple)

    @property
    def interest_won(self) -> int:
        """All that it costs."""
        return sum(one["interest_won"] for one in self.quotes)

    @property
    def proceeds_won(self) -> int:
        """What reaches the account."""
        return sum(one["proceeds_won"] for one in self.quotes)


def find_scope(visit: Visit, programme_id: int | None, receivable_id: int | None) -> Scope | None:
    """Where cash may come from as asked, else of the programme with most to sell; None: nowhere."""
    if programme_id is not None and receivable_id is not None:
        return _scope_of_one(visit, programme_id, receivable_id)
    asked: dict[str, Any] = {"least_sellable_won": 1, "programme_id": programme_id}
    page = visit.read("receivables.held", MOST_PARTS, **asked)
    rows, cut = page.rows, page.next_cursor is not None
    by_programme: dict[int, list[dict[str, Any]]] = {}
    for row in rows:
        by_programme.setdefault(row["programme_id"], []).append(row)
    sums = {number: sum(row["sellable_won"] for row in of) for number, of in by_programme.items()}
    chosen = (
        programme_id if programme_id is not None else max(sums, key=sums.__getitem__, default=0)
    )
    if chosen not in by_programme:
        return None
    others = [
        (number, of[0]["buyer"], sums[number])
        for number, of in by_programme.items()
        if number != chosen
    ]
    return Scope(chosen, None, by_programme[chosen], others, cut)


def _scope_of_one(visit: Visit, programme_id: int, receivable_id: int) -> Scope | None:
    """One receivable that the company holds and could sell of."""
    row = find_held(visit, programme_id, receivable_id)
    return Scope(programme_id, receivable_id, [row]) if row and row["sellable_won"] else None


def price(visit: Visit, scope: Scope, amount_won: int | None) -> Offer:
    """What an amount would bring (None: all), the cheapest parts first: those due earliest. What
    turns out not to be for sale is left out; where nothing else is left, it is said why."""
    rows = list(scope.rows)
    refused: tuple[Refusal, ...] = ()
    for _ in range(_MOST_TRIES):
        most = sum(row["sellable_won"] for row in rows)
        wanted = most if amount_won is None else min(amount_won, most)
        parts = _allot(rows, wanted)
        if not parts:
            break
        tried = visit.dry_run("early_payment.quote", _asked(scope.programme_id, parts))
        if not isinstance(tried, list):
            return Offer(wanted, most, parts, tried["quotes"])
        refused = tuple(tried)
        left = _without(rows, parts, tried[0])
        if left is None:
            break
        rows = left
    return Offer(amount_won or 0, scope.most_won, refusals=refused)


def asked_quotes(programme_id: int, parts: Parts) -> dict[str, Any]:
    """What the act `early_payment.quote` is given."""
    return _asked(programme_id, parts)


def parse_parts(text: str) -> Parts:
    """Parts as `render_parts` writes them; none, where the text is not of ours."""
    found = []
    for piece in text.split(",") if text else ():
        number, _, won = piece.partition(":")
        one, part = number_in(number), number_in(won, _WON_DIGITS)
        if one is None or part is None:
            return ()
        found.append((one, part))
    return tuple(found)


# Won of one part, 10^15 at most.
_WON_DIGITS = 16


def render_parts(parts: Parts) -> str:
    """Parts as one field of a form."""
    return ",".join(f"{number}:{won}" for number, won in parts)


def _asked(programme_id: int, parts: Parts) -> dict[str, Any]:
    listed = [{"receivable_id": number, "amount_won": won} for number, won in parts]
    return {"programme_id": programme_id, "parts": listed}


def _allot(rows: Sequence[dict[str, Any]], amount_won: int) -> Parts:
    parts = []
    for row in sorted(rows, key=lambda row: (row["matures_on"], row["receivable_id"])):
        part = min(row["sellable_won"], amount_won)
        amount_won -= part
        if part > 0:
            parts.append((row["receivable_id"], part))
    return tuple(parts)


def _without(
    rows: Sequence[dict[str, Any]], parts: Parts, refusal: Refusal
) -> list[dict[str, Any]] | None:
    """The rows without those that a refusal is about; None where it is about all of them."""
    if len(rows) <= 1 or refusal.code == "after_cut_off":
        return None
    if refusal.code == "government_first_tier_sale":
        left = [row for row in rows if row["tier"] > 1]
    elif refusal.code == "buyer_suspended":
        left = [row for row in rows if row["state"] == "parked"]
    elif refusal.line is not None and refusal.line <= len(parts):
        gone = parts[refusal.line - 1][0]
        left = [row for row in rows if row["receivable_id"] != gone]
    else:
        return None
    return left if len(left) < len(rows) else None
