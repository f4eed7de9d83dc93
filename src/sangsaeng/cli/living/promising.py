"""A month's promises: the buyer's, and what its suppliers pass on of them, more every month."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from sangsaeng.cli.living.rounds import Round
from sangsaeng.cli.living.stage import Living, Promised
from sangsaeng.oversight.demo.cast import Actor
from sangsaeng.oversight.demo.papers import approval_number
from sangsaeng.receivables.evidence.model import fingerprint_of
from sangsaeng.receivables.model import Evidence, PromiseLine, Written
from sangsaeng.receivables.service import issue, pass_on

# A month's promises begin at this and grow by that, in won.
_FIRST_MONTH_WON, _MORE_A_MONTH_WON = 11_200_000_000, 228_000_000
# Of what the buyer promised: what reaches tiers 2 and 3 in a round, in tenths of a percent; the
# last stands for the newest month.
_TO_TIER_2 = (39, 46, 53, 60, 68, 74)
_TO_TIER_3 = (1, 2, 3, 4, 5, 6)
_ROOTS_EACH, _PAYEES_EACH = 2, 3
# The suppliers of tiers 2 and 3 that visitors are hold round sums in the newest months.
_OWNERS_TIER_2_WON = 80_000_000
_OWNERS_TIER_3_WON = (8_000_000, 9_000_000, 10_000_000, 12_000_000, 30_000_000, 18_000_000)
_WHOLE_WON = 1_000
# At most this share of what a tier-2 supplier was given goes on: two thirds.
_MOST_ON = (2, 3)


def of_round(living: Living, values: Sequence[int], number: int) -> int:
    """The value for a round, where the last stands for the newest one."""
    return values[number - len(living.rounds)]


def issue_roots(living: Living, this: Round) -> None:
    """The buyer's invoices of a month: two for each tier-1 supplier, the first of them large."""
    suppliers = living.cast.tiers[0]
    total = _FIRST_MONTH_WON + _MORE_A_MONTH_WON * this.number
    payees = [(supplier, half) for half in range(_ROOTS_EACH) for supplier in suppliers]
    weights = [80 + (place * 7 + this.number * 5) % 41 for place in range(len(payees))]
    shares = _shares(total, weights)
    lines = [
        line_of(living, number, payee, living.cast.buyer, won, this.due[half], this.issued_on)
        for number, ((payee, half), won) in enumerate(zip(payees, shares, strict=True), start=1)
    ]
    done = issue(living.database, living.programme_id, lines, this.issued_on)
    assert isinstance(done, Written), done
    roots = _made(living.programme_id, done, lines, [payee for payee, _ in payees])
    living.promised[this.number] = (roots, [], [])


def pass_to_tier_2(living: Living, this: Round) -> None:
    """Each tier-1 supplier passes parts on, due on the settlement day after its own."""
    roots, second, _ = living.promised[this.number]
    issued = sum(root.won for root in roots)
    wanted = issued * of_round(living, _TO_TIER_2, this.number) // 1_000 - _OWNERS_TIER_2_WON
    known = living.cast.tiers[1]
    # Every month a few more suppliers are reached.
    reached = known[: max(1, len(known) * (6 + this.number) // (5 + len(living.rounds)))]
    slots = len(roots) * _PAYEES_EACH
    shares = _shares(wanted, [70 + (slot * 11 + this.number) % 61 for slot in range(slots)])
    for place, root in enumerate(roots):
        payees = [
            (reached[slot % len(reached)], shares[slot])
            for slot in range(place * _PAYEES_EACH, (place + 1) * _PAYEES_EACH)
        ]
        if place == 0:
            payees.append((known[0], _OWNERS_TIER_2_WON))
        if place == len(roots) - 1 and this is living.rounds[-1]:
            # One of them is not on the system yet: what is passed on waits for it.
            payees[0] = (living.cast.never_joiner, payees[0][1])
        due = this.due[this.due.index(root.due) + 1]
        made = pass_part(living, root, payees, due, this.passed_on)
        second += [one for one in made if one.holder is not living.cast.never_joiner]


def pass_to_tier_3(living: Living, this: Round) -> None:
    """Some tier-2 suppliers pass on to tier 3, which is paid at the end of the month."""
    _, second, third = living.promised[this.number]
    roots = living.promised[this.number][0]
    issued = sum(root.won for root in roots)
    owners_won = of_round(living, _OWNERS_TIER_3_WON, this.number)
    wanted = issued * of_round(living, _TO_TIER_3, this.number) // 1_000
    known = living.cast.tiers[2]
    owner = next(one for one in second if one.won == _OWNERS_TIER_2_WON)
    others = [one for one in second if one.holder is not living.cast.tiers[1][0]]
    third += pass_part(living, owner, [(known[0], owners_won)], this.due[2], this.passed_below_on)
    reached = known[1 : 5 + 4 * this.number]
    # Below the owner's own sum a month's share is too small to be divided.
    rest = max(wanted - owners_won, _WHOLE_WON * 1_000 * len(reached))
    shares = _shares(rest, [60 + (n * 13) % 47 for n in range(len(reached))])
    for place, (payee, won) in enumerate(zip(reached, shares, strict=True)):
        above = others[(place * 2 + this.number) % len(others)]
        most = above.won * _MOST_ON[0] // _MOST_ON[1]
        part = [(payee, min(won, most))]
        third += pass_part(living, above, part, this.due[2], this.passed_below_on)
        # What is left of it is what can be passed on still.
        others[others.index(above)] = Promised(
            above.programme_id, above.receivable_id, above.holder, most - part[0][1], above.due
        )
        others = [one for one in others if one.won > _WHOLE_WON * 1_000]


def pass_part(
    living: Living, above: Promised, payees: Sequence[tuple[Actor, int]], due: date, day: date
) -> list[Promised]:
    """A holder passes parts of one promise on."""
    lines = [
        line_of(living, number, payee, above.holder, won, due, day)
        for number, (payee, won) in enumerate(payees, start=1)
    ]
    done = pass_on(living.database, above.programme_id, above.receivable_id, lines, day)
    assert isinstance(done, Written), (done, above, payees)
    return _made(above.programme_id, done, lines, [payee for payee, _ in payees])


def line_of(
    living: Living, number: int, payee: Actor, payer: Actor, won: int, due: date, day: date
) -> PromiseLine:
    """A line on an invoice of some days ago over the very sum."""
    serial = living.next_serial()
    written_on = day - timedelta(days=1 + serial % 4)
    approval = approval_number(written_on, serial)
    parties = (payee.business_number, payer.business_number)
    evidence = Evidence(
        fingerprint=fingerprint_of(*parties, written_on, won, approval),
        approval_number=approval,
        kind="tax_invoice",
        supplier_number=payee.business_number,
        buyer_number=payer.business_number,
        written_on=written_on,
        total_won=won,
    )
    return PromiseLine(number, payee.business_number, payee.name, won, due, evidence, payee.size)


def _made(
    programme_id: int, done: Written, lines: Sequence[PromiseLine], holders: Sequence[Actor]
) -> list[Promised]:
    return [
        Promised(programme_id, receivable_id, holder, line.amount_won, line.matures_on)
        for receivable_id, line, holder in zip(done.receivable_ids, lines, holders, strict=True)
    ]


def _shares(total_won: int, weights: Sequence[int]) -> list[int]:
    """Whole thousands by weights; what is left over is the first's."""
    whole = sum(weights)
    shares = [total_won * weight // whole // _WHOLE_WON * _WHOLE_WON for weight in weights]
    shares[0] += total_won - sum(shares)
    return shares
