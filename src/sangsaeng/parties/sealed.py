"""What this desk keeps sealed: bank accounts, and what is known of a person."""

from __future__ import annotations

from sangsaeng.database.connection import Row
from sangsaeng.database.sealed_columns import SealedColumns
from sangsaeng.database.sealing import Keys
from sangsaeng.database.statements import load

_SQL = load(__package__)
_NUMBER, _HOLDER = "bank_account.number", "bank_account.holder"
# Bound to its row: a number copied into another company's row does not open there.
_IN_ROW = "{}:{}"

SEALED = (
    SealedColumns(
        "parties.bank_account",
        {
            "account_sealed": _IN_ROW.format(_NUMBER, "{id}"),
            "holder_sealed": _IN_ROW.format(_HOLDER, "{id}"),
        },
        _SQL["list_old_accounts"],
        _SQL["reseal_accounts"],
        _SQL["count_account_keys"],
    ),
    SealedColumns(
        "parties.person",
        {"sealed": "person", "totp_sealed": "totp"},
        _SQL["list_old_people"],
        _SQL["reseal_people"],
        _SQL["count_person_keys"],
    ),
    SealedColumns(
        "parties.invitation",
        {"sealed": "invitation"},
        _SQL["list_old_invitations"],
        _SQL["reseal_invitations"],
        _SQL["count_invitation_keys"],
    ),
)


def seal_account(keys: Keys, bank_account_id: int, number: str, holder: str) -> Row:
    """The sealed columns of a bank account."""
    return {
        "account_sealed": keys.seal(number, _IN_ROW.format(_NUMBER, bank_account_id)),
        "account_digest": keys.digest(number, _NUMBER),
        "holder_sealed": keys.seal(holder, _IN_ROW.format(_HOLDER, bank_account_id)),
    }


def unseal_account(keys: Keys, row: Row) -> tuple[str, str]:
    """An account's number and holder, out of a row with its id and sealed columns. Raises
    SealBrokenError."""
    about = row["bank_account_id"]
    number = keys.unseal(row["account_sealed"], _IN_ROW.format(_NUMBER, about))
    return number, keys.unseal(row["holder_sealed"], _IN_ROW.format(_HOLDER, about))
