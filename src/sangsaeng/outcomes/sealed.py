"""What this desk keeps sealed."""

from __future__ import annotations

from sangsaeng.database.sealed_columns import SealedColumns
from sangsaeng.database.sealing import Keys
from sangsaeng.database.statements import load
from sangsaeng.outcomes.model_choosing import Related, Relation
from sangsaeng.outcomes.rules_related import fold_named

_SQL = load(__package__)
_IN_ROW = "related_party:{id}"
# An account's digest is that of parties.bank_account, so that both are found by one look.
_DIGEST_OF = {Relation.ACCOUNT: "bank_account.number", Relation.COMPANY: "related_party.company"}
_OF_PEOPLE = "related_party.person"

# A worker's word and a note of the hotline: no row they could be moved to says whose they are.
WORKER_NOTE, HOTLINE_TEXT = "outcomes.worker_note", "outcomes.hotline"

SEALED = (
    SealedColumns(
        "outcomes.related_party",
        {"named_sealed": _IN_ROW},
        _SQL["list_old_related"],
        _SQL["reseal_related"],
        _SQL["count_related_keys"],
    ),
    SealedColumns(
        "outcomes.confirmation",
        {"note_sealed": WORKER_NOTE},
        _SQL["list_old_confirmations"],
        _SQL["reseal_confirmations"],
        _SQL["count_confirmation_keys"],
    ),
    SealedColumns(
        "outcomes.hotline",
        {"text_sealed": HOTLINE_TEXT},
        _SQL["list_old_hotline"],
        _SQL["reseal_hotline"],
        _SQL["count_hotline_keys"],
    ),
)


def digest_of_related(keys: Keys, related: Related) -> bytes:
    """By what a related party is found again: equal people, accounts and companies have equal
    digests, whatever they are to whom."""
    return keys.digest(fold_named(related), _DIGEST_OF.get(related.relation, _OF_PEOPLE))


def seal_related(keys: Keys, related_id: int, related: Related) -> bytes:
    """What was told of a related party, sealed in its row."""
    born = f" {related.born_on.isoformat()}" if related.born_on else ""
    return keys.seal(related.named + born, _IN_ROW.format(id=related_id))
