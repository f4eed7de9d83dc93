"""Whether a rail can carry an instruction as it stands. Pure; nothing is repaired on the way."""

from __future__ import annotations

import re
import unicodedata

from sangsaeng.kernel.business_number import parse_business_number
from sangsaeng.kernel.money import check_won
from sangsaeng.kernel.refusals import Refusal, refuse
from sangsaeng.payouts.rails.model import Charset, Instruction

ID_PATTERN = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:-]{0,34}")
_BANK_CODE = re.compile(r"[0-9]{3}")


def writable(text: str, length: int, encoding: str) -> bool:
    """Whether a field of `length` characters can hold the text unchanged.

    Blanks at either end and control characters are refused: banks trim the one and choke on the
    other, and what comes back would no longer equal what was sent.
    """
    if not 0 < len(text) <= length or text != text.strip():
        return False
    if any(unicodedata.category(mark) in {"Cc", "Cf", "Cs", "Cn", "Zl", "Zp"} for mark in text):
        return False
    try:
        text.encode(encoding)
    except UnicodeEncodeError:
        return False
    return True


def check_instruction(charset: Charset, instruction: Instruction, limit_won: int) -> Refusal | None:
    """The first reason why this rail cannot carry the instruction, or None."""
    if not ID_PATTERN.fullmatch(instruction.end_to_end_id):
        return refuse("payout_id_unwritable", "end_to_end_id", value=instruction.end_to_end_id[:40])
    amount_won = check_won(instruction.amount_won)
    if isinstance(amount_won, Refusal):
        return amount_won
    if amount_won > limit_won:
        return refuse("rail_limit_exceeded", "amount_won", amount=amount_won, limit=limit_won)
    return _check_payee(charset, instruction) or _check_texts(charset, instruction)


def _check_payee(charset: Charset, instruction: Instruction) -> Refusal | None:
    if not _BANK_CODE.fullmatch(instruction.payee_bank_code):
        code = instruction.payee_bank_code[:10]
        return refuse("payee_bank_code_invalid", "payee_bank_code", value=code)
    if not re.fullmatch(charset.account_pattern, instruction.payee_account_number):
        return refuse("payee_account_invalid", "payee_account_number")
    if not writable(instruction.payee_name, charset.name_length, charset.encoding):
        return refuse("payee_name_unwritable", "payee_name", limit=charset.name_length)
    if instruction.payee_business_number is None:
        return None
    number = parse_business_number(instruction.payee_business_number, "payee_business_number")
    return number if isinstance(number, Refusal) else None


def _check_texts(charset: Charset, instruction: Instruction) -> Refusal | None:
    if not writable(instruction.purpose_text, charset.purpose_length, charset.encoding):
        return refuse("purpose_unwritable", "purpose_text", limit=charset.purpose_length)
    debtor = instruction.debtor
    account_known = re.fullmatch(charset.account_pattern, debtor.account_number)
    named = writable(debtor.name, charset.name_length, charset.encoding)
    if not (account_known and named and _BANK_CODE.fullmatch(debtor.bank_code)):
        return refuse("debtor_account_invalid", "debtor")
    return None
