"""What banks say, made book entries and attempt states. Every message and every entry counts once.

An attempt is `credited` on the bank's own entry (or on the answer of a rail whose answer is the
credit); a payment sent back raises `returned`, the payee keeps its claim (G7).
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from sangsaeng.database.connection import Row, Transactions, Tx
from sangsaeng.database.statements import load
from sangsaeng.kernel.refusals import Refusal
from sangsaeng.ledger import service as ledger
from sangsaeng.ledger.model import AccountKind, Line, LineKind, account
from sangsaeng.parties.service import record_account_closed
from sangsaeng.payouts.entry_meaning import list_openings, read_entry
from sangsaeng.payouts.model import AttemptState, Identify, Meaning, Receipt, Reconciled
from sangsaeng.payouts.rails import rail_of
from sangsaeng.payouts.rails.model import (
    Accepted,
    BankEvent,
    BatchRejected,
    Credited,
    Duplicate,
    EntryBooked,
    Reason,
    Rejected,
    Returned,
    Statement,
    Unknown,
)
from sangsaeng.payouts.rules import ACCOUNT_REASONS, check_amounts, may_become
from sangsaeng.payouts.service_reconcile import record_statement
from sangsaeng.programmes.model import OwnBankAccount
from sangsaeng.programmes.service import list_own_accounts

_SQL = load(__package__)


@dataclass(frozen=True, slots=True)
class Recorded:
    """What one message changed."""

    new_entries: int = 0
    receipts: tuple[tuple[Receipt, int], ...] = ()
    reconciled: tuple[Reconciled, ...] = ()
    came_back: tuple[int, ...] = ()


@dataclass(slots=True)
class _Work:
    """One message being recorded."""

    tx: Tx
    own: dict[str, OwnBankAccount]
    attempts: dict[str, Row]
    by_message: dict[str, list[Row]]
    today: date
    at: datetime
    told_by: str
    lines: list[Line] = field(default_factory=list)
    moves: dict[int, Row] = field(default_factory=dict)
    notes: list[tuple[int, str, str | None]] = field(default_factory=list)
    receipts: list[tuple[Receipt, int]] = field(default_factory=list)
    came_back: list[int] = field(default_factory=list)

    def move(self, attempt: Row, state: AttemptState, reason: str | None = None) -> bool:
        """Change an attempt's state if the step is allowed; whether it was."""
        if not may_become(AttemptState(attempt["state"]), state):
            return False
        attempt["state"] = str(state)
        attempt["reason"] = reason or attempt["reason"]
        self.keep(attempt)
        self.notes.append((attempt["attempt_id"], str(state), attempt["reason"]))
        return True

    def keep(self, attempt: Row) -> None:
        """Store the attempt as it now stands."""
        self.moves[attempt["attempt_id"]] = attempt

    def post(self, kind: LineKind, item_id: int, debit: int, credit: int, row: Row) -> None:
        """One line of the attempt's amount."""
        self.lines.append(
            Line(
                programme_id=row["programme_id"],
                kind=kind,
                item_id=item_id,
                debit=debit,
                credit=credit,
                amount_won=row["amount_won"],
                booked_on=self.today,
            )
        )


def record_message(
    database: Transactions,
    rail: str,
    message_ref: str,
    data: bytes,
    at: datetime,
    identify: Identify,
) -> Recorded | Refusal:
    """Record one message of a bank; a second time it changes nothing.

    `identify` tells which buyer's money an incoming entry is. Refused: `bank_message_unreadable`.
    """
    events = rail_of(rail).parse_message(data)
    if isinstance(events, Refusal):
        return events
    strange = check_amounts(events)
    if strange:
        return strange
    digest = hashlib.sha256(data).hexdigest()
    with database.transaction() as tx:
        known = tx.row(_SQL["get_message_digest"], rail=rail, message_ref=message_ref)
        if known is not None and known["digest"] != digest:
            # A bank that names every day's file alike: another content is another message.
            message_ref = f"{message_ref}#{digest[:12]}"
        is_new = tx.run(
            _SQL["add_message"],
            rail=rail,
            message_ref=message_ref,
            digest=digest,
            event_count=len(events),
            day=at.date(),
        )
        if not is_new:
            return Recorded()
        return record_events(tx, events, at, f"{rail}:{message_ref}", identify)


