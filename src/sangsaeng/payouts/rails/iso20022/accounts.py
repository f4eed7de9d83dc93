"""Reading camt.054 (movements as they book) and camt.053 (the day's statement).

An entry booked singly is one `EntryBooked`; a batch-booked entry with its details is one for each
detail, which must add up to it; without details it is one entry that names the message.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from sangsaeng.payouts.rails.iso20022.xml import Node
from sangsaeng.payouts.rails.model import BankEvent, EntryBooked, Statement
from sangsaeng.payouts.rails.reading import Unreadable, as_date, as_digits

NOT_PROVIDED = "NOTPROVIDED"
# ISO bank transaction sub-families of a credit transfer sent back.
_RETURN_SUB_FAMILIES = frozenset({"RRTN", "RRCT"})


@dataclass(frozen=True, slots=True)
class _Account:
    bank_code: str | None
    number: str


def read_notification(message: Node) -> Iterator[BankEvent]:
    """The entries of a camt.054."""
    for notification in message.each("Ntfctn"):
        yield from _read_entries(notification)


def read_statements(message: Node) -> Iterator[BankEvent]:
    """The statements of a camt.053, each with its booked entries."""
    for statement in message.each("Stmt"):
        yield _read_statement(statement)


def _read_statement(statement: Node) -> Statement:
    account = _read_account(statement)
    balances = {
        balance.required("Tp/CdOrPrtry/Cd"): balance.won()
        if balance.is_credit()
        else -balance.won()
        for balance in statement.each("Bal")
    }
    opening_won = balances.get("OPBD", balances.get("PRCD"))
    closing_won = balances.get("CLBD")
    if opening_won is None or closing_won is None:
        raise Unreadable("a statement without opening and closing balance")
    number = statement.text("LglSeqNb") or statement.required("ElctrncSeqNb")
    return Statement(
        bank_code=account.bank_code,
        account_number=account.number,
        statement_id=statement.required("Id"),
        sequence_number=as_digits(number, "sequence number"),
        opening_won=opening_won,
        closing_won=closing_won,
        entries=tuple(_read_entries(statement)),
        from_on=as_date(statement.required("FrToDt/FrDtTm"), "FrDtTm"),
        to_on=as_date(statement.required("FrToDt/ToDtTm"), "ToDtTm"),
    )


def _signed_won(node: Node) -> int:
    return node.won() if node.is_credit() else -node.won()


def _read_account(report: Node) -> _Account:
    identity = report.child("Acct/Id")
    number = identity.text("IBAN") or identity.text("Othr/Id")
    if number is None:
        raise Unreadable("an account without a number")
    return _Account(report.text("Acct/Svcr/FinInstnId/ClrSysMmbId/MmbId"), number)


def _read_entries(report: Node) -> Iterator[EntryBooked]:
    """Booked entries only: pending and information entries have moved nothing yet."""
    account = _read_account(report)
    for entry in report.each("Ntry"):
        if (entry.text("Sts/Cd") or entry.text("Sts")) == "BOOK":
            yield from _read_entry(entry, account)


def _read_entry(entry: Node, account: _Account) -> Iterator[EntryBooked]:
    total_won = _signed_won(entry)
    reference = entry.text("AcctSvcrRef") or entry.text("NtryRef")
    details = [detail for group in entry.each("NtryDtls") for detail in group.each("TxDtls")]
    if not details:
        yield _booked(entry, None, account, reference, total_won)
        return
    parts_won = [_part_won(detail, total_won, len(details) == 1) for detail in details]
    if sum(parts_won) != total_won:
        raise Unreadable("an entry is not the sum of its details")
    for position, (detail, part_won) in enumerate(zip(details, parts_won, strict=True), start=1):
        own = detail.text("Refs/AcctSvcrRef")
        if len(details) == 1:
            own = reference or own
        elif own is None and reference is not None:
            own = f"{reference}/{position}"
        yield _booked(entry, detail, account, own, part_won)


def _part_won(detail: Node, total_won: int, only: bool) -> int:
    """What one detail moved, signed; an only detail may leave its amount to the entry."""
    path = "Amt" if detail.find("Amt") is not None else "AmtDtls/TxAmt/Amt"
    if only and detail.find(path) is None:
        return total_won
    credit = detail.is_credit() if detail.find("CdtDbtInd") is not None else total_won > 0
    return detail.won(path) if credit else -detail.won(path)


def _booked(
    entry: Node, detail: Node | None, account: _Account, reference: str | None, amount_won: int
) -> EntryBooked:
    if reference is None:
        raise Unreadable("an entry without the bank's reference")
    if amount_won == 0:
        raise Unreadable("an entry of nothing")
    booked_on = _day(entry, "BookgDt")
    end_to_end_id = _provided(detail.text("Refs/EndToEndId") if detail else None)
    is_return = _is_return(entry, detail)
    message_id = detail.text("Refs/MsgId") if detail else None
    message_id = message_id or entry.text("NtryDtls/Btch/MsgId")
    name, number = _counterparty(detail, amount_won > 0) if detail else (None, None)
    return EntryBooked(
        bank_code=account.bank_code,
        account_number=account.number,
        entry_ref=reference,
        amount_won=abs(amount_won),
        direction="credit" if amount_won > 0 else "debit",
        booked_on=booked_on,
        value_on=_day(entry, "ValDt") if entry.find("ValDt") is not None else booked_on,
        end_to_end_id=None if is_return else end_to_end_id,
        message_id=_provided(message_id),
        counterparty_name=name,
        counterparty_account=number,
        remittance_text=_remittance(detail) if detail else entry.text("AddtlNtryInf") or "",
        is_return=is_return,
        original_end_to_end_id=end_to_end_id if is_return else None,
    )


def _day(entry: Node, name: str) -> date:
    text = entry.text(f"{name}/Dt") or entry.required(f"{name}/DtTm")
    return as_date(text, name)


def _provided(value: str | None) -> str | None:
    return None if value == NOT_PROVIDED else value


def _is_return(entry: Node, detail: Node | None) -> bool:
    if entry.text("RvslInd") in ("true", "1"):
        return True
    if detail is not None and detail.find("RtrInf") is not None:
        return True
    code = detail.text("BkTxCd/Domn/Fmly/SubFmlyCd") if detail else None
    return (code or entry.text("BkTxCd/Domn/Fmly/SubFmlyCd")) in _RETURN_SUB_FAMILIES


def _counterparty(detail: Node, credit: bool) -> tuple[str | None, str | None]:
    """The other party: who paid us, whom we paid, or, of a return, whom we had paid."""
    returned = detail.find("RtrInf") is not None
    side = "Dbtr" if credit and not returned else "Cdtr"
    name = detail.text(f"RltdPties/{side}/Pty/Nm") or detail.text(f"RltdPties/{side}/Nm")
    account = detail.find(f"RltdPties/{side}Acct/Id")
    number = (account.text("IBAN") or account.text("Othr/Id")) if account else None
    return name, number


def _remittance(detail: Node) -> str:
    """The payer's lines, then its structured reference, one below the other: a bank may cut a
    line anywhere, so the matcher needs to see where."""
    information = detail.find("RmtInf")
    if information is None:
        return ""
    lines = [line.value for line in information.each("Ustrd")]
    references = [
        reference
        for structured in information.each("Strd")
        if (reference := structured.text("CdtrRefInf/Ref"))
    ]
    return "\n".join([*lines, *references])
