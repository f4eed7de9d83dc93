"""Instructing banks: choose account and rail, store ids, then send. Nothing is sent that is not
stored, and what is stored is sent under the same ids however often it takes (G7)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import date, datetime

from sangsaeng.database.connection import Row, Transactions, Tx
from sangsaeng.database.sealing import Keys
from sangsaeng.database.statements import load
from sangsaeng.kernel.calendar import KOREA, Calendar
from sangsaeng.kernel.messages import sentence
from sangsaeng.kernel.money import LARGEST_WON
from sangsaeng.kernel.refusals import Refusal, refuse
from sangsaeng.ledger import service as ledger
from sangsaeng.ledger.model import AccountKind, Line, LineKind, account
from sangsaeng.parties.model import BankAccount
from sangsaeng.parties.rules import decide_payout_account
from sangsaeng.parties.sealed import unseal_account
from sangsaeng.parties.service import list_accounts_of, list_companies
from sangsaeng.payouts.model import Payable, Purpose
from sangsaeng.payouts.rails import rail_of
from sangsaeng.payouts.rails.model import Batch, Instruction, OwnAccount
from sangsaeng.payouts.rails.routing import RoutingLimits, choose_rail
from sangsaeng.payouts.rails.transports import Transport, TransportDown
from sangsaeng.payouts.rules import decide_resend
from sangsaeng.programmes.model import OwnBankAccount
from sangsaeng.programmes.service import get_calendar, list_own_accounts

_SQL = load(__package__)
# A file of 5,000 items is what banks take at once; a day's payouts go in several.
ITEMS_PER_BATCH = 5_000
_MOST_A_CALL = 50_000
# What the payee reads on its own statement.
_PURPOSE_TEXT = {
    Purpose.SETTLEMENT: "purpose_settlement",
    Purpose.INCENTIVE_AT_CHANGE: "purpose_incentive",
    Purpose.INCENTIVE: "purpose_incentive",
    Purpose.PARKING_TRANSFER: "purpose_parking_transfer",
    Purpose.SALE_PROCEEDS: "purpose_sale_proceeds",
    Purpose.REPAYMENT: "purpose_repayment",
    Purpose.INTEREST_REFUND: "purpose_interest_refund",
    Purpose.SYSTEM_FEE: "purpose_system_fee",
    Purpose.ADVANCE_TRANSFER: "purpose_advance_transfer",
    Purpose.RECOVERY_TRANSFER: "purpose_recovery_transfer",
    Purpose.RELEASED_PORTION: "purpose_settlement",
    Purpose.WITHHELD_TAX: "purpose_withheld_tax",
    Purpose.OUTCOMES: "purpose_outcomes",
}


@dataclass(frozen=True, slots=True)
class Instructed:
    """What one call of `instruct` stored, and what must wait: code -> how many, and one of them."""

    batch_count: int
    item_count: int
    total_won: int
    waiting: Mapping[str, int]
    reasons: Mapping[str, Refusal]


def instruct(
    database: Transactions, rails: Sequence[str], limits: RoutingLimits, at: datetime
) -> Instructed:
    """Store batches for released payouts, and again for those that came back and can be paid now.

    A payout waits, with its claim, while its payee has no usable account, its own account is
    stopped by a reconciliation difference, the bank does not yet hold the money, or no rail can
    carry it. `rails`: codes in the institution's order of preference.
    """
    today = at.astimezone(KOREA).date()
    with database.transaction() as tx:
        tx.run(_SQL["dispatch_alone"])
        calendar = get_calendar(tx)
        own = {one.own_account_id: one for one in list_own_accounts(tx)}
        stopped = {row["own_account_id"] for row in tx.rows(_SQL["list_stops"]) if row["stopped"]}
        room = _room(tx)
        fresh, opened = _list_fresh(tx)
        again = tx.rows(_SQL["list_came_back"], most=_MOST_A_CALL)
        payees = _Payees(tx, [*fresh, *again], own, today, calendar)
        chosen: dict[tuple[int, str], list[Payable]] = defaultdict(list)
        waiting: dict[str, int] = defaultdict(int)
        reasons: dict[str, Refusal] = {}
        for row in [*fresh, *again]:
            payable = payees.payable(row)
            waits: Refusal | None = payable if isinstance(payable, Refusal) else None
            if isinstance(payable, Payable):
                rail = _choose(payable, rails, limits, at, room, stopped, own)
                if isinstance(rail, Refusal):
                    waits = rail
                else:
                    chosen[payable.own_account_id, rail].append(payable)
            if waits is not None:
                waiting[waits.code] += 1
                reasons.setdefault(waits.code, waits)
        batches = 0
        for (own_account_id, rail), items in sorted(chosen.items()):
            size = min(ITEMS_PER_BATCH, rail_of(rail).batch_limit)
            for start in range(0, len(items), size):
                part = items[start : start + size]
                _store(tx, rail, own_account_id, part, today, calendar.on_or_after(today))
                batches += 1
        done = [item for items in chosen.values() for item in items]
        _lower_open_counts(tx, done, opened)
    total = sum(item.amount_won for item in done)
    return Instructed(batches, len(done), total, dict(waiting), reasons)


def _choose(
    payable: Payable,
    rails: Sequence[str],
    limits: RoutingLimits,
    at: datetime,
    room: dict[int, int],
    stopped: Set[int],
    own: Mapping[int, OwnBankAccount],
) -> str | Refusal:
    """The rail's code, or why the payout waits; takes its room when it can go."""
    if payable.own_account_id in stopped:
        return refuse("account_stopped")
    if room.get(payable.own_account_id, 0) < payable.amount_won:
        return refuse("money_not_there_yet")
    carriers = [rail_of(code) for code in rails]
    rail = choose_rail(payable.amount_won, payable.bank_code, carriers, limits, at)
    if isinstance(rail, Refusal):
        return rail
    # One text a rail cannot write would have the bank refuse a whole file.
    day = at.astimezone(KOREA).date()
    instruction = _instruction(payable, _debtor(own[payable.own_account_id]), day)
    unwritable = rail_of(rail).validate(instruction, max(limits.rtgs_limit_won, LARGEST_WON))
    if unwritable:
        return unwritable
    room[payable.own_account_id] -= payable.amount_won
    return rail


