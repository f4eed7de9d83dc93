"""The invoices of one call, added where new and locked before anything is decided on them (G8)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from sangsaeng.database.connection import Tx
from sangsaeng.database.statements import load
from sangsaeng.ledger.service import reserve_items
from sangsaeng.receivables.model import Evidence, KnownEvidence, PromiseLine

_SQL = load(__package__)


class EvidenceBook:
    """Knows how much of each invoice is promised, counting the lines of this call as they pass.

    New invoices are inserted first: a second call with the same invoice waits there until the
    first has committed, and then sees what it promised.
    """

    def __init__(self, tx: Tx, lines: Sequence[PromiseLine]) -> None:
        self._known: dict[str, KnownEvidence] = {}
        self._financed: dict[int, int] = {}
        found = {line.evidence.fingerprint: line.evidence for line in lines if line.evidence}
        evidence = [one for one in found.values() if one.total_won > 0]
        if not evidence:
            return
        tx.run(
            _SQL["add_evidence"],
            evidence_id=reserve_items(tx, len(evidence)),
            fingerprint=[one.fingerprint for one in evidence],
            approval_number=[one.approval_number for one in evidence],
            kind=[one.kind for one in evidence],
            supplier_number=[one.supplier_number for one in evidence],
            buyer_number=[one.buyer_number for one in evidence],
            written_on=[one.written_on for one in evidence],
            total_won=[one.total_won for one in evidence],
        )
        rows = tx.rows(
            _SQL["lock_evidence"],
            fingerprints=[one.fingerprint for one in evidence],
            approval_numbers=[one.approval_number for one in evidence if one.approval_number],
        )
        for row in rows:
            fingerprint = row.pop("fingerprint")
            known = KnownEvidence(**row)
            self._known[fingerprint] = known
            if known.approval_number:
                self._known.setdefault(known.approval_number, known)

    def known(self, line: PromiseLine) -> KnownEvidence | None:
        """The line's invoice as the book has it, what this call promised so far included."""
        found = self._find(line.evidence) if line.evidence else None
        if found is None:
            return None
        so_far = self._financed.get(found.evidence_id, 0)
        return replace(found, financed_won=found.financed_won + so_far)

    def _find(self, evidence: Evidence) -> KnownEvidence | None:
        # The approval number comes first: the same number with another content is the same invoice.
        if evidence.approval_number in self._known:
            return self._known[evidence.approval_number]
        return self._known.get(evidence.fingerprint)

    def finance(self, line: PromiseLine) -> None:
        """Count an accepted line against its invoice."""
        found = self._find(line.evidence) if line.evidence else None
        if found is not None:
            so_far = self._financed.get(found.evidence_id, 0)
            self._financed[found.evidence_id] = so_far + line.amount_won

    def evidence_id(self, line: PromiseLine) -> int | None:
        """The number of the line's invoice, if it rests on one."""
        found = self._find(line.evidence) if line.evidence else None
        return found.evidence_id if found else None

    def write(self, tx: Tx) -> None:
        """Record what this call promised; the constraint refuses more than the total."""
        if self._financed:
            tx.run(
                _SQL["finance_evidence"],
                evidence_id=list(self._financed),
                won=list(self._financed.values()),
            )
