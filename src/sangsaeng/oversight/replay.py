"""Running one scenario in a fresh book: its own companies, programmes, settlement days, and a bank.

Every difference between what the file expects and what happened is returned; what the product
cannot show or do answers `not_available`, never nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from sangsaeng.database.connection import Database
from sangsaeng.early_payment.service import accept, quote
from sangsaeng.kernel.calendar import KOREA, Calendar
from sangsaeng.kernel.refusals import Refusal, refuse
from sangsaeng.oversight.book import hear_banks, pay_out
from sangsaeng.oversight.replay_seen import Moment, look
from sangsaeng.oversight.replay_world import BUYERS_CASH_ON, World, open_world
from sangsaeng.oversight.scenario import Event, Scenario
from sangsaeng.oversight.verify import verify
from sangsaeng.parties.model import InsolvencyKind
from sangsaeng.payouts.rails.model import Reason
from sangsaeng.programmes.service import get_calendar
from sangsaeng.programmes.service_insolvency import record_insolvency
from sangsaeng.receivables.model import PromiseLine
from sangsaeng.receivables.model_attachment import AttachmentKind
from sangsaeng.receivables.service import issue, pass_on
from sangsaeng.receivables.service_attachment import (
    list_attachments,
    record_attachment,
    release_attachment,
)
from sangsaeng.receivables.service_taking_back import (
    cancel,
    record_amendment_notice,
    return_unclaimed,
)
from sangsaeng.settlement.receipts import reference_of_deposit, reference_of_root
from sangsaeng.settlement.service_run import settle_day

_MORNING, _NOON = time(10, 0), time(12, 0)
_BEFORE_ALL = datetime(1900, 1, 1, tzinfo=KOREA)


@dataclass(frozen=True, slots=True)
class Difference:
    """What was expected and what happened; `event` is None for the end of the file."""

    event: int | None
    day: date
    what: str
    expected: str
    actual: str


def replay(database: Database, scenario: Scenario) -> list[Difference]:
    """Run a scenario in an empty, migrated database; the differences, none when all holds."""
    world = open_world(database, scenario)
    if isinstance(world, Refusal):
        return [Difference(None, scenario.events[0].day, "file", "readable", world.code)]
    differences: list[Difference] = []
    with database.transaction() as tx:
        calendar = get_calendar(tx)
    day = scenario.events[0].day
    last = scenario.events[-1].day
    # What is due on a closed last day is done on the next business day: the end waits for it.
    while day <= calendar.on_or_after(last):
        differences += _do_day(world, [e for e in scenario.events if e.day == day], day, calendar)
        day += timedelta(days=1)
    end = Moment(_BEFORE_ALL, day - timedelta(days=1), at_the_end=True, settled=True)
    differences += _compare(world, None, scenario.expect, end)
    for proof in verify(database):
        if not proof.holds:
            sides = (str(proof.left_won), str(proof.right_won))
            differences.append(Difference(None, last, f"verify {proof.rule} {proof.what}", *sides))
    return differences


def _do_day(world: World, events: list[Event], day: date, calendar: Calendar) -> list[Difference]:
    differences: list[Difference] = []
    world.bank.day = day
    return_unclaimed(world.database, day)
    began = datetime.combine(day, time.min, KOREA)
    for number, event in enumerate(events):
        world.last_sale = None
        refused = _HANDLERS[event.kind](world, event.what, day)
        code = refused.code if refused else None
        if code != event.refused:
            expected = event.refused or "done"
            differences.append(Difference(event.number, day, event.kind, expected, code or "done"))
        is_last = number == len(events) - 1
        if not is_last and event.expect:
            before = Moment(began, day, at_the_end=False, settled=False)
            differences += _compare(world, event.number, event.expect, before)
    if calendar.is_business_day(day):
        settled = settle_day(world.database, day)
        if isinstance(settled, Refusal):
            differences.append(Difference(None, day, "settlement", "done", settled.code))
        moment = datetime.combine(day, _NOON, KOREA)
        pay_out(world.desk, moment)
        world.bank.close_day()
        hear_banks(world.desk, moment)
    if events and events[-1].expect:
        seen = Moment(began, day, at_the_end=False, settled=True)
        differences += _compare(world, events[-1].number, events[-1].expect, seen)
    return differences


def _issue(world: World, what: Mapping[str, Any], day: date) -> Refusal | None:
    programme_id = world.programme_of(str(what["buyer"]), day)
    if isinstance(programme_id, Refusal):
        return programme_id
    if world.needs_deposit and type(what.get("face")) is int and what["face"] > 0:
        _pay_in(world, what["face"], reference_of_deposit(programme_id), day)
    line = _line(world, what, str(what["buyer"]), day)
    done = issue(world.database, programme_id, [line], day)
    if isinstance(done, list):
        return done[0]
    world.remember(str(what["receivable"]), programme_id, done.receivable_ids[0], what, None)
    return None


def _pass_on(world: World, what: Mapping[str, Any], day: date) -> Refusal | None:
    parent = world.receivables.get(str(what["parent"]))
    if parent is None:
        return refuse("unknown_receivable", "parent", receivable=str(what["parent"]))
    line = _line(world, what, parent.holder, day)
    done = pass_on(world.database, parent.programme_id, parent.receivable_id, [line], day)
    if isinstance(done, list):
        return done[0]
    number = done.receivable_ids[0]
    world.remember(str(what["receivable"]), parent.programme_id, number, what, parent.name)
    return None


def _line(world: World, what: Mapping[str, Any], issuer: str, day: date) -> PromiseLine:
    holder = world.company(str(what["holder"]), day)
    issuer_number = world.company(issuer, day).business_number
    return PromiseLine(
        line_no=1,
        payee_number=holder.business_number,
        payee_name=holder.name,
        amount_won=what.get("face"),  # type: ignore[arg-type]
        matures_on=what["matures_on"],
        evidence=world.evidence(what, holder.business_number, issuer_number, day),
    )


def _fund(world: World, what: Mapping[str, Any], day: date) -> Refusal | None:
    held = world.receivables.get(str(what["receivable"]))
    if held is None or held.parent is not None:
        return refuse("unknown_receivable", "receivable", receivable=str(what["receivable"]))
    if not world.needs_deposit and held.buyer not in world.failed:
        # A cash-deposit buyer has brought the money before the issue.
        reference = reference_of_root(held.programme_id, held.receivable_id)
        _pay_in(world, held.face_won, reference, day)
    return None


def _pay_in(world: World, amount_won: int, reference: str, day: date) -> None:
    world.bank.credit(BUYERS_CASH_ON, amount_won, reference)
    hear_banks(world.desk, datetime.combine(day, _NOON, KOREA))


def _cancel(world: World, what: Mapping[str, Any], day: date) -> Refusal | None:
    held = world.receivables.get(str(what["receivable"]))
    if held is None:
        return refuse("unknown_receivable", "receivable", receivable=str(what["receivable"]))
    consents = [world.company(str(name), day).company_id for name in what.get("consents") or []]
    return cancel(world.database, held.programme_id, held.receivable_id, consents, day)


def _change_account(world: World, what: Mapping[str, Any], day: date) -> Refusal | None:
    name = str(what["company"])
    world.company(name, day)
    return world.change_account(name, str(what["bank"]), str(what["account"]), day)


def _bank_returns(world: World, what: Mapping[str, Any], day: date) -> Refusal | None:
    reason = Reason(what.get("reason", Reason.CLOSED_ACCOUNT))
    world.company(str(what["company"]), day)
    return world.return_next(str(what["company"]), reason)


def _invoice_amended(world: World, what: Mapping[str, Any], day: date) -> Refusal | None:
    held = world.receivables.get(str(what["receivable"]))
    if held is None:
        return refuse("unknown_receivable", "receivable", receivable=str(what["receivable"]))
    return record_amendment_notice(world.database, held.programme_id, held.receivable_id, day)


def _mature(world: World, what: Mapping[str, Any], _day: date) -> Refusal | None:
    if str(what["receivable"]) not in world.receivables:
        return refuse("unknown_receivable", "receivable", receivable=str(what["receivable"]))
    return None


def _sell(world: World, what: Mapping[str, Any], day: date) -> Refusal | None:
    held = world.receivables.get(str(what["receivable"]))
    if held is None:
        return refuse("unknown_receivable", "receivable", receivable=str(what["receivable"]))
    seller_id = world.company(held.holder, day).company_id
    at = _moment(day, what.get("at"))
    quoted_at = _moment(day, what["quoted_at"]) if "quoted_at" in what else at
    key = (held.programme_id, held.receivable_id, what.get("amount"), seller_id)
    made = quote(world.database, *key, quoted_at)
    if isinstance(made, Refusal):
        return made
    sold = accept(world.database, held.programme_id, made.quote_id, seller_id, at)
    if isinstance(sold, Refusal):
        return sold
    world.last_sale = sold
    return None


def _moment(day: date, told: object) -> datetime:
    """A time of day as the file writes it, "16:00"; in the morning where it says none."""
    return datetime.combine(day, time.fromisoformat(str(told)) if told else _MORNING, KOREA)


def _fail(world: World, what: Mapping[str, Any], _day: date) -> Refusal | None:
    world.failed.add(str(what["buyer"]))
    return None


def _attach(world: World, what: Mapping[str, Any], day: date) -> Refusal | None:
    debtor = world.company(str(what["company"]), day)
    world.orders += 1
    kind, reference = AttachmentKind.ATTACHMENT, f"order {world.orders}"
    asked = (debtor.company_id, kind, reference, what.get("amount"), day)
    done = record_attachment(world.database, *asked)  # type: ignore[arg-type]
    return done if isinstance(done, Refusal) else None


def _release(world: World, what: Mapping[str, Any], day: date) -> Refusal | None:
    """The oldest order against a company that stands is at its end."""
    debtor = world.company(str(what["company"]), day)
    with world.database.transaction() as tx:
        standing = [o for o in list_attachments(tx, debtor.company_id) if o.released_on is None]
    if not standing:
        return refuse("unknown_attachment", "company", attachment=debtor.name)
    done = release_attachment(world.database, standing[0].attachment_id, day)
    return done if isinstance(done, Refusal) else None


def _bankrupt(world: World, what: Mapping[str, Any], day: date) -> Refusal | None:
    debtor = world.company(str(what["company"]), day)
    with world.database.transaction() as tx:
        key = (debtor.company_id, InsolvencyKind.BANKRUPTCY, f"case of {debtor.name}", day)
        done = record_insolvency(tx, *key)
    return done if isinstance(done, Refusal) else None


_HANDLERS: Mapping[str, Callable[[World, Mapping[str, Any], date], Refusal | None]] = {
    "issue": _issue,
    "pass_on": _pass_on,
    "fund": _fund,
    "cancel": _cancel,
    "change_account": _change_account,
    "bank_returns": _bank_returns,
    "invoice_amended": _invoice_amended,
    "mature": _mature,
    "sell": _sell,
    "fail": _fail,
    "attach": _attach,
    "release": _release,
    "bankrupt": _bankrupt,
}


def _compare(
    world: World, event: int | None, expect: Mapping[str, Any], moment: Moment
) -> list[Difference]:
    differences: list[Difference] = []
    for key, expected in expect.items():
        if key == "verify":
            # Checked at the end of every file in any case.
            continue
        actual = look(world, key, expected, moment)
        if actual != expected:
            differences.append(Difference(event, moment.day, key, str(expected), str(actual)))
    return differences