def _room(tx: Tx) -> dict[int, int]:
    """What each own account can still pay: the bank's balance as its entries say, less what is
    instructed and not yet on a statement."""
    room: dict[int, int] = defaultdict(int)
    for row in ledger.list_balances(tx):
        if row["kind"] == AccountKind.BANK:
            room[row["owner"]] += row["balance_won"]
    for row in tx.rows(_SQL["outstanding"]):
        room[row["own_account_id"]] -= row["won"]
    return dict(room)


def _list_fresh(tx: Tx) -> tuple[list[Row], set[int]]:
    rows: list[Row] = []
    runs = [row["run_id"] for row in tx.rows(_SQL["list_open_releases"])]
    for run_id in runs:
        if len(rows) < _MOST_A_CALL:
            most = _MOST_A_CALL - len(rows)
            rows += tx.rows(_SQL["list_unpaid"], run_id=run_id, most=most)
    return rows, set(runs)


class _Payees:
    """Which account each payout goes to today."""

    def __init__(
        self,
        tx: Tx,
        rows: Iterable[Row],
        own: Mapping[int, OwnBankAccount],
        today: date,
        calendar: Calendar,
    ) -> None:
        ids = [row["payee_id"] for row in rows if row["payee_id"] is not None]
        self._own = own
        self._today = today
        self._numbers = {
            company.company_id: company.business_number
            for company in list_companies(tx, ids).values()
        }
        accounts = list_accounts_of(tx, ids)
        self._accounts = {
            company_id: decide_payout_account(accounts.get(company_id, []), today, calendar)
            for company_id in set(ids)
        }

    def payable(self, row: Row) -> Payable | Refusal:
        """The payout with its account, or why it waits."""
        to_own = self._own.get(row["payee_own_account_id"])
        account_of = to_own or self._accounts[row["payee_id"]]
        if isinstance(account_of, Refusal):
            return account_of
        is_company = isinstance(account_of, BankAccount)
        bank_account_id = account_of.bank_account_id if is_company else None  # type: ignore[union-attr]
        attempt_no = row.get("attempt_no", 0) + 1
        if attempt_no > 1:
            waits = decide_resend(
                row["reason"],
                row["attempt_no"],
                # An own account is asked for no other one: the transfer goes again.
                to_own is not None or bank_account_id != row["bank_account_id"],
                row["created_on"],
                self._today,
            )
            if waits:
                return waits
        return Payable(
            programme_id=row["programme_id"],
            purpose=Purpose(row["purpose"]),
            source_id=row["source_id"],
            attempt_no=attempt_no,
            amount_won=row["amount_won"],
            own_account_id=row["own_account_id"],
            run_id=row["run_id"],
            bank_account_id=bank_account_id,
            bank_code=account_of.bank_code,
            account_number=account_of.account_number,
            holder_name=account_of.holder_name if is_company else account_of.name,  # type: ignore[union-attr]
            business_number=self._numbers.get(row["payee_id"]),
        )


def _store(
    tx: Tx,
    rail: str,
    own_account_id: int,
    items: Sequence[Payable],
    today: date,
    execute_on: date,
) -> None:
    numbers = ledger.reserve_items(tx, len(items) + 1)
    batch_id, attempt_ids = numbers[0], numbers[1:]
    tx.run(
        _SQL["add_batch"],
        batch_id=batch_id,
        message_id=f"SSB{batch_id}",
        rail=rail,
        own_account_id=own_account_id,
        item_count=len(items),
        total_won=sum(item.amount_won for item in items),
        created_on=today,
        execute_on=execute_on,
    )
    tx.run(
        _SQL["add_attempts"],
        batch_id=batch_id,
        attempt_id=attempt_ids,
        programme_id=[item.programme_id for item in items],
        purpose=[int(item.purpose) for item in items],
        source_id=[item.source_id for item in items],
        attempt_no=[item.attempt_no for item in items],
        end_to_end_id=[item.end_to_end_id for item in items],
        bank_account_id=[item.bank_account_id for item in items],
        amount_won=[item.amount_won for item in items],
    )
    resent = [
        Line(
            programme_id=item.programme_id,
            kind=LineKind.PAYOUT_RESENT,
            item_id=attempt_id,
            debit=account(AccountKind.RETURNED, own_account_id),
            credit=account(AccountKind.OUTGOING, own_account_id),
            amount_won=item.amount_won,
            booked_on=today,
        )
        for attempt_id, item in zip(attempt_ids, items, strict=True)
        if item.attempt_no > 1
    ]
    ledger.post_lines(tx, resent)


