"""Notices in words for who reads them: bank accounts by their bank's name and last digits."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from sangsaeng.database.connection import Tx
from sangsaeng.database.sealing import SealBrokenError
from sangsaeng.database.statements import load
from sangsaeng.kernel.messages import Language, sentence
from sangsaeng.kernel.refusals import Refusal
from sangsaeng.parties.institutions import institution_on
from sangsaeng.parties.sealed import unseal_account

_SQL = load(__package__)
# Enough to know one's own account by; a letter may be read by others on the way.
_SHOWN_DIGITS = 4


def show_accounts(
    tx: Tx, facts: Sequence[Mapping[str, Any]], language: Language, day: date
) -> dict[int, str]:
    """The bank accounts that facts name, as they are shown, by number; none that does not open."""
    ids = {one["bank_account_id"] for one in facts if one.get("bank_account_id") is not None}
    if not ids:
        return {}
    shown = {}
    for row in tx.rows(_SQL["list_accounts_told_of"], ids=sorted(ids)):
        try:
            number, _ = unseal_account(tx.keys, row)
        except SealBrokenError:
            continue
        bank = institution_on(row["bank_code"], day)
        name = row["bank_code"] if isinstance(bank, Refusal) else bank.name[language]
        last = "****" + number[-_SHOWN_DIGITS:]
        about = {"bank": name, "number": last}
        shown[int(row["bank_account_id"])] = sentence("mail_account", language, about)
    return shown