def record_events(
    tx: Tx, events: Sequence[BankEvent], at: datetime, told_by: str, identify: Identify
) -> Recorded:
    """Record events of one message in the caller's transaction."""
    entries = _entries(events)
    work = _load(tx, events, entries, at, told_by)
    entries += list_openings(tx, work.own, events)
    for event in events:
        _record_word(work, event)
    new_entries = _record_entries(work, entries, identify)
    _write(work)
    reconciled = tuple(
        record_statement(tx, work.own[event.account_number], event, at.date())
        for event in events
        if isinstance(event, Statement) and event.account_number in work.own
    )
    return Recorded(new_entries, tuple(work.receipts), reconciled, tuple(work.came_back))


def _entries(events: Sequence[BankEvent]) -> list[EntryBooked]:
    found: dict[tuple[str, str], EntryBooked] = {}
    for event in events:
        inside = event.entries if isinstance(event, Statement) else [event]
        for entry in inside:
            if isinstance(entry, EntryBooked):
                found.setdefault((entry.account_number, entry.entry_ref), entry)
    return list(found.values())


def _load(
    tx: Tx, events: Sequence[BankEvent], entries: Sequence[EntryBooked], at: datetime, told_by: str
) -> _Work:
    ids = {entry.original_end_to_end_id or entry.end_to_end_id for entry in entries}
    ids |= {getattr(event, "end_to_end_id", None) for event in events}
    messages = [event.message_id for event in events if isinstance(event, BatchRejected)]
    rows = tx.rows(_SQL["lock_attempts"], ids=sorted(one for one in ids if one), messages=messages)
    by_message: dict[str, list[Row]] = {}
    for row in rows:
        by_message.setdefault(row["message_id"], []).append(row)
    return _Work(
        tx=tx,
        own={one.account_number: one for one in list_own_accounts(tx)},
        attempts={row["end_to_end_id"]: row for row in rows},
        by_message=by_message,
        today=at.date(),
        at=at,
        told_by=told_by,
    )


def _record_word(work: _Work, event: BankEvent) -> None:
    """What the bank says of an instruction, as opposed to what it booked."""
    match event:
        case Rejected():
            attempt = work.attempts.get(event.end_to_end_id)
            if attempt is not None:
                _reject(work, attempt, event.reason_code)
        case BatchRejected():
            for attempt in work.by_message.get(event.message_id, []):
                _reject(work, attempt, event.reason_code)
        case Returned():
            attempt = work.attempts.get(event.end_to_end_id)
            if attempt is not None:
                # The money itself comes as an entry; here only why.
                attempt["reason"] = str(event.reason_code)
                note = (attempt["attempt_id"], "return_announced", attempt["reason"])
                work.notes.append(note)
                work.keep(attempt)
        case Unknown():
            attempt = work.attempts.get(event.end_to_end_id)
            if attempt is not None:
                work.move(attempt, AttemptState.UNKNOWN)
        case Credited():
            attempt = work.attempts.get(event.end_to_end_id)
            if attempt is not None:
                work.move(attempt, AttemptState.CREDITED)
        case Accepted() | Duplicate() | EntryBooked() | Statement():
            pass


def _reject(work: _Work, attempt: Row, reason: Reason) -> None:
    if reason is Reason.DUPLICATE:
        # The bank has another instruction under this id: what became of it is asked.
        work.move(attempt, AttemptState.UNKNOWN, str(reason))
        return
    if not work.move(attempt, AttemptState.REJECTED, str(reason)):
        return
    own = attempt["own_account_id"]
    work.post(
        LineKind.PAYOUT_REJECTED,
        attempt["attempt_id"],
        account(AccountKind.OUTGOING, own),
        account(AccountKind.RETURNED, own),
        attempt,
    )
    _account_failed(work, attempt, reason)


def _account_failed(work: _Work, attempt: Row, reason: str | None) -> None:
    work.came_back.append(attempt["attempt_id"])
    if reason in ACCOUNT_REASONS and attempt["bank_account_id"] is not None:
        record_account_closed(work.tx, attempt["bank_account_id"])


def _is_ours(work: _Work, entry: EntryBooked) -> bool:
    """By the number, and by the bank where it names itself by KFTC's code."""
    own = work.own.get(entry.account_number)
    return own is not None and entry.bank_code in (None, own.bank_code)


