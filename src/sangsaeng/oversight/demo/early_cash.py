"""Early cash and creditors in the demonstration: three ways to have one's money sooner, and an
attachment that reaches nobody below."""

from __future__ import annotations

from datetime import date

from sangsaeng.early_payment.model import Sale
from sangsaeng.early_payment.model_standing import OrderKind, StandingOrder
from sangsaeng.early_payment.service import sell
from sangsaeng.early_payment.service_standing import record_order
from sangsaeng.early_payment.service_standing_run import run_standing_orders
from sangsaeng.oversight.demo.cast import Actor
from sangsaeng.oversight.demo.stage import Stage, at
from sangsaeng.receivables.model_attachment import Attachment, AttachmentKind, Released
from sangsaeng.receivables.service_attachment import record_attachment, release_attachment

# Roots by their order of issue: the first is funded on 30 September, the second on the 10th.
_SOLD_BEFORE, _SOLD_AFTER = 28, 25
_SOLD_BEFORE_WON, _SOLD_AFTER_WON = 4_000_000, 2_500_000
# Places in tier 2: who keeps little and sells the rest by itself, and whose creditors come.
_ORDERS, _ATTACHED = 30, 21
_KEEPS_WON = 3_000_000
_ATTACHED_WON = 3_000_000
_CASE = "2026-demonstration-1"


def sell_before_funding(stage: Stage, day: date) -> None:
    """A tier-3 supplier sells a part weeks before its day; the bank pays it today."""
    _sell(stage, day, _SOLD_BEFORE, _SOLD_BEFORE_WON, "demo_sold")


def sell_from_deposit(stage: Stage, day: date) -> None:
    """The tree of another is funded: its early cash comes out of the deposit itself."""
    _sell(stage, day, _SOLD_AFTER, _SOLD_AFTER_WON, "demo_sold_from_deposit")


def _sell(stage: Stage, day: date, root: int, won: int, code: str) -> None:
    seller = stage.cast.tiers[2][root % len(stage.cast.tiers[2])]
    key = (stage.database, stage.programme_id, stage.named[f"root {root} third"])
    done = sell(*key, won, stage.company_of(seller).company_id, at(day, 10))
    assert isinstance(done, Sale), done
    if done.from_deposit is not (root == _SOLD_AFTER):
        stage.problems.append(code)
    told = {"won": done.amount_won, "interest": done.interest_won, "paid": done.proceeds_won}
    stage.tell(day, code, name=seller.name, days=done.days, **told)


def standing_order_runs(stage: Stage, day: date) -> None:
    """A tier-2 supplier has everything above an amount sold by itself; said again nothing more."""
    actor = stage.cast.tiers[1][_ORDERS]
    company_id = stage.company_of(actor).company_id
    with stage.database.transaction() as tx:
        kind = str(OrderKind.SELL_ABOVE)
        order = record_order(tx, company_id, kind, _KEEPS_WON, None, day)
    assert isinstance(order, StandingOrder), order
    ran = run_standing_orders(stage.database, at(day, 10))
    again = run_standing_orders(stage.database, at(day, 11))
    if not ran.sale_count or again.sale_count or ran.left:
        stage.problems.append(f"standing order {ran} {again}")
    told = {"count": ran.sale_count, "won": ran.amount_won, "paid": ran.proceeds_won}
    stage.tell(day, "demo_standing_order", name=actor.name, above=_KEEPS_WON, **told)


def creditors_come(stage: Stage, day: date) -> None:
    """A creditor attaches what a supplier itself retains; what it passed on is not its own."""
    kind, actor = AttachmentKind.PROVISIONAL, _attached(stage)
    company_id = stage.company_of(actor).company_id
    order = record_attachment(stage.database, company_id, kind, _CASE, _ATTACHED_WON, day)
    assert isinstance(order, Attachment), order
    if order.locked_won != _ATTACHED_WON:
        stage.problems.append(f"attached {order.locked_won}")
    stage.named["attachment"] = order.attachment_id
    stage.tell(day, "demo_attached", name=actor.name, won=order.locked_won)


def creditors_go(stage: Stage, day: date) -> None:
    """The order is released after its portion's day: today's run pays what was left in the book."""
    ended = release_attachment(stage.database, stage.named["attachment"], day)
    assert isinstance(ended, Released), ended
    if ended.to_pay_won == 0 or ended.freed_won + ended.to_pay_won != _ATTACHED_WON:
        stage.problems.append(f"released {ended}")
    stage.tell(day, "demo_released", name=_attached(stage).name, won=ended.to_pay_won)


def _attached(stage: Stage) -> Actor:
    return stage.cast.tiers[1][_ATTACHED]
