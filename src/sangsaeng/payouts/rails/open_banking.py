"""KFTC open banking (오픈뱅킹 공동업무), deposit transfers: JSON, one call for one instruction.

Order of calls: payee enquiry, deposit, and when the answer is lost or unclear the result enquiry;
a claim for return and its result afterwards (domain section 7). Money has arrived only when
`rsp_code` is A0000 and `bank_rsp_code` is 000, for our id and our amount; a failure code of the
payee's bank is a rejection; everything else is unknown and asked for, never sent under a new id.

A rendered message is a list of calls with their path and body. The connection adds what is not
ours to store: the institution's ten-character code before each `bank_tran_id`, and the pass phrase.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from hashlib import sha256

from sangsaeng.kernel.calendar import KOREA
from sangsaeng.kernel.refusals import Refusal
from sangsaeng.payouts.rails.checks import check_instruction
from sangsaeng.payouts.rails.model import (
    BankEvent,
    Batch,
    Charset,
    Credited,
    Hours,
    Instruction,
    OwnAccount,
    Rail,
    Reason,
    Rejected,
    Returned,
    Unknown,
    WireItem,
)
from sangsaeng.payouts.rails.reading import (
    Unreadable,
    as_digits,
    as_list,
    as_object,
    as_text,
    read_json,
    refusing,
)

PAYEE_ENQUIRY = "/v2.0/inquiry/receive"
REAL_NAME_ENQUIRY = "/v2.0/inquiry/real_name"
DEPOSIT = "/v2.0/transfer/deposit/acnt_num"
RESULT_ENQUIRY = "/v2.0/transfer/result"
RETURN_CLAIM = "/v2.0/return/claim"
RETURN_RESULT = "/v2.0/return/result"

DONE = "A0000"
BANK_DONE = "000"
# Failure codes of the payee's bank (domain section 7); the money has not moved.
REASONS: Mapping[str, Reason] = {
    "412": Reason.NO_SUCH_ACCOUNT,
    "415": Reason.CLOSED_ACCOUNT,
    "416": Reason.ACCOUNT_INVALID,
    "419": Reason.SUSPENDED,
    "420": Reason.SUSPENDED,
    "499": Reason.OTHER,
    "815": Reason.NAME_MISMATCH,
}
_BASE36 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"


@dataclass(frozen=True, slots=True)
class HolderAnswer:
    """What an enquiry says of an account: its holder's name, or why it cannot receive.

    Both None: the network gave no usable answer; ask again.
    """

    name: str | None
    reason: Reason | None


def bank_tran_suffix(end_to_end_id: str) -> str:
    """`U` and nine letters or digits, always the same for one id.

    36^9 = 10^14 values: among 100,000 payouts a day two meet once in 20,000 days. The second is
    then refused as a duplicate, and counts as credited only if its amount is the same as well.
    """
    number = int.from_bytes(sha256(end_to_end_id.encode()).digest()[:12], "big")
    letters = []
    for _ in range(9):
        number, digit = divmod(number, 36)
        letters.append(_BASE36[digit])
    return "U" + "".join(letters)


def _moment(at: datetime) -> str:
    """yyyymmddhhmmss in Korean time: the network counts its days by it."""
    assert at.tzinfo is not None, "a moment needs its time zone"
    return at.astimezone(KOREA).strftime("%Y%m%d%H%M%S")


def _message(message_id: str, calls: list[dict[str, object]]) -> bytes:
    message = {"message_id": message_id, "calls": calls}
    return json.dumps(message, ensure_ascii=False, separators=(",", ":")).encode()


def _call(end_to_end_id: str, path: str, body: Mapping[str, object]) -> dict[str, object]:
    return {"end_to_end_id": end_to_end_id, "path": path, "body": body}


def _render(batch: Batch) -> bytes:
    calls = [
        _call(instruction.end_to_end_id, DEPOSIT, _deposit(instruction, batch.created_at))
        for instruction in batch.instructions
    ]
    return _message(batch.message_id, calls)


def _deposit(instruction: Instruction, at: datetime) -> dict[str, object]:
    suffix = bank_tran_suffix(instruction.end_to_end_id)
    debtor = instruction.debtor
    return {
        "cntr_account_type": "N",
        "cntr_account_num": debtor.account_number,
        "wd_print_content": suffix,
        "name_check_option": "on",
        "tran_dtime": _moment(at),
        "req_cnt": "1",
        "req_list": [
            {
                "tran_no": "1",
                "bank_tran_id": suffix,
                "bank_code_std": instruction.payee_bank_code,
                "account_num": instruction.payee_account_number,
                "account_holder_name": instruction.payee_name,
                "print_content": instruction.purpose_text,
                "tran_amt": str(instruction.amount_won),
                **_requester(debtor),
            }
        ],
    }


def _requester(debtor: OwnAccount) -> dict[str, object]:
    return {
        "req_client_name": debtor.name,
        "req_client_bank_code": debtor.bank_code,
        "req_client_account_num": debtor.account_number,
        "req_client_num": str(debtor.own_account_id),
        "transfer_purpose": "TR",
    }


def render_payee_enquiry(
    enquiry_id: str, own: OwnAccount, bank_code: str, account_number: str, at: datetime
) -> bytes:
    """Whether an account can receive, and its holder's name (수취조회), before a deposit."""
    body = {
        "cntr_account_type": "N",
        "cntr_account_num": own.account_number,
        "bank_tran_id": bank_tran_suffix(enquiry_id),
        "bank_code_std": bank_code,
        "account_num": account_number,
        "print_content": own.name[:20],
        "tran_amt": "1",
        "tran_dtime": _moment(at),
        **_requester(own),
    }
    return _message(enquiry_id, [_call(enquiry_id, PAYEE_ENQUIRY, body)])


