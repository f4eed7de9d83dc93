"""Reading what a bank sends: the file's and each transaction's status, and returns.

pain.002 says what the bank decided, pacs.004 what came back; account movements are in `accounts`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from sangsaeng.payouts.rails.iso20022.accounts import read_notification, read_statements
from sangsaeng.payouts.rails.iso20022.codes import reason_of
from sangsaeng.payouts.rails.iso20022.xml import Node, read_document
from sangsaeng.payouts.rails.model import (
    Accepted,
    BankEvent,
    BatchRejected,
    Duplicate,
    Reason,
    Rejected,
    Returned,
    Unknown,
    WireItem,
)
from sangsaeng.payouts.rails.reading import Unreadable, refusing

# ISO ExternalPaymentTransactionStatus1: taken by the bank, in any stage up to settlement.
_TAKEN = frozenset({"ACTC", "ACCP", "ACSP", "ACWC", "ACSC", "ACCC"})
_UNDECIDED = frozenset({"RCVD", "PDNG"})


@refusing
def parse(data: bytes) -> tuple[BankEvent, ...]:
    """The events of one bank message."""
    message = read_document(data)
    reader = _READERS.get(message.name)
    if reader is None:
        raise Unreadable(f"no reader for {message.name[:40]}")
    return tuple(reader(message))


def _read_status_report(report: Node) -> Iterator[BankEvent]:
    group = report.child("OrgnlGrpInfAndSts")
    message_id = group.required("OrgnlMsgId")
    status = group.text("GrpSts")
    if status == "RJCT" and not list(report.each("OrgnlPmtInfAndSts")):
        code, words = _status_reason(group)
        if reason_of(code) is Reason.DUPLICATE:
            yield Duplicate(message_id)
        else:
            yield BatchRejected(message_id, reason_of(code), words)
        return
    if status in _TAKEN:
        yield Accepted(None, message_id)
    for block in report.each("OrgnlPmtInfAndSts"):
        yield from _read_block(block, message_id)


def _read_block(block: Node, message_id: str) -> Iterator[BankEvent]:
    transactions = list(block.each("TxInfAndSts"))
    if not transactions and block.text("PmtInfSts") == "RJCT":
        code, words = _status_reason(block)
        yield BatchRejected(message_id, reason_of(code), words, block.required("OrgnlPmtInfId"))
    for transaction in transactions:
        end_to_end_id = transaction.required("OrgnlEndToEndId")
        status = transaction.text("TxSts") or block.text("PmtInfSts")
        if status == "RJCT":
            code, words = _status_reason(transaction)
            yield Rejected(end_to_end_id, reason_of(code), words)
        elif status in _TAKEN:
            yield Accepted(end_to_end_id, message_id)
        elif status in _UNDECIDED:
            yield Unknown(end_to_end_id)
        else:
            raise Unreadable(f"unknown status {str(status)[:10]}")


def _status_reason(node: Node) -> tuple[str, str]:
    """The bank's code and its words: `AC04 the account is closed`."""
    return _reason(node.find("StsRsnInf"))


def _reason(information: Node | None) -> tuple[str, str]:
    if information is None:
        return "", ""
    code = information.text("Rsn/Cd") or information.text("Rsn/Prtry") or ""
    words = [line.value for line in information.each("AddtlInf")]
    return code, " ".join([code, *words]).strip()


def _read_returns(message: Node) -> Iterator[BankEvent]:
    for transaction in message.each("TxInf"):
        code, words = _reason(transaction.find("RtrRsnInf"))
        transaction.won("RtrdIntrBkSttlmAmt")
        yield Returned(transaction.required("OrgnlEndToEndId"), reason_of(code), words)


_READERS: Mapping[str, Callable[[Node], Iterator[BankEvent]]] = {
    "CstmrPmtStsRpt": _read_status_report,
    "PmtRtr": _read_returns,
    "BkToCstmrDbtCdtNtfctn": read_notification,
    "BkToCstmrStmt": read_statements,
}


@refusing
def parse_back(data: bytes) -> tuple[WireItem, ...]:
    """Our own pain.001 as a bank reads it, its header totals compared with its transactions."""
    message = read_document(data)
    if message.name != "CstmrCdtTrfInitn":
        raise Unreadable("not a credit transfer file")
    items = tuple(
        _item(transaction)
        for block in message.each("PmtInf")
        for transaction in block.each("CdtTrfTxInf")
    )
    header = message.child("GrpHdr")
    counted = (str(len(items)), str(sum(item.amount_won for item in items)))
    if (header.text("NbOfTxs"), header.text("CtrlSum")) != counted:
        raise Unreadable("the header's totals are not those of its transactions")
    return items


def _item(transaction: Node) -> WireItem:
    return WireItem(
        end_to_end_id=transaction.required("PmtId/EndToEndId"),
        amount_won=transaction.won("Amt/InstdAmt"),
        payee_bank_code=transaction.required("CdtrAgt/FinInstnId/ClrSysMmbId/MmbId"),
        payee_account_number=transaction.required("CdtrAcct/Id/Othr/Id"),
        payee_name=transaction.required("Cdtr/Nm"),
    )
