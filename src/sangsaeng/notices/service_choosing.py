"""What a person wants to hear of, and what it has read: each for itself alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sangsaeng.database.connection import Tx
from sangsaeng.database.statements import load
from sangsaeng.kernel.messages import Language
from sangsaeng.kernel.refusals import Refusal, refuse
from sangsaeng.notices.kinds import KINDS, Kind
from sangsaeng.notices.model import Cadence, Choice, Way
from sangsaeng.notices.rules import decide_choice
from sangsaeng.parties.people import unseal_person

_SQL = load(__package__)


@dataclass(frozen=True, slots=True)
class Stands:
    """How a person hears of one kind; `chosen_at` None: as the kind says by itself."""

    kind: Kind
    choice: Choice
    chosen_at: datetime | None


def choose(
    tx: Tx,
    person_id: int,
    chosen: Sequence[tuple[str, Choice]],
    language: Language | None,
    at: datetime,
) -> Refusal | None:
    """From now on it is told so. Refused: `notice_kind_unknown`, `notice_locked`,
    `notice_chosen_twice`, `notice_no_telephone`."""
    seen = set[str]()
    for code, choice in chosen:
        refused = _decide(code, choice, seen)
        if refused:
            return refused
        seen.add(code)
    by_telephone = any(choice.way is not Way.EMAIL for _, choice in chosen)
    if by_telephone and not _has_telephone(tx, person_id):
        return refuse("notice_no_telephone", "channel")
    tx.run(
        _SQL["set_choices"],
        person_id=person_id,
        kind=[code for code, _ in chosen],
        cadence=[str(choice.cadence) for _, choice in chosen],
        channel=[str(choice.way) for _, choice in chosen],
        at=at,
    )
    if language is not None:
        tx.run(_SQL["set_language"], person_id=person_id, language=language)
    return None


def mark_read(tx: Tx, person_id: int, notice_ids: Sequence[int], at: datetime) -> int:
    """Notices it has read; how many are read by this. Another's are passed over."""
    return tx.run(_SQL["mark_read"], person_id=person_id, notice_ids=list(notice_ids), at=at)


def list_choices(tx: Tx, person_id: int) -> list[Stands]:
    """Every kind that a person is told of, in the order of the kinds."""
    rows = {row["kind"]: row for row in tx.rows(_SQL["list_choices"], person_id=person_id)}
    return [_stands(kind, rows) for kind in KINDS.values() if not kind.to_address]


def _stands(kind: Kind, rows: Mapping[str, Mapping[str, object]]) -> Stands:
    row = rows.get(kind.code)
    if row is None:
        return Stands(kind, decide_choice(kind, None), None)
    chosen = Choice(Cadence(str(row["cadence"])), Way(str(row["channel"])))
    chosen_at = row["chosen_at"]
    assert isinstance(chosen_at, datetime)
    return Stands(kind, decide_choice(kind, chosen), chosen_at)


def _decide(code: str, choice: Choice, seen: set[str]) -> Refusal | None:
    kind = KINDS.get(code)
    if kind is None or kind.to_address:
        return refuse("notice_kind_unknown", "kind", kind=code)
    if code in seen:
        return refuse("notice_chosen_twice", "kind", kind=code)
    # It may be heard by message too, but not later, and not instead of the e-mail.
    if kind.locked and (choice.cadence is not Cadence.AT_ONCE or choice.way is Way.MESSAGE):
        return refuse("notice_locked", "kind")
    return None


def _has_telephone(tx: Tx, person_id: int) -> bool:
    sealed = tx.the(_SQL["get_hearer"], person_id=person_id)["sealed"]
    return bool(unseal_person(tx.keys, sealed).telephone)