def render_real_name_enquiry(
    enquiry_id: str, bank_code: str, account_number: str, business_number: str, at: datetime
) -> bytes:
    """Whether an account belongs to a business number (계좌실명조회), at registration."""
    body = {
        "bank_tran_id": bank_tran_suffix(enquiry_id),
        "bank_code_std": bank_code,
        "account_num": account_number,
        "account_holder_info_type": "6",
        "account_holder_info": business_number,
        "tran_dtime": _moment(at),
    }
    return _message(enquiry_id, [_call(enquiry_id, REAL_NAME_ENQUIRY, body)])


def _sent_deposit(sent: bytes, end_to_end_id: str) -> tuple[dict[str, object], str] | None:
    """The deposit's item and day (yyyymmdd) in a message that was sent."""
    for call in _calls(sent):
        if call.get("end_to_end_id") == end_to_end_id and call.get("path") == DEPOSIT:
            body = as_object(call.get("body"), "body")
            return _only_item(body, "req_list"), as_text(body.get("tran_dtime"), "tran_dtime")[:8]
    return None


def render_result_enquiry(sent: bytes, end_to_end_id: str, at: datetime) -> bytes | None:
    """Asks what became of a deposit in `sent`; None when it is not in there."""
    found = _sent_deposit(sent, end_to_end_id)
    if found is None:
        return None
    item, day = found
    original = {
        "tran_no": "1",
        "org_bank_tran_id": item["bank_tran_id"],
        "org_bank_tran_date": day,
        "org_tran_amt": item["tran_amt"],
    }
    body = {"check_type": "2", "tran_dtime": _moment(at), "req_cnt": "1", "req_list": [original]}
    return _message(end_to_end_id, [_call(end_to_end_id, RESULT_ENQUIRY, body)])


def render_return_claim(sent: bytes, end_to_end_id: str, words: str, at: datetime) -> bytes | None:
    """Claims a deposit back (자금반환청구), possible for a year; None when not in `sent`."""
    found = _sent_deposit(sent, end_to_end_id)
    if found is None:
        return None
    item, day = found
    body = {
        "bank_tran_id": bank_tran_suffix(f"claim:{end_to_end_id}"),
        "org_bank_tran_date": day,
        "org_bank_tran_id": item["bank_tran_id"],
        "org_dps_bank_code_std": item["bank_code_std"],
        "org_dps_account_num": item["account_num"],
        "org_tran_amt": item["tran_amt"],
        "org_wd_bank_code_std": item["req_client_bank_code"],
        "claim_code": "05",
        "claim_message": words,
        "total_return_yn": "Y",
        "return_account_num": item["req_client_account_num"],
        "tran_dtime": _moment(at),
    }
    return _message(end_to_end_id, [_call(end_to_end_id, RETURN_CLAIM, body)])


def render_return_result(end_to_end_id: str, amount_won: int, claimed_on: date) -> bytes:
    """Asks what became of a claim for return (자금반환결과조회)."""
    body = {
        "claim_bank_tran_date": claimed_on.strftime("%Y%m%d"),
        "claim_bank_tran_id": bank_tran_suffix(f"claim:{end_to_end_id}"),
        "org_tran_amt": str(amount_won),
    }
    return _message(end_to_end_id, [_call(end_to_end_id, RETURN_RESULT, body)])


def _calls(data: bytes) -> Iterator[dict[str, object]]:
    message = as_object(read_json(data), "message")
    for call in as_list(message.get("calls"), "calls"):
        yield as_object(call, "call")


def _only_item(body: Mapping[str, object], name: str) -> dict[str, object]:
    items = as_list(body.get(name), name)
    if len(items) != 1:
        raise Unreadable(f"{name} does not hold one item")
    return as_object(items[0], name)


@refusing
def _parse(data: bytes) -> tuple[BankEvent, ...]:
    return tuple(event for call in _calls(data) for event in _read_answer(call))