def _lower_open_counts(tx: Tx, done: Iterable[Payable], opened: set[int]) -> None:
    counts: dict[int, int] = defaultdict(int)
    for item in done:
        if item.attempt_no == 1 and item.run_id in opened:
            counts[item.run_id] += 1
    for run_id, count in counts.items():
        tx.run(_SQL["lower_open_count"], run_id=run_id, count=count)


def send(
    database: Transactions, transports: Mapping[str, Transport], at: datetime
) -> list[tuple[str, str, bytes]]:
    """Send every stored batch whose rail has a transport; (rail, reference, answer) of those that
    answer at once. A batch that may have left already is sent again under its own id: the bank
    tells a duplicate, and its first verdict stands."""
    with database.transaction() as tx:
        stored = tx.rows(_SQL["list_stored_batches"])
        own = {one.own_account_id: one for one in list_own_accounts(tx)}
    answers: list[tuple[str, str, bytes]] = []
    for batch in stored:
        if batch["rail"] not in transports:
            continue
        with database.transaction() as tx:
            rows = tx.rows(_SQL["list_batch_items"], batch_id=batch["batch_id"])
            items = [row | _paid_to(row, tx.keys) for row in rows]
        data = _render(batch, items, own)
        try:
            answer = transports[batch["rail"]].send(data, batch["message_id"])
        except TransportDown:
            # It may have arrived: it stays stored and goes again under the same id.
            continue
        with database.transaction() as tx:
            tx.run(_SQL["mark_sent"], batch_id=batch["batch_id"], at=at)
        if answer is not None:
            answers.append((batch["rail"], f"answer-{batch['message_id']}", answer))
    return answers


def _paid_to(row: Row, keys: Keys) -> Row:
    if row["bank_account_id"] is None:
        return {"account_number": row["own_number"], "holder_name": row["own_name"]}
    number, holder = unseal_account(keys, row)
    return {"account_number": number, "holder_name": holder}


def _render(batch: Row, items: Sequence[Row], own: Mapping[int, OwnBankAccount]) -> bytes:
    """The batch's bytes, read back as the bank will read them: the last control total."""
    rail = rail_of(batch["rail"])
    data = rail.render_batch(_batch(batch, items, own))
    seen = rail.read_back(data)
    assert not isinstance(seen, Refusal), seen
    totals = (len(seen), sum(item.amount_won for item in seen))
    assert totals == (batch["item_count"], batch["total_won"]), f"{batch['message_id']}: {totals}"
    return data


def _debtor(own: OwnBankAccount) -> OwnAccount:
    return OwnAccount(own.own_account_id, own.bank_code, own.account_number, own.name)


def _instruction(item: Payable, debtor: OwnAccount, execute_on: date) -> Instruction:
    return Instruction(
        end_to_end_id=item.end_to_end_id,
        amount_won=item.amount_won,
        debtor=debtor,
        payee_bank_code=item.bank_code,
        payee_account_number=item.account_number,
        payee_name=item.holder_name,
        payee_business_number=item.business_number,
        purpose_text=sentence(_PURPOSE_TEXT[item.purpose], "ko"),
        execute_on=execute_on,
    )


def _batch(batch: Row, items: Sequence[Row], own: Mapping[int, OwnBankAccount]) -> Batch:
    debtor = _debtor(own[batch["own_account_id"]])
    return Batch(
        message_id=batch["message_id"],
        rail=batch["rail"],
        # The moment is the day the batch was stored, so that sending it again gives the same bytes.
        created_at=datetime.combine(batch["created_on"], datetime.min.time(), KOREA),
        instructions=tuple(
            Instruction(
                end_to_end_id=item["end_to_end_id"],
                amount_won=item["amount_won"],
                debtor=debtor,
                payee_bank_code=item["bank_code"],
                payee_account_number=item["account_number"],
                payee_name=item["holder_name"],
                payee_business_number=item["business_number"],
                purpose_text=sentence(_PURPOSE_TEXT[Purpose(item["purpose"])], "ko"),
                execute_on=batch["execute_on"],
            )
            for item in items
        ),
    )


def list_waiting(database: Transactions, before: datetime, most: int = 1_000) -> list[Row]:
    """Attempts the bank has not answered for: to be asked, never to be sent again."""
    with database.transaction() as tx:
        return tx.rows(_SQL["list_waiting"], before=before, most=most)


def count_by_state(database: Transactions) -> list[Row]:
    """How all payouts stand."""
    with database.transaction() as tx:
        return tx.rows(_SQL["count_by_state"])