def _record_entries(work: _Work, entries: Sequence[EntryBooked], identify: Identify) -> int:
    known = [entry for entry in entries if _is_ours(work, entry)]
    if not known:
        return 0
    numbers = ledger.reserve_items(work.tx, len(known))
    readings = [read_entry(work.tx, work.own, work.attempts, entry, identify) for entry in known]
    added = work.tx.rows(
        _SQL["add_entries"],
        entry_id=numbers,
        own_account_id=[work.own[entry.account_number].own_account_id for entry in known],
        entry_ref=[entry.entry_ref for entry in known],
        direction=[entry.direction for entry in known],
        amount_won=[entry.amount_won for entry in known],
        booked_on=[entry.booked_on for entry in known],
        end_to_end_id=[entry.original_end_to_end_id or entry.end_to_end_id for entry in known],
        remittance=[entry.remittance_text for entry in known],
        # Whom an explained entry is from or for is known; only for the others the name is kept.
        counterparty=[
            entry.counterparty_name or "" if meaning is Meaning.UNIDENTIFIED else ""
            for entry, (meaning, _, _) in zip(known, readings, strict=True)
        ],
        meaning=[str(meaning) for meaning, _, _ in readings],
        programme_id=[programme_id for _, programme_id, _ in readings],
    )
    new = {row["entry_id"] for row in added}
    for number, entry, (meaning, programme_id, receipt) in zip(
        numbers, known, readings, strict=True
    ):
        if number in new:
            _post_entry(work, number, entry, meaning, programme_id, receipt)
    return len(new)


def _post_entry(
    work: _Work,
    entry_id: int,
    entry: EntryBooked,
    meaning: Meaning,
    programme_id: int,
    receipt: Receipt | None,
) -> None:
    own = work.own[entry.account_number].own_account_id
    bank = account(AccountKind.BANK, own)
    attempt = work.attempts.get(entry.original_end_to_end_id or entry.end_to_end_id or "")
    row: Row = {"programme_id": programme_id, "amount_won": entry.amount_won}
    match meaning:
        case Meaning.PAYOUT:
            assert attempt is not None
            outgoing = account(AccountKind.OUTGOING, own)
            if attempt["state"] == AttemptState.REJECTED:
                # The bank booked what it had said it would not: the claim it kept is used up.
                outgoing = account(AccountKind.RETURNED, own)
            work.post(LineKind.PAYOUT_DEBITED, entry_id, outgoing, bank, row)
            if not work.move(attempt, AttemptState.CREDITED):
                # It was sent back before its own debit showed: only that the money had left is new.
                work.keep(attempt)
        case Meaning.TRANSFER_IN:
            incoming = account(AccountKind.INCOMING, own)
            work.post(LineKind.TRANSFER_CREDITED, entry_id, bank, incoming, row)
        case Meaning.PAYOUT_RETURN:
            assert attempt is not None
            returned = account(AccountKind.RETURNED, own)
            work.post(LineKind.PAYOUT_RETURNED, entry_id, bank, returned, row)
            work.move(attempt, AttemptState.RETURNED, attempt["reason"] or str(Reason.OTHER))
            _account_failed(work, attempt, attempt["reason"])
        case Meaning.RECEIPT:
            assert receipt is not None
            _post_receipt(work, entry_id, bank, receipt, row)
        case Meaning.INSTITUTION_FUNDS:
            funds = account(AccountKind.INSTITUTION_FUNDS, own)
            work.post(LineKind.RECEIPT, entry_id, bank, funds, row)
        case Meaning.UNIDENTIFIED:
            waits = account(AccountKind.UNIDENTIFIED, own)
            debit, credit = (bank, waits) if entry.direction == "credit" else (waits, bank)
            work.post(LineKind.RECEIPT, entry_id, debit, credit, row)


def _post_receipt(work: _Work, entry_id: int, bank: int, receipt: Receipt, row: Row) -> None:
    programme_id = receipt.programme_id
    if receipt.is_deposit:
        cash = account(AccountKind.BUYER_DEPOSIT, programme_id)
        work.post(LineKind.BUYER_DEPOSITED, entry_id, bank, cash, row)
        ledger.change_guarded(work.tx, programme_id, cash, row["amount_won"])
    else:
        money = account(AccountKind.BUYER_MONEY, programme_id)
        work.post(LineKind.RECEIPT, entry_id, bank, money, row)
    work.receipts.append((receipt, row["amount_won"]))


def _write(work: _Work) -> None:
    ledger.post_lines(work.tx, work.lines)
    if work.moves:
        moved = list(work.moves.values())
        columns = ("attempt_id", "state", "reason", "booked_on")
        values = {name: [row[name] for row in moved] for name in columns}
        work.tx.run(_SQL["set_attempts"], **values, at=work.at)
    if work.notes:
        work.tx.run(
            _SQL["add_attempt_events"],
            attempt_id=[note[0] for note in work.notes],
            state=[note[1] for note in work.notes],
            reason=[note[2] for note in work.notes],
            told_by=work.told_by,
            day=work.today,
        )