def _read_answer(call: Mapping[str, object]) -> Iterator[BankEvent]:
    """The event of one call with its `answer` beside it; no answer is no knowledge."""
    end_to_end_id = as_text(call.get("end_to_end_id"), "end_to_end_id")
    path = as_text(call.get("path"), "path")
    body = as_object(call.get("body"), "body")
    if path == RETURN_CLAIM:
        return
    if call.get("answer") is None:
        yield Unknown(end_to_end_id)
        return
    answer = as_object(call["answer"], "answer")
    if path in (DEPOSIT, RESULT_ENQUIRY):
        yield _read_transfer(end_to_end_id, _only_item(body, "req_list"), answer)
    elif path == RETURN_RESULT:
        yield _read_return(end_to_end_id, body, answer)
    else:
        raise Unreadable("no payout was called for")


def _read_transfer(
    end_to_end_id: str, asked: Mapping[str, object], answer: Mapping[str, object]
) -> BankEvent:
    if "res_list" not in answer:
        return Unknown(end_to_end_id)
    result = _only_item(answer, "res_list")
    bank_code = as_text(result.get("bank_rsp_code"), "bank_rsp_code")
    if not _same_transfer(asked, result):
        return Unknown(end_to_end_id)
    words = result.get("bank_rsp_message")
    reason = REASONS.get(bank_code)
    if reason is not None:
        return Rejected(end_to_end_id, reason, f"{bank_code} {words or ''}".strip())
    if answer.get("rsp_code") == DONE and bank_code == BANK_DONE:
        day = as_text(result.get("bank_tran_date"), "bank_tran_date")
        return Credited(end_to_end_id, f"{day}:{result['bank_tran_id']}")
    return Unknown(end_to_end_id)


def _same_transfer(asked: Mapping[str, object], result: Mapping[str, object]) -> bool:
    """Whether the answer speaks of our id and our amount, and not of another's."""
    suffix = as_text(asked.get("org_bank_tran_id", asked.get("bank_tran_id")), "bank_tran_id")
    ours_won = as_digits(asked.get("org_tran_amt", asked.get("tran_amt")), "tran_amt")
    theirs = as_text(result.get("bank_tran_id"), "bank_tran_id")
    return theirs.endswith(suffix) and as_digits(result.get("tran_amt"), "tran_amt") == ours_won


def _read_return(
    end_to_end_id: str, asked: Mapping[str, object], answer: Mapping[str, object]
) -> BankEvent:
    returned = answer.get("rsp_code") == DONE and answer.get("bank_rsp_code") == BANK_DONE
    if returned and answer.get("org_tran_amt") == asked.get("org_tran_amt"):
        return Returned(end_to_end_id, Reason.OTHER, str(answer.get("bank_rsp_message") or ""))
    return Unknown(end_to_end_id)


def parse_holder(data: bytes) -> HolderAnswer | Refusal:
    """The answer of a payee or real-name enquiry; garbage gives `bank_message_unreadable`."""
    return _parse_holder(data)


@refusing
def _parse_holder(data: bytes) -> HolderAnswer:
    call = next(_calls(data), None)
    if call is None or call.get("path") not in (PAYEE_ENQUIRY, REAL_NAME_ENQUIRY):
        raise Unreadable("no account was enquired about")
    if call.get("answer") is None:
        return HolderAnswer(None, None)
    answer = as_object(call["answer"], "answer")
    reason = REASONS.get(str(answer.get("bank_rsp_code")))
    if reason is not None:
        return HolderAnswer(None, reason)
    if answer.get("rsp_code") != DONE or answer.get("bank_rsp_code") != BANK_DONE:
        return HolderAnswer(None, None)
    return HolderAnswer(as_text(answer.get("account_holder_name"), "account_holder_name"), None)


@refusing
def _parse_back(data: bytes) -> tuple[WireItem, ...]:
    return tuple(_wire_item(call) for call in _calls(data))


def _wire_item(call: Mapping[str, object]) -> WireItem:
    item = _only_item(as_object(call.get("body"), "body"), "req_list")
    return WireItem(
        end_to_end_id=as_text(call.get("end_to_end_id"), "end_to_end_id"),
        amount_won=as_digits(item.get("tran_amt"), "tran_amt"),
        payee_bank_code=as_text(item.get("bank_code_std"), "bank_code_std"),
        payee_account_number=as_text(item.get("account_num"), "account_num"),
        payee_name=as_text(item.get("account_holder_name"), "account_holder_name"),
    )


RAIL = Rail(
    code="open_banking",
    limit_won_per_item=1_000_000_000,
    batch_limit=100,
    answers_at_once=True,
    hours=Hours(opens_at=time(0, 10), closes_at=time(23, 50)),
    charset=Charset(
        account_pattern=r"[0-9]{8,16}", name_length=20, purpose_length=20, encoding="cp949"
    ),
    render=_render,
    parse=_parse,
    parse_back=_parse_back,
    check=check_instruction,
)
