"""A rail without a bank: plain JSON both ways, for scenario replay and model tests.

The batch goes out as JSON; whoever plays the bank answers with `render_events`. Every kind of
event passes without loss.
"""

from __future__ import annotations

import json
from collections.abc import Iterable

from sangsaeng.kernel.money import LARGEST_WON
from sangsaeng.payouts.rails.checks import check_instruction
from sangsaeng.payouts.rails.event_json import decode_event, encode_event
from sangsaeng.payouts.rails.model import (
    BankEvent,
    Batch,
    Charset,
    Instruction,
    Rail,
    WireItem,
)
from sangsaeng.payouts.rails.reading import (
    Unreadable,
    as_list,
    as_object,
    as_text,
    read_json,
    refusing,
)


def render_events(events: Iterable[BankEvent]) -> bytes:
    """The bank's message as the simulated rail reads it."""
    return _dump({"events": [encode_event(event) for event in events]})


def _dump(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


def _render(batch: Batch) -> bytes:
    return _dump(
        {
            "message_id": batch.message_id,
            "created_at": batch.created_at.isoformat(),
            "instructions": [_plain(instruction) for instruction in batch.instructions],
        }
    )


def _plain(instruction: Instruction) -> dict[str, object]:
    debtor = instruction.debtor
    return {
        "end_to_end_id": instruction.end_to_end_id,
        "amount_won": instruction.amount_won,
        "debtor_bank_code": debtor.bank_code,
        "debtor_account_number": debtor.account_number,
        "payee_bank_code": instruction.payee_bank_code,
        "payee_account_number": instruction.payee_account_number,
        "payee_name": instruction.payee_name,
        "payee_business_number": instruction.payee_business_number,
        "purpose_text": instruction.purpose_text,
        "execute_on": instruction.execute_on.isoformat(),
    }


@refusing
def _parse(data: bytes) -> tuple[BankEvent, ...]:
    message = as_object(read_json(data), "message")
    return tuple(decode_event(event) for event in as_list(message.get("events"), "events"))


@refusing
def _parse_back(data: bytes) -> tuple[WireItem, ...]:
    batch = as_object(read_json(data), "batch")
    return tuple(_item(value) for value in as_list(batch.get("instructions"), "instructions"))


def _item(value: object) -> WireItem:
    record = as_object(value, "instruction")
    amount_won = record.get("amount_won")
    if type(amount_won) is not int:
        raise Unreadable("amount_won is not a whole number")
    return WireItem(
        end_to_end_id=as_text(record.get("end_to_end_id"), "end_to_end_id"),
        amount_won=amount_won,
        payee_bank_code=as_text(record.get("payee_bank_code"), "payee_bank_code"),
        payee_account_number=as_text(record.get("payee_account_number"), "payee_account_number"),
        payee_name=as_text(record.get("payee_name"), "payee_name"),
    )


RAIL = Rail(
    code="simulated",
    limit_won_per_item=LARGEST_WON,
    batch_limit=100_000,
    answers_at_once=True,
    hours=None,
    charset=Charset(account_pattern=r"[A-Za-z0-9-]{1,34}", name_length=140, purpose_length=140),
    render=_render,
    parse=_parse,
    parse_back=_parse_back,
    check=check_instruction,
)
